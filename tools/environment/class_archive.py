"""Makes the archive of loaded classes from which kernels start about twice as fast.

Set-up runs it with the lab's own Python. Java ignores an archive that does not fit its class path,
so a stale one only costs time.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tools.common import files, java_names
from tools.common.places import THIS
from tools.environment.kernel import Kernel

# What a notebook loads sooner or later: a table and a chart.
FIRST_CELL = f"""
import static {java_names.SHOW};
import tech.tablesaw.api.*;
Table table = Table.create("warm", IntColumn.create("epoch", new int[] {{1, 2}}));
table.addColumns(DoubleColumn.create("loss", new double[] {{2, 1}}));
table.addColumns(DoubleColumn.create("val_loss", new double[] {{2, 1}}));
show(table);
show({java_names.LOSS_CHART}("warm", table));
System.exit(0);
"""
SECONDS_TO_WRITE = 120


async def make(archive: Path) -> None:
    """Starts a kernel, runs one cell, and has the JVM write down what it loaded."""
    kernel = Kernel(THIS.root, THIS.logs / "archive.log")
    options = kernel.manager.kernel_spec.argv
    options[:] = [option for option in options if "-XX:SharedArchiveFile" not in option]
    with files.replacing(archive) as unfinished:  # a JVM crashes on an archive that is cut short
        options.insert(options.index("-cp"), f"-XX:ArchiveClassesAtExit={unfinished}")
        async with kernel:
            client, _ = await kernel.connect()
            client.execute(FIRST_CELL)  # the JVM writes on its way out
            await asyncio.wait_for(kernel.manager.provisioner.wait(), SECONDS_TO_WRITE)
            client.stop_channels()


if __name__ == "__main__":
    asyncio.run(make(Path(sys.argv[1])))
