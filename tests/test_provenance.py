"""Where figures come from: what a notebook that was executed knows of its run."""

import asyncio
import datetime
import hashlib
import re
import subprocess

import nbformat
import pytest

from tests.conftest import posix_only
from tools.common.places import THIS
from tools.environment.kernel import Kernel
from tools.execution import provenance
from tools.execution.session import Session

LABELS = [
    "Run",
    "Took",
    "Java",
    "Deeplearning4j",
    "Native backend",
    "Fast path",
    "Threads",
    "Processor",
    "Operating system",
    "Seed",
    "Data (SHA-256)",
    "Commit",
    "Library",
]

TRAINING = """
import digitlab.data.*;
import digitlab.model.Architectures;
import digitlab.train.*;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
long seed = 42;
Mnist mnist = Mnist.load();
MultiLayerNetwork network = new MultiLayerNetwork(Architectures.lenet5(seed));
network.init();
Trainer.of(network).fit(Batches.shuffled(mnist.train().range(0, 320), 32, seed),
    Batches.inOrder(mnist.test().range(0, 100), 100), 1);
"""


def executed(tmp_path, *cells: str):
    """A notebook of these cells after its run, and how that ended."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])

    async def run():
        async with Kernel(THIS.notebooks, tmp_path / "kernel.log") as kernel:
            return await Session(notebook, "small", kernel, lambda text: None).execute(lambda: None)

    return notebook, asyncio.run(run())


def test_a_notebook_that_only_prints_has_its_facts_too(tmp_path):
    """The kernel loads the native library while it starts, whether or not a cell will use it."""
    notebook, outcome = executed(tmp_path, 'System.out.println("hello");')
    told = notebook.metadata["digitlab"]
    assert not outcome.failure
    assert list(told["facts"]) == LABELS
    assert told["banner"] == ""
    assert told["facts"]["Native backend"].startswith("ND4J ")
    assert told["facts"]["Fast path"].endswith("the lab's trainer was not used")
    assert told["facts"]["Threads"].isdigit()
    assert re.match(r"\d+\.\d+\S*, \S", told["facts"]["Java"])
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*", told["facts"]["Deeplearning4j"])
    assert told["facts"]["Library"].startswith("digitlab 1.")
    assert told["facts"]["Seed"] == "none in the notebook"


def test_the_question_is_no_cell_and_leaves_no_output(tmp_path):
    notebook, _ = executed(tmp_path, "int a = 6;", "a * 7")
    assert [cell.execution_count for cell in notebook.cells] == [1, 2]
    assert [len(cell.outputs) for cell in notebook.cells] == [0, 1]
    nbformat.validate(notebook)


def test_a_training_is_told_by_its_way_threads_and_seed(tmp_path, monkeypatch):
    monkeypatch.setenv("DIGITLAB_MAX_EPOCHS", "1")
    notebook, outcome = executed(tmp_path, TRAINING)
    told = notebook.metadata["digitlab"]
    assert not outcome.failure
    assert re.fullmatch(r"(on|off); trained: (compiled|helpers|stock)", told["facts"]["Fast path"])
    assert re.fullmatch(r"[1-9]\d*", told["facts"]["Threads"])
    assert re.match(r"ND4J \d\S+ on \S+, oneDNN: ", told["facts"]["Native backend"])
    assert told["facts"]["Seed"] == "42"
    assert told["banner"].startswith("Quick run: at most 1 epoch.")


def test_a_notebook_that_failed_before_its_seed_is_told_without(tmp_path):
    notebook, outcome = executed(tmp_path, 'throw new RuntimeException("no");', "long seed = 7;")
    assert "no" in outcome.failure
    facts = notebook.metadata["digitlab"]["facts"]
    assert facts["Seed"] == "none in the notebook"
    assert facts["Java"] != provenance.UNKNOWN


def test_a_kernel_that_died_is_not_waited_for(tmp_path):
    notebook, outcome = executed(tmp_path, "System.exit(3);")
    assert "died with exit code 3" in outcome.failure
    facts = notebook.metadata["digitlab"]["facts"]
    assert list(facts) == LABELS
    assert facts["Java"] == provenance.UNKNOWN
    assert provenance.UNKNOWN not in (facts["Processor"], facts["Commit"])


class Mute:
    """A client whose kernel never answers."""

    async def execute_interactive(self, *_, **__):
        await asyncio.sleep(60)


def test_a_kernel_that_does_not_answer_is_left_alone(monkeypatch):
    monkeypatch.setattr(provenance, "SECONDS_TO_ANSWER", 0.05)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("long seed = 7;")])
    assert asyncio.run(provenance.ask(Mute(), notebook)) == {}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("long seed = Settings.current().seed();", "seed"),
        ("long[] seeds = {1, 2};", "seeds"),
        ("var  seed = 3;", "seed"),
        ("int reseeded = 3;", None),
        ("seed = 3;", None),
    ],
)
def test_the_seed_is_the_variable_that_a_notebook_declares(code, name):
    found = provenance.SEED.search(code)
    assert (found and found[1]) == name


def test_the_data_are_told_as_their_checksums(tmp_path):
    told = provenance.data(THIS.data)
    readme = (THIS.data / "README.md").read_text("utf-8")
    assert len(told.split(", ")) == 4
    for line in told.split(", "):
        name, checksum = line.split()
        assert name in readme and checksum in readme
    (tmp_path / "train-images-idx3-ubyte").write_bytes(b"own")
    assert provenance.data(tmp_path).split()[1] == hashlib.sha256(b"own").hexdigest()
    assert provenance.data(tmp_path / "nowhere") == "no data files"


def git(folder, *arguments: str) -> None:
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run(["git", "-C", folder, *identity, *arguments], check=True, capture_output=True)


def test_a_checkout_is_told_by_its_commit_and_what_has_changed(tmp_path):
    git(tmp_path, "init")
    (tmp_path / "file").write_text("one")
    git(tmp_path, "add", "file")
    git(tmp_path, "commit", "-m", "one")
    commit = provenance.commit.__wrapped__
    assert re.fullmatch(r"[0-9a-f]{40}, no file changed", commit(tmp_path))
    (tmp_path / "file").write_text("two")
    assert re.fullmatch(r"[0-9a-f]{40}, and 1 file changed since", commit(tmp_path))
    unpacked = tmp_path / "unpacked"
    unpacked.mkdir()
    assert commit(unpacked) == "not a git checkout"


@posix_only
def test_without_git_it_is_no_checkout(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert provenance.commit.__wrapped__(THIS.root) == "not a git checkout"


def test_the_processor_has_a_name_and_cores(tmp_path):
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text("processor\t: 0\nmodel name\t: Fast 9000\n\nmodel name\t: Fast 9000\n")
    assert re.fullmatch(r"Fast 9000, \d+ cores?", provenance.processor(cpuinfo))
    assert re.fullmatch(r".+, \d+ cores?", provenance.processor(tmp_path / "none"))


def test_a_run_is_told_with_its_time_zone():
    began = datetime.datetime(2026, 1, 2, 3, 4, tzinfo=datetime.timezone.utc)
    told = provenance.record({}, began, 61, {})
    assert told["facts"]["Run"] == "2026-01-02 03:04 +0000"
    assert told["facts"]["Took"] == "1:01"
