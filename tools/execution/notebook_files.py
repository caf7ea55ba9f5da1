"""Notebook files as people have them: of any format and encoding, with faults that can be mended.

`load` is for the launcher, which has no package but Python's own; `read` is for all others.
"""

from __future__ import annotations

import json
import re
import warnings
from pathlib import Path

from tools.common import notebook_json
from tools.common.console import Problem

FORMAT, MINOR = 4, 5
ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
OF_A_NOTEBOOK = ("cells", "metadata", "nbformat", "nbformat_minor")
OF_A_CELL = {
    "code": ("cell_type", "id", "metadata", "source", "execution_count", "outputs"),
    "markdown": ("cell_type", "id", "metadata", "source", "attachments"),
    "raw": ("cell_type", "id", "metadata", "source", "attachments"),
}


def load(path: Path) -> dict:
    """What is in the file, which has cells."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Problem(f"{path} cannot be read: {error.strerror}.") from error
    try:
        data = notebook_json.parsed(content)
    except (ValueError, RecursionError) as error:
        reason = "it is not JSON" if content.strip() else "it is empty"
        raise Problem(f"{path} is not a notebook: {reason}.") from error
    if cells_of(data) is None:
        raise Problem(f"{path} is not a notebook: it has no cells.")
    return data


def cells_of(data: object) -> list[dict] | None:
    """The cells, which older formats have in worksheets; None where there are none."""
    if not isinstance(data, dict):
        return None
    sheets = [data] if "cells" in data else data.get("worksheets")
    try:
        cells = [cell for sheet in sheets for cell in sheet["cells"]]
    except (KeyError, TypeError):
        return None
    return cells if all(isinstance(each, dict) and "cell_type" in each for each in cells) else None


def read(path: Path):
    """A notebook of today's format."""
    import nbformat  # here, because the launcher has none

    data = load(path)
    version = data.get("nbformat", FORMAT if "cells" in data else 3)
    if not isinstance(version, int) or version > FORMAT:
        raise Problem(
            f"{path} is of the notebook format {version}, the lab knows those up to {FORMAT}: "
            f"save it as {FORMAT} with the program that it comes from."
        )
    data["nbformat"] = version
    if version == FORMAT:
        _mend(data)
    else:
        data["metadata"] = {}  # converting would stop at a header that is not what it was then
    notebook = _of_today(nbformat, data, path)
    _mend(notebook)
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        raise Problem(
            f"{path} is not a valid notebook: {_where(error)}{error.message[:200]}. "
            "Open it in JupyterLab, clear that cell's outputs or type it anew, and save it."
        ) from error
    return notebook


def _of_today(nbformat, data: dict, path: Path):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it tells of ids, which are given afterwards
            return nbformat.convert(nbformat.reader.reads(json.dumps(data)), FORMAT)
    except Exception as error:  # of a file that is no notebook it raises what it likes
        raise Problem(
            f"{path} is a damaged notebook of the format {data['nbformat']} "
            f"({type(error).__name__}: {error!s:.100}). Open it in JupyterLab and save it."
        ) from error


def _mend(notebook: dict) -> None:
    """Puts right what other programs leave out or add: it changes nothing that is shown."""
    for name in notebook.keys() - set(OF_A_NOTEBOOK):
        del notebook[name]
    header = notebook.get("metadata")
    notebook["metadata"] = header if isinstance(header, dict) else {}
    for name in ("kernelspec", "language_info"):
        if not isinstance(notebook["metadata"].get(name, {}), dict):
            del notebook["metadata"][name]
    known: set[str] = set()
    for number, cell in enumerate(notebook["cells"]):
        _mend_cell(cell)
        own = cell.get("id")
        cell["id"] = own if _is_id(own) and own not in known else _free_id(number, known)
        known.add(cell["id"])
    notebook["nbformat_minor"] = MINOR


def _mend_cell(cell: dict) -> None:
    for name in cell.keys() - set(OF_A_CELL.get(cell["cell_type"], cell)):
        del cell[name]
    if not isinstance(cell.get("metadata"), dict):
        cell["metadata"] = {}
    cell.setdefault("source", "")
    if cell["cell_type"] == "code":
        cell.setdefault("outputs", [])
        cell.setdefault("execution_count", None)


def _free_id(number: int, known: set[str]) -> str:
    name = f"cell-{number}"
    while name in known:
        name += "-"
    return name


def _is_id(name: object) -> bool:
    return isinstance(name, str) and ID.fullmatch(name) is not None


def _where(error) -> str:
    place = list(error.absolute_path)
    return f"cell {place[1] + 1}: " if len(place) > 1 and place[0] == "cells" else ""
