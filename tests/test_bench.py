"""`./lab bench`: whose turn it is, what is made of the times, and what survives a fault.

Most tests let fake workers talk; one runs the real thing without peers. That the peers' losses are
ours is checked by every real `./lab bench`, which ranks no others.
"""

from __future__ import annotations

import argparse
import dataclasses
import re
import sys
import time
from pathlib import Path

import pytest

from tests import shown_markdown
from tests.conftest import posix_only
from tools.benchmark import (
    busy,
    calibration,
    peers,
    results,
    round_robin,
    systems,
    time_to_accuracy,
)
from tools.benchmark.calibration import TRIES, Calibration, Discarding
from tools.benchmark.report import StepReport, conditions
from tools.benchmark.results import Measurement, read_csv, rows
from tools.benchmark.round_robin import Extent, RoundRobin
from tools.benchmark.systems import NOT_FOR_WORKERS, Installation, System
from tools.benchmark.worker import Worker, WorkerFailed
from tools.common import processes
from tools.common.places import THIS, Checkout, PythonEnvironment
from tools.environment.jvm import Java

FAKE = """
import json, sys, time
name, ms, turns, turns_taken = sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
if turns < 0:
    sys.exit("no such processor")
if sys.argv[5:]:
    reached = 0.981 if ms < 500 else 0.95
    ended = {"steps": 750, "accuracy": reached, "seconds": ms, "way": name, "threads_used": 1}
    sys.exit(print(json.dumps(ended | {"goal": sys.argv[5:]})))
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
    """Measures with fake systems in a machine that is always quiet; gives the rows of the CSV."""
    monkeypatch.setattr(calibration, "PAUSE", 0)
    monkeypatch.setattr(round_robin, "WARM_UP_SECONDS", 0)

    def run(*systems: System, rounds: int = 3, busy: int = 0, to_accuracy: bool = False):
        report = StepReport(checkout.root / "reports", "bench", "", "")
        discarding = Discarding(lambda: 0.03)
        timer = RoundRobin(systems, Extent(7, rounds, busy), report, checkout, discarding)
        timer.measure({"lenet5": False})
        if to_accuracy:
            timer.measure_time_to_accuracy(time_to_accuracy.goal({}))
        return read_csv(report.csv)

    return run


def measurement(system: str, round_ms: list[float], losses=(2.3, 1.0), **more) -> Measurement:
    return Measurement("lenet5", system, 2, round_ms=round_ms, losses=list(losses), **more)


def by_system(table) -> dict:
    return {row["system"]: row for row in table}


def test_systems_take_turns(measure, fake, turns_taken):
    measure(fake("digitlab"), fake("keras"), fake("djl"), rounds=2)
    turns = [line.split()[0] for line in turns_taken.read_text().splitlines()]
    assert turns == ["digitlab", "keras", "djl"] * 3  # the first of them is the warm-up


def test_the_csv_has_the_promised_columns(measure, fake):
    row = measure(fake("digitlab"), fake("keras", ms=20))[0]
    promised = "network system threads ms_per_step ratio_to_fastest_peer loss_1 loss_20 rss_mb"
    assert {*promised.split(), "first_step_s"} <= row.keys()
    assert row["system"] == "digitlab"
    assert (row["loss_1"], row["loss_20"]) == ("2.300000", "1.000000")
    assert 0 <= float(row["first_step_s"]) < 60


def test_times_are_medians_of_medians(measure, fake):
    # Turn n takes 10, 10 + n and 500 ms; turn 0 is the warm-up.
    row = measure(fake("digitlab"))[0]
    assert float(row["ms_per_step"]) == 12
    assert float(row["images_per_second"]) == pytest.approx(32 / 0.012, abs=1)


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
    table = by_system(measure(fake("keras", turns=2), fake("djl", turns=-1), fake("digitlab")))
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
    assert turns_taken.read_text().splitlines()[-2:] == ["dl4j-stock run 5", "digitlab run 7"]


def test_the_slowest_systems_take_part_in_one_round_and_the_table_says_so(measure, fake):
    table = measure(fake("dl4j-stock"), fake("digitlab"), rounds=3)
    assert {row["system"]: row["rounds"] for row in table} == {"dl4j-stock": "1", "digitlab": "3"}
    heading = results.best_against_best(table)[0]
    assert heading[1:3] == ["digitlab", "Deeplearning4j as shipped (1 round)"]


# --- the rule for discarding ----------------------------------------------------------------------

QUIET, DISTURBED = 0.030, 0.060


@pytest.fixture
def discarding(monkeypatch):
    """The rule with an arithmetic that takes, after the first times, what the test says."""
    monkeypatch.setattr(calibration, "PAUSE", 0)
    monkeypatch.setattr(calibration, "FRESH_SECONDS", -1)  # looks before each turn
    monkeypatch.setattr(calibration, "LONGEST_WAIT", 0)  # and does not wait for better times

    def make(*times: float) -> Discarding:
        later = iter([*[QUIET] * calibration.FIRST_TIMES, *times])
        return Discarding(lambda: next(later, QUIET))

    return make


def take_turns(rule: Discarding, number: int = 1) -> tuple[list[int], Measurement]:
    """What turns give that count from 1 how often they are taken."""
    result, taken = Measurement("lenet5", "digitlab", 1), iter(range(1, 100))
    return [rule.take(lambda: next(taken), result) for _ in range(number)], result


def test_in_a_quiet_machine_nothing_is_discarded(discarding):
    rule = discarding(QUIET * 1.2, QUIET)
    answers, result = take_turns(rule, 3)
    assert (answers, result.discarded, result.disturbed) == ([1, 2, 3], 0, 0)
    assert "0 of 3 turns were discarded" in rule.sentence()
    assert rule.warning() == ""


@pytest.mark.parametrize("times", [(DISTURBED, QUIET), (QUIET, DISTURBED)])
def test_a_turn_with_a_disturbance_before_or_after_it_is_taken_again(discarding, times):
    rule = discarding(*times)
    answers, result = take_turns(rule)
    assert (answers, result.discarded, result.disturbed) == ([2], 1, 0)
    told = (
        "1 of 2 turns were discarded and measured again, since a fixed piece of arithmetic right "
        "before or after them took over 25 % longer than at best in this run (30 ms; at worst "
        "60 ms); 0 were kept though they were disturbed 3 times."
    )
    assert rule.sentence() == told


def test_a_turn_that_stays_disturbed_is_kept_in_the_end_and_counted(discarding):
    rule = discarding(*[DISTURBED] * 2 * TRIES)
    answers, result = take_turns(rule)
    assert (answers, result.discarded, result.disturbed) == ([TRIES], TRIES - 1, 1)
    assert (rule.discarded, rule.disturbed) == (TRIES - 1, 1)


def test_a_run_does_not_wait_for_ever_for_a_machine_that_stays_busy(discarding, monkeypatch):
    monkeypatch.setattr(calibration, "LONGEST_WAIT", 0.2)
    monkeypatch.setattr(calibration, "LONGEST_WAIT_IN_ALL", 0.3)
    monkeypatch.setattr(calibration, "PAUSE", 0.01)
    rule = discarding(*[DISTURBED] * 1000)
    began = time.monotonic()
    take_turns(rule, 5)
    assert 0.25 < time.monotonic() - began < 2
    assert rule.disturbed == 5


@pytest.mark.parametrize(("disturbances", "warned"), [(1, False), (2, True)])
def test_a_run_with_too_many_disturbances_says_so_at_its_top(
    discarding, checkout, disturbances, warned
):
    rule = discarding(*[DISTURBED, QUIET] * disturbances)
    take_turns(rule, 10)
    report = StepReport(checkout.root / "reports", "bench", "Steps", "Two cores.")
    report.discarded, report.warning = rule.sentence(), rule.warning()
    report.write_page({}, {})
    told = "The machine was not quiet: 2 disturbances in 10 turns."
    assert (f'<p class="warning"><strong>{told}' in report.html.read_text("utf-8")) is warned
    assert report.markdown.read_text("utf-8").startswith(f"**{told}") is warned
    assert rule.sentence() in report.markdown.read_text("utf-8")


def test_the_arithmetic_runs_on_every_core():
    arithmetic = Calibration()
    try:
        assert len(arithmetic.processes) == systems.cores()
        assert 0 < arithmetic.seconds() < 30
    finally:
        arithmetic.close()
    assert all(process.poll() is not None for process in arithmetic.processes)


# --- busy cores, engines, threads, the time until a network is good ------------------------------


def test_as_many_processes_as_told_keep_computing_and_go_with_the_block(monkeypatch):
    started = []
    start = processes.start

    def noted(*arguments):
        started.append(start(*arguments))
        return started[-1]

    monkeypatch.setattr(busy.processes, "start", noted)
    with busy.busy(2):
        assert [process.poll() for process in started] == [None, None]
    assert all(process.poll() is not None for process in started)


def test_slowest_rounds_are_compared_with_one_thread_before_cores_were_busy(measure, fake):
    # Turn 1 is the quiet one with 11 ms, turn 2 uncounted; the busy rounds take 13 to 15 ms.
    table = measure(fake("digitlab"), busy=1)
    row = table[0]
    assert (row["rounds"], float(row["ms_per_step"])) == ("3", 14)
    assert (float(row["quiet_one_thread_ms"]), float(row["slowest_round_ms"])) == (11, 15)
    assert row["slowest_to_quiet"] == "1.36"
    assert results.slowest_rounds(table)[1:] == [
        ["lenet5", "digitlab", "1", "11.00", "15.00", "1.36"]
    ]


def test_the_portable_engine_is_compared_with_onednn():
    table = rows(
        [
            measurement("digitlab", [5], way="compiled"),
            measurement("digitlab-portable", [8], way="compiled (portable)"),
            measurement("keras", [10], way="keras"),
        ]
    )
    assert [row["engine"] for row in table] == ["oneDNN", "portable", ""]
    assert [row["ratio_to_onednn"] for row in table] == ["", "1.600", ""]
    assert results.engines(table)[1][3:] == ["1.60", "0.80 (0.80…0.80)"]


def test_without_onednn_there_is_no_ratio_to_it():
    names = ("digitlab", "digitlab-portable")
    table = rows([measurement(name, [5], way="compiled (portable)") for name in names])
    assert {row["ratio_to_onednn"] for row in table} == {""}
    assert len(results.engines(table)) == 1


def test_only_the_portable_system_is_told_its_engine(installation):
    option = "-Ddigitlab.engine=portable"
    assert option not in installation.system("digitlab", 1).command("lenet5")
    command = installation.system("digitlab-portable", 1).command("lenet5")
    assert command.index(option) < command.index("digitlab.bench.Worker")


def test_numbers_of_threads_beyond_the_cores_are_left_out(monkeypatch):
    monkeypatch.setattr(systems, "cores", lambda: 4)
    assert systems.thread_counts() == [1, 4]
    assert systems.thread_counts([8, 2, 1, 4, 2]) == [1, 2, 4]
    assert systems.thread_counts([8]) == []


def test_the_chart_over_threads_has_each_familys_fastest_variant():
    ones = [
        measurement("keras", [9]),
        measurement("keras-jit", [8]),
        dataclasses.replace(measurement("keras", [12]), threads=1),
    ]
    points = [(point["threads"], point["ms"]) for point in results.over_threads(rows(ones))]
    assert points == [("1", "12.000"), ("2", "8.000")]
    assert results.over_threads(rows(ones[:2])) == []  # one number of threads makes no line


def test_each_system_trains_until_lenet5_is_good_and_a_slow_one_is_capped(measure, fake):
    table = by_system(measure(fake("digitlab"), fake("dl4j-stock", ms=600), to_accuracy=True))
    ours, slow = table["digitlab"], table["dl4j-stock"]
    assert (ours["seconds_to_98"], ours["steps_to_98"], ours["last_accuracy"]) == (
        "10.0",
        "750",
        "0.9810",
    )
    assert (slow["seconds_to_98"], slow["last_accuracy"]) == ("over 600.0 (stopped)", "0.9500")
    assert results.time_to_98(list(table.values()))[2] == [
        "dl4j-stock",
        "1",
        "over 600.0 (stopped)",
        "750",
        "0.9500",
    ]


def test_a_system_trains_until_lenet5_is_good_with_the_threads_that_suit_it():
    slow = dataclasses.replace(measurement("keras", [9]), threads=1)
    other = dataclasses.replace(measurement("keras", [1]), network="max-pooling")
    fast, failed = measurement("keras", [8]), measurement("djl", [1], fault="stopped")
    assert time_to_accuracy.fastest([slow, other, fast, failed]) == [fast]


def test_the_goal_is_the_same_for_all_and_obeys_the_lab_s_caps():
    assert time_to_accuracy.goal({}) == ["0.98", "375", "18750", "45"]
    assert time_to_accuracy.goal({"DIGITLAB_MAX_IMAGES": "640"}) == ["0.98", "375", "20", "45"]


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
    able, left_out = peers.prepare(spaced, ["pytorch", "pytorch-compile"])
    assert able == ["pytorch"]
    told = f"torch.compile needs a TMPDIR without spaces or quotes, not {tmp_path / 'a b'}."
    assert told in capsys.readouterr().out
    assert left_out == [f"Without pytorch-compile: {told}"]


def test_without_a_compiler_pytorch_compile_is_left_out_and_the_report_says_so(
    installation, monkeypatch
):
    monkeypatch.setattr(peers, "install_peers", lambda _: None)
    monkeypatch.setattr(peers.shutil, "which", lambda _: None)
    able, left_out = peers.prepare(installation, ["pytorch", "pytorch-compile"])
    assert able == ["pytorch"]
    assert left_out == [
        "Without pytorch-compile: torch.compile needs a C++ compiler, and neither g++ nor clang++ "
        "was found (Debian: apt install g++)."
    ]
    given = argparse.Namespace(whole=False, rounds=1, busy=0)
    assert conditions(given, left_out).endswith(left_out[0])


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
    written = tmp_path / "bench-busy.md"
    shown = {"Best against best": results.best_against_best(table)}
    written.write_text(results.markdown(["", "On two cores."], shown))
    document = tmp_path / "performance.md"
    begin, end = (mark.format("bench-busy") for mark in results.MARKS)
    document.write_text(f"before\n{begin}\nold\n{end}\nafter\n")
    for _ in range(2):
        results.put_into(document, written)
    text = document.read_text()
    assert "| lenet5 | 5.25 (2 threads) | 10.50 (keras-jit, 2 threads) | 0.50 (0.50…0.50) |" in text
    assert text.startswith(f"before\n{begin}\nOn two cores.\n\nBest against best:\n\n| ")
    assert text.endswith("after\n") and "old" not in text


def test_a_document_without_a_place_for_a_table_is_left_alone(tmp_path):
    document, written = tmp_path / "performance.md", tmp_path / "bench-busy-3.md"
    document.write_text("nothing\n")
    written.write_text("table\n")
    with pytest.raises(SystemExit, match=r"has no place for bench-busy-3.md: <!-- bench-busy-3: "):
        results.put_into(document, written)
    assert document.read_text() == "nothing\n"


def test_the_document_has_a_place_for_every_report():
    document = (THIS.root / "docs" / "performance.md").read_text("utf-8")
    for name in ("bench", "bench-busy", "bench-busy-2", "bench-whole"):
        begin, end = (mark.format(name) for mark in results.MARKS)
        assert document.index(begin) < document.index(end), name


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["--systems", "caffe"], "There is no system caffe; there are digitlab, digitlab-portable"),
        (["--no-peers", "--systems", "keras"], "--no-peers leaves none of these systems."),
        (["--steps", "0"], "must be at least 1, not 0"),
        (["--rounds", "many"], "must be a whole number, not 'many'"),
        (["--busy", "0"], "must be at least 1, not 0"),
        (
            ["--threads", "1;2"],
            "numbers of threads with commas between them, as in 1,2,4: each must be a whole number",
        ),
        (["--threads", "0,1"], "each must be at least 1, not 0"),
        (["--threads", "4096"], "and of 4096 threads none can be measured on it"),
    ],
)
def test_what_cannot_be_measured_is_said_at_once(lab, arguments, fault):
    ended = lab("bench", *arguments)
    assert ended.code != 0
    assert fault in ended.output
    assert "Traceback" not in ended.output


@pytest.mark.slow
def test_a_small_run_without_peers(lab, tmp_path):
    little = {"DIGITLAB_MAX_IMAGES": "320"}
    ended = lab(
        *["bench", "--no-peers", "--networks", "lenet5", "--steps", "5", "--rounds", "2"], **little
    )
    assert ended.code == 0, ended.output
    table = read_csv(tmp_path / "reports" / "bench.csv")
    ours = {"digitlab", "digitlab-portable"}
    assert {row["system"] for row in table} == {*ours, "dl4j-stock", "dl4j-helpers"}
    assert {row["ranked"] for row in table} == {"yes"}
    assert {row["ratio_to_fastest_peer"] for row in table} == {""}
    ways = {row["system"]: row["way"] for row in table}
    assert ways["dl4j-stock"] == "stock"
    engines = {row["system"]: row["engine"] for row in table}
    assert (engines["digitlab-portable"], engines["dl4j-stock"]) == ("portable", "")
    assert {row["steps_to_98"] for row in table} == {"10", ""}
    for chart in ("bench.png", "bench-threads.png"):
        assert (tmp_path / "reports" / chart).read_bytes().startswith(b"\x89PNG")
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
