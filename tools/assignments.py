"""`./lab assignments`, run with the lab's own Python."""

from __future__ import annotations

import argparse
import os
import sys
import sysconfig
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.common import processes
from tools.common.console import Problem


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tools.assignments", description=__doc__)
    parser.add_argument("action")
    parser.add_argument("--course", type=Path, required=True)
    parser.add_argument("--force", action="store_true")
    parser.add_argument("names", nargs="*")
    given = parser.parse_args(arguments)
    processes.interrupt_on_termination()
    # nbgrader calls a program of its environment (alembic) by its bare name.
    os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    try:
        return act(given)
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def act(given: argparse.Namespace) -> int:
    from tools.grading import nbgrader_course as courses  # nbgrader takes a second to load

    course = courses.Course(given.course.resolve())
    course.config()
    names = course.chosen(given.names)  # checks them, too
    if not names:
        raise Problem(f"There are no assignments in {course.root / 'source'}.")
    if given.action == "grade":
        from tools.grading.grade import grade

        return grade(course, _handed_in(course, given.names), given.force)
    if given.action == "handout":
        from tools.grading.handout import write_handout

        # Without names, what has been released: a course hands out one assignment after another.
        released = [name for name in names if course.released(name).is_dir()]
        write_handout(course, given.names or released)
        return 0
    ACTIONS[given.action](course, names)
    return 0


def _handed_in(course, names: Sequence[str]) -> list[str]:
    """Those named, else those of which there is something to grade."""
    found = [name for name in names or course.assignments() if course.has_submissions(name)]
    if not found:
        where = course.root / "submitted" / "STUDENT" / (names[0] if names else "ASSIGNMENT")
        raise Problem(f"Nothing has been handed in: put the submissions into {where}.")
    return found


def _release(course, names: Sequence[str]) -> None:
    from tools.grading.release import release

    _each(names, lambda name: release(course, name))


def _feedback(course, names: Sequence[str]) -> None:
    from tools.grading.feedback import give_feedback

    _each(_handed_in(course, names), lambda name: give_feedback(course, name))


def _solutions(course, names: Sequence[str]) -> None:
    from tools.grading.solutions import write_solutions

    write_solutions(course, names)


def _export(course, names: Sequence[str]) -> None:
    from tools.grading.export import export_points

    export_points(course, names)


def _each(names: Sequence[str], action: Callable[[str], None]) -> None:
    """All of the assignments: a Problem of one comes when the others are done."""
    problems = []
    for name in names:
        try:
            action(name)
        except Problem as problem:
            problems.append(str(problem))
    if problems:
        raise Problem("\n".join(problems))


ACTIONS = {
    "release": _release,
    "feedback": _feedback,
    "solutions": _solutions,
    "export": _export,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
