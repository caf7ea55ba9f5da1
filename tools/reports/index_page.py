"""The index of the reports: a page with a card for each, which needs neither network nor server."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import urllib.parse
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from html.parser import HTMLParser
from pathlib import Path

from tools.common import files, streams
from tools.reports.about_notebook import parts, recorded, title_and_summary

PAGE = Path(__file__).resolve().parent / "index"

HEADLINE, THUMBNAIL, COMPARISON = "headline", "thumbnail", "comparison"
"""Tags of cells: the output is the notebook's main figure, its picture, the table for the index."""

PICTURE = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=\s]+")
MEASURED = re.compile(r"\d[\d,]*\.\d+(?:\s?%)?|\d[\d,]*\s?%")
COUNTED = re.compile(r"\d[\d,]*")


@dataclass(frozen=True)
class Section:
    """A heading of a report, with the prose below it for the search."""

    id: str
    title: str
    words: str

    @property
    def anchor(self) -> str:
        return urllib.parse.quote(self.id, safe="?/:@!$&'()*+,;=")


@dataclass(frozen=True)
class Entry:
    """What the index tells about one report."""

    name: str
    title: str
    summary: str = ""
    took: str = ""
    banner: str = ""
    date: str = ""
    failed: bool = False
    headline: str = ""
    picture: str = ""
    """As a data: address; empty without one."""
    picture_alt: str = ""
    comparison: str = ""
    """A table as HTML of table elements only."""
    sections: list[Section] = field(default_factory=list)

    @property
    def address(self) -> str:
        return urllib.parse.quote(f"{self.name}.html")

    @property
    def number(self) -> str:
        """Its number in the series, if it has one."""
        found = re.match(r"(\d\d)-", self.name)
        return found[1] if found else ""

    @property
    def figure(self) -> str:
        """The number of the headline: what was measured, else what was counted."""
        found = MEASURED.search(self.headline) or COUNTED.search(self.headline)
        return found[0] if found else ""


# --- from a notebook ------------------------------------------------------------------------------


def entry(notebook, name: str, saved: str = "") -> Entry:
    """The entry of a notebook with outputs: what it says of its run, else when it was saved."""
    title, summary = title_and_summary(notebook.cells, name)
    told = recorded(notebook)
    facts = told.get("facts") or {}
    picture, alt = _picture(notebook)
    return Entry(
        name=name,
        title=title,
        summary=summary,
        took=facts.get("Took", ""),
        banner=told.get("banner", ""),
        date=facts.get("Run", saved)[: len("2000-01-01 00:00")],
        failed=told.get("failed", False),
        headline=_headline(notebook),
        picture=picture,
        picture_alt=alt,
        comparison=_comparison(notebook),
        sections=[Section(*part) for part in parts(notebook.cells)],
    )


def _outputs(notebook, tag: str | None = None) -> Iterator[dict]:
    for cell in notebook.cells:
        if tag is None or tag in cell.metadata.get("tags", []):
            yield from streams.merged(cell.get("outputs", []))


def _headline(notebook) -> str:
    """The first sentence that a cell with the tag has printed or given."""
    from tools.reports import terminal  # here, because a starting kernel need not wait for it

    for output in _outputs(notebook, HEADLINE):
        text = output.get("text") if output.output_type == "stream" else ""
        data = output.get("data", {})
        if not text and "text/html" not in data:
            text = data.get("text/plain", "")
        shown = terminal.plain(text or "").splitlines()
        lines = [line.strip() for line in shown if line.strip()]
        if lines and output.get("name") != "stderr":
            return re.split(r"(?<=[.!?])\s+(?=[A-Z])", lines[0])[0]
    return ""


def _picture(notebook) -> tuple[str, str]:
    """The picture of the cell with the tag, else the first one: its data and what it shows."""
    tagged = list(_outputs(notebook, THUMBNAIL))
    for output in tagged + list(_outputs(notebook)):
        data = output.get("data", {})
        if "image/png" in data:
            source = "data:image/png;base64," + "".join(data["image/png"].split())
            if PICTURE.fullmatch(source):
                return source, data.get("text/plain", "").partition("\n")[0]
        text = data.get("text/html", "")
        # A training's own curves are small, and say little afterwards.
        images = [] if "<progress" in text and output not in tagged else _images(text)
        for source, alt in images:
            if PICTURE.fullmatch(source):
                return source, re.split(r"(?<=[^\d])\.\s", alt)[0].removesuffix(".") + "."
    return "", ""


def _images(text: str) -> list[tuple[str, str]]:
    found = []

    class Images(HTMLParser):
        def handle_starttag(self, tag, attrs):
            if tag == "img":
                known = dict(attrs)
                found.append((known.get("src") or "", known.get("alt") or "Picture"))

    Images().feed(text)
    return found


def _comparison(notebook) -> str:
    """The first table of the cell with the tag, without anything but its cells."""
    import nh3  # here, because a starting kernel need not wait for it

    for output in _outputs(notebook, COMPARISON):
        found = re.search(r"<table\b.*?</table>", output.get("data", {}).get("text/html", ""), re.S)
        if found:
            return nh3.clean(
                found[0],
                tags={"table", "caption", "thead", "tbody", "tr", "th", "td"},
                attributes={"th": {"scope"}, "td": {"colspan"}},
            )
    return ""


# --- the page -------------------------------------------------------------------------------------


def write_index(entry: Entry, reports: Path) -> None:
    """Adds an entry to the index, which lists every report that is there."""
    memory = reports / "index.json"
    known = json.loads(memory.read_text("utf-8")) if memory.is_file() else {}
    known[entry.name] = asdict(entry)
    known = {name: known[name] for name in sorted(known) if (reports / f"{name}.html").is_file()}
    files.write(memory, json.dumps(known, indent=1) + "\n")
    files.write(reports / "index.html", page([_entry(told) for told in known.values()]))


def _entry(told: dict) -> Entry:
    """From the memory, in which an older lab may have left other fields."""
    names = {field.name for field in fields(Entry)}
    kept = {name: value for name, value in told.items() if name in names}
    kept["sections"] = [Section(**section) for section in kept.get("sections", [])]
    return Entry(**kept)


def page(entries: list[Entry]) -> str:
    from jinja2 import Environment, FileSystemLoader  # not before it is needed: it takes a while

    style, script = ((PAGE / name).read_text("utf-8") for name in ("style.css", "search.js"))
    environment = Environment(loader=FileSystemLoader(PAGE), autoescape=True, trim_blocks=True)
    banners = {entry.banner for entry in entries}
    return environment.get_template("page.html").render(
        entries=entries,
        # What holds for all of them need not be said in each card.
        banner=banners.pop() if len(banners) == 1 else "",
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


def _hash(text: str) -> str:
    """A text as the page's Content-Security-Policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
