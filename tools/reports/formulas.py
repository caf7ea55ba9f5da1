"""Formulas in TeX as MathML Core, which browsers show without a script.

A formula is drawn whole, or shown as it was typed and told: what the converter gives is checked.
"""

from __future__ import annotations

import html
import re

from math_core import LatexError, LatexToMathML

MACROS = {
    "substack": r"\begin{subarray}{c}#1\end{subarray}",
    "mathds": r"\mathbb{#1}",
    "mathbbm": r"\mathbb{#1}",
    "mbox": r"\text{#1}",
    "textnormal": r"\text{#1}",
}
"""What the converter does not know, in words that it knows."""
ENVIRONMENTS = {"split": "aligned", "smallmatrix": "matrix"}

ENTITY = re.compile(r"&#?\w+;")
DEFINITION = re.compile(
    r"\\(?P<kind>(?:re|provide)?newcommand|g?def|DeclareMathOperator)(?P<star>\*?)"
    r"\s*\{?\s*(?P<name>\\[a-zA-Z]+)\s*\}?(?P<arguments>\s*(?:\[\d\]|(?:\#\d)+)?)\s*(?=\{)"
)
BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
OF_MATHJAX_ONLY = re.compile(r"\\require\s*\{[^}]*\}")
ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{\s*(\w+)\s*\}")
FORMULA_IN_WORDS = re.compile(r"\\(?:text|mbox)\{((?:[^{}]|\{[^{}]*\})*)\}")
COLUMNS_COUNTED = re.compile(r"\\(begin|end)\{(align)(?:ed)?at(\*?)\}(?:\s*\{\d+\})?")
SPACE_BELOW = re.compile(r"\\\\(?:\*|\s*\[\s*-?[\d.]+\s*[a-z]{2}\s*\])")
LAST_BREAK = re.compile(r"\\\\\s*(?=\\end\b|$)")
INSIDE_AN_ENVIRONMENT = re.compile(r"\\begin\b.*\\end\s*\{[^}]*\}", re.DOTALL)
NUMBERED = re.compile(r"\\begin\{(?:equation|align|gather|multline)\*?\}")
BREAK = re.compile(r"(?<!\\)(?:\\\\)")
MARK = re.compile(r"(?<!\\)&")
POSITION = re.compile(r"^\d+: ")
LEFT_OVER = re.compile(r"\\[a-zA-Z]+")
LABEL = re.compile(r'id="([^"]*)"><mtext>([^<]*)</mtext>')
ONLY_A_REFERENCE = re.compile(r"\\(?:eq)?ref\{([^{}]+)\}")
TO_COME = "(??)"
"""The number of a formula that comes later."""


class Formulas:
    """The formulas of one notebook in their order.

    What one of them defines holds for those after it, as in JupyterLab: commands and labels.
    `faults` tells of those that could not be drawn; `numbers` are those of the labels.
    """

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.numbers: dict[str, str] = {}
        self._converter = LatexToMathML(
            macros=MACROS,
            global_group=True,
            fancy_error=False,
            allow_unreliable_rendering=True,
        )

    def html(self, tex: str, block: bool) -> str:
        """A formula as MathML, or as it was typed."""
        tex = ENTITY.sub(lambda entity: html.unescape(entity[0]), tex).strip()
        if only := ONLY_A_REFERENCE.fullmatch(tex):
            return self.reference(only[1])
        definitions, rest = definitions_apart(tex)
        ready = prepared(rest, block)
        try:
            self._converter.convert_with_global_state(definitions, displaystyle=False)
            drawn = self._converter.convert_with_global_state(ready, displaystyle=block)
            wrong = complaint(ready, drawn)
        except LatexError as error:
            wrong = POSITION.sub("", str(error)).rstrip(".")
        if wrong:
            self.faults.append(f"The formula {tex} is shown as it was typed: {wrong}.")
            return f"<code>{html.escape(tex, quote=False)}</code>"
        self.numbers.update(LABEL.findall(drawn))
        return drawn if ready else ""

    def reference(self, label: str) -> str:
        """A link to the formula with this label, by its number."""
        label = html.escape(label.strip())
        return f'<a href="#{label}">{self.numbers.get(label, TO_COME)}</a>'


def definitions_apart(tex: str) -> tuple[str, str]:
    """The definitions of commands in a formula, for the converter, and the formula without them.

    MathJax lets a person give a new meaning to a name that has one, and keeps it.
    """
    definitions, rest, end = [], [], 0
    while found := DEFINITION.search(tex, end):
        rest.append(tex[end : found.start()])
        end = _end_of_group(tex, found.end())
        name, body = found["name"], tex[found.end() : end]
        if found["kind"] == "DeclareMathOperator":
            body = rf"{{\operatorname{found['star']}{body}}}"
        define = rf"\{found['kind']}{name}" if "def" in found["kind"] else ""
        define = define or rf"\providecommand{{{name}}}{{}}\renewcommand{{{name}}}"
        definitions.append(f"{define}{found['arguments'].strip()}{body}")
    return "".join(definitions), "".join([*rest, tex[end:]])


def _end_of_group(tex: str, begin: int) -> int:
    depth = 0
    for brace in BRACE.finditer(tex, begin):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth == 0:
            return brace.end()
    return len(tex)


def prepared(tex: str, block: bool) -> str:
    """The same formula without what MathJax takes and the converter does not."""
    tex = OF_MATHJAX_ONLY.sub("", tex)
    tex = ENVIRONMENT.sub(lambda e: rf"\{e[1]}{{{ENVIRONMENTS.get(e[2], e[2])}}}", tex)
    tex = FORMULA_IN_WORDS.sub(_words_apart, tex)
    tex = COLUMNS_COUNTED.sub(_without_count, tex)
    tex = LAST_BREAK.sub("", SPACE_BELOW.sub(r"\\\\", tex)).strip()
    outside = INSIDE_AN_ENVIRONMENT.sub("", tex)
    if block and BREAK.search(outside):
        kind = "aligned" if MARK.search(outside) else "gathered"
        tex = rf"\begin{{{kind}}}{tex}\end{{{kind}}}"
    if block and re.search(r"\\(tag|label)\b", tex) and not NUMBERED.search(tex):
        tex = rf"\begin{{equation}}{tex}\end{{equation}}"
    return tex


def _words_apart(found: re.Match[str]) -> str:
    parts = re.split(r"(?<!\\)\$", found[1])
    words = (rf"\text{{{part}}}" if part else "" for part in parts[::2])
    formulas = (*parts[1::2], "")
    if len(parts) % 2 == 0:  # a sign without the other
        return found[0]
    return "".join(part for pair in zip(words, formulas, strict=True) for part in pair)


def _without_count(found: re.Match[str]) -> str:
    inner = "ed" if "aligned" in found[0] else ""
    return rf"\{found[1]}{{{found[2]}{inner}{found[3]}}}"


def complaint(tex: str, drawn: str) -> str:
    """What shows that a formula was not understood; empty when all is well."""
    text = html.unescape(re.sub(r"<[^>]*>", "", drawn))
    if left := LEFT_OVER.search(text):
        return f"{left[0]} is not known"
    for sign in "$&":
        if text.count(sign) > tex.count(f"\\{sign}"):
            return f"{sign} has no meaning there"
    if drawn.count("<mtr") < len(BREAK.findall(tex)):
        return r"\\ has no meaning there"
    return ""


# --- words with formulas among them ---------------------------------------------------------------

AMONG_WORDS = re.compile(
    r"\$\$(?P<double>.+?)\$\$|\\\[(?P<square>.+?)\\\]"
    r"|(?P<whole>\\begin\{(?P<name>\w+\*?)\}.+?\\end\{(?P=name)\})"
    r"|(?<!\\)\$(?P<single>.+?)(?<!\\)\$|\\\((?P<round>.+?)\\\)",
    re.DOTALL,
)
ONE_FORMULA = re.compile(r"\\[a-zA-Z]|[\^_]")
"""In an output without any delimiters: a formula, not words."""


def latex(text: str, formulas: Formulas) -> str:
    """An output of the type text/latex: words and formulas, as MathJax finds them."""
    text = text.strip()
    if not AMONG_WORDS.search(text):
        return formulas.html(text, True) if ONE_FORMULA.search(text) else _words(text, formulas)
    if only := AMONG_WORDS.fullmatch(text):
        return formulas.html(_body(only), True)
    return "".join(f"<p>{_sentence(part, formulas)}</p>" for part in re.split(r"\n\s*\n", text))


def _sentence(text: str, formulas: Formulas) -> str:
    parts, end = [], 0
    for found in AMONG_WORDS.finditer(text):
        block = found["single"] is None and found["round"] is None
        parts += [_words(text[end : found.start()], formulas), formulas.html(_body(found), block)]
        end = found.end()
    return "".join([*parts, _words(text[end:], formulas)])


def _body(found: re.Match[str]) -> str:
    names = ("double", "square", "whole", "single", "round")
    return next(found[name] for name in names if found[name] is not None)


def _words(text: str, formulas: Formulas) -> str:
    if LEFT_OVER.search(text) or re.search(r"(?<!\\)\$", text):
        formulas.faults.append(f"The LaTeX {text.strip()} is shown as it was given.")
        return f"<code>{html.escape(text, quote=False)}</code>"
    plain = re.sub(r"\\([$%&#_{}])", r"\1", text).replace("~", "\N{NO-BREAK SPACE}")
    return html.escape(plain, quote=False)
