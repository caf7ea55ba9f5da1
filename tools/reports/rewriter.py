"""Clean HTML as a report has it: headings in order, ids that differ, tables that scroll.

It works on what `sanitise` gives, which is well formed, so that each tag can be told by itself.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from tools.reports.formulas import TO_COME

PART = re.compile(
    r"""<(?P<end>/?)(?P<tag>[a-zA-Z][\w:-]*)(?P<attributes>(?:\s+[^\s=">]+="[^"]*")*)\s*/?>|[^<]+"""
)
ATTRIBUTE = re.compile(r"""([^\s=">]+)="([^"]*)\"""")
HEADING = re.compile(r"h[1-6]")
IN_URL = re.compile(r"""url\(\s*["']?#([^"')]+?)["']?\s*\)""")
LISTS_OF_IDS = {"aria-describedby", "aria-labelledby", "headers"}
LINK = re.compile(r'(?P<begin><a [^>]*?href=")#(?P<id>[^"]+)"(?P<end>[^>]*>)(?P<text>[^<]*)')

MAIN = "digitlab-main"
"""The id of the text, which the page itself uses."""
TOP = "top"
"""Browsers know where that is."""


@dataclass(frozen=True)
class Heading:
    level: int
    text: str
    id: str


@dataclass
class Outline:
    """The headings of a report so far: one of the first level, and no level left out.

    `ids` are all that the page has, `names` what those were called in the notebook.
    """

    headings: list[Heading] = field(default_factory=list)
    level: int = 0
    ids: set[str] = field(default_factory=lambda: {MAIN})
    names: dict[str, str] = field(default_factory=dict)
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
        self.names.setdefault(stem, name)
        return name

    def linked(self, page: str, numbers: Mapping[str, str], faults: list[str]) -> str:
        """The whole text with links that lead to its ids; those that lead nowhere are `faults`.

        `numbers` are those of formulas by their labels: a formula may be named before it comes.
        """
        slugs = {slug(heading.text): heading.id for heading in reversed(self.headings)}

        def led(found: re.Match[str]) -> str:
            wanted = unquote(html.unescape(found["id"]))
            text = found["text"]
            if text == TO_COME:
                text = html.escape(numbers.get(wanted, text))
            known = wanted in self.ids or wanted == TOP
            place = wanted if known else self.names.get(wanted) or slugs.get(slug(wanted))
            if place is None:
                faults.append(f"The link to #{wanted} leads nowhere.")
            target = html.escape(place or wanted)
            return f'{found["begin"]}#{target}"{found["end"]}{text}'

        return LINK.sub(led, page)


class HtmlRewriter:
    """Rewrites one piece of HTML.

    `picture` gives for the source of a picture what to show, empty when it is left out;
    `output` begins the ids of an output, so that they are none of another's. A piece without it
    is of the notebook's text: its headings are listed in the table of contents.
    """

    def __init__(self, outline: Outline, picture: Callable[[str], str], output: str = "") -> None:
        self.outline, self.picture, self.output = outline, picture, output
        self.out: list[str] = []
        self.open: list[tuple[str, int, dict[str, str]]] = []
        self.ids: dict[str, list[str]] = {}

    def rewrite(self, clean: str) -> str:
        for part in PART.finditer(clean):
            if old := part["tag"] and id_of(attributes_of(part["attributes"])):
                name = self.outline.free_id(self.output + old)
                self.outline.names.setdefault(old, name)
                self.ids.setdefault(old, []).append(name)
        self.places = {old: names[0] for old, names in self.ids.items()}
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
        found = self.renamed(attributes_of(attributes))
        if found != attributes_of(attributes):
            text = start_tag(tag, found)
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

    def renamed(self, attributes: dict[str, str]) -> dict[str, str]:
        """The attributes with ids that no other piece has, and with references to those."""
        renamed = {}
        for name, value in attributes.items():
            if name in LISTS_OF_IDS:
                value = " ".join(self.places.get(word, word) for word in value.split())
            elif name in ("href", "xlink:href") and value.startswith("#"):
                name, value = "href", "#" + self.places.get(value[1:], value[1:])
            elif name not in ("id", "name"):
                value = IN_URL.sub(lambda url: f"url(#{self.places.get(url[1], url[1])})", value)
            if name not in ("id", "name"):
                renamed[name] = value
        if old := id_of(attributes):
            renamed["id"] = self.ids[old].pop(0)
        return renamed

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
            if "aria-labelledby" not in attributes:
                attributes.setdefault("aria-label", "Drawing")
            has_links = any(part.startswith("<a ") for part in self.out[begin:])
            role = "group" if has_links else "img"  # of a picture nobody would look for links
            self.out[begin] = start_tag("svg", attributes | {"role": role})
        elif tag == "th" and not inside:  # a heading without words heads nothing
            attributes.pop("scope", None)
            self.out[begin], self.out[-1] = start_tag("td", attributes), "</td>"

    def name_parent(self, tag: str, name: str) -> None:
        if self.open and self.open[-1][0] == tag:
            self.open[-1][2].setdefault("aria-label", name)

    def heading(self, wanted: int, begin: int, attributes: dict[str, str], text: str) -> None:
        level = self.outline.next_level(wanted)
        name = attributes.get("id") or self.outline.free_id(self.output + text)
        self.out[begin] = start_tag(f"h{level}", {"id": name} | attributes)
        self.out[-1] = f"</h{level}>"
        if not self.output:
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


def attributes_of(text: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in ATTRIBUTE.findall(text)}


def id_of(attributes: dict[str, str]) -> str:
    """What links can lead to; older pages gave that as the name of an empty link."""
    return attributes.get("id") or attributes.get("name") or ""


def slug(text: str) -> str:
    """A heading's name as on GitHub, to which notebooks link as well."""
    return re.sub(r"[^\w-]", "", re.sub(r"\s+", "-", text.strip().lower()))


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
