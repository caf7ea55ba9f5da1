"""JupyterLab in a browser, used as a person uses it: menus, toolbar, what stands in the page."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from playwright.sync_api import Browser, Locator, Page

from tests import servers
from tests.servers import Server
from tools.common.places import THIS
from tools.execution import notebooks

ARTEFACTS = THIS.work / "test-artefacts"
WIDTH, HEIGHT = 1280, 900
MILLISECONDS_TO_RUN = 240_000
TRAINS = ".fit(trainingBatches"
"""What the cell contains that trains a network."""

PROMPTS = """() => [...document.querySelectorAll(
    '.jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell .jp-InputPrompt')].map(e => e.textContent)
"""

MEASURE = """async image => {
  await image.decode().catch(() => null);
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth || 1;
  canvas.height = image.naturalHeight || 1;
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  const pixels = new Uint32Array(pen.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  return {
    alt: image.alt,
    visible: image.checkVisibility(),
    declared: Number(image.getAttribute('width')),
    shown: image.getBoundingClientRect().width,
    natural: image.naturalWidth,
    colours: new Set(pixels).size,
  };
}"""


class Lab:
    """JupyterLab on copies of the notebooks, in a window of its own."""

    def __init__(self, server: Server, page: Page, folder: Path) -> None:
        self.server, self.page, self.folder = server, page, folder

    def open(self, name: str) -> NotebookPage:
        """Opens the notebook with this number and waits for its kernel."""
        return self.open_file(notebooks.find_one(THIS, name).name)

    def open_file(self, file: str) -> NotebookPage:
        self.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        self.page.goto(
            f"{self.server.address}/lab/workspaces/auto-{Path(file).stem}/tree/{file}"
            f"?reset&token={self.server.token}"
        )
        self.page.locator(".jp-LabShell").wait_for()
        self.page.locator("#jupyterlab-splash").wait_for(state="detached")
        opened = NotebookPage(self, self.folder / file)
        opened.panel.locator(".jp-KernelName", has_text="Java").wait_for()
        self.page.keyboard.press("Control+b")  # the list of files takes room from the notebook
        return opened

    def menu(self, *path: str) -> None:
        """Chooses from the menus, such as Run, Run All Cells."""
        self.page.get_by_role("menuitem", name=path[0], exact=True).click()
        for label in path[1:]:
            exact = re.compile(f"^{re.escape(label)}$")
            self.page.locator(".lm-Menu-itemLabel", has_text=exact).click()

    def theme(self, name: str) -> None:
        self.menu("Settings", "Theme", f"JupyterLab {name}")
        self.page.locator(f'body[data-jp-theme-name="JupyterLab {name}"]').wait_for(
            state="attached"
        )


class NotebookPage:
    """A notebook that is open."""

    def __init__(self, lab: Lab, path: Path) -> None:
        self.lab, self.page, self.path = lab, lab.page, path
        self.panel = self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")

    def button(self, name: str) -> None:
        self.panel.get_by_role("button", name=name).click()

    def accept(self) -> None:
        """Says yes to the dialogue that has come up."""
        self.page.locator(".jp-Dialog .jp-mod-accept").click()

    def run_all(self, milliseconds: int = MILLISECONDS_TO_RUN) -> None:
        self.begin_all()
        self.wait_until_run(milliseconds)

    def begin_all(self) -> None:
        self.lab.menu("Run", "Run All Cells")
        self.wait_until_begun()

    def wait_until_begun(self) -> None:
        self.page.wait_for_function(f"({PROMPTS})().some(text => text.includes('*'))")

    def wait_until_run(self, milliseconds: int = MILLISECONDS_TO_RUN) -> None:
        all_have_a_number = f"({PROMPTS})().every(text => /\\d/.test(text))"
        self.page.wait_for_function(all_have_a_number, timeout=milliseconds)

    def wait_until_idle(self) -> None:
        """Until no cell runs or waits, whether all of them have run or not."""
        self.page.wait_for_function(f"!({PROMPTS})().some(text => text.includes('*'))")

    def run_from(self, cell: Locator) -> None:
        """Runs this cell and all below it to the end."""
        cell.locator(".jp-InputPrompt").click()
        self.lab.menu("Run", "Run Selected Cell and All Below")
        self.wait_until_begun()
        self.wait_until_run()

    def code_cell(self, part: str) -> Locator:
        """The code cell that contains this."""
        return self.panel.locator(".jp-CodeCell", has_text=part)

    def is_running(self, cell: Locator) -> bool:
        return "*" in cell.locator(".jp-InputPrompt").text_content()

    def output(self, cell: Locator) -> str:
        """The text that stands below a cell just now."""
        return "\n".join(cell.locator(".jp-OutputArea-output").all_text_contents())

    def saved(self) -> nbformat.NotebookNode:
        """The notebook as it is saved: there alone errors, stderr and stdout can be told apart."""
        self.button("Save and create checkpoint")
        self.page.locator(".jp-mod-dirty").wait_for(state="detached")
        return nbformat.read(self.path, as_version=4)

    def pictures(self) -> list[dict]:
        """Each picture in the outputs: alt text, sizes, and how many colours it has."""
        found = []
        for image in self.panel.locator(".jp-OutputArea-output img").all():
            image.scroll_into_view_if_needed()
            found.append(image.evaluate(MEASURE))
        return found

    def prose_pictures(self) -> dict[str, int]:
        """The width of each picture in the prose, by its words; 0 if it was not found."""
        images = self.panel.locator(".jp-RenderedMarkdown img").all()
        return {
            image.get_attribute("alt")[:40]: image.evaluate(
                "async e => { await e.decode().catch(() => null); return e.naturalWidth; }"
            )
            for image in images
        }

    def pop_ups(self) -> list[str]:
        """What JupyterLab itself has to say, in the corner of the window."""
        return self.page.locator(".Toastify__toast").all_text_contents()

    def photograph(self, name: str) -> Path:
        """Keeps a picture of the whole notebook among the artefacts."""
        scroller = self.panel.locator(".jp-WindowedPanel-outer")
        # Cells get their true height only when they are in sight, so first all of them are.
        tall = scroller.evaluate("e => e.scrollHeight") + HEIGHT
        for height in (tall, 0):
            last = self.panel.locator(".jp-Cell").last
            bottom = last.evaluate("e => e.getBoundingClientRect().bottom")
            self.page.set_viewport_size({"width": WIDTH, "height": height or int(bottom) + 60})
            scroller.evaluate("e => e.scrollTo(0, 0)")
            self.page.wait_for_timeout(300)
        file = ARTEFACTS / f"{name}.png"
        self.page.screenshot(path=file)
        self.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        return file

    def close(self) -> None:
        """Closes the notebook and shuts its kernel down."""
        self.lab.menu("File", "Close and Shut Down Notebook…")
        self.accept()
        self.panel.wait_for(state="detached")


@contextmanager
def opened(browser: Browser, folder: Path, **variables: str) -> Iterator[Lab]:
    """JupyterLab with copies of the notebooks, settings and trained networks in this folder."""
    copies = folder / "notebooks"
    shutil.copytree(THIS.notebooks, copies, ignore=shutil.ignore_patterns(".*"))
    options = (
        f"--LabApp.user_settings_dir={folder / 'settings'}",
        f"--LabApp.workspaces_dir={folder / 'workspaces'}",
    )
    runs = {"DIGITLAB_RUNS": str(folder / "runs")}
    with servers.running(*options, copies, **runs, **variables) as server:
        page = browser.new_page()
        try:
            yield Lab(server, page, copies)
        finally:
            page.close()


def watch(page: NotebookPage, cell: Locator, until: str) -> list[str]:
    """The different texts that stand below a running cell, up to one that matches `until`."""
    seen, deadline = [""], time.monotonic() + MILLISECONDS_TO_RUN / 1000
    while time.monotonic() < deadline:
        text = page.output(cell)
        if text != seen[-1]:
            seen.append(text)
        if re.search(until, text) or (len(seen) > 1 and not page.is_running(cell)):
            return seen[1:]
        page.page.wait_for_timeout(50)
    raise AssertionError(f"{until} was not seen, but: {seen}")
