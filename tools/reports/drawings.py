"""Drawings (SVG) with a style sheet of their own: its rules become part of each element.

In a page a style sheet holds for all drawings, and for the page itself.
"""

from __future__ import annotations

import re

CDATA = re.compile(r"<!\[CDATA\[|\]\]>")


def with_own_styles(html: str) -> str:
    """The same HTML; a sheet with more than plain rules stays, for others to leave out."""
    if "<svg" not in html or "<style" not in html:
        return html
    # Here, because hardly any drawing needs them.
    import tinycss2
    from bs4 import BeautifulSoup

    page = BeautifulSoup(html, "html.parser")
    for sheet in page.select("svg style"):
        text = CDATA.sub("", sheet.get_text())
        rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
        if all(rule.type == "qualified-rule" for rule in rules):
            told = [(tinycss2.serialize(r.prelude), tinycss2.serialize(r.content)) for r in rules]
            _apply(sheet.find_parent("svg"), told)
            sheet.decompose()
    return str(page)


def _apply(drawing, rules: list[tuple[str, str]]) -> None:
    """Gives each element the declarations of its rules, those of a closer selector last."""
    from soupsieve import SelectorSyntaxError

    single = [(each.strip(), told) for selector, told in rules for each in selector.split(",")]
    for selector, declarations in reversed(sorted(single, key=_specificity)):
        try:
            elements = drawing.select(selector)
        except SelectorSyntaxError:
            continue
        for element in elements + [drawing] * drawing.css.match(selector):
            element["style"] = f"{declarations.strip().rstrip(';')};{element.get('style', '')}"


def _specificity(rule: tuple[str, str]) -> tuple[int, int, int]:
    selector = rule[0]
    return selector.count("#"), selector.count("."), len(re.findall(r"(?<![\w.#-])[a-z]", selector))
