"""A Java kernel process: starting it, what it said outside of cells, ending it."""

from __future__ import annotations

import signal
from pathlib import Path

from jupyter_client.manager import AsyncKernelManager

from tools.console import Problem
from tools.setup_lab import KERNEL_NAME

START_SECONDS = 60


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
        """A client, once the kernel answers."""
        client = self.manager.client()
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=START_SECONDS)
        except RuntimeError as error:
            client.stop_channels()
            raise Problem(f"The Java kernel did not start: {error}{self.last_words()}") from error
        client.allow_stdin = False
        return client

    async def death(self) -> str:
        """Why it died, as far as its exit code and last words tell."""
        code = await self.manager.provisioner.poll() if self.manager.provisioner else None
        if code is not None and code == -getattr(signal, "SIGKILL", 0):
            reason = ": the system killed it, most often because memory ran out"
        elif code is None:
            reason = ""
        else:
            reason = f" with exit code {code}"
        return f"The Java kernel died{reason}.{self.last_words()}"

    def last_words(self) -> str:
        """The end of what the kernel process itself has printed."""
        lines = self.log.read_text("utf-8", "replace").strip().splitlines()
        return "".join(f"\n  kernel: {line}" for line in lines[-5:])
