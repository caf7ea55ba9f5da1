"""Trains a network with Keras on TensorFlow whenever `./lab bench` asks, or until it is good.

A step is a tf.function of the forward pass, the gradients and Keras' Adam: on a processor that is
faster than train_on_batch and than fit (see docs/performance.md).

Arguments: the variant (keras or keras-jit), the folder of the workloads, the network, the number of
threads; for a training until it is good the goal's four numbers (see protocol.py).
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import keras
import tensorflow as tf
from keras import layers
from protocol import reach, serve
from workload import SIDE, TEST_BATCH, Workload


def build(workload: Workload) -> keras.Model:
    """The network with its first weights; images are [rows, columns, channels], as is usual."""
    model = keras.Sequential([keras.Input((SIDE, SIDE, 1))])
    for layer in workload.layers:
        for made in _layers(layer):
            model.add(made)
            if "weights" in layer and isinstance(made, layers.Conv2D | layers.Dense):
                made.set_weights(_weights(workload, layer))
    return model


def _layers(layer: dict) -> list[keras.Layer]:
    match layer["type"]:
        case "convolution":
            edges = [layers.ZeroPadding2D(layer["padding"])] if any(layer["padding"]) else []
            sizes = (layer["outputs"], layer["kernel"], layer["stride"])
            same = layer["stride"] == [1, 1] and [2 * n + 1 for n in layer["padding"]]
            if same == layer["kernel"]:
                made = [layers.Conv2D(*sizes, "same", activation=_activation(layer))]
            else:
                made = [*edges, layers.Conv2D(*sizes, activation=_activation(layer))]
        case "dense":
            flatten = [layers.Flatten()] if "flatten" in layer else []
            made = [*flatten, layers.Dense(layer["outputs"], activation=_activation(layer))]
        case "max pooling":
            made = [layers.MaxPooling2D(layer["kernel"], layer["stride"])]
        case "average pooling":
            made = [layers.AveragePooling2D(layer["kernel"], layer["stride"])]
        case "zero padding":
            top, bottom, left, right = layer["padding"]
            made = [layers.ZeroPadding2D(((top, bottom), (left, right)))]
        case "batch normalisation":
            made = [layers.BatchNormalization(momentum=layer["decay"], epsilon=layer["epsilon"])]
        case "activation":
            made = [layers.Activation(layer["activation"])]
        case "dropout":
            made = [layers.Dropout(layer["dropped"])]
        case kind:
            raise ValueError(f"no such layer: {kind}")
    return made


def _activation(layer: dict) -> str | None:
    # The loss takes the softmax itself.
    return None if layer["activation"] in ("identity", "softmax") else layer["activation"]


def _weights(workload: Workload, layer: dict) -> list:
    weights, bias = workload.array(layer["weights"]), workload.array(layer["bias"]).reshape(-1)
    if layer["type"] == "convolution":
        return [weights.transpose(2, 3, 1, 0), bias]
    if "flatten" in layer:  # the channels are fastest here
        channels, rows, columns = layer["flatten"]
        weights = weights.reshape(channels, rows, columns, -1).transpose(1, 2, 0, 3)
        weights = weights.reshape(channels * rows * columns, -1)
    return [weights, bias]


def adam(workload: Workload) -> keras.optimizers.Adam:
    return keras.optimizers.Adam(
        learning_rate=workload.adam["learning_rate"],
        beta_1=workload.adam["beta1"],
        beta_2=workload.adam["beta2"],
        epsilon=workload.adam["epsilon"],
    )


def main(variant: str, folder: str, network: str, threads: str, *goal: str) -> None:
    tf.config.threading.set_intra_op_parallelism_threads(int(threads))
    tf.config.threading.set_inter_op_parallelism_threads(int(threads))
    keras.utils.set_random_seed(1)
    workload = Workload(Path(folder), network)
    model = build(workload)
    optimizer = adam(workload)
    optimizer.build(model.trainable_variables)
    loss_of = (
        keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        if workload.sparse
        else keras.losses.CategoricalCrossentropy(from_logits=True)
    )

    def classes(labels):
        return tf.constant(labels if workload.sparse else tf.one_hot(labels, 10))

    @tf.function(jit_compile=variant == "keras-jit")
    def step(x, y):
        with tf.GradientTape() as tape:
            loss = loss_of(y, model(x, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)
        return loss

    if goal:
        images, labels = workload.data_set("train")
        train_x, train_y = tf.constant(images[..., None]), classes(labels)
        images, labels = workload.data_set("test")
        test = list(
            zip(
                tf.split(images[..., None], len(images) // TEST_BATCH),
                tf.split(labels, len(labels) // TEST_BATCH),
                strict=True,
            )
        )

        @tf.function(jit_compile=variant == "keras-jit")
        def right(x, y):
            told = tf.argmax(model(x, training=False), axis=1)
            return tf.reduce_sum(tf.cast(told == y, tf.int32))

        def accuracy() -> float:
            return sum(int(right(x, y)) for x, y in test) / len(labels)

        def step_on(numbers) -> None:
            step(tf.gather(train_x, numbers), tf.gather(train_y, numbers))

        told = {"way": variant, "threads_used": int(threads)}
        return reach(workload, goal, step_on, accuracy, told)

    images = [tf.constant(batch[..., None]) for batch in workload.images]
    labels = [classes(batch) for batch in workload.labels]
    taken = 0

    def take(steps: int) -> list[tuple[float, float]]:
        nonlocal taken
        result = []
        for _ in range(steps):
            batch = taken % len(images)
            began = time.perf_counter()
            loss = step(images[batch], labels[batch])
            result.append(((time.perf_counter() - began) * 1e3, loss))
            taken += 1
        return result

    return serve(workload, take, variant, int(threads))


if __name__ == "__main__":
    main(*sys.argv[1:])
