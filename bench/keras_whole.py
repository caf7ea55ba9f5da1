"""The work of 06-compare as one writes it in Keras: three networks, five epochs each.

It obeys the caps of the lab, DIGITLAB_MAX_EPOCHS and DIGITLAB_MAX_IMAGES.

Arguments: the folder of MNIST, the folder of the workloads, the number of threads.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras_worker import adam, build
from workload import Workload

EPOCHS = 5
BATCH_SIZE = 32
STEPS_AT_ONCE = 50
"""Steps that run without coming back to Python: faster than one at a time."""


def read(file: Path, header: int) -> np.ndarray:
    return np.frombuffer(gzip.decompress(file.read_bytes()), np.uint8, offset=header)


def load(folder: Path, prefix: str, most: int | None) -> tuple[np.ndarray, np.ndarray]:
    images = read(folder / f"{prefix}-images-idx3-ubyte.gz", 16).reshape(-1, 28, 28, 1)
    labels = read(folder / f"{prefix}-labels-idx1-ubyte.gz", 8)
    return images[:most].astype(np.float32) / 255, keras.utils.to_categorical(labels[:most], 10)


def main(data: str, workloads: str, threads: str) -> None:
    tf.config.threading.set_intra_op_parallelism_threads(int(threads))
    tf.config.threading.set_inter_op_parallelism_threads(int(threads))
    cap = os.environ.get("DIGITLAB_MAX_IMAGES")
    epochs = min(EPOCHS, int(os.environ.get("DIGITLAB_MAX_EPOCHS") or EPOCHS))
    train = load(Path(data), "train", int(cap) if cap else None)
    test = load(Path(data), "t10k", int(cap) // 2 if cap else None)
    for network in ("max-pooling", "average-pooling", "lenet5"):
        workload = Workload(Path(workloads), network)
        model = build(workload)
        model.compile(
            optimizer=adam(workload),
            loss=keras.losses.CategoricalCrossentropy(from_logits=True),
            metrics=["accuracy"],
            jit_compile=False,
            steps_per_execution=STEPS_AT_ONCE,
        )
        history = model.fit(
            *train,
            batch_size=BATCH_SIZE,
            epochs=epochs,
            validation_data=test,
            validation_batch_size=500,
            verbose=0,
        )
        accuracy = history.history["val_accuracy"][-1]
        print(json.dumps({"network": network, "accuracy": accuracy}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
