"""What students must not see: solutions and hidden tests, and where they would show.

nbgrader takes out what stands between its markers; a mistyped marker, or an error message that
quotes a hidden test, would give it away. So what goes to students is searched, line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tools.grading.nbgrader_course import Course, grade_id, read

MARKER = re.compile(r"(BEGIN|END) +(SOLUTION|HIDDEN +TESTS?)", re.IGNORECASE)
MARKERS = {
    f"// {edge} {what}" for edge in ("BEGIN", "END") for what in ("SOLUTION", "HIDDEN TESTS")
}
LOOKS_LIKE_ONE = re.compile(r"\b(BEGIN|END)\w*\W+\w|SOLUTION|HIDDEN")
SHORTEST = 12
"""Shorter lines (a brace, `return x;`) are found anywhere and tell nothing."""


@dataclass(frozen=True)
class HiddenLines:
    """Lines of the sources of an assignment that stand nowhere in what students see."""

    solutions: frozenset[str]
    hidden_tests: frozenset[str]

    def leaked_in(self, text: str) -> list[str]:
        """Markers, and lines of solutions and hidden tests, that stand in a text."""
        lines = _lines(text)
        return [line for line in lines if MARKER.search(line) or line in self.all]

    @property
    def all(self) -> frozenset[str]:
        return self.solutions | self.hidden_tests


def faults_of_markers(course: Course, assignment: str) -> list[str]:
    """Markers in the sources that nbgrader would not understand: mistyped, or without the other."""
    found = []
    for name in course.notebooks(assignment):
        for cell in read(course.source(assignment) / f"{name}.ipynb").cells:
            is_open = ""
            for line in _lines(cell.source) if cell.cell_type == "code" else []:
                if not LOOKS_LIKE_ONE.search(line) or not line.startswith("//"):
                    continue
                _, edge, what = line.split(" ", 2) if line in MARKERS else ("", "", "")
                if line not in MARKERS or (is_open if edge == "BEGIN" else is_open != what):
                    found.append(f"{name}, {grade_id(cell)}: {line}")
                is_open = what if edge == "BEGIN" else ""
            found += [f"{name}, {grade_id(cell)}: no // END {is_open}"] if is_open else []
    return found


def hidden_lines(course: Course, assignment: str) -> HiddenLines:
    visible: set[str] = set()
    kinds: dict[str, set[str]] = {"SOLUTION": set(), "HIDDEN": set()}
    for name in course.notebooks(assignment):
        for cell in read(course.source(assignment) / f"{name}.ipynb").cells:
            parts = divided(cell)
            visible |= set(_lines(parts.pop("")))
            for kind, text in parts.items():
                kinds[kind] |= set(_lines(text))
    long = {
        kind: {line for line in lines if len(line) >= SHORTEST} for kind, lines in kinds.items()
    }
    return HiddenLines(frozenset(long["SOLUTION"] - visible), frozenset(long["HIDDEN"] - visible))


def divided(cell) -> dict[str, str]:
    """A cell's text: visible (under ""), "SOLUTION", "HIDDEN"."""
    parts: dict[str, list[str]] = {"": [], "SOLUTION": [], "HIDDEN": []}
    inside = ""
    for line in cell.source.splitlines():
        marker = MARKER.search(line)
        if marker:
            begins = marker[1].upper() == "BEGIN"
            inside = marker[2].upper().split()[0] if begins else ""
        else:
            parts[inside].append(line)
    if cell.metadata.get("nbgrader", {}).get("solution") and not MARKER.search(cell.source):
        # Without markers nbgrader takes the whole cell for the solution.
        parts = {"": [], "SOLUTION": parts[""], "HIDDEN": []}
    return {kind: "\n".join(lines) for kind, lines in parts.items()}


def _lines(text: str) -> Iterable[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
