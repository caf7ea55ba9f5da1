"""Notebooks: finding them by number or path, and keeping a person's own copies of them."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.common.console import Problem
from tools.common.places import Checkout

LAST_OF_THE_COURSE = 6
"""Notebooks 00 to 06 are the course; higher numbers are further studies."""


# --- finding --------------------------------------------------------------------------------------


def all_notebooks(checkout: Checkout) -> list[Path]:
    return sorted(checkout.notebooks.glob("[0-9][0-9]-*.ipynb"))


def find(checkout: Checkout, names: Sequence[str], further_too: bool = False) -> list[Path]:
    """The notebooks that are meant: those named, else the course (and the further studies)."""
    if names:
        return [find_one(checkout, name) for name in names]
    found = all_notebooks(checkout)
    if not found:
        raise Problem(f"There are no notebooks in {checkout.notebooks}.")
    return [path for path in found if further_too or int(path.name[:2]) <= LAST_OF_THE_COURSE]


def find_one(checkout: Checkout, name: str) -> Path:
    """The notebook with this path, number (`3`, `03`) or name (`03-max-pooling`)."""
    path = Path(name)
    if path.is_file() and path.suffix == ".ipynb":
        return path.resolve()
    known = all_notebooks(checkout)
    stem = path.name.removesuffix(".ipynb")
    for notebook in known:
        if stem == notebook.stem or (stem.isdigit() and int(stem) == int(notebook.name[:2])):
            return notebook
    names = "".join(f"\n  {notebook.stem}" for notebook in known) or " none"
    raise Problem(f"There is no notebook {name!r}. There are:{names}")


def find_to_report(
    checkout: Checkout, names: Sequence[str], reports: Path, execute: bool
) -> list[Path]:
    """The notebooks that a report is wanted of, which has to show outputs unless they `execute`.

    A number or name means a person's own copy, or what `./lab run` has kept in `reports`.
    """
    if not names and execute:
        return [_own_or_original(checkout, original) for original in find(checkout, [])]
    if not names:
        copies = checkout.work / "notebooks"
        found = [copy for copy in sorted(copies.glob("*.ipynb")) if has_outputs(copy)]
        if not found:
            raise Problem(
                f"No notebook in {checkout.shown(copies)} has outputs to report. Run some in "
                "JupyterLab (./lab start) and save them, or let the lab run them: "
                "./lab report --execute"
            )
        return found
    found = [_find_to_report(checkout, name, reports, execute) for name in names]
    for name, path in zip(names, found, strict=True):
        if not execute and not has_outputs(path):
            raise Problem(
                f"{checkout.shown(path)} has no outputs to report. Run it in JupyterLab "
                f"(./lab start) and save it, or let the lab run it: "
                f"./lab report {name} --execute"
            )
    return found


def _find_to_report(checkout: Checkout, name: str, reports: Path, execute: bool) -> Path:
    own = checkout.work / "notebooks" / f"{Path(name).name.removesuffix('.ipynb')}.ipynb"
    if own.is_file() and not Path(name).is_file():
        return own  # of a name that the course does not have
    found = find_one(checkout, name)
    if Path(name).is_file():
        return found
    copy, kept = checkout.work / "notebooks" / found.name, reports / "executed" / found.name
    if not execute and kept.is_file() and not (copy.is_file() and has_outputs(copy)):
        return kept
    return _own_or_original(checkout, found)


def _own_or_original(checkout: Checkout, original: Path) -> Path:
    copy = checkout.work / "notebooks" / original.name
    return copy if copy.is_file() else original


def has_outputs(path: Path) -> bool:
    """Whether there is something to show: an output, or no code that could give one."""
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code" and cell["source"]]
        return not code or any(cell.get("outputs") for cell in code)
    except ValueError as error:
        raise Problem(f"{path} is not a notebook: it is not JSON.") from error
    except (KeyError, TypeError) as error:
        raise Problem(f"{path} is not a notebook: it has no cells.") from error


# --- copies ---------------------------------------------------------------------------------------


def update_copies(checkout: Checkout) -> list[str]:
    """Brings the copies in work/notebooks up to date and tells what a person must know.

    A copy that was edited is never touched: the new original is put beside it.
    """
    copies = checkout.work / "notebooks"
    copies.mkdir(parents=True, exist_ok=True)
    memory = copies / ".originals.json"
    seen: dict[str, str] = json.loads(memory.read_text("utf-8")) if memory.is_file() else {}
    notes = []
    for original in sorted(checkout.notebooks.rglob("*")):
        name = original.relative_to(checkout.notebooks)
        if original.is_file() and not any(part.startswith(".") for part in name.parts):
            note = _update_copy(original, copies / name, name.as_posix(), seen)
            notes += [note] if note else []
    unfinished = memory.with_suffix(".part")
    unfinished.write_text(json.dumps(seen, indent=1) + "\n", "utf-8")
    unfinished.replace(memory)
    return notes


def _update_copy(original: Path, copy: Path, name: str, seen: dict[str, str]) -> str:
    """Updates one copy; `seen` holds, by name and folder, the original last handed out."""
    new, last = _hash(original), seen.get(name)
    seen[name] = new
    copy.parent.mkdir(parents=True, exist_ok=True)
    if not copy.exists():
        shutil.copyfile(original, copy)
    elif _hash(copy) != new and last != new:  # the original changed since
        if _hash(copy) == last:
            shutil.copyfile(original, copy)
        else:
            beside = _free_name(copy)
            shutil.copyfile(original, beside)
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


# --- reading --------------------------------------------------------------------------------------


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
