"""Grading: every submission is checked, run apart from all others, and given its points."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import nbformat
from nbgrader import utils

from tools.common import files
from tools.common.console import Problem, ProgressLine, clock
from tools.common.places import THIS
from tools.common.stamps import fingerprint
from tools.grading import gradebook, release, submission, submitted_files
from tools.grading.gradebook import AssignmentGradebook
from tools.grading.limits import Limits
from tools.grading.nbgrader_course import Course, grade_id, read, shown
from tools.grading.pool import Job, NotebookResult, Pool
from tools.grading.submitted_files import Unreadable

NAMELESS = (
    "it was not graded: the name of the student's folder is not UTF-8, so no gradebook could hold "
    "it; rename the folder, then grade again"
)


@dataclass
class GradingRecord:
    """What is remembered of a graded submission: problems in words."""

    fingerprint: str
    problems: dict[str, list[str]] = field(default_factory=dict)
    """By notebook."""
    of_all: list[str] = field(default_factory=list)
    """Of the submission as a whole."""

    def told(self) -> list[str]:
        """All problems, each with its notebook where there is more than one."""
        many = len(self.problems) > 1
        return self.of_all + [
            f"{name}: {problem}" if many else problem
            for name, found in self.problems.items()
            for problem in found
        ]

    def noticed(self, name: str) -> list[str]:
        """What concerns one notebook."""
        return self.of_all + self.problems.get(name, [])


class Grading:
    """The grading of one assignment."""

    def __init__(self, course: Course, assignment: str, pool: Pool, line: ProgressLine) -> None:
        self.course, self.assignment, self.pool, self.line = course, assignment, pool, line
        self.gradebook = AssignmentGradebook(course, assignment)
        self.names = course.notebooks(assignment)
        self.checked: dict[tuple[str, str], submission.CheckedNotebook] = {}
        self.graded: dict[str, GradingRecord] = {}
        self.key = self._key()

    def students(self, force: bool) -> list[str]:
        """Whose submission has not been graded yet as it is now."""
        everyone = self.course.students(self.assignment)
        return [name for name in everyone if force or not self._is_graded(name)]

    def problems(self) -> list[str]:
        """Those of all students, and of folders that cannot stand for one."""
        everyone = self.course.students(self.assignment)
        told = {student: self.graded[student].told() for student in everyone}
        told |= {shown(name): [NAMELESS] for name in self.course.nameless(self.assignment)}
        return [
            f"{student}: {self.assignment}: {problem}"
            for student, found in told.items()
            for problem in found
        ]

    def grade(self, students: Sequence[str]) -> None:
        jobs = {}
        for student in students:
            self.line.show(f"{self.assignment}: looking at {student}")
            jobs |= self._prepare(student)
        open_notebooks = {student: set() for student in students}
        for student, name in jobs:
            open_notebooks[student].add(name)
        done = 0
        for student in [each for each in students if not open_notebooks[each]]:
            done += 1
            self._finish(student, done, len(students))
        for (student, name), ran in self.pool.run(jobs):
            self._save(student, name, ran)
            open_notebooks[student].discard(name)
            if not open_notebooks[student]:
                done += 1
                self._finish(student, done, len(students))

    def _prepare(self, student: str) -> dict[tuple[str, str], Job]:
        """Checks a submission; gives what there is to run of it."""
        fingerprint = self.fingerprint(student)
        self.graded[student] = GradingRecord(fingerprint)
        self._enter(student)
        jobs = {}
        for name in self.names:
            try:
                checked = self._checked(student, name)
            except Unreadable as reason:
                self._give_nothing(student, name, str(reason))
                continue
            self.graded[student].problems[name] = checked.problems
            self.checked[student, name] = checked
            jobs[student, name] = self._job(checked)
        return jobs

    def _enter(self, student: str) -> None:
        """Into the gradebook; a time of submission that cannot be read costs nothing."""
        time_of_submission = None
        try:
            time_of_submission = submitted_files.submitted_at(self._submitted(student))
        except Unreadable as reason:
            self.graded[student].of_all.append(str(reason))
        self.gradebook.enter(student, time_of_submission)

    def _checked(self, student: str, name: str) -> submission.CheckedNotebook:
        """A submitted notebook with the teacher's tests in it; Unreadable when it is none."""
        file = self._submitted(student) / f"{name}.ipynb"
        notebook = submitted_files.read_notebook(file)
        try:
            checked = submission.check(
                notebook,
                read(self.course.released(self.assignment) / f"{name}.ipynb"),
                read(self.course.source(self.assignment) / f"{name}.ipynb"),
            )
            checked.notebook = self.gradebook.sanitise(checked.notebook, student, name)
        except Exception as error:  # a strange file must not stop the grading of the others
            raise Unreadable(f"{file.name} could not be graded: {error!r}") from error
        return checked

    def _give_nothing(self, student: str, name: str, reason: str) -> None:
        self.gradebook.give_nothing(student, name)
        (self._graded(student) / f"{name}.ipynb").unlink(missing_ok=True)
        self.graded[student].problems[name] = [reason]

    def _job(self, checked: submission.CheckedNotebook) -> Job:
        cells = [checked.notebook.cells[place].source for place in _to_run(checked)]
        return Job(cells, self.course.data_files(self.assignment))

    def _save(self, student: str, name: str, ran: NotebookResult) -> None:
        checked = self.checked.pop((student, name))
        problems = self.graded[student].problems[name]
        places = _to_run(checked)
        if ran.fault:
            problems.append(f"it could not be run: {ran.fault}")
            self.graded[student].fingerprint = ""  # the next grading tries again
        for place, outputs in zip(places, ran.outputs, strict=False):
            checked.notebook.cells[place].outputs = [nbformat.from_dict(each) for each in outputs]
        for place, words, is_end in ran.problems:
            after = "; the questions after it have 0 points" if is_end else ""
            problems.append(f"{words} in {_label(checked.notebook, places[place])}{after}")
        for place in places:
            for output in checked.notebook.cells[place].outputs:
                if "OutOfMemoryError" in output.get("evalue", ""):
                    problems.append(f"memory ran out in {_label(checked.notebook, place)}")
        for place, cell in enumerate(checked.notebook.cells):
            _explain(cell, checked.blocked.get(place, ran.fault))
        try:
            notebook = self.gradebook.give_points(checked.notebook, student, name)
            gradebook.write(notebook, self._graded(student) / f"{name}.ipynb")
        except Problem:
            raise
        except Exception as error:  # strange outputs must not stop the grading of the others
            reason = f"what {name}.ipynb put out could not be graded: {error!r}"
            self._give_nothing(student, name, reason)

    def _finish(self, student: str, done: int, of: int) -> None:
        notes = self.graded[student]
        files.write(self._notes(student), json.dumps(asdict(notes), indent=1) + "\n")
        self.line.say(f"[{done}/{of}] {summary(self.assignment, student, self.gradebook, notes)}")

    # --- what was graded before -------------------------------------------------------------------

    def _key(self) -> str:
        """Changes when a submission that has not changed must be graded again all the same."""
        ours = sorted(Path(__file__).parent.glob("*.py"))
        settings = [self.course.root / "nbgrader_config.py", self.course.source(self.assignment)]
        return fingerprint([*ours, *settings, *THIS.java_sources])

    def fingerprint(self, student: str) -> str:
        return submitted_files.fingerprint(self._submitted(student), self.key)

    def _is_graded(self, student: str) -> bool:
        notes = notes_of(self.course, self.assignment, student)
        if notes is None or notes.fingerprint != self.fingerprint(student):
            return False
        self.graded[student] = notes
        return True

    def _submitted(self, student: str):
        return self.course.submitted(self.assignment, student)

    def _graded(self, student: str):
        return self.course.autograded(self.assignment, student)

    def _notes(self, student: str):
        return self.course.notes(self.assignment) / f"{student}.json"


def notes_of(course: Course, assignment: str, student: str) -> GradingRecord | None:
    """What was found when a submission was graded; None when it has not been."""
    file = course.notes(assignment) / f"{student}.json"
    return GradingRecord(**json.loads(file.read_text("utf-8"))) if file.is_file() else None


def summary(
    assignment: str, student: str, gradebook: AssignmentGradebook, notes: GradingRecord
) -> str:
    """A line with the points, and one for each problem."""
    points = gradebook.points(student)
    automatic = [each for each in points if each.automatic]
    got = sum(each.points or 0 for each in automatic)
    most = sum(each.most for each in automatic)
    waiting = sum(1 for each in points if each.points is None)
    by_hand = f", {waiting} to grade by hand" if waiting else ""
    lines = [f"{student}: {got:g} of {most:g} automatic points{by_hand}"]
    return "\n".join([*lines, *(f"  {assignment}: {problem}" for problem in notes.told())])


def _to_run(checked: submission.CheckedNotebook) -> list[int]:
    """The positions of the code cells that are run."""
    return [
        place
        for place, cell in enumerate(checked.notebook.cells)
        if cell.cell_type == "code" and cell.source.strip() and place not in checked.blocked
    ]


def _explain(cell, reason: str) -> None:
    """A cell that did not run says why: nbgrader gives a test without outputs full points."""
    if not reason or cell.cell_type != "code" or cell.get("outputs"):
        return
    cell.outputs = [
        nbformat.v4.new_output("error", ename="NotRun", evalue=reason, traceback=[reason])
    ]


def _label(notebook: nbformat.NotebookNode, place: int) -> str:
    """A cell as a person finds it: which code cell it is, and its name or first line."""
    cells = notebook.cells
    number = sum(1 for cell in cells[: place + 1] if cell.cell_type == "code")
    first_line = (cells[place].source.strip().splitlines() or [""])[0][:60]
    name = grade_id(cells[place]) if utils.is_solution(cells[place]) else ""
    return f"code cell {number} ({name or first_line})"


def grade(course: Course, names: Sequence[str], force: bool) -> int:
    """Grades assignments; 0 when all went well, 2 when a student has a problem."""
    limits = Limits.of(dict(course.config().get("Limits", {})))
    for name in names:
        release.must_be_released(course, name)
    pool, line = Pool(limits, course.root), ProgressLine()
    line.say(how(pool))
    pool.unpack_native_libraries()
    problems = []
    for name in names:
        problems += grade_one(Grading(course, name, pool, line), force)
    if problems:
        listed = "\n".join(f"  {each}" for each in problems)
        line.say(f"\nPlease look at these:\n{listed}")
    return 2 if problems else 0


def grade_one(grading: Grading, force: bool) -> list[str]:
    """Grades an assignment; gives the problems of all its students."""
    began, name = time.monotonic(), grading.assignment
    everyone, todo = grading.course.students(name), grading.students(force)
    kept = len(everyone) - len(todo)
    as_before = f", {kept} unchanged (--force grades them again)" if kept else ""
    grading.line.say(f"{name}: {len(todo)} to grade{as_before}")
    grading.grade(todo)
    grading.line.clear()
    if todo:
        grading.line.say(f"{name}: graded in {clock(time.monotonic() - began)}")
    return grading.problems()


def how(pool: Pool) -> str:
    """How students' code is run on this machine, in a sentence."""
    at_a_time = f"{pool.size} at a time" if pool.size > 1 else "one at a time"
    if pool.isolated:
        return f"Students' code runs {at_a_time}, without network, shut off from your files."
    return (
        f"Students' code runs {at_a_time}. This system offers no way to shut it off: it may use "
        "the network and read your files (see docs/assignments.md)."
    )
