"""`./lab assignments`, run with the lab's own Python."""

from __future__ import annotations

import argparse
import os
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

from tools import processes
from tools.console import Problem


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tools.course", description=__doc__)
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
    from tools.course.course import Course  # nbgrader takes a second to load

    course = Course(given.course.resolve())
    course.config()
    names = course.chosen(given.names)
    if not names:
        raise Problem(f"There are no assignments in {course.root / 'source'}.")
    if given.action == "release":
        from tools.course.release import release

        for name in names:
            release(course, name)
    elif given.action == "grade":
        from tools.course.grade import grade

        handed_in = given.names or [name for name in names if course.students(name)]
        if not handed_in:
            raise Problem(f"Nothing has been handed in: {course.root / 'submitted'} is empty.")
        return grade(course, handed_in, given.force)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
