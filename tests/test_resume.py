"""A training whose kernel is killed goes on in a new kernel and ends with the same network."""

import asyncio
import random
import re

from tests.cells import Ran, run_cell
from tests.conftest import posix_only
from tools.common.places import THIS
from tools.environment.kernel import Kernel

pytestmark = posix_only

EPOCHS = 5
IMAGES = 1_000
BATCHES_IN_AN_EPOCH = 32

PREPARE = """
import digitlab.data.*;
import digitlab.model.Architectures;
import digitlab.train.*;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.factory.Nd4j;

class Killer implements Progress {
    @Override public void note(String sentence) { System.out.println(sentence); }
    @Override public void onTrainBatchEnd(BatchProgress progress) {
        if (!(progress.epoch() + " " + progress.batch()).equals(System.getenv("KILL_AT"))) return;
        try {
            String self = String.valueOf(ProcessHandle.current().pid());
            new ProcessBuilder("kill", "-9", self).start().waitFor();
            Thread.sleep(60_000);
        } catch (Exception e) { throw new RuntimeException(e); }
    }
}
Mnist mnist = Mnist.load();
MultiLayerNetwork network = new MultiLayerNetwork(Architectures.lenet5(1));
network.init();
"""

TRAIN = """
History history = Trainer.of(network, new Killer()).withCheckpoints()
    .fit(Batches.shuffled(mnist.train(), 32, 1), Batches.inOrder(mnist.test(), 100), 9);
System.out.println("parameters " + Fingerprint.of(Nd4j.toByteArray(network.params())));
var state = network.getUpdater().getStateViewArray();
System.out.println("updater " + Fingerprint.of(Nd4j.toByteArray(state)));
System.out.println("losses " + history.epochs().stream()
    .map(e -> e.loss() + " " + e.validationLoss()).collect(Collectors.toList()));
"""


async def train(log) -> Ran:
    """Trains in a kernel of its own, which may be killed in it."""
    async with Kernel(THIS.notebooks, log) as kernel:
        client, _ = await kernel.connect()
        await run_cell(client, PREPARE)
        cell = asyncio.create_task(run_cell(client, TRAIN))
        while not cell.done() and await kernel.manager.is_alive():
            await asyncio.wait({cell}, timeout=0.2)
        if not cell.done():
            cell.cancel()
            return Ran("killed")
        client.stop_channels()
        return cell.result()


def outcome(ran: Ran) -> list[str]:
    found = re.findall(r"^(?:parameters|updater|losses) .*$", ran.printed, re.MULTILINE)
    assert len(found) == 3, ran
    return found


def test_four_of_four_killed_trainings_end_with_the_network_of_one_go(
    tmp_path, monkeypatch, capsys
):
    seed = random.randrange(1_000_000)
    with capsys.disabled():
        print(f"\nseed {seed}", end=" ")
    moments = random.Random(seed)
    runs = tmp_path / "runs"
    for name, value in {
        "DIGITLAB_RUNS": runs,
        "DIGITLAB_MAX_EPOCHS": EPOCHS,
        "DIGITLAB_MAX_IMAGES": IMAGES,
        "DIGITLAB_THREADS": 1,
    }.items():
        monkeypatch.setenv(name, str(value))
    in_one_go = asyncio.run(train(tmp_path / "kernel.log"))
    assert list(runs.glob("*")) == []

    for epoch in range(2, EPOCHS + 1):
        monkeypatch.setenv("KILL_AT", f"{epoch} {moments.randint(1, BATCHES_IN_AN_EPOCH)}")
        assert asyncio.run(train(tmp_path / "kernel.log")).status == "killed"
        monkeypatch.delenv("KILL_AT")
        resumed = asyncio.run(train(tmp_path / "kernel.log"))
        assert resumed.printed.startswith(f"Goes on after epoch {epoch - 1} of {EPOCHS}")
        assert outcome(resumed) == outcome(in_one_go)
        assert list(runs.glob("*")) == []
