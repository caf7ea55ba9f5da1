"""What is wrong with a submission before it runs, and putting right what can be put right.

The grading scheme must survive what students do to a notebook: cells are deleted, copied and turned
into text, their metadata is lost. So the cells that nbgrader knows get back what they were released
with; what was done to them is told to the teacher.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

import nbformat
from nbgrader import utils

from tools.grading import java_source
from tools.grading.nbgrader_course import grade_id
from tools.grading.submitted_files import NEW_CELL


@dataclass
class CheckedNotebook:
    """A submitted notebook as it will be graded, and what was found."""

    notebook: nbformat.NotebookNode
    problems: list[str] = field(default_factory=list)
    blocked: dict[int, str] = field(default_factory=dict)
    """Cells that must not run, by their position, and why."""


def check(
    submitted: nbformat.NotebookNode,
    released: nbformat.NotebookNode,
    source: nbformat.NotebookNode,
) -> CheckedNotebook:
    """Puts the submitted notebook right; `source` is the teacher's version with solutions."""
    checked = CheckedNotebook(submitted)
    _put_back_header(checked, released)
    _drop_duplicates(checked)
    _put_back_what_cells_are(checked, released, source)
    _put_back_missing(checked, released)
    _find_shadows(checked, source)
    return checked


def _put_back_header(checked: CheckedNotebook, released: nbformat.NotebookNode) -> None:
    """The header is the release's: it decides nothing; another language is told."""
    kernel = checked.notebook.metadata.get("kernelspec") or {}
    language = kernel.get("language", "java")
    if str(language).lower() != "java":
        name = kernel.get("display_name", language)
        checked.problems.append(f"it was saved by another kernel ({name}); it was run as Java")
    checked.notebook.metadata = copy.deepcopy(released.metadata)


def _drop_duplicates(checked: CheckedNotebook) -> None:
    """Of copies of a cell the last counts, as nbgrader has it; the others are plain cells."""
    seen: set[str] = set()
    doubled: list[str] = []
    for cell in reversed(checked.notebook.cells):
        name = grade_id(cell)
        if name in seen:
            cell.metadata.pop("nbgrader")
            doubled.append(name)
        elif name:
            seen.add(name)
    checked.problems += [
        f"the cell {name} is there more than once; the last one counts"
        for name in sorted(set(doubled))
    ]


def _put_back_what_cells_are(
    checked: CheckedNotebook, released: nbformat.NotebookNode, source: nbformat.NotebookNode
) -> None:
    """Type, points and lock of each cell are those of the release, whatever the file says."""
    originals = {grade_id(cell): cell for cell in released.cells if grade_id(cell)}
    teachers = {cell.source for cell in source.cells}  # who tries the solution has these
    for cell in checked.notebook.cells:
        original = originals.get(grade_id(cell))
        if original is None:
            cell.metadata.pop("nbgrader", None)
            continue
        handed_out = str(cell.metadata.nbgrader.get("checksum", ""))
        cell.metadata["nbgrader"] = copy.deepcopy(original.metadata.nbgrader)
        if cell.cell_type != original.cell_type:
            checked.problems.append(
                f"the cell {grade_id(cell)} had become {cell.cell_type}; "
                f"it is {original.cell_type} again"
            )
            _turn_into(cell, original.cell_type)
        if utils.is_locked(original):
            known = {handed_out, original.metadata.nbgrader.get("checksum")}
            if utils.compute_checksum(cell) not in known and cell.source not in teachers:
                checked.problems.append(
                    f"the locked cell {grade_id(cell)} was changed; the original was used"
                )
            cell.source = original.source


def _turn_into(cell: nbformat.NotebookNode, kind: str) -> None:
    made = NEW_CELL[kind](cell.source, metadata=cell.metadata)
    cell.clear()
    cell.update(made)


def _put_back_missing(checked: CheckedNotebook, released: nbformat.NotebookNode) -> None:
    """Puts each missing cell after the one that it followed."""
    cells = checked.notebook.cells
    before = ""
    for original in released.cells:
        name = grade_id(original)
        if not name:
            continue
        places = [index for index, cell in enumerate(cells) if grade_id(cell) == name]
        if not places:
            follows = [index + 1 for index, cell in enumerate(cells) if grade_id(cell) == before]
            cells.insert(follows[0] if before and follows else 0, copy.deepcopy(original))
            kind = "answer" if utils.is_solution(original) else "locked"
            checked.problems.append(f"the {kind} cell {name} was deleted; it was put back")
        before = name


def _find_shadows(checked: CheckedNotebook, source: nbformat.NotebookNode) -> None:
    """A declaration of the student's that hides what the tests use would let every test pass."""
    locked = [cell.source for cell in source.cells if _is_locked_code(cell)]
    used = java_source.names(locked)
    given = java_source.declared(locked)
    asked_for = java_source.declared(
        [
            cell.source
            for cell in source.cells
            if cell.cell_type == "code" and not _is_locked_code(cell)
        ]
    )
    for position, cell in enumerate(checked.notebook.cells):
        if cell.cell_type != "code" or utils.is_locked(cell):
            continue
        own = java_source.declared([cell.source])
        for name in sorted((own.types & used) - asked_for.types):
            problem = f"it declares {name}, which the tests use; that cell was not run"
            checked.problems.append(problem)
            checked.blocked[position] = problem
        others = own.others & (given.types | given.others)
        for name in sorted(others - asked_for.others):
            checked.problems.append(
                f"it declares {name} again, which a locked cell declares: look at its points"
            )


def _is_locked_code(cell: nbformat.NotebookNode) -> bool:
    return cell.cell_type == "code" and utils.is_locked(cell)
