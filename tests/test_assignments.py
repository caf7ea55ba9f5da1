"""The lab's assignments, released, answered, graded and returned: real nbgrader, real kernel.

A class works on each assignment: somebody hands in the solution, somebody the release untouched,
and there is a student for each of the mistakes in tests/mistakes. They are graded in one go.
"""

import html
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import nbformat
import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from nbgrader.api import Gradebook

from tests import servers
from tests.conftest import Ended, lab_command, posix_only
from tests.sample_course import SampleCourse
from tools.common.places import THIS, Checkout
from tools.execution import copies
from tools.grading import leaks
from tools.grading.nbgrader_course import read

SOURCE = THIS.root / "assignments" / "source"
MISTAKES = THIS.root / "tests" / "mistakes"
ASSIGNMENTS = sorted(path.name for path in SOURCE.iterdir() if path.is_dir())
CLASS_OF_20, SECONDS_FOR_20 = "ps2-architectures", 360
MARKER = re.compile(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS)")


@cache
def mistakes(assignment: str) -> list[dict]:
    return yaml.safe_load((MISTAKES / f"{assignment}.yml").read_text("utf-8"))["mistakes"]


EVERY_MISTAKE = [
    pytest.param(assignment, mistake, id=f"{assignment}-{mistake['name']}")
    for assignment in ASSIGNMENTS
    for mistake in mistakes(assignment)
]


@dataclass
class GradedCourse:
    """The course after all have been graded, and how long each assignment took."""

    sample: SampleCourse
    ended: dict[str, Ended] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    handout: Path | None = None


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> GradedCourse:
    made = GradedCourse(SampleCourse(tmp_path_factory.mktemp("graded") / "course"))
    for assignment in ASSIGNMENTS:
        made.sample.offer(assignment)
    made.sample.must("release")
    made.sample.must("handout")
    made.handout = made.sample.course.root / "handout" / "digitlab.zip"
    for assignment in ASSIGNMENTS:
        fill(made.sample, assignment)
        began = time.monotonic()
        made.ended[assignment] = made.sample.lab("grade", assignment)
        made.seconds[assignment] = time.monotonic() - began
    made.sample.must("export")
    made.sample.must("feedback")
    return made


def fill(sample: SampleCourse, assignment: str) -> None:
    """Has everybody hand in; the class of 20 has more students with the same answers."""
    sample.hand_in_answers("solution", assignment)
    sample.hand_in_untouched("untouched", assignment)
    wrong = mistakes(assignment)
    for mistake in wrong:
        sample.hand_in_answers(mistake["name"], assignment, mistake["cells"])
    if assignment == CLASS_OF_20:
        for number in range(20 - 2 - len(wrong)):
            again = wrong[number % len(wrong)]
            sample.hand_in_answers(f"{again['name']}-{number}", assignment, again["cells"])


@pytest.fixture(params=ASSIGNMENTS)
def assignment(request) -> str:
    return request.param


# --- points ---------------------------------------------------------------------------------------


def test_the_solution_has_every_automatic_point(graded, assignment):
    assert graded.sample.points("solution", assignment) == graded.sample.automatic(assignment)


def test_the_untouched_release_has_no_point(graded, assignment):
    assert set(graded.sample.points("untouched", assignment).values()) == {0}


@pytest.mark.parametrize(("assignment", "mistake"), EVERY_MISTAKE)
def test_a_mistake_costs_what_the_marking_scheme_says(graded, assignment, mistake):
    expected = graded.sample.automatic(assignment) | mistake["points"]
    assert graded.sample.points(mistake["name"], assignment) == expected


def test_no_one_has_a_problem(graded, assignment):
    assert graded.ended[assignment].code == 0, graded.ended[assignment].output


def test_a_class_of_twenty_is_graded_in_six_minutes(graded):
    students = graded.sample.course.students(CLASS_OF_20)
    assert len(students) == 20
    print(f"20 submissions of {CLASS_OF_20} took {graded.seconds[CLASS_OF_20]:.0f} s")
    assert graded.seconds[CLASS_OF_20] < SECONDS_FOR_20


def test_what_was_graded_is_graded_again_only_when_asked(graded):
    assignment = ASSIGNMENTS[0]
    said = graded.sample.must("grade", assignment)
    many = len(graded.sample.course.students(assignment))
    assert f"0 to grade, {many} unchanged (--force grades them again)" in said


# --- nothing is told ------------------------------------------------------------------------------


@cache
def secret_texts(assignment: str) -> dict[str, set[str]]:
    """The lines between the markers of the sources, but for those that students are given, too."""
    found: dict[str, set[str]] = {"SOLUTION": set(), "HIDDEN TESTS": set()}
    given: set[str] = set()
    for path in (SOURCE / assignment).glob("*.ipynb"):
        for cell in read(path).cells:
            inside = ""
            for line in map(str.strip, cell.source.splitlines()):
                if marker := MARKER.search(line):
                    inside = marker[2] if marker[1] == "BEGIN" else ""
                elif inside:
                    found[inside].add(line)
                else:
                    given.add(line)
    return {
        kind: {line for line in lines - given if len(line) >= leaks.SHORTEST}
        for kind, lines in found.items()
    }


def test_there_is_something_to_hide(assignment):
    assert all(secret_texts(assignment).values())


def test_released_notebooks_tell_no_solution_and_no_hidden_test(graded, assignment):
    texts = secret_texts(assignment)
    paths = list(graded.sample.course.released(assignment).rglob("*.ipynb"))
    assert len(paths) == len(graded.sample.course.notebooks(assignment))
    for path in paths:
        lines = {line.strip() for cell in read(path).cells for line in cell.source.splitlines()}
        assert not lines & (texts["SOLUTION"] | texts["HIDDEN TESTS"])
        assert not MARKER.search(path.read_text("utf-8"))


def test_released_notebooks_have_the_stub_and_no_output(graded, assignment):
    for path in graded.sample.course.released(assignment).rglob("*.ipynb"):
        notebook = read(path)
        assert any("// YOUR CODE HERE\n" in cell.source for cell in notebook.cells)
        assert not any(cell.get("outputs") for cell in notebook.cells)


def test_feedback_tells_no_hidden_test(graded, assignment):
    pages = list(graded.sample.course.root.glob(f"feedback/*/{assignment}/*.html"))
    names = len(graded.sample.course.notebooks(assignment))
    assert len(pages) == names * len(graded.sample.course.students(assignment))
    for page in pages:
        text = html.unescape(re.sub(r"<[^>]+>", "", page.read_text("utf-8")))
        told = [line for line in secret_texts(assignment)["HIDDEN TESTS"] if line in text]
        assert not told, page
        assert "HIDDEN TESTS" not in text


# --- feedback -------------------------------------------------------------------------------------


def test_feedback_is_accessible_and_asks_nothing_of_the_network(graded, chromium, assignment):
    student = mistakes(assignment)[0]["name"]
    [page_file, *_] = sorted(graded.sample.course.feedback(assignment, student).glob("*.html"))
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    try:
        page.goto(page_file.as_uri())
        found = Axe().run(page)
    finally:
        page.close()
    assert not found.response["violations"], found.generate_report()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_feedback_shows_the_points_of_each_question(graded, assignment):
    student = mistakes(assignment)[0]["name"]
    texts = {
        path.stem: re.sub(r"<[^>]+>", " ", path.read_text("utf-8"))
        for path in graded.sample.course.feedback(assignment, student).glob("*.html")
    }
    for row in graded.sample.rows(student, assignment):
        name, _, question = row["question"].partition("/")
        worth = f"{row['points']} of {row['max_points']}" if row["points"] else "not graded yet"
        assert f"Points for {question}: {worth}" in " ".join(texts[name].split())


# --- the handout ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def unzipped(graded, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("student")
    with zipfile.ZipFile(graded.handout) as archive:
        archive.extractall(folder)
    return folder / "digitlab"


def test_the_handout_is_the_lab_without_anything_of_the_teachers(unzipped):
    names = {path.relative_to(unzipped).as_posix() for path in unzipped.rglob("*")}
    assert {"lab", "pom.xml", "requirements.txt", "lib/src/main", "data", "kernel"} <= names
    top = {name.partition("/")[0] for name in names}
    assert not top & {"assignments", "tests", ".git", ".ci", "work", "reports", ".venv"}
    assert not [name for name in names if re.search(r"guides|gradebook\.db|mistakes|source/", name)]


def test_every_file_of_the_handout_is_the_labs_or_was_released(graded, unzipped):
    released = 0
    for path in filter(Path.is_file, unzipped.rglob("*")):
        name = path.relative_to(unzipped)
        if name.parts[:2] == ("notebooks", "assignments"):
            original = graded.sample.course.root.joinpath("release", *name.parts[2:])
            released += 1
        else:
            original = THIS.root / name
        assert path.read_bytes() == original.read_bytes(), name
        assert path.suffix != ".ipynb" or not MARKER.search(path.read_text("utf-8")), name
    assert released == sum(len(list((SOURCE / name).glob("*.ipynb"))) for name in ASSIGNMENTS)


def test_the_same_release_gives_the_same_handout(graded):
    before = graded.handout.read_bytes()
    graded.sample.must("handout")
    assert graded.handout.read_bytes() == before


def test_the_launcher_of_the_handout_starts(unzipped):
    done = subprocess.run(
        [sys.executable, unzipped / "lab", "--help"], capture_output=True, text=True, cwd=unzipped
    )
    assert done.returncode == 0, done.stderr
    assert "./lab start" in done.stdout


def test_a_student_finds_the_assignments_among_the_notebooks(unzipped):
    student = Checkout(unzipped)
    copies.update_copies(student)
    assignment = ASSIGNMENTS[0]
    [first, *_] = sorted((unzipped / "notebooks" / "assignments" / assignment).glob("*.ipynb"))
    copy = unzipped / "work" / "notebooks" / "assignments" / assignment / first.name
    assert copy.read_bytes() == first.read_bytes()
    copy.write_text("my answers")
    copies.update_copies(student)
    assert copy.read_text() == "my answers"


# --- what students meet ---------------------------------------------------------------------------


def test_the_release_runs_to_the_first_question_and_says_there_what_is_missing(graded, assignment):
    for path in graded.sample.course.autograded(assignment, "untouched").glob("*.ipynb"):
        notebook = read(path)
        failed = next(cell for cell in notebook.cells if errors(cell))
        assert "// YOUR CODE HERE" in failed.source, failed.source
        assert "not implemented yet: your answer goes here" in errors(failed)[0].evalue


def errors(cell: nbformat.NotebookNode) -> list:
    return [each for each in cell.get("outputs", []) if each.output_type == "error"]


# --- grading by hand ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def formgrader(graded) -> Iterator[tuple[str, str]]:
    """The address and the token of `./lab assignments formgrader`."""
    with subprocess.Popen(
        lab_command("assignments", "formgrader", "--course", graded.sample.course.root),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "BROWSER": "true"},  # a browser that shows nothing
    ) as launcher:
        try:
            yield servers.address(launcher)
        finally:
            launcher.send_signal(signal.SIGINT)
            launcher.wait(30)


@posix_only
def test_points_by_hand_are_typed_into_formgrader(graded, formgrader, chromium):
    assignment, (address, token) = ASSIGNMENTS[0], formgrader
    waiting = next(row for row in graded.sample.rows("solution", assignment) if not row["points"])
    name, _, question = waiting["question"].partition("/")
    with Gradebook(graded.sample.course.gradebook) as book:
        identity = book.find_submission_notebook(name, assignment, "solution").id
    page = chromium.new_page()
    try:
        page.goto(f"{address}/?token={token}")
        assert page.url.endswith("/formgrader/gradebook")
        page.goto(f"{address}/formgrader/submissions/{identity}/")
        field = page.locator(f"input.score[id='{question}']")
        field.fill("1")
        with page.expect_response(lambda reply: "/formgrader/api/grade/" in reply.url):
            field.press("Tab")
    finally:
        page.close()
    with Gradebook(graded.sample.course.gradebook) as book:
        assert book.find_grade(question, name, assignment, "solution").manual_score == 1


@posix_only
def test_formgrader_asks_for_the_token(formgrader):
    with urllib.request.urlopen(f"{formgrader[0]}/formgrader/api/assignments", timeout=60) as reply:
        assert "/login?" in reply.url
