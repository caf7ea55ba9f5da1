"""JupyterLab's own File → Save and Export Notebook As → PDF: one of our reports, printed."""

from __future__ import annotations

from nbconvert import HTMLExporter
from traitlets import default

from tools.reports import browser, pdf


class PDFExporter(HTMLExporter):
    """Takes the place of nbconvert's exporter of this name, which needs Pandoc and LaTeX.

    Where there is no browser to print with, JupyterLab does not offer it.
    """

    output_mimetype = "application/pdf"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    @default("template_extension")
    def _template_extension_default(self) -> str:
        return ".html.j2"

    @default("enabled")
    def _enabled_default(self) -> bool:
        return browser.is_installed()

    def from_notebook_node(self, nb, resources=None, **kw):
        html, resources = super().from_notebook_node(nb, resources, **kw)
        return pdf.printed(html), resources
