"""Clean HTML as a report has it: headings in order, tables that scroll, pictures inside.

It works on what `sanitise` gives, which is well formed, so that each tag can be told by itself.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field

PART = re.compile(
    r"""<(?P<end>/?)(?P<tag>[a-zA-Z][\w:-]*)(?P<attributes>(?:\s+[^\s=">]+="[^"]*")*)\s*/?>|[^<]+"""
)
ATTRIBUTE = re.compile(r"""([^\s=">]+)="([^"]*)\"""")
HEADING = re.compile(r"h[1-6]")


@dataclass(frozen=True)
class Heading:
    level: int
    text: str
    id: str


@dataclass
class Outline:
    """The headings of a report so far: one of the first level, and no level left out."""

    headings: list[Heading] = field(default_factory=list)
    level: int = 0
    ids: set[str] = field(default_factory=set)
    tables: int = 0

    def next_level(self, wanted: int) -> int:
        lowest = 2 if self.level else 1
        self.level = min(max(wanted, lowest), self.level + 1)
        return self.level

    def free_id(self, text: str) -> str:
        """JupyterLab's name of a heading, so that links within a notebook lead to it."""
        name = stem = re.sub(r"\s+", "-", text.strip()) or "heading"
        number = 2
        while name in self.ids:
            name = f"{stem}-{number}"
            number += 1
        self.ids.add(name)
        return name


class HtmlRewriter:
    """Rewrites one piece of HTML.

    `picture` gives for the source of a picture what to show, empty when it is left out;
    `in_contents` is whether its headings are listed in the table of contents.
    """

    def __init__(self, outline: Outline, picture: Callable[[str], str], in_contents: bool) -> None:
        self.outline, self.picture, self.in_contents = outline, picture, in_contents
        self.out: list[str] = []
        self.open: list[tuple[str, int, dict[str, str]]] = []

    def rewrite(self, clean: str) -> str:
        for part in PART.finditer(clean):
            tag = part["tag"]
            if not tag:
                self.out.append(part[0])
            elif part["end"]:
                self.end(tag, part[0])
            else:
                self.start(tag, part[0], part["attributes"])
        return "".join(self.out)

    def start(self, tag: str, text: str, attributes: str) -> None:
        found = {name: html.unescape(value) for name, value in ATTRIBUTE.findall(attributes)}
        if tag == "img":
            self.out.append(self.image(found))
        elif tag == "a":
            self.out.append(link(found))
        elif tag in ("table", "caption", "th", "svg", "title") or HEADING.fullmatch(tag):
            if tag == "table":
                self.out.append("")  # the frame, whose name is not known yet
            self.open.append((tag, len(self.out), found))
            self.out.append(text)
        else:
            self.out.append(text)

    def end(self, tag: str, text: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            self.out.append(text)
            return
        _, begin, attributes = self.open.pop()
        self.out.append(text)
        inside = plain("".join(self.out[begin + 1 : -1]))
        if HEADING.fullmatch(tag):
            self.heading(int(tag[1]), begin, attributes, inside)
        elif tag == "table":
            self.table(begin, attributes)
        elif tag == "caption":
            self.name_parent("table", inside)
        elif tag == "title":
            self.name_parent("svg", inside)
        elif tag == "svg":
            attributes.setdefault("aria-label", "Drawing")
            self.out[begin] = start_tag("svg", attributes | {"role": "img"})
        elif tag == "th" and not inside:  # a heading without words heads nothing
            attributes.pop("scope", None)
            self.out[begin], self.out[-1] = start_tag("td", attributes), "</td>"

    def name_parent(self, tag: str, name: str) -> None:
        if self.open and self.open[-1][0] == tag:
            self.open[-1][2].setdefault("aria-label", name)

    def heading(self, wanted: int, begin: int, attributes: dict[str, str], text: str) -> None:
        level = self.outline.next_level(wanted)
        name = self.outline.free_id(attributes.get("id") or text)
        self.out[begin] = f'<h{level} id="{html.escape(name)}">'
        self.out[-1] = f"</h{level}>"
        if self.in_contents:
            self.outline.headings.append(Heading(level, text, name))

    def table(self, begin: int, attributes: dict[str, str]) -> None:
        """Frames a table, so that it scrolls by itself, with the keyboard too."""
        self.outline.tables += 1
        name = attributes.get("aria-label") or f"Table {self.outline.tables}"
        self.out[begin - 1] = start_tag(
            "div", {"class": "scroll", "role": "group", "tabindex": "0", "aria-label": name}
        )
        self.out[-1] += "</div>"

    def image(self, attributes: dict[str, str]) -> str:
        source = self.picture(attributes.get("src", ""))
        if not source:
            words = attributes.get("alt") or "without a description"
            return f'<span class="left-out">[Picture left out: {html.escape(words)}]</span>'
        attributes.setdefault("alt", "Picture without a description")
        return start_tag("img", attributes | {"src": source})


def link(attributes: dict[str, str]) -> str:
    """Between notebooks a link leads to the other notebook's report.

    What lies outside of the notebooks' folder is not beside the report: its words stay.
    """
    name, mark, place = attributes.get("href", "").partition("#")
    if name.startswith("../"):
        del attributes["href"]
    elif name.endswith(".ipynb") and ":" not in name and not name.startswith("//"):
        attributes["href"] = name.removesuffix(".ipynb") + ".html" + mark + place
    return start_tag("a", attributes)


def start_tag(tag: str, attributes: dict[str, str]) -> str:
    pairs = (f' {name}="{html.escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{''.join(pairs)}>"


def plain(markup: str) -> str:
    """The text of some HTML, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())
