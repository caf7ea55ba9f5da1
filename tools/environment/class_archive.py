"""Makes the archive of classes from which kernels start about twice as fast.

Set-up runs it with the lab's own Python. Java ignores an archive that does not fit its class path,
so a stale one only costs time.

The archive is made from a list of classes, not by the JVM that has run the warm-up: with the
classes, that one would keep what it has come to think of their methods, such as that SHA-256 is not
worth compiling.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.common import files
from tools.common.places import THIS
from tools.environment.kernel import Kernel

SECONDS_TO_RUN = 120


def make(archive: Path) -> None:
    """Writes the archive; an exception tells why that was not possible."""
    kernel = Kernel(THIS.root, THIS.logs / "archive.log")
    command = kernel.manager.kernel_spec.argv
    command[:] = [option for option in command if "-XX:SharedArchiveFile" not in option]
    place = command.index("-cp")
    jvm, class_path = command[:place], command[place : place + 2]
    with tempfile.TemporaryDirectory() as folder:
        classes = Path(folder) / "classes.lst"
        command.insert(place, f"-XX:DumpLoadedClassList={classes}")
        asyncio.run(_warm_up(kernel))
        with files.replacing(archive) as unfinished:  # a JVM crashes on one that is cut short
            options = [
                "-Xshare:dump",
                f"-XX:SharedClassListFile={classes}",
                f"-XX:SharedArchiveFile={unfinished}",
            ]
            subprocess.run([*jvm, *options, *class_path], check=True)


async def _warm_up(kernel: Kernel) -> None:
    """Starts a kernel that runs the warm-up and ends by itself: the JVM writes on its way out."""
    source = (THIS.root / "kernel" / "warm-up.jshell").read_text("utf-8")
    async with kernel:
        client, _ = await kernel.connect()
        client.execute(source, stop_on_error=False)
        client.execute("System.exit(0);")
        await asyncio.wait_for(kernel.manager.provisioner.wait(), SECONDS_TO_RUN)
        client.stop_channels()


if __name__ == "__main__":
    make(Path(sys.argv[1]))
