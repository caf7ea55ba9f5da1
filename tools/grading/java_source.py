"""As much of Java as grading must understand: which names a cell declares, and which it uses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

COMMENT_OR_TEXT = re.compile(
    r'//[^\n]*|/\*.*?\*/|"""(?:\\.|.)*?"""|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL
)
WORD = r"[A-Za-z_$][\w$]*"
TYPE = re.compile(rf"(?<![.\w$])(?:class|interface|enum|record)\s+({WORD})")
OTHER = re.compile(
    rf"(?<![.\w$])(?:{WORD}(?:\.{WORD})*(?:<[^;=()]*>)?(?:\[\])*)\s+({WORD})\s*[(=;,]"
)
NOT_A_TYPE = {"return", "new", "throw", "else", "import", "package", "case", "assert", "yield"}


@dataclass(frozen=True)
class Declared:
    """Names that cells declare at their top level."""

    types: frozenset[str]
    others: frozenset[str]
    """Variables and methods."""


def declared(sources: Iterable[str]) -> Declared:
    types: set[str] = set()
    others: set[str] = set()
    for source in sources:
        text = top_level(source)
        types |= set(TYPE.findall(text))
        for match in OTHER.finditer(text):
            if not NOT_A_TYPE & set(re.findall(WORD, match[0])[:1]):
                others.add(match[1])
    return Declared(frozenset(types), frozenset(others - types))


def names(sources: Iterable[str]) -> frozenset[str]:
    """Every word of the code."""
    return frozenset(word for source in sources for word in re.findall(WORD, plain(source)))


def plain(source: str) -> str:
    """The code without comments, and with empty texts."""
    return COMMENT_OR_TEXT.sub(lambda match: " " if match[0][0] == "/" else '""', source)


def top_level(source: str) -> str:
    """The code outside of all braces and parentheses."""
    result, depth = [], 0
    for character in plain(source):
        if character in "{(":
            depth += 1
            result.append("(" if depth == 1 and character == "(" else "")
        elif character in "})":
            depth = max(0, depth - 1)
            result.append(";" if depth == 0 and character == "}" else "")
        elif depth == 0:
            result.append(character)
    return "".join(result)
