"""What a run of the benchmark writes: a page, a CSV and a chart."""

from __future__ import annotations

import argparse
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.benchmark import results
from tools.benchmark.results import Measurement
from tools.benchmark.systems import Installation, cores
from tools.common import files, java_names, processes
from tools.common.console import say
from tools.common.places import Checkout


@dataclass
class Report:
    """The three files of a run: a page with a chart and tables, the table as CSV, the chart."""

    folder: Path
    name: str
    title: str
    conditions: str

    @property
    def csv(self) -> Path:
        return self.folder / f"{self.name}.csv"

    @property
    def html(self) -> Path:
        return self.folder / f"{self.name}.html"

    @property
    def png(self) -> Path:
        return self.folder / f"{self.name}.png"

    def draw_bars(
        self, installation: Installation, bars: Sequence[Mapping[str, str]], axis: str
    ) -> None:
        """The chart, by the lab's own chart library."""
        self.png.unlink(missing_ok=True)
        if not bars:
            return
        checkout = installation.checkout
        table, drawn = checkout.work / "bench-bars.csv", checkout.work / "bench-bars.png"
        results.write_csv(table, [dict(bar) for bar in bars])
        log = checkout.logs / "bench-chart.log"
        command = installation.java_command(java_names.BAR_CHART, table, drawn, self.title, axis)
        env = installation.lab_env()
        if processes.run_logged(command, env, checkout.root, log, lambda _: None):
            say(f"The chart could not be drawn. The full log: {checkout.shown(log)}")
            return
        files.write(self.png, drawn.read_bytes())

    def write_page(self, tables: dict[str, list[list[str]]]) -> None:
        files.write(self.html, results.page(self.title, self.conditions, self.png, tables))

    def tell(self, checkout: Checkout) -> None:
        written = ", ".join(checkout.shown(file) for file in (self.html, self.csv, self.png))
        say(f"Written: {written}")


class StepReport(Report):
    """The report on the time of training steps."""

    def write(self, measurements: Sequence[Measurement]) -> None:
        results.write_csv(self.csv, results.rows(measurements))

    def sentence(self, network: str) -> str:
        """What came out for a network."""
        table = results.read_csv(self.csv)
        families = (f for f in results.families_of(table))
        best = {family: results.best(table, network, family) for family in families}
        told = [f"{name} {float(row['ms_per_step']):.2f}" for name, row in best.items() if row]
        text = "ms per step: " + ", ".join(told)
        ours = best.get("digitlab")
        ratio = ours and ours["ratio_to_fastest_peer"]
        return f"{text}; {ratio} of the fastest peer" if ratio else text

    def draw(self, installation: Installation) -> None:
        """The chart, and the page around it."""
        table = results.read_csv(self.csv)
        bars = []
        for network in results.networks_of(table):
            for family in results.families_of(table):
                row = results.best(table, network, family)
                if row:
                    value = f"{float(row['ms_per_step']):.3g}"
                    bars.append({"group": network, "bar": family, "value": value})
        self.draw_bars(installation, bars, "ms per step (logarithmic), less is better")
        tables = {
            "Best against best (ms per step)": results.best_against_best(table),
            "Start and memory": results.start_and_memory(table),
            "All figures": [list(results.COLUMNS), *(list(row.values()) for row in table)],
        }
        self.write_page(tables)


def conditions(given: argparse.Namespace) -> str:
    """In what surroundings a run was made."""
    now = time.strftime("%Y-%m-%d %H:%M")
    processor = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                processor = line.split(":", 1)[1].strip()
                break
    turns = "" if given.whole else f", medians of {given.rounds} rounds"
    busy = " One core was kept busy by another process." if given.busy else ""
    return f"{now}, {cores()} cores ({processor}), {platform.system()}{turns}.{busy}"
