"""How a worker in Python talks with `./lab bench`: lines of JSON on standard output."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np
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


def reach(
    workload: Workload,
    goal: Sequence[str],
    step: Callable[[np.ndarray], object],
    accuracy: Callable[[], float],
    told: Mapping[str, object],
) -> None:
    """Trains from the first weights until the network is good, and tells how long that took.

    `goal` has the accuracy to reach, the steps from one evaluation to the next, the most steps, and
    the seconds after which an evaluation is the last one. `step` takes a step with the training
    images of these numbers; `accuracy` evaluates on the whole test set; `told` comes into the
    answer. The time counts from the beginning of the first step, evaluations included.
    """
    answers = _take_over_standard_output()
    wanted, every, most, seconds = float(goal[0]), int(goal[1]), int(goal[2]), float(goal[3])
    order = workload.order
    began = time.perf_counter()
    for taken in range(1, most + 1):
        step(order[(taken - 1) % len(order)])
        if taken % every == 0 or taken == most:
            reached, passed = accuracy(), time.perf_counter() - began
            if reached >= wanted or passed >= seconds:
                break
    ended = {"steps": taken, "accuracy": reached, "seconds": passed}
    print(json.dumps(ended | dict(told)), file=answers, flush=True)


def _take_over_standard_output():
    """Keeps the answers apart from whatever a library prints."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers
