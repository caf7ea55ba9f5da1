"""Words for people: the error that needs no traceback, and the progress line."""

from __future__ import annotations

import shutil
import sys
import time
from typing import TextIO

SECONDS_BETWEEN_LINES = 9.0
"""Where lines cannot be rewritten (a log, CI) a progress line comes at most this often."""


class Problem(Exception):
    """A foreseeable fault; the text says what was found, what was expected and what to do."""


def say(text: str = "") -> None:
    print(text, flush=True)


def clock(seconds: float) -> str:
    """A duration as people write it: 0:07, 12:31, 1:02:00."""
    minutes, second = divmod(int(seconds + 0.5), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def last_line(output: str) -> str:
    """The last line of what a program has printed."""
    lines = output.strip().splitlines()
    return lines[-1].strip() if lines else "it said nothing"


class ProgressLine:
    """One line that tells how far the work is: rewritten in place on a terminal, else repeated."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stdout
        self.in_place = self.stream.isatty()
        self.last_shown = time.monotonic()
        self.text = ""

    def show(self, text: str) -> None:
        """Shows the text, or keeps quiet when the last line came too short a time ago."""
        now = time.monotonic()
        if self.in_place:
            width = shutil.get_terminal_size().columns - 1
            self.stream.write("\r\x1b[2K" + text[:width])
        elif now - self.last_shown >= SECONDS_BETWEEN_LINES:
            self.stream.write(text + "\n")
            self.last_shown = now
        self.stream.flush()
        self.text = text

    def say(self, text: str) -> None:
        """A line that stays, above the progress line."""
        self.clear()
        self.stream.write(text + "\n")
        self.stream.flush()
        self.last_shown = time.monotonic()

    def clear(self) -> None:
        if self.in_place and self.text:
            self.stream.write("\r\x1b[2K")
            self.stream.flush()
        self.text = ""
