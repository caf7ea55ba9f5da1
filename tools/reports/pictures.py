"""The pictures of a report: all are inside the file, and none is fetched from anywhere."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

TYPES = {
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
INSIDE = re.compile(r"data:image/(?:gif|jpeg|png|svg\+xml|webp);base64,[A-Za-z0-9+/=\s]+")


def data_address(kind: str, encoded: str) -> str:
    """A picture as an address, empty when it is none."""
    address = f"data:{kind};base64,{''.join(encoded.split())}"
    return address if INSIDE.fullmatch(address) else ""


def embedded(source: str, folder: Path | None, attachments: Mapping[str, Mapping]) -> str:
    """The source of a picture with the picture in it, empty where that cannot be.

    A picture may lie in the notebook's folder, not elsewhere on this machine: a notebook from
    somebody else could otherwise carry private files away.
    """
    if INSIDE.fullmatch(source):
        return source
    if source.startswith("attachment:"):
        return _attached(attachments.get(unquote(source.removeprefix("attachment:")), {}))
    try:
        parts = urlsplit(source)
        if parts.scheme or parts.netloc or not parts.path or folder is None:
            return ""
        return _from_file(folder.resolve(), unquote(parts.path))
    except (ValueError, OSError):  # no address, or no name that a file can have
        return ""


def _attached(versions: Mapping) -> str:
    for kind, encoded in versions.items():
        address = data_address(str(kind), str(encoded))
        if address:
            return address
    return ""


def _from_file(folder: Path, name: str) -> str:
    file = (folder / name).resolve()
    kind = TYPES.get(file.suffix.lower())
    if not kind or not file.is_relative_to(folder) or not file.is_file():
        return ""
    return data_address(kind, base64.b64encode(file.read_bytes()).decode("ascii"))
