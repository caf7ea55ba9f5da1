"""What a notebook says of itself: its title, what it is about, how it was run."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence


def recorded(notebook) -> Mapping:
    """What the run that gave a notebook its outputs has noted of itself; may be empty."""
    noted = notebook.metadata.get("digitlab")
    return noted if isinstance(noted, Mapping) else {}


def title_and_summary(cells: Sequence[dict], fallback: str) -> tuple[str, str]:
    """The first heading, and the first paragraph or point of a list after it, without markup."""
    text = "\n\n".join(cell["source"] for cell in cells if cell["cell_type"] == "markdown")
    heading = re.search(r"^# +(.+)$", text, re.MULTILINE)
    if not heading:
        return fallback, ""
    for block in re.split(r"\n\s*\n|\n(?=[-*+] )", text[heading.end() :]):
        prose = re.sub(r"^[-*+] +", "", block.strip())
        if prose and prose[0] not in "#|>$`<!":
            return _plain(heading[1]), _plain(prose)
    return _plain(heading[1]), ""


def _plain(markdown: str) -> str:
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    return " ".join(re.sub(r"[*`_$]", "", text).split())
