"""Paths as people type them, on a command line or in a variable."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from tools.common.console import Problem

VARIABLES = ("DIGITLAB_DATA", "DIGITLAB_REPORTS", "DIGITLAB_RUNS", "JAVA_HOME")
"""The variables of a person that name a path."""


def expanded(text: str) -> str:
    """The same with a home directory for `~`, which a shell leaves alone in quotes or after `=`."""
    if not text.startswith("~"):
        return text
    path = os.path.expanduser(text)
    if path.startswith("~"):
        raise Problem(f"{text}: nobody knows a home directory {Path(text).parts[0]}.")
    return path


def typed(text: str) -> Path:
    """A path, from the folder on in which the command was typed."""
    return Path(expanded(text)).absolute()


def variables(env: Mapping[str, str]) -> dict[str, str]:
    """The variables that name paths, for programs that run in other folders; blank is empty."""
    return {
        name: str(typed(env[name].strip())) if env[name].strip() else ""
        for name in VARIABLES
        if name in env
    }
