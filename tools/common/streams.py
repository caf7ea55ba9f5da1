"""What a cell has printed, which arrives in pieces: a reader wants it whole."""

from __future__ import annotations

from collections.abc import Iterable


def merged(outputs: Iterable[dict]) -> list[dict]:
    """The outputs in their order, with pieces of one stream that follow each other in one."""
    whole: list[dict] = []
    pieces: list[list[str]] = []
    for output in outputs:
        text = output.get("text", "")
        piece = text if isinstance(text, str) else "".join(text)
        last = whole[-1] if whole else {}
        if output.get("output_type") != "stream":
            whole.append(output)
            pieces.append([])
        elif last.get("output_type") == "stream" and last.get("name") == output.get("name"):
            pieces[-1].append(piece)
        else:
            whole.append(output)
            pieces.append([piece])
    for output, parts in zip(whole, pieces, strict=True):
        if parts:
            output["text"] = "".join(parts)
    return whole
