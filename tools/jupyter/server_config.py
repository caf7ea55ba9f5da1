"""JupyterLab as `./lab start` opens it: this machine only, our kernel only, no calls home."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tools.reports.options import ReportOptions, html_exporter

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

# File → Save and Export Notebook As → HTML gives one of our reports.
c.HTMLExporter.update(html_exporter(ReportOptions()))
c.SlidesExporter.template_name = "reveal"  # which is a kind of HTMLExporter
c.SlidesExporter.preprocessors = []

# Ours shows charts on dark paper in the dark theme.
c.LabApp.extra_labextensions_path = [str(Path(__file__).resolve().parent / "labextensions")]

# Of nbgrader only the button Validate makes sense without a course on this machine; the rest of its
# pages is switched off in labconfig/page_config.json.
c.ServerApp.jpserver_extensions = {
    "nbgrader.server_extensions.formgrader": False,
    "nbgrader.server_extensions.assignment_list": False,
    "nbgrader.server_extensions.course_list": False,
}
