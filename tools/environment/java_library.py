"""The Java library: built by Maven, with the jars that it needs beside it."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from tools.common import java_names, processes
from tools.common.console import Problem, ProgressLine, clock, last_line
from tools.common.places import Checkout
from tools.common.stamps import fingerprint, stamp, stamped, unstamp
from tools.environment import locales
from tools.environment.disk import GIGABYTES_NEEDED, check_disk_space
from tools.environment.jvm import Java
from tools.environment.variables import lab_environment

OLDEST_MAVEN = (3, 6, 3)


def library_fingerprint(checkout: Checkout, java: Java) -> str:
    return fingerprint(checkout.java_sources, java.version, str(java.home))


def build_library(checkout: Checkout, java: Java, env: Mapping[str, str]) -> None:
    """Compiles the helper library and collects the jars that it needs."""
    wanted = library_fingerprint(checkout, java)
    has_jars = checkout.jar.is_file() and any(checkout.runtime_jars.glob("*.jar"))
    if has_jars and stamped(checkout.target) == wanted:
        return
    check_disk_space(checkout)
    maven = find_maven(env)
    unstamp(checkout.target)
    # Maven only adds: a jar of an older version would stay on the kernel's class path.
    shutil.rmtree(checkout.runtime_jars, ignore_errors=True)
    run_maven(checkout, java, env, package(maven, java_names.LIBRARY))
    if not checkout.jar.is_file():
        raise Problem(f"Maven ended well, but made no {checkout.shown(checkout.jar)}.")
    stamp(checkout.target, wanted)


def package(maven: Path, module: str) -> list[str | Path]:
    """Maven's command that makes the jar of a module, and of those that it needs."""
    return [maven, "-B", "package", "-DskipTests", "-pl", module, "-am"]


def run_maven(
    checkout: Checkout, java: Java, env: Mapping[str, str], command: list[str | Path]
) -> None:
    log = checkout.logs / "maven.log"
    line, started, fetched = ProgressLine(), time.monotonic(), 0
    line.say("Building the Java library (the first time Maven downloads about 400 MB)")

    def watch(text: str | None) -> None:
        nonlocal fetched
        fetched += (text or "").startswith("[INFO] Downloaded from")
        now = clock(time.monotonic() - started)
        line.show(f"  Java library: {fetched} files downloaded · {now}")

    env = lab_environment(checkout, java, env)
    code = processes.run_logged(command, env, checkout.root, log, watch)
    line.clear()
    if code:
        raise Problem(maven_fault(log.read_text("utf-8", "replace"), checkout.shown(log)))


def maven_fault(output: str, log: str) -> str:
    """One line about why Maven failed, and what to do."""
    errors = re.findall(r"^\[ERROR\] (?!COMPILATION ERROR)(.*\S.*)$", output, re.MULTILINE)
    reason = (errors[0] if errors else last_line(output)).rstrip(". ")
    if "No space left on device" in output:
        return f"The disk is full: free {GIGABYTES_NEEDED} GB, then run the command again."
    if "COMPILATION ERROR" in output:
        return f"The Java library does not compile: {reason}. The full log: {log}"
    if re.search(r"Could not (transfer|resolve)|Unknown host|could not be resolved", output):
        return (
            "Maven could not download what the Java library needs. Check the network connection "
            "(or the proxy in Maven's settings.xml), then run the command again. "
            f"It said: {reason}. The full log: {log}"
        )
    return f"The Java library could not be built: {reason}. The full log: {log}"


def find_maven(env: Mapping[str, str]) -> Path:
    """The `mvn` command on PATH; a Problem when there is none, or a too old one."""
    fix = (
        "Install Maven 3.6.3 or newer (Debian/Ubuntu: sudo apt install maven, macOS: "
        "brew install maven, others: https://maven.apache.org/download.cgi)."
    )
    found = shutil.which("mvn", path=env.get("PATH"))
    if not found:
        raise Problem(f"Maven was not found on PATH. {fix}")
    version = maven_version(found, env)
    if tuple(map(int, version.split("."))) < OLDEST_MAVEN:
        raise Problem(f"Maven {version} is too old ({found}). {fix}")
    return Path(found)


def maven_version(maven: str, env: Mapping[str, str]) -> str:
    readable = {**env, **locales.with_every_letter(env)}
    told = subprocess.run([maven, "--version"], capture_output=True, text=True, env=readable)
    version = re.search(r"Apache Maven (\d+\.\d+\.\d+)", told.stdout)
    if not version:
        raise Problem(f"{maven} does not work: {last_line(told.stdout + told.stderr)}")
    return version[1]
