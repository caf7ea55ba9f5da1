"""One notebook on one kernel: its cells in order, what went wrong, what it is doing just now.

Apart from `execute`, because it loads nbclient, for which a starting kernel need not wait.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

from tools.common import streams
from tools.environment.kernel import Kernel
from tools.execution import provenance

HOURS_PER_NOTEBOOK = 6
SECONDS_BETWEEN_TRAINING_LINES = 2.0
LINES_OF_AN_ERROR = 8


@dataclass
class Outcome:
    """How the execution of one notebook ended."""

    seconds: float = 0.0
    failure: str = ""
    kernel_ended: bool = False
    """The next notebook gets another one, and may well run."""
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


class Session:
    """Runs one notebook; `show` hears now and then what it is doing."""

    def __init__(self, notebook, name: str, kernel: Kernel, show: Callable[[str], None]) -> None:
        self.notebook, self.name, self.kernel, self.show = notebook, name, kernel, show
        self.training, self.training_heard = "", 0.0
        self.position = 0
        self.told: dict[str, str] = {}
        self.code_cells = [
            index
            for index, cell in enumerate(notebook.cells)
            if cell.cell_type == "code" and cell.source.strip()
        ]

    async def execute(self, first_cell: Callable[[], None]) -> Outcome:
        """Runs the cells in order, up to the first failure; notes how in the metadata."""
        started, outcome = time.monotonic(), Outcome()
        began = datetime.datetime.now().astimezone()
        ticker = asyncio.create_task(self._tick())
        try:
            await self._execute_in_time(first_cell)
        except CellExecutionError as error:
            outputs = self.notebook.cells[self.code_cells[self.position - 1]].outputs
            outcome.failure = self._where(error_text(error, outputs))
        except DeadKernelError:
            outcome.failure = self._where(await self.kernel.death())
            outcome.kernel_ended = True
        except asyncio.TimeoutError:
            outcome.failure = self._where(f"It ran for more than {HOURS_PER_NOTEBOOK} hours.")
        finally:
            ticker.cancel()
        outcome.seconds = time.monotonic() - started
        outcome.warnings = self._warnings()
        if not outcome.kernel_ended:  # else its last words are in the failure
            outcome.warnings += self._words_outside_of_cells()
        self.notebook.metadata["digitlab"] = provenance.record(
            self.told, began, outcome.seconds, os.environ
        )
        return outcome

    async def _execute_in_time(self, first_cell: Callable[[], None]) -> None:
        task = asyncio.create_task(self._execute_cells(first_cell))
        try:
            done, _ = await asyncio.wait({task}, timeout=HOURS_PER_NOTEBOOK * 3600)
            if not done:
                raise asyncio.TimeoutError
            task.result()
        finally:
            if not task.done():
                task.cancel()
                # nbclient takes a cancellation for the death of the kernel.
                with contextlib.suppress(asyncio.CancelledError, DeadKernelError):
                    await task

    async def _execute_cells(self, first_cell: Callable[[], None]) -> None:
        client = LabClient(
            self.notebook,
            km=self.kernel.manager,
            timeout=None,
            on_cell_executed=_merge_streams,
        )
        client.on_progress = self._hear
        client.kc, self.notebook.metadata["language_info"] = await self.kernel.connect()
        failure = None
        try:
            first_cell()
            try:
                for position, index in enumerate(self.code_cells, start=1):
                    self.position, self.training = position, ""
                    await client.async_execute_cell(self.notebook.cells[index], index)
            except CellExecutionError as error:
                failure = error  # of the cell: the kernel can still be asked
            self.told = await provenance.ask(client.kc, self.notebook)
        finally:
            client.kc.stop_channels()
        if failure:
            raise failure

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

    def _where(self, what: str) -> str:
        """The failure as people read it: notebook, cell, its first line, what happened."""
        if not self.position:
            return f"{self.name}: {what}"
        source = self.notebook.cells[self.code_cells[self.position - 1]].source
        first_line = source.strip().splitlines()[0]
        text = "\n".join(f"  {line}" for line in what.splitlines())
        return f"{self.name} failed in code cell {self.position}: {first_line}\n{text}"

    def _warnings(self) -> list[str]:
        """What cells wrote on stderr."""
        found = []
        for position, index in enumerate(self.code_cells, start=1):
            for output in self.notebook.cells[index].get("outputs", []):
                if output.output_type == "stream" and output.name == "stderr":
                    text = (output.text.strip().splitlines() or [""])[0]
                    found.append(f"{self.name}, code cell {position}, wrote on stderr: {text}")
        return found

    def _words_outside_of_cells(self) -> list[str]:
        words = self.kernel.end_of_log()
        return [f"{self.name}, outside of cells:{words}"] if words else []


def _merge_streams(cell, **_: object) -> None:
    """As JupyterLab keeps them; nbclient's own way would bring them out of their order."""
    cell.outputs = streams.merged(cell.outputs)


def error_text(error: CellExecutionError, outputs: list) -> str:
    """The message of a failed cell, short: the exception, or the compiler's complaint."""
    text = error.evalue or error.ename or "It failed without a message."
    if error.ename == "CompilationException":  # its message is a dump, the output tells more
        told = [line for output in outputs for line in output.get("traceback", [])]
        text = re.sub(r"\x1b\[[\d;]*m", "", "\n".join(told)) or text
    lines = [line for line in text.splitlines() if line.strip()]
    return "\n".join(lines[:LINES_OF_AN_ERROR])
