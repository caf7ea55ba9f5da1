"""`./lab bench`: the same training in several systems, side by side."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence

from tools.benchmark import busy, own_side, time_to_accuracy, whole_work
from tools.benchmark.calibration import Calibration, Discarding
from tools.benchmark.peers import prepare
from tools.benchmark.report import Report, StepReport, conditions
from tools.benchmark.results import GOAL_NETWORK, OURS, PEERS
from tools.benchmark.round_robin import LONGEST_TURN_SECONDS, Extent, RoundRobin
from tools.benchmark.systems import (
    SYSTEMS,
    Installation,
    cores,
    temporary_folder,
    thread_counts,
)
from tools.common import java_names, processes
from tools.common.console import Problem, say
from tools.common.places import Checkout
from tools.environment import jvm
from tools.environment.setup import set_up
from tools.environment.variables import lab_environment

GIGABYTES_OF_A_WORKER = 0.6


def add_options(add: argparse.ArgumentParser) -> None:
    add.add_argument(
        "--networks", metavar="A,B", help="only these, such as lenet5,max-pooling (default: all)"
    )
    add.add_argument(
        "--systems", metavar="A,B", help=f"only these of {', '.join(SYSTEMS)} (default: all)"
    )
    add.add_argument(
        "--steps",
        type=_at_least_one,
        default=100,
        help="training steps in a turn, fewer where they would take longer than "
        f"{LONGEST_TURN_SECONDS:g} seconds (default: %(default)s)",
    )
    add.add_argument(
        "--rounds",
        type=_at_least_one,
        default=5,
        help="turns of each system, over which the median is taken (default: %(default)s)",
    )
    add.add_argument(
        "--threads",
        metavar="1,2",
        type=_thread_numbers,
        default=[],
        help="numbers of threads; those beyond this machine's cores are left out (default: 1 and "
        "as many as there are cores)",
    )
    add.add_argument(
        "--no-peers",
        action="store_true",
        help="without Keras, PyTorch and DJL, and without downloading them",
    )
    add.add_argument(
        "--busy",
        metavar="N",
        nargs="?",
        type=_at_least_one,
        const=1,
        default=0,
        help="let N processes (alone: one) compute something else meanwhile; writes bench-busy.* "
        "or bench-busy-N.*",
    )
    add.add_argument(
        "--whole",
        action="store_true",
        help="instead of steps, time the whole work of 06-compare, ours and written in Keras; "
        "writes bench-whole.*",
    )
    add.add_argument(
        "--seeds",
        metavar="N",
        type=_at_least_two,
        help="instead of steps, train the three networks of 03 to 05 from N seeds each and test "
        "whether they differ; writes comparison.md with its charts; what is trained already is "
        "not trained again (five seeds: about five minutes)",
    )


def _whole_number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a whole number, not {text!r}") from None


def _at_least_one(text: str) -> int:
    number = _whole_number(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, not {number}")
    return number


def _thread_numbers(text: str) -> list[int]:
    """Numbers of threads, of which this machine has cores for at least one."""
    try:
        numbers = [_at_least_one(part) for part in text.split(",")]
    except argparse.ArgumentTypeError as error:
        raise argparse.ArgumentTypeError(
            f"numbers of threads with commas between them, as in 1,2,4: each {error}"
        ) from None
    if not thread_counts(numbers):
        raise argparse.ArgumentTypeError(
            f"this machine has {_cores()}, and of {text} threads none can be measured on it"
        )
    return numbers


def _cores() -> str:
    return "1 core" if cores() == 1 else f"{cores()} cores"


def _at_least_two(text: str) -> int:
    number = _whole_number(text)
    if number < 2:
        raise argparse.ArgumentTypeError(f"one seed has no spread: at least 2, not {number}")
    return number


def bench(given: argparse.Namespace, checkout: Checkout, env: Mapping[str, str]) -> int:
    """Measures what was asked for; everything measured is in reports/ at any time."""
    systems = _chosen("system", given.systems, SYSTEMS)
    if given.no_peers:
        systems = [system for system in systems if system not in (*PEERS, "djl")]
        if not systems:
            raise Problem("--no-peers leaves none of these systems.")
    java, python = set_up(checkout, env)
    with temporary_folder() as temporary:
        installation = Installation(checkout, java, python, env, temporary)
        own_side.build(installation)
        if given.seeds:
            return _compare_seeds(installation, given.seeds)
        say("Writing the first weights and the batches that all systems share")
        known = installation.write_workloads()
        if given.whole:
            report = _report(Report, given, installation, [])
            with busy.busy(given.busy):
                return whole_work.run(installation, given.no_peers, report)
        networks = _chosen("network", given.networks, known)
        return _time_steps(installation, systems, networks, given)


def _time_steps(
    installation: Installation,
    names: Sequence[str],
    networks: Sequence[str],
    given: argparse.Namespace,
) -> int:
    checkout = installation.checkout
    able, left_out = prepare(installation, list(names))
    threads = thread_counts(given.threads)
    if beyond := sorted(set(given.threads) - set(threads)):
        numbers = " and ".join(map(str, beyond))
        left_out.append(f"Without {numbers} threads: this machine has {_cores()}.")
        say(left_out[-1])
    systems = [installation.system(name, number) for name in able for number in threads]
    _tell_if_memory_is_short(len(systems))
    report = _report(StepReport, given, installation, left_out)
    calibration = Calibration()
    discarding = Discarding(calibration.seconds)
    extent = Extent(given.steps, given.rounds, given.busy)
    round_robin = RoundRobin(systems, extent, report, checkout, discarding)
    try:
        round_robin.measure({name: _drops(installation, name) for name in networks})
        if GOAL_NETWORK in networks and not given.busy:
            round_robin.measure_time_to_accuracy(time_to_accuracy.goal(installation.env))
    except BaseException:
        kept = checkout.shown(report.csv)
        say(f"\nBroken off. What has been measured so far is in {kept}.")
        raise
    finally:
        calibration.close()
        report.discarded, report.warning = discarding.sentence(), discarding.warning()
        report.write(round_robin.measurements)
        report.draw(installation)
    report.tell(checkout)
    return 0


def _report(
    kind: type[Report],
    given: argparse.Namespace,
    installation: Installation,
    left_out: Sequence[str],
) -> Report:
    name = "bench" + ("-whole" if given.whole else "") + ("-busy" if given.busy else "")
    what = "The work of 06-compare" if given.whole else "One training step, batches of 32"
    if given.busy:
        name += f"-{given.busy}" if given.busy > 1 else ""
        what += f", while {busy.words(given.busy)} kept computing"
    folder = installation.checkout.reports(installation.env)
    return kind(folder, name, what, conditions(given, left_out))


def _compare_seeds(installation: Installation, seeds: int) -> int:
    checkout = installation.checkout
    folder = checkout.reports(installation.env)
    command = installation.java_command(java_names.SEED_REPORT, str(folder), str(seeds))
    env = lab_environment(checkout, installation.java, installation.env)
    code = processes.run(command, {**env, **jvm.environment(checkout)}, checkout.root)
    if code == 0:
        say(f"Written: {checkout.shown(folder / 'comparison.md')}, with its charts")
    return code


def _chosen(kind: str, text: str | None, known: Sequence[str]) -> list[str]:
    if not text:
        return list(known)
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise Problem(f"There is no {kind} {unknown[0]}; there are {', '.join(known)}.")
    return names


def _tell_if_memory_is_short(workers: int) -> None:
    if "SC_PHYS_PAGES" not in getattr(os, "sysconf_names", {}):  # as on Windows
        return
    has = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    needed = workers * GIGABYTES_OF_A_WORKER
    if has < needed:
        say(
            f"Careful: {workers} workers at once take about {needed:.0f} GB of memory, and this "
            f"machine has {has:.0f} GB. Fewer at once: --systems {OURS},keras,pytorch"
        )


def _drops(installation: Installation, network: str) -> bool:
    """Whether a network has dropout."""
    return '"dropout"' in (installation.workloads / network / "network.json").read_text("utf-8")
