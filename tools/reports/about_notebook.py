"""What a notebook says of itself: its title, what it is about, its parts, how it was run.

These are read from its Markdown as it is shown, not as it was typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
NO_PROSE = ["blockquote", "figure", "svg", "table"]


def recorded(notebook) -> Mapping:
    """What the run that gave a notebook its outputs has noted of itself; may be empty."""
    noted = notebook.metadata.get("digitlab")
    return noted if isinstance(noted, Mapping) else {}


def title_and_summary(cells: Sequence[dict], fallback: str) -> tuple[str, str]:
    """The first heading, and the first paragraph or point of a list after it, without markup."""
    page = _parsed("\n".join(_html(cells)))
    title = next((each for each in page.find_all("h1") if _words(each)), None)
    if title is None:
        return fallback, ""
    return _words(title), next(filter(None, map(_prose, title.find_all_next(["p", "li"]))), "")


def parts(cells: Sequence[dict]) -> Iterator[tuple[str, str, str]]:
    """Each heading: its id in the report, its text, the words below it."""
    from tools.reports.rewriter import HtmlRewriter, Outline

    outline = Outline()
    html = [HtmlRewriter(outline, picture=str).rewrite(cell) for cell in _html(cells)]
    for heading in _parsed("\n".join(html)).find_all(HEADINGS):
        below = []
        for node in heading.next_elements:
            if node.name in HEADINGS:
                break
            if node.name is None and heading not in node.parents:
                below.append(node)
        yield heading.get("id", ""), _words(heading), " ".join("".join(below).split())


def _html(cells: Sequence[dict]) -> list[str]:
    """The Markdown of each cell as HTML."""
    # Here, because a starting kernel need not wait for them.
    from tools.reports import formulas, markdown, sanitise

    known = formulas.Formulas()
    sources = [cell["source"] for cell in cells if cell["cell_type"] == "markdown"]
    return [sanitise.clean(markdown.render(source, known)) for source in sources]


def _parsed(html: str):
    from bs4 import BeautifulSoup

    return BeautifulSoup(html, "html.parser")


def _prose(block) -> str:
    """The words of a paragraph or point; none of a formula or a picture that stands by itself."""
    if block.find_parent(NO_PROSE):
        return ""
    lists = ["ul", "ol", "p"] if block.name == "li" else []
    own = [text for text in block.find_all(string=True) if not _is_within(text, lists, block)]
    words = [text for text in own if not _is_within(text, ["math"], block)]
    return " ".join("".join(own).split()) if "".join(words).strip() else ""


def _is_within(text, names: list[str], block) -> bool:
    return any(each.name in names for each in text.parents if block in each.parents)


def _words(element) -> str:
    return " ".join(element.get_text().split())
