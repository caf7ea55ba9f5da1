"""Feedback: a report of what a student handed in, with points, comments and no hidden test."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Mapping, Sequence

import nbformat
from nbgrader import utils
from nbgrader.preprocessors import ClearHiddenTests, GetGrades

from tools.common.console import Problem, say
from tools.common.places import THIS
from tools.grading import leaks
from tools.grading.grade import notes_of
from tools.grading.gradebook import AssignmentGradebook, Points
from tools.grading.leaks import HiddenLines
from tools.grading.nbgrader_course import Course, grade_id, read
from tools.reports import export
from tools.reports.options import ReportOptions

COLOURS = re.compile(r"\x1b\[[\d;]*m")
QUOTES_CODE = re.compile(r"\s*\|")
"""How the kernel marks the lines of code that it repeats in an error."""

NOT_GRADED = (
    "# Your notebook could not be graded\n\nThere are no points for it; the reason is below them. "
    "Your teacher can grade it once a file that can be read is in its place."
)
"""Instead of a notebook that could not be read."""


def give_feedback(course: Course, assignment: str) -> None:
    """Writes `feedback/STUDENT/ASSIGNMENT/NOTEBOOK.html` for all who have been graded."""
    gradebook = AssignmentGradebook(course, assignment)
    hidden = leaks.hidden_lines(course, assignment)
    students = [name for name in course.students(assignment) if notes_of(course, assignment, name)]
    if not students:
        raise Problem(
            f"{assignment}: nobody has been graded yet: ./lab assignments grade {assignment}"
        )
    faults = []
    for student in students:
        for name in course.notebooks(assignment):
            try:
                _write(course, gradebook, student, name, hidden)
            except Exception as error:  # a strange notebook must not cost the others their pages
                reason = str(error) if isinstance(error, Problem) else repr(error)
                faults.append(f"{student}: {assignment}/{name}: {reason}")
    where = THIS.shown(course.root / "feedback")
    say(f"{assignment}: feedback for {len(students)} in {where}/STUDENT/{assignment}")
    if faults:
        listed = "".join(f"\n  {each}" for each in faults)
        raise Problem(f"Not all of the feedback could be written:{listed}")


def _write(
    course: Course, gradebook: AssignmentGradebook, student: str, name: str, hidden: HiddenLines
) -> None:
    """Writes the feedback on one notebook."""
    assignment = gradebook.assignment
    path = course.autograded(assignment, student) / f"{name}.ipynb"
    if path.is_file():
        notebook = gradebook.process([GetGrades, ClearHiddenTests], read(path), student, name)
        hide(notebook, hidden)
    else:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(NOT_GRADED)])
    points = {each.question: each for each in gradebook.points(student) if each.notebook == name}
    noticed = notes_of(course, assignment, student).noticed(name)
    add_points(notebook, points, noticed)
    notebook.metadata["digitlab"] = {"facts": {"Assignment": assignment, "Student": student}}
    folder = course.feedback(assignment, student)
    # Pictures that belong to the text are those of the release.
    export.write_report(notebook, course.released(assignment) / path.name, folder, ReportOptions())
    must_not_tell(folder / f"{name}.html", hidden)


# --- hiding ---------------------------------------------------------------------------------------


def hide(notebook: nbformat.NotebookNode, hidden: HiddenLines) -> None:
    """Takes out of the outputs what they repeat of hidden tests."""
    for cell in notebook.cells:
        is_test = utils.is_grade(cell) and utils.is_locked(cell)
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                output.text = _without(output.text, hidden)
            elif output.output_type == "error":
                lines = "\n".join(output.traceback).splitlines()
                if is_test:  # an error of the compiler repeats the test
                    lines = [line for line in lines if not QUOTES_CODE.match(plain(line))]
                output.traceback = _without("\n".join(lines), hidden).splitlines()
                output.evalue = _without(output.evalue, hidden)
                output.traceback = output.traceback or [output.ename]
            else:
                for kind, data in output.data.items():
                    if kind.startswith("text/") and isinstance(data, str):
                        output.data[kind] = _without(data, hidden)


def _without(text: str, hidden: HiddenLines) -> str:
    """The text without lines that repeat a line of a hidden test."""
    kept = []
    for line in text.splitlines(keepends=True):
        bare = html.unescape(plain(line))
        if not any(test in bare for test in hidden.hidden_tests):
            kept.append(line)
    return "".join(kept)


def plain(line: str) -> str:
    return COLOURS.sub("", line)


def must_not_tell(page, hidden: HiddenLines) -> None:
    """Deletes a page that tells a hidden test after all, and says so."""
    text = html.unescape(re.sub(r"<[^>]+>", "", page.read_text("utf-8")))
    told = [line for line in hidden.hidden_tests if line in text]
    if told or re.search("(BEGIN|END) HIDDEN TESTS", text):
        page.unlink()
        raise Problem(f"{page} would have told a hidden test, and was not written: {told[:1]}")


# --- points ---------------------------------------------------------------------------------------


def add_points(
    notebook: nbformat.NotebookNode, points: Mapping[str, Points], noticed: Sequence[str]
) -> None:
    """Adds all points after the first cell, and points and comment below each question."""
    cells = []
    for place, cell in enumerate(notebook.cells):
        cells.append(cell)
        told = _below(cell, points.get(grade_id(cell)))
        if told:
            cells.append(nbformat.v4.new_markdown_cell(f"---\n\n{told}"))
        if place == 0:
            cells.append(nbformat.v4.new_markdown_cell(_summary(points.values(), noticed)))
    notebook.cells = cells


def _below(cell: nbformat.NotebookNode, points: Points | None) -> str:
    """What is said below a cell: its points, and the teacher's comment."""
    comment = str(cell.metadata.get("nbgrader", {}).get("comment") or "").strip()
    told = [f"**Points for {points.question}: {_worth(points)}**"] if points else []
    told += [f"**Comment:** {comment}"] if comment else []
    return "\n\n".join(told)


def _summary(points: Collection[Points], noticed: Sequence[str]) -> str:
    got, most = sum(each.points or 0 for each in points), sum(each.most for each in points)
    so_far = " so far" if any(each.points is None for each in points) else ""
    lines = [f"## Your points\n\n**{got:g} of {most:g}{so_far}**\n"]
    lines += ["| Question | Points |", "|:--|:--|"]
    lines += [f"| {each.question} | {_worth(each)} |" for each in points]
    if noticed:
        lines += ["\nWhat was noticed:\n", *(f"- {' '.join(each.split())}" for each in noticed)]
    return "\n".join(lines)


def _worth(points: Points) -> str:
    if points.points is None:
        return f"not graded yet (of {points.most:g})"
    return f"{points.points:g} of {points.most:g}"
