"""Files as students really bring them: what cannot be read costs its student, never the class.

One small course is graded once; each test looks at one student.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbgrader.api import Gradebook

from tests import sample_course
from tests.conftest import Ended, posix_only
from tests.sample_course import SampleCourse
from tools.common.console import Problem, ProgressLine
from tools.grading import feedback, release, submission, submitted_files
from tools.grading.grade import Grading
from tools.grading.nbgrader_course import Course, grade_id, shown
from tools.grading.pool import NotebookResult
from tools.grading.submitted_files import Unreadable

SUM = "sum"
BYTES = b"b\xe4r"
"""A name that is Latin-1, as it comes out of an old zip."""

any_name = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names of any bytes")


def small() -> nbformat.NotebookNode:
    return sample_course.notebook_of(
        sample_course.text("# A sum"),
        sample_course.locked("given", "import digitlab.check.Check;\nint given = 7;"),
        sample_course.answer("square", "int squared = given * given;"),
        sample_course.test_cell(
            "square-test",
            5,
            'Check.atLeast("squared", squared, 1, "It is above 0.");',
            'Check.equal("squared", squared, 49, "Multiply the number by itself.");',
        ),
    )


Handed = Callable[[nbformat.NotebookNode], str]
"""The text of the file that is handed in, from the notebook with the right answers."""


def with_header(header: object) -> Handed:
    def text(notebook: nbformat.NotebookNode) -> str:
        return json.dumps({**notebook, "metadata": header})

    return text


def without(*keys: str) -> Handed:
    def text(notebook: nbformat.NotebookNode) -> str:
        return json.dumps({key: value for key, value in notebook.items() if key not in keys})

    return text


def damaged_cells(notebook: nbformat.NotebookNode) -> str:
    """Right answers between cells that are none, with outputs that are none."""
    cells = [dict(cell) for cell in notebook.cells]
    for cell in cells:
        if cell["cell_type"] == "code":
            cell["outputs"] = None
    strange = [
        {"cell_type": "markdown"},
        {"cell_type": "markdown", "metadata": None, "source": None, "attachments": []},
        {"cell_type": "chart", "metadata": {}, "source": "x"},
        {"cell_type": "raw", "metadata": {"nbgrader": {"grade_id": []}}, "source": ["a", 3]},
        "no cell",
        None,
    ]
    return json.dumps({**notebook, "cells": strange + cells})


def half_a_character(notebook: nbformat.NotebookNode) -> str:
    """Half of an emoji in a text cell, and one that a cell prints."""
    own = nbformat.v4.new_markdown_cell("half: \ud83d")
    notebook.cells.insert(0, own)
    [answer] = [cell for cell in notebook.cells if grade_id(cell) == "square"]
    answer.source += '\nSystem.out.println("half: \\ud83d");\n"half: \\ud83d"'
    return json.dumps(notebook)


HEADERS = {
    "no-header": with_header({}),
    "no-kernelspec": with_header({"kernelspec": None, "language_info": {"name": "java"}}),
    "no-format": without("metadata", "nbformat", "nbformat_minor"),
    "damaged-cells": damaged_cells,
    "half-a-character": half_a_character,
}
ENCODINGS = ("utf-8-sig", "utf-16")
TIMES = {
    "no-header": b"handed in on Friday",
    "no-kernelspec": b"1764072000000",
    "half-a-character": "2026-11-25 12:00:00 UTC\r\n".encode("utf-16"),
    "no-format": b" \n",
    "utf-16": b"2026-11-25 12:00:00 UTC\n",
}


@dataclass(frozen=True)
class Class:
    sample: SampleCourse
    ended: Ended

    def points(self, student: str) -> float:
        return self.sample.points(student, SUM)[f"{SUM}/square-test"]

    def problem(self, student: str) -> str:
        return self.sample.problem(student, SUM)


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Class:
    sample = SampleCourse(tmp_path_factory.mktemp("files") / "course")
    course = sample.course
    sample_course.write(small(), course.source(SUM) / f"{SUM}.ipynb")
    sample.must("release")
    for student, text in HEADERS.items():
        sample.hand_in(student, SUM, SUM, text(sample.answered(SUM, SUM)))
    for encoding in ENCODINGS:
        notebook = sample.answered(SUM, SUM)
        notebook.cells.append(sample_course.text("Über große Zahlen"))
        content = json.dumps(notebook, ensure_ascii=False).encode(encoding)
        _place(sample, encoding).write_bytes(content)
    for student, content in TIMES.items():
        (course.submitted(SUM, student) / "timestamp.txt").write_bytes(content)
    _place(sample, "folder").mkdir()
    (_place(sample, "folder").parent / "timestamp.txt").mkdir()
    _place(sample, "link").symlink_to("nowhere.ipynb")
    _place(sample, "empty").write_bytes(b"")
    lock(_place(sample, "locked"))
    course.submitted(SUM, "file").parent.mkdir()
    course.submitted(SUM, "file").write_text("40, 400, 10")
    course.submitted(SUM, "linked-folder").parent.mkdir()
    course.submitted(SUM, "linked-folder").symlink_to("nowhere")
    if sys.platform == "linux":
        sample.hand_in(os.fsdecode(BYTES), SUM, SUM, sample.answered(SUM, SUM))
        stray = _place(sample, "names")
        stray.with_name(os.fsdecode(BYTES) + ".ipynb").write_text("{}")
    ended = sample.lab("grade")
    sample.must("export")
    return Class(sample, ended)


def _place(sample: SampleCourse, student: str) -> Path:
    """Where a student's notebook belongs, in a folder that is there."""
    file = sample.course.submitted(SUM, student) / f"{SUM}.ipynb"
    file.parent.mkdir(parents=True, exist_ok=True)
    return file


def lock(file: Path) -> None:
    """A file that cannot be read, not even by the superuser."""
    if os.name != "nt" and os.geteuid() == 0:
        file.symlink_to("/proc/self/mem")
    else:
        file.write_text("{}")
        file.chmod(0)


# --- the class ------------------------------------------------------------------------------------


@posix_only
def test_everybody_is_graded_whatever_one_student_brings(graded):
    assert graded.ended.code == 2
    students = graded.sample.course.students(SUM)
    assert len(students) >= len(HEADERS) + len(ENCODINGS) + 6
    for student in students:
        assert f"] {student}: " in graded.ended.output


# --- the time of submission -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("student", "found"),
    [
        ("no-header", "timestamp.txt holds 'handed in on Friday'"),
        ("no-kernelspec", "timestamp.txt holds '1764072000000'"),
        ("half-a-character", "timestamp.txt is not UTF-8"),
        ("no-format", "timestamp.txt is empty"),
        ("folder", "timestamp.txt is a folder, not a file"),
    ],
)
def test_a_time_that_cannot_be_read_is_told_and_unknown(graded, student, found):
    told = (
        f"the time of submission is unknown: {found}; "
        "it should hold a time such as 2026-11-25 12:00:00 UTC"
    )
    assert graded.problem(student).startswith(told)
    assert f"{student}: {SUM}: {told}" in graded.ended.output
    assert handed_in_at(graded, student) is None


def test_a_time_that_can_be_read_is_in_the_gradebook(graded):
    assert handed_in_at(graded, "utf-16") == datetime(2026, 11, 25, 12)


def handed_in_at(graded: Class, student: str) -> datetime | None:
    with Gradebook(graded.sample.course.gradebook) as book:
        return book.find_submission(SUM, student).timestamp


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-25 12:00:00 UTC",
        "2026-11-25 13:00:00+01:00",
        "2026-11-25T12:00:00Z",
        "2026-11-25 13:00:00 Europe/Berlin",
        "Wed, 25 Nov 2026 12:00:00 +0000",
        "2026-11-25 12:00\r\n",
    ],
)
def test_times_that_nbgrader_reads_are_times(tmp_path, text):
    (tmp_path / "timestamp.txt").write_bytes(text.encode())
    assert submitted_files.submitted_at(tmp_path) == datetime(2026, 11, 25, 12)


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "25",  # nbgrader would take it for the 25th of this month
        "Friday",
        "1801010000",  # seconds; nbgrader would take them for a day in 2018
        "1e400",
        "2026-13-45 12:00:00 UTC",
        "2026-11-25 12:00:00 99999999",
        "9" * 5000,
        "\x00\x00",
    ],
)
def test_what_is_no_time_is_told_with_its_beginning(tmp_path, text):
    (tmp_path / "timestamp.txt").write_bytes(text.encode())
    with pytest.raises(Unreadable, match=r"submission is unknown: timestamp\.txt ") as e:
        submitted_files.submitted_at(tmp_path)
    assert len(str(e.value)) < 250


def test_no_time_at_all_is_no_fault(tmp_path):
    assert submitted_files.submitted_at(tmp_path) is None


# --- the header -----------------------------------------------------------------------------------


@pytest.mark.parametrize("student", [*HEADERS, *ENCODINGS])
def test_the_cells_decide_the_mark_and_not_the_header_or_the_encoding(graded, student):
    assert graded.points(student) == 5


@pytest.mark.parametrize("student", ["damaged-cells", *ENCODINGS])
def test_a_header_that_was_lost_is_no_problem(graded, student):
    assert graded.problem(student) == ""


@pytest.mark.parametrize("header", [{}, {"kernelspec": None}, None, [], "lost", {"kernelspec": 3}])
def test_the_header_is_the_releases(tmp_path, header):
    file = tmp_path / "sum.ipynb"
    file.write_text(with_header(header)(small()))
    checked = submission.check(submitted_files.read_notebook(file), small(), small())
    assert checked.notebook.metadata == small().metadata
    assert checked.problems == []


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"]
)
def test_a_notebook_is_read_in_every_encoding_of_json(tmp_path, encoding):
    file = tmp_path / "sum.ipynb"
    notebook = sample_course.notebook_of(sample_course.text("Größe – 1"))
    file.write_bytes(json.dumps(notebook, ensure_ascii=False).encode(encoding))
    assert submitted_files.read_notebook(file).cells[0].source == "Größe – 1"


def test_a_notebook_of_an_older_format_keeps_its_cells(tmp_path):
    file = tmp_path / "sum.ipynb"
    older = nbformat.convert(small(), 3)
    for text in (nbformat.v3.writes_json(older), json.dumps({"worksheets": older.worksheets})):
        file.write_text(text)
        sources = [cell.source for cell in submitted_files.read_notebook(file).cells]
        assert "int given = 7;" in sources[1]


# --- what is no notebook --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("student", "problem"),
    [
        ("folder", "sum.ipynb is a folder, not a file"),
        ("link", "sum.ipynb is a link to something that is not there"),
        ("empty", "sum.ipynb is empty"),
        ("locked", "sum.ipynb cannot be read: "),
        ("file", "sum is a file, not a folder with sum.ipynb in it"),
        ("linked-folder", "sum is a link to something that is not there"),
        pytest.param("names", r"sum.ipynb is missing; there is b\xe4r.ipynb", marks=any_name),
    ],
)
@posix_only
def test_what_cannot_be_read_costs_its_student_only_and_is_named(graded, student, problem):
    assert graded.points(student) == 0
    assert problem in graded.problem(student)
    assert problem in graded.ended.output.partition("Please look at these:")[2]


@any_name
def test_a_student_whose_name_no_list_could_hold_is_told(graded):
    assert (
        rf"b\xe4r: {SUM}: it was not graded: the name of the student's folder is not UTF-8"
        in graded.ended.output
    )


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("[]", "it has no cells"),
        ('{"nbformat": 4, "metadata": {}, "cells": {}}', "it has no cells"),
        ('{"nbformat": 99, "worksheets": []}', "it has no cells"),
        ('{"cells": [', "it is not JSON"),
        ("<html></html>", "it is not JSON"),
        ("[" * 100_000 + "]" * 100_000, "it is nested too deeply"),
        ("PK\x03\x04\x00\x00", "it is not JSON"),
    ],
)
def test_what_is_no_notebook_says_why(tmp_path, content, problem):
    file = tmp_path / "sum.ipynb"
    file.write_text(content)
    with pytest.raises(Unreadable, match=f"^sum.ipynb is not a notebook: {problem}$"):
        submitted_files.read_notebook(file)


@posix_only
def test_a_pipe_is_not_waited_for(tmp_path):
    file = tmp_path / "sum.ipynb"
    os.mkfifo(file)
    with pytest.raises(Unreadable, match=r"sum\.ipynb is no ordinary file"):
        submitted_files.read_notebook(file)


@posix_only
def test_a_folder_has_a_fingerprint_whatever_is_in_it(tmp_path):
    folder = tmp_path / "submitted"
    (folder / "more").mkdir(parents=True)
    lock(folder / "locked")
    (folder / "link").symlink_to("nowhere")
    os.mkfifo(folder / "pipe")
    (folder / "sum.ipynb").write_text("{}")
    before = submitted_files.fingerprint(folder, "key")
    assert submitted_files.fingerprint(folder, "key") == before
    assert submitted_files.fingerprint(folder, "another") != before
    (folder / "sum.ipynb").write_text("{ }")
    assert submitted_files.fingerprint(folder, "key") != before


def test_outputs_that_cannot_be_graded_cost_their_student_only(graded, tmp_path, monkeypatch):
    root = tmp_path / "course"
    locked = shutil.ignore_patterns("locked")
    shutil.copytree(graded.sample.course.root, root, symlinks=True, ignore=locked)
    nothing = SimpleNamespace(run=lambda jobs: [(key, NotebookResult([], [])) for key in jobs])
    grading = Grading(Course(root), SUM, nothing, ProgressLine())
    give_points = grading.gradebook.give_points

    def strange(notebook: nbformat.NotebookNode, student: str, name: str):
        if student == "utf-16":
            raise ValueError("strange")
        return give_points(notebook, student, name)

    monkeypatch.setattr(grading.gradebook, "give_points", strange)
    grading.grade(["utf-16", "utf-8-sig"])
    told = "what sum.ipynb put out could not be graded: ValueError('strange')"
    assert grading.graded["utf-16"].told() == [told]
    assert [each.points for each in grading.gradebook.points("utf-16")] == [0]
    assert grading.graded["utf-8-sig"].told() == []


@any_name
def test_a_name_of_any_bytes_can_be_shown():
    assert shown(os.fsdecode(BYTES)) == r"b\xe4r"
    assert shown("Bär") == "Bär"


# --- feedback -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pages(graded) -> dict[str, str]:
    graded.sample.must("feedback")
    found = graded.sample.course.root.glob(f"feedback/*/{SUM}/*.html")
    return {path.parent.parent.name: path.read_text("utf-8") for path in found}


@posix_only
def test_everybody_gets_a_page(graded, pages):
    assert set(pages) == set(graded.sample.course.students(SUM))


@pytest.mark.parametrize(
    ("student", "reason"),
    [
        ("folder", "sum.ipynb is a folder, not a file"),
        ("empty", "sum.ipynb is empty"),
        ("locked", "sum.ipynb cannot be read: "),
        ("file", "sum is a file, not a folder with sum.ipynb in it"),
    ],
)
@posix_only
def test_feedback_on_what_could_not_be_read_says_why(pages, student, reason):
    page = pages[student]
    assert "could not be graded" in page
    assert reason in page
    assert "<strong>0 of 5</strong>" in page


def test_feedback_says_that_the_time_is_unknown(pages):
    assert "the time of submission is unknown: timestamp.txt is empty" in pages["no-format"]


def test_a_page_that_cannot_be_written_costs_the_others_nothing(graded, monkeypatch):
    written = set()

    def write(course, gradebook, student, name, hidden) -> None:
        if student == "empty":
            raise ValueError("strange")
        written.add(student)

    monkeypatch.setattr(feedback, "_write", write)
    with pytest.raises(Problem, match=r"could be written:\n  empty: sum/sum: ValueError"):
        feedback.give_feedback(graded.sample.course, SUM)
    assert written == set(graded.sample.course.students(SUM)) - {"empty"}


# --- names of assignments -------------------------------------------------------------------------


@posix_only
def test_names_that_nbgrader_takes_for_patterns_are_refused_and_the_others_released(tmp_path):
    sample = SampleCourse(tmp_path / "course")
    refused = ["c++", "lab [2]", "what?", "all*", "space "]
    released = ["Übung 3.1 (again)"]
    for name in [*refused, *released]:
        sample_course.write(small(), sample.course.source(name) / "sum [1]+.ipynb")
    sample_course.write(small(), sample.course.source(".ipynb_checkpoints") / "sum.ipynb")
    ended = sample.lab("release")
    assert ended.code == 1
    for name in refused:
        assert f"{name} was not released: nbgrader takes no + [ ] * ? in the name" in ended.output
        assert not sample.course.released(name).exists()
    assert "such as ps1-data" in ended.output
    for name in released:
        assert (sample.course.released(name) / "sum [1]+.ipynb").is_file()
    assert "checkpoints" not in ended.output


@any_name
def test_an_assignment_whose_name_is_not_utf_8_is_refused(tmp_path):
    sample = SampleCourse(tmp_path / "course")
    with pytest.raises(Problem, match=r"^b\\xe4r was not released: .* only UTF-8"):
        release.release(sample.course, os.fsdecode(BYTES))


def test_a_course_in_a_folder_that_nbgrader_takes_for_a_pattern_is_refused(tmp_path):
    sample = SampleCourse(tmp_path / "course [2026]")
    with pytest.raises(Problem, match=r"sum was not released: .*course \[2026\]\. Rename"):
        release.release(sample.course, SUM)
