"""Releasing an assignment: the students' version without solutions and hidden tests."""

from __future__ import annotations

import glob
import re
import shutil

from nbgrader.converters import GenerateAssignment

from tools.common import files
from tools.common.console import Problem, say
from tools.common.places import THIS
from tools.grading import leaks
from tools.grading.nbgrader_course import Course, read, shown

STAMP = "released.txt"
UNFIT = re.compile(r"[][*?+]|^\s|\s$")
"""What no name of an assignment may hold."""


def release(course: Course, assignment: str) -> None:
    """Writes `release/ASSIGNMENT`, and what grading needs into the gradebook."""
    _must_be_fit(course, assignment)
    _refuse(assignment, leaks.faults_of_markers(course, assignment))
    course.convert(GenerateAssignment, assignment, student="", force=True)
    told = leaks_of_release(course, assignment)
    if told:
        shutil.rmtree(course.released(assignment))
    _refuse(assignment, told)
    files.write(course.notes(assignment) / STAMP, course.fingerprint(assignment) + "\n")
    many = len(course.notebooks(assignment))
    say(
        f"{assignment}: {many} notebook{'s' if many > 1 else ''} in "
        f"{THIS.shown(course.released(assignment))}"
    )


def _must_be_fit(course: Course, assignment: str) -> None:
    """A Problem for a name that nbgrader refuses, or takes for a pattern and finds nothing by."""
    told = f"{shown(assignment)} was not released: nbgrader takes no "
    if glob.escape(str(course.root)) != str(course.root):
        raise Problem(
            f"{told}[ * ? in the path of a course, and this is {course.root}. Rename that folder."
        )
    if UNFIT.search(assignment) or assignment != shown(assignment):
        raise Problem(
            f"{told}+ [ ] * ? in the name of an assignment, no space at its ends, and only UTF-8. "
            "Rename its folder in source, with letters, digits, - and _ only, such as ps1-data."
        )


def _refuse(assignment: str, found: list[str]) -> None:
    if found:
        listed = "".join(f"\n  {each}" for each in found[:10])
        raise Problem(
            f"{assignment} was not released: students would see solutions or hidden tests. The "
            f"markers are {', '.join(sorted(leaks.MARKERS))}, in pairs. Found:{listed}"
        )


def leaks_of_release(course: Course, assignment: str) -> list[str]:
    """Where the released notebooks tell what they must not."""
    hidden = leaks.hidden_lines(course, assignment)
    found = []
    for path in sorted(course.released(assignment).rglob("*.ipynb")):
        for number, cell in enumerate(read(path).cells, start=1):
            found += [
                f"{path.name}, cell {number}: {line}" for line in hidden.leaked_in(cell.source)
            ]
    return found


def must_be_released(course: Course, assignment: str) -> None:
    """Grading uses the tests as they were released; a Problem when those are not the sources'."""
    stamp = course.notes(assignment) / STAMP
    command = f"./lab assignments release {assignment}"
    if not stamp.is_file() or not course.released(assignment).is_dir():
        raise Problem(f"{assignment} has not been released yet: {command}")
    if stamp.read_text("utf-8").strip() != course.fingerprint(assignment):
        raise Problem(
            f"{assignment}: the sources have changed since the release, for example a test. "
            f"First take the change over ({command}), then grade again."
        )
