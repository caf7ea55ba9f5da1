"""Notebook 12: what a student sees inside the networks, whatever digit and network is picked."""

from __future__ import annotations

import html
import re
from pathlib import Path

import nbformat
import pytest

from tools.common.places import THIS

NOTEBOOK = "12-look-inside"


@pytest.fixture
def page(quick_run) -> str:
    _, reports = quick_run
    return (reports / f"{NOTEBOOK}.html").read_text("utf-8")


def descriptions(page: str) -> list[str]:
    return [html.unescape(text) for text in re.findall(r'<img[^>]* alt="([^"]*)"', page)]


def code_of(name: str) -> str:
    cells = nbformat.read(Path(THIS.notebooks) / f"{name}.ipynb", as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "code")


def test_filters_and_maps_of_each_convolution_are_described(page):
    told = descriptions(page)
    assert any(text.startswith("Layer 0: filters: 64 planes") for text in told), told
    for layer, maps in ((0, 64), (2, 128), (4, 32)):
        start = f"Layer {layer}: feature maps: {maps} planes with values from 0 to "
        assert any(text.startswith(start) for text in told), (start, told)


def test_every_network_is_moved_and_has_its_verdict(page):
    names = re.findall(r'comparison\.add\("(.*?)"', code_of(NOTEBOOK))
    assert len(names) == 7, names
    text = html.unescape(re.sub(r"<[^>]+>", " ", page))
    figure = r"\s+0\.\d{4}"
    for name in names:
        moved = rf"{re.escape(name)}\s+[0-3]{figure * 3}\s"
        assert re.search(moved, text), name
        verdict = r"\s+(overconfident|underconfident|no difference shown)"
        assert re.search(re.escape(name) + figure * 3 + verdict, text), name


def test_another_digit_and_a_network_with_padding_and_signed_maps(lab, notebook, tmp_path):
    """As far as the digit and the network that were picked are shown."""
    source = nbformat.read(Path(THIS.notebooks) / f"{NOTEBOOK}.ipynb", as_version=4)
    cells = [cell.source for cell in source.cells if cell.cell_type == "code"]
    last = next(i for i, cell in enumerate(cells) if "accuracy(MultiLayerNetwork" in cell)
    picked = [
        cell.replace("int picked = 0;", "int picked = 33;").replace(
            'chosen = "max pooling"', 'chosen = "batch-normalised"'
        )
        for cell in cells[:last]
    ]
    assert picked != cells[:last]
    ended = lab("run", "--quick", notebook("other", *picked))
    assert ended.code == 0, ended.output
    page = (tmp_path / "reports" / "quick" / "other.html").read_text("utf-8")
    assert re.search(r"batch-normalised says \d with a probability of 0\.\d{4}; it is a 4", page)
    told = descriptions(page)
    assert any(
        text.startswith("Layer 1: feature maps: 6 planes with values from −") for text in told
    )
