"""Set-up: the Python environment, the Java library and the kernelspec, each only when it changed.

What was set up is remembered in a stamp, a hash of everything the step depends on. The stamp is
written last and lies in the folder that the step fills: a step that was broken off, or whose folder
was deleted, is done again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from tools.common import processes
from tools.common.console import Problem, ProgressLine, clock, say
from tools.common.places import Checkout, PythonEnvironment, environment_in_use
from tools.environment import jvm
from tools.environment.jvm import Java

STAMP = ".digitlab-stamp"
GIGABYTES_NEEDED = 2
KERNEL_NAME = "digitlab"
OLDEST_MAVEN = (3, 6, 3)


def set_up(checkout: Checkout, env: Mapping[str, str]) -> tuple[Java, PythonEnvironment]:
    """Sets up whatever is missing or changed."""
    java = jvm.find_java(env)
    python = python_environment(checkout, env)
    build_library(checkout, java, env)
    write_kernelspec(checkout, java, python)
    (checkout.work / "jupyter" / "ipython").mkdir(parents=True, exist_ok=True)
    archive_classes(checkout, java, python, env)
    return java, python


def lab_environment(checkout: Checkout, java: Java, env: Mapping[str, str]) -> dict[str, str]:
    """The variables for everything the lab starts: one JDK, and Jupyter's folders inside work/."""
    jupyter = checkout.work / "jupyter"
    kept = {key: value for key, value in env.items() if key not in jvm.OPTION_VARIABLES}
    return {
        **kept,
        "JAVA_HOME": str(java.home),
        "JUPYTER_RUNTIME_DIR": str(jupyter / "runtime"),
        "JUPYTER_CONFIG_DIR": str(jupyter / "config"),
        "JUPYTER_DATA_DIR": str(jupyter / "data"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "IPYTHONDIR": str(jupyter / "ipython"),
        "PYTHONUTF8": "1",
    }


# --- stamps ---------------------------------------------------------------------------------------


def fingerprint(paths: Iterable[Path], *words: str) -> str:
    """A hash of files (a folder counts with all its files) and words."""
    digest = hashlib.sha256("\0".join(words).encode())
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file():
                content = hashlib.sha256(file.read_bytes()).hexdigest()
                digest.update(f"{file.relative_to(path.parent)} {content}\n".encode())
    return digest.hexdigest()


def stamped(folder: Path) -> str:
    """The stamp in a folder; empty when there is none."""
    stamp = folder / STAMP
    return stamp.read_text("utf-8").strip() if stamp.is_file() else ""


def stamp(folder: Path, value: str) -> None:
    (folder / STAMP).write_text(value + "\n", "utf-8")


# --- Python ---------------------------------------------------------------------------------------


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
    (python.prefix / STAMP).unlink(missing_ok=True)
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
        raise Problem(f"python -m venv failed: {_last_line(made.stdout + made.stderr)}")


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
    reason = (errors[0].removeprefix("ERROR: ") if errors else _last_line(output)).rstrip(". ")
    return f"The Python packages could not be installed: {reason}. The full log: {log}"


# --- Java -----------------------------------------------------------------------------------------


def library_fingerprint(checkout: Checkout, java: Java) -> str:
    lib = checkout.root / "lib"
    sources = [checkout.root / "pom.xml", lib / "pom.xml", lib / "src" / "main"]
    return fingerprint(sources, java.version, str(java.home))


def build_library(checkout: Checkout, java: Java, env: Mapping[str, str]) -> None:
    """Compiles the helper library and collects the jars that it needs."""
    wanted = library_fingerprint(checkout, java)
    has_jars = checkout.jar.is_file() and any(checkout.runtime_jars.glob("*.jar"))
    if has_jars and stamped(checkout.target) == wanted:
        return
    check_disk_space(checkout)
    maven = find_maven(env)
    (checkout.target / STAMP).unlink(missing_ok=True)
    # Maven only adds: a jar of an older version would stay on the kernel's class path.
    shutil.rmtree(checkout.runtime_jars, ignore_errors=True)
    run_maven(checkout, java, env, [maven, "-B", "package", "-DskipTests"])
    if not checkout.jar.is_file():
        raise Problem(f"Maven ended well, but made no {checkout.shown(checkout.jar)}.")
    stamp(checkout.target, wanted)


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
    reason = (errors[0] if errors else _last_line(output)).rstrip(". ")
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
    told = subprocess.run([maven, "--version"], capture_output=True, text=True, env=dict(env))
    version = re.search(r"Apache Maven (\d+\.\d+\.\d+)", told.stdout)
    if not version:
        raise Problem(f"{maven} does not work: {_last_line(told.stdout + told.stderr)}")
    return version[1]


# --- the kernel -----------------------------------------------------------------------------------


def kernelspec(checkout: Checkout, java: Java, python: PythonEnvironment) -> str:
    """The kernel.json that belongs to this checkout, with every path filled in."""
    spec = json.loads((checkout.root / "kernel" / "kernel.json").read_text("utf-8"))
    # Jupyter itself fills in the connection file; everything else is final.
    spec["argv"] = jvm.command(java, checkout, python, jvm.KERNEL_CLASS, "{connection_file}")
    spec["env"] = jvm.environment(checkout)
    return json.dumps(spec, indent=2) + "\n"


def write_kernelspec(checkout: Checkout, java: Java, python: PythonEnvironment) -> None:
    """Installs the kernelspec into the environment, unless it is there already."""
    if not python.kernel_jar.is_file():
        raise Problem(
            f"The Java kernel is missing from {python.prefix}. "
            f"Delete {checkout.shown(python.prefix)} and run the command again."
        )
    folder = python.kernels / KERNEL_NAME
    for name, content in {
        "kernel.json": kernelspec(checkout, java, python),
        "logo-svg.svg": (checkout.root / "kernel" / "logo-svg.svg").read_text("utf-8"),
    }.items():
        file = folder / name
        if not file.is_file() or file.read_text("utf-8") != content:
            folder.mkdir(parents=True, exist_ok=True)
            unfinished = file.with_suffix(".part")
            unfinished.write_text(content, "utf-8")
            os.replace(unfinished, file)


def archive_classes(
    checkout: Checkout, java: Java, python: PythonEnvironment, env: Mapping[str, str]
) -> None:
    """Makes the archive from which kernels start faster; it is valid for these very jars."""
    jars = [checkout.jar, *sorted(checkout.runtime_jars.glob("*.jar")), python.kernel_jar]
    sizes = "".join(f"{jar} {jar.stat().st_size} {jar.stat().st_mtime_ns}\n" for jar in jars)
    wanted = fingerprint([], sizes, kernelspec(checkout, java, python))
    made_for = checkout.class_archive.with_suffix(".stamp")
    if made_for.is_file() and made_for.read_text("utf-8") == wanted:
        return
    say("Preparing the kernel (a few seconds)")
    log = checkout.logs / "archive-run.log"
    command = [python.python, "-m", "tools.environment.class_archive", checkout.class_archive]
    full_env = lab_environment(checkout, java, env)
    if processes.run_logged(command, full_env, checkout.root, log, watch=lambda line: None):
        # Nothing depends on it but a second at each start.
        say(f"That did not work, so kernels start more slowly. The full log: {log}")
    made_for.write_text(wanted, "utf-8")


# --- small things ---------------------------------------------------------------------------------


def check_disk_space(checkout: Checkout) -> None:
    free = shutil.disk_usage(checkout.root).free / 1e9
    if free < GIGABYTES_NEEDED:
        raise Problem(
            f"The disk is nearly full: {free:.1f} GB free, set-up needs {GIGABYTES_NEEDED} GB. "
            "Free some space, then run the command again."
        )


def _last_line(output: str) -> str:
    lines = output.strip().splitlines()
    return lines[-1].strip() if lines else "it said nothing"
