"""A course in a folder of its own, with students who hand in what a test wants."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import nbformat

from tests.conftest import Ended, lab_command
from tools.common.places import THIS
from tools.grading.nbgrader_course import Course, grade_id, read

MARKERS = re.compile(r"^\s*// (BEGIN|END) SOLUTION\n?", re.MULTILINE)
SETTINGS = THIS.root / "assignments" / "nbgrader_config.py"
OFFERED = THIS.root / "assignments" / "source"


class SampleCourse:
    """A course, the commands on it, and what they gave."""

    def __init__(self, root: Path, settings: str = "") -> None:
        root.mkdir(parents=True, exist_ok=True)
        text = SETTINGS.read_text("utf-8") + settings
        (root / SETTINGS.name).write_text(text, "utf-8")
        self.course = Course(root)

    def offer(self, assignment: str) -> None:
        """Takes one of the lab's assignments into the course."""
        shutil.copytree(OFFERED / assignment, self.course.source(assignment))

    def lab(self, action: str, *names: str, **variables: str) -> Ended:
        done = subprocess.run(
            lab_command("assignments", action, "--course", self.course.root, *names),
            env={**os.environ, **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=1200,
        )
        print(done.stdout)
        return Ended(done.returncode, done.stdout)

    def must(self, action: str, *names: str) -> str:
        """A command that has to end well; gives what it said."""
        ended = self.lab(action, *names)
        assert ended.code == 0, ended.output
        return ended.output

    # --- handing in -------------------------------------------------------------------------------

    def answered(
        self, assignment: str, name: str, answers: Mapping[str, str] | None = None
    ) -> nbformat.NotebookNode:
        """The released notebook with the solution's answers, but for those given, by grade id."""
        source = read(self.course.source(assignment) / f"{name}.ipynb")
        solutions = {grade_id(cell): MARKERS.sub("", cell.source) for cell in source.cells}
        notebook = read(self.course.released(assignment) / f"{name}.ipynb")
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("solution"):
                own = (answers or {}).get(grade_id(cell))
                cell.source = solutions[grade_id(cell)] if own is None else own
        return notebook

    def hand_in(self, student: str, assignment: str, name: str, notebook: object) -> Path:
        """Puts a notebook, or the text of a file, where submissions are collected."""
        file = self.course.submitted(assignment, student) / f"{name}.ipynb"
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(notebook, str):
            file.write_text(notebook, "utf-8")
        else:
            nbformat.write(notebook, file)
        return file

    def hand_in_answers(
        self, student: str, assignment: str, answers: Mapping[str, str] | None = None
    ) -> None:
        """Hands in all notebooks; `answers` by NOTEBOOK/grade_id, all others are the solution's."""
        for name in self.course.notebooks(assignment):
            own = {
                key.partition("/")[2]: text
                for key, text in (answers or {}).items()
                if key.partition("/")[0] == name
            }
            self.hand_in(student, assignment, name, self.answered(assignment, name, own))

    def hand_in_untouched(self, student: str, assignment: str) -> None:
        for path in self.course.released(assignment).glob("*.ipynb"):
            self.hand_in(student, assignment, path.stem, read(path))

    # --- what came of it --------------------------------------------------------------------------

    def rows(self, student: str, assignment: str) -> list[dict[str, str]]:
        """A student's rows of the table that `export` has written."""
        with (self.course.root / "grades.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        found = [
            row for row in rows if (row["student"], row["assignment"]) == (student, assignment)
        ]
        assert found, f"{student} has no points for {assignment}"
        return found

    def points(self, student: str, assignment: str) -> dict[str, float]:
        """The points of the automatic questions, by NOTEBOOK/grade_id."""
        automatic = self.automatic(assignment)
        return {
            row["question"]: float(row["points"])
            for row in self.rows(student, assignment)
            if row["question"] in automatic
        }

    def automatic(self, assignment: str) -> dict[str, float]:
        """The most points of each automatic question, from the sources."""
        return {
            f"{name}/{grade_id(cell)}": float(cell.metadata.nbgrader.points)
            for name in self.course.notebooks(assignment)
            for cell in read(self.course.source(assignment) / f"{name}.ipynb").cells
            if cell.metadata.get("nbgrader", {}).get("grade")
            and not cell.metadata.nbgrader.get("solution")
        }

    def problem(self, student: str, assignment: str) -> str:
        return self.rows(student, assignment)[0]["problem"]


# --- a small assignment of the tests' own ---------------------------------------------------------


def text(source: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_markdown_cell(source)


def locked(name: str, source: str) -> nbformat.NotebookNode:
    return _cell(name, source, locked=True)


def answer(name: str, source: str) -> nbformat.NotebookNode:
    return _cell(name, f"// BEGIN SOLUTION\n{source}\n// END SOLUTION", solution=True)


def words(name: str, points: int, source: str) -> nbformat.NotebookNode:
    """A question that is answered in words, and graded by a person."""
    return _cell(name, source, code=False, solution=True, grade=True, points=points)


def test_cell(name: str, points: int, source: str, hidden: str) -> nbformat.NotebookNode:
    tests = f"{source}\n// BEGIN HIDDEN TESTS\n{hidden}\n// END HIDDEN TESTS"
    return _cell(name, tests, grade=True, locked=True, points=points)


test_cell.__test__ = False  # its name is the course's word, not pytest's


def notebook_of(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    kernel = {"name": "digitlab", "display_name": "Java (DigitLab)", "language": "java"}
    return nbformat.v4.new_notebook(cells=list(cells), metadata={"kernelspec": kernel})


def write(notebook: nbformat.NotebookNode, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def _cell(name: str, source: str, code: bool = True, **marks: object) -> nbformat.NotebookNode:
    made = nbformat.v4.new_code_cell(source) if code else nbformat.v4.new_markdown_cell(source)
    made.metadata["nbgrader"] = {
        "schema_version": 3,
        "grade_id": name,
        "grade": False,
        "solution": False,
        "locked": False,
        "task": False,
        **marks,
    }
    return made


def three_tasks() -> nbformat.NotebookNode:
    """Three tasks in code, one point each and one hidden; one question in words."""
    return notebook_of(
        text("# Three tasks\n\nWhat a small assignment looks like."),
        locked("imports", "import digitlab.check.Check;\nint given = 20;"),
        text("## Double"),
        answer("double", "int doubled = 2 * given;"),
        test_cell(
            "double-test",
            1,
            'Check.atLeast("doubled", doubled, 1, "It is above 0.");',
            'Check.equal("doubled", doubled, 2 * given, "Two times the given number.");',
        ),
        text("## Square"),
        answer("square", "int squared = given * given;"),
        test_cell(
            "square-test",
            2,
            'Check.atLeast("squared", squared, 1, "It is above 0.");',
            'Check.equal("squared", squared, 400, "The number times itself.");',
        ),
        text("## Halve"),
        answer("halve", "int halved = given / 2;"),
        test_cell(
            "halve-test",
            3,
            'Check.atLeast("halved", halved, 1, "It is above 0.");',
            'Check.equal("halved", halved, 10, "Half of the given number.");',
        ),
        text("## In words"),
        words("why", 4, "Because a number has one half only."),
    )
