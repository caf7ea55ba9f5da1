"""Reports on paper: printed to PDF by a headless browser, with text that can be selected."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Error, Page

from tools.reports import browser
from tools.common import files
from tools.common.console import Problem, ProgressLine
from tools.common.places import THIS

FOOT = """<div style="width: 100%; padding: 0 16mm; display: flex; color: #55616e;
  font: 8pt system-ui, sans-serif"><span class="title" style="flex: 1"></span>
  <span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>"""
MARGIN = {"top": "16mm", "bottom": "18mm", "left": "16mm", "right": "16mm"}


def write_all(reports: Sequence[Path], line: ProgressLine) -> None:
    """Writes a PDF beside each of these HTML files."""
    line.show("Starting the browser that prints")
    with browser.running() as chromium:
        page = _page(chromium)
        for number, report in enumerate(reports, start=1):
            label = f"[{number}/{len(reports)}] {report.stem}"
            line.show(f"{label} · printing")
            file = report.with_suffix(".pdf")
            files.write(file, _print(page, report))
            line.say(f"{label} printed: {THIS.shown(file)}")


def printed(html: str) -> bytes:
    """The PDF of a report that is in no file yet."""
    with tempfile.TemporaryDirectory() as folder, browser.running() as chromium:
        report = Path(folder) / "report.html"
        report.write_text(html, "utf-8")
        return _print(_page(chromium), report)


def _page(chromium: Browser) -> Page:
    return chromium.new_context(java_script_enabled=False, offline=True).new_page()


def _print(page: Page, report: Path) -> bytes:
    try:
        page.goto(report.resolve().as_uri())
        return page.pdf(
            format="A4",
            margin=MARGIN,
            print_background=True,
            display_header_footer=True,
            header_template="<span></span>",
            footer_template=FOOT,
            tagged=True,
            outline=True,
        )
    except Error as error:
        raise Problem(f"The browser could not print {report}: {error.message}") from error
