"""The lab's Python environment: made with venv, filled by pip with the pinned packages."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from tools.common import processes
from tools.common.console import Problem, ProgressLine, clock, last_line, say
from tools.common.places import Checkout, PythonEnvironment, environment_in_use
from tools.common.stamps import fingerprint, stamp, stamped, unstamp
from tools.environment.disk import GIGABYTES_NEEDED, check_disk_space


def python_environment(checkout: Checkout, env: Mapping[str, str]) -> PythonEnvironment:
    """The environment with the pinned packages, made or brought up to date."""
    python = environment_in_use(checkout, env)
    wanted = fingerprint([checkout.requirements])
    if python.is_conda or (python.python.exists() and stamped(python.prefix) == wanted):
        return python
    check_disk_space(checkout)
    install(checkout, python, checkout.requirements, env)
    return python


def install(
    checkout: Checkout,
    python: PythonEnvironment,
    requirements: Path,
    env: Mapping[str, str],
    *options: str,
) -> None:
    """Makes the environment if need be, and installs the pins with these options of pip."""
    if not stamped(python.prefix) or not python.python.exists():
        _create_venv(checkout, python)
    unstamp(python.prefix)
    _install_packages(checkout, python, env, requirements, *options)
    stamp(python.prefix, fingerprint([requirements]))


def _create_venv(checkout: Checkout, python: PythonEnvironment) -> None:
    version = ".".join(map(str, sys.version_info[:3]))
    say(f"Making a Python environment in {checkout.shown(python.prefix)} (Python {version})")
    if python.prefix.exists():
        shutil.rmtree(python.prefix)
    made = subprocess.run(
        [sys.executable, "-m", "venv", str(python.prefix)], capture_output=True, text=True
    )
    if made.returncode:
        if "ensurepip" in made.stdout + made.stderr:
            raise Problem(
                "This Python cannot make environments (its module ensurepip is missing). "
                "Debian/Ubuntu: sudo apt install python3-venv"
            )
        raise Problem(f"python -m venv failed: {last_line(made.stdout + made.stderr)}")


def _install_packages(
    checkout: Checkout,
    python: PythonEnvironment,
    env: Mapping[str, str],
    requirements: Path,
    *options: str,
) -> None:
    pins = len(re.findall(r"^[\w-]+==", requirements.read_text("utf-8"), re.MULTILINE))
    log = checkout.logs / "pip.log"
    line, started, seen, phase = ProgressLine(), time.monotonic(), set(), "starting"
    line.say(f"Installing about {pins} Python packages (a few minutes the first time)")

    def watch(text: str | None) -> None:
        nonlocal phase
        if collecting := re.match(r"Collecting ([\w.-]+)", text or ""):
            seen.add(collecting[1])
            phase = f"{len(seen)} of about {pins} fetched"
        elif (text or "").startswith("Installing collected"):
            phase = "unpacking"
        line.show(f"  Python packages: {phase} · {clock(time.monotonic() - started)}")

    command = [python.python, "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["--no-input", "--progress-bar", "off", *options, "-r", requirements]
    code = processes.run_logged(command, env, checkout.root, log, watch)
    line.clear()
    if code:
        raise Problem(pip_fault(log.read_text("utf-8", "replace"), checkout.shown(log)))


def pip_fault(output: str, log: str) -> str:
    """One line about why pip failed, and what to do."""
    if "No space left on device" in output:
        return f"The disk is full: free {GIGABYTES_NEEDED} GB, then run the command again."
    if re.search(r"NewConnectionError|ConnectionError|Temporary failure|ReadTimeout|Proxy", output):
        return (
            "The Python packages could not be downloaded. Check the network connection (or the "
            f"proxy settings), then run the command again. The full log: {log}"
        )
    errors = [text for text in output.splitlines() if text.startswith("ERROR")]
    reason = (errors[0].removeprefix("ERROR: ") if errors else last_line(output)).rstrip(". ")
    return f"The Python packages could not be installed: {reason}. The full log: {log}"
