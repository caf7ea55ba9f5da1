"""What a run of the benchmark writes: a page, a CSV, charts, and Markdown for the document."""

from __future__ import annotations

import argparse
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.benchmark import busy, results
from tools.benchmark.results import Measurement
from tools.benchmark.systems import Installation, cores
from tools.common import files, java_names, processes
from tools.common.console import say
from tools.common.places import Checkout


@dataclass
class Report:
    """The files of a run: a page with charts and tables, the table as CSV, the charts, Markdown.

    The Markdown has the short tables, for docs/performance.md.
    """

    folder: Path
    name: str
    title: str
    conditions: str
    discarded: str = ""
    """What was discarded and why."""
    warning: str = ""
    """What has to stand at the top, if the figures should not be trusted."""

    @property
    def csv(self) -> Path:
        return self.folder / f"{self.name}.csv"

    @property
    def html(self) -> Path:
        return self.folder / f"{self.name}.html"

    @property
    def png(self) -> Path:
        return self.folder / f"{self.name}.png"

    @property
    def threads_png(self) -> Path:
        return self.folder / f"{self.name}-threads.png"

    @property
    def markdown(self) -> Path:
        return self.folder / f"{self.name}.md"

    def draw_bars(
        self, installation: Installation, bars: Sequence[Mapping[str, str]], axis: str
    ) -> None:
        """The chart of the first table."""
        self._draw(installation, java_names.BAR_CHART, bars, self.png, self.title, axis)

    def draw_threads(self, installation: Installation, points: Sequence[Mapping[str, str]]) -> None:
        """The chart of times over numbers of threads."""
        self._draw(installation, java_names.THREADS_CHART, points, self.threads_png)

    def _draw(
        self,
        installation: Installation,
        chart: str,
        data: Sequence[Mapping[str, str]],
        png: Path,
        *words: str,
    ) -> None:
        """A chart by the lab's own chart library; none without data."""
        png.unlink(missing_ok=True)
        if not data:
            return
        checkout = installation.checkout
        table, drawn = checkout.work / "bench-chart.csv", checkout.work / "bench-chart.png"
        results.write_csv(table, [dict(row) for row in data])
        log = checkout.logs / "bench-chart.log"
        command = installation.java_command(chart, table, drawn, *words)
        env = installation.lab_env()
        if processes.run_logged(command, env, checkout.root, log, lambda _: None):
            say(f"The chart could not be drawn. The full log: {checkout.shown(log)}")
            return
        files.write(png, drawn.read_bytes())

    def write_page(
        self, tables: dict[str, list[list[str]]], all_figures: dict[str, list[list[str]]]
    ) -> None:
        """The page with all tables, and Markdown with the short ones."""
        sentences = f"{self.conditions} {self.discarded}".strip()
        pictures = {
            "Bar chart of the first table": self.png,
            "Line chart: ms per step over the number of threads, network by network; the figures "
            "are in the last table": self.threads_png,
        }
        page = results.page(self.title, self.warning, sentences, pictures, tables | all_figures)
        files.write(self.html, page)
        warning = f"**{self.warning}**" if self.warning else ""
        files.write(self.markdown, results.markdown([warning, sentences], tables) + "\n")

    def tell(self, checkout: Checkout) -> None:
        if self.warning:
            say(f"Careful: {self.warning}")
        written = (self.html, self.csv, self.png, self.threads_png, self.markdown)
        say("Written: " + ", ".join(checkout.shown(file) for file in written if file.is_file()))


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
        self.draw_threads(installation, results.over_threads(table))
        tables = {
            "Best against best (ms per step)": results.best_against_best(table),
            "Our two engines (ms per step)": results.engines(table),
            "Until LeNet-5 classifies 98 % of the test images rightly": results.time_to_98(table),
            "Slowest rounds while cores were kept busy (ms per step)": results.slowest_rounds(
                table
            ),
            "Start and memory": results.start_and_memory(table),
        }
        tables = {heading: lines for heading, lines in tables.items() if len(lines) > 1}
        everything = [list(results.COLUMNS), *(list(row.values()) for row in table)]
        self.write_page(tables, {"All figures": everything})


def conditions(given: argparse.Namespace, left_out: Sequence[str] = ()) -> str:
    """In what surroundings a run was made."""
    now = time.strftime("%Y-%m-%d %H:%M")
    processor = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                processor = line.split(":", 1)[1].strip()
                break
    rounds = "1 round" if given.rounds == 1 else f"{given.rounds} rounds"
    turns = "" if given.whole else f", medians of {rounds}"
    sentences = [f"{now}, {cores()} cores ({processor}), {platform.system()}{turns}."]
    if given.busy:
        sentences.append(
            f"Meanwhile {busy.words(given.busy)} kept computing; only turns before that could be "
            "discarded."
        )
    return " ".join([*sentences, *left_out])
