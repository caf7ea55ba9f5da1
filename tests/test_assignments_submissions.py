"""What grading understands of Java, of markers and of limits; nothing is run."""

import nbformat
import pytest

from tests import sample_course
from tools.common.console import Problem
from tools.grading import java_source, leaks, submission, submitted_files
from tools.grading.limits import Limits
from tools.grading.outputs import LONGEST_TEXT, Outputs


@pytest.mark.parametrize(
    ("source", "types", "others"),
    [
        ("class Check { static void equal() { int inner = 1; } }", {"Check"}, set()),
        ("public record Pair(int a, int b) {}\nenum Kind { A }", {"Pair", "Kind"}, set()),
        ("int a = 1;\nvar b = a;", set(), {"a", "b"}),
        ("INDArray[] parts;\nMap<String, List<Integer>> all = new HashMap<>();", set(), {"all"}),
        ("int side(int kernel, int stride) {\n    int x = 2;\n    return x;\n}", set(), {"side"}),
        ("for (int i = 0; i < 3; i++) { int k = i; }", set(), set()),
        ('// class Check\nString text = "class Check {";\n/* int no = 1; */', set(), {"text"}),
        ("a = 3;\nfoo(a);\nreturn a;\nnew Thing(3);\nthrow new Error(a);", set(), set()),
        ("import static digitlab.check.Check.equal;", set(), set()),
    ],
)
def test_what_a_cell_declares_at_its_top(source, types, others):
    found = java_source.declared([source])
    assert found.types == types
    assert others <= found.others
    assert not found.others & {"inner", "i", "k", "x", "kernel", "stride", "no"}


def test_a_word_in_a_text_or_a_comment_is_not_used():
    assert java_source.names(['check("Secret"); // Hidden']) == {"check"}


def test_lines_that_students_are_given_are_no_secret(tmp_path):
    cells = [
        sample_course.locked("given", "int answer = 6 * 7;"),
        sample_course.answer("again", "int answer = 6 * 7;\nint another = 6 * 9;"),
    ]
    sample = sample_course.SampleCourse(tmp_path)
    sample_course.write(sample_course.notebook_of(*cells), sample.course.source("a") / "a.ipynb")
    found = leaks.hidden_lines(sample.course, "a")
    assert found.solutions == {"int another = 6 * 9;"}
    assert found.leaked_in("x\n  int another = 6 * 9;") == ["int another = 6 * 9;"]
    assert found.leaked_in("int answer = 6 * 7;") == []


def test_a_leftover_marker_is_told():
    nothing = leaks.HiddenLines(frozenset(), frozenset())
    assert nothing.leaked_in("// END HIDDEN TESTS") == ["// END HIDDEN TESTS"]


@pytest.mark.parametrize(
    "source",
    [
        "// BEGINN SOLUTION\nint a = 1;\n// END SOLUTION",
        "// BEGIN HIDDEN TEST\nint a = 1;\n// END HIDDEN TESTS",
        "//BEGIN SOLUTION\nint a = 1;\n// END SOLUTION",
        "// BEGIN SOLUTION\nint a = 1;",
        "int a = 1;\n// END SOLUTION",
        "// BEGIN SOLUTION\nint a = 1;\n// END HIDDEN TESTS",
    ],
)
def test_a_marker_that_is_mistyped_or_alone_is_told(tmp_path, source):
    sample = sample_course.SampleCourse(tmp_path)
    notebook = sample_course.notebook_of(sample_course.locked("cell", source))
    sample_course.write(notebook, sample.course.source("a") / "a.ipynb")
    assert leaks.faults_of_markers(sample.course, "a")


def test_markers_in_pairs_are_fine(tmp_path):
    sample = sample_course.SampleCourse(tmp_path)
    sample_course.write(sample_course.three_tasks(), sample.course.source("a") / "a.ipynb")
    assert leaks.faults_of_markers(sample.course, "a") == []


@pytest.mark.parametrize("settings", [{"seconds": 3}, {"seconds_per_cell": 0}])
def test_a_limit_that_makes_no_sense_is_refused(settings):
    [name] = settings
    with pytest.raises(Problem, match=f"c.Limits.{name} = .*seconds_per_notebook"):
        Limits.of(settings)


def test_stderr_is_kept_as_printed_text_and_cut():
    outputs = Outputs({})
    for name in ("stdout", "stderr"):
        content = {"name": name, "text": "x" * LONGEST_TEXT}
        outputs.hear({"msg_type": "stream", "content": content})
    [kept] = outputs.kept
    assert kept["name"] == "stdout"
    assert kept["text"] == "x" * LONGEST_TEXT + "\n… the rest was cut\n"


def test_a_display_is_updated_from_a_later_cell():
    displays: dict[str, list[dict]] = {}
    first, second = Outputs(displays), Outputs(displays)
    shown = {"data": {"text/plain": "0 %"}, "transient": {"display_id": "bar"}}
    first.hear({"msg_type": "display_data", "content": shown})
    done = {"data": {"text/plain": "100 %"}, "transient": {"display_id": "bar"}}
    second.hear({"msg_type": "update_display_data", "content": done})
    assert first.kept[0]["data"] == {"text/plain": "100 %"}
    assert second.kept == []


def test_a_file_that_is_json_and_no_notebook_is_unreadable(tmp_path):
    file = tmp_path / "a.ipynb"
    file.write_text('{"cells": 3, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}')
    with pytest.raises(submitted_files.Unreadable, match=r"a.ipynb is not a notebook"):
        submitted_files.read_notebook(file)


def test_a_notebook_whose_metadata_is_lost_is_whole_again():
    released = sample_course.three_tasks()
    submitted = nbformat.from_dict({**released, "cells": []})
    checked = submission.check(submitted, released, released)
    names = [cell.metadata.nbgrader.grade_id for cell in checked.notebook.cells]
    in_order = [
        cell.metadata.nbgrader.grade_id for cell in released.cells if "nbgrader" in cell.metadata
    ]
    assert names == in_order
    assert len(checked.problems) == len(in_order)
