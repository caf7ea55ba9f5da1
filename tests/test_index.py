"""The index of the reports: a small site in one file, with a search that needs no server."""

import json
import re
from contextlib import contextmanager

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe

from tools.reports import index_page
from tools.reports.index_page import Entry, Section

PNG = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
CHART = (
    f'<figure><img src="{PNG}" alt="Chart: Loss. loss against epoch. training: 1 at 1."></figure>'
)
LIVE = f'<div><progress></progress><img src="{PNG}" alt="Chart: Running. epoch."></div>'
TABLE = (
    '<div style="overflow-x: auto"><table onclick="x()"><caption style="color: red">Both</caption>'
    '<thead><tr><th scope="col">network</th></tr></thead><tbody><tr><th scope="row">LeNet-5</th>'
    "<td>0.9876<script>alert(1)</script></td></tr></tbody></table></div>"
)
CAPS = "Quick run: at most 1 epoch. The figures mean nothing yet."


def printed(text: str, name: str = "stdout"):
    return nbformat.v4.new_output("stream", name=name, text=text)


def shown(html: str, text: str = "x"):
    return nbformat.v4.new_output("display_data", {"text/html": html, "text/plain": text})


def code(*outputs, tags=()):
    return nbformat.v4.new_code_cell("1", outputs=list(outputs), metadata={"tags": list(tags)})


def notebook(*cells, markdown: str = "# About\n\nWhat it is for.", **told):
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell(markdown), *cells], metadata={"digitlab": told}
    )


def compared() -> Entry:
    return index_page.entry(notebook(code(shown(TABLE), tags=["comparison"])), "x")


# --- what is taken from a notebook ----------------------------------------------------------------


def test_the_headline_is_the_first_sentence_of_the_tagged_cell():
    entry = index_page.entry(
        notebook(
            code(printed("1,000 images\n")),
            code(
                printed("careful\n", "stderr"),
                printed("LeNet-5 is best, 0.9876 of 10,000. It has 5 layers.\nmore\n"),
                tags=["headline"],
            ),
        ),
        "x",
    )
    assert entry.headline == "LeNet-5 is best, 0.9876 of 10,000."
    assert entry.figure == "0.9876"


@pytest.mark.parametrize(
    ("headline", "figure"),
    [
        ("60,000 digits to learn from, 10,000 for the test", "60,000"),
        ("The rarest digit has 9.0 % of the images.", "9.0 %"),
        ("Layer 3 reaches 12,345.5 at once", "12,345.5"),
        ("nothing to count", ""),
    ],
)
def test_the_figure_is_what_was_measured_else_what_was_counted(headline, figure):
    assert Entry("x", "x", headline=headline).figure == figure


def test_the_picture_is_the_tagged_one_else_the_first_that_is_no_progress():
    first = index_page.entry(notebook(code(shown(LIVE)), code(shown(CHART))), "x")
    assert (first.picture, first.picture_alt) == (PNG, "Chart: Loss.")
    tagged = index_page.entry(
        notebook(
            code(shown(CHART)), code(shown(CHART.replace("Loss.", "Best.")), tags=["thumbnail"])
        ),
        "x",
    )
    assert tagged.picture_alt == "Chart: Best."
    assert index_page.entry(notebook(), "x").picture == ""


@pytest.mark.parametrize(
    "source", ["https://example.org/x.png", "data:text/html;base64,AAAA", "javascript:alert(1)", ""]
)
def test_only_a_picture_inside_the_notebook_is_one(source):
    entry = index_page.entry(notebook(code(shown(f'<img src="{source}">'))), "x")
    assert entry.picture == ""


def test_the_comparison_is_a_table_of_cells_and_nothing_else():
    entry = compared()
    assert "0.9876" in entry.comparison and 'scope="row"' in entry.comparison
    assert not re.search(r"script|alert|style|onclick|<div", entry.comparison)


def test_a_notebook_that_tells_nothing_of_its_run_has_an_entry():
    entry = index_page.entry(nbformat.v4.new_notebook(), "own", "2026-01-02 03:04")
    assert (entry.title, entry.date, entry.took, entry.failed) == (
        "own",
        "2026-01-02 03:04",
        "",
        False,
    )


def test_sections_are_headings_with_the_prose_below_them():
    markdown = "# Über `a_b`\n\nFirst *words*.\n\n```\n# no heading\n```\n\n## Same\n\nx\n\n## Same"
    sections = index_page.entry(notebook(markdown=markdown), "x").sections
    assert [(s.title, s.id) for s in sections] == [
        ("Über a_b", "Über-a_b"),
        ("Same", "Same"),
        ("Same", "Same-2"),
    ]
    assert sections[0].words.startswith("First words.")
    assert sections[0].anchor == "%C3%9Cber-a_b"


# --- the page -------------------------------------------------------------------------------------


def entries() -> list[Entry]:
    return [
        Entry(
            "01-load",
            "Load",
            "How images become numbers.",
            took="0:10",
            date="2026-01-02 03:04",
            banner=CAPS,
            headline="60,000 digits to learn from",
            picture=PNG,
            picture_alt="Chart: Digits.",
            sections=[
                Section("Load", "Load", "Reads the files."),
                Section("Café-&-x", "Café & x", "Pixels are divided by 255."),
            ],
        ),
        Entry(
            "06-compare",
            "Compare <b>all</b>",
            banner=CAPS,
            headline="LeNet-5 is best, 0.9876",
            comparison=compared().comparison,
            sections=[Section("Compare", "Compare", "Pixels again, side by side.")],
        ),
        Entry("my own #1", "Mine", failed=True, sections=[Section("Mine", "Mine", "Own words.")]),
    ]


@pytest.fixture
def index(tmp_path):
    for entry in entries():
        (tmp_path / f"{entry.name}.html").write_text("<h1>report</h1>")
        index_page.write_index(entry, tmp_path)
    return tmp_path / "index.html"


@contextmanager
def opened(chromium, path, **options):
    """The page, and what went wrong in it: messages, errors, requests to anywhere else."""
    context = chromium.new_context(**options)
    trouble: list[str] = []
    context.on("request", lambda r: trouble.append(r.url) if not _is_own(r.url, path) else None)
    try:
        page = context.new_page()
        page.on("console", lambda message: trouble.append(message.text))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.goto(path.as_uri())
        yield page, trouble
    finally:
        context.close()


def _is_own(url: str, path) -> bool:
    return url.startswith("data:") or url.partition("#")[0] == path.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_it_is_accessible_fits_and_asks_the_network_for_nothing(chromium, index, scheme, width):
    viewport = {"width": width, "height": 800}
    with opened(chromium, index, color_scheme=scheme, viewport=viewport) as (page, trouble):
        page.fill("#words", "pixels")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert trouble == []


def cards(page) -> list[str]:
    return page.locator(".card:visible h3 a").all_inner_texts()


def test_words_leave_the_cards_that_hold_all_of_them(chromium, index):
    with opened(chromium, index) as (page, trouble):
        assert cards(page) == ["Load", "Compare <b>all</b>", "Mine"]
        page.fill("#words", "PIXELS")
        assert cards(page) == ["Load", "Compare <b>all</b>"]
        assert page.locator("#found").inner_text() == "2 reports, 2 sections"
        page.fill("#words", "pixels divided")
        assert cards(page) == ["Load"]
        assert page.locator("#found").inner_text() == "1 report, 1 section"
        page.fill("#words", "cafe")
        assert cards(page) == ["Load"]
        page.fill("#words", "zebra")
        assert cards(page) == []
        assert page.locator("#found").inner_text() == "Nothing found"
        page.fill("#words", " ")
        assert len(cards(page)) == 3
        assert page.locator("#found").inner_text() == ""
        assert trouble == []


def test_the_number_of_hits_is_announced(chromium, index):
    with opened(chromium, index) as (page, _):
        assert page.locator("#found").get_attribute("role") == "status"
        assert page.locator("#found").get_attribute("aria-live") == "polite"


def test_a_section_that_was_found_leads_to_its_heading(chromium, index):
    with opened(chromium, index) as (page, _):
        assert page.locator(".hits a:visible").count() == 0
        page.fill("#words", "255")
        links = page.locator(".hits a:visible")
        assert links.all_inner_texts() == ["Café & x"]
        assert links.first.get_attribute("href") == "01-load.html#Caf%C3%A9-&-x"
        links.first.click()
        assert page.url.endswith("01-load.html#Caf%C3%A9-&-x")


def test_without_scripts_every_card_is_there_and_no_search(chromium, index):
    with opened(chromium, index, java_script_enabled=False) as (page, trouble):
        assert len(cards(page)) == 3
        assert not page.locator("#words").is_visible()
        assert trouble == []


def test_only_its_own_script_runs(chromium, index):
    text = index.read_text("utf-8")
    index.write_text(text.replace("</main>", "<script>document.title = 'evil'</script></main>"))
    with opened(chromium, index) as (page, trouble):
        assert page.title() == "DigitLab reports"
        assert any("Content Security Policy" in line for line in trouble)


def test_cards_show_figures_failures_and_caps(chromium, index):
    with opened(chromium, index) as (page, _):
        assert page.locator(".figure").all_inner_texts() == ["60,000", "0.9876"]
        assert page.locator(".failed").count() == 1
        assert page.locator(".caps").all_inner_texts() == ["Quick run: at most 1 epoch"] * 2
        assert page.locator(".card img").get_attribute("alt") == "Chart: Digits."
        assert page.locator("caption").inner_text() == "Both"
        page.locator("h3 a", has_text="Mine").click()
        assert page.url.endswith("/my%20own%20%231.html")


def test_caps_of_the_whole_run_are_told_once(tmp_path):
    text = index_page.page(entries()[:2])
    assert text.count("Quick run") == 1
    assert f'<p class="banner">{CAPS}</p>' in text


def test_a_report_that_is_gone_has_no_card(index):
    (index.parent / "01-load.html").unlink()
    index_page.write_index(entries()[1], index.parent)
    text = index.read_text("utf-8")
    assert "01-load.html" not in text and "06-compare.html" in text


def test_an_index_of_an_older_lab_is_read(index):
    memory = index.parent / "index.json"
    known = json.loads(memory.read_text("utf-8"))
    known["01-load"] = {"name": "01-load", "title": "Old", "seconds": 3.5, "date": ""}
    memory.write_text(json.dumps(known))
    index_page.write_index(entries()[1], index.parent)
    assert ">Old</a>" in index.read_text("utf-8")


# --- of the lab's own reports ---------------------------------------------------------------------


def test_every_notebook_has_a_figure_and_a_picture_of_its_own(quick_run):
    _, reports = quick_run
    known = json.loads((reports / "index.json").read_text("utf-8"))
    assert len(known) >= 13
    for told in known.values():
        assert re.search(r"\d", told["headline"]), told["name"]
        assert told["picture"].startswith("data:image/png;base64,"), told["name"]
        assert told["picture_alt"], told["name"]
    assert "LeNet-5" in known["06-compare"]["comparison"]


def test_every_section_in_the_index_is_in_its_report(quick_run):
    _, reports = quick_run
    known = json.loads((reports / "index.json").read_text("utf-8"))
    for name, told in known.items():
        ids = re.findall(r'<h[1-6] id="([^"]*)"', (reports / f"{name}.html").read_text("utf-8"))
        assert told["sections"], name
        assert [s["id"] for s in told["sections"] if s["id"] not in ids] == [], name
