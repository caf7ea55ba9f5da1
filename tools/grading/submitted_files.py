"""What lies in a student's folder, read in whatever state it is.

A file that cannot be read is a matter of that student: it is an `Unreadable` with the reason in
words, never another error. Of a notebook only the cells are taken: the header, the outputs and the
encoding decide nothing.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbgrader import utils

from tools.common import notebook_json
from tools.grading.nbgrader_course import nbgrader_log, shown

LARGEST_FILE = 200_000_000
TIME_FILE = "timestamp.txt"
TIME_FORM = "2026-11-25 12:00:00 UTC"
YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
LONGEST_QUOTE = 60
NEW_CELL = {
    "code": nbformat.v4.new_code_cell,
    "markdown": nbformat.v4.new_markdown_cell,
    "raw": nbformat.v4.new_raw_cell,
}


class Unreadable(Exception):
    """A file that is not what it should be; the text says why."""


def fingerprint(folder: Path, *words: str) -> str:
    """Changes when something in a student's folder does, or one of the words."""
    digest = hashlib.sha256("\0".join(words).encode())
    for path in _everything(folder):
        digest.update(os.fsencode(path.relative_to(folder)) + b" ")
        try:
            digest.update(hashlib.sha256(_content(path)).digest())
        except Unreadable as reason:
            digest.update(str(reason).encode())
    return digest.hexdigest()


def _everything(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(where, name) for name in sorted([*folders, *names]))


def submitted_at(folder: Path) -> datetime.datetime | None:
    """When a submission was handed in, in UTC; None when it does not say."""
    file = folder / TIME_FILE
    if not os.path.lexists(file):
        return None
    try:
        text = _content(file).decode("utf-8").strip()
        if not YEAR.search(text):  # nbgrader would put in today's, or take a number for a date
            raise ValueError
        return utils.parse_utc(text)
    except Unreadable as reason:
        found = str(reason)
    except UnicodeDecodeError:
        found = f"{TIME_FILE} is not UTF-8"
    except Exception:  # of a text that is no time nbgrader's parser raises what it likes
        found = f"{TIME_FILE} holds {text[:LONGEST_QUOTE]!r}"
    raise Unreadable(
        f"the time of submission is unknown: {found}; it should hold a time such as {TIME_FORM}"
    )


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """The cells of a student's notebook, and what its header says of the kernel."""
    name = shown(path.name)
    try:
        data = notebook_json.parsed(_content(path))
    except ValueError as error:
        raise Unreadable(f"{name} is not a notebook: it is not JSON") from error
    except RecursionError as error:
        raise Unreadable(f"{name} is not a notebook: it is nested too deeply") from error
    if not isinstance(data, dict):
        raise Unreadable(f"{name} is not a notebook: it has no cells")
    if not isinstance(data.get("cells"), list):
        data = _of_an_older_format(data, name)
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [_cell(each) for each in data["cells"] if _is_cell(each)]
    metadata = data.get("metadata")
    kernel = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    if isinstance(kernel, dict):
        notebook.metadata["kernelspec"] = kernel
    return notebook


def _content(path: Path) -> bytes:
    name = shown(path.name)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise Unreadable(f"{name} is a folder, not a file")
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable(f"{name} is no ordinary file")
        if status.st_size > LARGEST_FILE:
            raise Unreadable(f"{name} is larger than {LARGEST_FILE // 1_000_000} MB")
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Unreadable(_missing(path)) from error
    except OSError as error:
        raise Unreadable(f"{name} cannot be read: {error.strerror}") from error
    if not content.strip():
        raise Unreadable(f"{name} is empty")
    return content


def _missing(path: Path) -> str:
    folder = path.parent
    for each in (folder, path):
        if each.is_symlink() and not each.exists():
            return f"{shown(each.name)} is a link to something that is not there"
    if not folder.is_dir():
        return f"{shown(folder.name)} is a file, not a folder with {shown(path.name)} in it"
    others = ", ".join(sorted(shown(each.name) for each in folder.glob("*.ipynb")))
    found = f"; there is {others}" if others else ""
    return f"{shown(path.name)} is missing{found}"


def _of_an_older_format(data: dict, name: str) -> dict:
    """A notebook as it was before its cells stood in one list."""
    try:
        known = isinstance(data.get("nbformat"), int)
        older = {**data, "nbformat": data["nbformat"] if known else 3, "metadata": {}}
        with nbgrader_log():  # it warns of what is mended below
            notebook = nbformat.reads(json.dumps(older), as_version=4)
    except Exception:  # of a file that is JSON and no notebook it raises what it likes
        notebook = {}
    if not isinstance(notebook.get("cells"), list):
        raise Unreadable(f"{name} is not a notebook: it has no cells")
    return notebook


def _is_cell(data: object) -> bool:
    return isinstance(data, dict) and data.get("cell_type") in [*NEW_CELL]


def _cell(data: dict) -> nbformat.NotebookNode:
    """A cell with what is graded of it: outputs, tags and what else a file may hold go."""
    source = data.get("source")
    lines = source if isinstance(source, list) else [source]
    made = NEW_CELL[data["cell_type"]]("".join(line for line in lines if isinstance(line, str)))
    metadata = data.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    if isinstance(marks, dict) and isinstance(marks.get("grade_id"), str):
        made.metadata["nbgrader"] = nbformat.from_dict(marks)
    attachments = data.get("attachments")
    if made.cell_type == "markdown" and _are_attachments(attachments):  # a picture in an answer
        made["attachments"] = nbformat.from_dict(attachments)
    return made


def _are_attachments(data: object) -> bool:
    return isinstance(data, dict) and all(
        isinstance(each, dict) and all(isinstance(text, str) for text in each.values())
        for each in data.values()
    )
