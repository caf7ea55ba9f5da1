"""What a report makes of a notebook: words, formulas, code, tables, pictures, facts."""

import errno
import re

import nbformat
import pytest
from bs4 import BeautifulSoup

from tests.small_notebooks import PIXEL, code, printed, shown, text
from tools.common import files
from tools.common.console import Problem
from tools.reports import export
from tools.reports.options import ReportOptions
from tools.reports.page import FITS_A_PHONE

MARKDOWN = r"""
[Next](other-notebook.ipynb#Part), [elsewhere](https://example.org/there.ipynb)

A formula $x_1^2 < 3$ and, in code, `$5 and $6`.

$$\frac{26 \cdot 26}{2} = 338$$
"""


def headings(page: BeautifulSoup) -> list[str]:
    found = page.main.find_all(re.compile("^h[1-6]$"))
    return [f"{heading.name} {heading.get_text()}" for heading in found]


# --- words ----------------------------------------------------------------------------------------


def test_a_report_has_language_title_landmarks_and_a_way_past_the_contents(report):
    page = report(text("# About *this*"), text("## One"), text("## Two"))
    assert page.html["lang"] == "en"
    assert page.title.get_text() == "About this"
    assert page.find("a", class_="skip")["href"] == f"#{page.main['id']}"
    assert page.nav and page.footer


def test_the_contents_lead_to_the_headings(report):
    page = report(text("# Title\n\n## First part\n\n### A & B"), text("## First part"))
    links = page.find("nav").find_all("a")
    assert [link.get_text() for link in links] == ["First part", "A & B", "First part"]
    ids = [link["href"].removeprefix("#") for link in links]
    assert len(set(ids)) == 3
    assert [page.find(id=name).get_text() for name in ids] == ["First part", "A & B", "First part"]


def test_a_link_within_a_notebook_finds_its_heading_as_in_jupyterlab(report):
    page = report(text("# Title\n\n[down](#First-part)\n\n## First part"))
    assert page.find(id="First-part").name == "h2"


def test_there_is_one_first_heading_and_no_level_is_left_out(report):
    cells = (text("# Title"), text("#### Deep"), text("# Another"), text("### Below"))
    assert headings(report(*cells)) == ["h1 Title", "h2 Deep", "h2 Another", "h3 Below"]


def test_headings_in_outputs_take_part_but_are_not_in_the_contents(report):
    page = report(text("# T\n\n## A"), code("x", shown(html="<h1>Loud</h1>")), text("## B"))
    assert headings(page) == ["h1 T", "h2 A", "h2 Loud", "h2 B"]
    assert [link.get_text() for link in page.nav.find_all("a")] == ["A", "B"]


def test_a_notebook_without_a_title_is_called_by_its_name(report):
    page = report(text("## Only a part"))
    assert headings(page) == ["h1 small", "h2 Only a part"]
    assert page.title.get_text() == "small"


def test_a_link_to_a_notebook_leads_to_its_report(report):
    links = {link.get_text(): link["href"] for link in report(text(MARKDOWN)).main.find_all("a")}
    assert links["Next"] == "other-notebook.html#Part"
    assert links["elsewhere"] == "https://example.org/there.ipynb"


def test_formulas_become_mathml_and_code_stays(report):
    page = report(text(MARKDOWN), code("x", shown(latex=r"$\alpha + 1$")))
    assert [formula.get("display") for formula in page.find_all("math")] == [None, "block", "block"]
    assert page.find("code").get_text() == "$5 and $6"
    assert page.get_text().count("$") == 2
    assert report.warnings == []


def test_what_markdown_can_do_is_not_taken_for_harm(report):
    page = report(text("- [x] done\n- [ ] ~~not~~\n\n```java\nint x;\n```\n\nhttps://example.org"))
    assert [item.get_text().strip() for item in page.main.find_all("li")] == ["☑ done", "☐ not"]
    assert page.find("del") and page.find("span", class_="kt")
    assert report.warnings == []


# --- code and outputs -----------------------------------------------------------------------------


def test_code_is_coloured_and_hidden_code_unfolds(report):
    page = report(
        code("int shown = 1;"),
        code("int tagged = 2;", tags=["hide-input"]),
        code("int folded = 3;", jupyter={"source_hidden": True}),
    )
    assert page.find("span", class_="kt").get_text() == "int"
    folded = [part.pre.get_text() for part in page.find_all("details", class_="folded")]
    assert [part.strip() for part in folded] == ["int tagged = 2;", "int folded = 3;"]


def test_hide_code_leaves_all_code_out_and_keeps_outputs(report):
    page = report(code("int x = 1;", printed("hello")), options=ReportOptions(hide_code=True))
    assert "int x" not in page.get_text()
    assert page.find("pre", class_="printed").get_text() == "hello"


def test_printed_columns_scroll_and_sentences_wrap(report):
    sentence = "word " * FITS_A_PHONE
    columns = "a      b\n" + "-  " * FITS_A_PHONE
    page = report(code("x", printed(sentence)), code("x", printed(columns)))
    wraps, scrolls = page.find_all("pre", class_="printed")
    assert not wraps.get("tabindex")
    assert scrolls["tabindex"] == "0" and scrolls["aria-label"]


def test_an_error_is_readable_and_keeps_its_colours(report):
    trace = ["\x1b[1m\x1b[31mno digits <here>\x1b[0m"]
    page = report(code("x", nbformat.v4.new_output("error", traceback=trace)))
    wrong = page.find("pre", class_="wrong")
    assert wrong.get_text() == "no digits <here>"
    assert "ansi-red" in str(wrong)


def test_a_table_scrolls_by_itself_with_the_keyboard_and_has_a_name(report):
    named = "<table><caption>Losses</caption><tr><th></th><th>a</th></tr></table>"
    page = report(text("| a |\n|---|\n| 1 |"), code("x", shown(html=named)))
    frames = page.find_all("div", class_="scroll")
    assert [frame["aria-label"] for frame in frames] == ["Table 1", "Losses"]
    assert all(frame["tabindex"] == "0" for frame in frames)
    assert len(page.find_all("th")) == 2, "a heading without words is none"


def test_pictures_keep_what_describes_them(report):
    html = f'<figure><img src="data:image/png;base64,{PIXEL}" alt="A line" width="9"></figure>'
    page = report(code("x", shown(html=html), shown(png=PIXEL, plain="Three bars")))
    assert [image["alt"] for image in page.find_all("img")] == ["A line", "Three bars"]
    assert page.img["width"] == "9"


def test_a_picture_beside_the_notebook_or_attached_is_put_inside(report, tmp_path):
    (tmp_path / "dot.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    attached = {"a b.png": {"image/png": PIXEL}}
    page = report(text("![near](dot.svg) ![att](attachment:a%20b.png)", attachments=attached))
    sources = {image["alt"]: image["src"].partition(",")[0] for image in page.find_all("img")}
    assert sources == {"near": "data:image/svg+xml;base64", "att": "data:image/png;base64"}


def test_an_output_that_needs_a_script_is_named_in_its_place(report):
    script = nbformat.v4.new_output("display_data", {"application/javascript": "draw()"})
    map_ = nbformat.v4.new_output("display_data", {"application/geo+json": {}})
    page = report(code("x", script, map_))
    assert [told.get_text() for told in page.find_all("pre", class_="printed")] == [
        "[Left out: JavaScript output]",
        "[Left out: output of the kind application/geo+json]",
    ]


# --- the page -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("theme", "dark"),
    [("auto", "screen and (prefers-color-scheme: dark)"), ("dark", "screen"), ("light", None)],
)
def test_the_theme_follows_the_reader_or_is_fixed(report, theme, dark):
    styles = report(text("# T"), options=ReportOptions(theme)).find_all("style")
    media = [style.get("media") for style in styles if "color-scheme: dark" in style.get_text()]
    assert media == ([dark] if dark else [])


def test_the_facts_of_the_run_are_listed_and_a_capped_run_says_so(report):
    facts = {"Run": "2026-11-25 02:28", "Java": "17.0.15", "Threads": 2}
    page = report(text("# T"), digitlab={"facts": facts, "banner": "Quick run: at most 1 epoch."})
    listed = zip(page.footer.find_all("dt"), page.footer.find_all("dd"), strict=True)
    assert {label.get_text(): fact.get_text() for label, fact in listed} == {
        "Run": "2026-11-25 02:28",
        "Java": "17.0.15",
        "Threads": "2",
    }
    assert page.main.find(class_="note").get_text() == "Quick run: at most 1 epoch."
    assert "Nobody has noted" not in page.footer.get_text()


def test_the_facts_keep_their_order_when_the_notebook_was_saved(report, tmp_path):
    facts = {"Run": "now", "Java": "17", "Commit": "abc", "Another": "x"}
    made = nbformat.v4.new_notebook(metadata={"digitlab": {"facts": facts}})
    export.keep(made, tmp_path / "saved.ipynb", tmp_path)
    read = nbformat.read(tmp_path / "executed" / "saved.ipynb", as_version=4)
    labels = [label.get_text() for label in report(**read.metadata).footer.find_all("dt")]
    assert labels == ["Run", "Java", "Commit", "Another"]


def test_a_solution_stays_folded_with_its_code_in_it(report):
    folded = (
        "<details><summary>Solution 1</summary>\n\n```java\nint x = 42;\n\nx\n```\n\n</details>"
    )
    page = report(text(f"# T\n\n**1.** Task.\n\n{folded}\n\n**2.** Another."))
    [solution] = page.main.select(".prose details")
    assert not solution.has_attr("open")
    assert solution.summary.get_text() == "Solution 1"
    assert solution.pre.get_text().strip() == "int x = 42;\n\nx"
    assert "Another" in page.main.get_text() and "Another" not in solution.get_text()


def test_pictures_beside_a_notebook_are_kept_with_it_and_no_others(tmp_path):
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    (tmp_path / "mine" / "my pictures").mkdir(parents=True)
    for place in ("mine/my pictures/a.svg", "mine/unused.svg", "outside.svg"):
        (tmp_path / place).write_text(drawn)
    (tmp_path / "mine" / "secret.txt").write_text("secret")
    shown = f"![a](my%20pictures/a.svg) ![b](../outside.svg) ![c]({tmp_path}/outside.svg)"
    no_files = f"![d](secret.txt) ![e](attachment:e.png) ![f](gone.svg) ![g](data:{'A' * 5000})"
    made = nbformat.v4.new_notebook(cells=[text(f"# T\n\n{shown} {no_files}")])
    export.keep(made, tmp_path / "mine" / "n.ipynb", tmp_path / "reports")
    kept = tmp_path / "reports" / "executed"
    files = {file.relative_to(kept).as_posix() for file in kept.rglob("*") if file.is_file()}
    assert files == {"n.ipynb", "my pictures/a.svg"}


def test_of_a_run_that_nobody_noted_the_file_tells_what_it_can(report):
    language = {"name": "java", "version": "17.0.15+6"}
    footer = report(text("# T"), language_info=language).footer.get_text(" ")
    assert "Java 17.0.15+6" in footer
    assert "2026-01-02 03:04" in footer
    assert "./lab report --execute" in footer


def test_a_report_that_cannot_be_written_is_told_in_one_line(tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(Problem, match=r"small\.html could not be written: No space left on device"):
        files.write(tmp_path / "small.html", "text")
