"""Markdown as it is shown, for tests that look at what notebooks and documents say."""

from __future__ import annotations

from bs4 import BeautifulSoup

from tools.reports import markdown
from tools.reports.formulas import Formulas


def parsed(text: str) -> BeautifulSoup:
    return BeautifulSoup(markdown.render(text, Formulas()), "html.parser")


def prose(text: str, *without: str) -> list[str]:
    """The words of each block, without what stands in elements of these names."""
    page = parsed(text)
    for element in page.find_all(without):
        element.decompose()
    return [block.get_text() for block in page.find_all(recursive=False)]


def rows(text: str) -> list[list[str]]:
    """The cells of all tables, row by row, without their heads."""
    return [
        [cell.get_text() for cell in row.find_all("td")] for row in parsed(text).select("tbody tr")
    ]
