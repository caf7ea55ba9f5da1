"""Trains a network with PyTorch whenever `./lab bench` asks for some steps.

Arguments: the variant (pytorch, pytorch-channels-last or pytorch-compile), the folder of the
workloads, the network, the number of threads.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import torch
from protocol import serve
from torch import nn
from workload import SIDE, Workload

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


def main(variant: str, folder: str, network: str, threads: str) -> None:
    torch.set_num_threads(int(threads))
    torch.manual_seed(1)
    workload = Workload(Path(folder), network)
    model = build(workload)
    images = torch.from_numpy(workload.images).reshape(-1, workload.images.shape[1], 1, SIDE, SIDE)
    batches = list(images)
    if variant != "pytorch":  # torch.compile, too, was faster with channels last
        model = model.to(memory_format=torch.channels_last)
        batches = [batch.contiguous(memory_format=torch.channels_last) for batch in batches]
    labels = list(torch.from_numpy(workload.labels))
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
    taken = 0

    def take(steps: int) -> list[tuple[float, float]]:
        nonlocal taken
        result = []
        for _ in range(steps):
            began = time.perf_counter()
            batch = taken % len(batches)
            optimizer.zero_grad(set_to_none=True)
            loss = loss_of(forward(batches[batch]), labels[batch])
            loss.backward()
            optimizer.step()
            result.append(((time.perf_counter() - began) * 1e3, loss.detach()))
            taken += 1
        return result

    serve(workload, take, variant, torch.get_num_threads())


if __name__ == "__main__":
    main(*sys.argv[1:])
