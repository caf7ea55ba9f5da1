"""What all systems of `./lab bench` get: a network, its first weights, the batches.

The Java part of the benchmark has written it: a network's description, its first weights as
Deeplearning4j keeps them, and batches. Weights of a convolution are [out, in, rows, columns], those
of a dense layer [in, out] with the channels slowest where the input was an image.
"""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path

import numpy as np

SIDE = 28
TEST_BATCH = 500


class Workload:
    """The first weights of a network, and the batches that every system sees."""

    def __init__(self, folder: Path, network: str) -> None:
        self.folder = folder / network
        described = json.loads((self.folder / "network.json").read_text("utf-8"))
        self.layers: list[dict] = described["layers"]
        self.adam: dict[str, float] = described["adam"]
        self.sparse: bool = described["sparse"]
        self.first_steps: int = described["first_steps"]
        self.shapes: dict[str, list[int]] = described["parameters"]
        self.common = folder
        self.batch_size = n = described["batch_size"]
        images = np.fromfile(folder / "images.f32", "<f4")
        self.images = images.reshape(-1, n, SIDE, SIDE)
        self.labels = np.fromfile(folder / "labels.u8", np.uint8).reshape(-1, n).astype(np.int64)

    @cached_property
    def order(self) -> np.ndarray:
        """The numbers of the training images of each step, [steps, batch size]."""
        numbers = np.fromfile(self.common / "order.i32", "<i4")
        return numbers.reshape(-1, self.batch_size).astype(np.int64)

    def data_set(self, part: str) -> tuple[np.ndarray, np.ndarray]:
        """The images [n, rows, columns] in 0…1 and the classes [n] of "train" or "test"."""
        images = np.fromfile(self.common / f"{part}-images.u8", np.uint8)
        labels = np.fromfile(self.common / f"{part}-labels.u8", np.uint8)
        scaled = images.reshape(-1, SIDE, SIDE).astype(np.float32) / np.float32(255)
        return scaled, labels.astype(np.int64)

    def array(self, name: str) -> np.ndarray:
        return np.fromfile(self.folder / f"{name}.f32", "<f4").reshape(self.shapes[name])
