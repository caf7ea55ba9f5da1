"""What the workers in Python share: the common start, and the talk with `./lab bench`.

The start is written by digitlab.bench.Start: a network's description, its first weights as
Deeplearning4j keeps them, and batches. Weights of a convolution are [out, in, rows, columns], those
of a dense layer [in, out] with the channels slowest where the input was an image.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

SIDE = 28


class Start:
    """The first weights of a network, and the batches that every system sees."""

    def __init__(self, folder: Path, network: str) -> None:
        self.folder = folder / network
        described = json.loads((self.folder / "network.json").read_text("utf-8"))
        self.layers: list[dict] = described["layers"]
        self.adam: dict[str, float] = described["adam"]
        self.sparse: bool = described["sparse"]
        self.first_steps: int = described["first_steps"]
        self.shapes: dict[str, list[int]] = described["parameters"]
        n = described["batch_size"]
        images = np.fromfile(folder / "images.f32", "<f4")
        self.images = images.reshape(-1, n, SIDE, SIDE)
        self.labels = np.fromfile(folder / "labels.u8", np.uint8).reshape(-1, n).astype(np.int64)

    def array(self, name: str) -> np.ndarray:
        return np.fromfile(self.folder / f"{name}.f32", "<f4").reshape(self.shapes[name])


def serve(
    start: Start, take: Callable[[int], list[tuple[float, float]]], way: str, threads: int
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
    steps = first + take(start.first_steps - 1)
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
