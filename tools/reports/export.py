"""Reports: an executed notebook as one HTML file that needs no network and runs no script."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
from nbconvert import HTMLExporter
from traitlets.config import Config

from tools.reports import pictures
from tools.reports.options import ReportOptions, html_exporter
from tools.common import files
from tools.common.console import Problem

PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")


def write_report(notebook, path: Path, reports: Path, options: ReportOptions, saved: str = "") -> list[str]:
    """Writes `reports/NAME.html`; gives warnings.

    `path` is the notebook's file, beside which its pictures are; `saved` tells when that was saved.
    """
    exporter = HTMLExporter(config=Config(HTMLExporter=html_exporter(options)))
    metadata = {"name": path.stem, "path": str(path.parent), "modified_date": saved}
    try:
        body, resources = exporter.from_notebook_node(notebook, {"metadata": metadata})
    except nbformat.ValidationError as error:
        raise Problem(f"{path} is not a valid notebook: {error.message[:200]}") from error
    files.write(reports / f"{path.stem}.html", body)
    return [f"{path.stem}: {warning}" for warning in resources["page"].warnings]


def keep(notebook, path: Path, reports: Path) -> None:
    """Keeps the notebook with its outputs, from which its report can be made again.

    `path` is the notebook's file; the pictures beside it that its prose shows are kept, too.
    """
    kept = reports / "executed"
    files.write(kept / path.name, nbformat.writes(notebook) + "\n")
    prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    folder = path.parent.resolve()
    for source in set(PICTURE.findall("\n".join(prose))):
        if ":" not in source and pictures.embedded(source, folder, {}):
            picture = (folder / unquote(urlsplit(source).path)).resolve()
            files.write(kept / picture.relative_to(folder), picture.read_bytes())


def moment(seconds: float) -> str:
    """A time since the epoch as it stands in reports."""
    return datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M")
