"""Markdown as HTML, with formulas as MathML, which browsers show without a script."""

from __future__ import annotations

import re
from collections.abc import Callable

from mistune import HTMLRenderer, import_plugin
from mistune.plugins import table
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from tools.reports.formulas import Formulas

FORMULA_OR_CODE = re.compile(r"(?<!\\)\$[^$\n]+(?<!\\)\$|`[^`\n]+`")
REFERENCE = r"\\(?:eq)?ref\{(?P<label>[^{}\n]+)\}"
MASK = "\N{NULL}"
"""Stands for a bar that divides no cells; Markdown has no such character."""


def render(markdown: str, formulas: Formulas) -> str:
    """HTML that is not clean yet; `formulas` draws the formulas, and hears of those before."""
    known = map(import_plugin, MarkdownWithMath.DEFAULT_PLUGINS)
    plugins = [*known, tables_with_formulas, references]
    return MarkdownWithMath(renderer=MathRenderer(formulas), plugins=plugins).render(markdown)


class MathRenderer(IPythonRenderer):
    """nbconvert's renderer, which leaves raw HTML as it is."""

    def __init__(self, formulas: Formulas) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self.formulas = formulas

    def block_math(self, body: str) -> str:
        return self.formulas.html(body, block=True)

    def inline_math(self, body: str) -> str:
        return self.formulas.html(body, block=False)

    def latex_environment(self, name: str, body: str) -> str:
        return self.formulas.html(rf"\begin{{{name}}}{body}\end{{{name}}}", block=True)

    def reference(self, label: str) -> str:
        return self.formulas.reference(label)

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Whether a picture may be in the report, and from where, is looked at later."""
        return HTMLRenderer.image(self, text, url, title)

    def task_list_item(self, text: str, checked: bool = False) -> str:
        """In words, not as a box that cannot be ticked."""
        return f"<li>{'☑' if checked else '☐'} {text}</li>\n"

    def block_mermaidjs(self, code: str) -> str:
        """A diagram would need a script: what it was written as can be read too."""
        return self.block_code(code)


def references(markdown: MarkdownWithMath) -> None:
    r"""Plugin: \eqref{name} among words, which MathJax knows as well as in a formula."""

    def parsed(inline, match, state):
        state.append_token({"type": "reference", "raw": match["label"]})
        return match.end()

    markdown.inline.register("reference", REFERENCE, parsed, before="escape")


# --- tables ---------------------------------------------------------------------------------------


def tables_with_formulas(markdown: MarkdownWithMath) -> None:
    """Plugin: a bar within a formula, as of a norm, divides no cells where the row asks for it."""
    rules = (
        ("table", table.TABLE_PATTERN, table.parse_table),
        ("nptable", table.NP_TABLE_PATTERN, table.parse_nptable),
    )
    for name, pattern, parse in rules:
        markdown.block.rules.remove(name)  # else registering would list it twice
        markdown.block.register(name, pattern, _also_masked(pattern, parse), before="paragraph")


def _also_masked(pattern: str, parse: Callable) -> Callable:
    """A table that has too many cells is read again without the bars in its formulas and code."""
    begin = re.compile(pattern, re.MULTILINE)

    def parsed(block, match, state):
        tokens = [dict(token) for token in state.tokens]
        end = parse(block, match, state)
        if end and state.tokens[-1]["type"] == "table":
            return end
        plain, source = state.tokens, state.src
        state.tokens = tokens
        state.src = FORMULA_OR_CODE.sub(lambda found: found[0].replace("|", MASK), source)
        again = parse(block, begin.match(state.src, match.start()) or match, state)
        state.src = source
        if again and state.tokens[-1]["type"] == "table":
            _unmask(state.tokens[-1])
            return again
        state.tokens = plain
        return end

    return parsed


def _unmask(token: dict) -> None:
    if "text" in token:
        token["text"] = token["text"].replace(MASK, "|")
    for child in token.get("children", []):
        _unmask(child)
