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
ANSWERS_NO_MORE = 70
"""With this exit code the kernel ends itself where no cell would be answered: KernelWatch.java."""

SECONDS_OF_SILENCE = 20
"""A heart that has not beaten for so long has stopped; a busy machine delays it by a few."""


class DiedAtStart(Exception):
    """The kernel ended before it answered."""


class Kernel:
    """One kernel; `async with` makes sure that it ends."""

    def __init__(self, folder: Path, log: Path) -> None:
        self.folder, self.log = folder, log
        self.manager = AsyncKernelManager(kernel_name=KERNEL_NAME)
        self.is_silent = False
        self.listening: asyncio.Task | None = None

    async def __aenter__(self) -> Kernel:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("w", encoding="utf-8") as log:
            await self.manager.start_kernel(cwd=str(self.folder), stdout=log, stderr=log)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.end()

    async def end(self) -> None:
        """Ends the process, if it has not ended yet."""
        if self.listening:
            self.listening.cancel()
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
        self.listening = asyncio.create_task(self._listen(client.hb_channel))
        return client, reply["content"]["language_info"]

    async def _listen(self, heart) -> None:
        """Ends a process that has stopped: who waits for one of its cells hears of it then."""
        silence = 0  # in looks, not by the clock: this process may be halted, too
        while silence < SECONDS_OF_SILENCE:
            await asyncio.sleep(1)
            if not heart.is_alive():
                return  # the client has left
            silence = 0 if heart.is_beating() else silence + 1
        if await self.manager.is_alive():
            self.is_silent = True
            await self.manager.provisioner.kill()

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
        code = await self._exit_code()
        if unanswered := await self.unanswered():
            return f"The Java kernel {unanswered}.{self.end_of_log()}"
        if code is not None and code == -getattr(signal, "SIGKILL", 0):
            reason = ": the system killed it, most often because memory ran out"
        elif code is None:
            reason = ""
        else:
            reason = f" with exit code {code}"
        return f"The Java kernel died{reason}.{self.end_of_log()}"

    async def unanswered(self) -> str:
        """What happened, if it ended because it could answer no more; empty if not."""
        if self.is_silent:
            return f"has not answered for {SECONDS_OF_SILENCE} s and was ended"
        if await self._exit_code() == ANSWERS_NO_MORE:
            return "could answer no more and ended itself"
        return ""

    async def _exit_code(self) -> int | None:
        return await self.manager.provisioner.poll() if self.manager.provisioner else None

    def end_of_log(self) -> str:
        """The end of what the kernel process itself has printed."""
        lines = self.log.read_text("utf-8", "replace").strip().splitlines()
        return "".join(f"\n  kernel: {line}" for line in lines[-5:])


def _ends(message: dict, asked: str) -> bool:
    """Whether this broadcast says that the kernel is done with what was asked."""
    is_ours = message["parent_header"].get("msg_id") == asked
    return is_ours and message["content"].get("execution_state") == "idle"
