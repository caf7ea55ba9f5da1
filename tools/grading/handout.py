"""The zip for students: the lab as it is, with the released assignments in it.

Only what is listed here goes in: whatever else the repository holds (solutions, guides, tests, its
history) stays out, also what is added to it later.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.common import files, notebook_json
from tools.common.console import Problem, say
from tools.common.places import THIS
from tools.grading import leaks, release
from tools.grading.nbgrader_course import Course

NAME = "digitlab"
CONTENTS = (
    "lab",
    "LICENSE",
    "README.md",
    "requirements.txt",
    "environment.yml",
    "pyproject.toml",
    "data",
    "kernel",
    "notebooks",
    "tools",
    "bench",
    "compiled-step/README.md",
    "docs",
)
NEVER = {"__pycache__", ".ipynb_checkpoints", "target", "source", "guides", "gradebook.db"}
ALWAYS_THE_SAME_TIME = (1980, 1, 1, 0, 0, 0)


def write_handout(course: Course, assignments: Sequence[str]) -> Path:
    """Writes `handout/digitlab.zip`; its assignments are where `./lab start` copies them from."""
    if not assignments:
        raise Problem("Nothing has been released yet: ./lab assignments release")
    entries = lab_files()
    for assignment in assignments:
        release.must_be_released(course, assignment)
        told = release.leaks_of_release(course, assignment)
        if told:
            raise Problem(f"{assignment} tells what students must not see: {told[0]}")
        folder = course.released(assignment)
        for path in _files(folder):
            name = path.relative_to(folder).as_posix()
            entries[f"notebooks/assignments/{assignment}/{name}"] = path
    _look_for_markers(entries)
    target = course.root / "handout" / f"{NAME}.zip"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in sorted(entries.items()):
            archive.writestr(_entry(name), path.read_bytes())
    files.write(target, packed.getvalue())
    size = target.stat().st_size / 1e6
    say(f"{THIS.shown(target)} ({size:.0f} MB): the lab with {', '.join(assignments)}")
    return target


def lab_files() -> dict[str, Path]:
    """What students get of the lab itself, by its place in the zip."""
    found: dict[str, Path] = {}
    for path in [*(THIS.root / name for name in CONTENTS), *THIS.java_sources]:
        for file in _files(path) if path.is_dir() else [path]:
            place = file.relative_to(THIS.root).as_posix()
            if file.is_file():
                found[place] = file
    return found


def _files(folder: Path) -> list[Path]:
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not NEVER & set(path.relative_to(folder).parts)
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]


def _look_for_markers(entries: Mapping[str, Path]) -> None:
    """No notebook in the zip may hold a solution, wherever it came from."""
    for path in entries.values():
        if path.suffix == ".ipynb" and leaks.MARKER.search(
            notebook_json.decoded(path.read_bytes())
        ):
            raise Problem(f"{path} holds a solution or hidden tests: it must not be handed out.")


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(f"{NAME}/{name}", ALWAYS_THE_SAME_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3  # Unix, so that the launcher can be run
    entry.external_attr = (0o100755 if name == "lab" else 0o100644) << 16
    return entry
