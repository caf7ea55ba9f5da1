"""What the tests share: the launcher as a command, and small notebooks made for one test."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from tools.common.places import THIS

posix_only = pytest.mark.skipif(os.name == "nt", reason="uses a shell script or a signal")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="also the tests that take minutes")


@dataclass(frozen=True)
class Ended:
    """How a launcher command ended."""

    code: int
    output: str


def lab_command(*arguments: str | Path) -> list[str]:
    return [sys.executable, str(THIS.root / "lab"), *map(str, arguments)]


def run_lab(reports: Path, *arguments: str | Path, **variables: str | None) -> Ended:
    """Runs `./lab`, with reports in this folder; None removes a variable."""
    env = {**os.environ, "DIGITLAB_REPORTS": str(reports), **variables}
    done = subprocess.run(
        lab_command(*arguments),
        env={name: value for name, value in env.items() if value is not None},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=1200,
    )
    return Ended(done.returncode, done.stdout)


@pytest.fixture
def lab(tmp_path: Path) -> Callable[..., Ended]:
    """Runs `./lab`, with reports in a folder of the test's own."""
    return functools.partial(run_lab, tmp_path / "reports")


@pytest.fixture(scope="module")
def chromium() -> Iterator:
    """A browser. Not for the whole session: while it is there, asyncio.run refuses to work."""
    from tools.common.console import Problem
    from tools.reports import browser

    try:
        with browser.running() as running:
            yield running
            return
    except Problem as problem:
        missing = str(problem)
    pytest.fail(missing, pytrace=False)  # out here it is told once, and without a traceback


@pytest.fixture(scope="session")
def quick_run(tmp_path_factory) -> tuple[Ended, Path]:
    """All notebooks, run once for all tests that look at their reports."""
    reports = tmp_path_factory.mktemp("quick-run")
    ended = run_lab(reports, "run", "--quick", "--all")
    print(ended.output)
    return ended, reports / "quick"


@pytest.fixture
def notebook(tmp_path: Path) -> Callable[..., Path]:
    """Writes a notebook: a heading, then these Java cells."""

    def write(name: str, *cells: str, markdown: str = "") -> Path:
        made = nbformat.v4.new_notebook(
            metadata={"kernelspec": {"name": "digitlab", "display_name": "x", "language": "java"}},
            cells=[
                nbformat.v4.new_markdown_cell(f"# About {name}\n\nWhat it is for.\n\n{markdown}"),
                *map(nbformat.v4.new_code_cell, cells),
            ],
        )
        path = tmp_path / f"{name}.ipynb"
        nbformat.write(made, path)
        return path

    return write


@pytest.fixture
def report(tmp_path: Path) -> Callable:
    """Writes a report of these cells and gives the page; `options` and `metadata` by name."""
    from bs4 import BeautifulSoup

    from tools.reports import export
    from tools.reports.options import ReportOptions

    def write(*cells, options: ReportOptions | None = None, **metadata) -> BeautifulSoup:
        made = nbformat.v4.new_notebook(cells=list(cells), metadata=metadata)
        path, saved = tmp_path / "small.ipynb", "2026-01-02 03:04"
        write.warnings = export.write_report(
            made, path, tmp_path, options or ReportOptions(), saved
        )
        return BeautifulSoup((tmp_path / "small.html").read_text("utf-8"), "html.parser")

    return write
