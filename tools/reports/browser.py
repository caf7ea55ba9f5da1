"""A real browser, which prints reports and runs tests: where to find it, how to start it."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Error, Playwright, sync_playwright

from tools.common.console import Problem

ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
WINDOWS = ("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe")
WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")

HOW_TO_INSTALL = (
    "PDFs and the browser tests need Chromium or Chrome, but none was found: install it "
    "(Debian/Ubuntu: sudo apt install chromium, others: "
    ".venv/bin/python -m playwright install chromium)."
)

# Nothing but the page that is tested may cost time or go to the network.
FLAGS = (
    "--no-sandbox",  # as root, in a container, there is none
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find(playwrights_own: str) -> Path:
    """The browser's program: the system's, else the one that Playwright has installed."""
    on_path = (shutil.which(name) for name in ON_PATH)
    folders = (os.environ.get(name) for name in WINDOWS_FOLDERS)
    windows = (Path(folder) / name for folder in folders if folder for name in WINDOWS)
    for candidate in (*filter(None, on_path), *MAC, *windows, playwrights_own):
        if Path(candidate).is_file():
            return Path(candidate)
    raise Problem(HOW_TO_INSTALL)


def is_installed() -> bool:
    """Whether there is a browser; Playwright, which takes a second, is asked last."""
    with contextlib.suppress(Problem):
        return bool(find(playwrights_own=""))
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).is_file()


@contextmanager
def running() -> Iterator[Browser]:
    """A headless browser with a profile of its own, which is gone afterwards."""
    with sync_playwright() as playwright:
        browser = _launch(playwright)
        try:
            yield browser
        finally:
            browser.close()


def _launch(playwright: Playwright) -> Browser:
    program = find(playwright.chromium.executable_path)
    try:
        return playwright.chromium.launch(executable_path=program, args=list(FLAGS))
    except Error as error:
        first = error.message.strip().splitlines()[0]
        raise Problem(f"The browser {program} did not start: {first}") from error
