"""Ids and links of reports, which many cells share; and markup that a report does not know."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.small_notebooks import code, printed, shown, text

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'width="9" height="9" aria-labelledby="t d"><title id="t">{0}</title><desc id="d">One</desc>'
    '<defs><linearGradient id="g"><stop stop-color="{0}"/></linearGradient>'
    '<clipPath id="clip"><rect id="r" width="9" height="9"/></clipPath>'
    '<marker id="m"><path d="M0 0"/></marker></defs>'
    '<rect fill="url(#g)" clip-path="url(\'#clip\')" style="fill: url(#g); marker-end: url(#m)"/>'
    '<use xlink:href="#r"/><use href="#r"/><a href="#g"><text>{0}</text></a></svg>'
)
REFERENCE = re.compile(r"""url\(["']?#([^"')]+)|href="#([^"]+)""")


def ids(page) -> list[str]:
    return [element["id"] for element in page.find_all(id=True)]


def targets(element) -> set[str]:
    """The ids that parts of a drawing or a text refer to."""
    found = {name for pair in REFERENCE.findall(str(element)) for name in pair if name}
    for each in [*element.find_all(attrs={"aria-labelledby": True}), element]:
        found |= set(each.get("aria-labelledby", "").split())
    return found


# --- drawings -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["svg", "html", "markdown"])
def test_each_drawing_refers_to_its_own_parts(report, kind):
    outputs = [shown(**{kind: DRAWING.format(colour)}) for colour in ("red", "blue")]
    page = report(code("x", outputs[0]), code("y", outputs[1]))
    red, blue = page.main.find_all("svg")
    assert len(ids(page)) == len(set(ids(page)))
    for drawing, colour in ((red, "red"), (blue, "blue")):
        own = {element["id"] for element in drawing.find_all(id=True)}
        assert targets(drawing) == own
        gradient = drawing.find("lineargradient")
        assert gradient.stop["stop-color"] == colour
        assert f"url(#{gradient['id']})" in str(drawing)


def test_drawings_in_the_text_of_two_cells_do_not_mix(report):
    page = report(text(DRAWING.format("red")), text(DRAWING.format("blue")))
    red, blue = page.main.find_all("svg")
    assert targets(red) == {"t", "d", "g", "clip", "m", "r"}
    assert targets(red).isdisjoint(targets(blue))
    assert len(ids(page)) == len(set(ids(page)))


def test_a_drawing_keeps_its_name_for_those_who_cannot_see_it(report):
    page = report(code("x", shown(svg=DRAWING.format("red"))))
    named = [page.find(id=name).get_text() for name in page.svg["aria-labelledby"].split()]
    assert named == ["red", "One"] and page.svg["role"] == "group"


def test_a_style_sheet_holds_for_its_own_drawing_only(report):
    drawing = (
        '<svg><defs><style type="text/css"><![CDATA[ * {{ stroke-linejoin: round }} '
        "#b {{ fill: none }} .cls-1, #b {{ fill: {0}; }} "
        "rect.cls-1 {{ fill: url(#g) }} /* end */ ]]></style>"
        '<linearGradient id="g"/></defs><rect class="cls-1"/><path id="b" class="x"/></svg>'
    )
    page = report(*(code("x", shown(svg=drawing.format(colour))) for colour in ("red", "blue")))
    rects, paths = page.main.find_all("rect"), page.main.find_all("path")
    assert [path["style"].split("fill:")[-1] for path in paths] == ["red", "blue"]
    gradients = [each["id"] for each in page.main.find_all("lineargradient")]
    assert [rect["style"].split("fill:")[-1] for rect in rects] == [
        f"url(#{gradient})" for gradient in gradients
    ]
    assert all("stroke-linejoin:round" in each["style"] for each in rects + paths)
    assert report.warnings == []


def test_a_style_sheet_that_reaches_beyond_its_drawing_is_left_out(report):
    sheet = "<style>@import 'http://127.0.0.1:9/x.css'; rect { fill: red }</style>"
    page = report(code("x", shown(svg=f"<svg>{sheet}<rect/></svg>")))
    assert not page.main.rect.get("style")
    assert report.warnings == ["small: Left out as unsafe: 1 × element <style>"]


def test_headers_of_a_table_are_its_own(report):
    table = '<table><tr><th id="h">a</th></tr><tr><td headers="h">1</td></tr></table>'
    page = report(code("x", shown(html=table)), code("y", shown(html=table)))
    heads = [head["id"] for head in page.find_all("th")]
    assert [cell["headers"] for cell in page.find_all("td")] == [[head] for head in heads]
    assert len(set(heads)) == 2


def test_the_browser_cuts_each_drawing_as_it_was_made(report, chromium, tmp_path):
    drawing = (
        '<svg width="60" height="60"><clipPath id="c"><rect width="{}" height="60"/></clipPath>'
        '<rect width="60" height="60" clip-path="url(#c)"/></svg>'
    )
    report(*(code("x", shown(svg=drawing.format(width))) for width in (30, 60)))
    page = chromium.new_page()
    page.goto((tmp_path / "small.html").as_uri())
    at_the_right = """() => [...document.querySelectorAll('svg')].map(svg => {
      const box = svg.getBoundingClientRect();
      return document.elementFromPoint(box.right - 15, box.top + 30).localName;
    })"""
    assert page.evaluate(at_the_right) == ["svg", "rect"]
    page.close()


# --- links ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "target", "leads_to"),
    [
        ("#part", '<a name="part"></a>\n## Named', "part"),
        ("#part", '<a id="part"></a>\n## Identified', "part"),
        ("#1.-The-second-part", "## 1. The second part", "1.-The-second-part"),
        ("#1-the-second-part", "## 1. The second part", "1.-The-second-part"),
        ("#%C3%9Cber-uns", "## Über uns", "Über-uns"),
        ("#user-content", '<h2 id="user-content">By hand</h2>', "user-content"),
        ("#digitlab-main", '<a name="digitlab-main"></a>', "digitlab-main"),
    ],
)
def test_a_link_leads_to_what_it_names(report, link, target, leads_to):
    page = report(text(f"# T\n\n[here]({link})"), text(target))
    assert page.main.find("a", string="here")["href"] == f"#{leads_to}"
    assert page.find(id=leads_to)
    assert report.warnings == []


def test_a_link_leads_into_an_output_too(report):
    output = shown(html='<div id="result">42</div>')
    page = report(text("[result](#result)"), code("x", output), code("y", output))
    link = page.main.find("a", string="result")
    assert page.find(id=link["href"][1:]).get_text() == "42"


def test_an_id_that_two_cells_have_leads_to_the_first(report):
    page = report(
        text('[there](#part)\n\n<a id="part">one</a>'),
        text('<a id="part">two</a> [back](#part)'),
        text('<a name="part">three</a><a name="part">four</a>'),
    )
    assert len(ids(page)) == len(set(ids(page)))
    assert page.find(id="part").get_text() == "one"
    assert page.main.find("a", string="there")["href"] == "#part"


def test_a_link_that_leads_nowhere_is_told(report):
    page = report(text("# T\n\n[a](#gone), [b](#gone), [top](#top), [c](other.ipynb#gone)"))
    told = ["The link to #gone leads nowhere."]
    assert [note.get_text() for note in page.footer.find_all("li")] == told


# --- markup ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["info", "success", "warning", "danger"])
def test_a_note_keeps_its_look(report, kind):
    page = report(text(f'<div class="alert alert-block alert-{kind}">Watch **out**</div>'))
    assert page.main.find(class_=f"alert-{kind}").get_text() == "Watch **out**"
    assert report.warnings == []


def test_old_markup_looks_as_it_was_meant(report):
    page = report(
        text(
            '<font color="red">Friday</font> <center>middle</center>\n\n'
            '<h2 align="center">Part</h2>\n\n<p align="right">x</p>'
        )
    )
    assert page.main.font["color"] == "red" and page.main.center
    assert page.main.find(id="Part")["align"] == "center"
    assert page.main.find("p", align="right")
    assert report.warnings == []


def test_markup_without_effect_is_told_at_the_end(report):
    page = report(
        text('<div class="admonition tip" style="position: fixed; color: red">x</div>'),
        text('<table border="1"><tr bgcolor="red"><td class="tip">x</td></tr></table>'),
    )
    (told,) = [note.get_text() for note in page.footer.find_all("li")]
    assert told == (
        "Without effect here: 1 × attribute bgcolor, 1 × attribute border, "
        "1 × class admonition, 2 × class tip, 1 × style position."
    )
    assert report.warnings == [f"small: {told}"]
    assert "Left out of this report" not in page.main.get_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_notes_formulas_and_coloured_text_can_be_read_by_all(report, chromium, tmp_path, scheme):
    kinds = ("info", "success", "warning", "danger")
    notes = (f'<div class="alert alert-{kind}">A `note` [x](#T)</div>' for kind in kinds)
    colours = (
        f"\x1b[{code}mcolour {code}\x1b[0m\n" for code in (*range(31, 38), *range(40, 48), 7)
    )
    report(
        text("# T\n\n" + "\n\n".join(notes)),
        text(
            r"\begin{align} a &= \cancel{b} \label{a} \\ c &= \foo \end{align} \eqref{a} $\bar x$"
        ),
        code("x", printed("".join(colours)), shown(svg=DRAWING.format("red"))),
    )
    page = chromium.new_page(color_scheme=scheme)
    page.goto((tmp_path / "small.html").as_uri())
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.close()
