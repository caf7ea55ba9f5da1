"""Trains a network with PyTorch whenever `./lab bench` asks for some steps, or until it is good.

Arguments: the variant (pytorch, pytorch-channels-last or pytorch-compile), the folder of the
workloads, the network, the number of threads; for a training until it is good the goal's four
numbers (see protocol.py).
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import torch
from protocol import reach, serve
from torch import nn
from workload import SIDE, TEST_BATCH, Workload

ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh}


def build(workload: Workload) -> nn.Sequential:
    modules: list[nn.Module] = []
    for layer in workload.layers:
        modules += _modules(workload, layer)
    return nn.Sequential(*modules)


def _modules(workload: Workload, layer: dict) -> list[nn.Module]:
    match layer["type"]:
        case "convolution":
            sizes = (layer["kernel"], layer["stride"], layer["padding"])
            module = nn.Conv2d(layer["inputs"], layer["outputs"], *map(tuple, sizes))
            _load(module, workload.array(layer["weights"]), workload.array(layer["bias"]))
            made = [module, *_activation(layer)]
        case "dense":
            module = nn.Linear(layer["inputs"], layer["outputs"])
            _load(module, workload.array(layer["weights"]).T.copy(), workload.array(layer["bias"]))
            flatten = [nn.Flatten()] if "flatten" in layer else []
            made = [*flatten, module, *_activation(layer)]
        case "max pooling":
            made = [nn.MaxPool2d(tuple(layer["kernel"]), tuple(layer["stride"]))]
        case "average pooling":
            made = [nn.AvgPool2d(tuple(layer["kernel"]), tuple(layer["stride"]))]
        case "zero padding":
            top, bottom, left, right = layer["padding"]
            made = [nn.ZeroPad2d((left, right, top, bottom))]
        case "batch normalisation":
            dense = any(
                "flatten" in before for before in workload.layers[: workload.layers.index(layer)]
            )
            normalisation = nn.BatchNorm1d if dense else nn.BatchNorm2d
            made = [normalisation(layer["channels"], layer["epsilon"], 1 - layer["decay"])]
        case "activation":
            made = _activation(layer)
        case "dropout":
            made = [nn.Dropout(layer["dropped"])]
        case kind:
            raise ValueError(f"no such layer: {kind}")
    return made


def _activation(layer: dict) -> list[nn.Module]:
    # The loss takes the softmax itself.
    name = layer["activation"]
    return [] if name in ("identity", "softmax") else [ACTIVATIONS[name]()]


def _load(module: nn.Module, weights, bias) -> None:
    with torch.no_grad():
        module.weight.copy_(torch.from_numpy(weights))
        module.bias.copy_(torch.from_numpy(bias.reshape(-1)))


def main(variant: str, folder: str, network: str, threads: str, *goal: str) -> None:
    torch.set_num_threads(int(threads))
    torch.manual_seed(1)
    workload = Workload(Path(folder), network)
    model = build(workload)
    layout = torch.contiguous_format
    if variant != "pytorch":  # torch.compile, too, was faster with channels last
        layout = torch.channels_last
        model = model.to(memory_format=layout)
    adam = workload.adam
    optimizer = torch.optim.Adam(
        model.parameters(),
        lr=adam["learning_rate"],
        betas=(adam["beta1"], adam["beta2"]),
        eps=adam["epsilon"],
        fused=True,
    )
    loss_of = nn.CrossEntropyLoss()
    forward = torch.compile(model) if variant == "pytorch-compile" else model

    def step(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(forward(x), y)
        loss.backward()
        optimizer.step()
        return loss

    if goal:
        train_x, train_y = _data_set(workload, "train", layout)
        test_x, test_y = _data_set(workload, "test", layout)

        def step_on(numbers) -> None:
            chosen = torch.from_numpy(numbers)
            step(train_x[chosen].contiguous(memory_format=layout), train_y[chosen])

        def accuracy() -> float:
            # Not what was compiled, which would be compiled anew for batches of another size.
            model.eval()
            with torch.no_grad():
                pairs = zip(test_x.split(TEST_BATCH), test_y.split(TEST_BATCH), strict=True)
                right = sum(int((model(x).argmax(1) == y).sum()) for x, y in pairs)
            model.train()
            return right / len(test_y)

        told = {"way": variant, "threads_used": torch.get_num_threads()}
        return reach(workload, goal, step_on, accuracy, told)

    images = torch.from_numpy(workload.images).reshape(-1, workload.images.shape[1], 1, SIDE, SIDE)
    batches = [batch.contiguous(memory_format=layout) for batch in images]
    labels = list(torch.from_numpy(workload.labels))
    taken = 0

    def take(steps: int) -> list[tuple[float, float]]:
        nonlocal taken
        result = []
        for _ in range(steps):
            began = time.perf_counter()
            batch = taken % len(batches)
            loss = step(batches[batch], labels[batch])
            result.append(((time.perf_counter() - began) * 1e3, loss.detach()))
            taken += 1
        return result

    return serve(workload, take, variant, torch.get_num_threads())


def _data_set(
    workload: Workload, part: str, layout: torch.memory_format
) -> tuple[torch.Tensor, torch.Tensor]:
    images, labels = workload.data_set(part)
    pixels = torch.from_numpy(images).reshape(-1, 1, SIDE, SIDE)
    return pixels.contiguous(memory_format=layout), torch.from_numpy(labels)


if __name__ == "__main__":
    main(*sys.argv[1:])
