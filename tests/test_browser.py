"""The notebooks in a real JupyterLab and a real browser: what a student sees and clicks.

Screenshots of what was seen are in work/test-artefacts.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import nbformat
import psutil
import pytest
from bs4 import BeautifulSoup

from tests import jupyterlab
from tests.conftest import posix_only
from tests.jupyterlab import TRAINS, Lab, NotebookPage
from tools.common import caps
from tools.common.console import Problem
from tools.common.places import THIS
from tools.execution import notebooks
from tools.reports import browser

pytestmark = posix_only

INTRODUCTION = [path.name[:2] for path in notebooks.find(THIS, [])]
TRAINING = ["03", "04", "05"]
LONG_ENOUGH_TO_STOP = {caps.EPOCHS: "5", caps.IMAGES: "6000"}
SECONDS_TO_STOP = 5
ROUNDING = 1e-4


@pytest.fixture(scope="module")
def quick(chromium, tmp_path_factory) -> Iterator[Lab]:
    with jupyterlab.opened(chromium, tmp_path_factory.mktemp("quick"), **caps.QUICK) as lab:
        yield lab


# --- what the saved notebook tells ----------------------------------------------------------------


def faults(notebook: nbformat.NotebookNode) -> list[str]:
    """Errors, and what was written on stderr."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                found.append(f"{cell.source[:60]}: {output.ename}: {output.evalue}")
            elif output.get("name") == "stderr":
                found.append(f"{cell.source[:60]}: stderr: {output.text}")
    return found


def counts(notebook: nbformat.NotebookNode) -> list[int | None]:
    return [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]


def html(cell: nbformat.NotebookNode) -> BeautifulSoup:
    shown = [output.get("data", {}).get("text/html", "") for output in cell.get("outputs", [])]
    return BeautifulSoup("".join(shown), "html.parser")


def history(notebook: nbformat.NotebookNode) -> list[dict[str, float]]:
    """The rows of the history table below the cell that shows it."""
    [cell] = [each for each in notebook.cells if each.source.strip() == "history"]
    table = html(cell).table
    assert table, "there is no table below the cell `history`"
    lines = table.find_all("tr")
    names, *rows = [[part.get_text() for part in line.find_all(["th", "td"])] for line in lines]
    return [
        {name: float(text.replace(",", "")) for name, text in zip(names, row, strict=True)}
        for row in rows
    ]


def ends(cell: nbformat.NotebookNode) -> dict[str, tuple[float, float]]:
    """The last value of each series of the chart below a cell, and its epoch, by its alt text."""
    alt = html(cell).img["alt"]
    points = r"[.;] ([\w -]+): ([\d.]+) at (\d+)(?:, ([\d.]+) at (\d+))?"
    return {
        name: (float(last or first), float(to or at))
        for name, first, at, last, to in re.findall(points, alt)
    }


# --- 00 to 06, run in quick mode ------------------------------------------------------------------


@dataclass
class Ran:
    """A notebook after Run All: as it was saved, and what stood in the page besides."""

    notebook: nbformat.NotebookNode
    pictures: list[dict]
    prose_pictures: dict[str, int]
    pop_ups: list[str]
    dark_charts: list[str]

    def cells(self, part: str) -> list[nbformat.NotebookNode]:
        """The code cells that contain this."""
        code = [cell for cell in self.notebook.cells if cell.cell_type == "code"]
        return [cell for cell in code if part in cell.source]


@pytest.fixture(scope="module")
def ran(quick) -> Callable[[str], Ran]:
    """Opens a notebook and runs all its cells; each notebook once."""
    known: dict[str, Ran] = {}

    def run(number: str) -> Ran:
        if number not in known:
            page = quick.open(number)
            page.run_all()
            pictures = page.pictures()
            prose_pictures = page.prose_pictures()
            page.photograph(f"{page.path.stem}-light")
            dark_charts = []
            if number == "03":
                quick.theme("Dark")
                charts = page.panel.locator(".digitlab-chart").all()
                dark_charts = [it.evaluate("e => getComputedStyle(e).filter") for it in charts]
                page.photograph(f"{page.path.stem}-dark")
                quick.theme("Light")
            known[number] = Ran(page.saved(), pictures, prose_pictures, page.pop_ups(), dark_charts)
            page.close()
        return known[number]

    return run


@pytest.mark.parametrize("number", INTRODUCTION)
def test_every_cell_runs_without_error_or_stderr(ran, number):
    notebook = ran(number).notebook
    assert faults(notebook) == []
    assert counts(notebook) == [*range(1, len(counts(notebook)) + 1)]


def test_nothing_pops_up_beside_the_first_notebook(ran):
    assert ran("00").pop_ups == []


def test_charts_are_dark_in_the_dark_theme(ran):
    """Those of the training, of its history, and the confusion matrix."""
    charts = ran("03").dark_charts
    assert len(charts) >= 4
    assert set(charts) == {"invert(0.93) hue-rotate(180deg)"}


@pytest.mark.parametrize("number", [number for number in INTRODUCTION if number != "02"])
def test_pictures_are_drawn_at_double_resolution_and_not_empty(ran, number):
    pictures = ran(number).pictures
    assert pictures
    for picture in pictures:
        assert picture["visible"], picture
        assert picture["shown"] == pytest.approx(picture["declared"], abs=0.5), picture
        assert picture["natural"] == 2 * picture["declared"], picture
        assert picture["colours"] > 2, picture


def test_pictures_of_the_prose_are_found(ran):
    widths = ran("02").prose_pictures
    assert len(widths) == 2 and min(widths.values()) > 100, widths


@pytest.mark.parametrize("number", TRAINING)
@pytest.mark.parametrize("measure", ["accuracy", "loss"])
def test_learning_curves_end_where_the_history_ends(ran, number, measure):
    last = history(ran(number).notebook)[-1]
    [cell] = ran(number).cells(f"Curves.{measure}(")
    curves = ends(cell)
    assert curves.keys() == {"training", "validation"}
    assert curves["training"] == pytest.approx((last[measure], last["epoch"]), abs=ROUNDING)
    assert curves["validation"] == pytest.approx(
        (last[f"val_{measure}"], last["epoch"]), abs=ROUNDING
    )


@pytest.mark.parametrize("column", ["val_accuracy", "loss"])
def test_compared_curves_are_those_of_the_three_notebooks(ran, column):
    [cell] = ran("06").cells(f'"{column}", histories)')
    last = [history(ran(number).notebook)[-1] for number in TRAINING]
    curves = ends(cell)
    assert list(curves) == ["max pooling", "average pooling", "LeNet-5"]
    for end, row in zip(curves.values(), last, strict=True):
        assert end == pytest.approx((row[column], row["epoch"]), abs=ROUNDING)


def test_restart_and_run_all_is_green_again_and_closing_ends_the_kernel(quick):
    page = quick.open("03")
    page.run_all()
    [before] = quick.server.kernels()
    page.button("Restart the kernel and run all cells")
    page.accept()
    page.wait_until_begun()
    page.wait_until_run()
    notebook = page.saved()
    assert faults(notebook) == []
    assert counts(notebook) == [*range(1, len(counts(notebook)) + 1)]
    [after] = quick.server.kernels()
    page.close()
    assert psutil.wait_procs([before, after], timeout=8)[1] == []


# --- watching a training, and stopping it ---------------------------------------------------------


@dataclass
class Stopped:
    """A training that was stopped by the toolbar's button in its second epoch."""

    page: NotebookPage
    progress: list[str]
    seconds: float
    output: str
    waiting: nbformat.NotebookNode
    """With the cells that were waiting when it was stopped."""
    notebook: nbformat.NotebookNode
    """After these have been run."""


@pytest.fixture(scope="module")
def stopped(chromium, tmp_path_factory) -> Iterator[Stopped]:
    folder = tmp_path_factory.mktemp("stop")
    with jupyterlab.opened(chromium, folder, **LONG_ENOUGH_TO_STOP) as lab:
        page = lab.open("03")
        training = page.code_cell(TRAINS)
        page.begin_all()
        progress = jupyterlab.watch(page, training, until=r"(?i)epoch 2\b")
        assert page.is_running(training), "the training was over too soon to be stopped"
        page.button("Interrupt the kernel")
        clicked = time.monotonic()
        while page.is_running(training) and time.monotonic() < clicked + 60:
            page.page.wait_for_timeout(50)
        seconds = time.monotonic() - clicked
        page.wait_until_idle()
        page.photograph("03-max-pooling-stopped")
        output, waiting = page.output(training), page.saved()
        page.run_from(page.panel.locator(f".jp-CodeCell:has-text('{TRAINS}') ~ .jp-CodeCell").first)
        yield Stopped(page, progress, seconds, output, waiting, page.saved())


def test_progress_is_seen_while_training(stopped):
    assert len(stopped.progress) >= 3, stopped.progress


def test_stop_button_ends_the_training_with_one_friendly_line(stopped):
    assert stopped.seconds < SECONDS_TO_STOP
    [cell] = [each for each in stopped.notebook.cells if TRAINS in each.source]
    assert [output.output_type for output in cell.outputs if output.output_type == "error"] == []
    told = [line for line in stopped.output.splitlines() if line.startswith("Stopped in epoch")]
    assert len(told) == 1, stopped.output
    assert told[0].endswith("run the cell again to go on."), told
    assert not re.search(r"Exception|Error|^\s+at ", stopped.output, re.MULTILINE), stopped.output


def test_rest_of_run_all_does_not_run_after_a_stopped_training(stopped):
    ran = [count for count in counts(stopped.waiting) if count]
    left = len(counts(stopped.waiting)) - len(ran)
    assert counts(stopped.waiting) == [*range(1, len(ran) + 1), *[None] * left]
    assert f"The {left} cells that were waiting have not been run." in stopped.output


def test_cells_after_a_stopped_training_work_with_what_was_learnt(stopped):
    assert faults(stopped.notebook) == []
    assert 1 <= len(history(stopped.notebook)) < 5


def test_training_goes_on_when_its_cell_is_run_again(stopped):
    page = stopped.page
    page.run_from(page.code_cell(TRAINS))
    page.photograph("03-max-pooling-resumed")
    notebook = page.saved()
    assert faults(notebook) == []
    before, after = history(stopped.notebook), history(notebook)
    # Either the history goes on too, or a new one begins with a network that has learnt.
    assert after[: len(before)] == before or after[0]["loss"] < before[-1]["loss"]
    assert len(after) > len(before)


# --- the browser itself ---------------------------------------------------------------------------


def test_a_missing_browser_is_told_with_how_to_install_one(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser, "MAC", ())
    for name in browser.WINDOWS_FOLDERS:
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(Problem, match=r"sudo apt install chromium.*playwright install chromium"):
        browser.find(str(tmp_path / "none"))


def test_the_browser_that_playwright_has_installed_will_do(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser, "MAC", ())
    own = tmp_path / "chrome"
    own.touch()
    assert browser.find(str(own)) == own
