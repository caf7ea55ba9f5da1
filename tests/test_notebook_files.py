"""Notebook files as people have them: read in any encoding and format, or told in one line."""

import json
import re
import warnings

import nbformat
import pytest

from tools import run
from tools.common.console import Problem
from tools.execution import notebook_files, notebooks

CODE = {
    "cell_type": "code",
    "id": "a",
    "metadata": {},
    "execution_count": 1,
    "source": ["int x = 2;\n", "x"],
    "outputs": [{"output_type": "stream", "name": "stdout", "text": ["2\n", "3\n"]}],
}
TITLE = {"cell_type": "markdown", "id": "b", "metadata": {}, "source": "# Größe: 7 × 7"}
OLD = {
    "metadata": {"name": "old", "kernelspec": None},
    "nbformat": 3,
    "nbformat_minor": 0,
    "worksheets": [
        {
            "cells": [
                {"cell_type": "heading", "level": 1, "metadata": {}, "source": ["Old"]},
                {
                    "cell_type": "code",
                    "collapsed": False,
                    "input": ["1"],
                    "language": "java",
                    "metadata": {},
                    "outputs": [{"output_type": "pyout", "prompt_number": 1, "text": ["1"]}],
                    "prompt_number": 1,
                },
            ]
        }
    ],
}


def notebook(*cells, **more) -> dict:
    return {"cells": [*cells], "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | more


@pytest.fixture
def read(tmp_path, recwarn, capfd):
    """Writes a file and reads it; nothing may be said besides."""

    def write_and_read(content: dict | bytes):
        path = tmp_path / "mine.ipynb"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = notebook_files.read(path)
            nbformat.validate(found)
            write_and_read.has_outputs = notebooks.has_outputs(path)
        assert capfd.readouterr() == ("", "")
        return found

    return write_and_read


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_a_notebook_is_read_in_any_encoding(read, encoding):
    text = json.dumps(notebook(TITLE, CODE), ensure_ascii=False)
    found = read(text.encode(encoding))
    assert [cell.source for cell in found.cells] == ["# Größe: 7 × 7", "int x = 2;\nx"]
    assert found.cells[1].outputs[0].text == "2\n3\n"
    assert read.has_outputs


@pytest.mark.parametrize("version", [2, 3])
def test_a_notebook_of_an_old_format_is_brought_up_to_date(read, version):
    found = read(OLD | {"nbformat": version})
    assert [cell.source for cell in found.cells] == ["# Old", "1"]
    assert found.cells[1].outputs[0].data["text/plain"] == "1"
    assert (found.nbformat, found.nbformat_minor) == (4, 5)
    assert read.has_outputs


def test_an_old_notebook_without_its_version_is_one_of_format_3(read):
    assert read({"worksheets": OLD["worksheets"]}).cells[1].source == "1"


@pytest.mark.parametrize(
    "ids", [["same", "same"], ["", None], ["not valid!", "x" * 65], ["cell-1", "cell-1"], [7, []]]
)
def test_cells_get_ids_that_differ(read, ids):
    found = read(notebook(*({**CODE, "id": id} for id in ids), *({**CODE, "id": id} for id in ids)))
    known = [cell.id for cell in found.cells]
    assert len(set(known)) == 4 and all(re.fullmatch(r"[\w-]{1,64}", id) for id in known)


def test_ids_that_are_valid_stay(read):
    ids = ["3f2a-b_C", "a"]
    assert [cell.id for cell in read(notebook(*({**CODE, "id": id} for id in ids))).cells] == ids


@pytest.mark.parametrize(
    "content",
    [
        {"cells": [TITLE, CODE]},
        notebook(TITLE, CODE, metadata=None, nbformat_minor=4),
        notebook(TITLE, CODE, metadata={"kernelspec": None, "language_info": "java"}),
        notebook({**TITLE, "metadata": None, "outputs": []}, {**CODE, "collapsed": True}),
        notebook({"cell_type": "markdown", "source": ["# Größe", ": 7 × 7"]}, CODE),
        notebook(TITLE, CODE, signature="sha256:0", worksheets=[]),
    ],
)
def test_what_other_programs_leave_out_or_add_is_mended(read, content):
    found = read(content)
    assert [cell.source for cell in found.cells] == ["# Größe: 7 × 7", "int x = 2;\nx"]
    assert len(found.cells[1].outputs) == 1


def test_halves_of_characters_do_not_keep_a_report_from_being_written(read):
    found = read(b'{"cells": [{"cell_type": "markdown", "source": "half: \\ud83d"}]}')
    assert found.cells[0].source.encode() == "half: \N{REPLACEMENT CHARACTER}".encode()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is not a notebook: it is empty."),
        (b"no notebook", "is not a notebook: it is not JSON."),
        (b"[" * 100_000, "is not a notebook: it is not JSON."),
        ({"cells": None}, "is not a notebook: it has no cells."),
        ([], "is not a notebook: it has no cells."),
        ({"nbformat": 3, "worksheets": [{}]}, "is not a notebook: it has no cells."),
        (
            notebook(CODE, nbformat=5),
            "is of the notebook format 5, the lab knows those up to 4: "
            "save it as 4 with the program that it comes from.",
        ),
        (
            notebook(TITLE, {**CODE, "outputs": [{"output_type": "stream", "text": "x"}]}),
            "is not a valid notebook: cell 2: 'name' is a required property. "
            "Open it in JupyterLab, clear that cell's outputs or type it anew, and save it.",
        ),
        (
            {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "outputs": 7}]}]},
            "is a damaged notebook of the format 3 ",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_one_line(read, content, told):
    with pytest.raises(Problem) as problem:
        read(json.dumps(content).encode() if isinstance(content, list) else content)
    assert re.match(rf".*mine\.ipynb {re.escape(told)}", str(problem.value))
    assert "\n" not in str(problem.value)


def test_a_file_that_is_gone_is_told_too(tmp_path):
    with pytest.raises(Problem, match=r"gone\.ipynb cannot be read: No such file or directory\."):
        notebook_files.read(tmp_path / "gone.ipynb")


def test_a_run_tells_of_a_file_that_is_no_notebook_before_it_runs_any(tmp_path, capsys):
    paths = [tmp_path / "good.ipynb", tmp_path / "bad.ipynb"]
    paths[0].write_text(json.dumps(notebook(CODE)))
    paths[1].write_text("<<<<<<< HEAD")
    assert run.main(["--reports", str(tmp_path), *map(str, paths)]) == 1
    told = capsys.readouterr()
    assert told.err.strip() == f"{paths[1]} is not a notebook: it is not JSON."
    assert told.out == ""
