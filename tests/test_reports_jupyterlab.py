"""JupyterLab's own File → Save and Export Notebook As → HTML gives one of our reports."""

import re
import time
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page

from tests import jupyterlab, servers
from tests.conftest import posix_only

pytestmark = posix_only

MARKDOWN = "# Mine\n\nA formula $x^2$. <img src=x onerror=alert(1)>\n\n## One\n\n## Two"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A server that has one notebook, with outputs."""
    folder = tmp_path_factory.mktemp("export")
    output = nbformat.v4.new_output("display_data", {"text/html": "<b>42</b><script>1</script>"})
    made = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "digitlab", "display_name": "x", "language": "java"}},
        cells=[
            nbformat.v4.new_markdown_cell(MARKDOWN),
            nbformat.v4.new_code_cell("int x = 6 * 7;", outputs=[output]),
        ],
    )
    nbformat.write(made, folder / "mine.ipynb")
    with servers.running(folder) as server:
        yield server, folder


@pytest.fixture
def page(lab, chromium) -> Page:
    server, folder = lab
    page = chromium.new_page()
    jupyterlab.Lab(server, page, folder).open_file("mine.ipynb")
    yield page
    page.close()


def test_the_menu_exports_a_report(page, tmp_path: Path):
    downloads = []

    def hear(window: Page) -> None:
        window.on("download", lambda download: downloads.append(download))  # noqa: PLW0108

    hear(page)
    page.context.on("page", hear)
    page.get_by_role("menuitem", name="File", exact=True).click()
    page.locator(".lm-Menu-itemLabel", has_text="Save and Export Notebook As").click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile("^HTML$")).click()
    page.locator(".jp-Dialog .jp-mod-accept").click()  # asks whether to sanitise: always done
    end = time.monotonic() + 20
    while not downloads and time.monotonic() < end:
        page.wait_for_timeout(100)
    downloads[0].save_as(tmp_path / "mine.html")
    report = BeautifulSoup((tmp_path / "mine.html").read_text("utf-8"), "html.parser")
    assert report.find("meta", attrs={"name": "generator"})["content"] == "DigitLab"
    assert report.math and report.find("nav") and report.find("b").get_text() == "42"
    assert not report.find("script")
    assert "1 × event handler" in report.main.get_text()


def test_slides_are_still_slides(page, lab):
    server, _ = lab
    slides = page.request.get(f"{server.address}/nbconvert/slides/mine.ipynb?token={server.token}")
    assert slides.ok
    assert 'class="slides"' in slides.text()
