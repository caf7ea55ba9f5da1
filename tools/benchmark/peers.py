"""Keras, PyTorch and DJL: installed and built, as far as they can be had on this machine."""

from __future__ import annotations

import shutil
import sys
import time

from tools.benchmark.systems import Installation, torch_compiles_in
from tools.common import processes
from tools.common.console import Problem, ProgressLine, clock, say
from tools.common.places import WINDOWS
from tools.common.stamps import fingerprint, stamp, stamped
from tools.environment import java_library
from tools.environment.python_packages import install
from tools.environment.variables import lab_environment

GIGABYTES_FOR_PEERS = 9
WITHOUT_PEERS = "Without them: ./lab bench --no-peers"


def install_peers(installation: Installation) -> None:
    """Keras and PyTorch in an environment of their own, made or brought up to date."""
    requirements = installation.checkout.root / "bench" / "requirements.txt"
    wanted = fingerprint([requirements])
    if installation.peers.python.exists() and stamped(installation.peers.prefix) == wanted:
        return
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        version = ".".join(map(str, sys.version_info[:2]))
        raise Problem(
            f"Keras and PyTorch need Python 3.11, 3.12 or 3.13 here; this is {version}. "
            f"Start the lab with another one, as in: python3.12 lab bench. {WITHOUT_PEERS}"
        )
    free = shutil.disk_usage(installation.checkout.root).free / 1e9
    if free < GIGABYTES_FOR_PEERS:
        raise Problem(
            f"Keras and PyTorch need {GIGABYTES_FOR_PEERS} GB of disk, {free:.1f} GB are free. "
            + WITHOUT_PEERS
        )
    try:
        install(
            installation.checkout, installation.peers, requirements, installation.env, "--no-deps"
        )
    except Problem as problem:
        raise Problem(f"{problem} {WITHOUT_PEERS}") from problem


def build_djl(installation: Installation) -> str:
    """Builds the worker for DJL; gives what was in the way, empty if all went well."""
    target = installation.djl / "target"
    sources = [
        installation.checkout.root / "pom.xml",
        installation.djl / "pom.xml",
        installation.djl / "src",
    ]
    wanted = fingerprint(sources, installation.java.version)
    if (target / "worker.jar").is_file() and stamped(target) == wanted:
        return ""
    log = installation.checkout.logs / "bench-djl.log"
    line, started = ProgressLine(), time.monotonic()
    line.say("Building the worker for DJL (the first time Maven downloads about 120 MB)")
    env = lab_environment(installation.checkout, installation.java, installation.env)
    maven = java_library.find_maven(env)
    code = processes.run_logged(
        [maven, "-B", "-f", installation.djl / "pom.xml", "clean", "package"],
        env,
        installation.checkout.root,
        log,
        lambda _: line.show(f"  DJL: {clock(time.monotonic() - started)}"),
    )
    line.clear()
    if code:
        return java_library.maven_fault(
            log.read_text("utf-8", "replace"), installation.checkout.shown(log)
        )
    stamp(target, wanted)
    return ""


def prepare(installation: Installation, systems: list[str]) -> tuple[list[str], list[str]]:
    """Installs what these systems need; gives those that can be had, and why others cannot."""
    able, left_out = list(systems), []
    if any(system.startswith(("keras", "pytorch")) for system in systems):
        install_peers(installation)
    if "djl" in able and (fault := build_djl(installation)):
        left_out.append(f"Without DJL: {fault}")
        able.remove("djl")
    if "pytorch-compile" in able and (missing := _missing_for_torch_compile(installation)):
        left_out.append(f"Without pytorch-compile: torch.compile needs {missing}.")
        able.remove("pytorch-compile")
    for sentence in left_out:
        say(sentence)
    return able, left_out


def _missing_for_torch_compile(installation: Installation) -> str:
    if WINDOWS or not (shutil.which("g++") or shutil.which("clang++")):
        return "a C++ compiler, and neither g++ nor clang++ was found (Debian: apt install g++)"
    if not torch_compiles_in(installation.temporary):
        return f"a TMPDIR without spaces or quotes, not {installation.temporary.parent}"
    return ""
