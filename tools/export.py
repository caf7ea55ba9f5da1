"""Reports: an executed notebook as one HTML file that needs no network."""

from __future__ import annotations

import html
from pathlib import Path

from jinja2 import pass_context
from latex2mathml.converter import convert as tex_to_mathml
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from traitlets.config import Config

from tools import files
from tools.report_index import Entry

TEMPLATES = Path(__file__).resolve().parent / "template"


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
    files.write(reports / f"{entry.name}.html", body)
    return [f"{entry.name}: {fault}" for fault in exporter.faults]
