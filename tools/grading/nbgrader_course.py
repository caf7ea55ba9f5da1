"""A course: its folders in nbgrader's layout, its assignments and its settings."""

from __future__ import annotations

import contextlib
import logging
import os
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader
from traitlets.log import get_logger

from tools.common.console import Problem
from tools.common.places import THIS
from tools.common.stamps import fingerprint

CONFIG = "nbgrader_config.py"


@dataclass(frozen=True)
class Course:
    """A folder with `source/ASSIGNMENT/NOTEBOOK.ipynb` and nbgrader's settings."""

    root: Path

    def source(self, assignment: str) -> Path:
        return self.root / "source" / assignment

    def released(self, assignment: str) -> Path:
        return self.root / "release" / assignment

    def submitted(self, assignment: str, student: str) -> Path:
        return self.root / "submitted" / student / assignment

    def autograded(self, assignment: str, student: str) -> Path:
        return self.root / "autograded" / student / assignment

    def feedback(self, assignment: str, student: str) -> Path:
        return self.root / "feedback" / student / assignment

    def solutions(self, assignment: str) -> Path:
        return self.root / "solutions" / assignment

    def notes(self, assignment: str) -> Path:
        """What we remember about an assignment and its gradings beside nbgrader's gradebook."""
        return self.root / "grading" / assignment

    @property
    def gradebook(self) -> str:
        return f"sqlite:///{self.root / 'gradebook.db'}"

    def assignments(self) -> list[str]:
        found = (path.parent.name for path in self.root.glob("source/*/*.ipynb"))
        return sorted({name for name in found if not name.startswith(".")})

    def chosen(self, names: Sequence[str]) -> list[str]:
        """The assignments with these names, all of them without names."""
        known = self.assignments()
        for name in names:
            if name not in known:
                listed = "".join(f"\n  {shown(each)}" for each in known) or " none"
                raise Problem(f"There is no assignment {name!r} in {self.root}. There are:{listed}")
        return list(names) or known

    def notebooks(self, assignment: str) -> list[str]:
        return sorted(path.stem for path in self.source(assignment).glob("*.ipynb"))

    def students(self, assignment: str) -> list[str]:
        """Who has handed something in, in whatever state it is."""
        return [name for name in self._submitters(assignment) if name == shown(name)]

    def nameless(self, assignment: str) -> list[str]:
        """Folders of submissions with names that are not UTF-8: no gradebook could hold them."""
        return [name for name in self._submitters(assignment) if name != shown(name)]

    def has_submissions(self, assignment: str) -> bool:
        return bool(self._submitters(assignment))

    def _submitters(self, assignment: str) -> list[str]:
        folder = self.root / "submitted"
        names = os.listdir(folder) if folder.is_dir() else []
        return sorted(name for name in names if _is_there(folder / name / assignment))

    def data_files(self, assignment: str) -> dict[str, Path]:
        """The assignment's own files beside its notebooks, by their path relative to them."""
        folder = self.source(assignment)
        files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".ipynb")
        names = {path.relative_to(folder): path for path in files}
        return {
            name.as_posix(): path
            for name, path in sorted(names.items())
            if not any(part.startswith((".", "__")) for part in name.parts)
        }

    def config(self) -> Config:
        """nbgrader's settings for this course."""
        if not (self.root / CONFIG).is_file():
            raise Problem(f"{self.root} is not a course: it has no {CONFIG}.")
        config = PyFileConfigLoader(CONFIG, path=str(self.root)).load_config()
        config.CourseDirectory.root = str(self.root)
        config.CourseDirectory.db_url = self.gradebook
        return config

    def convert(self, converter: type, assignment: str, student: str = "*", **options) -> None:
        """Runs one of nbgrader's converters, such as GenerateAssignment."""
        config = self.config()
        config.CourseDirectory.assignment_id = assignment
        config.CourseDirectory.student_id = student
        for name, value in options.items():
            config[converter.__name__][name] = value
        with nbgrader_log() as words:
            try:
                converter(coursedir=CourseDirectory(config=config), config=config).start()
            except Exception as error:  # it raises what it likes; its log tells more
                said = "".join(f"\n  nbgrader: {word}" for word in words[-5:]) or f" {error}"
                raise Problem(f"{assignment}: {converter.__name__} failed:{said}") from error

    def fingerprint(self, assignment: str) -> str:
        """Changes when the sources of an assignment do."""
        return fingerprint([self.source(assignment)])


@contextlib.contextmanager
def nbgrader_log() -> Iterator[list[str]]:
    """Keeps nbgrader's log off the terminal: it goes to work/logs; gives its warnings."""
    words: list[str] = []

    class Listen(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            words.append(record.getMessage().strip().splitlines()[-1])

    THIS.logs.mkdir(parents=True, exist_ok=True)
    file = logging.FileHandler(THIS.logs / "nbgrader.log", encoding="utf-8")
    logger, listen = get_logger(), Listen(logging.WARNING)
    before, logger.propagate = (logger.handlers[:], logger.propagate), False
    logger.handlers[:] = [file, listen]
    logger.setLevel(logging.INFO)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its database layer warns of how nbgrader uses it
            yield words
    finally:
        logger.handlers[:], logger.propagate = before
        file.close()


def _is_there(path: Path) -> bool:
    """Whether there is something of this name, be it a link to nothing or locked away."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def shown(name: str) -> str:
    """The name of a file as it can be printed and kept: not every one is UTF-8."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def read(path: Path) -> nbformat.NotebookNode:
    """One of our own notebooks; its format is that of the course."""
    return nbformat.read(path, as_version=4)


def grade_id(cell: nbformat.NotebookNode) -> str:
    """nbgrader's name of a cell; empty for a cell that nbgrader does not know."""
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")
