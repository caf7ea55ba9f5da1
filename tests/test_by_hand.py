"""Notebook 15: its loops are few, equal Deeplearning4j's, and learn; its own cells are run."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from tests.cells import run_cell
from tools.common.places import THIS
from tools.environment.kernel import Kernel
from tools.execution import notebooks

NOTEBOOK = notebooks.find_one(THIS, "15")
CELLS = [cell for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "code"]
BY_HAND = [cell.source for cell in CELLS if "by-hand" in cell.metadata.get("tags", [])]
LAST_OF_THE_TRAINING = "15-trained"
COMPARED = ("same", "alike")
"""The tables that compare the loops with Deeplearning4j: LeNet-5, and the small network."""

MISTAKES = {
    "dx[k][r + i][c + j] += g": "dx[k][r + i][c + j] = g",
    "layer.dw()[m][k][i][j] += g[m][r][c] * x[k][r + i][c + j]": (
        "layer.dw()[m][k][i][j] += g[m][r][c] * x[k][r + j][c + i]"
    ),
    "dx[k][r][c] = g[k][r / s][c / s] / (s * s)": "dx[k][r][c] = g[k][r / s][c / s]",
    "tanhBack = (g, y) -> g * (1 - y * y)": "tanhBack = (g, y) -> g * (1 - y)",
    "g[label][0][0] -= 1": "g[label][0][0] += 1",
}
"""A line of a way back, and what a student may write in its place."""


AGAIN = """
ours.values().forEach(array -> rows(array).forEach(row -> Arrays.fill(row, 0)));
ofImage = backward(a, label);
"""
"""Before the check: the way back, with gradients that begin at 0."""


@dataclass
class Told:
    """What the cells of one kernel gave, for another seed and digit than the notebook's."""

    trouble: list[str] = field(default_factory=list)
    from_deeplearning4j: dict[str, float] = field(default_factory=dict)
    from_differences: float = 1
    accuracy: float = 0
    with_mistakes: dict[str, float] = field(default_factory=dict)


async def tell(log: Path) -> Told:
    told = Told()
    async with Kernel(THIS.notebooks, log) as kernel:
        client, _ = await kernel.connect()

        async def run(code: str) -> str:
            ran = await run_cell(client, code)
            told.trouble.extend(f"{code[:80]}: {trouble}" for trouble in ran.trouble)
            return ran.result

        largest = '.doubleColumn("largest difference").max()'
        for cell in CELLS:
            await run(cell.source.replace("int picked = 0;", "int picked = 33;"))
            if cell.id == LAST_OF_THE_TRAINING:
                break
        for table in COMPARED:
            told.from_deeplearning4j[table] = float(await run(table + largest))
        told.from_differences = float(await run("checks" + largest))
        told.accuracy = float(await run("accuracy"))
        again = next(cell.source for cell in CELLS if cell.id == "15-checked")
        for right, wrong in MISTAKES.items():
            cell = next(source for source in BY_HAND if right in source)
            await run(cell.replace(right, wrong))
            await run(AGAIN + again)
            told.with_mistakes[right] = float(await run("checks" + largest))
            await run(cell)
        client.stop_channels()
    return told


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> Told:
    folder = tmp_path_factory.mktemp("by-hand")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIGITLAB_SEED", "7")
        return asyncio.run(tell(folder / "kernel.log"))


def test_the_layers_are_at_most_150_lines_without_any_library():
    lines = [line for source in BY_HAND for line in source.splitlines() if line.strip()]
    assert 100 < len(lines) <= 150
    imports = re.findall(r"^import (?:static )?([\w.]+)\.(\w+|\*);", CELLS[0].source, re.MULTILINE)
    foreign = {name for package, name in imports if not package.startswith("java.")} - {"*"}
    used = set(re.findall(r"\b[A-Z]\w+", "\n".join(BY_HAND)))
    assert foreign & used == set()
    assert used <= {"Arrays", "Convolution", "Dense", "Double", "DoubleBinaryOperator", "Math"} | {
        "NEGATIVE_INFINITY"
    }


def test_its_cells_run(told):
    assert told.trouble == []


@pytest.mark.parametrize("table", COMPARED)
def test_activations_and_gradients_are_those_of_deeplearning4j(told, table):
    assert 0 < told.from_deeplearning4j[table] < 1e-5


def test_gradients_are_the_numerical_differences(told):
    assert 0 < told.from_differences < 1e-3


@pytest.mark.parametrize("right", MISTAKES)
def test_a_mistake_on_the_way_back_is_noticed(told, right):
    assert told.with_mistakes[right] > 1e-2


def test_nothing_but_the_loops_learns_to_read_nine_of_ten_digits(told):
    assert told.accuracy >= 0.9


def test_the_report_has_every_comparison_and_the_ladder(quick_run):
    _, reports = quick_run
    page = BeautifulSoup((reports / f"{NOTEBOOK.stem}.html").read_text("utf-8"), "html.parser")
    text = page.get_text(" ")
    shares = re.findall(r"The largest difference is (\d\S*) of the largest (value|gradient)", text)
    assert [(float(share) < 1e-5, kind) for share, kind in shares] == [
        (True, "value"),
        (True, "gradient"),
    ]
    ways = ["as written", "another order", "textbook product", "vectorised"]
    [chart] = [each["alt"] for each in page.select("img") if "a factor of" in each.get("alt", "")]
    table = next(each for each in page.select("table") if "share of the limit" in each.get_text())
    rows = [[cell.get_text() for cell in row.select("td, th")] for row in table.select("tr")]
    named = {row[0]: float(row[1].replace(",", "")) for row in rows if row and "." in row[1]}
    assert list(named)[:4] == ways
    assert min(named, key=named.get) == "as written"
    assert max(named, key=named.get).startswith("compiled")
    assert "GFLOP/s" in chart
