"""Submissions that go wrong: each student's disaster is named, and nobody else's points suffer.

One class is graded once, on real nbgrader with the real kernel; each test looks at one student.
"""

import contextlib
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests import damaged, sample_course
from tests.conftest import Ended, lab_command, posix_only
from tests.sample_course import SampleCourse
from tools.common.places import THIS
from tools.grading import pool as pools
from tools.grading.limits import Limits
from tools.grading.nbgrader_course import grade_id, read
from tools.grading.pool import Job, Pool

TASKS = "three-tasks"
SETTINGS = """
c.Limits.seconds_per_cell = 6
c.Limits.seconds_per_notebook = 40
c.Limits.megabytes_of_memory = 1400
"""
ALL = {"double-test": 1, "square-test": 2, "halve-test": 3}

isolation = pytest.mark.skipif(
    not pools.can_isolate(), reason="this system offers no way to shut a process off"
)


@dataclass(frozen=True)
class Class:
    sample: SampleCourse
    ended: Ended
    visitors: list

    def points(self, student: str) -> dict[str, float]:
        found = self.sample.points(student, TASKS)
        return {question.partition("/")[2]: points for question, points in found.items()}

    def problem(self, student: str) -> str:
        return self.sample.problem(student, TASKS)


ANSWERS = {
    "endless-loop": {"square": "while (true) { }"},
    "exits": {"square": "int squared = 400;\nSystem.exit(0);"},
    "fills-the-heap": {
        "square": "int squared = 400;\nvar all = new ArrayList<long[]>();\n"
        "while (true) { all.add(new long[30_000_000]); }"
    },
    "takes-memory-outside-the-heap": {
        "square": "int squared = 400;\nvar all = new ArrayList<java.nio.ByteBuffer>();\n"
        "for (int i = 0; i < 40; i++) {\n"
        "    var one = java.nio.ByteBuffer.allocateDirect(25_000_000);\n"
        "    while (one.hasRemaining()) { one.put((byte) 1); }\n    all.add(one);\n}\n"
        'new ProcessBuilder("python3", "-c", '
        '"x = bytearray(900_000_000); import time; time.sleep(60)").start().waitFor();'
    },
    "prints-100-MB": {
        "square": "int squared = 400;\n"
        'for (int i = 0; i < 100; i++) { System.out.println("x".repeat(1_000_000)); }'
    },
    "does-not-compile": {"square": 'int squared = "four hundred";'},
    "renames-a-variable": {"square": "int theSquare = given * given;"},
    "warns-on-stderr": {"square": 'int squared = 400;\nSystem.err.println("a warning");'},
    "throws": {"square": 'int squared = 400;\nthrow new IllegalStateException("on purpose");'},
    "shadows-check": {
        "square": "int squared = 1;\nclass Check {\n"
        "    static void atLeast(String n, Object a, double l, String h) { }\n"
        "    static void equal(String n, Object a, long e, String h) { }\n}"
    },
    "shadows-what-is-given": {"double": "int given = 1;\nint doubled = 2;"},
    "answers-with-a-number": {"why": "4"},
    "writes-a-big-file": {
        "square": "int squared = 400;\n"
        'try (var out = new java.io.FileOutputStream("big")) {\n'
        "    for (int i = 0; i < 1000; i++) { out.write(new byte[1_000_000]); }\n}"
    },
}


@pytest.fixture(scope="module")
def visited() -> Iterator[tuple[int, list]]:
    """A server of the test's own, and who has come to it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        yield server.getsockname()[1], server


@pytest.fixture(scope="module")
def graded(tmp_path_factory, visited) -> Class:
    port, server = visited
    sample = SampleCourse(tmp_path_factory.mktemp("robustness") / "course", SETTINGS)
    sample_course.write(sample_course.three_tasks(), sample.course.source(TASKS) / f"{TASKS}.ipynb")
    sample.must("release")
    for student, answers in ANSWERS.items():
        sample.hand_in(student, TASKS, TASKS, sample.answered(TASKS, TASKS, answers))
    sample.hand_in_answers("a-good-student", TASKS)
    sample.hand_in_untouched("untouched", TASKS)
    sample.hand_in("sends-no-notebook", TASKS, TASKS, "My answers are: 40, 400, 10.")
    sample.hand_in("sends-other-json", TASKS, TASKS, '{"answers": [40, 400, 10]}')
    sample.hand_in("misnames-the-file", TASKS, "Three tasks (1)", sample.answered(TASKS, TASKS))
    damaged.hand_in_all(sample, TASKS, port)
    ended = sample.lab("grade", TASKS)
    sample.must("export")
    visitors = []
    while True:
        try:
            visitors.append(server.accept()[1])
        except TimeoutError:
            return Class(sample, ended, visitors)


# --- the class ------------------------------------------------------------------------------------


def test_the_exit_code_tells_that_somebody_has_a_problem(graded):
    assert graded.ended.code == 2


def test_everybody_is_graded(graded):
    for student in graded.sample.course.students(TASKS):
        assert f"] {student}: " in graded.ended.output


def test_a_good_student_has_all_points_and_no_problem(graded):
    assert graded.points("a-good-student") == ALL
    assert graded.problem("a-good-student") == ""


def test_an_untouched_notebook_has_no_points(graded):
    assert graded.points("untouched") == {"double-test": 0, "square-test": 0, "halve-test": 0}


def test_problems_are_listed_at_the_end_with_student_and_assignment(graded):
    listed = graded.ended.output.partition("Please look at these:")[2]
    assert "exits: three-tasks: the code ended the kernel (System.exit or a crash)" in listed
    assert "a-good-student" not in listed


# --- code that oversteps --------------------------------------------------------------------------


def test_an_endless_loop_is_stopped_and_costs_its_own_question_only(graded):
    assert graded.points("endless-loop") == {**ALL, "square-test": 0}
    assert graded.problem("endless-loop") == ("it took more than 6 s in code cell 4 (square)")


def test_system_exit_keeps_the_points_before_it(graded):
    assert graded.points("exits") == {"double-test": 1, "square-test": 0, "halve-test": 0}
    assert graded.problem("exits") == (
        "the code ended the kernel (System.exit or a crash) in code cell 4 (square); "
        "the questions after it have 0 points"
    )


def test_a_full_heap_is_an_error_like_others_and_costs_no_right_answer(graded):
    assert graded.points("fills-the-heap") == ALL
    assert graded.problem("fills-the-heap") == ""


def test_memory_outside_the_heap_is_limited_too_with_child_processes(graded):
    assert graded.points("takes-memory-outside-the-heap")["double-test"] == 1
    assert "it used more than 1400 MB of memory" in graded.problem("takes-memory-outside-the-heap")


def test_100_mb_of_output_are_not_collected(graded):
    assert graded.points("prints-100-MB")["double-test"] == 1
    assert "it printed more than 10 MB" in graded.problem("prints-100-MB")
    kept = graded.sample.course.autograded(TASKS, "prints-100-MB") / f"{TASKS}.ipynb"
    assert kept.stat().st_size < 1_000_000


def test_a_big_file_is_refused(graded):
    assert graded.points("writes-a-big-file") == ALL
    output = outputs(graded, "writes-a-big-file", "square")
    assert "File too large" in output or "No space left" in output


def test_a_cell_that_does_not_compile_costs_its_own_question_only(graded):
    assert graded.points("does-not-compile") == {**ALL, "square-test": 0}
    assert graded.problem("does-not-compile") == ""


def test_a_renamed_variable_costs_its_own_question_only(graded):
    assert graded.points("renames-a-variable") == {**ALL, "square-test": 0}


def test_a_warning_on_stderr_costs_nothing(graded):
    assert graded.points("warns-on-stderr") == ALL


def test_an_exception_after_the_answer_costs_nothing(graded):
    assert graded.points("throws") == ALL


# --- cells that are not as they were --------------------------------------------------------------


def test_a_deleted_test_is_put_back_and_named(graded):
    assert graded.points("deletes-a-test") == {**ALL, "square-test": 0}
    problem = "the locked cell square-test was deleted; it was put back"
    assert graded.problem("deletes-a-test") == problem


def test_a_deleted_beginning_is_put_back(graded):
    assert graded.points("deletes-what-is-given") == ALL
    problem = "the locked cell imports was deleted; it was put back"
    assert graded.problem("deletes-what-is-given") == problem


def test_a_deleted_answer_costs_its_question_and_is_named(graded):
    assert graded.points("deletes-an-answer") == {**ALL, "double-test": 0}
    problem = "the answer cell double was deleted; it was put back"
    assert graded.problem("deletes-an-answer") == problem


def test_a_deleted_answer_in_words_has_no_points_and_needs_no_person(graded):
    [row] = [
        each
        for each in graded.sample.rows("deletes-the-words", TASKS)
        if each["question"].endswith("/why")
    ]
    assert (row["points"], row["max_points"]) == ("0", "4")


def test_an_answer_in_words_waits_for_a_person(graded):
    [row] = [
        each
        for each in graded.sample.rows("a-good-student", TASKS)
        if each["question"].endswith("/why")
    ]
    assert (row["points"], row["max_points"]) == ("", "4")


def test_another_kernel_is_named_and_costs_nothing(graded):
    assert graded.points("used-another-kernel") == ALL
    assert graded.problem("used-another-kernel") == (
        "it was saved by another kernel (Python 3); it was run as Java"
    )


def test_a_weakened_test_is_the_original_again(graded):
    assert graded.points("weakens-a-test") == {**ALL, "square-test": 0}
    problem = "the locked cell square-test was changed; the original was used"
    assert graded.problem("weakens-a-test") == problem


def test_a_tag_does_not_keep_a_test_from_running(graded):
    assert graded.points("skips-a-test") == {**ALL, "square-test": 0}


def test_a_test_that_became_text_is_code_again(graded):
    assert graded.points("turns-a-test-to-text") == {**ALL, "square-test": 0}
    assert "the cell square-test had become markdown" in graded.problem("turns-a-test-to-text")


def test_a_copied_test_counts_once_and_is_named(graded):
    assert graded.points("copies-a-test") == ALL
    problem = "the cell square-test is there more than once; the last one counts"
    assert graded.problem("copies-a-test") == problem


def test_a_class_named_check_is_not_run_so_that_the_tests_stay_the_tests(graded):
    assert graded.points("shadows-check") == {**ALL, "square-test": 0}
    problem = "it declares Check, which the tests use; that cell was not run"
    assert graded.problem("shadows-check") == problem


def test_a_variable_of_the_tests_that_is_declared_again_is_named(graded):
    assert graded.problem("shadows-what-is-given") == (
        "it declares given again, which a locked cell declares: look at its points"
    )


# --- files that are no notebooks ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("student", "problem"),
    [
        ("sends-no-notebook", "three-tasks.ipynb is not a notebook: it is not JSON"),
        ("sends-other-json", "three-tasks.ipynb is not a notebook"),
        ("misnames-the-file", "three-tasks.ipynb is missing; there is Three tasks (1).ipynb"),
    ],
)
def test_what_is_no_notebook_has_no_points_and_is_named(graded, student, problem):
    assert set(graded.points(student).values()) == {0}
    assert graded.problem(student).startswith(problem)


# --- shut off -------------------------------------------------------------------------------------


@isolation
def test_a_students_code_reaches_no_network(graded):
    assert "no network" in outputs(graded, "spies", "square")
    assert graded.visitors == []


@isolation
def test_a_students_code_sees_no_source_and_no_other_student(graded):
    printed = outputs(graded, "spies", "square")
    for folder in ("source", "course", "submitted", "assignments", ".git", "run"):
        assert f"{folder}: 0" in printed


@isolation
def test_a_students_code_writes_nothing_into_the_lab(graded):
    assert "not written" in outputs(graded, "spies", "square")
    assert not (THIS.root / "spied").exists()


def test_it_is_said_whether_students_code_is_shut_off(graded):
    said = "without network" if pools.can_isolate() else "offers no way to shut it off"
    assert said in graded.ended.output


@posix_only
def test_without_isolation_limits_still_hold(tmp_path):
    limits = Limits(seconds_per_cell=4, seconds_per_notebook=30)
    pool = Pool(limits, tmp_path, isolated=False)
    cells = ["int a = 1;", "while (true) { }", "System.out.println(a + 1);"]
    [(_, ran)] = pool.run({"only": Job(cells, {})})
    assert ran.problems == [(1, "it took more than 4 s", False)]
    assert ran.outputs[2][0]["text"] == "2\n"


@posix_only
def test_a_worker_knows_none_of_the_teachers_variables(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_TEACHER", "42")
    names = Pool(Limits(), tmp_path, isolated=False).environment(Path(tmp_path))
    assert "SECRET_OF_THE_TEACHER" not in names


@posix_only
def test_ctrl_c_ends_the_grading_and_all_kernels(tmp_path):
    sample = SampleCourse(tmp_path / "course")
    sample_course.write(sample_course.three_tasks(), sample.course.source(TASKS) / f"{TASKS}.ipynb")
    sample.must("release")
    for student in ("ann", "ben"):
        sample.hand_in_answers(student, TASKS, {f"{TASKS}/double": "while (true) { }"})
    command = lab_command("assignments", "grade", "--course", sample.course.root)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as lab:
        family: list[psutil.Process] = []
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not any(is_kernel(each) for each in family):
            time.sleep(0.2)
            family = psutil.Process(lab.pid).children(recursive=True)
        assert any(is_kernel(each) for each in family), "no kernel was started"
        lab.send_signal(signal.SIGINT)
        assert lab.wait(30) == 130
    gone, alive = psutil.wait_procs(family, timeout=10)
    assert gone
    assert alive == []


def is_kernel(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return process.name() == "java"
    return False


# --- feedback on disasters ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pages(graded) -> dict[str, str]:
    graded.sample.must("feedback", TASKS)
    found = graded.sample.course.root.glob(f"feedback/*/{TASKS}/*.html")
    return {path.parent.parent.name: path.read_text("utf-8") for path in found}


def test_everybody_gets_feedback(graded, pages):
    assert set(pages) == set(graded.sample.course.students(TASKS))


@pytest.mark.parametrize(
    ("student", "reason"),
    [
        ("sends-no-notebook", "three-tasks.ipynb is not a notebook: it is not JSON"),
        ("misnames-the-file", "three-tasks.ipynb is missing; there is Three tasks (1).ipynb"),
    ],
)
def test_feedback_on_what_is_no_notebook_says_why(pages, student, reason):
    assert reason in pages[student]
    assert "0 of 10" in pages[student]


def test_feedback_names_what_was_noticed(pages):
    assert "the locked cell square-test was deleted; it was put back" in pages["deletes-a-test"]


@pytest.mark.parametrize("hidden", ["Two times the given number.", "squared, 400", "400,"])
def test_feedback_repeats_no_hidden_test_not_even_in_an_error(pages, hidden):
    failed = ("untouched", "renames-a-variable", "deletes-a-test", "exits", "deletes-an-answer")
    for student in failed:
        assert hidden not in pages[student].replace("&quot;", '"'), student


def outputs(graded: Class, student: str, name: str) -> str:
    notebook = read(graded.sample.course.autograded(TASKS, student) / f"{TASKS}.ipynb")
    [cell] = [each for each in notebook.cells if grade_id(each) == name]
    texts = [output.get("text", "") + output.get("evalue", "") for output in cell.outputs]
    return "\n".join(texts)
