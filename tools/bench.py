"""`./lab bench`: the same training in several systems, side by side.

Every system is a process of its own that waits while another one has its turn. A round gives each a
turn, A B C A B C, so that whatever else the machine does meets all of them alike.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tools.benchmark import results, whole_work
from tools.benchmark.results import OURS, PEERS, Measurement
from tools.benchmark.systems import SYSTEMS, Contender, Workshop, cores, thread_counts
from tools.benchmark.worker import Worker, WorkerFailed
from tools.common import processes
from tools.common.console import Problem, ProgressLine, clock, say
from tools.common.places import Checkout
from tools.environment import jvm, setup

PAUSE = 0.2
"""Seconds before a turn: threads of the last one that still wait actively have gone to sleep."""

GIGABYTES_OF_A_WORKER = 0.6
WARM_UP_SECONDS = 2.0
LONGEST_TURN_SECONDS = 3.0
FEWEST_STEPS = 5
START_WEIGHT = 4
"""A start takes about as long as so many turns; only the estimate depends on it."""


def add_options(add: argparse.ArgumentParser) -> None:
    add.add_argument(
        "--networks", metavar="A,B", help="only these, such as lenet5,max-pooling (default: all)"
    )
    add.add_argument(
        "--systems", metavar="A,B", help=f"only these of {', '.join(SYSTEMS)} (default: all)"
    )
    add.add_argument(
        "--steps",
        type=_at_least_one,
        default=100,
        help="training steps in a turn, fewer where they would take longer than "
        f"{LONGEST_TURN_SECONDS:.0f} seconds (default: %(default)s)",
    )
    add.add_argument(
        "--rounds",
        type=_at_least_one,
        default=5,
        help="turns of each system, over which the median is taken (default: %(default)s)",
    )
    add.add_argument(
        "--no-peers",
        action="store_true",
        help="without Keras, PyTorch and DJL, and without downloading them",
    )
    add.add_argument(
        "--busy",
        action="store_true",
        help="keep one core busy with something else meanwhile; writes bench-busy.*",
    )
    add.add_argument(
        "--whole",
        action="store_true",
        help="instead of steps, time the whole work of 06-compare, ours and written in Keras; "
        "writes bench-whole.*",
    )
    add.add_argument(
        "--seeds",
        metavar="N",
        type=_at_least_two,
        help="instead of steps, train the three networks of the course from N seeds each and test "
        "whether they differ; writes comparison.md with its charts; what is trained already is "
        "not trained again (five seeds: about five minutes)",
    )


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, not {number}")
    return number


def _at_least_two(text: str) -> int:
    number = int(text)
    if number < 2:
        raise argparse.ArgumentTypeError(f"one seed has no spread: at least 2, not {number}")
    return number


def bench(given: argparse.Namespace, checkout: Checkout, env: Mapping[str, str]) -> int:
    """Measures what was asked for; everything measured is in reports/ at any time."""
    systems = _chosen("system", given.systems, SYSTEMS)
    if given.no_peers:
        systems = [system for system in systems if system not in (*PEERS, "djl")]
        if not systems:
            raise Problem("--no-peers leaves none of these systems.")
    java, python = setup.set_up(checkout, env)
    workshop = Workshop(checkout, java, python, env)
    if given.seeds:
        return _compare_seeds(workshop, given.seeds)
    say("Writing the start that all systems share")
    known = workshop.write_starts()
    if given.whole:
        with _one_core_busy(given.busy):
            return whole_work.run(workshop, given.no_peers, _report(checkout, env, given))
    networks = _chosen("network", given.networks, known)
    systems = workshop.prepare(systems)
    contenders = [
        workshop.contender(system, threads) for system in systems for threads in thread_counts()
    ]
    _tell_if_memory_is_short(len(contenders))
    report = _report(checkout, env, given)
    with _one_core_busy(given.busy):
        conductor = Conductor(contenders, given.steps, given.rounds, report, checkout)
        try:
            conductor.measure({name: _drops(workshop, name) for name in networks})
        except BaseException:
            kept = checkout.shown(report.csv)
            say(f"\nBroken off. What has been measured so far is in {kept}.")
            raise
        finally:
            report.write(conductor.measurements)
            report.draw(workshop)
    report.tell(checkout)
    return 0


def _compare_seeds(workshop: Workshop, seeds: int) -> int:
    checkout = workshop.checkout
    folder = Path(workshop.env.get("DIGITLAB_REPORTS") or checkout.root / "reports").resolve()
    command = workshop.java_command("digitlab.bench.SeedReport", str(folder), str(seeds))
    env = setup.lab_environment(checkout, workshop.java, workshop.env)
    code = processes.run(command, {**env, **jvm.environment(checkout)}, checkout.root)
    if code == 0:
        say(f"Written: {checkout.shown(folder / 'comparison.md')}, with its charts")
    return code


def _chosen(kind: str, text: str | None, known: Sequence[str]) -> list[str]:
    if not text:
        return list(known)
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise Problem(f"There is no {kind} {unknown[0]}; there are {', '.join(known)}.")
    return names


def _tell_if_memory_is_short(workers: int) -> None:
    if "SC_PHYS_PAGES" not in getattr(os, "sysconf_names", {}):  # as on Windows
        return
    has = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    needed = workers * GIGABYTES_OF_A_WORKER
    if has < needed:
        say(
            f"Careful: {workers} workers at once take about {needed:.0f} GB of memory, and this "
            f"machine has {has:.0f} GB. Fewer at once: --systems {OURS},keras,pytorch"
        )


def _drops(workshop: Workshop, network: str) -> bool:
    """Whether a network has dropout."""
    return '"dropout"' in (workshop.starts / network / "network.json").read_text("utf-8")


@contextlib.contextmanager
def _one_core_busy(busy: bool) -> Iterator[None]:
    if not busy:
        yield
        return
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as process:
        try:
            yield
        finally:
            process.kill()


# --- measuring ------------------------------------------------------------------------------------


@dataclass
class Running:
    """A worker that has started, and what it has given so far."""

    contender: Contender
    worker: Worker
    result: Measurement
    steps: int = 0


class Conductor:
    """Gives each system its turns, network by network."""

    def __init__(
        self,
        contenders: Sequence[Contender],
        steps: int,
        rounds: int,
        report: Report,
        checkout: Checkout,
    ) -> None:
        self.contenders = contenders
        self.steps = steps
        self.rounds = rounds
        self.report = report
        self.checkout = checkout
        self.measurements: list[Measurement] = []
        self.line = ProgressLine()
        self.began = time.monotonic()
        self.done = self.all = 0

    def measure(self, networks: Mapping[str, bool]) -> None:
        """Measures on networks; the value tells whether one has dropout."""
        turns = START_WEIGHT + 1 + self.rounds
        self.all = len(networks) * len(self.contenders) * turns
        for place, (network, dropout) in enumerate(networks.items(), 1):
            self._measure(network, dropout)
            self.done = place * len(self.contenders) * turns

    def _measure(self, network: str, dropout: bool) -> None:
        self.line.say(f"{network}: starting {len(self.contenders)} workers, one after the other")
        running: list[Running] = []
        try:
            for contender in self.contenders:
                if one := self._start(contender, network, dropout):
                    running.append(one)
                self.done += START_WEIGHT
            for number in range(self.rounds + 1):
                for one in list(running):
                    if not self._turn(one, number):
                        running.remove(one)
                    self.done += 1
                self.report.write(self.measurements)
            self.line.say(f"{network}: {self.report.sentence(network)}")
        finally:
            for one in running:
                one.worker.dismiss()
            for one in running:
                one.worker.close()

    def _start(self, contender: Contender, network: str, dropout: bool) -> Running | None:
        """Starts a worker and waits for its first steps, while all others wait."""
        result = Measurement(network, contender.system, contender.threads, dropout)
        self.measurements.append(result)
        log = self.checkout.logs / "bench" / f"{network}-{contender.system}-{contender.threads}.log"
        worker = Worker(contender.command(network), contender.env, self.checkout.root, log)
        try:
            ready = worker.answer(self._tick(f"{network} · {contender.words} starts"))
        except WorkerFailed as failed:
            self._give_up(result, contender, worker, failed)
            return None
        except BaseException:
            worker.stop()
            raise
        result.losses = ready["losses"]
        result.first_step_s = ready["first_step_at"] - worker.started_at
        result.rss_mb = worker.peak_mb()
        self._note_way(result, ready)
        later_half = ready["ms"][len(ready["ms"]) // 2 :]
        return Running(contender, worker, result, self._steps(median(later_half)))

    def _steps(self, ms: float) -> int:
        """Steps in a turn: as asked for, unless that took too long."""
        affordable = int(LONGEST_TURN_SECONDS * 1e3 / ms)
        return min(self.steps, max(FEWEST_STEPS, affordable))

    def _turn(self, one: Running, number: int) -> bool:
        """A turn, of which number 0 is the warm-up; False if the worker is no more."""
        name = f"round {number}/{self.rounds}" if number else "warm-up"
        tick = self._tick(f"{one.result.network} · {name} · {one.contender.words}")
        time.sleep(PAUSE)
        try:
            answer = one.worker.run(one.steps, tick)
            if not number:  # compilers warm up with time: on until it has had some
                ms = median(answer["ms"])
                wanted = math.ceil(WARM_UP_SECONDS * 1e3 / ms)
                one.worker.run(min(max(wanted, one.steps), 20 * self.steps), tick)
        except WorkerFailed as failed:
            self._give_up(one.result, one.contender, one.worker, failed)
            return False
        if number:
            one.result.round_ms.append(median(answer["ms"]))
        one.steps = self._steps(median(answer["ms"]))
        one.result.rss_mb = one.worker.peak_mb()
        self._note_way(one.result, answer)
        return True

    def _note_way(self, result: Measurement, answer: Mapping[str, object]) -> None:
        result.way, result.threads_used = str(answer["way"]), int(answer["threads_used"])
        result.remark = str(answer.get("remark") or result.remark)

    def _give_up(
        self, result: Measurement, contender: Contender, worker: Worker, failed: WorkerFailed
    ) -> None:
        worker.stop()
        result.fault = f"stopped: {failed}"
        self.line.say(
            f"{result.network}: {contender.words} has stopped, the others go on: {failed}"
        )

    def _tick(self, text: str) -> Callable[[], None]:
        def tick() -> None:
            passed = time.monotonic() - self.began
            left = ""
            if self.done:
                left = f" · about {clock(passed / self.done * (self.all - self.done))} left"
            self.line.show(f"  {text}{left}")

        tick()
        return tick


# --- what is written ------------------------------------------------------------------------------


@dataclass
class Report:
    """The three files of a run."""

    folder: Path
    name: str
    title: str
    conditions: str

    @property
    def csv(self) -> Path:
        return self.folder / f"{self.name}.csv"

    @property
    def html(self) -> Path:
        return self.folder / f"{self.name}.html"

    @property
    def png(self) -> Path:
        return self.folder / f"{self.name}.png"

    def write(self, measurements: Sequence[Measurement]) -> None:
        results.write_csv(self.csv, results.rows(measurements))

    def sentence(self, network: str) -> str:
        """What came out for a network."""
        table = results.read_csv(self.csv)
        families = (f for f in results.families_of(table))
        best = {family: results.best(table, network, family) for family in families}
        told = [f"{name} {float(row['ms_per_step']):.2f}" for name, row in best.items() if row]
        text = "ms per step: " + ", ".join(told)
        ours = best.get("digitlab")
        ratio = ours and ours["ratio_to_fastest_peer"]
        return f"{text}; {ratio} of the fastest peer" if ratio else text

    def draw(self, workshop: Workshop) -> None:
        """The chart, by the lab's own chart library, and the page around it."""
        table = results.read_csv(self.csv)
        bars = []
        for network in results.networks_of(table):
            for family in results.families_of(table):
                row = results.best(table, network, family)
                if row:
                    value = f"{float(row['ms_per_step']):.3g}"
                    bars.append({"group": network, "bar": family, "value": value})
        draw_bars(workshop, bars, self, "ms per step (logarithmic), less is better")
        tables = {
            "Best against best (ms per step)": results.best_against_best(table),
            "Start and memory": results.start_and_memory(table),
            "All figures": [list(results.COLUMNS), *(list(row.values()) for row in table)],
        }
        page = results.page(self.title, self.conditions, self.png, tables)
        self.html.write_text(page, "utf-8")

    def tell(self, checkout: Checkout) -> None:
        files = ", ".join(checkout.shown(file) for file in (self.html, self.csv, self.png))
        say(f"Written: {files}")


def draw_bars(
    workshop: Workshop, bars: Sequence[Mapping[str, str]], report: Report, axis: str
) -> None:
    report.png.unlink(missing_ok=True)
    if not bars:
        return
    file = workshop.checkout.work / "bench-bars.csv"
    results.write_csv(file, [dict(bar) for bar in bars])
    log = workshop.checkout.logs / "bench-chart.log"
    command = workshop.java_command("digitlab.bench.BarChart", file, report.png, report.title, axis)
    root = workshop.checkout.root
    if processes.run_logged(command, workshop.lab_env(), root, log, lambda _: None):
        say(f"The chart could not be drawn. The full log: {workshop.checkout.shown(log)}")


def _report(checkout: Checkout, env: Mapping[str, str], given: argparse.Namespace) -> Report:
    folder = Path(env.get("DIGITLAB_REPORTS") or checkout.root / "reports").resolve()
    name = "bench" + ("-whole" if given.whole else "") + ("-busy" if given.busy else "")
    what = "The work of 06-compare" if given.whole else "One training step, batches of 32"
    busy = ", one core kept busy" if given.busy else ""
    return Report(folder, name, f"{what}{busy}", conditions(given))


def conditions(given: argparse.Namespace) -> str:
    """In what surroundings a run was made."""
    now = time.strftime("%Y-%m-%d %H:%M")
    processor = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                processor = line.split(":", 1)[1].strip()
                break
    turns = "" if given.whole else f", medians of {given.rounds} rounds"
    busy = " One core was kept busy by another process." if given.busy else ""
    return f"{now}, {cores()} cores ({processor}), {platform.system()}{turns}.{busy}"
