"""Trains all networks on an ARM64 Debian under qemu and on this machine, and compares the losses.

    sudo .venv/bin/python -m tests.arm64 [folder for the ARM system]

It needs Debian on x86-64, root, and an hour (the first time a quarter more, and 1.5 GB of disk).
It prints a table, and what a user sees there of `./lab doctor` and of a training. It fails where
losses differ by more than rounding explains, where bits depend on the number of threads, or where
a training writes on stderr. How long anything takes under qemu says nothing about machines.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.arm64 import arm_system, losses
from tests.arm64.arm_system import ArmSystem, Ended
from tests.arm64.losses import Training
from tools.common import java_names
from tools.common.console import Problem, say
from tools.common.places import THIS, environment_in_use
from tools.environment import java_library, jvm
from tools.environment.variables import lab_environment

FIRST_LOSSES = "digitlab.compiled.FirstLosses"
SHORT_TRAINING = "digitlab.train.ShortTraining"
NETWORKS = (
    "lenet5",
    "padded-lenet5",
    "batch-normalised",
    "five-predictions",
    "max-pooling",
    "average-pooling",
    "wide-with-dropout",
)
"""All that Architectures names; those that take long under qemu come last."""
ON_ARM = "2:20,1:3"
"""Threads and steps; that the bits do not depend on threads, three steps show."""


def main(arguments: list[str], env: Mapping[str, str]) -> int:
    parser = argparse.ArgumentParser(prog="tests.arm64", description=__doc__.splitlines()[0])
    cache = Path(env.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    default = cache / "digitlab" / "arm64"
    parser.add_argument("folder", nargs="?", type=Path, default=default, help=f"default: {default}")
    folder = parser.parse_args(arguments).folder.resolve()
    fault = arm_system.fault()
    if fault:
        raise Problem(fault)
    java = jvm.find_java(env)
    python = environment_in_use(THIS, env)
    if not python.kernel_jar.is_file():
        raise Problem("The kernel is not installed: run ./lab run --quick 00 first.")
    say("Building the Java library and its tests")
    maven = java_library.find_maven(env)
    java_library.run_maven(THIS, java, env, java_library.package(maven, java_names.LIBRARY))
    arm = ArmSystem(folder, THIS, python, java, env)
    arm.make()

    here = {**lab_environment(THIS, java, env), **jvm.environment(THIS)}

    def train_here(engine: str) -> list[Training]:
        arguments = (FIRST_LOSSES, engine, "1:20", *NETWORKS)
        command = arm_system.java_command(java, THIS, python, *arguments)
        return trainings(arm_system.run(command, here))

    say("Training on x86-64 with oneDNN and with the portable engine")
    one_dnn, portable = train_here("oneDNN"), train_here("portable")
    say("Training on ARM64 with the portable engine")
    with (folder / "losses.jsonl").open("w", encoding="utf-8", buffering=1) as file:

        def keep(line: str) -> None:
            file.write(line + "\n")
            tell(line)

        on_arm = trainings(arm.run(FIRST_LOSSES, "portable", ON_ARM, *NETWORKS, each=keep))
    say()
    whole = [training for training in on_arm if len(training.losses) == len(portable[0].losses)]
    for row in losses.table(one_dnn, portable, whole):
        say(row)
    faults = [line for pair in zip(whole, portable, strict=True) for line in losses.too_far(*pair)]
    faults += losses.other_bits(on_arm)
    same = all(a.bits[0] == b.bits[0] for a, b in zip(whole, portable, strict=True))
    say(f"\nThe starting weights have {'the same' if same else 'other'} bits.")

    say("\nWhat a user sees there")
    faults += quiet("The doctor", arm.run(java_names.DOCTOR, each=say))
    training = arm.run(SHORT_TRAINING, each=say)
    faults += quiet("A training", training)
    if not any("compiled (portable)" in line for line in training.out):
        faults.append("A training on ARM64 was not done by the portable engine.")

    say()
    for line in faults:
        say(line)
    say("What differs, rounding explains." if not faults else f"{len(faults)} to look into.")
    return 1 if faults else 0


def trainings(ended: Ended) -> list[Training]:
    if ended.code:
        raise Problem(f"The trainings failed (exit code {ended.code}): {' '.join(ended.err[-3:])}")
    return [Training.of(line) for line in ended.out if line.startswith("{")]


def tell(line: str) -> None:
    if line.startswith("{"):
        training = Training.of(line)
        say(f"  {training.network}, threads: {training.threads}")


def quiet(what: str, ended: Ended) -> list[str]:
    """Faults of a program that should end well and write nothing on stderr."""
    found = [f"{what} on ARM64 writes on stderr: {line}" for line in ended.err]
    return [*found, f"{what} on ARM64 ended with {ended.code}."] if ended.code else found


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:], os.environ))
    except Problem as problem:
        sys.exit(str(problem))
