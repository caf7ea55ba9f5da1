"""JupyterLab's pages as the lab sets them up: what is offered works, what is told is true."""

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import expect
from traitlets.config import Config

from tests import servers
from tests.conftest import posix_only
from tests.jupyterlab import ARTEFACTS, Lab, NotebookPage
from tools.reports import browser
from tools.reports.options import ReportOptions, html_exporter
from tools.reports.pdf_exporter import PDFExporter

pytestmark = posix_only

READABLE = 4.5
"""The least contrast of WCAG 2.2 AA."""

MILLISECONDS_TO_START = 60_000
MILLISECONDS_TO_TELL = 15_000
FOREIGN = {"asciidoc", "latex", "pdf", "python", "qtpdf", "qtpng", "rst", "webpdf"}
"""What nbconvert knows, but needs other programs for, or is for another language."""

SOURCE = 'for (System.out.println("begun"); !Thread.currentThread().isInterrupted();) {}'
FOLDED = "<details><summary>A solution</summary>\n\n```java\nint x = 42;\n```\n\n</details>"
ESCAPE = "\x1b["
COLOURS = [
    *(f"{ESCAPE}{code}m{code}{ESCAPE}0m" for code in (*range(30, 38), *range(40, 48))),
    *(f"{ESCAPE}1;{code}m1;{code}{ESCAPE}0m" for code in range(30, 38)),
]
"""Each colour of a terminal as text and behind text, as the kernel's errors use them."""

CONTRASTS = """() => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  const luminance = () => {
    const [r, g, b] = [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3).map(value => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paint = colour => { pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1); };
  const contrast = element => {
    const behind = [];
    for (let e = element; e; e = e.parentElement) {
      behind.unshift(getComputedStyle(e).backgroundColor);
    }
    paint('white');
    behind.forEach(paint);
    const below = luminance();
    paint(getComputedStyle(element).color);
    const [dark, light] = [below, luminance()].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  return [...document.querySelectorAll('.jp-OutputArea pre span')].map(span =>
      [span.closest('[data-mime-type]').dataset.mimeType, span.textContent, contrast(span)]);
}"""


def written(path: Path, *cells: nbformat.NotebookNode) -> None:
    kernel = {"name": "digitlab", "display_name": "Java (DigitLab)", "language": "java"}
    nbformat.write(new_notebook(metadata={"kernelspec": kernel}, cells=list(cells)), path)


def graded(source: str) -> nbformat.NotebookNode:
    """A test cell of an assignment."""
    told = {"grade": True, "solution": False, "locked": True, "points": 1, "schema_version": 3}
    return new_code_cell(
        source, metadata={"nbgrader": {**told, "grade_id": "a-test", "cell_type": "code"}}
    )


@pytest.fixture(scope="module")
def lab(chromium, tmp_path_factory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("pages")
    notebooks = folder / "notebooks"
    notebooks.mkdir()
    lines = "\n".join(COLOURS)
    outputs = [
        new_output("stream", name="stdout", text=lines),
        new_output("stream", name="stderr", text=lines),
        new_output("error", ename="E", evalue="", traceback=COLOURS),
    ]
    lesson = [new_markdown_cell(f"# Mine\n\n{FOLDED}"), new_code_cell(SOURCE, outputs=outputs)]
    written(notebooks / "lesson.ipynb", *lesson)
    written(notebooks / "new.ipynb")
    written(notebooks / "task.ipynb", new_markdown_cell("# Task"), graded("int y;"))
    settings = f"--LabApp.user_settings_dir={folder / 'settings'}"
    workspaces = f"--LabApp.workspaces_dir={folder / 'workspaces'}"
    with servers.running(settings, workspaces, notebooks) as server:
        page = chromium.new_page()
        yield Lab(server, page, notebooks)
        page.close()


@pytest.fixture(scope="module")
def lesson(lab) -> NotebookPage:
    return lab.open_file("lesson.ipynb")


def exported(lab: Lab, kind: str):
    address = f"{lab.server.address}/nbconvert/{kind}/lesson.ipynb?token={lab.server.token}"
    return lab.page.request.get(address)


def test_a_folded_solution_unfolds(lesson):
    solution = lesson.panel.locator(".jp-RenderedMarkdown details")
    expect(solution.locator("pre")).to_be_hidden()
    solution.locator("summary").click()
    expect(solution.locator("pre")).to_be_visible()
    assert solution.locator("pre").inner_text().strip() == "int x = 42;"


def test_validate_is_not_offered_where_nothing_can_be_validated(lesson):
    expect(lesson.panel.get_by_role("button", name="Save and create checkpoint")).to_be_visible()
    expect(lesson.panel.locator(".validate-button")).to_be_hidden()


@pytest.mark.parametrize("theme", ["Dark", "Light"])
def test_errors_and_prints_can_be_read_in_both_themes(lesson, theme):
    lesson.lab.theme(theme)
    found = lesson.page.evaluate(CONTRASTS)
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    lesson.page.screenshot(path=ARTEFACTS / f"colours-{theme.lower()}.png")
    assert len(found) >= 3 * len(COLOURS)
    assert [each for each in found if each[2] < READABLE] == []


def test_the_light_tells_idle_as_soon_as_the_kernel_is_and_busy_while_a_cell_runs(lesson):
    light = lesson.panel.locator(".jp-Notebook-ExecutionIndicator")
    expect(light).not_to_have_attribute("data-status", "connecting", timeout=MILLISECONDS_TO_START)
    expect(light).to_have_attribute("data-status", "idle", timeout=MILLISECONDS_TO_TELL)
    [kernel] = lesson.lab.server.api("GET", "kernels")
    assert kernel["execution_state"] == "idle"
    lesson.panel.locator(".jp-CodeCell .cm-content").click()
    lesson.page.keyboard.press("Control+Enter")
    expect(light).to_have_attribute("data-status", "busy", timeout=MILLISECONDS_TO_TELL)
    expect(lesson.panel.locator(".jp-OutputArea-output")).to_have_text("begun\n")
    lesson.button("Interrupt the kernel")
    expect(light).to_have_attribute("data-status", "idle", timeout=MILLISECONDS_TO_TELL)


def test_validate_is_not_offered_in_a_notebook_that_was_just_made(lab):
    opened = lab.open_file("new.ipynb")
    expect(opened.panel.locator(".validate-button")).to_be_hidden()


def test_validate_is_offered_in_an_assignment(lab):
    opened = lab.open_file("task.ipynb")
    expect(opened.panel.get_by_role("button", name="Validate")).to_be_visible()


def test_each_format_that_is_offered_can_be_exported(lab):
    offered = set(lab.server.api("GET", "nbconvert"))
    assert offered & FOREIGN == {"pdf"}
    assert offered >= {"html", "markdown", "notebook", "script", "slides"}
    answers = {kind: exported(lab, kind) for kind in offered - {"custom"}}
    assert {kind: answer.status for kind, answer in answers.items()} == dict.fromkeys(answers, 200)
    assert answers["pdf"].body().startswith(b"%PDF-")
    assert answers["pdf"].headers["content-type"].startswith("application/pdf")
    assert SOURCE in answers["script"].text()


def test_pdf_is_not_offered_without_a_browser_to_print_with(monkeypatch):
    settings = Config(HTMLExporter=html_exporter(ReportOptions()))
    assert PDFExporter(config=settings).enabled
    monkeypatch.setattr(browser, "is_installed", lambda: False)
    assert not PDFExporter(config=settings).enabled
