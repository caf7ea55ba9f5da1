"""The solutions, run: as pages to show in class, and as notebooks."""

from __future__ import annotations

from collections.abc import Sequence

import nbformat

from tools.common.console import Problem, say
from tools.common.places import THIS
from tools.grading import gradebook
from tools.grading.limits import Limits
from tools.grading.nbgrader_course import Course, read
from tools.grading.pool import Job, Pool
from tools.reports import export
from tools.reports.options import ReportOptions


def write_solutions(course: Course, assignments: Sequence[str]) -> None:
    """Writes `solutions/ASSIGNMENT`; a Problem when a solution does not run."""
    pool = Pool(Limits.of(dict(course.config().get("Limits", {}))), course.root)
    pool.unpack_native_libraries()
    notebooks = {
        (assignment, name): read(course.source(assignment) / f"{name}.ipynb")
        for assignment in assignments
        for name in course.notebooks(assignment)
    }
    jobs = {
        (assignment, name): Job(
            [cell.source for cell in _code(notebook)], course.data_files(assignment)
        )
        for (assignment, name), notebook in notebooks.items()
    }
    faults = []
    for (assignment, name), ran in pool.run(jobs):
        notebook, folder = notebooks[assignment, name], course.solutions(assignment)
        for cell, outputs in zip(_code(notebook), ran.outputs, strict=False):
            cell.outputs = [nbformat.from_dict(each) for each in outputs]
            faults += [
                f"{assignment}/{name}: {cell.source.splitlines()[0]}: {output.evalue}"
                for output in cell.outputs
                if output.output_type == "error"
            ]
        faults += [f"{assignment}/{name}: {ran.fault}"] if ran.fault else []
        gradebook.write(notebook, folder / f"{name}.ipynb")
        notebook.metadata["digitlab"] = {"facts": {"Solution of": assignment}}
        export.write_report(
            notebook, course.source(assignment) / f"{name}.ipynb", folder, ReportOptions()
        )
        say(f"{assignment}: {THIS.shown(folder / name)}.html")
    if faults:
        listed = "".join(f"\n  {each}" for each in faults)
        raise Problem(f"Not every cell of the solutions ran:{listed}")


def _code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
