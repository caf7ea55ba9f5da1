"""The assignments as they are written: cells, markers and points, guides and mistakes files.

What a student meets when they run is tested with the grader; here nothing is run.
"""

import re
from functools import cache
from pathlib import Path

import nbformat
import pytest
import yaml
from nbgrader.nbgraderformat import ValidationError
from nbgrader.nbgraderformat.v3 import MetadataValidatorV3

from tests.shown_markdown import parsed, rows
from tools.common.places import THIS

SOURCE = THIS.root / "assignments" / "source"
GUIDES = THIS.root / "assignments" / "guides"
MISTAKES = THIS.root / "tests" / "mistakes"
PUT_BY_THE_RELEASE = ("YOUR CODE HERE", "YOUR ANSWER HERE", "UnsupportedOperationException")
MARKERS = re.compile(r"// (BEGIN|END) (SOLUTION|HIDDEN TESTS)")
HIDDEN = re.compile(r"// BEGIN HIDDEN TESTS\n(.*?)// END HIDDEN TESTS", re.DOTALL)


def assignments() -> list[str]:
    return sorted(folder.name for folder in SOURCE.iterdir() if folder.is_dir())


def notebooks_of(assignment: str) -> list[Path]:
    return sorted((SOURCE / assignment).glob("*.ipynb"))


def marks(cell) -> dict:
    """What nbgrader is told about a cell."""
    return cell.metadata.get("nbgrader", {})


@cache
def cells(path: Path) -> list:
    return nbformat.read(path, as_version=4).cells


def graded(assignment: str) -> dict[str, object]:
    """Each cell that has points, as NOTEBOOK/grade_id."""
    return {
        f"{path.stem}/{marks(cell)['grade_id']}": cell
        for path in notebooks_of(assignment)
        for cell in cells(path)
        if marks(cell).get("grade")
    }


@pytest.fixture(params=assignments())
def assignment(request) -> str:
    return request.param


@pytest.fixture(
    params=[path for name in assignments() for path in notebooks_of(name)], ids=lambda p: p.stem
)
def book(request) -> Path:
    return request.param


@pytest.fixture
def tests(book) -> list:
    """The cells that are graded automatically."""
    found = [c for c in cells(book) if marks(c).get("grade") and c.cell_type == "code"]
    assert found, "no automatic point in this notebook"
    return found


# --- cells ----------------------------------------------------------------------------------------


def test_nbgrader_accepts_what_it_is_told(book):
    try:
        MetadataValidatorV3().validate_nb(nbformat.read(book, as_version=4))
    except ValidationError as error:
        pytest.fail(str(error))


def test_no_two_cells_have_the_same_name(book):
    names = [marks(cell)["grade_id"] for cell in cells(book) if marks(cell)]
    assert sorted(names) == sorted(set(names))
    ids = [cell["id"] for cell in cells(book)]
    assert sorted(ids) == sorted(set(ids))


def test_a_code_cell_is_given_answered_or_a_test(book):
    for cell in cells(book):
        if cell.cell_type == "code":
            told = marks(cell)
            assert told, f"nbgrader is told nothing about: {cell.source[:60]}"
            assert not (told["grade"] and told["solution"]), told["grade_id"]
            assert told["locked"] is not told["solution"], told["grade_id"]


def test_questions_in_words_can_be_answered_and_have_points(book):
    for cell in cells(book):
        if cell.cell_type == "markdown" and marks(cell):
            told = marks(cell)
            assert told["grade"] and told["solution"] and not told["locked"], told["grade_id"]
            assert told["points"] > 0, told["grade_id"]
            assert len(cell.source) > 40, f"{told['grade_id']} has no model answer"


def test_prose_stands_before_every_answer_and_question(book):
    before = None
    for cell in cells(book):
        if marks(cell).get("solution"):
            assert before is not None
            explained = before.cell_type == "markdown" or not marks(before).get("grade")
            assert explained, f"nothing is said before {marks(cell)['grade_id']}"
        before = cell


# --- markers --------------------------------------------------------------------------------------


def test_markers_come_in_pairs(book):
    for cell in cells(book):
        found = MARKERS.findall(cell.source)
        pairs = list(zip(found[::2], found[1::2], strict=False))
        assert len(found) % 2 == 0, cell.source
        for (opens, what), (closes, same) in pairs:
            assert (opens, closes, what) == ("BEGIN", "END", same), cell.source


def test_solutions_are_where_students_answer_and_hidden_tests_where_they_do_not(book):
    for cell in cells(book):
        kinds = {what for _, what in MARKERS.findall(cell.source)}
        if cell.cell_type == "code" and marks(cell).get("solution"):
            assert kinds == {"SOLUTION"}, marks(cell)["grade_id"]
        elif marks(cell).get("grade") and cell.cell_type == "code":
            assert kinds <= {"HIDDEN TESTS"}, marks(cell)["grade_id"]
        else:
            assert not kinds, cell.source


def test_the_source_has_none_of_the_stubs(book):
    _, *rest = cells(book)  # the first cell explains them
    for cell in rest:
        assert not any(word in cell.source for word in PUT_BY_THE_RELEASE), cell.source


# --- tests of the answers -------------------------------------------------------------------------


def test_what_a_test_hides_is_announced(tests):
    for cell in tests:
        seen = HIDDEN.sub("", cell.source).strip()
        assert seen, f"{marks(cell)['grade_id']} would be an empty cell"
        if "Check." not in seen:
            assert seen.startswith("//"), f"{marks(cell)['grade_id']} does not say what it checks"


def test_every_test_checks_something(tests):
    for cell in tests:
        assert "Check." in cell.source or "throw " in cell.source, marks(cell)["grade_id"]
        assert marks(cell)["points"] > 0, marks(cell)["grade_id"]


def test_no_test_ends_with_a_value(tests):
    """A number at the end of a cell would become the score: ends are statements of void calls."""
    for cell in tests:
        code = re.sub(r"^\s*//.*$", "", cell.source, flags=re.MULTILINE).strip()
        last = re.split(r"[;}]\s*\n", code)[-1].strip()
        ends_void = re.match(r"Check\.\w+\(", last) and last.endswith(");")
        assert ends_void or last.endswith("}"), f"{marks(cell)['grade_id']} ends with: {last}"


# --- guides ---------------------------------------------------------------------------------------


def test_the_guide_has_each_question_with_its_points(assignment):
    """A row of its table names the cell, or NOTEBOOK/cell, then its points and who marks it."""
    guide = (GUIDES / f"{assignment}.md").read_text("utf-8")
    listed = [row[:3] for row in rows(guide) if row[2:3] in (["automatic"], ["by hand"])]
    several = len(notebooks_of(assignment)) > 1
    told = {name: (int(points), marked) for name, points, marked in listed}
    assert len(told) == len(listed), "a question stands in the guide twice"
    assert told == {
        name if several else name.split("/")[1]: (
            marks(cell)["points"],
            "automatic" if cell.cell_type == "code" else "by hand",
        )
        for name, cell in graded(assignment).items()
    }


def test_the_guide_adds_up(assignment):
    guide = (GUIDES / f"{assignment}.md").read_text("utf-8")
    line = r"Automatic: (\d+) points\. By hand: (\d+) points\. Together: (\d+) points\."
    automatic, by_hand, together = map(int, re.search(line, guide).groups())
    kinds = {"code": 0, "markdown": 0}
    for cell in graded(assignment).values():
        kinds[cell.cell_type] += marks(cell)["points"]
    assert (automatic, by_hand) == (kinds["code"], kinds["markdown"])
    assert together == automatic + by_hand


@pytest.mark.parametrize(
    "section", ["Learning goals", "Marking scheme", "The questions in words", "Common mistakes"]
)
def test_the_guide_has_its_sections(assignment, section):
    guide = (GUIDES / f"{assignment}.md").read_text("utf-8")
    assert section in [heading.get_text() for heading in parsed(guide).find_all("h2")]
    assert "**Prerequisites:**" in guide and "**Expected time:**" in guide


# --- mistakes -------------------------------------------------------------------------------------


def test_mistakes_name_cells_and_points_that_exist(assignment):
    known = yaml.safe_load((MISTAKES / f"{assignment}.yml").read_text("utf-8"))
    assert known["assignment"] == assignment
    mistakes = known["mistakes"]
    assert len(mistakes) >= 3
    assert len({mistake["name"] for mistake in mistakes}) == len(mistakes)
    tests = {name: c for name, c in graded(assignment).items() if c.cell_type == "code"}
    answers = {
        f"{path.stem}/{marks(cell)['grade_id']}"
        for path in notebooks_of(assignment)
        for cell in cells(path)
        if marks(cell).get("solution")
    }
    for mistake in mistakes:
        assert re.fullmatch(r"[a-z0-9-]+", mistake["name"]), mistake["name"]
        assert mistake["why"], mistake["name"]
        assert set(mistake["cells"]) <= answers, mistake["name"]
        assert mistake["points"], f"{mistake['name']} costs nothing"
        for test, points in mistake["points"].items():
            assert 0 <= points < marks(tests[test])["points"], f"{mistake['name']}: {test}"
