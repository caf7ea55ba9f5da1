"""Writes the gradients of images that Keras computes, for the tests of the Java library.

Run by hand, in the environment of `./lab bench`, when a network is added or changed:

    work/bench-venv/bin/python bench/keras_gradients.py

For each of the seven networks of keras_fixtures.py, with its starting weights: the gradient of the
logit of an image's class with respect to its pixels, for the first ten test images. What batch
normalisation has learnt follows from a formula, too, so that it does something. The numbers are
computed in 64 bits and kept as shares of the image's largest, in 16 bits (an error of 1.5e-5).

Where a ReLU's input is all but zero or two numbers of a pooling window are all but equal, rounding
decides where the gradient goes: the image is at a kink. Such images are found by moving all weights
by 3e-7 of themselves and by computing in 32 bits. They are listed, with how far the gradient moves.
"""

from __future__ import annotations

import base64
import json

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from keras_fixtures import FIXTURES, IMAGES, NETWORKS, Network, digits, set_start, split_mix

MOVED = 3e-7
KINK = 1e-5
LARGEST = 32767


def uniform(seed: int, count: int, low: float, high: float) -> np.ndarray:
    """Numbers from `low` to `high`, rounded to 32 bits; 24 random bits for each."""
    share = (split_mix(seed, count) >> np.uint64(40)) * 2.0**-24
    return (low + (high - low) * share).astype(np.float32)


def set_normalisation(model: keras.Model) -> None:
    """The numbers of the layers' γ, β, mean and variance follow those of the weights: from 101."""
    number = 100
    for layer in model.layers:
        if isinstance(layer, layers.BatchNormalization):
            number += 1
            channels = layer.gamma.shape[0]
            values = uniform(number, 4 * channels, 0, 1).reshape(4, channels)
            gamma, beta, mean, variance = values
            half = np.float32(0.5)
            layer.set_weights([gamma + half, beta - half, mean - half, variance + half])


def image_gradients(network: Network, precision: str, moved: float) -> np.ndarray:
    """`[images, 28, 28]` in 64 bits."""
    keras.backend.clear_session()
    keras.config.set_floatx(precision)
    model = keras.Sequential([keras.Input((28, 28, 1)), *network.layers()])
    set_start(model)
    set_normalisation(model)
    random = np.random.default_rng(1)
    for variable in model.trainable_variables:
        value = np.asarray(variable)
        variable.assign(value * (1 + moved * random.uniform(-1, 1, value.shape)))
    pixels, labels = digits("t10k")
    images = tf.constant(pixels[:IMAGES].astype(precision))
    with tf.GradientTape() as tape:
        tape.watch(images)
        logits = model(images, training=False)
        chosen = tf.reduce_sum(tf.gather(logits, labels[:IMAGES].astype(int), batch_dims=1))
    return np.asarray(tape.gradient(chosen, images), dtype=np.float64)[..., 0]


def apart(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """For each image, the largest difference as a share of the largest value."""
    return np.abs(a - b).max(axis=(1, 2)) / np.abs(b).max(axis=(1, 2))


def main() -> None:
    for name, network in NETWORKS.items():
        exact = image_gradients(network, "float64", 0)
        rounded = apart(image_gradients(network, "float32", 0), exact)
        moves = np.maximum(rounded, apart(image_gradients(network, "float64", MOVED), exact))
        kinks = {str(i): float(f"{moves[i]:.2g}") for i in range(IMAGES) if moves[i] > KINK}
        largest = np.abs(exact).max(axis=(1, 2))
        shares = np.rint(exact / largest[:, None, None] * LARGEST).astype(">i2")
        fixture = {
            "made_with": f"Keras {keras.__version__}, TensorFlow {tf.__version__}",
            "largest": [float(f"{value:.9g}") for value in largest],
            "shares": [base64.b64encode(image.tobytes()).decode() for image in shares],
            "at_a_kink": kinks,
        }
        text = json.dumps(fixture, indent=1)
        (FIXTURES / f"{name}-image-gradients.json").write_text(text + "\n", "utf-8")
        print(f"{name:18} 32 bits ± {rounded.max():.1e}, moved ± {moves.max():.1e}, kinks {kinks}")


if __name__ == "__main__":
    main()
