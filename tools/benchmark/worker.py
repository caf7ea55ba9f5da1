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


class WorkerFailed(Exception):
    """A worker has ended or fallen silent; the text says what it said last."""


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
        patience = time.monotonic() + SECONDS_TO_ANSWER
        while time.monotonic() < patience:
            try:
                answer = self.answers.get(timeout=processes.TICK_SECONDS)
            except queue.Empty:
                tick()
                continue
            if answer is None:
                raise WorkerFailed(self._last_words())
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

    def dismiss(self) -> None:
        """Ends its input: it goes when it has done what it is doing."""
        with contextlib.suppress(OSError):  # it has gone already
            self.process.stdin.close()

    def close(self) -> None:
        """Waits until it has gone; one that does not go is ended by force."""
        self.dismiss()
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
        self.dismiss()

    def _last_words(self) -> str:
        code = self.process.wait()
        lines = self.log.read_text("utf-8", "replace").strip().splitlines()
        # Java's trace follows its message, Python's goes before it.
        told = [line for line in lines if not line.lstrip().startswith(("at ", "..."))]
        return f"{told[-1].strip()[:200] if told else 'it said nothing'} (exit code {code})"
