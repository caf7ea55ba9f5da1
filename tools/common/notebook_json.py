"""The JSON of a notebook file, in whatever encoding an editor has saved it."""

from __future__ import annotations

import json
import re

HALF_A_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")


def parsed(content: bytes) -> object:
    """What a file holds; a ValueError when that is no JSON.

    It is without halves of characters, which no file and no message could hold.
    """
    text = decoded(content)
    data = json.loads(text)
    if not HALF_A_CHARACTER.search(text):
        return data
    pairs = json.dumps(data, ensure_ascii=False).encode("utf-16-le", "surrogatepass")
    return json.loads(pairs.decode("utf-16-le", "replace"))


def decoded(content: bytes) -> str:
    """UTF-8, UTF-16 or UTF-32, with or without a byte order mark, or as Windows has it."""
    try:
        return content.decode(json.detect_encoding(content), "surrogatepass")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
