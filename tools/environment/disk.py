"""The room on the disk that set-up needs."""

from __future__ import annotations

import shutil

from tools.common.console import Problem
from tools.common.places import Checkout

GIGABYTES_NEEDED = 2


def check_disk_space(checkout: Checkout) -> None:
    free = shutil.disk_usage(checkout.root).free / 1e9
    if free < GIGABYTES_NEEDED:
        raise Problem(
            f"The disk is nearly full: {free:.1f} GB free, set-up needs {GIGABYTES_NEEDED} GB. "
            "Free some space, then run the command again."
        )
