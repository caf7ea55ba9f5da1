"""A process that trains when it is told to: `run 50` goes in, a line of JSON comes out.

Between two commands it waits for its input, so that it takes no time from the one whose turn it is.
"""

from __future__ import annotations

import contextlib
import json
import queue
import re
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tools.common import processes

SECONDS_TO_ANSWER = 600
SECONDS_TO_END = 10
IN_A_TRACE = re.compile(r"\s*(at |\.\.\.)")


class WorkerFailed(Exception):
    """A worker has ended or fallen silent; the text says why."""


class Worker:
    """A worker process, from its start to its end."""

    def __init__(
        self, command: Sequence[str | Path], env: Mapping[str, str], cwd: Path, log: Path
    ) -> None:
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        self.started_at = time.time()
        with log.open("w", encoding="utf-8") as file:
            self.process = processes.start(
                command, env, cwd, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=file
            )
        self.answers: queue.Queue[dict | None] = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            if line.startswith(b"{"):  # whatever else a library prints is no answer
                self.answers.put(json.loads(line))
        self.answers.put(None)

    def answer(self, tick: Callable[[], None]) -> dict:
        """The next answer; `tick` is called about once a second until it comes."""
        deadline = time.monotonic() + SECONDS_TO_ANSWER
        while time.monotonic() < deadline:
            try:
                answer = self.answers.get(timeout=processes.TICK_SECONDS)
            except queue.Empty:
                tick()
                continue
            if answer is None:
                raise WorkerFailed(self._how_it_ended())
            return answer
        raise WorkerFailed(f"no answer for {SECONDS_TO_ANSWER // 60} minutes")

    def run(self, steps: int, tick: Callable[[], None]) -> dict:
        """Has it take some steps."""
        try:
            self.process.stdin.write(f"run {steps}\n".encode())
            self.process.stdin.flush()
        except OSError:  # it has ended: the answer says how
            pass
        return self.answer(tick)

    def peak_mb(self) -> float | None:
        """The highest resident memory so far; only Linux tells."""
        status = Path(f"/proc/{self.process.pid}/status")
        if not status.is_file():
            return None
        peak = re.search(r"VmHWM:\s+(\d+) kB", status.read_text("utf-8"))
        return int(peak[1]) / 1024 if peak else None

    def end_input(self) -> None:
        """Ends its input: it goes when it has done what it is doing."""
        with contextlib.suppress(OSError):  # it has gone already
            self.process.stdin.close()

    def close(self) -> None:
        """Waits until it has gone; one that does not go is ended by force."""
        self.end_input()
        try:
            self.process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            processes.stop(self.process)
        self._close_streams()

    def stop(self) -> None:
        """Ends it at once, whatever it is doing."""
        processes.stop(self.process)
        self._close_streams()

    def _close_streams(self) -> None:
        self.reader.join(SECONDS_TO_END)
        self.process.stdout.close()
        self.end_input()

    def _how_it_ended(self) -> str:
        code = self.process.wait()
        return f"{error_line(self.log.read_text('utf-8', 'replace'))} (exit code {code})"


def error_line(stderr: str) -> str:
    """The line that says what went wrong: not the trace around it, nor the advice after it."""
    lines = [line.rstrip() for line in stderr.splitlines() if line.strip()]
    traces = [place for place, line in enumerate(lines) if line.startswith("Traceback (most")]
    if traces:  # of Python: the message is the first line after it that is not indented
        after = (line for line in lines[traces[-1] + 1 :] if not line[0].isspace())
    else:  # Java's trace follows its message
        after = (line for line in reversed(lines) if not IN_A_TRACE.match(line))
    return next(after, "it said nothing").strip()[:200]
