"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from tools.common.console import Problem


def write(file: Path, content: str | bytes) -> None:
    """Writes a report or its index; a full disk is told in one line."""
    unfinished = file.with_name(file.name + ".part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            unfinished.write_text(content, "utf-8")
        else:
            unfinished.write_bytes(content)
        os.replace(unfinished, file)
    except OSError as error:
        raise Problem(
            f"{file} could not be written: {error.strerror}. Free some space, or name another "
            "folder in DIGITLAB_REPORTS, then run the command again."
        ) from error
