"""`./lab start` opens copies, and a person's edits are never lost."""

from pathlib import Path

import pytest

from tools.common.console import Problem
from tools.common.places import Checkout
from tools.execution import notebooks
from tools.execution.copies import update_copies
from tools.reports import about_notebook


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    made = Checkout(tmp_path)
    made.notebooks.mkdir()
    for name in ("00-start-here", "03-max-pooling", "06-compare", "07-dropout"):
        (made.notebooks / f"{name}.ipynb").write_text(f"original {name}")
    return made


@pytest.fixture
def copies(checkout: Checkout) -> Path:
    update_copies(checkout)
    return checkout.work / "notebooks"


NAME = "03-max-pooling.ipynb"


def test_every_notebook_is_copied(copies):
    assert (copies / NAME).read_text() == "original 03-max-pooling"


def test_an_edited_copy_stays_as_it_is(checkout, copies):
    (copies / NAME).write_text("my work")
    assert update_copies(checkout) == []
    assert (copies / NAME).read_text() == "my work"


def test_an_unedited_copy_follows_the_original(checkout, copies):
    (checkout.notebooks / NAME).write_text("better")
    assert update_copies(checkout) == []
    assert (copies / NAME).read_text() == "better"


def test_when_both_changed_the_new_one_is_put_beside_and_named(checkout, copies):
    (copies / NAME).write_text("my work")
    (checkout.notebooks / NAME).write_text("better")
    notes = update_copies(checkout)
    assert notes == [
        "03-max-pooling.ipynb has changed, and so has your copy: "
        "the new one is 03-max-pooling-new.ipynb"
    ]
    assert (copies / NAME).read_text() == "my work"
    assert (copies / "03-max-pooling-new.ipynb").read_text() == "better"


def test_the_new_one_is_put_beside_only_once(checkout, copies):
    (copies / NAME).write_text("my work")
    (checkout.notebooks / NAME).write_text("better")
    update_copies(checkout)
    assert update_copies(checkout) == []


def test_a_new_one_that_was_edited_too_is_not_overwritten(checkout, copies):
    (copies / NAME).write_text("my work")
    (checkout.notebooks / NAME).write_text("better")
    update_copies(checkout)
    (copies / "03-max-pooling-new.ipynb").write_text("my second work")
    (checkout.notebooks / NAME).write_text("best")
    update_copies(checkout)
    assert (copies / "03-max-pooling-new.ipynb").read_text() == "my second work"
    assert (copies / "03-max-pooling-new-2.ipynb").read_text() == "best"


def test_copies_without_a_memory_count_as_edited(checkout, copies):
    (copies / ".originals.json").unlink()
    (copies / NAME).write_text("my work")
    update_copies(checkout)
    assert (copies / NAME).read_text() == "my work"


def test_a_deleted_copy_comes_back(checkout, copies):
    (copies / NAME).unlink()
    update_copies(checkout)
    assert (copies / NAME).read_text() == "original 03-max-pooling"


@pytest.mark.parametrize("name", ["03", "3", "03-max-pooling", NAME, f"notebooks/{NAME}"], ids=str)
def test_a_notebook_is_found_by_number_name_or_path(checkout, name):
    assert notebooks.find_one(checkout, name).name == NAME


def test_a_path_goes_before_a_number(checkout, tmp_path):
    other = tmp_path / "other.ipynb"
    other.touch()
    assert notebooks.find_one(checkout, str(other)) == other


def test_the_course_ends_with_06_and_all_goes_on(checkout):
    names = [path.stem for path in notebooks.find(checkout, [])]
    assert names == ["00-start-here", "03-max-pooling", "06-compare"]
    assert len(notebooks.find(checkout, [], further_too=True)) == 4


def test_an_unknown_name_lists_the_notebooks(checkout):
    with pytest.raises(Problem, match=r"no notebook 'x'\. There are:\n  00-start-here\n"):
        notebooks.find_one(checkout, "x")


@pytest.mark.parametrize(
    ("markdown", "summary"),
    [
        ("First **part**, with [a link](x.ipynb).\n\nSecond.", "First part, with a link."),
        ("- **You will learn** this.\n- **You need** that.", "You will learn this."),
        ("> a quotation\n\n| a | table |\n|---|---|\n\nThen prose.", "Then prose."),
        ("", ""),
    ],
)
def test_the_summary_is_the_first_thing_said(markdown, summary):
    cells = [{"cell_type": "markdown", "source": f"# A title\n\n{markdown}"}]
    assert about_notebook.title_and_summary(cells, "fallback") == ("A title", summary)
