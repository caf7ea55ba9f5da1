"""Times training steps round-robin: each system has a turn in each round, A B C A B C.

Every system is a process of its own that waits while another one has its turn, so that whatever
else the machine does meets all of them alike. What meets only some turns is found by calibration,
and those turns are taken again.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

from tools.benchmark import busy, time_to_accuracy
from tools.benchmark.calibration import Discarding
from tools.benchmark.report import StepReport
from tools.benchmark.results import Measurement
from tools.benchmark.systems import System
from tools.benchmark.worker import Worker, WorkerFailed
from tools.common.console import ProgressLine, clock
from tools.common.places import Checkout

WARM_UP_SECONDS = 2.0
LONGEST_TURN_SECONDS = 1.2
FEWEST_STEPS = 5
START_WEIGHT = 4
"""A start takes about as long as so many turns; only the estimate depends on it."""


@dataclass(frozen=True)
class Extent:
    """How much is measured.

    With `busy` processes that compute something else, each system first has a quiet turn with one
    thread, and later turns are never discarded.
    """

    steps: int
    rounds: int
    busy: int = 0


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
        extent: Extent,
        report: StepReport,
        checkout: Checkout,
        discarding: Discarding,
    ) -> None:
        self.systems = systems
        self.extent = extent
        self.report = report
        self.checkout = checkout
        self.discarding = discarding
        self.measurements: list[Measurement] = []
        self.line = ProgressLine()
        self.began = time.monotonic()
        self.done = self.all = 0

    def measure(self, networks: Mapping[str, bool]) -> None:
        """Measures on networks; the value tells whether one has dropout."""
        turns = sum(START_WEIGHT + 1 + system.rounds(self.extent.rounds) for system in self.systems)
        self.all = len(networks) * turns
        for place, (network, dropout) in enumerate(networks.items(), 1):
            self._measure(network, dropout)
            self.done = place * turns

    def _measure(self, network: str, dropout: bool) -> None:
        self.line.say(f"{network}: starting {len(self.systems)} workers, one after the other")
        running: list[RunningSystem] = []
        try:
            for system in self.systems:
                if one := self._start(system, network, dropout):
                    running.append(one)
                self.done += START_WEIGHT
            self._round(running, self._warm_up)
            if self.extent.busy:
                self._round([one for one in running if one.system.threads == 1], self._quiet_turn)
            with busy.busy(self.extent.busy):
                if self.extent.busy:  # those that can notice it have the time to
                    self._round(running, self._warm_up)
                for number in range(1, self.extent.rounds + 1):
                    due = [
                        one for one in running if number <= one.system.rounds(self.extent.rounds)
                    ]
                    self._round(due, lambda one, number=number: self._turn(one, number))
                    self.report.write(self.measurements)
            self.line.say(f"{network}: {self.report.sentence(network)}")
        finally:
            for one in running:
                one.worker.end_input()
            for one in running:
                one.worker.close()

    def measure_time_to_accuracy(self, goal: Sequence[str]) -> None:
        """Has each system train until LeNet-5 is good, with the threads that suited it best."""
        for one in time_to_accuracy.fastest(self.measurements):
            system = next(
                it for it in self.systems if (it.name, it.threads) == (one.system, one.threads)
            )
            text = f"{one.network} · {system.words} trains to {time_to_accuracy.GOAL_IN_WORDS}"
            log = self.checkout.logs / "bench" / f"{one.network}-{system.name}-to-accuracy.log"

            train = partial(
                time_to_accuracy.train, system, goal, self.checkout, log, self._tick(text)
            )
            try:
                one.ended = self.discarding.take(train, one)
            except WorkerFailed as failed:
                self.line.say(
                    f"{text}: it has stopped, the others go on: {failed}. "
                    f"The full log: {self.checkout.shown(log)}"
                )
            self.report.write(self.measurements)

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
        return min(self.extent.steps, max(FEWEST_STEPS, affordable))

    def _round(
        self, ones: list[RunningSystem], turn: Callable[[RunningSystem], Mapping[str, object]]
    ) -> None:
        """A turn for each; a worker that has failed takes part in nothing more."""
        for one in list(ones):
            if one.result.fault:
                continue
            try:
                answer = turn(one)
            except WorkerFailed as failed:
                self._give_up(one.result, one.system, one.worker, failed)
                continue
            one.steps = self._steps(median(answer["ms"]))
            one.result.rss_mb = one.worker.peak_mb()
            self._note_way(one.result, answer)

    def _warm_up(self, one: RunningSystem) -> Mapping[str, object]:
        """Compilers warm up with time: on until it has had some."""
        tick = self._tick(f"{one.result.network} · warm-up · {one.system.words}")
        answer = one.worker.run(one.steps, tick)
        left = WARM_UP_SECONDS - sum(answer["ms"]) / 1e3
        if left > 0:
            wanted = math.ceil(left * 1e3 / median(answer["ms"]))
            answer = one.worker.run(min(wanted, 20 * self.extent.steps), tick)
        self.done += 1
        return answer

    def _quiet_turn(self, one: RunningSystem) -> Mapping[str, object]:
        """With one thread, before other processes keep cores busy."""
        tick = self._tick(f"{one.result.network} · quiet round · {one.system.words}")
        answer = self.discarding.take(lambda: one.worker.run(one.steps, tick), one.result)
        for other in self.measurements:
            if (other.network, other.system) == (one.result.network, one.result.system):
                other.quiet_ms = median(answer["ms"])
        return answer

    def _turn(self, one: RunningSystem, number: int) -> Mapping[str, object]:
        tick = self._tick(
            f"{one.result.network} · round {number}/{self.extent.rounds} · {one.system.words}"
        )
        if self.extent.busy:
            answer = one.worker.run(one.steps, tick)
        else:
            answer = self.discarding.take(lambda: one.worker.run(one.steps, tick), one.result)
        one.result.round_ms.append(median(answer["ms"]))
        self.done += 1
        return answer

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
