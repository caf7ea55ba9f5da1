"""What `./lab bench` compares, how each of them is started, and what has to be installed for it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.benchmark.results import FAMILIES, OURS
from tools.common import processes
from tools.common.console import Problem, ProgressLine, clock, say
from tools.common.places import WINDOWS, Checkout, PythonEnvironment
from tools.environment import jvm, setup
from tools.environment.jvm import Java

SYSTEMS = tuple(system for members in FAMILIES.values() for system in members)
LAB_CLASS = "digitlab.bench.Worker"
GIGABYTES_FOR_PEERS = 9
WITHOUT_PEERS = "Without them: ./lab bench --no-peers"

NOT_FOR_WORKERS = re.compile(
    r"^(OMP|GOMP|KMP|MKL|OPENBLAS|TF|XLA|TORCH|ONEDNN|DNNL|DIGITLAB|PYTHON(PATH|HOME))(_|$)|^PYTHONPATH$"
)
"""Variables that steer one of the systems: each gets its own defaults, whatever is set outside."""


@dataclass(frozen=True)
class Contender:
    """A system with a number of threads."""

    system: str
    threads: int
    command: Callable[[str], list[str]]  # of a network's name
    env: Mapping[str, str]

    @property
    def words(self) -> str:
        return f"{self.system}, {self.threads} {'thread' if self.threads == 1 else 'threads'}"


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def thread_counts() -> list[int]:
    return sorted({1, cores()})


@dataclass(frozen=True)
class Workshop:
    """The parts from which workers are started."""

    checkout: Checkout
    java: Java
    python: PythonEnvironment
    env: Mapping[str, str]

    @property
    def starts(self) -> Path:
        """Where the common start of all systems lies."""
        return self.checkout.work / "bench"

    @property
    def peers(self) -> PythonEnvironment:
        return PythonEnvironment(self.checkout.work / "bench-venv")

    @property
    def djl(self) -> Path:
        return self.checkout.root / "bench" / "djl"

    def lab_env(self, threads: int | None = None) -> dict[str, str]:
        """For our own JVMs: what a kernel gets. With all cores the lab chooses for itself."""
        prescribed = {} if threads in (None, cores()) else {"DIGITLAB_THREADS": str(threads)}
        return {**self._clean_env(), **jvm.environment(self.checkout), **prescribed}

    def _clean_env(self) -> dict[str, str]:
        env = setup.lab_environment(self.checkout, self.java, self.env)
        return {name: value for name, value in env.items() if not NOT_FOR_WORKERS.search(name)}

    def contender(self, system: str, threads: int) -> Contender:
        if system == OURS:
            return Contender(system, threads, self._lab_command(system), self.lab_env(threads))
        env = self._clean_env() | {"OMP_NUM_THREADS": str(threads)}
        if system.startswith("dl4j"):
            env |= {"DIGITLAB_HOME": str(self.checkout.root), "DIGITLAB_THREADS": str(threads)}
            if system == "dl4j-helpers":  # cured: with what the lab does for it
                env |= jvm.environment(self.checkout)
            return Contender(system, threads, self._lab_command(system), env)
        if system == "djl":
            return Contender(system, threads, self._djl_command(threads), env)
        return Contender(
            system, threads, self._peer_command(system, threads), env | self._peer_env()
        )

    def java_command(self, main_class: str, *arguments: str | Path) -> list[str]:
        return jvm.command(self.java, self.checkout, self.python, main_class, *map(str, arguments))

    def _lab_command(self, system: str) -> Callable[[str], list[str]]:
        return lambda network: self.java_command(LAB_CLASS, system, self.starts, network)

    def _djl_command(self, threads: int) -> Callable[[str], list[str]]:
        target, cache = self.djl / "target", self.checkout.work / "djl"
        command = [
            str(self.java.executable),
            "-Xmx1g",
            "-Dai.djl.offline=true",
            f"-DDJL_CACHE_DIR={cache}",
            f"-DENGINE_CACHE_DIR={cache}",
            f"-Dai.djl.pytorch.num_threads={threads}",
            "-cp",
            os.pathsep.join((str(target / "worker.jar"), str(target / "runtime" / "*"))),
            "digitlab.bench.djl.Worker",
            str(self.starts),
        ]
        return lambda network: [*command, network, str(threads)]

    def _peer_command(self, system: str, threads: int) -> Callable[[str], list[str]]:
        script = "keras_worker.py" if system.startswith("keras") else "torch_worker.py"
        command = [str(self.peers.python), str(self.checkout.root / "bench" / script), system]
        return lambda network: [*command, str(self.starts), network, str(threads)]

    def _peer_env(self) -> dict[str, str]:
        return {
            "TF_CPP_MIN_LOG_LEVEL": "2",
            "KERAS_BACKEND": "tensorflow",
            "KERAS_HOME": str(self.checkout.work / "keras"),
            "TORCHINDUCTOR_CACHE_DIR": str(self.compiled_by_torch),
            "CUDA_VISIBLE_DEVICES": "-1",
        }

    @property
    def compiled_by_torch(self) -> Path:
        return self.checkout.work / "bench-torch"

    # --- before the first worker ------------------------------------------------------------------

    def write_starts(self) -> list[str]:
        """Writes the common start of every network; gives their names."""
        done = subprocess.run(
            self.java_command("digitlab.bench.Start", self.starts),
            env=self.lab_env(),
            cwd=self.checkout.root,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise Problem(f"The networks' start could not be written:\n{done.stderr.strip()}")
        return done.stdout.split()

    def install_peers(self) -> None:
        """Keras and PyTorch in an environment of their own, made or brought up to date."""
        requirements = self.checkout.root / "bench" / "requirements.txt"
        wanted = setup.fingerprint([requirements])
        if self.peers.python.exists() and setup.stamped(self.peers.prefix) == wanted:
            return
        if not (3, 11) <= sys.version_info[:2] <= (3, 13):
            version = ".".join(map(str, sys.version_info[:2]))
            raise Problem(
                f"Keras and PyTorch need Python 3.11, 3.12 or 3.13 here; this is {version}. "
                f"Start the lab with another one, as in: python3.12 lab bench. {WITHOUT_PEERS}"
            )
        free = shutil.disk_usage(self.checkout.root).free / 1e9
        if free < GIGABYTES_FOR_PEERS:
            raise Problem(
                f"Keras and PyTorch need {GIGABYTES_FOR_PEERS} GB of disk, {free:.1f} GB are free. "
                + WITHOUT_PEERS
            )
        try:
            setup.install(self.checkout, self.peers, requirements, self.env, "--no-deps")
        except Problem as problem:
            raise Problem(f"{problem} {WITHOUT_PEERS}") from problem

    def build_djl(self) -> str:
        """Builds the worker for DJL; gives what was in the way, empty if all went well."""
        target = self.djl / "target"
        sources = [self.checkout.root / "pom.xml", self.djl / "pom.xml", self.djl / "src"]
        wanted = setup.fingerprint(sources, self.java.version)
        if (target / "worker.jar").is_file() and setup.stamped(target) == wanted:
            return ""
        log = self.checkout.logs / "bench-djl.log"
        line, started = ProgressLine(), time.monotonic()
        line.say("Building the worker for DJL (the first time Maven downloads about 120 MB)")
        env = setup.lab_environment(self.checkout, self.java, self.env)
        maven = setup.find_maven(env)
        code = processes.run_logged(
            [maven, "-B", "-f", self.djl / "pom.xml", "clean", "package"],
            env,
            self.checkout.root,
            log,
            lambda _: line.show(f"  DJL: {clock(time.monotonic() - started)}"),
        )
        line.clear()
        if code:
            return setup.maven_fault(log.read_text("utf-8", "replace"), self.checkout.shown(log))
        setup.stamp(target, wanted)
        return ""

    def prepare(self, systems: list[str]) -> list[str]:
        """Installs what these systems need; gives those that can be had."""
        able = list(systems)
        if any(system.startswith(("keras", "pytorch")) for system in systems):
            self.install_peers()
        if "djl" in able and (fault := self.build_djl()):
            say(f"Without DJL: {fault}")
            able.remove("djl")
        if "pytorch-compile" in able:
            # Its first step compiles C++; a cache of an earlier run would hide that.
            shutil.rmtree(self.compiled_by_torch, ignore_errors=True)
            if WINDOWS or not (shutil.which("g++") or shutil.which("clang++")):
                say("Without pytorch-compile: torch.compile needs a C++ compiler (g++).")
                able.remove("pytorch-compile")
        return able
