"""A Java kernel process: starting it, what it said outside of cells, ending it."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import signal
from pathlib import Path

from jupyter_client.manager import AsyncKernelManager

from tools.common.console import Problem
from tools.environment.kernel_spec import KERNEL_NAME

START_SECONDS = 60


class DiedAtStart(Exception):
    """The kernel ended before it answered."""


class Kernel:
    """One kernel; `async with` makes sure that it ends."""

    def __init__(self, folder: Path, log: Path) -> None:
        self.folder, self.log = folder, log
        self.manager = AsyncKernelManager(kernel_name=KERNEL_NAME)

    async def __aenter__(self) -> Kernel:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("w", encoding="utf-8") as log:
            await self.manager.start_kernel(cwd=str(self.folder), stdout=log, stderr=log)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.manager.has_kernel:
            await self.manager.shutdown_kernel(now=True)

    async def connect(self):
        """A client, once the kernel answers, and what the kernel says about its language."""
        client = self.manager.client()
        client.start_channels()
        client.allow_stdin = False
        try:
            reply = await asyncio.wait_for(self._first_reply(client), START_SECONDS)
        except (DiedAtStart, asyncio.TimeoutError) as error:
            client.stop_channels()
            found = str(error) or f"no answer within {START_SECONDS} s"
            raise Problem(f"The Java kernel did not start: {found}{self.end_of_log()}") from error
        return client, reply["content"]["language_info"]

    async def _first_reply(self, client) -> dict:
        """Asks until both the answer and the broadcast beside it come through.

        jupyter_client's own wait_for_ready takes a good part of a second longer.
        """
        while True:
            asked = client.kernel_info()
            reply = None
            while not reply:
                if not await client.is_alive():
                    raise DiedAtStart(await self.death())
                with contextlib.suppress(queue.Empty):
                    reply = await client.get_shell_msg(timeout=0.5)
            with contextlib.suppress(queue.Empty):
                while not _ends(await client.get_iopub_msg(timeout=0.5), asked):
                    pass
                return reply

    async def death(self) -> str:
        """Why it died, as far as its exit code and last words tell."""
        code = await self.manager.provisioner.poll() if self.manager.provisioner else None
        if code is not None and code == -getattr(signal, "SIGKILL", 0):
            reason = ": the system killed it, most often because memory ran out"
        elif code is None:
            reason = ""
        else:
            reason = f" with exit code {code}"
        return f"The Java kernel died{reason}.{self.end_of_log()}"

    def end_of_log(self) -> str:
        """The end of what the kernel process itself has printed."""
        lines = self.log.read_text("utf-8", "replace").strip().splitlines()
        return "".join(f"\n  kernel: {line}" for line in lines[-5:])


def _ends(message: dict, asked: str) -> bool:
    """Whether this broadcast says that the kernel is done with what was asked."""
    is_ours = message["parent_header"].get("msg_id") == asked
    return is_ours and message["content"].get("execution_state") == "idle"
