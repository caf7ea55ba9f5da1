"""`./lab bench --whole`: the work of 06-compare from nothing, by the lab and written in Keras.

Both train the three networks for five epochs on all images and test after each epoch. Each first
does a little of it with every number of threads, and then the whole with the faster one.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass

from tools.benchmark import results
from tools.benchmark.peers import prepare
from tools.benchmark.report import Report
from tools.benchmark.results import OWN
from tools.benchmark.systems import Installation, thread_counts
from tools.benchmark.worker import error_line
from tools.common import caps, java_names, processes
from tools.common.console import Problem, ProgressLine, clock, say

TRIAL = {caps.EPOCHS: "1", caps.IMAGES: "6400"}
COLUMNS = ("system", "threads", "seconds", "ratio_to_keras", "accuracies")


@dataclass
class WholeWork:
    """A system's whole work."""

    system: str
    threads: int
    seconds: float
    accuracies: list[float]


def run(installation: Installation, no_peers: bool, report: Report) -> int:
    systems = [*OWN] if no_peers else [*OWN, "keras"]
    prepare(installation, systems)
    finished: list[WholeWork] = []
    for system in systems:
        trials = [_work(installation, system, threads, TRIAL) for threads in thread_counts()]
        best = min(trials, key=lambda trial: trial.seconds)
        say(f"{system}: {_words(best.threads)} it is; now the whole work")
        finished.append(_work(installation, system, best.threads, {}))
        seconds = finished[-1].seconds
        accuracies = ", ".join(f"{accuracy:.4f}" for accuracy in finished[-1].accuracies)
        say(f"{system}: {clock(seconds)} ({seconds:.1f} s), test accuracies {accuracies}")
        _write(installation, finished, report)  # a run that is broken off keeps it
    report.tell(installation.checkout)
    return 0


def _words(threads: int) -> str:
    return "1 thread" if threads == 1 else f"{threads} threads"


def _work(
    installation: Installation, system: str, threads: int, limits: Mapping[str, str]
) -> WholeWork:
    """Runs the work, or a little of it, and times it from the start of the process to its end."""
    checkout = installation.checkout
    if system in OWN:
        command = installation.java_command(java_names.WHOLE_WORK, system=system)
        env = installation.lab_env(threads)
    else:
        script = checkout.root / "bench" / "keras_whole.py"
        command = [
            installation.peers.python,
            script,
            checkout.data,
            installation.workloads,
            str(threads),
        ]
        env = dict(installation.system(system, threads).env)
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
        fault = error_line(log.read_text("utf-8", "replace"))
        raise Problem(f"{text} failed: {fault}. The full log: {checkout.shown(log)}")
    return WholeWork(system, threads, seconds, accuracies)


def _write(installation: Installation, finished: list[WholeWork], report: Report) -> None:
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
    report.draw_bars(installation, bars, "seconds (logarithmic), less is better")
    lines = [list(COLUMNS), *([row[column] for column in COLUMNS] for row in table)]
    report.write_page({"Seconds": lines}, {})
