"""Runs notebooks and writes their reports; `./lab run` starts it with the lab's own Python."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tools.common import caps, files
from tools.common.console import Problem, ProgressLine, clock
from tools.common.places import THIS
from tools.environment.kernel import Kernel
from tools.execution import notebook_files
from tools.reports import index_page
from tools.reports.options import ReportOptions, add_options

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from tools.execution.session import Outcome

DEFAULT_SECONDS = {True: 20.0, False: 120.0}
"""What a notebook is thought to take (capped or not) when it has not been run before."""


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
        files.write(self.file, json.dumps(self.known, indent=1) + "\n")


class Run:
    """The whole run: notebooks in order, progress, reports."""

    def __init__(
        self,
        paths: Sequence[Path],
        reports: Path,
        started: float,
        options: ReportOptions,
        in_index: bool = True,
    ) -> None:
        self.paths, self.reports, self.started = paths, reports, started
        self.options, self.in_index = options, in_index
        self.line = ProgressLine()
        self.durations = Durations(THIS.work / "durations.json")
        self.warnings: list[str] = []
        self.timed = False

    async def all(self) -> int:
        left = sum(self.durations.expected(path.stem) for path in self.paths)
        many = f"{len(self.paths)} notebook{'s' if len(self.paths) > 1 else ''}"
        limits = caps.words(os.environ)
        self.line.say(f"Running {many}, about {clock(left)}" + (f" ({limits})" if limits else ""))
        failed = []
        async with contextlib.AsyncExitStack() as kernels:
            kernel = await kernels.enter_async_context(self.kernel_for(self.paths[0]))
            for number, path in enumerate(self.paths, start=1):
                notebook, outcome = await self.one(number, path, kernel)
                await kernel.end()
                goes_on = not outcome.failure or outcome.kernel_ended
                if goes_on and number < len(self.paths):  # it starts while the report is written
                    kernel = await kernels.enter_async_context(self.kernel_for(self.paths[number]))
                self.report(path, notebook, outcome)
                self.tell_outcome(number, path, outcome)
                if outcome.failure:
                    failed.append(path.stem)
                if not goes_on:
                    break
        self.tell_warnings()
        if failed:
            if failed[-1] != path.stem:
                self.line.say(f"Not all cells ran: {', '.join(failed)} failed, see above.")
            return 1
        first = "index.html" if self.in_index else f"{self.paths[0].stem}.html"
        took = clock(time.time() - self.started)
        self.line.say(f"All cells ran, in {took}. Open {THIS.shown(self.reports / first)}")
        return 0

    @staticmethod
    def kernel_for(path: Path) -> Kernel:
        return Kernel(path.parent, THIS.logs / "kernel.log")

    async def one(self, number: int, path: Path, kernel: Kernel) -> tuple[NotebookNode, Outcome]:
        """Runs a notebook in a kernel of its own; gives it with its outputs."""
        began = time.monotonic()

        def show(text: str) -> None:
            took = time.monotonic() - began
            left = max(0.0, self.durations.expected(path.stem) - took)
            left += sum(self.durations.expected(later.stem) for later in self.paths[number:])
            elapsed = clock(time.time() - self.started)
            label = self.label(number, path)
            self.line.show(f"{label} · {elapsed} gone, about {clock(left)} to go · {text}")

        from tools.execution import session  # takes a while to load, just as the kernel does

        notebook = notebook_files.read(path)
        clear(notebook)
        outcome = await session.Session(notebook, path.stem, kernel, show).execute(
            self.log_first_cell
        )
        self.warnings += outcome.warnings
        return notebook, outcome

    def label(self, number: int, path: Path) -> str:
        return f"[{number}/{len(self.paths)}] {path.stem}"

    def tell_outcome(self, number: int, path: Path, outcome: Outcome) -> None:
        if outcome.failure:
            self.tell_warnings()
            self.line.say(f"\n{outcome.failure}\nThe partial report: {self.shown(path)}")
        else:
            self.durations.remember(path.stem, outcome.seconds)
            took = clock(outcome.seconds)
            self.line.say(f"{self.label(number, path)} took {took}: {self.shown(path)}")

    def report(self, path: Path, notebook: NotebookNode, outcome: Outcome) -> None:
        from tools.reports import export  # here, because nbconvert takes a while to load

        notebook.metadata["digitlab"]["failed"] = bool(outcome.failure)
        export.keep(notebook, path, self.reports)
        self.warnings += export.write_report(notebook, path, self.reports, self.options)
        if self.in_index:
            index_page.write_index(index_page.entry(notebook, path.stem), self.reports)

    def print(self) -> None:
        from tools.reports import pdf

        pdf.write_all([self.reports / f"{path.stem}.html" for path in self.paths], self.line)

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
        self.warnings.clear()


def clear(notebook) -> None:
    """Removes the outputs of an earlier run, which would stay behind a cell that fails."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


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
    parser = argparse.ArgumentParser(prog="tools.run", description=__doc__)
    parser.add_argument("--reports", type=Path, required=True)
    parser.add_argument("--started", type=float, default=time.time(), help="for the times told")
    parser.add_argument("--no-index", action="store_true", help="do not list them in an index")
    add_options(parser)
    parser.add_argument("notebooks", type=Path, nargs="+")
    given = parser.parse_args(arguments)
    options = ReportOptions.of(given)
    run = Run(given.notebooks, given.reports, given.started, options, not given.no_index)
    try:
        for path in given.notebooks:
            notebook_files.load(path)  # what is none is told before any has run
        code = run_all(run)
        if options.pdf and code == 0:
            run.print()
        return code
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
