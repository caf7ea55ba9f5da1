"""A kernel used as JupyterLab uses it: through the server's REST interface and a web socket."""

from __future__ import annotations

import json
import uuid
from contextlib import closing

import psutil
import websocket

from tests.servers import Server
from tools.environment.kernel_spec import KERNEL_NAME

SECONDS_TO_ANSWER = 60


class RestKernel:
    """A kernel that this server has started."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.id = server.api("POST", "kernels", name=KERNEL_NAME)["id"]

    @property
    def process(self) -> psutil.Process:
        [mine] = [each for each in self.server.kernels() if self.id in " ".join(each.cmdline())]
        return mine

    def execute(self, code: str) -> str:
        """Runs a cell to its end and tells how it ended: ok or error."""
        with closing(self._connect()) as channels:
            asked = self._ask(channels, code)
            while True:
                message = json.loads(channels.recv())
                is_answer = message["parent_header"].get("msg_id") == asked
                if is_answer and message["msg_type"] == "execute_reply":
                    return message["content"]["status"]

    def begin(self, code: str) -> None:
        """Runs a cell up to the first thing that it prints."""
        with closing(self._connect()) as channels:
            self._ask(channels, code)
            while json.loads(channels.recv())["msg_type"] != "stream":
                pass

    def restart(self) -> None:
        self.server.api("POST", f"kernels/{self.id}/restart")

    def close(self) -> None:
        self.server.api("DELETE", f"kernels/{self.id}")

    def _connect(self) -> websocket.WebSocket:
        address = self.server.address.replace("http", "ws", 1)
        return websocket.create_connection(
            f"{address}/api/kernels/{self.id}/channels",
            timeout=SECONDS_TO_ANSWER,
            header=[f"Authorization: token {self.server.token}"],
        )

    def _ask(self, channels: websocket.WebSocket, code: str) -> str:
        header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "version": "5.3"}
        header |= {"username": "", "session": uuid.uuid4().hex, "date": ""}
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        channels.send(json.dumps({**message, "channel": "shell", "buffers": []}))
        return header["msg_id"]
