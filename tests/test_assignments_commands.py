"""The commands of `./lab assignments` on a small course: what they say, and in what order."""

from collections.abc import Iterator

import pytest
from nbgrader.api import Gradebook

from tests import sample_course
from tests.sample_course import SampleCourse
from tools.grading.nbgrader_course import read


@pytest.fixture
def small(tmp_path) -> Iterator[SampleCourse]:
    sample = SampleCourse(tmp_path / "course")
    path = sample.course.source("three-tasks") / "three-tasks.ipynb"
    sample_course.write(sample_course.three_tasks(), path)
    yield sample


def test_an_unknown_assignment_is_a_usage_fault_that_lists_those_there_are(small):
    ended = small.lab("grade", "ps9")
    assert ended.code == 1
    assert "There is no assignment 'ps9'" in ended.output
    assert "There are:\n  three-tasks\n" in ended.output


def test_grading_before_the_release_says_what_to_do(small):
    small.hand_in("ann", "three-tasks", "three-tasks", "{}")
    ended = small.lab("grade", "three-tasks")
    assert ended.code == 1
    expected = "three-tasks has not been released yet: ./lab assignments release three-tasks"
    assert expected in ended.output


def test_a_corrected_test_is_taken_over_and_points_by_hand_survive(small):
    small.must("release")
    small.hand_in_answers("ann", "three-tasks", {"three-tasks/square": "int squared = 401;"})
    small.must("grade")
    grade_by_hand(small, "ann", 3)
    small.must("export")
    assert small.points("ann", "three-tasks")["three-tasks/square-test"] == 0

    path = small.course.source("three-tasks") / "three-tasks.ipynb"
    path.write_text(path.read_text("utf-8").replace("squared, 400,", "squared, 401,"), "utf-8")
    ended = small.lab("grade")
    assert ended.code == 1
    assert "the sources have changed since the release" in ended.output

    small.must("release")
    assert "1 to grade" in small.must("grade")
    small.must("export")
    assert small.points("ann", "three-tasks")["three-tasks/square-test"] == 2
    by_hand = {row["question"]: row["points"] for row in small.rows("ann", "three-tasks")}
    assert by_hand["three-tasks/why"] == "3"
    small.must("feedback")
    page = small.course.feedback("three-tasks", "ann") / "three-tasks.html"
    assert "Well said." in page.read_text("utf-8")


def grade_by_hand(sample: SampleCourse, student: str, points: float) -> None:
    """What a teacher does in nbgrader's formgrader."""
    with Gradebook(sample.course.gradebook) as book:
        where = ("why", "three-tasks", "three-tasks", student)
        book.find_grade(*where).manual_score = points
        book.find_comment(*where).manual_comment = "Well said."
        book.db.commit()


def test_a_mistyped_marker_is_found_before_students_see_the_solution(small):
    path = small.course.source("three-tasks") / "three-tasks.ipynb"
    broken = path.read_text("utf-8").replace("// BEGIN HIDDEN TESTS", "// BEGINN HIDDEN TESTS", 1)
    path.write_text(broken, "utf-8")
    ended = small.lab("release")
    assert ended.code == 1
    assert "students would see solutions or hidden tests" in ended.output
    assert not small.course.released("three-tasks").exists()


def test_solutions_are_run_and_written_as_pages(small):
    small.must("release")
    small.must("solutions")
    folder = small.course.solutions("three-tasks")
    assert "int doubled = 2 * given;" in read(folder / "three-tasks.ipynb").cells[3].source
    assert "doubled" in (folder / "three-tasks.html").read_text("utf-8")
