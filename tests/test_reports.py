"""Reports: one file that needs no network, with formulas and without wide things."""

import errno
import re

import pytest

from tools import files
from tools.console import Problem

OUTSIDE = re.compile(
    r"""<(?:script|img|link|iframe|source|audio|video)\b[^>]*\b(?:src|href)\s*=\s*["']?(?:https?:)?//"""
    r"""|url\(\s*["']?(?:https?:)?//|@import""",
    re.IGNORECASE,
)

MARKDOWN = r"""
[Next](other-notebook.ipynb), [elsewhere](https://example.org/there.ipynb)

A formula $x_1^2 < 3$ and, in code, `$5 and $6`.

$$\frac{26 \cdot 26}{2} = 338$$

| layer | size |
|---|---|
| conv | 26 |
"""


@pytest.fixture
def report(lab, notebook, tmp_path) -> str:
    ended = lab(
        "run",
        notebook(
            "small",
            'System.out.printf("%d of %d.%n", 3, 4); System.out.println("hello");',
            "6 * 7",
            markdown=MARKDOWN,
        ),
    )
    assert ended.code == 0, ended.output
    return (tmp_path / "reports" / "small.html").read_text("utf-8")


def test_a_report_stands_alone(report):
    assert OUTSIDE.findall(report) == []
    assert "<script" not in report


def test_a_report_has_title_language_and_results(report):
    assert '<html lang="en">' in report
    assert "<title>About small</title>" in report
    assert "hello" in report
    assert ">42<" in report.replace("\n", "")


def test_a_link_to_a_notebook_leads_to_its_report(report):
    assert 'href="other-notebook.html"' in report
    assert 'href="https://example.org/there.ipynb"' in report


def test_printed_pieces_stand_on_one_line(report):
    assert "3 of 4.\nhello" in report


def test_formulas_become_mathml_and_code_stays(report):
    assert len(re.findall(r"<math\b", report)) == 2
    assert 'display="block"' in report
    assert "<code>$5 and $6</code>" in report


def test_the_pattern_finds_what_it_looks_for():
    for bad in ('<script src="https://x/y.js">', "<img src=//x>", "url('http://x/f.woff')"):
        assert OUTSIDE.search(bad)
    assert not OUTSIDE.search('<a href="https://example.org">a link is no request</a>')


def test_a_report_that_cannot_be_written_is_told_in_one_line(tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", full)
    with pytest.raises(Problem, match=r"small\.html could not be written: No space left on device"):
        files.write(tmp_path / "small.html", "text")
