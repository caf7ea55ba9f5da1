"""JupyterLab as `./lab start` opens it: this machine only, our kernel only, no calls home."""

import sys
from pathlib import Path

import nbconvert.exporters
from jupyter_server.services.kernels.kernelmanager import MappingKernelManager

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tools.reports.options import ReportOptions, html_exporter
from tools.reports.pdf_exporter import PDFExporter

c = get_config()  # noqa: F821  Jupyter puts it here

c.ServerApp.ip = "127.0.0.1"
c.ServerApp.allow_root = True  # in a container there is often nobody else
c.ServerApp.answer_yes = True  # Ctrl-C ends it without a question
c.Application.log_level = "WARN"
c.KernelSpecManager.allowed_kernelspecs = {"digitlab"}
c.KernelSpecManager.ensure_native_kernel = False
c.LabApp.extension_manager = "readonly"
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"

# The kernel itself limits what a cell prints, and says what it leaves out. This is above what it
# can send; above the server's own, lower limits output would be lost.
c.ZMQChannelsWebsocketConnection.iopub_msg_rate_limit = 20_000
c.ZMQChannelsWebsocketConnection.iopub_data_rate_limit = 100_000_000

# File → Save and Export Notebook As → HTML gives one of our reports.
c.HTMLExporter.update(html_exporter(ReportOptions()))
c.SlidesExporter.template_name = "reveal"  # which is a kind of HTMLExporter
c.SlidesExporter.preprocessors = []

# PDF is printed from a report, too. What is left of the menu needs nothing but nbconvert: the
# others ask for Pandoc, LaTeX, Qt or a Chromium of their own, or make Python of our Java.
nbconvert.exporters.PDFExporter = PDFExporter
for name in ("ASCIIDoc", "Latex", "Python", "QtPDF", "QtPNG", "RST", "WebPDF"):
    c[f"{name}Exporter"].enabled = False

# JupyterLab's pages pass over a kernel's status if it belongs to a message of these kinds. The
# kernel's information is all that they ask a new kernel for, so its light would stay "Unknown".
c.MappingKernelManager.untracked_message_types = [
    kind
    for kind in MappingKernelManager.untracked_message_types.default()
    if kind != "kernel_info_request"
]

# Ours shows nbgrader's Validate in assignments only, and makes errors and charts readable in the
# dark theme.
c.LabApp.extra_labextensions_path = [str(Path(__file__).resolve().parent / "labextensions")]

# Of nbgrader only the button Validate makes sense without a course on this machine; the rest of its
# pages is switched off in labconfig/page_config.json.
c.ServerApp.jpserver_extensions = {
    "nbgrader.server_extensions.formgrader": False,
    "nbgrader.server_extensions.assignment_list": False,
    "nbgrader.server_extensions.course_list": False,
}
