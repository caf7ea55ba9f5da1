"""The options of reports: theme, code, PDF; on a command line and as settings of nbconvert.

Apart from `export`, because the launcher reads this with any Python, and JupyterLab as it starts.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent / "template"
THEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class ReportOptions:
    """`theme` is light, dark, or auto for what the reader has set; `pdf` asks for one beside it."""

    theme: str = "auto"
    hide_code: bool = False
    pdf: bool = False

    @staticmethod
    def of(given: argparse.Namespace) -> ReportOptions:
        return ReportOptions(given.theme, given.hide_code, given.pdf)

    def arguments(self) -> list[str]:
        """The same as options on a command line."""
        flags = {"--hide-code": self.hide_code, "--pdf": self.pdf}
        return [f"--theme={self.theme}", *(flag for flag, is_set in flags.items() if is_set)]


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--hide-code", action="store_true", help="leave the code out")
    parser.add_argument("--pdf", action="store_true", help="a PDF as well (needs Chromium)")
    parser.add_argument(
        "--theme",
        choices=THEMES,
        default="auto",
        help="light or dark; auto (if nothing is said) follows the reader's own setting",
    )


def html_exporter(options: ReportOptions) -> dict[str, object]:
    """What makes nbconvert's HTML exporter write our reports."""
    return {
        "template_name": "report",
        "extra_template_basedirs": [str(TEMPLATES)],
        "preprocessors": ["tools.reports.page.MakePage"],
        "theme": options.theme,
        "exclude_input": options.hide_code,
    }
