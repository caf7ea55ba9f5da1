"""Runs notebooks in worker processes, several at a time, and ends what is left of them."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from tools.common.places import THIS
from tools.grading import isolation
from tools.grading.limits import Limits

KEPT_VARIABLES = (
    "PATH",
    "JAVA_HOME",
    "JUPYTER_PREFER_ENV_PATH",
    "PYTHONUTF8",
    "LANG",
    "SYSTEMROOT",
)
"""A student's code sees no other variable of the teacher's."""
SECONDS_BESIDE = 60
"""What a worker may take on top of its notebook: starting, ending, a busy machine."""
BYTES_PER_JOB = 1_500_000_000
HIDDEN = (".git", "tests", "assignments")
SERVICES = Path("/run")
"""Where services of the machine (Docker, the desktop) listen on files, not on the network."""


@dataclass(frozen=True)
class Job:
    """The code cells of one notebook, and the files that belong beside it."""

    cells: Sequence[str]
    files: Mapping[str, Path]


@dataclass(frozen=True)
class NotebookResult:
    """The outputs of each cell, and what was wrong."""

    outputs: list[list[dict]]
    problems: list[tuple[int, str, bool]]
    """The position of a cell, words, and whether nothing ran after it."""
    fault: str = ""


class Pool:
    """Workers, each for one notebook; `isolated` tells whether they are shut off."""

    def __init__(self, limits: Limits, course: Path, isolated: bool | None = None) -> None:
        self.limits = limits
        self.hidden = [*(THIS.root / name for name in HIDDEN), course, SERVICES]
        self.isolated = can_isolate() if isolated is None else isolated
        self.size = jobs_at_a_time()
        self.running: set[subprocess.Popen] = set()

    def unpack_native_libraries(self) -> None:
        """Lets Java unpack them if it never has: shut off, it could not write them."""
        if any((THIS.work / "javacpp").rglob("*nd4jcpu*")):
            return
        limits = Limits(megabytes_per_file=1000)
        first = Pool(limits, THIS.root, isolated=False)
        list(first.run({"": Job(["org.nd4j.linalg.factory.Nd4j.ones(1);"], {})}))

    def run(self, jobs: Mapping[object, Job]) -> Iterator[tuple[object, NotebookResult]]:
        """Gives each job's key and result, as they come."""
        with ThreadPoolExecutor(self.size) as threads:
            waiting: dict[Future, object] = {}
            try:
                for key, job in jobs.items():
                    waiting[threads.submit(self._run, job)] = key
                for done in as_completed(waiting):
                    yield waiting[done], done.result()
            except BaseException:  # Ctrl-C above all: nothing may stay behind
                threads.shutdown(wait=False, cancel_futures=True)
                for process in list(self.running):
                    end(process)
                raise

    def _run(self, job: Job) -> NotebookResult:
        scratch = Path(tempfile.mkdtemp(prefix="digitlab-grading-"))
        try:
            return self._run_in(scratch, job)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _run_in(self, scratch: Path, job: Job) -> NotebookResult:
        request = {
            "cells": list(job.cells),
            "files": {
                name: base64.b64encode(path.read_bytes()).decode()
                for name, path in job.files.items()
            },
            "limits": asdict(self.limits),
            "scratch": str(scratch),
            "isolated": self.isolated,
            "hidden": [str(folder) for folder in self.hidden],
        }
        before = isolation.command() if self.isolated else []
        process = subprocess.Popen(
            [*before, sys.executable, "-m", "tools.grading.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",  # native code of a student may print any bytes
            cwd=THIS.root,
            env=self.environment(scratch),
        )
        self.running.add(process)
        try:
            timeout = self.limits.seconds_per_notebook + SECONDS_BESIDE
            stdout, stderr = process.communicate(json.dumps(request), timeout=timeout)
        except subprocess.TimeoutExpired:
            stdout, stderr = "", "it did not end in time"
        finally:
            end(process)
            self.running.discard(process)
        return result(stdout, stderr)

    def environment(self, scratch: Path) -> dict[str, str]:
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        threads = max(1, (os.cpu_count() or 1) // self.size)
        return {
            **kept,
            **{name: str(scratch) for name in ("HOME", "TMPDIR", "TEMP", "TMP")},
            "JUPYTER_RUNTIME_DIR": str(scratch / "runtime"),
            "JUPYTER_CONFIG_DIR": str(scratch / "config"),
            "JUPYTER_DATA_DIR": str(scratch / "data"),
            "IPYTHONDIR": str(scratch / "ipython"),
            "DIGITLAB_RUNS": str(scratch / "runs"),
            "DIGITLAB_THREADS": str(threads),
            "OMP_NUM_THREADS": str(threads),
        }


def result(stdout: str, stderr: str) -> NotebookResult:
    try:
        told = json.loads(stdout)
    except json.JSONDecodeError:
        words = stderr.strip().splitlines() or ["it said nothing"]
        return NotebookResult([], [], f"its worker failed: {words[-1]}")
    if "fault" in told:
        return NotebookResult([], [], told["fault"])
    return NotebookResult(told["outputs"], [tuple(each) for each in told["problems"]])


def end(process: subprocess.Popen) -> None:
    """Ends a worker and all below it; in namespaces all of it dies with its first process."""
    if process.poll() is not None:
        return
    with contextlib.suppress(psutil.Error):
        for each in [*psutil.Process(process.pid).children(recursive=True)]:
            with contextlib.suppress(psutil.Error):
                each.kill()
    process.kill()
    process.wait()


def can_isolate() -> bool:
    """Whether a worker can shut itself off on this system."""
    before = isolation.command()
    if before is None:
        return False
    with tempfile.TemporaryDirectory(prefix="digitlab-grading-") as scratch:
        tried_on = THIS.work / "javacpp"
        code = (
            "import sys; from pathlib import Path; from tools.grading import isolation; "
            "isolation.enter(Path(sys.argv[1]), 1, own=[Path(sys.argv[2])])"
        )
        tried = subprocess.run(
            [*before, sys.executable, "-c", code, scratch, tried_on],
            capture_output=True,
            cwd=THIS.root,
        )
    return tried.returncode == 0


def jobs_at_a_time() -> int:
    """One for each core, as far as the memory that is free goes."""
    by_memory = psutil.virtual_memory().available // BYTES_PER_JOB
    return max(1, min(os.cpu_count() or 1, by_memory))
