"""`./lab start`: JupyterLab for this machine only, with a token and our kernel alone."""

import json
import os
import queue
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from tests.conftest import lab_command, posix_only

pytestmark = posix_only


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, str]]:
    """The address and the token of a running JupyterLab; its end is checked too."""
    command = lab_command("start", "--", "--no-browser", "--port=0")
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ
    ) as process:
        lines: queue.Queue[str | None] = queue.Queue()

        def read() -> None:
            for line in process.stdout:
                lines.put(line)
            lines.put(None)

        threading.Thread(target=read, daemon=True).start()
        told = ""
        try:
            while not (found := re.search(r"(http://127\.0\.0\.1:\d+)/\S*\?token=(\w+)", told)):
                line = lines.get(timeout=120)
                assert line, f"it ended before it was ready:\n{told}"
                told += line
            wait_until_it_listens(int(found[1].rpartition(":")[2]))
            yield found[1], found[2]
        finally:
            process.send_signal(signal.SIGINT)
            code = process.wait(30)
    assert code == 130


def wait_until_it_listens(port: int) -> None:
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


def get(url: str):
    with urllib.request.urlopen(url, timeout=30) as reply:
        return json.load(reply)


def test_only_our_kernel_is_offered(server):
    address, token = server
    specs = get(f"{address}/api/kernelspecs?token={token}")["kernelspecs"]
    assert list(specs) == ["digitlab"]
    assert specs["digitlab"]["spec"]["display_name"] == "Java (DigitLab)"


def test_it_opens_the_copies(server):
    address, token = server
    names = [entry["name"] for entry in get(f"{address}/api/contents?token={token}")["content"]]
    assert "00-start-here.ipynb" in names


def test_without_the_token_nothing_is_shown(server):
    address, _ = server
    with pytest.raises(urllib.error.HTTPError, match="403"):
        get(f"{address}/api/contents")
