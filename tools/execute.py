"""Executes notebooks and writes their reports; `./lab run` starts it with the lab's own Python."""

from __future__ import annotations

import argparse
import asyncio
import datetime
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

from tools import caps
from tools.console import Problem, ProgressLine, clock
from tools.notebooks import title_and_summary
from tools.places import THIS
from tools.setup_lab import KERNEL_NAME

HOURS_PER_NOTEBOOK = 6
SECONDS_BETWEEN_TRAINING_LINES = 2.0
DEFAULT_SECONDS = {True: 20.0, False: 120.0}
"""What a notebook is thought to take (capped or not) when it has not been run before."""


# --- one notebook ---------------------------------------------------------------------------------


@dataclass
class Outcome:
    """How the execution of one notebook ended."""

    seconds: float = 0.0
    failure: str = ""
    warnings: list[str] = field(default_factory=list)


class LabClient(NotebookClient):
    """nbclient, which also hears the progress lines of a training."""

    on_progress: Callable[[str], None] = staticmethod(lambda text: None)

    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] == "update_display_data":
            lines = msg["content"]["data"].get("text/plain", "").splitlines()
            if lines:
                self.on_progress(lines[0])
        return super().process_message(msg, cell, cell_index)


class NotebookRun:
    """One notebook on its own kernel, from start to shutdown."""

    def __init__(self, notebook, folder: Path, name: str, show: Callable[[str], None]) -> None:
        self.notebook, self.folder, self.name = notebook, folder, name
        self.show = show
        self.training, self.training_heard = "", 0.0
        self.code_cells = [
            index
            for index, cell in enumerate(notebook.cells)
            if cell.cell_type == "code" and cell.source.strip()
        ]
        self.position = 0
        self.log = THIS.logs / "kernel.log"

    async def execute(self, first_cell: Callable[[], None]) -> Outcome:
        """Runs the cells in order, up to the first failure."""
        started, outcome = time.monotonic(), Outcome()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        ticker = asyncio.create_task(self._tick())
        try:
            with self.log.open("w", encoding="utf-8") as log:
                work = self._execute_cells(log, first_cell)
                await asyncio.wait_for(work, HOURS_PER_NOTEBOOK * 3600)
        except CellExecutionError as error:
            outcome.failure = self._where() + indented(error_text(error))
        except DeadKernelError:
            outcome.failure = self._where() + indented(self._death())
        except asyncio.TimeoutError:
            outcome.failure = self._where() + f"It ran for over {HOURS_PER_NOTEBOOK} hours."
        finally:
            ticker.cancel()
        outcome.seconds = time.monotonic() - started
        outcome.warnings = self._warnings()
        return outcome

    async def _execute_cells(self, log, first_cell: Callable[[], None]) -> None:
        manager = AsyncKernelManager(kernel_name=KERNEL_NAME)
        client = LabClient(self.notebook, km=manager, timeout=None, shutdown_kernel="immediate")
        client.on_progress = self._hear
        self.manager = manager
        try:
            await client.async_start_new_kernel(cwd=str(self.folder), stderr=log, stdout=log)
            try:
                await client.async_start_new_kernel_client()
            except RuntimeError as error:
                raise Problem(f"The Java kernel did not start: {error}{self._last_words()}") from error
            reply = await client.async_wait_for_reply(client.kc.kernel_info())
            self.notebook.metadata["language_info"] = reply["content"]["language_info"]
            first_cell()
            for self.position, index in enumerate(self.code_cells, start=1):
                self.training = ""
                await client.async_execute_cell(self.notebook.cells[index], index)
        finally:
            self.exit_code = await manager.provisioner.poll() if manager.provisioner else None
            if manager.has_kernel:
                await manager.shutdown_kernel(now=True)
            if client.kc:
                client.kc.stop_channels()

    async def _tick(self) -> None:
        while True:
            self._show()
            await asyncio.sleep(1)

    def _hear(self, text: str) -> None:
        now = time.monotonic()
        if now - self.training_heard >= SECONDS_BETWEEN_TRAINING_LINES:
            self.training, self.training_heard = text, now
            self._show()

    def _show(self) -> None:
        cell = f"cell {self.position}/{len(self.code_cells)}"
        self.show(f"{cell} · {self.training}" if self.training else cell)

    def _where(self) -> str:
        first_line = self.notebook.cells[self.code_cells[self.position - 1]].source.splitlines()[0]
        return f"{self.name} failed in code cell {self.position}: {first_line.strip()}\n"

    def _death(self) -> str:
        """Why the kernel died, as far as its exit code and last words tell."""
        text = "The Java kernel died"
        if self.exit_code == -signal.SIGKILL if hasattr(signal, "SIGKILL") else False:
            text += ": the system killed it, most often because memory ran out"
        elif self.exit_code is not None:
            text += f" with exit code {self.exit_code}"
        return text + "." + self._last_words()

    def _last_words(self) -> str:
        lines = self.log.read_text("utf-8", "replace").strip().splitlines()
        return "".join(f"\nkernel: {line}" for line in lines[-5:])

    def _warnings(self) -> list[str]:
        """What cells, and the kernel itself, wrote on stderr."""
        found = []
        for position, index in enumerate(self.code_cells, start=1):
            for output in self.notebook.cells[index].get("outputs", []):
                if output.output_type == "stream" and output.name == "stderr":
                    text = output.text.strip().splitlines()
                    found.append(f"{self.name}, code cell {position}, stderr: {text[0] if text else ''}")
        if words := self._last_words():
            found.append(f"{self.name}, the kernel itself:{words}")
        return found


def error_text(error: CellExecutionError) -> str:
    """The message of a failed cell, short: the exception or the compiler's complaint."""
    value = (error.evalue or "").strip()
    text = value if value else (error.ename or "").strip()
    if not text:
        text = (error.traceback or "").strip()
    return "\n".join(text.splitlines()[:8])


def indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


# --- all of them ----------------------------------------------------------------------------------


class Durations:
    """How long notebooks took in earlier runs with the same caps."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.known = json.loads(file.read_text("utf-8")) if file.is_file() else {}
        self.caps = caps.words(os.environ) or "full"

    def expected(self, name: str) -> float:
        default = DEFAULT_SECONDS[self.caps != "full"]
        return self.known.get(self.caps, {}).get(name, default)

    def remember(self, name: str, seconds: float) -> None:
        self.known.setdefault(self.caps, {})[name] = round(seconds, 1)
        self.file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.file.with_suffix(".part")
        unfinished.write_text(json.dumps(self.known, indent=1) + "\n", "utf-8")
        os.replace(unfinished, self.file)


class Run:
    """The whole run: notebooks in order, progress, reports."""

    def __init__(self, paths: Sequence[Path], reports: Path, started: float) -> None:
        self.paths, self.reports, self.started = paths, reports, started
        self.line = ProgressLine()
        self.durations = Durations(THIS.work / "durations.json")
        self.warnings: list[str] = []
        self.timed = False

    async def all(self) -> int:
        left = sum(self.durations.expected(path.stem) for path in self.paths)
        many = f"{len(self.paths)} notebook{'s' if len(self.paths) > 1 else ''}"
        limits = caps.words(os.environ)
        self.line.say(f"Running {many}, about {clock(left)}" + (f" ({limits})" if limits else ""))
        for number, path in enumerate(self.paths, start=1):
            failure = await self.one(number, path)
            if failure:
                self.tell_warnings()
                self.line.say(f"\n{failure}\nThe partial report: {self.shown(path)}")
                return 1
        self.tell_warnings()
        index = THIS.shown(self.reports / "index.html")
        self.line.say(f"All cells ran, in {clock(time.time() - self.started)}. Open {index}")
        return 0

    async def one(self, number: int, path: Path) -> str:
        """Runs a notebook and writes its report; gives the failure, empty when there was none."""
        notebook = read(path)
        label = f"[{number}/{len(self.paths)}] {path.stem}"
        began = time.monotonic()

        def show(text: str) -> None:
            took = time.monotonic() - began
            left = max(0.0, self.durations.expected(path.stem) - took)
            left += sum(self.durations.expected(later.stem) for later in self.paths[number:])
            elapsed = clock(time.time() - self.started)
            self.line.show(f"{label} · {text} · {elapsed} gone, about {clock(left)} left")

        run = NotebookRun(notebook, path.parent, path.stem, show)
        outcome = await run.execute(self.log_first_cell)
        self.warnings += outcome.warnings
        self.report(path, notebook, outcome)
        if not outcome.failure:
            self.durations.remember(path.stem, outcome.seconds)
            self.line.say(f"{label} took {clock(outcome.seconds)}: {self.shown(path)}")
        return outcome.failure

    def report(self, path: Path, notebook, outcome: Outcome) -> None:
        from tools import export  # here, because nbconvert takes a while to load

        title, summary = title_and_summary(notebook.cells, path.stem)
        entry = export.Entry(
            name=path.stem,
            title=title,
            summary=summary,
            seconds=outcome.seconds,
            banner=caps.banner(os.environ),
            date=datetime.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M"),
            failed=bool(outcome.failure),
        )
        self.warnings += export.write_report(notebook, entry, path.parent, self.reports)
        export.write_index(entry, self.reports)

    def shown(self, path: Path) -> str:
        return THIS.shown(self.reports / f"{path.stem}.html")

    def log_first_cell(self) -> None:
        """Notes how long it took from the command to the first cell."""
        if not self.timed:
            self.timed = True
            seconds = time.time() - self.started
            log = THIS.logs / "run.log"
            log.write_text(f"first cell after {seconds:.2f} s\n", "utf-8")

    def tell_warnings(self) -> None:
        for warning in self.warnings:
            self.line.say(f"Warning: {warning}")


def read(path: Path):
    try:
        return nbformat.read(path, as_version=4)
    except (nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
        raise Problem(f"{path} is not a notebook: {str(error)[:200]}") from error


def run_all(run: Run) -> int:
    """Runs to the end, or to Ctrl-C, after which no kernel is left."""
    interrupted = False

    async def work() -> int:
        task, loop = asyncio.current_task(), asyncio.get_running_loop()

        def stop(*_: object) -> None:
            nonlocal interrupted
            interrupted = True
            loop.call_soon_threadsafe(task.cancel)

        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, stop)
        return await run.all()

    try:
        return asyncio.run(work())
    except (asyncio.CancelledError, KeyboardInterrupt):
        if not interrupted:
            raise
    return 130


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tools.execute", description=__doc__)
    parser.add_argument("--reports", type=Path, required=True)
    parser.add_argument("--started", type=float, default=time.time(), help="for the times told")
    parser.add_argument("notebooks", type=Path, nargs="+")
    given = parser.parse_args(arguments)
    try:
        return run_all(Run(given.notebooks, given.reports, given.started))
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
