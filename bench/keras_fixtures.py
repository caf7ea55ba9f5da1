"""Writes what Keras makes of the lab's seven networks, for the tests of the Java library.

Run by hand, in the environment of `./lab bench`, when a network is added or changed:

    work/bench-venv/bin/python bench/keras_fixtures.py

The networks are written out here as one writes them in Keras, not derived from the lab's own. Each
starts from weights that follow from a formula, which KerasParityTest knows, too; so the files hold
only the numbers of the images in each batch, the losses of 20 steps with plain SGD and with Adam,
and the probabilities of ten test images after the steps. The losses are computed twice, in 32 bits
as everybody does and in 64: where these two part, no third system can be expected to agree.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"

import keras
import numpy as np
import tensorflow as tf
from keras import layers

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "lib" / "src" / "test" / "resources" / "keras"
STEPS = 20
BATCH, SMALL_BATCH = 32, 8
"""Deeplearning4j's own way takes most of a second for 32 images through the wider networks. Batch
normalisation needs the 32: with few images its variances are so small that the losses of two
precisions part after three steps."""
IMAGES = 10
SGD_RATE = 0.05


# --- the networks ---------------------------------------------------------------------------------


def three_convolutions(pooling: type[layers.Layer]) -> list[layers.Layer]:
    return [
        layers.Conv2D(64, 3, activation="relu"),
        pooling(2),
        layers.Conv2D(128, 3, activation="relu"),
        pooling(2),
        layers.Conv2D(32, 3, activation="relu"),
        pooling(2),
        layers.Flatten(),
        layers.Dense(10),
    ]


def lenet5() -> list[layers.Layer]:
    return [
        layers.Conv2D(6, 5, padding="same", activation="tanh"),
        layers.AveragePooling2D(2),
        layers.Conv2D(16, 5, activation="tanh"),
        layers.AveragePooling2D(2),
        layers.Flatten(),
        layers.Dense(120, activation="tanh"),
        layers.Dense(84, activation="tanh"),
        layers.Dense(10),
    ]


def batch_normalised() -> list[layers.Layer]:
    return [
        layers.ZeroPadding2D(2),
        layers.Conv2D(6, 5),
        layers.BatchNormalization(),
        layers.Activation("relu"),
        layers.AveragePooling2D(2),
        layers.BatchNormalization(),
        layers.Conv2D(16, 5),
        layers.BatchNormalization(),
        layers.Activation("relu"),
        layers.AveragePooling2D(2),
        layers.BatchNormalization(),
        layers.Flatten(),
        layers.Dense(120, activation="relu"),
        layers.BatchNormalization(),
        layers.Dense(84, activation="relu"),
        layers.BatchNormalization(),
        layers.Dense(10),
    ]


def wide_without_dropout() -> list[layers.Layer]:
    """What is dropped is drawn by chance, so the test leaves the dropout out, too."""
    return [
        layers.Conv2D(32, 5, padding="same", activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 5, padding="same", activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(1024, activation="relu"),
        layers.Dense(10),
    ]


def padded_lenet5() -> list[layers.Layer]:
    return [
        layers.ZeroPadding2D(2),
        layers.Conv2D(6, 5, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(16, 5, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(120, activation="relu"),
        layers.Dense(84, activation="relu"),
        layers.Dense(10),
    ]


def five_predictions() -> list[layers.Layer]:
    return [
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"),
        layers.Flatten(),
        layers.Dense(64, activation="relu"),
        layers.Dense(10),
    ]


@dataclass(frozen=True)
class Network:
    layers: Callable[[], list[layers.Layer]]
    parameters: int
    batch: int = SMALL_BATCH
    adam_rate: float = 1e-3


NETWORKS = {
    "max-pooling": Network(lambda: three_convolutions(layers.MaxPooling2D), 111_722),
    "average-pooling": Network(lambda: three_convolutions(layers.AveragePooling2D), 111_722),
    "lenet5": Network(lenet5, 61_706, BATCH),
    "batch-normalised": Network(batch_normalised, 62_698, BATCH),
    "wide-with-dropout": Network(wide_without_dropout, 3_274_634, adam_rate=1e-4),
    "padded-lenet5": Network(padded_lenet5, 61_706, BATCH),
    "five-predictions": Network(five_predictions, 515_146),
}


# --- weights by formula ---------------------------------------------------------------------------


def split_mix(seed: int, count: int) -> np.ndarray:
    """The first numbers of Java's SplittableRandom: 64 random bits each."""
    gamma, first, second = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
    with np.errstate(over="ignore"):
        bits = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(gamma)
        bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(first)
        bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(second)
        return bits ^ (bits >> np.uint64(31))


def glorot_uniform(seed: int, shape: tuple[int, ...], fans: int) -> np.ndarray:
    """Weights in ±√(6 / fans), rounded to 32 bits; 24 random bits for each."""
    share = (split_mix(seed, int(np.prod(shape))) >> np.uint64(40)) * 2.0**-24
    return ((2 * share - 1) * np.sqrt(6 / fans)).astype(np.float32).reshape(shape)


def set_start(model: keras.Model) -> None:
    """Weights in the order in which Deeplearning4j keeps them; the layers are counted from 1."""
    number = 0
    image = None
    for layer in model.layers:
        if isinstance(layer, layers.Conv2D):
            number += 1
            rows, columns, inputs, outputs = layer.kernel.shape
            fans = (inputs + outputs) * rows * columns
            kernel = glorot_uniform(number, (outputs, inputs, rows, columns), fans)
            layer.set_weights([kernel.transpose(2, 3, 1, 0), np.zeros(outputs)])
        elif isinstance(layer, layers.Flatten):
            image = layer.input.shape[1:]
        elif isinstance(layer, layers.Dense):
            number += 1
            inputs, outputs = layer.kernel.shape
            kernel = glorot_uniform(number, (inputs, outputs), inputs + outputs)
            if image:  # the channels are slowest there and fastest here
                rows, columns, channels = image
                kernel = kernel.reshape(channels, rows, columns, outputs).transpose(1, 2, 0, 3)
                image = None
            layer.set_weights([kernel.reshape(inputs, outputs), np.zeros(outputs)])


# --- running --------------------------------------------------------------------------------------


def read(name: str, header: int) -> np.ndarray:
    return np.frombuffer(gzip.decompress((ROOT / "data" / name).read_bytes()), np.uint8)[header:]


def digits(prefix: str) -> tuple[np.ndarray, np.ndarray]:
    """Grey values [n, 28, 28, 1] divided by 255 in 32 bits, as the lab does it, and labels."""
    images = read(f"{prefix}-images-idx3-ubyte.gz", 16).reshape(-1, 28, 28, 1)
    return images.astype(np.float32) / np.float32(255), read(f"{prefix}-labels-idx1-ubyte.gz", 8)


def train(
    network: Network, adam: bool, precision: str, batches: np.ndarray
) -> tuple[list[float], list[list[float]]]:
    """The losses of all steps, and the probabilities of the first test images after them."""
    keras.backend.clear_session()
    keras.config.set_floatx(precision)
    model = keras.Sequential([keras.Input((28, 28, 1)), *network.layers()])
    assert model.count_params() == network.parameters, model.count_params()
    set_start(model)
    optimizers = keras.optimizers
    optimizer = optimizers.Adam(network.adam_rate) if adam else optimizers.SGD(SGD_RATE)
    optimizer.build(model.trainable_variables)
    loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    images, labels = digits("train")

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            loss = loss_of(y, model(x, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)
        return loss

    losses = []
    for batch in batches:
        x = tf.constant(images[batch].astype(precision))
        losses.append(float(step(x, tf.constant(labels[batch].astype(np.int32)))))
    test = digits("t10k")[0][:IMAGES].astype(precision)
    probabilities = keras.ops.softmax(model(test, training=False))
    return losses, np.asarray(probabilities).tolist()


def rounded(values: list[float]) -> list[float]:
    return [float(f"{value:.9g}") for value in values]


def main() -> None:
    FIXTURES.mkdir(parents=True, exist_ok=True)
    for name, network in NETWORKS.items():
        chosen = np.random.default_rng(1).choice(60_000, STEPS * network.batch, replace=False)
        batches = chosen.reshape(STEPS, network.batch)
        fixture = {
            "made_with": f"Keras {keras.__version__}, TensorFlow {tf.__version__}",
            "batches": batches.tolist(),
        }
        for optimizer in ("sgd", "adam"):
            losses, outputs = train(network, optimizer == "adam", "float32", batches)
            exact, outputs_64 = train(network, optimizer == "adam", "float64", batches)
            fixture[optimizer] = {
                "losses": rounded(losses),
                "losses_in_64_bits": rounded(exact),
                "outputs": [rounded(row) for row in outputs],
                "outputs_in_64_bits": [rounded(row) for row in outputs_64],
            }
            apart = max(abs(a / b - 1) for a, b in zip(losses, exact, strict=True))
            print(f"{name:18} {optimizer:5} {losses[0]:.4f} → {losses[-1]:.4f} ± {apart:.1e}")
        text = json.dumps(fixture).replace("], [", "],\n[").replace(', "', ',\n"')
        (FIXTURES / f"{name}.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
