"""`./lab bench --whole`: the work of 06-compare from nothing, by the lab and written in Keras.

Both train the three networks for five epochs on all images and test after each epoch. Each first
does a little of it with every number of threads, and then the whole with the faster one.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.benchmark import results
from tools.benchmark.systems import Workshop, thread_counts
from tools.common import processes
from tools.common.console import Problem, ProgressLine, clock, say
from tools.execution import caps

if TYPE_CHECKING:
    from tools.bench import Report

TRIAL = {caps.EPOCHS: "1", caps.IMAGES: "6400"}
COLUMNS = ("system", "threads", "seconds", "ratio_to_keras", "accuracies")


@dataclass
class Done:
    """A system's whole work."""

    system: str
    threads: int
    seconds: float
    accuracies: list[float]


def run(workshop: Workshop, no_peers: bool, report: Report) -> int:
    systems = ["digitlab"] if no_peers else ["digitlab", "keras"]
    workshop.prepare(systems)
    finished: list[Done] = []
    for system in systems:
        trials = [_work(workshop, system, threads, TRIAL) for threads in thread_counts()]
        best = min(trials, key=lambda trial: trial.seconds)
        say(f"{system}: {_words(best.threads)} it is; now the whole work")
        finished.append(_work(workshop, system, best.threads, {}))
        seconds = finished[-1].seconds
        accuracies = ", ".join(f"{accuracy:.4f}" for accuracy in finished[-1].accuracies)
        say(f"{system}: {clock(seconds)} ({seconds:.1f} s), test accuracies {accuracies}")
        _write(workshop, finished, report)  # a run that is broken off keeps it
    report.tell(workshop.checkout)
    return 0


def _words(threads: int) -> str:
    return "1 thread" if threads == 1 else f"{threads} threads"


def _work(workshop: Workshop, system: str, threads: int, limits: Mapping[str, str]) -> Done:
    """Runs the work, or a little of it, and times it from the start of the process to its end."""
    checkout = workshop.checkout
    if system == "digitlab":
        command = workshop.java_command("digitlab.bench.WholeWork")
        env = workshop.lab_env(threads)
    else:
        contender = workshop.contender(system, threads)
        script = checkout.root / "bench" / "keras_whole.py"
        command = [workshop.peers.python, script, checkout.data, workshop.starts, str(threads)]
        env = dict(contender.env)
    line, began, accuracies = ProgressLine(), time.monotonic(), []
    what = "a little of the work" if limits else "the whole work"
    text = f"{system}, {_words(threads)}, {what}"

    def watch(told: str | None) -> None:
        if told and told.startswith("{"):
            accuracies.append(json.loads(told)["accuracy"])
        passed = clock(time.monotonic() - began)
        line.show(f"  {text} · {len(accuracies)} of 3 networks done · {passed}")

    log = checkout.logs / "bench-whole.log"
    code = processes.run_logged(command, env | dict(limits), checkout.root, log, watch)
    seconds = time.monotonic() - began
    line.clear()
    if code:
        last = re.findall(r"\S.*", log.read_text("utf-8", "replace"))
        raise Problem(
            f"{text} failed: {last[-1] if last else 'it said nothing'}. "
            f"The full log: {checkout.shown(log)}"
        )
    return Done(system, threads, seconds, accuracies)


def _write(workshop: Workshop, finished: list[Done], report: Report) -> None:
    from tools.bench import draw_bars

    keras = next((one for one in finished if one.system == "keras"), None)
    table = [
        {
            "system": one.system,
            "threads": str(one.threads),
            "seconds": f"{one.seconds:.1f}",
            "ratio_to_keras": f"{one.seconds / keras.seconds:.3f}" if keras else "",
            "accuracies": " ".join(f"{accuracy:.4f}" for accuracy in one.accuracies),
        }
        for one in finished
    ]
    results.write_csv(report.csv, table)
    bars = [{"group": "whole", "bar": row["system"], "value": row["seconds"]} for row in table]
    draw_bars(workshop, bars, report, "seconds (logarithmic), less is better")
    lines = [list(COLUMNS), *([row[column] for column in COLUMNS] for row in table)]
    page = results.page(report.title, report.conditions, report.png, {"Seconds": lines})
    report.html.write_text(page, "utf-8")
