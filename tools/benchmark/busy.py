"""Processes that keep cores busy with something else."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.common import processes

LOOP = """
import os
parent = os.getppid()
while os.getppid() == parent:  # whatever happens to the lab, it does not stay behind
    pass
"""


@contextlib.contextmanager
def busy(number: int) -> Iterator[None]:
    """So many of them compute until the end of the block; they may be none."""
    with contextlib.ExitStack() as stack:
        for _ in range(number):
            process = processes.start([sys.executable, "-c", LOOP], os.environ, Path.cwd())
            stack.callback(process.wait)
            stack.callback(process.kill)
        yield


def words(number: int) -> str:
    return "one other process" if number == 1 else f"{number} other processes"
