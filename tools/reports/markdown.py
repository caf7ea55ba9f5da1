"""Markdown as HTML, with formulas as MathML, which browsers show without a script."""

from __future__ import annotations

import html

from latex2mathml.converter import convert as tex_to_mathml
from mistune import HTMLRenderer
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath


def render(markdown: str, faults: list[str]) -> str:
    """HTML that is not clean yet; adds to `faults` the formulas that could not be drawn."""
    return MarkdownWithMath(renderer=MathRenderer(faults)).render(markdown)


def formula(tex: str, display: str, faults: list[str]) -> str:
    """A formula as MathML (`display` is block or inline), or as it was typed when it is wrong."""
    try:
        return tex_to_mathml(html.unescape(tex).strip(), display=display)
    except Exception as error:  # the package raises what it likes
        faults.append(f"the formula {tex.strip()!r} could not be drawn: {error!r}")
        return f"<code>{html.escape(tex, quote=False)}</code>"


class MathRenderer(IPythonRenderer):
    """nbconvert's renderer, which leaves raw HTML as it is."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self.faults = faults

    def block_math(self, body: str) -> str:
        return formula(body, "block", self.faults)

    def inline_math(self, body: str) -> str:
        return formula(body, "inline", self.faults)

    def latex_environment(self, name: str, body: str) -> str:
        return formula(rf"\begin{{{name}}}{body}\end{{{name}}}", "block", self.faults)

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Whether a picture may be in the report, and from where, is looked at later."""
        return HTMLRenderer.image(self, text, url, title)

    def task_list_item(self, text: str, checked: bool = False) -> str:
        """In words, not as a box that cannot be ticked."""
        return f"<li>{'☑' if checked else '☐'} {text}</li>\n"

    def block_mermaidjs(self, code: str) -> str:
        """A diagram would need a script: what it was written as can be read too."""
        return self.block_code(code)
