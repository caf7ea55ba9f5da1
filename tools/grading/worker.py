"""Runs the code cells of one student's notebook within limits, shut off from everything else.

The grader starts it, in namespaces of its own where the system has them. It gets the cells on
standard input and gives their outputs on standard output. It is told no path but that of an empty
folder; so it knows of no gradebook, no source and no other student.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import queue
import sys
import time
from pathlib import Path

import psutil

from tools.common.console import Problem
from tools.common.places import THIS, WINDOWS
from tools.environment.kernel import Kernel
from tools.grading import isolation
from tools.grading.limits import Limits
from tools.grading.outputs import Outputs, size

SECONDS_TO_OBEY = 4
SECONDS_BETWEEN_LOOKS = 0.5
NOT_RUN = "NotRun"
MEGABYTE = 1_000_000
NATIVE = THIS.work / "javacpp"
"""The native libraries: Java takes them from here only if it could write here, too."""


class Ended(Exception):
    """The kernel is gone, or had to go; the text says why."""


class Runner:
    """Runs cells on a kernel, and ends the kernel when it oversteps a limit."""

    def __init__(self, kernel: Kernel, client, limits: Limits) -> None:
        self.kernel, self.client, self.limits = kernel, client, limits
        self.deadline = time.monotonic() + limits.seconds_per_notebook
        self.heard = 0
        self.overstepped = ""
        self.displays: dict[str, list[dict]] = {}

    async def run(self, source: str, outputs: Outputs) -> str:
        """Runs a cell; gives what was wrong beyond an error, empty when nothing was."""
        asked = self.client.execute(source, stop_on_error=False)
        limit = time.monotonic() + self.limits.seconds_per_cell
        late = ""
        while not await self._is_done(asked, outputs):
            now = time.monotonic()
            if now > self.deadline:
                raise Ended(f"the notebook took more than {self.limits.seconds_per_notebook} s")
            if now > limit and late:
                raise Ended(f"{late} and could not be stopped")
            if now > limit:
                late = f"it took more than {self.limits.seconds_per_cell} s"
                limit = now + SECONDS_TO_OBEY
                await self.kernel.manager.interrupt_kernel()
        await self._reply(asked, outputs)
        if late:
            outputs.error("TimeLimit", f"{late} and was stopped")
        return late

    async def _is_done(self, asked: str, outputs: Outputs) -> bool:
        """Hears one message, or waits a moment for none."""
        try:
            message = await self.client.get_iopub_msg(timeout=SECONDS_BETWEEN_LOOKS)
        except queue.Empty:
            if self.overstepped:
                raise Ended(self.overstepped) from None
            if not await self.kernel.manager.is_alive():
                raise Ended(await self._end()) from None
            return False
        self.heard += size(message)
        if self.heard > self.limits.megabytes_of_output * MEGABYTE:
            raise Ended(f"it printed more than {self.limits.megabytes_of_output} MB")
        if message["parent_header"].get("msg_id") != asked:
            return False
        outputs.hear(message)
        return message["content"].get("execution_state") == "idle"

    async def _end(self) -> str:
        unanswered = await self.kernel.unanswered()
        if unanswered:
            return f"the kernel {unanswered}"
        return "the code ended the kernel (System.exit or a crash)"

    async def _reply(self, asked: str, outputs: Outputs) -> None:
        with contextlib.suppress(queue.Empty):
            reply: dict = {"parent_header": {}}
            while reply["parent_header"].get("msg_id") != asked:
                reply = await self.client.get_shell_msg(timeout=SECONDS_TO_OBEY)
            content = reply["content"]
            if content["status"] != "ok" and not outputs.failed:
                outputs.error(content.get("ename", "Error"), content.get("evalue", "it failed"))

    async def watch_memory(self) -> None:
        """Ends the kernel when it and its children take too much."""
        process = psutil.Process(self.kernel.manager.provisioner.pid)
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
            used = 0
            for each in family(process):
                with contextlib.suppress(psutil.Error):
                    used += each.memory_info().rss
            if used > self.limits.megabytes_of_memory * MEGABYTE:
                self.overstepped = (
                    f"it used more than {self.limits.megabytes_of_memory} MB of memory"
                )
                kill(process)


def family(process: psutil.Process) -> list[psutil.Process]:
    with contextlib.suppress(psutil.Error):
        return [process, *process.children(recursive=True)]
    return []


def kill(process: psutil.Process) -> None:
    """Ends a process and all that it has started, at once."""
    for each in family(process):
        with contextlib.suppress(psutil.Error):
            each.kill()


async def run_notebook(cells: list[str], limits: Limits, scratch: Path) -> dict:
    """Runs the cells in order; gives their outputs, and what was wrong.

    That is, for each: the position of the cell, words, and whether nothing ran after it.
    """
    folder = scratch / "notebook"
    kernel = Kernel(folder, scratch / "kernel.log")
    restrict(kernel.manager.kernel_spec.argv, scratch, limits)
    results, problems = [Outputs({}) for _ in cells], []
    async with kernel:
        client, _ = await kernel.connect()
        runner = Runner(kernel, client, limits)
        watch = asyncio.create_task(runner.watch_memory())
        position = 0
        try:
            for position, source in enumerate(cells):
                results[position].displays = runner.displays
                problem = await runner.run(source, results[position])
                if problem:
                    problems.append([position, problem, False])
        except Ended as ended:
            results[position].error("Ended", str(ended))
            for later in results[position + 1 :]:
                later.error(NOT_RUN, f"not run: {ended} in an earlier cell")
            problems.append([position, str(ended), True])
        finally:
            watch.cancel()
            client.stop_channels()
            if kernel.manager.provisioner.pid:
                with contextlib.suppress(psutil.Error):
                    kill(psutil.Process(kernel.manager.provisioner.pid))
    return {"outputs": [each.kept for each in results], "problems": problems}


def restrict(argv: list[str], scratch: Path, limits: Limits) -> None:
    """Changes a kernel's command: whatever Java would write goes into the scratch folder."""
    place = argv.index("-cp")
    argv[place:place] = [
        f"-Djava.io.tmpdir={scratch}",
        f"-Duser.home={scratch}",
        # What a cell prints beyond it is told by the grader, not left out by the kernel.
        f"-Ddigitlab.megabytesOfOutput={limits.megabytes_of_output + 1}",
        "-XX:-UsePerfData",
        # A notebook that runs for seconds is done before thorough compiling pays: half the time.
        "-XX:TieredStopAtLevel=1",
    ]


def limit_files(limits: Limits) -> None:
    """Limits the size of each file that this process or a child writes."""
    if WINDOWS:
        return
    import resource

    most = limits.megabytes_per_file * MEGABYTE
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    job = json.load(sys.stdin)
    limits, scratch = Limits(**job["limits"]), Path(job["scratch"])
    if job["isolated"]:
        hidden = [Path(folder) for folder in job["hidden"]]
        isolation.enter(scratch, 2 * limits.megabytes_per_file, hidden, [NATIVE])
    elif sys.platform == "linux":
        isolation.keep_memory_private()
    limit_files(limits)
    (scratch / "notebook").mkdir()
    for name, content in job["files"].items():
        file = scratch / "notebook" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(base64.b64decode(content))
    try:
        result = asyncio.run(run_notebook(job["cells"], limits, scratch))
    except Problem as problem:
        result = {"fault": str(problem)}
    json.dump(result, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
