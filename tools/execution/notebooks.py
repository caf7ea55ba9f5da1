"""Finding notebooks by their number, name or path."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tools.common.console import Problem
from tools.common.places import Checkout
from tools.execution import notebook_files

LAST_OF_THE_INTRODUCTION = 6
"""Notebooks 00 to 06 are the introduction; higher numbers are further studies."""


def all_notebooks(checkout: Checkout) -> list[Path]:
    return sorted(checkout.notebooks.glob("[0-9][0-9]-*.ipynb"))


def find(checkout: Checkout, names: Sequence[str], further_too: bool = False) -> list[Path]:
    """Those named, else the introduction (and the further studies)."""
    if names:
        return [find_one(checkout, name) for name in names]
    found = all_notebooks(checkout)
    if not found:
        raise Problem(f"There are no notebooks in {checkout.notebooks}.")
    return [path for path in found if further_too or int(path.name[:2]) <= LAST_OF_THE_INTRODUCTION]


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
        return own  # of a name that no original has
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
    cells = notebook_files.cells_of(notebook_files.load(path))
    code = [
        cell
        for cell in cells
        if cell["cell_type"] == "code" and cell.get("source", cell.get("input"))
    ]
    return not code or any(cell.get("outputs") for cell in code)
