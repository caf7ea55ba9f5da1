"""The stop button on a real kernel: a training ends soon, its cell as any other, work goes on."""

import asyncio
import random
import re

import nbformat
import pytest
from nbclient import NotebookClient

from tests.cells import Ran, run_cell
from tools.common.places import THIS
from tools.environment.kernel import Kernel
from tools.environment.kernel_spec import KERNEL_NAME

MOMENTS = 5
BATCHES_IN_AN_EPOCH = 8

PREPARE = """
import digitlab.backend.NativeLibrary;
import digitlab.data.*;
import digitlab.model.Architectures;
import digitlab.train.*;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

Mnist mnist = Mnist.load();
Batches trainingBatches = Batches.shuffled(mnist.train().range(0, 256), 32, 1);
Batches testBatches = Batches.inOrder(mnist.test().range(0, 200), 100);
MultiLayerNetwork network = new MultiLayerNetwork(Architectures.lenet5(1));
network.init();
"""

# Slow enough for a message to come through before the next batch.
SLOWLY = """
class Slowly implements Progress {
    private final Progress live = new digitlab.notebook.LiveProgress();
    @Override public void note(String sentence) { live.note(sentence); }
    @Override public void onTrainBatchEnd(BatchProgress progress) {
        System.out.println("batch " + network.getIterationCount());
        try { Thread.sleep(150); } catch (InterruptedException e) { throw new RuntimeException(e); }
    }
}
"""

TRAIN = """
History history = Trainer.of(network, new Slowly()).fit(trainingBatches, testBatches, 100);
"""

GO_ON = """
History more = Trainer.of(network).fit(trainingBatches, testBatches, 1);
more.conditions().way() + " " + network.getIterationCount()
"""

STOPPED = re.compile(
    r"Stopped (in|after) epoch \d+ of 100( after batch \d of 8)?\. "
    r"The network keeps what it has learnt; run the cell again to go on\."
)


def batches(ran: Ran) -> list[int]:
    return [int(number) for number in re.findall(r"batch (\d+)", ran.printed)]


async def train_and_stop(kernel: Kernel, client, after: int) -> tuple[Ran, int]:
    """Presses stop after some batches; gives also the last batch heard of before that."""
    heard, stopping = 0, None

    def stop(ran: Ran) -> None:
        nonlocal heard, stopping
        if not stopping and len(batches(ran)) >= after:
            heard = batches(ran)[-1]
            stopping = asyncio.create_task(kernel.manager.interrupt_kernel())

    ran = await run_cell(client, TRAIN, stop)
    await stopping
    return ran, heard


async def stop_at_random_moments(log, way: str, seed: int) -> None:
    moments = random.Random(seed)
    async with Kernel(THIS.notebooks, log) as kernel:
        client, _ = await kernel.connect()
        await run_cell(client, PREPARE + SLOWLY)
        await run_cell(client, f"NativeLibrary.useCompiled({str(way == 'compiled').lower()});")
        for _ in range(MOMENTS):
            ran, heard = await train_and_stop(kernel, client, moments.randint(1, 20))
            taken = batches(ran)[-1]
            assert (ran.trouble, ran.status) == ([], "ok")
            assert taken - heard <= 2
            assert [text for text in ran.shown if STOPPED.fullmatch(text)] == ran.shown[-1:]
            last = await run_cell(client, "history.last().loss() + history.last().validationLoss()")
            assert last.status == "ok" and float(last.result) > 0
            steps = await run_cell(client, "network.getIterationCount()")
            assert int(steps.result) == taken, "the network has learnt after the stop"
        again = await run_cell(client, GO_ON)
        assert (again.trouble, again.status) == ([], "ok")
        assert again.result == f"{way} {taken + BATCHES_IN_AN_EPOCH}"
        client.stop_channels()


@pytest.mark.parametrize("way", ["compiled", "helpers"])
def test_five_of_five_stops_end_the_training_within_two_batches(way, tmp_path, capsys):
    seed = random.randrange(1_000_000)
    with capsys.disabled():
        print(f"\nseed {seed}", end=" ")
    asyncio.run(stop_at_random_moments(tmp_path / "kernel.log", way, seed))


# In one statement: between two of them the kernel has nothing to stop.
LOOP = '{ System.out.println("begun"); while (!Thread.currentThread().isInterrupted()) {} }'
EVALUATE = """{
    System.out.println("begun");
    network.evaluate(Batches.inOrder(mnist.train(), 500));
}"""


async def run_and_stop(kernel: Kernel, client, cell: str, sign: str) -> Ran:
    """Presses stop as soon as the cell has printed the sign."""
    stopping = None

    def stop(ran: Ran) -> None:
        nonlocal stopping
        if not stopping and sign in ran.printed:
            stopping = asyncio.create_task(kernel.manager.interrupt_kernel())

    ran = await run_cell(client, cell, stop)
    await stopping
    return ran


async def stop_what_does_not_train(log) -> tuple[Ran, Ran, Ran, Ran]:
    async with Kernel(THIS.notebooks, log) as kernel:
        client, _ = await kernel.connect()
        loop = await run_and_stop(kernel, client, LOOP, "begun")
        after = await run_cell(client, "1 + 1")
        await run_cell(client, PREPARE)
        evaluation = await run_and_stop(kernel, client, EVALUATE, "begun")
        training = await run_cell(client, GO_ON)
        client.stop_channels()
    return loop, after, evaluation, training


def test_what_does_not_train_is_stopped_by_the_kernel_and_the_next_cell_works(tmp_path):
    ran = asyncio.run(stop_what_does_not_train(tmp_path / "kernel.log"))
    loop, after, evaluation, training = ran
    assert loop.status == "error"
    assert after.result == "2"
    assert evaluation.status == "error"
    assert (training.trouble, training.status) == ([], "ok")
    assert training.result == f"compiled {BATCHES_IN_AN_EPOCH}"


def test_a_timeout_stops_a_training_and_the_notebook_goes_on(monkeypatch):
    monkeypatch.delenv("DIGITLAB_MAX_EPOCHS", raising=False)
    train = "History history = Trainer.of(network).fit(trainingBatches, testBatches, 100_000);"
    made = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(PREPARE + train),
            nbformat.v4.new_code_cell("history.conditions().remark()"),
        ]
    )
    NotebookClient(made, kernel_name=KERNEL_NAME, timeout=10, interrupt_on_timeout=True).execute()
    assert [output for output in made.cells[0].outputs if output.output_type == "error"] == []
    assert made.cells[1].outputs[0].data["text/plain"].startswith("Stopped ")
