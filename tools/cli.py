"""The commands of `./lab`, as a person types them."""

from __future__ import annotations

import argparse
import errno
import os
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools import bench, doctor
from tools.common import caps, paths, processes
from tools.common.console import Problem, say
from tools.common.places import THIS
from tools.common.stamps import stamp
from tools.environment import java_library, setup
from tools.environment.variables import lab_environment
from tools.execution import copies, notebooks
from tools.reports.options import ReportOptions, add_options

DESCRIPTION = """\
DigitLab: Java notebooks in which handwritten digits are loaded, learned and compared.

  ./lab run            run the notebooks and write HTML reports
  ./lab run --quick    the same with little data, to see that all works
  ./lab start          open the notebooks in JupyterLab
  ./lab report         write reports of your own notebooks, with your own outputs
  ./lab doctor         check this machine
  ./lab test           run every test
  ./lab bench          compare the speed with Keras, PyTorch and others
  ./lab assignments    release, grade and return assignments

On Windows type: py lab run
The first command sets up what it needs inside this folder; nothing is installed elsewhere.
"""

ACTIONS = {
    "release": "make the students' version: release/, without solutions and hidden tests",
    "handout": "make the zip for students: the lab with what was released, and no solutions",
    "grade": "grade submitted/STUDENT/ASSIGNMENT; exit code 2 when a submission has a problem",
    "formgrader": "open nbgrader's formgrader, to grade answers in words",
    "feedback": "write feedback/STUDENT/ASSIGNMENT: points and comments, as HTML",
    "solutions": "run the solutions and write them as HTML and notebooks: solutions/",
    "export": "write all points into grades.csv",
}


def main(arguments: Sequence[str]) -> int:
    started = time.time()
    try:
        os.environ.update(paths.variables(os.environ))
        given = parser().parse_args(arguments)
        processes.interrupt_on_termination()
        return given.command(given, started)
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        print("\nThe disk is full: free some space, then try again.", file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser(
        prog="./lab", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = result.add_subparsers(title="commands", metavar="COMMAND", required=True)

    text = "run notebooks from top to bottom and write a report of each into reports/"
    add = commands.add_parser("run", help=text, description=text.capitalize())
    add.set_defaults(command=run)
    add.add_argument(
        "--quick",
        action="store_true",
        help="train one epoch on 2,000 images only, reports in reports/quick/ "
        f"({caps.EPOCHS} and {caps.IMAGES} set by hand win)",
    )
    add.add_argument("--all", action="store_true", help="also the further studies (07 and up)")
    add.add_argument(
        "notebooks",
        metavar="NOTEBOOK",
        type=paths.expanded,
        nargs="*",
        help="a number (03), a name or a path; without any, 00 to 06",
    )

    text = "write HTML reports of notebooks that have been run, such as your own copies"
    add = commands.add_parser(
        "report",
        help=text,
        description=f"{text.capitalize()}. A report is one file that needs no network.",
    )
    add.set_defaults(command=report)
    add.add_argument("--execute", action="store_true", help="run the notebooks first")
    add_options(add)
    add.add_argument(
        "--out", metavar="DIR", type=paths.typed, help="the folder to write to (reports/)"
    )
    add.add_argument(
        "notebooks",
        metavar="NOTEBOOK",
        type=paths.expanded,
        nargs="*",
        help="a number (03) or name, which means your copy in work/notebooks, or a path; "
        "without any, all of your copies that have outputs",
    )

    text = "open JupyterLab with your own copies of the notebooks, in work/notebooks"
    add = commands.add_parser("start", help=text, description=text.capitalize())
    add.set_defaults(command=start)
    add.add_argument(
        "options",
        metavar="OPTION",
        nargs="*",
        help="options for JupyterLab, after --, for example: ./lab start -- --no-browser",
    )

    text = "check Java, Maven, Python, kernel, native library, memory and data"
    add = commands.add_parser("doctor", help=text, description=text.capitalize())
    add.set_defaults(command=lambda given, started: doctor.examine(THIS, os.environ))

    text = "train side by side with Keras, PyTorch, DJL and plain Deeplearning4j"
    add = commands.add_parser(
        "bench",
        help=text,
        description=f"{text.capitalize()}: the same networks from the same weights with the same "
        "batches, in turns. Writes reports/bench.html, .csv, .png and .md. The peers (about 6 GB) "
        "are installed into work/ the first time. All networks take about half an hour; results "
        "are saved as they come, so a run may be broken off. What is compared: docs/performance.md",
    )
    add.set_defaults(command=lambda given, started: bench.bench(given, THIS, os.environ))
    bench.add_options(add)

    add_assignments(commands)

    text = "run every test there is: formatting, Java, notebooks, launcher"
    add = commands.add_parser("test", help=text, description=text.capitalize())
    add.set_defaults(command=test)
    return result


def add_assignments(commands: argparse._SubParsersAction) -> None:
    text = "release, hand out, grade and return the assignments of a course"
    add = commands.add_parser(
        "assignments",
        help=text,
        description=f"{text.capitalize()}. The manual is docs/assignments.md",
    )
    actions = add.add_subparsers(title="actions", metavar="ACTION", required=True, dest="action")
    for name, does in ACTIONS.items():
        action = actions.add_parser(name, help=does, description=does[0].upper() + does[1:])
        action.set_defaults(command=assignments, force=False)
        action.add_argument(
            "names", metavar="ASSIGNMENT", nargs="*", help="such as ps1-data; without any, all"
        )
        action.add_argument(
            "--course",
            type=paths.typed,
            default=THIS.root / "assignments",
            help="the folder of a course of your own, instead of assignments/",
        )
        if name == "grade":
            action.add_argument(
                "--force", action="store_true", help="also what has not changed since"
            )


def assignments(given: argparse.Namespace, _started: float) -> int:
    course = given.course.resolve()
    java, python = setup.set_up(THIS, os.environ)
    env = lab_environment(THIS, java, os.environ)
    if given.action == "formgrader":
        return formgrader(course, python.python, env)
    command = [python.python, "-m", "tools.assignments", "--course", course]
    command += ["--force"] if given.force else []
    return processes.run([*command, given.action, *given.names], env, THIS.root)


def formgrader(course: Path, python: Path, env: Mapping[str, str]) -> int:
    if not (course / "gradebook.db").is_file():
        raise Problem(f"There is nothing to grade by hand in {THIS.shown(course)} yet.")
    config = THIS.root / "tools" / "jupyter" / "formgrader_config.py"
    say("Opening nbgrader's formgrader in the browser; Ctrl-C ends it. Its address:")
    command = [python, "-m", "jupyter_server", f"--config={config}"]
    # It finds a program of its environment (alembic), and the course, by where it is started.
    env = {**env, "PATH": os.pathsep.join([str(python.parent), env.get("PATH", "")])}
    return processes.run([*command, f"--ServerApp.root_dir={course}"], env, course)


def run(given: argparse.Namespace, started: float) -> int:
    chosen = notebooks.find(THIS, given.notebooks, given.all)
    java, python = setup.set_up(THIS, os.environ)
    env = lab_environment(THIS, java, os.environ)
    if given.quick:
        env |= caps.quick(os.environ)
    if not env.get("DIGITLAB_RUNS"):  # networks of this run only: it always trains afresh
        trained = THIS.work / "run" / "trained"
        shutil.rmtree(trained, ignore_errors=True)
        trained.mkdir(parents=True)
        env["DIGITLAB_RUNS"] = str(trained)
    reports = THIS.reports(env)
    reports = reports / "quick" if given.quick else reports
    command = [python.python, "-m", "tools.run", "--reports", reports, "--started", started]
    return processes.run([*command, *chosen], env, THIS.root)


def report(given: argparse.Namespace, started: float) -> int:
    reports = THIS.reports(os.environ)
    chosen = notebooks.find_to_report(THIS, given.notebooks, reports, given.execute)
    java, python = setup.set_up(THIS, os.environ)
    env = lab_environment(THIS, java, os.environ)
    module = ["tools.run", "--started", started] if given.execute else ["tools.report"]
    if given.out:  # a folder of the person's own gets nothing but what was asked for
        module.append("--no-index")
    command = [python.python, "-m", *module, "--reports", (given.out or reports).resolve()]
    return processes.run([*command, *ReportOptions.of(given).arguments(), *chosen], env, THIS.root)


def start(given: argparse.Namespace, _started: float) -> int:
    java, python = setup.set_up(THIS, os.environ)
    for note in copies.update_copies(THIS):
        say(note)
    folder = THIS.work / "notebooks"
    say(f"Opening {THIS.shown(folder)} in JupyterLab; Ctrl-C ends it.")
    command = [python.python, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}"]
    command += [f"--config={THIS.root / 'tools' / 'jupyter' / 'server_config.py'}"]
    first = folder / "00-start-here.ipynb"
    if first.is_file():
        command.append(f"--LabApp.default_url=/lab/tree/{first.name}")
    env = lab_environment(THIS, java, os.environ)
    # Settings of the pages, which the server's configuration file cannot hold.
    env["JUPYTER_CONFIG_PATH"] = str(THIS.root / "tools" / "jupyter")
    return processes.run([*command, *given.options], env, folder)


def test(_given: argparse.Namespace, _started: float) -> int:
    java, python = setup.set_up(THIS, os.environ)
    env = lab_environment(THIS, java, os.environ)
    suites = {
        "ruff check": [python.python, "-m", "ruff", "check", "."],
        "ruff format": [python.python, "-m", "ruff", "format", "--check", "."],
        "Java tests and formatting": [java_library.find_maven(env), "-B", "-ntp", "verify"],
        "Python tests": [python.python, "-m", "pytest"],
    }
    failed = []
    for name, command in suites.items():
        say(f"\n=== {name}")
        if processes.run(command, env, THIS.root):
            failed.append(name)
        elif name.startswith("Java"):  # what Maven has just built is what set-up would build
            stamp(THIS.target, java_library.library_fingerprint(THIS, java))
    say("\n" + "\n".join(f"{'FAILED' if name in failed else 'passed'}  {name}" for name in suites))
    return 1 if failed else 0
