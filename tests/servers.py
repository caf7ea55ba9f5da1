"""JupyterLab as `./lab start` opens it, for tests: started, addressed and ended."""

from __future__ import annotations

import json
import os
import queue
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.conftest import lab_command

SECONDS_TO_START = 180
SECONDS_TO_END = 30


@dataclass
class Server:
    """A JupyterLab that runs under `./lab start`; `code` is its exit code once it has ended."""

    launcher: subprocess.Popen
    address: str
    token: str
    code: int | None = field(default=None, init=False)

    @property
    def jupyter(self) -> psutil.Process:
        """JupyterLab's own process, the parent of the kernels."""
        return psutil.Process(self.launcher.pid).children()[0]

    def kernels(self) -> list[psutil.Process]:
        """The Java processes that descend from this server."""
        family = psutil.Process(self.launcher.pid).children(recursive=True)
        return [process for process in family if "java" in process.name()]

    def api(self, method: str, path: str, **body: object) -> object:
        """Asks the server's REST interface."""
        request = urllib.request.Request(
            f"{self.address}/api/{path}",
            method=method,
            headers={"Authorization": f"token {self.token}"},
            data=json.dumps(body).encode() if body else None,
        )
        with urllib.request.urlopen(request, timeout=60) as reply:
            return json.loads(reply.read() or "null")

    def end(self, sign: int = signal.SIGINT) -> int:
        """Ends it with a signal to the launcher, unless it has ended already."""
        if self.code is None:
            self.launcher.send_signal(sign)
            self.code = self.launcher.wait(SECONDS_TO_END)
        return self.code


@contextmanager
def running(*options: str | Path, **variables: str) -> Iterator[Server]:
    """A server with these options of JupyterLab's, on a free port; it is ended afterwards."""
    command = lab_command("start", "--", "--no-browser", "--port=0", *options)
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **variables},
    ) as launcher:
        server = None
        try:
            server = Server(launcher, *address(launcher))
            yield server
        finally:
            if server:
                server.end()
            else:
                launcher.kill()


def address(launcher: subprocess.Popen) -> tuple[str, str]:
    """The address and the token, from what the server prints when it is ready."""
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for line in launcher.stdout:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    told = ""
    while not (found := re.search(r"(http://127\.0\.0\.1:\d+)/\S*\?token=(\w+)", told)):
        line = lines.get(timeout=SECONDS_TO_START)
        assert line, f"it ended before it was ready:\n{told}"
        told += line
    _wait_until_it_listens(int(found[1].rpartition(":")[2]))
    return found[1], found[2]


def _wait_until_it_listens(port: int) -> None:
    """JupyterLab tells its address a moment before it listens."""
    end = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return
        except ConnectionRefusedError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
