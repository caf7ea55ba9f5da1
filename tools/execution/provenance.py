"""Where the figures of a report come from: what ran them, on what, with what.

A notebook that was executed carries these facts in its metadata; its report shows them.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import functools
import hashlib
import os
import platform
import queue
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tools.common import caps, java_names
from tools.common.console import clock
from tools.common.places import THIS

SECONDS_TO_ANSWER = 5
"""A kernel that has not answered by then is thought to be busy with something else, or ill."""

OF_THE_KERNEL = ["Java", "Deeplearning4j", "Native backend", "Fast path", "Threads"]
UNKNOWN = "not known: the kernel could not be asked"
SEED = re.compile(r"\b(?:long|int|var)(?:\[\])?\s+(seeds?)\s*=")


# --- asking the kernel ----------------------------------------------------------------------------


async def ask(client, notebook) -> dict[str, str]:
    """What the kernel tells of itself after a notebook has run; nothing if it does not answer.

    The notebook does not notice: what is asked is no cell, and its output goes nowhere.
    """
    source = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    named = SEED.search(source)
    # A notebook that failed early has not come to its seed: then it is asked without.
    for seeds in [named[1], ""] if named else [""]:
        told = await _answer(client, f"{java_names.PROVENANCE}.of({seeds})")
        if told:
            return _facts(told)
    return {}


async def _answer(client, expression: str) -> str:
    """The value of an expression as text; empty if there is none."""
    heard: list[dict] = []
    with contextlib.suppress(asyncio.TimeoutError, TimeoutError, queue.Empty, RuntimeError):
        await asyncio.wait_for(
            client.execute_interactive(
                expression, silent=True, store_history=False, output_hook=heard.append
            ),
            SECONDS_TO_ANSWER,
        )
    results = [m["content"]["data"] for m in heard if m["msg_type"] == "execute_result"]
    return results[-1].get("text/plain", "") if results else ""


def _facts(told: str) -> dict[str, str]:
    """From lines of `label: value`."""
    pairs = (line.partition(": ") for line in told.splitlines())
    return {label.strip(): value.strip() for label, separator, value in pairs if separator}


# --- all facts ------------------------------------------------------------------------------------


def record(
    told: Mapping[str, str], began: datetime.datetime, seconds: float, env: Mapping[str, str]
) -> dict:
    """What goes into the notebook's metadata under `digitlab`."""
    kernel = {label: told.get(label, UNKNOWN) for label in OF_THE_KERNEL}
    return {
        "facts": {
            "Run": began.strftime("%Y-%m-%d %H:%M %z").strip(),
            "Took": clock(seconds),
            **kernel,
            "Processor": processor(),
            "Operating system": f"{platform.system()} {platform.release()} {platform.machine()}",
            "Seed": told.get("Seed", UNKNOWN),
            "Data (SHA-256)": data(Path(env.get("DIGITLAB_DATA") or THIS.data)),
            "Commit": commit(THIS.root),
            "Library": told.get("Library", UNKNOWN),
        },
        "banner": caps.banner(env),
    }


def processor(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    """The processor's name, and how many of its cores there are."""
    name = platform.processor() or platform.machine()
    if cpuinfo.is_file():
        found = re.search(r"^model name\s*:\s*(.+)$", cpuinfo.read_text("utf-8"), re.MULTILINE)
        name = found[1].strip() if found else name
    elif sys.platform == "darwin":
        name = _output("sysctl", "-n", "machdep.cpu.brand_string") or name
    cores = os.cpu_count() or 1
    return f"{name}, {cores} core{'s' if cores > 1 else ''}"


@functools.cache
def data(folder: Path) -> str:
    """The SHA-256 of each data file, as `sha256sum` would tell it."""
    files = sorted(path for path in folder.glob("*") if _is_data(path))
    hashes = [f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}" for file in files]
    return ", ".join(hashes) or "no data files"


def _is_data(path: Path) -> bool:
    name = path.name.lower()
    return path.is_file() and ("ubyte" in name or name == "data-set.properties")


@functools.cache
def commit(root: Path) -> str:
    """The commit of a checkout, and whether its files are those of the commit."""
    top = _output("git", "-C", str(root), "rev-parse", "--show-toplevel", "HEAD").splitlines()
    # A zip may have been unpacked inside of something else that is a checkout.
    if len(top) != 2 or Path(top[0]).resolve() != root.resolve():
        return "not a git checkout"
    changed = _output("git", "-C", str(root), "status", "--porcelain").splitlines()
    if not changed:
        return f"{top[1]}, no file changed"
    return f"{top[1]}, and {len(changed)} file{'s' if len(changed) > 1 else ''} changed since"


def _output(*command: str) -> str:
    """What a program prints; empty if it is not there, fails or hangs."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
