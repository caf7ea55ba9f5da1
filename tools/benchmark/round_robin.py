"""Times training steps round-robin: each system has a turn in each round, A B C A B C.

Every system is a process of its own that waits while another one has its turn, so that whatever
else the machine does meets all of them alike.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tools.benchmark.report import StepReport
from tools.benchmark.results import Measurement
from tools.benchmark.systems import System
from tools.benchmark.worker import Worker, WorkerFailed
from tools.common.console import ProgressLine, clock
from tools.common.places import Checkout

PAUSE = 0.2
"""Seconds before a turn: threads of the last one that still wait actively have gone to sleep."""

WARM_UP_SECONDS = 2.0
LONGEST_TURN_SECONDS = 3.0
FEWEST_STEPS = 5
START_WEIGHT = 4
"""A start takes about as long as so many turns; only the estimate depends on it."""


@dataclass
class RunningSystem:
    """A worker that has started, and what it has given so far."""

    system: System
    worker: Worker
    result: Measurement
    steps: int = 0


class RoundRobin:
    """Gives each system its turns, network by network."""

    def __init__(
        self,
        systems: Sequence[System],
        steps: int,
        rounds: int,
        report: StepReport,
        checkout: Checkout,
    ) -> None:
        self.systems = systems
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
        self.all = len(networks) * len(self.systems) * turns
        for place, (network, dropout) in enumerate(networks.items(), 1):
            self._measure(network, dropout)
            self.done = place * len(self.systems) * turns

    def _measure(self, network: str, dropout: bool) -> None:
        self.line.say(f"{network}: starting {len(self.systems)} workers, one after the other")
        running: list[RunningSystem] = []
        try:
            for system in self.systems:
                if one := self._start(system, network, dropout):
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
                one.worker.end_input()
            for one in running:
                one.worker.close()

    def _start(self, system: System, network: str, dropout: bool) -> RunningSystem | None:
        """Starts a worker and waits for its first steps, while all others wait."""
        result = Measurement(network, system.name, system.threads, dropout)
        self.measurements.append(result)
        log = self.checkout.logs / "bench" / f"{network}-{system.name}-{system.threads}.log"
        worker = Worker(system.command(network), system.env, self.checkout.root, log)
        try:
            ready = worker.answer(self._tick(f"{network} · {system.words} starts"))
        except WorkerFailed as failed:
            self._give_up(result, system, worker, failed)
            return None
        except BaseException:
            worker.stop()
            raise
        result.losses = ready["losses"]
        result.first_step_s = ready["first_step_at"] - worker.started_at
        result.rss_mb = worker.peak_mb()
        self._note_way(result, ready)
        later_half = ready["ms"][len(ready["ms"]) // 2 :]
        return RunningSystem(system, worker, result, self._steps(median(later_half)))

    def _steps(self, ms: float) -> int:
        """Steps in a turn: as asked for, unless that took too long."""
        affordable = int(LONGEST_TURN_SECONDS * 1e3 / ms)
        return min(self.steps, max(FEWEST_STEPS, affordable))

    def _turn(self, one: RunningSystem, number: int) -> bool:
        """A turn, of which number 0 is the warm-up; False if the worker is no more."""
        name = f"round {number}/{self.rounds}" if number else "warm-up"
        tick = self._tick(f"{one.result.network} · {name} · {one.system.words}")
        time.sleep(PAUSE)
        try:
            answer = one.worker.run(one.steps, tick)
            if not number:  # compilers warm up with time: on until it has had some
                ms = median(answer["ms"])
                wanted = math.ceil(WARM_UP_SECONDS * 1e3 / ms)
                one.worker.run(min(max(wanted, one.steps), 20 * self.steps), tick)
        except WorkerFailed as failed:
            self._give_up(one.result, one.system, one.worker, failed)
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
        self, result: Measurement, system: System, worker: Worker, failed: WorkerFailed
    ) -> None:
        worker.stop()
        result.fault = f"stopped: {failed}"
        self.line.say(
            f"{result.network}: {system.words} has stopped, the others go on: {failed}. "
            f"The full log: {self.checkout.shown(worker.log)}"
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
