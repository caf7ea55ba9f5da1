"""Numbers in the prose of a notebook are computed beside it, or known from a publication.

The rule. Three kinds of numbers are claims:
counts (`111,722`, or any whole number before the word "parameters"),
shapes (`26 × 26 × 64`),
and accuracies and losses (`0.9864`, `0.042`, `98.6 %`).
A claim is supported when the same number stands in an output of the same notebook (run quickly),
a shape also when it stands in its code (`Builder(5, 5)`),
or when it is published: a parameter count in the library's list of networks (`Architectures`)
or a result in its list of studies (`Studies`), where each stands with its source.
Whether that source is named is checked by `test_sources.py`.
Figures of a quick run are not those of a full one: an accuracy of ours is never typed in.
Numbers in words ("a fifth") and formulas are left to the reader, and code is no prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from tests import shown_markdown
from tools.common.places import THIS
from tools.execution import notebooks

PUBLISHED = [
    THIS.root / "lib/src/main/java/digitlab" / file
    for file in ("model/Architectures.java", "study/Studies.java")
]

COUNT = r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,]*\d)"
BEFORE_PARAMETERS = r"(?<![\d.,])\d+(?= (?:(?:non-)?trainable |more )?parameters)"
SIZE = r"\d(?:[\d,]*\d)?"
SHAPE = f"{SIZE}(?: × {SIZE})+"
PERCENTAGE = r"\d+(?:\.\d+)?(?= ?%)"
DECIMAL = r"(?<![\d.])\d+\.\d{2,}(?!\d|\.\d)"


@dataclass(frozen=True)
class Claim:
    """A number as it stands in the prose."""

    kind: str
    text: str


@dataclass
class Evidence:
    """The numbers that are known to be right, in the forms in which they are asked for."""

    numbers: set[str] = field(default_factory=set)
    shapes: list[list[str]] = field(default_factory=list)

    def supports(self, claim: Claim) -> bool:
        if claim.kind == "shape":
            sizes = plain(claim.text).split(" × ")
            return any(contains(shape, sizes) for shape in self.shapes)
        if claim.kind == "percentage":
            share = f"{float(claim.text) / 100:.4f}"
            return bool({claim.text + " %", share, share.rstrip("0")} & self.numbers)
        return plain(claim.text) in self.numbers


def published() -> str:
    return "\n".join(file.read_text("utf-8") for file in PUBLISHED)


def claims(text: str) -> list[Claim]:
    """The claims in words, as they are shown."""
    found = [Claim("shape", match) for match in re.findall(SHAPE, text)]
    text = re.sub(SHAPE, " ", text)
    found += [Claim("count", match) for match in re.findall(COUNT, text)]
    found += [Claim("count", match) for match in re.findall(BEFORE_PARAMETERS, text)]
    found += [Claim("percentage", match) for match in re.findall(PERCENTAGE, text)]
    figures = re.findall(DECIMAL + r"(?! ?%)", text)
    return found + [Claim("figure", match) for match in figures if is_result(match)]


def is_result(decimal: str) -> bool:
    """Accuracies and losses; not the level of a test (0.05) or a learning rate (0.01)."""
    return len(decimal.split(".")[1]) > 2 or float(decimal) >= 0.5


def evidence(outputs: str, code: str, published: str) -> Evidence:
    found = Evidence()
    for text in (outputs, published):
        numbers = re.findall(r"\d[\d,_]*(?:\.\d+)?", text)
        found.numbers |= {plain(number.rstrip(",_")) for number in numbers}
    percentages = re.findall(PERCENTAGE, outputs + "\n" + published)
    found.numbers |= {f"{share} %" for share in percentages}
    shapes = re.findall(SHAPE, outputs) + re.findall(r"\d+(?:, \d+)+", outputs + "\n" + code)
    found.shapes = [
        re.split(r" × |, ", plain(shape) if "×" in shape else shape) for shape in shapes
    ]
    return found


def plain(number: str) -> str:
    return re.sub(r"[,_]", "", number)


def contains(whole: list[str], part: list[str]) -> bool:
    starts = range(len(whole) - len(part) + 1)
    return any(whole[start : start + len(part)] == part for start in starts)


def unsupported(prose: Iterable[str], known: Evidence) -> list[str]:
    """The claims that nothing supports, each with the paragraph in which it stands."""
    return [
        f"{claim.text} in: {paragraph}"
        for cell in prose
        for paragraph in shown_markdown.prose(cell, "pre", "math")
        for claim in claims(paragraph)
        if not known.supports(claim)
    ]


def prose_and_code(path: Path) -> tuple[list[str], str]:
    cells = nbformat.read(path, as_version=4).cells
    prose = [cell.source for cell in cells if cell.cell_type == "markdown"]
    return prose, "\n".join(cell.source for cell in cells if cell.cell_type == "code")


def outputs_of(report: Path) -> str:
    """What the cells of a report have put out, pictures by their description.

    The data of charts are left out: among so many numbers any wrong one would find its like.
    """
    page = BeautifulSoup(report.read_text("utf-8"), "html.parser")
    for data in page.select("figure details"):
        data.decompose()
    areas = page.select(".cell > :not(.code, .folded)")
    assert areas, f"{report.name} has no outputs"
    texts = [area.get_text("\n") for area in areas]
    return "\n".join(texts + [image["alt"] for area in areas for image in area.select("img[alt]")])


@pytest.mark.parametrize("path", notebooks.all_notebooks(THIS), ids=lambda path: path.stem)
def test_every_number_in_the_prose_is_supported(path, quick_run):
    ended, reports = quick_run
    assert ended.code == 0, ended.output
    prose, code = prose_and_code(path)
    known = evidence(outputs_of(reports / f"{path.stem}.html"), code, published())
    assert unsupported(prose, known) == []


# --- the rule itself ------------------------------------------------------------------------------

KNOWN = evidence(
    "Convolution 5 × 5, ReLU 28 × 28 × 6\n[60000, 28, 28]\n61,706\n0.9841 on 20 % of them",
    "new ConvolutionLayer.Builder(3, 3).nOut(7)",
    '111_722, 0, 0.9864, its own conclusion says "98.5 %"',
)


@pytest.mark.parametrize(
    "planted",
    [
        "61,707 parameters",
        "It has 111,272 weights.",
        "with 497 parameters",
        "5 × 6 windows",
        "28 × 28 × 16",
        "an accuracy of 0.9846",
        "a loss of 0.041",
        "98.46 % of the images",
        "98.6 % of the images",
        "21 % of the images",
        "28 % of the images",
        "0.97 in the end",
    ],
)
def test_a_wrong_number_is_found(planted):
    assert len(unsupported([f"# Heading\n\n{planted}."], KNOWN)) == 1


@pytest.mark.parametrize(
    "right",
    [
        "61,706 parameters and 111,722 parameters",
        "5 × 5 and 3 × 3 windows, 28 × 28 pixels, 60,000 × 28 × 28 bytes",
        "accuracies of 0.9864, 0.9841 and 98.64 %, on 20 % of the 60,000",
        'a conclusion that says "98.5 %"',
        "In 1998, section 2.1, at a level of 0.05, with seeds 1, 2 and 3.",
        "```java\nint x = 1,234;\n``` and [a link](0.987.html)",
        "```java\nint x;\n\n// Expected: accuracy 0.9864…0.9999\n```",
    ],
)
def test_a_right_number_and_what_is_no_claim_pass(right):
    assert unsupported([right], KNOWN) == []


def test_what_is_told_names_number_and_paragraph():
    told = unsupported(["# A\n\nFirst, 0.9864.\n\nThen 0.9999 at last."], KNOWN)
    assert told == ["0.9999 in: Then 0.9999 at last."]


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("03-max-pooling", "111,722", "111,272"),
        ("07-batch-normalisation", "61,706", "61,760"),
        ("08-wide-and-dropout", "0.9887", "0.9878"),
        ("10-five-predictions", "515,146", "551,146"),
    ],
)
def test_a_number_planted_in_a_notebook_is_found(name, right, wrong, quick_run):
    _, reports = quick_run
    prose, code = prose_and_code(THIS.root / "notebooks" / f"{name}.ipynb")
    known = evidence(outputs_of(reports / f"{name}.html"), code, published())
    changed = [cell.replace(right, wrong) for cell in prose]
    assert changed != prose
    assert all(told.startswith(wrong) for told in unsupported(changed, known))
    assert unsupported(changed, known)
