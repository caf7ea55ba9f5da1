"""Running single cells on a kernel, for tests of what no notebook shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Ran:
    """What came of a cell."""

    status: str = ""
    printed: str = ""
    result: str = ""
    shown: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    """Errors, and what was written on stderr."""

    def hear(self, message: dict) -> None:
        content = message["content"]
        match message["msg_type"]:
            case "stream" if content["name"] == "stdout":
                self.printed += content["text"]
            case "stream":
                self.trouble.append(content["text"])
            case "error":
                self.trouble.append(f"{content['ename']}: {content['evalue']}")
            case "execute_result":
                self.result = content["data"]["text/plain"]
            case "display_data":
                self.shown.append(content["data"]["text/plain"])


async def run_cell(
    client, code: str, on_message: Callable[[Ran], None] = lambda ran: None, timeout: float = 120
) -> Ran:
    """Runs a cell to its end; `on_message` sees after each message what there is so far."""
    ran = Ran()

    def hear(message: dict) -> None:
        ran.hear(message)
        on_message(ran)

    reply = await client.execute_interactive(code, timeout=timeout, output_hook=hear)
    ran.status = reply["content"]["status"]
    return ran
