"""The reports of all notebooks, opened from the file system in a real browser."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.conftest import run_lab
from tools.common.places import THIS
from tools.execution import notebooks

pytestmark = pytest.mark.slow

NAMES = [path.stem for path in notebooks.all_notebooks(THIS)]
PAGES = [*NAMES, "index"]
PHONE = 360
LIMIT = 3_000_000

TOO_WIDE = """() => [...document.querySelectorAll('body, body *')]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 0.5)
  .filter(e => !e.parentElement.closest('.scroll, .aligned, math'))
  .map(e => e.outerHTML.slice(0, 120))"""


@dataclass
class Opened:
    """A page, and what it asked for and complained of when it was opened."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def reports(quick_run) -> Path:
    ended, folder = quick_run
    assert ended.code == 0, ended.output
    return folder


@pytest.fixture(scope="module", params=PAGES)
def opened(request, chromium: Browser, reports: Path) -> Iterator[Opened]:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    result = Opened(page)
    page.on("request", lambda request: result.requests.append(request.url[:100]))
    page.on("console", lambda message: result.complaints.append(message.text))
    page.on("pageerror", lambda error: result.complaints.append(str(error)))
    page.goto((reports / f"{request.param}.html").as_uri())
    yield result
    page.close()


def test_it_asks_for_nothing_and_complains_of_nothing(opened):
    beyond = [url for url in opened.requests if not url.startswith("data:")]
    assert len(beyond) == 1 and beyond[0].startswith("file:"), beyond
    assert opened.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened, scheme):
    opened.page.emulate_media(color_scheme=scheme, media="screen")
    opened.page.set_viewport_size({"width": 1280, "height": 900})
    for folded in opened.page.locator("details:not([open]) > summary").all():
        if folded.is_visible():
            folded.click()
    found = Axe().run(opened.page, options={"resultTypes": ["violations"]}).response["violations"]
    told = [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found]
    assert told == []


def test_dark_is_dark_and_paper_is_white(opened):
    assert min(background(opened.page, "light", "screen")) > 200
    assert max(background(opened.page, "dark", "screen")) < 60
    assert min(background(opened.page, "dark", "print")) > 200


def background(page: Page, scheme: str, media: str) -> list[int]:
    page.emulate_media(color_scheme=scheme, media=media)
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return [int(part) for part in re.findall(r"\d+", colour)[:3]]


def test_it_fits_a_phone(opened):
    opened.page.emulate_media(media="screen")
    opened.page.set_viewport_size({"width": PHONE, "height": 740})
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= PHONE
    assert opened.page.evaluate(TOO_WIDE) == []


def test_on_paper_it_keeps_charts_whole_and_drops_what_cannot_be_clicked(opened):
    opened.page.emulate_media(media="print")
    assert not opened.page.locator("nav:visible").count()
    breaks = opened.page.evaluate(
        "[...document.querySelectorAll('figure')].map(e => getComputedStyle(e).breakInside)"
    )
    assert set(breaks) <= {"avoid"}


@pytest.mark.parametrize("name", NAMES)
def test_each_formula_is_mathml_and_nothing_was_left_out(reports, name):
    original = (THIS.notebooks / f"{name}.ipynb").read_text("utf-8")
    html = (reports / f"{name}.html").read_text("utf-8")
    page = BeautifulSoup(html, "html.parser")
    formulas = page.find_all("math")
    assert bool(formulas) == bool(re.search(r"\$[^$]+\$", original))
    assert not [formula for formula in formulas if re.search(r"[\\$]", formula.get_text())]
    prose = [part for part in page.find_all("div", class_="prose") if not part.find("pre")]
    assert "$" not in "".join(part.get_text() for part in prose)
    assert "Left out of this report" not in page.main.get_text()
    assert "<script" not in html
    assert len(html) <= LIMIT


def test_a_capped_run_says_so_at_the_top_and_on_paper(chromium, reports):
    page = chromium.new_page()
    page.goto((reports / "03-max-pooling.html").as_uri())
    banner = page.locator("main > .note").first
    assert "Quick run: at most 1 epoch and 2,000 images" in banner.inner_text()
    page.emulate_media(media="print")
    assert banner.is_visible()
    page.close()


def test_five_executed_notebooks_take_at_most_fifteen_seconds(reports, tmp_path):
    five = sorted((reports / "executed").glob("0[2-6]-*.ipynb"))
    began = time.monotonic()
    ended = run_lab(tmp_path, "report", *five)
    assert time.monotonic() - began <= 15, ended.output
    assert len(five) == len(list(tmp_path.glob("0*.html"))) == 5


@pytest.fixture(scope="module")
def pdf(reports, tmp_path_factory) -> Path:
    """06 on paper, printed from the notebook that the run has kept."""
    out = tmp_path_factory.mktemp("paper")
    kept = reports / "executed" / "06-compare.ipynb"
    ended = run_lab(out, "report", kept, "--pdf", "--out", out)
    assert ended.code == 0, ended.output
    assert {path.name for path in out.iterdir()} == {"06-compare.html", "06-compare.pdf"}
    return out / "06-compare.pdf"


def test_the_pdf_has_all_charts_and_text_that_can_be_selected(pdf):
    reader = PdfReader(pdf)
    text = "\n".join(page.extract_text() for page in reader.pages)
    html = BeautifulSoup(pdf.with_suffix(".html").read_text("utf-8"), "html.parser")
    assert "how to tell a difference" in " ".join(text.split())
    assert "comparison.table()" in text
    assert len(pictures(reader)) == len({image["src"] for image in html.find_all("img")})
    assert f"1 / {len(reader.pages)}" in text.replace("\n", " ")


def pictures(reader: PdfReader) -> set[int]:
    """The pictures on its pages, each by the number of its object."""
    found = set()
    for page in reader.pages:
        for reference in page["/Resources"].get("/XObject", {}).values():
            if reference.get_object()["/Subtype"] == "/Image":
                found.add(reference.idnum)
    return found


def test_the_pdf_can_be_read_aloud_and_has_bookmarks(pdf):
    reader = PdfReader(pdf)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == "Compare"
    assert "Learning curves" in str(reader.outline)
