"""A person's own copies of the notebooks, in work/notebooks: `./lab start` opens those."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tools.common import files
from tools.common.places import Checkout

GLOSSARY = "docs/glossary.md"


def update_copies(checkout: Checkout) -> list[str]:
    """Brings the copies in work/notebooks up to date and tells what a person must know.

    A copy that was edited is never touched: the new original is put beside it.
    """
    copies = checkout.work / "notebooks"
    copies.mkdir(parents=True, exist_ok=True)
    memory = copies / ".originals.json"
    seen: dict[str, str] = json.loads(memory.read_text("utf-8")) if memory.is_file() else {}
    notes = []
    for name, original in _originals(checkout).items():
        note = _update_copy(original, copies / name, name, seen)
        notes += [note] if note else []
    files.write(memory, json.dumps(seen, indent=1) + "\n")
    return notes


def _originals(checkout: Checkout) -> dict[str, Path]:
    """The files to copy, by their place in the copy; the notebooks link to the glossary."""
    found = sorted(checkout.notebooks.rglob("*"))
    names = {each.relative_to(checkout.notebooks): each for each in found if each.is_file()}
    shown = {
        name.as_posix(): each
        for name, each in names.items()
        if not any(part.startswith(".") for part in name.parts)
    }
    glossary = checkout.root / GLOSSARY
    return {**shown, GLOSSARY: glossary} if glossary.is_file() else shown


def _update_copy(original: Path, copy: Path, name: str, seen: dict[str, str]) -> str:
    """Updates one copy; `seen` holds, by name and folder, the original last handed out."""
    new, last = _hash(original), seen.get(name)
    seen[name] = new
    if not copy.exists():
        files.write(copy, original.read_bytes())
    elif _hash(copy) != new and last != new:  # the original changed since
        if _hash(copy) == last:
            files.write(copy, original.read_bytes())
        else:
            beside = _free_name(copy)
            files.write(beside, original.read_bytes())
            return f"{copy.name} has changed, and so has your copy: the new one is {beside.name}"
    return ""


def _free_name(copy: Path) -> Path:
    number = 1
    while True:
        suffix = "-new" if number == 1 else f"-new-{number}"
        beside = copy.with_name(copy.stem + suffix + copy.suffix)
        if not beside.exists():
            return beside
        number += 1


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
