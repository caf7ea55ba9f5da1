"""Files that are written whole or not at all: what breaks a write off leaves the old file."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.common.console import Problem


def write(file: Path, content: str | bytes) -> None:
    """Writes a file, and the folders that it is in; a full disk is told in one line."""
    try:
        with replacing(file) as unfinished:
            unfinished.write_bytes(content.encode() if isinstance(content, str) else content)
    except OSError as error:
        is_full = error.errno == errno.ENOSPC
        fix = "Free some space" if is_full else "See that its folder can be written to"
        raise Problem(
            f"{file} could not be written: {error.strerror}. {fix}, then run the command again."
        ) from error


@contextmanager
def replacing(file: Path) -> Iterator[Path]:
    """Gives a path for somebody else to write to, which takes the file's place if all went well."""
    unfinished = file.with_name(file.name + ".part")
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield unfinished
        os.replace(unfinished, file)
    finally:
        unfinished.unlink(missing_ok=True)
