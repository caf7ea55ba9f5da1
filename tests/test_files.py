"""Files are written whole or not at all, whatever breaks the write off."""

from pathlib import Path

import pytest

from tests.conftest import posix_only
from tools.benchmark import results
from tools.common import files
from tools.common.console import Problem
from tools.common.places import Checkout
from tools.execution.copies import update_copies


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "file.txt"
    made.write_text("old")
    return made


@pytest.fixture
def breaks_off(monkeypatch) -> None:
    """A write that is interrupted when half of the bytes are on the disk."""
    whole = Path.write_bytes

    def half(path: Path, content: bytes) -> None:
        whole(path, content[: len(content) // 2])
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "write_bytes", half)


def test_a_file_is_written_with_its_folders(tmp_path):
    files.write(tmp_path / "a" / "b.txt", "grüße\n")
    assert (tmp_path / "a" / "b.txt").read_bytes() == "grüße\n".encode()


def test_a_write_that_is_broken_off_leaves_the_old_file_and_nothing_else(file, breaks_off):
    with pytest.raises(KeyboardInterrupt):
        files.write(file, "new and longer")
    assert file.read_text() == "old"
    assert list(file.parent.iterdir()) == [file]


def test_what_somebody_else_writes_counts_when_it_is_whole(file):
    with files.replacing(file) as unfinished:
        unfinished.write_text("new")
        assert file.read_text() == "old"
    assert file.read_text() == "new"
    with pytest.raises(RuntimeError), files.replacing(file) as unfinished:
        unfinished.write_text("half")
        raise RuntimeError
    assert file.read_text() == "new"
    assert list(file.parent.iterdir()) == [file]


def test_a_table_that_is_broken_off_leaves_the_old_one(tmp_path, file, breaks_off):
    with pytest.raises(KeyboardInterrupt):
        results.write_csv(file, [{"network": "lenet5"}])
    assert file.read_text() == "old"


def test_a_copy_of_a_notebook_that_is_broken_off_does_not_count_as_edited(tmp_path, monkeypatch):
    """It would never be brought up to date again."""
    checkout = Checkout(tmp_path)
    checkout.notebooks.mkdir()
    (checkout.notebooks / "03-max.ipynb").write_text("the original")
    copy = checkout.work / "notebooks" / "03-max.ipynb"
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("os.replace", _interrupt)
        update_copies(checkout)
    assert not copy.exists()
    assert update_copies(checkout) == []
    assert copy.read_text() == "the original"


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@posix_only
def test_a_folder_that_cannot_be_made_is_told_in_one_line(file):
    with pytest.raises(Problem, match=r"a\.txt could not be written: File exists\. See that its"):
        files.write(file / "a.txt", "x")
