"""How long a system takes until LeNet-5 is good: 98 % of the test images, evaluations included.

Each system starts from the same weights and sees the same batches in the same order, those of whole
epochs; each evaluates on all test images after the same steps. The time counts from the beginning
of the first step, so what a system compiles in it counts, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from tools.benchmark.results import GOAL_NETWORK, Ended, Measurement
from tools.benchmark.systems import System
from tools.benchmark.worker import Worker
from tools.common import caps
from tools.common.places import Checkout

ACCURACY = 0.98
EVERY = 375
"""Steps from one evaluation to the next: five in an epoch of 1,875 batches."""
MOST_STEPS = 10 * 1875
MOST_SECONDS = 45
"""A system that needs longer is stopped at its next evaluation: the table says that it was."""
GOAL_IN_WORDS = "98 % test accuracy"
BATCH_SIZE = 32


def goal(env: Mapping[str, str]) -> list[str]:
    """The goal as workers take it; the lab's caps make it end early, as they do elsewhere."""
    most = MOST_STEPS
    if env.get(caps.IMAGES):
        most = max(1, int(env[caps.IMAGES]) // BATCH_SIZE)
    return [str(ACCURACY), str(EVERY), str(most), str(MOST_SECONDS)]


def fastest(measurements: Iterable[Measurement]) -> list[Measurement]:
    """Of each system on the network the number of threads with which it was fastest."""
    best: dict[str, Measurement] = {}
    for one in measurements:
        if one.network == GOAL_NETWORK and one.round_ms and not one.fault:
            best[one.system] = min(best.get(one.system, one), one, key=lambda it: it.ms)
    return list(best.values())


def train(
    system: System,
    goal_numbers: Sequence[str],
    checkout: Checkout,
    log: Path,
    tick: Callable[[], None],
) -> Ended:
    """Runs a worker of its own until it has reached the goal or given up."""
    command = [*system.command(GOAL_NETWORK), *goal_numbers]
    worker = Worker(command, system.env, checkout.root, log)
    try:
        answer = worker.answer(tick)
    except BaseException:
        worker.stop()
        raise
    worker.close()
    accuracy = float(answer["accuracy"])
    return Ended(
        float(answer["seconds"]), int(answer["steps"]), accuracy, accuracy >= float(goal_numbers[0])
    )
