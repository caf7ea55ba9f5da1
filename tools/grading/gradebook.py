"""nbgrader's gradebook: what was handed in, the points of each question.

nbgrader's own preprocessors bring the hidden tests back and give the points; only the running of
the notebook between the two is ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute

from tools.common import files
from tools.grading.nbgrader_course import Course, nbgrader_log


@dataclass(frozen=True)
class Points:
    """The points of one question; `points` is None while a person has to give them."""

    notebook: str
    question: str
    points: float | None
    most: float
    automatic: bool


class AssignmentGradebook:
    """The gradebook of a course, for one assignment."""

    def __init__(self, course: Course, assignment: str) -> None:
        self.course, self.assignment = course, assignment
        self.config = course.config()
        self.directory = CourseDirectory(config=self.config)
        self.autograde = Autograde(coursedir=self.directory, config=self.config)

    def enter(self, student: str, when: datetime | None) -> None:
        """Notes that a student has handed in, and when; None for unknown."""
        with nbgrader_log(), self._gradebook() as book:
            book.update_or_create_student(student)
            book.update_or_create_submission(self.assignment, student, timestamp=when)

    def sanitise(
        self, notebook: nbformat.NotebookNode, student: str, name: str
    ) -> nbformat.NotebookNode:
        """The notebook with the teacher's tests, hidden ones too."""
        return self.process(self.autograde.sanitize_preprocessors, notebook, student, name)

    def give_points(
        self, notebook: nbformat.NotebookNode, student: str, name: str
    ) -> nbformat.NotebookNode:
        """Saves the points that the outputs of the tests stand for."""
        kinds = [kind for kind in self.autograde.autograde_preprocessors if kind != Execute]
        return self.process(kinds, notebook, student, name)

    def give_nothing(self, student: str, name: str) -> None:
        """No points for a notebook that is not there or that cannot be read."""
        with self._gradebook() as book:
            for grade in book.find_submission_notebook(name, self.assignment, student).grades:
                grade.auto_score = 0
                grade.needs_manual_grade = False
            book.db.commit()

    def points(self, student: str) -> list[Points]:
        """The points of all questions, in the order of the notebooks."""
        with self._gradebook() as book:
            submission = book.find_submission(self.assignment, student)
            found = []
            for notebook in sorted(submission.notebooks, key=lambda each: each.name):
                order = [cell.name for cell in notebook.notebook.source_cells]
                for grade in sorted(notebook.grades, key=lambda each: order.index(each.name)):
                    waits = grade.auto_score is None and grade.manual_score is None
                    found.append(
                        Points(
                            notebook=notebook.name,
                            question=grade.name,
                            points=None if waits else grade.score,
                            most=grade.max_score,
                            automatic=grade.cell.name in order and not _by_hand(notebook, grade),
                        )
                    )
            return found

    def process(
        self, kinds: list, notebook: nbformat.NotebookNode, student: str, name: str
    ) -> nbformat.NotebookNode:
        """Has some of nbgrader's preprocessors work on a student's notebook."""
        resources = {
            "unique_key": name,
            "nbgrader": {
                "student": student,
                "assignment": self.assignment,
                "notebook": name,
                "db_url": self.directory.db_url,
            },
        }
        with nbgrader_log():
            for kind in kinds:
                notebook, resources = kind(config=self.config)(notebook, resources)
        return notebook

    def _gradebook(self) -> Gradebook:
        return Gradebook(self.directory.db_url, self.directory.course_id)


def _by_hand(notebook, grade) -> bool:
    """Whether a question is one whose answer a person reads."""
    return any(cell.name == grade.name for cell in notebook.notebook.solution_cells)


def write(notebook: nbformat.NotebookNode, path: Path) -> None:
    if path.exists():
        path.chmod(0o644)  # nbgrader's own are write-protected
    files.write(path, nbformat.writes(notebook) + "\n")
