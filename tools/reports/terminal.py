"""Printed text as JupyterLab shows it: overwritten lines, colours, nothing of other signs.

Programs that draw a progress bar return to the beginning of the line, and draw it again. What only
a whole screen could obey, such as going up a line, is left out: nothing printed is lost by it.
"""

from __future__ import annotations

import re

from markupsafe import escape
from nbconvert.filters import ansi2html

SIGN = re.compile(
    r"\x1b\[(?P<numbers>[0-?]*)[ -/]*(?P<command>[@-~])"
    r"|\x1b[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)?"  # titles, links and the like, up to their end
    r"|\x1b[ -/]*[0-~]?"
    r"|(?P<control>[\x00-\x08\x0a-\x1f\x7f-\x9f])"
)
NEW_LINE = "\n\x0b\x0c"
COLOURS = {38: "ink", 39: "ink", 48: "paper", 49: "paper"}
CODES_OF = {2: 5, 5: 3}
"""How many numbers a colour has, itself included: as red, green and blue, or out of 256."""


def html(printed: str) -> str:
    """HTML, whose colours are classes of nbconvert or styles."""
    if not _has_signs(printed):
        return escape(printed)
    return "\n".join(
        "".join(ansi2html(f"\x1b[{style}m{text}") if style else escape(text) for style, text in row)
        for row in _rows(printed)
    )


def plain(printed: str) -> str:
    """The same without colours."""
    if not _has_signs(printed):
        return printed
    return "\n".join("".join(text for _, text in row) for row in _rows(printed))


def _has_signs(printed: str) -> bool:
    return SIGN.search(printed.replace("\n", "")) is not None


def _rows(printed: str) -> list[Row]:
    screen, end = Screen(), 0
    for sign in SIGN.finditer(printed):
        screen.write(printed[end : sign.start()])
        end = sign.end()
        if sign["control"]:
            screen.control(sign["control"])
        elif sign["command"]:
            screen.command(sign["command"], sign["numbers"])
    screen.write(printed[end:])
    return screen.rows


Row = list[tuple[str, str]]
"""A line: pieces of text, each with its style as the numbers of an escape sequence."""


class Screen:
    """Lines as wide as what is written on them; the last one can be overwritten."""

    def __init__(self) -> None:
        self.rows: list[Row] = [[]]
        self.column = self.width = 0
        self.styles: dict[str, str] = {}

    def write(self, text: str) -> None:
        if not text:
            return
        row, piece = self.rows[-1], (";".join(self.styles.values()), text)
        end = self.column + len(text)
        if self.column == self.width:
            row.append(piece)
        else:
            self.rows[-1] = [*_cut(row, self.column), piece, *_cut(row, end, rest=True)]
        self.column, self.width = end, max(end, self.width)

    def control(self, sign: str) -> None:
        if sign in NEW_LINE:
            self.rows.append([])
            self.column = self.width = 0
        elif sign == "\r":
            self.column = 0
        elif sign == "\b":
            self.column = max(0, self.column - 1)

    def command(self, name: str, numbers: str) -> None:
        """An escape sequence: a style, or the end of a line that is to be overwritten."""
        if name == "m":
            self.set_styles(numbers)
        elif name == "K":
            self.rows[-1], self.width = _cut(self.rows[-1], self.column), self.column

    def set_styles(self, numbers: str) -> None:
        codes = [int(code) if code.isdecimal() else 0 for code in re.split("[;:]", numbers)]
        while codes:
            code = codes[0]
            length = CODES_OF.get(codes[1], 1) if code in (38, 48) and len(codes) > 1 else 1
            if code == 0:
                self.styles.clear()
            else:
                self.styles.pop(_place(code), None)  # the latest comes last
                self.styles[_place(code)] = ";".join(map(str, codes[:length]))
            del codes[:length]


def _place(code: int) -> str:
    """What a style is of: a later one takes the place of an earlier one."""
    if code in COLOURS:
        return COLOURS[code]
    if 30 <= code <= 37 or 90 <= code <= 97:
        return "ink"
    if 40 <= code <= 47 or 100 <= code <= 107:
        return "paper"
    if code in (1, 2, 21, 22):
        return "weight"
    return str(code - 20 if 23 <= code <= 29 else code)  # 24 ends what 4 began


def _cut(row: Row, at: int, rest: bool = False) -> Row:
    """The row up to a column, or the `rest` of it."""
    kept, begin = [], 0
    for style, text in row:
        piece = text[max(0, at - begin) :] if rest else text[: max(0, at - begin)]
        kept += [(style, piece)] if piece else []
        begin += len(text)
    return kept
