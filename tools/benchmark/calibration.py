"""Whether the machine is quiet: the rule by which turns of the benchmark are discarded.

Right before and right after each turn the same arithmetic runs on all cores at once. If it takes
much longer than at its best in this run, something else has had a core: the turn is discarded and
measured again. The rule looks at the arithmetic alone, never at what the turn has given.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tools.benchmark.results import Measurement
from tools.benchmark.systems import cores
from tools.common import processes

TOLERANCE = 0.25
"""By how much more than at best the arithmetic may take in a quiet machine."""

TRIES = 3
"""A turn that is disturbed so many times is kept, and counted as disturbed."""

TOO_MANY = 0.1
"""With a larger share of turns discarded or kept disturbed, a report says so at its top."""

PAUSE = 0.2
"""Seconds after a turn: threads of it that still wait actively have gone to sleep."""

FIRST_TIMES = 20
LONGEST_WAIT, LONGEST_WAIT_IN_ALL = 10.0, 60.0
"""Seconds to wait until the machine is quiet, before a turn and in a whole run; then turns are
taken all the same."""

FRESH_SECONDS = 1.0

ARITHMETIC = """
import os, sys, time
if sys.argv[1]:
    os.sched_setaffinity(0, {int(sys.argv[1])})
for line in sys.stdin:
    began, total = time.perf_counter(), 0
    for number in range(400_000):
        total += number * number
    print(time.perf_counter() - began, flush=True)
"""

Answer = TypeVar("Answer")


class Calibration:
    """Processes that do the arithmetic when they are asked to, one for each core."""

    def __init__(self) -> None:
        self.processes = [
            processes.start(
                [sys.executable, "-c", ARITHMETIC, core],
                os.environ,
                Path.cwd(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            for core in _core_names()
        ]

    def seconds(self) -> float:
        """How long the arithmetic takes now, on all cores at once, on the slowest of them."""
        for process in self.processes:
            process.stdin.write(b"\n")
            process.stdin.flush()
        return max(float(process.stdout.readline()) for process in self.processes)

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.communicate()


def _core_names() -> list[str]:
    """Those that this process may use; empty names where a process cannot be bound to one."""
    if hasattr(os, "sched_getaffinity"):
        return [str(core) for core in sorted(os.sched_getaffinity(0))]
    return [""] * cores()


class Discarding:
    """Takes turns, and takes them again if the machine was disturbed; keeps count."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        """`seconds` times the arithmetic."""
        self.seconds = seconds
        self.turns = self.discarded = self.disturbed = 0
        self.best = min(seconds() for _ in range(FIRST_TIMES))
        self.worst = 0.0
        self.quiet_at = float("-inf")
        self.waited = 0.0

    def take(self, turn: Callable[[], Answer], result: Measurement) -> Answer:
        """What a turn gives in a quiet machine, or at the last of its tries."""
        self.turns += 1
        for attempt in range(1, TRIES + 1):
            quiet = self._wait_until_quiet()
            answer = turn()
            if self._is_quiet() and quiet:
                break
            if attempt < TRIES:
                self.discarded += 1
                result.discarded += 1
            else:
                self.disturbed += 1
                result.disturbed += 1
        return answer

    def _wait_until_quiet(self) -> bool:
        began = time.monotonic()
        if began - self.quiet_at < FRESH_SECONDS:
            return True
        until = began + min(LONGEST_WAIT, LONGEST_WAIT_IN_ALL - self.waited)
        while not (quiet := self._is_quiet()) and time.monotonic() < until:
            time.sleep(2 * PAUSE)
            self.waited += time.monotonic() - began
            began = time.monotonic()
        return quiet

    def _is_quiet(self) -> bool:
        time.sleep(PAUSE)
        took = self.seconds()
        self.best = min(self.best, took)
        self.worst = max(self.worst, took)
        quiet = took <= self.best * (1 + TOLERANCE)
        self.quiet_at = time.monotonic() if quiet else float("-inf")
        return quiet

    def sentence(self) -> str:
        """What was discarded and why."""
        return (
            f"{self.discarded} of {self.turns + self.discarded} turns were discarded and measured "
            f"again, since a fixed piece of arithmetic right before or after them took over "
            f"{TOLERANCE:.0%} longer than at best in this run ({self.best * 1e3:.0f} ms; at worst "
            f"{self.worst * 1e3:.0f} ms); {self.disturbed} were kept though they were disturbed "
            f"{TRIES} times."
        ).replace("%", " %")

    def warning(self) -> str:
        """What has to stand at the top of a report; empty after a quiet run."""
        bad = self.discarded + self.disturbed
        if bad <= TOO_MANY * self.turns:
            return ""
        return (
            f"The machine was not quiet: {bad} disturbances in {self.turns} turns. These figures "
            "should not be compared; measure again when nothing else runs."
        )
