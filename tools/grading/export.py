"""All points as a table that a spreadsheet opens."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from tools.common import files
from tools.common.console import Problem, say
from tools.common.places import THIS
from tools.grading.grade import notes_of
from tools.grading.gradebook import AssignmentGradebook
from tools.grading.nbgrader_course import Course

COLUMNS = ("student", "assignment", "question", "points", "max_points", "problem")


def export_points(course: Course, assignments: Sequence[str]) -> None:
    """Writes `grades.csv`: a row for each question; points are empty until a person gave them."""
    rows = [row for assignment in assignments for row in rows_of(course, assignment)]
    if not rows:
        raise Problem("Nobody has been graded yet: ./lab assignments grade")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([COLUMNS, *rows])
    file = course.root / "grades.csv"
    files.write(file, text.getvalue())
    say(f"{len(rows)} rows in {THIS.shown(file)}")


def rows_of(course: Course, assignment: str) -> list[tuple]:
    gradebook, rows = AssignmentGradebook(course, assignment), []
    for student in course.students(assignment):
        notes = notes_of(course, assignment, student)
        for each in gradebook.points(student) if notes else []:
            problem = "; ".join(notes.noticed(each.notebook))
            points = "" if each.points is None else f"{each.points:g}"
            question = f"{each.notebook}/{each.question}"
            rows.append((student, assignment, question, points, f"{each.most:g}", problem))
    return rows
