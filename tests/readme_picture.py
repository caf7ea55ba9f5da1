"""Makes the README's picture of JupyterLab anew: 03 after a real training, in a real browser.

    .venv/bin/python -m tests.readme_picture

It takes as long as the training does, and writes docs/jupyterlab.png. Look at it, then commit it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests import jupyterlab
from tools.common.console import say
from tools.common.places import THIS
from tools.reports import browser

PICTURE = THIS.root / "docs" / "jupyterlab.png"
UNTIL_TRAINED = 1_800_000


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        browser.running() as chromium,
        jupyterlab.opened(chromium, Path(folder)) as lab,
    ):
        page = lab.open("03")
        page.run_all(UNTIL_TRAINED)
        training = page.code_cell(jupyterlab.TRAINS)
        # Cells get their true height only when they are in sight, which moves those below them.
        for _ in range(4):
            training.evaluate("cell => cell.scrollIntoView({block: 'start'})")
            lab.page.wait_for_timeout(500)
        lab.page.screenshot(path=PICTURE)
    say(f"Made {THIS.shown(PICTURE)}")


if __name__ == "__main__":
    main()
