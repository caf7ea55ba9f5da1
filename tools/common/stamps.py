"""Stamps: what a step was done for, so that it is done again only when that has changed.

A stamp is a hash of everything the step depends on. It is written last and lies in the folder that
the step fills: a step that was broken off, or whose folder was deleted, is done again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from tools.common import files

STAMP = ".digitlab-stamp"


def fingerprint(paths: Iterable[Path], *words: str) -> str:
    """A hash of files (a folder counts with all its files) and words."""
    digest = hashlib.sha256("\0".join(words).encode())
    for path in paths:
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in found:
            if file.is_file():
                content = hashlib.sha256(file.read_bytes()).hexdigest()
                digest.update(f"{file.relative_to(path.parent)} {content}\n".encode())
    return digest.hexdigest()


def stamped(folder: Path) -> str:
    """The stamp in a folder; empty when there is none."""
    file = folder / STAMP
    return file.read_text("utf-8").strip() if file.is_file() else ""


def stamp(folder: Path, value: str) -> None:
    files.write(folder / STAMP, value + "\n")


def unstamp(folder: Path) -> None:
    (folder / STAMP).unlink(missing_ok=True)
