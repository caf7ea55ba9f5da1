"""Reports: an executed notebook as one HTML file that needs no network, and their index."""

from __future__ import annotations

import html
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from jinja2 import pass_context
from latex2mathml.converter import convert as tex_to_mathml
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from traitlets.config import Config

from tools.console import Problem, clock

TEMPLATES = Path(__file__).resolve().parent / "template"


@dataclass(frozen=True)
class Entry:
    """What the index tells about one report."""

    name: str
    title: str
    summary: str
    seconds: float
    banner: str
    date: str
    failed: bool


# --- one report -----------------------------------------------------------------------------------


class MathRenderer(IPythonRenderer):
    """Writes formulas as MathML, which browsers show without a script, and links to reports."""

    faults: list[str]

    def block_math(self, body: str) -> str:
        return self._math(body, "block")

    def inline_math(self, body: str) -> str:
        return self._math(body, "inline")

    def latex_environment(self, name: str, body: str) -> str:
        return self._math(rf"\begin{{{name}}}{body}\end{{{name}}}", "block")

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """Between notebooks a link leads to the other notebook's report."""
        if "://" not in url and url.endswith(".ipynb"):
            url = url.removesuffix(".ipynb") + ".html"
        return super().link(text, url, title)

    def _math(self, tex: str, display: str) -> str:
        try:
            return tex_to_mathml(html.unescape(tex).strip(), display=display)
        except Exception as error:  # the package raises what it likes
            self.faults.append(f"the formula {tex.strip()!r} could not be drawn: {error!r}")
            return f"<code>{html.escape(tex, quote=False)}</code>"


class ReportExporter(HTMLExporter):
    """nbconvert's HTML with our template and MathML."""

    def __init__(self, **options) -> None:
        self.faults: list[str] = []
        super().__init__(**options)

    @pass_context
    def markdown2html(self, context, source):
        renderer = MathRenderer(
            escape=False,
            attachments=context.get("cell", {}).get("attachments", {}),
            embed_images=self.embed_images,
            path=context.get("resources", {}).get("metadata", {}).get("path", ""),
            anchor_link_text="",
            exclude_anchor_links=True,
        )
        renderer.faults = self.faults
        return MarkdownWithMath(renderer=renderer).render(source)


def write_report(notebook, entry: Entry, folder: Path, reports: Path) -> list[str]:
    """Writes `reports/NAME.html`; gives warnings."""
    exporter = ReportExporter(
        template_name="report",
        extra_template_basedirs=[str(TEMPLATES)],
        embed_images=True,
        config=Config(),
    )
    exporter.log.setLevel("ERROR")  # it warns of each image without alternative text
    notebook.metadata["title"] = entry.title
    resources = {
        "metadata": {"name": entry.name, "path": str(folder)},
        "digitlab": {"banner": entry.banner, "failed": entry.failed},
    }
    body, _ = exporter.from_notebook_node(notebook, resources)
    _write(reports / f"{entry.name}.html", body)
    return [f"{entry.name}: {fault}" for fault in exporter.faults]


# --- the index ------------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>DigitLab reports</title>
<style>
:root {{ color-scheme: light dark; --ink: #1c2733; --soft: #55616e; --card: #fff; --page: #f3f5f8;
  --line: #d5dbe3; --accent: #1f4f8f; --caps: #8a5200; --bad: #b3261e; }}
@media (prefers-color-scheme: dark) {{ :root {{ --ink: #e8edf3; --soft: #a9b4c0; --card: #1d2630;
  --page: #12181f; --line: #33404d; --accent: #8ab8f5; --caps: #f2b25c; --bad: #ff9d95; }} }}
body {{ background: var(--page); color: var(--ink); margin: 0;
  font: 1rem/1.5 system-ui, sans-serif; }}
main {{ margin: 0 auto; max-width: 64rem; padding: 1.5rem 1rem 3rem; }}
ul {{ display: grid; gap: 1rem; list-style: none; margin: 0; padding: 0;
  grid-template-columns: repeat(auto-fill, minmax(min(18rem, 100%), 1fr)); }}
li {{ background: var(--card); border: 1px solid var(--line);
  border-radius: 0.6rem; padding: 1rem; }}
h2 {{ font-size: 1.1rem; margin: 0 0 0.4rem; }}
a {{ color: var(--accent); }}
p {{ margin: 0 0 0.6rem; }}
.facts {{ color: var(--soft); font-size: 0.875rem; margin: 0; }}
.caps {{ color: var(--caps); font-size: 0.875rem; }}
.failed {{ color: var(--bad); font-weight: 600; }}
</style>
</head>
<body>
<main>
<h1>DigitLab reports</h1>
<ul>
{cards}
</ul>
</main>
</body>
</html>
"""


def write_index(entry: Entry, reports: Path) -> None:
    """Adds an entry to the index, which lists every report that is there."""
    memory = reports / "index.json"
    known = json.loads(memory.read_text("utf-8")) if memory.is_file() else {}
    known[entry.name] = asdict(entry)
    known = {name: known[name] for name in sorted(known) if (reports / f"{name}.html").is_file()}
    _write(memory, json.dumps(known, indent=1) + "\n")
    cards = "\n".join(card(Entry(**fields)) for fields in known.values())
    _write(reports / "index.html", PAGE.format(cards=cards))


def card(entry: Entry) -> str:
    text = html.escape
    parts = [f'<h2><a href="{text(entry.name)}.html">{text(entry.title)}</a></h2>']
    if entry.failed:
        parts.append('<p class="failed">Stopped at an error</p>')
    if entry.summary:
        parts.append(f"<p>{text(entry.summary)}</p>")
    if entry.banner:
        parts.append(f'<p class="caps">{text(entry.banner.partition(". ")[0])}</p>')
    parts.append(f'<p class="facts">Ran in {clock(entry.seconds)} · {text(entry.date)}</p>')
    return "<li>" + "".join(parts) + "</li>"


def _write(file: Path, text: str) -> None:
    unfinished = file.with_name(file.name + ".part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(text, "utf-8")
        os.replace(unfinished, file)
    except OSError as error:
        raise Problem(
            f"{file} could not be written: {error.strerror}. Free some space, or name another "
            "folder in DIGITLAB_REPORTS, then run the command again."
        ) from error
