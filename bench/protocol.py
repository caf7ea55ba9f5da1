"""How a worker in Python talks with `./lab bench`: lines of JSON on standard output."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable

from workload import Workload


def serve(
    workload: Workload, take: Callable[[int], list[tuple[float, float]]], way: str, threads: int
) -> None:
    """Takes the first steps, then as many as each line `run N` asks for, until the input ends.

    `take` takes that many steps and gives for each its milliseconds and its loss. The very first
    step is taken alone: it is what somebody waits for.
    """
    answers = _take_over_standard_output()

    def answer(**values: object) -> None:
        print(json.dumps(values), file=answers, flush=True)

    first = take(1)
    first_step_at = time.time()
    steps = first + take(workload.first_steps - 1)
    answer(
        losses=[float(loss) for _, loss in steps],
        ms=[ms for ms, _ in steps],
        first_step_at=first_step_at,
        way=way,
        threads_used=threads,
    )
    for line in sys.stdin:
        steps = take(int(line.removeprefix("run ")))
        answer(ms=[ms for ms, _ in steps], way=way, threads_used=threads)


def _take_over_standard_output():
    """Keeps the answers apart from whatever a library prints."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers
