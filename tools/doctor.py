"""`./lab doctor`: each thing the lab needs, as a line `OK …` or `FIX … : what to do`."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tools.common import java_names
from tools.common.console import Problem, say
from tools.common.places import Checkout, PythonEnvironment, environment_in_use
from tools.environment import java_library, jvm, kernel_spec
from tools.environment.jvm import Java
from tools.environment.variables import lab_environment

LEAST_DISK_GB = 2
LEAST_MEMORY_GB = 3
BACKEND_SECONDS = 120
RUN_ONCE = "run ./lab run --quick once, it sets up what is missing"


def examine(checkout: Checkout, env: Mapping[str, str]) -> int:
    """Prints all lines; 0 only if every one is OK."""
    healthy = True

    def tell(ok: bool, text: str) -> None:
        nonlocal healthy
        healthy &= ok
        say(f"{'OK ' if ok else 'FIX'} {text}")

    java = _tell_java(env, tell)
    _tell_maven(env, tell)
    python = environment_in_use(checkout, env)
    tell(True, f"Python {'.'.join(map(str, sys.version_info[:3]))} ({sys.executable})")
    _tell_disk(checkout, tell)
    _tell_memory(tell)
    for ok, text in data_files(checkout):
        tell(ok, text)
    _tell_kernel(checkout, java, python, tell)
    if java:
        for line in backend(checkout, java, python, env):
            tell(line.startswith("OK"), line.removeprefix("OK").removeprefix("FIX").strip())
    say("Everything is as it should be." if healthy else "Do what the lines with FIX say.")
    return 0 if healthy else 1


Tell = Callable[[bool, str], None]


def _tell_java(env: Mapping[str, str], tell: Tell) -> Java | None:
    try:
        java = jvm.find_java(env)
    except Problem as problem:
        tell(False, f"Java: {problem}")
        return None
    tell(True, f"Java {java.version} ({java.home})")
    return java


def _tell_maven(env: Mapping[str, str], tell: Tell) -> None:
    try:
        maven = java_library.find_maven(env)
        tell(True, f"Maven {java_library.maven_version(str(maven), env)} ({maven})")
    except Problem as problem:
        tell(False, f"Maven: {problem}")


def _tell_disk(checkout: Checkout, tell: Tell) -> None:
    free = shutil.disk_usage(checkout.root).free / 1e9
    fix = "" if free >= LEAST_DISK_GB else f" : free {LEAST_DISK_GB} GB"
    tell(not fix, f"disk: {free:.1f} GB free{fix}")


def _tell_memory(tell: Tell) -> None:
    """Total memory, where Python can tell it (not on Windows)."""
    if "SC_PHYS_PAGES" not in getattr(os, "sysconf_names", {}):
        return
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    fix = "" if total >= LEAST_MEMORY_GB else f" : training needs {LEAST_MEMORY_GB} GB"
    tell(not fix, f"memory: {total:.1f} GB{fix}")


def data_files(checkout: Checkout) -> Iterator[tuple[bool, str]]:
    """The data files against the SHA-256 sums in data/README.md."""
    readme = checkout.data / "README.md"
    restore = f"git checkout -- {checkout.shown(checkout.data)}"
    text = readme.read_text("utf-8") if readme.is_file() else ""
    files = sorted(set(re.findall(r"[\w-]+-ubyte\.gz", text)))
    if not files:
        yield False, f"data: {checkout.shown(readme)} names no files : {restore}"
    for name in files:
        file = checkout.data / name
        if not file.is_file():
            yield False, f"data: {name} is missing : {restore}"
            continue
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        if digest in text.lower():
            yield True, f"data: {name}"
        else:
            yield False, f"data: {name} is damaged, its SHA-256 is {digest[:12]}… : {restore}"


def _tell_kernel(
    checkout: Checkout, java: Java | None, python: PythonEnvironment, tell: Tell
) -> None:
    spec = python.kernels / kernel_spec.KERNEL_NAME / "kernel.json"
    if not spec.is_file():
        tell(False, f"kernel: not installed in {checkout.shown(python.prefix)} : {RUN_ONCE}")
    elif java and spec.read_text("utf-8") != kernel_spec.kernelspec(checkout, java, python):
        tell(False, f"kernel: {checkout.shown(spec)} is out of date : {RUN_ONCE}")
    else:
        name = json.loads(spec.read_text("utf-8"))["display_name"]
        tell(True, f"kernel: {name} ({checkout.shown(spec)})")


def backend(
    checkout: Checkout, java: Java, python: PythonEnvironment, env: Mapping[str, str]
) -> list[str]:
    """What the library itself says about the native backend, a line per check."""
    if not checkout.jar.is_file():
        return [f"FIX native backend: the Java library is not built : {RUN_ONCE}"]
    command = jvm.command(java, checkout, python, java_names.DOCTOR)
    environment = {
        **lab_environment(checkout, java, env),
        **jvm.environment(checkout),
    }
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, env=environment, timeout=BACKEND_SECONDS
        )
    except subprocess.TimeoutExpired:
        return [f"FIX native backend: no answer within {BACKEND_SECONDS} s : try again"]
    lines = [line for line in done.stdout.splitlines() if line.startswith(("OK", "FIX"))]
    if done.returncode and not any(line.startswith("FIX") for line in lines):
        reason = (done.stderr.strip() or done.stdout.strip() or "it said nothing").splitlines()
        log = _keep(checkout, done.stdout + done.stderr)
        lines.append(f"FIX native backend: it did not load ({reason[0]}) : see {log}")
    return lines


def _keep(checkout: Checkout, output: str) -> str:
    log: Path = checkout.logs / "doctor.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(output, "utf-8")
    return checkout.shown(log)
