"""Processes that keep cores busy with something else."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def busy(number: int) -> Iterator[None]:
    """So many of them compute until the end of the block; they may be none."""
    with contextlib.ExitStack() as stack:
        for _ in range(number):
            process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
            stack.callback(process.wait)
            stack.callback(process.kill)
        yield


def words(number: int) -> str:
    return "one other process" if number == 1 else f"{number} other processes"
