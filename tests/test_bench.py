"""`./lab bench`: whose turn it is, what is made of the times, and what survives a fault.

Most tests let fake workers talk; one runs the real thing without peers. That the peers' losses are
ours is checked by every real `./lab bench`, which ranks no others.
"""

from __future__ import annotations

import dataclasses
import re
import sys
from pathlib import Path

import pytest

from tests import shown_markdown
from tests.conftest import posix_only
from tools.benchmark import peers, results, round_robin, systems
from tools.benchmark.report import StepReport
from tools.benchmark.results import Measurement, read_csv, rows
from tools.benchmark.round_robin import RoundRobin
from tools.benchmark.systems import NOT_FOR_WORKERS, Installation, System
from tools.benchmark.worker import Worker, WorkerFailed
from tools.common.places import Checkout, PythonEnvironment
from tools.environment.jvm import Java

FAKE = """
import json, sys, time
name, ms, turns, turns_taken = sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
if turns < 0:
    sys.exit("no such processor")
print("some library says hello")
ready = {"losses": [2.3] * 19 + [1.0], "ms": [ms] * 20, "first_step_at": time.time()}
print(json.dumps({**ready, "way": name, "threads_used": 1}), flush=True)
for turn, line in enumerate(sys.stdin):
    if turn == turns:
        sys.exit("no memory left")
    with open(turns_taken, "a") as file:
        file.write(f"{name} {line}")
    print(json.dumps({"ms": [ms, ms + turn, 50 * ms], "way": name, "threads_used": 1}), flush=True)
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


@pytest.fixture
def turns_taken(tmp_path: Path) -> Path:
    return tmp_path / "turns_taken"


@pytest.fixture
def fake(turns_taken):
    """A system whose worker only talks, and ends by itself in its turn number `turns`."""

    def make(name: str, ms: float = 10, turns: int = 1000) -> System:
        command = [sys.executable, "-c", FAKE, name, str(ms), str(turns), str(turns_taken)]
        return System(name, 1, lambda network: command, {})

    return make


@pytest.fixture
def measure(checkout, monkeypatch):
    """Measures with fake systems; gives the rows of the CSV."""
    monkeypatch.setattr(round_robin, "PAUSE", 0)
    monkeypatch.setattr(round_robin, "WARM_UP_SECONDS", 0)

    def run(*systems: System, rounds: int = 3, networks=("lenet5",)):
        report = StepReport(checkout.root / "reports", "bench", "", "")
        timer = RoundRobin(systems, 7, rounds, report, checkout)
        timer.measure(dict.fromkeys(networks, False))
        return read_csv(report.csv)

    return run


def measurement(system: str, round_ms: list[float], losses=(2.3, 1.0), **more) -> Measurement:
    return Measurement("lenet5", system, 2, round_ms=round_ms, losses=list(losses), **more)


def by_system(table) -> dict:
    return {row["system"]: row for row in table}


def test_systems_take_turns(measure, fake, turns_taken):
    measure(fake("digitlab"), fake("keras"), fake("djl"), rounds=2)
    turns = [line.split()[0] for line in turns_taken.read_text().splitlines()]
    warm_up = ["digitlab", "digitlab", "keras", "keras", "djl", "djl"]
    assert turns == warm_up + ["digitlab", "keras", "djl"] * 2


def test_the_csv_has_the_promised_columns(measure, fake):
    row = measure(fake("digitlab"), fake("keras", ms=20))[0]
    promised = "network system threads ms_per_step ratio_to_fastest_peer loss_1 loss_20 rss_mb"
    assert {*promised.split(), "first_step_s"} <= row.keys()
    assert row["system"] == "digitlab"
    assert (row["loss_1"], row["loss_20"]) == ("2.300000", "1.000000")
    assert 0 <= float(row["first_step_s"]) < 60


def test_times_are_medians_of_medians(measure, fake):
    # Turn n takes 10, 10 + n and 500 ms; the first two turns are the warm-up.
    row = measure(fake("digitlab"))[0]
    assert float(row["ms_per_step"]) == 13
    assert float(row["images_per_second"]) == pytest.approx(32 / 0.013, abs=1)


def test_ratios_are_taken_to_the_fastest_peer_round_by_round():
    table = by_system(
        rows(
            [
                measurement("digitlab", [5, 6, 8]),
                measurement("dl4j-helpers", [1, 1, 1]),
                measurement("keras", [20, 20, 20]),
                measurement("pytorch", [10, 10, 16]),
            ]
        )
    )
    ours = table["digitlab"]
    assert ours["ratio_to_fastest_peer"] == "0.600"
    assert (ours["ratio_min"], ours["ratio_max"]) == ("0.500", "0.600")
    assert table["pytorch"]["ratio_to_fastest_peer"] == "1.000"
    assert table["keras"]["ratio_to_fastest_peer"] == "2.000"


def test_a_system_that_trains_something_else_is_shown_but_not_ranked():
    table = by_system(
        rows(
            [
                measurement("digitlab", [5]),
                measurement("keras", [1], losses=(2.3, 1.011)),
                measurement("pytorch", [10], losses=(2.309, 1.009)),
            ]
        )
    )
    assert table["keras"]["ms_per_step"] == "1.000"
    assert table["keras"]["ranked"] == "no"
    assert table["keras"]["ratio_to_fastest_peer"] == ""
    assert "not ranked" in table["keras"]["note"]
    assert table["digitlab"]["ratio_to_fastest_peer"] == "0.500"


def test_with_dropout_losses_can_only_be_alike():
    ones = [
        measurement("digitlab", [5], dropout=True),
        measurement("keras", [10], losses=(2.35, 1.05), dropout=True),
    ]
    assert by_system(rows(ones))["keras"]["ranked"] == "yes"


def test_a_worker_that_dies_is_told_in_one_line_and_the_rest_goes_on(measure, fake, capsys):
    table = by_system(measure(fake("keras", turns=3), fake("djl", turns=-1), fake("digitlab")))
    told = [line for line in capsys.readouterr().out.splitlines() if "has stopped" in line]
    assert len(told) == 2
    assert "lenet5: djl, 1 thread has stopped" in told[0]
    assert "no such processor (exit code 1)" in told[0]
    assert "no memory left (exit code 1)" in table["keras"]["note"]
    assert (table["keras"]["rounds"], table["keras"]["ranked"]) == ("1", "no")
    assert table["djl"]["ms_per_step"] == ""
    assert table["digitlab"]["rounds"] == "3"


def test_a_run_that_is_broken_off_keeps_what_it_has(measure, fake, checkout, monkeypatch):
    def turn(self, one, number):
        if number == 2:
            raise KeyboardInterrupt
        return take(self, one, number)

    take = RoundRobin._turn
    monkeypatch.setattr(RoundRobin, "_turn", turn)
    with pytest.raises(KeyboardInterrupt):
        measure(fake("digitlab"), fake("keras"))
    table = read_csv(checkout.root / "reports" / "bench.csv")
    assert [row["rounds"] for row in table] == ["1", "1"]


def test_slow_systems_take_fewer_steps(measure, fake, turns_taken):
    measure(fake("dl4j-stock", ms=500), fake("digitlab", ms=1), rounds=1)
    assert turns_taken.read_text().splitlines()[-2:] == ["dl4j-stock run 6", "digitlab run 7"]


def test_no_worker_stays_behind(fake, checkout):
    system = fake("digitlab")
    worker = Worker(system.command(""), {}, checkout.root, checkout.root / "log")
    worker.answer(lambda: None)
    worker.close()
    assert worker.process.poll() == 0


def test_a_silent_death_is_reported(checkout):
    command = [sys.executable, "-c", "raise SystemExit(3)"]
    worker = Worker(command, {}, checkout.root, checkout.root / "log")
    with pytest.raises(WorkerFailed, match=r"it said nothing \(exit code 3\)"):
        worker.answer(lambda: None)


TORCH_COMPILE = """\
W1127 flop_counter.py:113] triton not found; flop counting will not work
Traceback (most recent call last):
  File "/lab/bench/torch_worker.py", line 125, in <module>
    main(*sys.argv[1:])
    ^^^^^^^^^^^^^^^^^^^
subprocess.CalledProcessError: Command failed

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/lab/cpp_builder.py", line 814, in _run_compile_cmd
    raise exc.CppCompileError(cmd, output) from e
torch._inductor.exc.InductorError: CppCompileError: C++ compile error

Command:
g++ /tmp/a b/main.cpp

Output:
g++: fatal error: input file is the same as output file


Set TORCHDYNAMO_VERBOSE=1 for the full Dynamo stack trace. For even more, set TORCH_LOGS="+dynamo"
"""
JAVA = """\
SLF4J: no logger
Exception in thread "main" java.lang.IllegalStateException: no such network
\tat digitlab.bench.Worker.main(Worker.java:12)
Caused by: java.io.IOException: no file network.json
\tat digitlab.bench.Worker.read(Worker.java:40)
\t... 3 more
"""


@pytest.mark.parametrize(
    ("stderr", "line"),
    [
        (TORCH_COMPILE, "torch._inductor.exc.InductorError: CppCompileError: C++ compile error"),
        (JAVA, "Caused by: java.io.IOException: no file network.json"),
        ("a warning\nno such processor\n", "no such processor"),
        ("", "it said nothing"),
    ],
)
def test_of_a_failed_worker_the_line_of_its_error_is_told(checkout, stderr, line):
    """Not the advice that PyTorch prints after it, nor the trace around it."""
    command = [sys.executable, "-c", "import sys; sys.exit(sys.argv[1])", stderr]
    worker = Worker(command, {}, checkout.root, checkout.root / "log")
    with pytest.raises(WorkerFailed, match=rf"^{re.escape(line)} \(exit code 1\)$"):
        worker.answer(lambda: None)


@pytest.fixture
def installation(tmp_path) -> Installation:
    """In a checkout whose path has spaces and an umlaut."""
    checkout = Checkout(tmp_path / "bär kopie" / "digit lab")
    python = PythonEnvironment(checkout.venv)
    with systems.temporary_folder() as temporary:
        yield Installation(checkout, Java(Path("/jdk"), "17.0.9", ""), python, {}, temporary)


def test_torch_compile_works_in_a_folder_without_spaces_wherever_the_checkout_is(installation):
    """It does not quote the paths that it gives to the C++ compiler."""
    env = installation.system("pytorch-compile", 2).env
    for name in ("TORCHINDUCTOR_CACHE_DIR", "TMPDIR"):
        assert Path(env[name]).is_relative_to(installation.temporary), name
        assert systems.torch_compiles_in(Path(env[name])), name
    assert not systems.torch_compiles_in(installation.checkout.root)


def test_the_temporary_folder_is_gone_after_the_run():
    with systems.temporary_folder() as temporary:
        (temporary / "torch").mkdir()
    assert not temporary.exists()


@posix_only
def test_without_a_temporary_folder_that_fits_pytorch_compile_is_left_out(
    installation, monkeypatch, capsys, tmp_path
):
    monkeypatch.setattr(peers, "install_peers", lambda _: None)
    monkeypatch.setattr(peers.shutil, "which", lambda _: "/usr/bin/g++")
    spaced = dataclasses.replace(installation, temporary=tmp_path / "a b" / "digitlab-bench-1")
    able = peers.prepare(spaced, ["pytorch", "pytorch-compile"])
    assert able == ["pytorch"]
    told = f"torch.compile needs a TMPDIR without spaces or quotes, not {tmp_path / 'a b'}."
    assert told in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("OPENBLAS_CORETYPE", False),
        ("OMP_NUM_THREADS", False),
        ("DIGITLAB_MAX_EPOCHS", False),
        ("PYTHONPATH", False),
        ("PATH", True),
        ("OMPHALOS", True),
    ],
)
def test_variables_that_steer_a_system_do_not_reach_the_workers(name, kept):
    assert bool(NOT_FOR_WORKERS.search(name)) is not kept


def test_the_document_gets_its_tables_from_the_csv(tmp_path):
    table = rows([measurement("digitlab", [5.25]), measurement("keras-jit", [10.5])])
    document = tmp_path / "performance.md"
    begin, end = results.MARKS
    document.write_text(f"before\n{begin}\nold\n{end}\nafter\n")
    for _ in range(2):
        results.put_into(document, table)
    text = document.read_text()
    assert "| lenet5 | 5.25 (2 threads) | 10.50 (keras-jit, 2 threads) | 0.50 (0.50…0.50) |" in text
    assert text.startswith("before\n") and text.endswith("after\n") and "old" not in text


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["--systems", "caffe"], "There is no system caffe; there are digitlab, keras"),
        (["--no-peers", "--systems", "keras"], "--no-peers leaves none of these systems."),
        (["--steps", "0"], "must be at least 1, not 0"),
    ],
)
def test_what_cannot_be_measured_is_said_at_once(lab, arguments, fault):
    ended = lab("bench", *arguments)
    assert ended.code != 0
    assert fault in ended.output
    assert "Traceback" not in ended.output


@pytest.mark.slow
def test_a_small_run_without_peers(lab, tmp_path):
    ended = lab(*["bench", "--no-peers", "--networks", "lenet5", "--steps", "5", "--rounds", "2"])
    assert ended.code == 0, ended.output
    table = read_csv(tmp_path / "reports" / "bench.csv")
    assert {row["system"] for row in table} == {"digitlab", "dl4j-stock", "dl4j-helpers"}
    assert {row["ranked"] for row in table} == {"yes"}
    assert {row["ratio_to_fastest_peer"] for row in table} == {""}
    ways = {row["system"]: row["way"] for row in table}
    assert ways["dl4j-stock"] == "stock"
    assert (tmp_path / "reports" / "bench.png").read_bytes().startswith(b"\x89PNG")
    assert "Best against best" in (tmp_path / "reports" / "bench.html").read_text("utf-8")


def test_seeds_write_a_page_with_its_charts_and_are_kept(lab, tmp_path):
    """The page is that of docs/comparison.md; a second run has nothing to train."""
    kept = tmp_path / "runs"
    little = {"DIGITLAB_MAX_EPOCHS": "1", "DIGITLAB_MAX_IMAGES": "320", "DIGITLAB_RUNS": str(kept)}
    ended = lab("bench", "--seeds", "2", **little)
    assert ended.code == 0, ended.output
    reports = tmp_path / "reports"
    page = (reports / "comparison.md").read_text("utf-8")
    assert "./lab bench --seeds 2" in page
    assert "Capped run: at most 1 epoch" in page
    begins = [tuple(row[:2]) for row in shown_markdown.rows(page)]
    by_seed = [(network, seed) for network in ("max pooling", "LeNet-5") for seed in "12"]
    assert [begin for begin in begins if begin in by_seed] == by_seed
    assert begins.count(("max pooling", "average pooling")) == 3  # over the seeds, and for each
    for chart in shown_markdown.parsed(page).find_all("img"):
        assert (reports / chart["src"]).read_bytes().startswith(b"\x89PNG")
    trained = {path: path.stat().st_mtime_ns for path in kept.rglob("network.zip")}
    assert len(trained) == 6
    assert lab("bench", "--seeds", "2", **little).code == 0
    assert {path: path.stat().st_mtime_ns for path in kept.rglob("network.zip")} == trained


def test_one_seed_is_refused(lab):
    ended = lab("bench", "--seeds", "1")
    assert ended.code == 2
    assert "one seed has no spread: at least 2, not 1" in ended.output
