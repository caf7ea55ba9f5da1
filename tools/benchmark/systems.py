"""What `./lab bench` compares, and how each of them is started."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.benchmark.results import FAMILIES, OURS, OURS_PORTABLE
from tools.common import java_names
from tools.common.console import Problem
from tools.common.places import Checkout, PythonEnvironment
from tools.environment import jvm
from tools.environment.jvm import Java
from tools.environment.variables import lab_environment

SYSTEMS = tuple(system for members in FAMILIES.values() for system in members)

MOST_ROUNDS = {"dl4j-stock": 1}
"""Systems so slow that they take part in fewer rounds; the tables say in how many."""

NOT_FOR_WORKERS = re.compile(
    r"^(OMP|GOMP|KMP|MKL|OPENBLAS|TF|XLA|TORCH|ONEDNN|DNNL|DIGITLAB|PYTHON(PATH|HOME))(_|$)|^PYTHONPATH$"
)
"""Variables that steer one of the systems: each gets its own defaults, whatever is set outside."""


@dataclass(frozen=True)
class System:
    """A system with a number of threads."""

    name: str
    threads: int
    command: Callable[[str], list[str]]  # of a network's name
    env: Mapping[str, str]

    @property
    def words(self) -> str:
        return f"{self.name}, {self.threads} {'thread' if self.threads == 1 else 'threads'}"

    def rounds(self, most: int) -> int:
        return min(most, MOST_ROUNDS.get(self.name, most))


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def thread_counts(wanted: Sequence[int] = ()) -> list[int]:
    """Of the wanted numbers of threads those that this machine has cores for; else 1 and all."""
    return sorted(n for n in set(wanted or (1, cores())) if n <= cores())


@dataclass(frozen=True)
class Installation:
    """What is installed for the benchmark, and how each system is started from it."""

    checkout: Checkout
    java: Java
    python: PythonEnvironment
    env: Mapping[str, str]
    temporary: Path
    """A folder for this run only, where the peers put what they compile."""

    @property
    def workloads(self) -> Path:
        """Where the networks, first weights and batches lie that all systems share."""
        return self.checkout.work / "bench"

    @property
    def peers(self) -> PythonEnvironment:
        return PythonEnvironment(self.checkout.work / "bench-venv")

    @property
    def own_module(self) -> Path:
        """The lab's own side of the benchmark."""
        return self.checkout.root / java_names.BENCHMARK

    @property
    def own_jar(self) -> Path:
        return self.own_module / "target" / java_names.BENCHMARK_JAR

    @property
    def djl(self) -> Path:
        return self.checkout.root / java_names.DJL

    def lab_env(self, threads: int | None = None) -> dict[str, str]:
        """For our own JVMs: what a kernel gets. With all cores the lab chooses for itself."""
        prescribed = {} if threads in (None, cores()) else {"DIGITLAB_THREADS": str(threads)}
        return {**self._clean_env(), **jvm.environment(self.checkout), **prescribed}

    def _clean_env(self) -> dict[str, str]:
        env = lab_environment(self.checkout, self.java, self.env)
        return {name: value for name, value in env.items() if not NOT_FOR_WORKERS.search(name)}

    def system(self, name: str, threads: int) -> System:
        if name in (OURS, OURS_PORTABLE):
            return System(name, threads, self._lab_command(name), self.lab_env(threads))
        env = self._clean_env() | {"OMP_NUM_THREADS": str(threads)}
        if name.startswith("dl4j"):
            env |= {"DIGITLAB_HOME": str(self.checkout.root), "DIGITLAB_THREADS": str(threads)}
            if name == "dl4j-helpers":  # cured: with what the lab does for it
                env |= jvm.environment(self.checkout)
            return System(name, threads, self._lab_command(name), env)
        if name == "djl":
            return System(name, threads, self._djl_command(threads), env)
        return System(name, threads, self._peer_command(name, threads), env | self._peer_env())

    def java_command(
        self, main_class: str, *arguments: str | Path, system: str = OURS
    ) -> list[str]:
        """Of one of our JVMs; that of the system with the portable engine computes with it."""
        command = jvm.command(
            self.java,
            self.checkout,
            self.python,
            main_class,
            *map(str, arguments),
            more_jars=[self.own_jar],
        )
        if system == OURS_PORTABLE:
            command.insert(command.index("-cp"), java_names.PORTABLE_ENGINE)
        return command

    def _lab_command(self, system: str) -> Callable[[str], list[str]]:
        return lambda network: self.java_command(
            java_names.WORKER, system, self.workloads, network, system=system
        )

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
            java_names.DJL_WORKER,
            str(self.workloads),
        ]
        return lambda network: [*command, network, str(threads)]

    def _peer_command(self, system: str, threads: int) -> Callable[[str], list[str]]:
        script = "keras_worker.py" if system.startswith("keras") else "torch_worker.py"
        command = [str(self.peers.python), str(self.checkout.root / "bench" / script), system]
        return lambda network: [*command, str(self.workloads), network, str(threads)]

    def _peer_env(self) -> dict[str, str]:
        return {
            "TF_CPP_MIN_LOG_LEVEL": "2",
            "KERAS_BACKEND": "tensorflow",
            "KERAS_HOME": str(self.checkout.work / "keras"),
            # torch.compile calls the C++ compiler with these paths, and does not quote them.
            "TORCHINDUCTOR_CACHE_DIR": str(self.temporary / "torch"),
            "TMPDIR": str(self.temporary),
            "CUDA_VISIBLE_DEVICES": "-1",
        }

    def write_workloads(self) -> list[str]:
        """Writes what all systems start from, for every network; gives the networks' names."""
        done = subprocess.run(
            self.java_command(java_names.WORKLOADS, self.workloads),
            env=self.lab_env(),
            cwd=self.checkout.root,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise Problem(f"The networks' weights could not be written:\n{done.stderr.strip()}")
        return done.stdout.split()


def torch_compiles_in(folder: Path) -> bool:
    """Whether torch.compile can work there: it does not quote paths for the C++ compiler."""
    return not re.search(r"[\s'\"\\]", str(folder))


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that is gone afterwards, where torch.compile can work if there is such a place."""
    places = [tempfile.gettempdir(), "/tmp"]
    fits = [place for place in places if torch_compiles_in(Path(place)) and Path(place).is_dir()]
    with tempfile.TemporaryDirectory(
        prefix="digitlab-bench-", dir=fits[0] if fits else None, ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)
