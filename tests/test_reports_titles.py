"""Titles, summaries and parts of notebooks: as the Markdown is shown, not as it was typed."""

import nbformat
import pytest

from tests.small_notebooks import text
from tools.reports import index_page

FENCE = "How to run this:\n\n```bash\n# install the lab first\n./lab start\n```"


@pytest.mark.parametrize(
    ("cells", "title", "summary"),
    [
        (
            ["# The max_pooling layer and MAX_IMAGES\n\nSets `nOut` and my_var_name."],
            "The max_pooling layer and MAX_IMAGES",
            "Sets nOut and my_var_name.",
        ),
        ([FENCE, "# My study\n\nWe look at sevens."], "My study", "We look at sevens."),
        (["My study of sevens\n====\n\nWe look."], "My study of sevens", "We look."),
        (['<h1 align="center">Eights</h1>\n\nWe look.', "## Part"], "Eights", "We look."),
        (["#No space\n\n    # code\n\nProse."], "No space", "Prose."),
        (["# A [link](x.ipynb), ![alt](y.png) & 5 * 3 #\n\n\\*not\\*"], "A link, & 5 * 3", "*not*"),
        (["<!--\n# hidden\n-->\n\n# Shown\n\n`nOut` is first."], "Shown", "nOut is first."),
        (["# Loss $x < 1$\n\n$$a$$\n\n> said\n\n- a point\n  - inner"], "Loss x<1", "a point"),
        (["$$\n# no title\n$$\n\n# Title\n\n| a |\n|---|\n\n<p>By hand.</p>"], "Title", "By hand."),
        (
            ["# \n\n# Second\n\n![only a picture](x.png)\n\nWords &amp; more."],
            "Second",
            "Words & more.",
        ),
        (["## Only a part\n\nProse."], "small", ""),
        (["~~~\n# code\n~~~"], "small", ""),
    ],
)
def test_title_and_summary_are_those_that_are_shown(report, cells, title, summary):
    page = report(*map(text, cells))
    assert page.title.get_text() == title
    made = nbformat.v4.new_notebook(cells=[text(cell) for cell in cells])
    entry = index_page.entry(made, "small")
    assert (entry.title, entry.summary) == (title, summary)


def test_the_parts_in_the_index_are_those_of_the_report(report):
    cells = [
        text('<a id="Part"></a>\n\nTitle\n=====\n\nIntro `x`.\n\n<h2 id="own">By hand</h2>\n\nA.'),
        text("## Part\n\nB $x_1$ c.\n\n```\n## none\n```\n\n### Deep & *down*"),
    ]
    page = report(*cells)
    parts = index_page.entry(nbformat.v4.new_notebook(cells=cells), "small").sections
    assert [(part.id, part.title) for part in parts] == [
        (heading["id"], heading.get_text()) for heading in page.main.find_all(["h1", "h2", "h3"])
    ]
    assert [part.words for part in parts] == ["Intro x.", "A.", "B x1 c. ## none", ""]
