"""`./lab report`: which notebooks it takes, what it writes where, and what it says."""

import argparse
import json

import nbformat
import pytest

from tools.common.console import Problem, ProgressLine
from tools.common.places import Checkout
from tools.execution import notebooks
from tools.reports import browser, pdf
from tools.reports.options import ReportOptions, add_options


@pytest.fixture
def ran(tmp_path):
    """Writes a notebook that somebody has run."""

    def write(name: str, *outputs, folder=tmp_path):
        cell = nbformat.v4.new_code_cell("6 * 7", outputs=list(outputs), execution_count=1)
        made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(f"# {name}"), cell])
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(made, folder / f"{name}.ipynb")
        return folder / f"{name}.ipynb"

    return write


ANSWER = nbformat.v4.new_output("execute_result", {"text/plain": "42"}, execution_count=1)


# --- which notebooks ------------------------------------------------------------------------------


@pytest.fixture
def checkout(tmp_path, ran) -> Checkout:
    """One with two notebooks, of which the first is open in the person's own copy."""
    made = Checkout(tmp_path / "checkout")
    for name in ("03-max", "04-average"):
        ran(name, folder=made.notebooks)
        ran(name, folder=made.work / "notebooks")
    return made


def find(checkout, *names, execute=False):
    return notebooks.find_to_report(checkout, names, checkout.root / "reports", execute)


def test_a_number_means_the_own_copy(checkout, ran):
    copy = ran("03-max", ANSWER, folder=checkout.work / "notebooks")
    assert find(checkout, "3") == [copy]


def test_without_names_all_own_copies_that_have_outputs(checkout, ran):
    copies = checkout.work / "notebooks"
    mine, max_ = ran("mine", ANSWER, folder=copies), ran("03-max", ANSWER, folder=copies)
    assert find(checkout) == [max_, mine]
    assert find(checkout, "mine") == [mine]


def test_what_the_lab_has_run_stands_in_for_a_copy_without_outputs(checkout, ran):
    kept = ran("04-average", ANSWER, folder=checkout.root / "reports" / "executed")
    assert find(checkout, "04") == [kept]


def test_to_execute_means_the_own_copies_else_the_originals(checkout):
    (checkout.work / "notebooks" / "04-average.ipynb").unlink()
    copy, original = checkout.work / "notebooks" / "03-max.ipynb", checkout.notebooks
    assert find(checkout, execute=True) == [copy, original / "04-average.ipynb"]
    assert find(checkout, "4", execute=True) == [original / "04-average.ipynb"]


def test_a_notebook_without_outputs_is_told_what_to_do(checkout):
    with pytest.raises(Problem, match=r"03-max\.ipynb has no outputs.*\./lab report 3 --execute"):
        find(checkout, "3")
    with pytest.raises(Problem, match=r"No notebook in work.notebooks has outputs.*\./lab start"):
        find(checkout)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{}", "it has no cells"),
        (b'{"cells": [1]}', "it has no cells"),
        (b"no notebook", "it is not JSON"),
        (b"\xff\xfe", "it is not JSON"),
    ],
)
def test_a_file_that_is_no_notebook_is_named_with_the_reason(checkout, tmp_path, content, reason):
    (tmp_path / "broken.ipynb").write_bytes(content)
    with pytest.raises(Problem, match=rf"broken\.ipynb is not a notebook: {reason}\.$"):
        find(checkout, str(tmp_path / "broken.ipynb"))


# --- the command ----------------------------------------------------------------------------------


def test_a_folder_of_ones_own_gets_the_report_and_nothing_else(lab, ran, tmp_path):
    out = tmp_path / "out"
    ended = lab("report", ran("mine", ANSWER), "--theme", "dark", "--hide-code", "--out", out)
    assert ended.code == 0, ended.output
    assert [path.name for path in out.iterdir()] == ["mine.html"]
    html = (out / "mine.html").read_text("utf-8")
    assert ">42<" in html.replace("\n", "") and "6 * 7" not in html
    assert f"[1/1] mine from {tmp_path / 'mine.ipynb'}: {out / 'mine.html'}" in ended.output


def test_reports_are_listed_in_the_index(lab, ran, tmp_path):
    ended = lab("report", ran("one", ANSWER), ran("two", ANSWER))
    assert ended.code == 0, ended.output
    assert "Wrote 2 reports in 0:0" in ended.output
    index = json.loads((tmp_path / "reports" / "index.json").read_text("utf-8"))
    assert sorted(index) == ["one", "two"]


def test_execute_runs_the_notebook_anew_and_leaves_it_as_it_is(lab, notebook, tmp_path):
    progress = 'for (int i = 0; i < 100; i++) System.out.print("\\r" + i + " %");'
    path = notebook("mine", f'{progress}\nSystem.out.println("\\rfresh " + 6 * 7);')
    before = path.read_bytes()
    ended = lab("report", path, "--execute")
    assert ended.code == 0, ended.output
    report = (tmp_path / "reports" / "mine.html").read_text("utf-8")
    assert "fresh 42" in report and "98 %" not in report
    kept = (tmp_path / "reports" / "executed" / "mine.ipynb").read_text("utf-8")
    assert "fresh 42" in kept
    assert path.read_bytes() == before


def test_a_warning_tells_what_was_left_out(lab, ran):
    script = nbformat.v4.new_output("display_data", {"text/html": "<script>1</script>ok"})
    ended = lab("report", ran("mine", script))
    assert "Warning: mine: Left out as unsafe: 1 × element <script>" in ended.output


def test_without_a_browser_a_pdf_is_a_problem_that_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser, "MAC", ())
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    with pytest.raises(Problem, match="PDFs and the browser tests need Chromium"):
        pdf.write_all([tmp_path / "a.html"], ProgressLine())


def test_options_survive_the_way_to_the_labs_own_python():
    parser = argparse.ArgumentParser()
    add_options(parser)
    wanted = ReportOptions("dark", hide_code=True, pdf=True)
    assert ReportOptions.of(parser.parse_args(wanted.arguments())) == wanted
