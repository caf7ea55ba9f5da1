"""Writes reports of notebooks as they are; `./lab report` starts it with the lab's own Python."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tools.common.console import Problem, ProgressLine, clock
from tools.common.places import THIS
from tools.execution import notebook_files
from tools.reports import export, index_page, pdf
from tools.reports.options import ReportOptions, add_options


def write_all(paths: Sequence[Path], reports: Path, options: ReportOptions, in_index: bool) -> None:
    started, line, warnings = time.monotonic(), ProgressLine(), []
    for number, path in enumerate(paths, start=1):
        label = f"[{number}/{len(paths)}] {path.stem}"
        line.show(label)
        notebook, saved = notebook_files.read(path), export.moment(path.stat().st_mtime)
        warnings += export.write_report(notebook, path, reports, options, saved)
        if in_index:
            index_page.write_index(index_page.entry(notebook, path.stem, saved), reports)
        report = THIS.shown(reports / f"{path.stem}.html")
        line.say(f"{label} from {THIS.shown(path)}: {report}")
    if options.pdf:
        pdf.write_all([reports / f"{path.stem}.html" for path in paths], line)
    for warning in warnings:
        line.say(f"Warning: {warning}")
    many = f"{len(paths)} report{'s' if len(paths) > 1 else ''}"
    line.say(f"Wrote {many} in {clock(time.monotonic() - started)}.")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tools.report", description=__doc__)
    parser.add_argument("--reports", type=Path, required=True)
    parser.add_argument("--no-index", action="store_true", help="do not list them in an index")
    add_options(parser)
    parser.add_argument("notebooks", type=Path, nargs="+")
    given = parser.parse_args(arguments)
    try:
        write_all(given.notebooks, given.reports, ReportOptions.of(given), not given.no_index)
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
