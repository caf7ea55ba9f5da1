"""Child processes that end when the lab ends, and whose progress can be watched."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from tools.common.places import WINDOWS

TICK_SECONDS = 1.0


def interrupt_on_termination() -> None:
    """Makes `kill` and a closed terminal do what Ctrl-C does, so that no child stays behind."""

    def interrupt(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    if not WINDOWS:
        signal.signal(signal.SIGHUP, interrupt)


def run(command: Sequence[str | Path], env: Mapping[str, str], cwd: Path) -> int:
    """Runs a command on this terminal and gives its exit code."""
    process = start(command, env, cwd)
    try:
        return process.wait()
    except KeyboardInterrupt:
        stop(process)
        raise


def run_logged(
    command: Sequence[str | Path],
    env: Mapping[str, str],
    cwd: Path,
    log: Path,
    watch: Callable[[str | None], None],
) -> int:
    """Runs a command with its output in a log file.

    `watch` gets each line as it comes, and None about once a second while none does.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    process = start(command, env, cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for line in process.stdout:
            lines.put(line.decode("utf-8", "replace"))
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    try:
        with log.open("w", encoding="utf-8") as file:
            while True:
                try:
                    line = lines.get(timeout=TICK_SECONDS)
                except queue.Empty:
                    watch(None)
                    continue
                if line is None:
                    return process.wait()
                file.write(line)
                watch(line.rstrip())
    except BaseException:  # Ctrl-C, or a full disk: in each case the child must not stay behind
        stop(process)
        raise


def start(
    command: Sequence[str | Path], env: Mapping[str, str], cwd: Path, **streams: int | TextIO
) -> subprocess.Popen:
    """Starts a command, without input unless `streams` say otherwise."""
    # A session of its own, so that Ctrl-C reaches the child once, from us, and not twice.
    return subprocess.Popen(
        [str(part) for part in command],
        env=dict(env),
        cwd=cwd,
        start_new_session=not WINDOWS,
        **{"stdin": subprocess.DEVNULL, **streams},
    )


def stop(process: subprocess.Popen) -> None:
    """Ends a child and its children: first politely, in the end by force."""
    if WINDOWS:  # the console has sent Ctrl-C to the child too
        steps = [(None, 10), (process.terminate, 5)]
    else:
        steps = [
            (lambda: os.killpg(process.pid, signal.SIGINT), 10),
            (lambda: os.killpg(process.pid, signal.SIGTERM), 5),
            (lambda: os.killpg(process.pid, signal.SIGKILL), 5),
        ]
    for send, seconds in steps:
        try:
            if send:
                send()
            process.wait(seconds)
            break
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            continue  # an impatient second Ctrl-C goes on to the next, harder step
        except ProcessLookupError:
            break
    if not WINDOWS:
        _kill_left_over(process.pid)


def _kill_left_over(group: int) -> None:
    # Of an empty group macOS says PermissionError.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
