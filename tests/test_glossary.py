"""Words are explained where they first stand, the glossary has them, and pictures tell no lies."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import nbformat
import pytest

from tools.common.places import THIS
from tools.execution import copies, notebooks
from tools.reports import rewriter

GLOSSARY = THIS.root / copies.GLOSSARY
INTRODUCTION = notebooks.find(THIS, [])
ROW = re.compile(r"^\| \*\*(.+?)\*\* \| (.+) \| (\d\d) \|$", re.MULTILINE)

FIRST = {
    "accuracy": "accuracy",
    "activation": r"(?<!\.)activation",
    "batch": r"\bbatch\b",
    "bias": r"\bbias\b",
    "cross-entropy": "cross-entropy|MCXENT",
    "dense": "dense|DenseLayer",
    "epochs": "epoch",
    "epsilon": "epsilon",
    "feature map": "feature map",
    "gradient": r"\bgradient",
    "learning rate": "learning rate|learningRate",
    "loss": r"\bloss\b",
    "max pooling": r"max pooling|PoolingType\.MAX",
    "overfitting": "overfitting",
    "padding": "padding",
    "recall": "recall",
    "ReLU": r"\bReLU\b",
    "softmax": "softmax",
    "stride": "stride",
    "tanh": "tanh",
    "validation": r"\bvalidation\b|\bval_",
    "weights": r"\bweights\b",
}
"""How each of these words looks in prose and in code."""

PROMISE = re.compile(r"^- \*\*You will learn\*\*.*$|\[[^\]]*\]\([^)]*\)|^#.*$", re.MULTILINE)
"""What a notebook announces, links and headings may name a word before it is explained."""

PICTURES = THIS.notebooks / "pictures"


def glossary() -> dict[str, tuple[str, str]]:
    """By the word, its meaning and the number of the notebook that explains it."""
    rows = ROW.findall(GLOSSARY.read_text("utf-8"))
    return {word: (meaning, number) for word, meaning, number in rows}


def cells(path: Path) -> list[str]:
    """Prose and code in their order, without the imports."""
    found = nbformat.read(path, as_version=4).cells
    imports = next(cell for cell in found if cell.cell_type == "code")
    return [PROMISE.sub("", cell.source) for cell in found if cell is not imports]


def explained(word: str, text: str) -> bool:
    """Whether the word stands there in bold, in whatever case it begins."""
    return f"**{word}**".lower() in text.lower()


def test_the_glossary_is_in_the_order_of_the_alphabet():
    words = [word.strip("*").lower() for word in glossary()]
    assert len(words) > 40
    assert words == sorted(words)


@pytest.mark.parametrize("word", glossary())
def test_the_notebook_that_is_named_explains_the_word(word):
    meaning, number = glossary()[word]
    assert meaning.endswith((".", ".)"))
    text = "\n".join(cells(notebooks.find_one(THIS, number)))
    assert explained(word, text)


@pytest.mark.parametrize("word", FIRST)
def test_a_word_is_explained_where_it_first_stands(word):
    everything = itertools.chain.from_iterable(cells(path) for path in INTRODUCTION[1:])
    first = next(cell for cell in everything if re.search(FIRST[word], cell, re.IGNORECASE))
    assert explained(word, first), first
    assert word in glossary()


@pytest.mark.parametrize("number", ["00", "02"])
def test_notebooks_link_the_glossary(number):
    [path] = [each for each in INTRODUCTION if each.name.startswith(number)]
    assert "[glossary](../docs/glossary.md)" in path.read_text("utf-8")


def test_the_link_leads_somewhere_in_the_copies_and_is_words_in_a_report(tmp_path):
    for folder in ("notebooks", "docs"):
        (tmp_path / folder).mkdir()
    (tmp_path / copies.GLOSSARY).write_text("words")
    copies.update_copies(type(THIS)(tmp_path))
    # JupyterLab takes its own folder for the root: what lies above it begins there.
    assert (tmp_path / "work" / "notebooks" / copies.GLOSSARY).read_text() == "words"
    assert rewriter.link({"href": "../docs/glossary.md#x"}) == "<a>"
    assert rewriter.link({"href": "03-max-pooling.ipynb"}) == '<a href="03-max-pooling.html">'


@pytest.mark.parametrize("number", ["04", "05", "06"])
def test_what_03_tells_is_not_told_again(number):
    def paragraphs(start: str) -> set[str]:
        [path] = [each for each in INTRODUCTION if each.name.startswith(start)]
        told = nbformat.read(path, as_version=4).cells
        prose = [cell.source for cell in told if cell.cell_type == "markdown"]
        texts = [text for text in prose if not text.startswith(("## Sources", "## Exercises"))]
        return {line for text in texts for line in text.splitlines() if len(line) > 100}

    assert paragraphs("03") & paragraphs(number) == set()


# --- the pictures ---------------------------------------------------------------------------------


def grid(picture: str, name: str) -> list[list[int]]:
    """The numbers of one of a picture's grids, row by row."""
    drawn = (PICTURES / f"{picture}.svg").read_text("utf-8")
    part = re.search(rf'<g id="{name}">(.*?)</g>', drawn, re.DOTALL)[1]
    found = [int(text.replace("−", "-")) for text in re.findall(r">(−?\d+)</text>", part)]
    side = round(len(found) ** 0.5)
    return [found[row * side : (row + 1) * side] for row in range(side)]


def windows(values: list[list[int]], size: int, stride: int) -> list[list[int]]:
    """The values below a window, at each of its places."""
    starts = range(0, len(values) - size + 1, stride)
    return [
        [values[top + i][left + j] for i in range(size) for j in range(size)]
        for top in starts
        for left in starts
    ]


def flat(values: list[list[int]]) -> list[int]:
    return [value for row in values for value in row]


def test_the_picture_of_the_window_adds_up():
    weights = flat(grid("window", "weights"))
    sums = [
        sum(pixel * weight for pixel, weight in zip(window, weights, strict=True))
        for window in windows(grid("window", "pixels"), 3, stride=1)
    ]
    assert flat(grid("window", "feature-map")) == sums


def test_the_picture_of_pooling_has_the_largest_and_the_mean():
    below = windows(grid("pooling", "feature-map"), 2, stride=2)
    assert flat(grid("pooling", "largest")) == [max(window) for window in below]
    assert flat(grid("pooling", "mean")) == [sum(window) / 4 for window in below]


@pytest.mark.parametrize("picture", ["window", "pooling"])
def test_a_picture_is_described_and_brings_its_own_paper(picture):
    source = (THIS.notebooks / "02-build-and-summarise.ipynb").read_text("utf-8")
    alt = re.search(rf"!\[([^\]]+)\]\(pictures/{picture}\.svg\)", source)[1]
    results = {"window": "feature-map", "pooling": "largest"}[picture]
    told = re.findall(r"−?\d+", alt)
    assert set(map(str, flat(grid(picture, results)))) <= {text.replace("−", "-") for text in told}
    assert 'fill="#ffffff"' in (PICTURES / f"{picture}.svg").read_text("utf-8")  # in the dark, too
