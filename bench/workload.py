"""What all systems of `./lab bench` get: a network, its first weights, the batches.

The Java part of the benchmark has written it: a network's description, its first weights as
Deeplearning4j keeps them, and batches. Weights of a convolution are [out, in, rows, columns], those
of a dense layer [in, out] with the channels slowest where the input was an image.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

SIDE = 28


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
        n = described["batch_size"]
        images = np.fromfile(folder / "images.f32", "<f4")
        self.images = images.reshape(-1, n, SIDE, SIDE)
        self.labels = np.fromfile(folder / "labels.u8", np.uint8).reshape(-1, n).astype(np.int64)

    def array(self, name: str) -> np.ndarray:
        return np.fromfile(self.folder / f"{name}.f32", "<f4").reshape(self.shapes[name])
