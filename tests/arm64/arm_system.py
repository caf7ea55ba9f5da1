"""A Debian for ARM64 in a folder, whose programs qemu runs, and the lab's Java in it.

While a command runs there, the checkout is mounted in it, read-only, for that command alone, with
the jars for its processor in their usual place.
"""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.common import java_names
from tools.common.console import Problem, last_line, say
from tools.common.places import Checkout, PythonEnvironment
from tools.environment import java_library, jvm
from tools.environment.jvm import Java
from tools.environment.variables import lab_environment

RELEASE = "bookworm"
PACKAGES = "openjdk-17-jre-headless,libgomp1,fontconfig,fonts-dejavu-core,libfreetype6"
JAVA = Java(Path("/usr/lib/jvm/java-17-openjdk-arm64"), "17", "")
"""Java as the ARM system sees it."""
INSIDE = Checkout(Path("/digitlab"))
"""The checkout as the ARM system sees it."""

BINFMT = Path("/proc/sys/fs/binfmt_misc")
INSTALL = "apt-get install qemu-user-static binfmt-support debootstrap"
NOT_HANDED_OVER = (
    "Linux does not hand programs for ARM to qemu. As root: mount -t binfmt_misc binfmt_misc "
    f"{BINFMT}; update-binfmts --enable qemu-aarch64"
)


def fault(binfmt: Path = BINFMT) -> str:
    """What keeps this machine from running an ARM system, and what to do; empty if nothing does."""
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        return (
            f"This is {platform.system()} on {platform.machine()}; an ARM system under qemu needs "
            "Linux on x86_64. On an ARM machine ./lab test is the check."
        )
    if os.geteuid():
        return "Making another system needs root: run the command with sudo."
    tools = ("debootstrap", "unshare", "qemu-aarch64-static")
    missing = [tool for tool in tools if not shutil.which(tool)]
    if missing:
        return f"Not found: {', '.join(missing)}. Install them (Debian: {INSTALL})."
    rule = binfmt / "qemu-aarch64"
    words = rule.read_text("utf-8").split() if rule.is_file() else []
    return "" if "enabled" in words else NOT_HANDED_OVER


Each = Callable[[str], None]
"""What is done with each line of a program's output, as it comes."""


def ignore(_line: str) -> None:
    pass


@dataclass(frozen=True)
class Ended:
    """How a program ended, with what it wrote on its two outputs."""

    code: int
    out: list[str]
    err: list[str]


def run(command: list[str], env: Mapping[str, str], each: Each = ignore) -> Ended:
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(
            command,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
        )
        lines = []
        for line in process.stdout:
            lines.append(line.rstrip("\n"))
            each(lines[-1])
        code = process.wait()
        errors.seek(0)
        return Ended(code, lines, errors.read().splitlines())


def java_command(
    java: Java, checkout: Checkout, python: PythonEnvironment, main_class: str, *arguments: str
) -> list[str]:
    """The launcher's command, with the classes of the library's tests on the class path."""
    tests = checkout.target / "test-classes"
    return jvm.command(java, checkout, python, main_class, *arguments, more_jars=[tests])


@dataclass(frozen=True)
class ArmSystem:
    """The system in a folder that is kept from one time to the next."""

    folder: Path
    checkout: Checkout
    python: PythonEnvironment
    java: Java
    """This machine's."""
    env: Mapping[str, str]

    @property
    def root(self) -> Path:
        return self.folder / "system"

    @property
    def jars(self) -> Path:
        return self.folder / "jars"

    def make(self) -> None:
        """Installs Debian with Java, unless it is there, and fetches the jars for ARM64."""
        done = self.folder / "system-is-complete"
        if not done.is_file():
            say(f"Installing Debian for ARM64 in {self.root} (some minutes, 600 MB)")
            shutil.rmtree(self.root, ignore_errors=True)
            self.folder.mkdir(parents=True, exist_ok=True)
            options = ["--arch=arm64", "--variant=minbase", f"--include={PACKAGES}"]
            # In a mount namespace of its own, so that nothing stays mounted, however it ends.
            command = ["unshare", "--mount", "debootstrap", *options, RELEASE, self.root]
            self._logged("debootstrap", command)
            done.touch()
        say("Fetching the jars for linux-arm64")
        shutil.rmtree(self.jars, ignore_errors=True)
        maven = java_library.find_maven(self.env)
        goals = ["compile", "dependency:copy-dependencies"]
        modules = ["-pl", java_names.LIBRARY, "-am"]
        wanted = ["-DincludeScope=runtime", "-DexcludeGroupIds=digitlab"]
        target = ["-Djavacpp.platform=linux-arm64", "-Dnd4j.classifier=linux-arm64"]
        into = f"-DoutputDirectory={self.jars}"
        self._logged("maven", [maven, "-B", *goals, *modules, *wanted, *target, into])
        for jar in self.checkout.runtime_jars.glob("compiled-step-*.jar"):
            shutil.copy(jar, self.jars)

    def run(self, main_class: str, *arguments: str, each: Each = ignore) -> Ended:
        """Runs a class of the library or of its tests there, as the launcher would."""
        java = java_command(JAVA, INSIDE, PythonEnvironment(INSIDE.venv), main_class, *arguments)
        variables = [f"{name}={value}" for name, value in jvm.environment(INSIDE).items()]
        inside = ["env", "-i", "LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin", "HOME=/root", *variables]
        work = self.folder / "work"
        work.mkdir(exist_ok=True)
        home = self.root / INSIDE.root.name
        home.mkdir(exist_ok=True)
        steps = [
            ["mount", "-t", "proc", "proc", self.root / "proc"],
            ["mount", "--bind", self.checkout.root, home],
            ["mount", "-o", "remount,bind,ro", home],
            ["mount", "--bind", self.jars, home / self.checkout.shown(self.checkout.runtime_jars)],
            ["mount", "--bind", work, home / self.checkout.work.name],
            ["exec", "chroot", self.root, *inside, *java],
        ]
        script = " && ".join(shlex.join(map(str, step)) for step in steps)
        return run(["unshare", "--mount", "sh", "-c", script], self.env, each)

    def _logged(self, name: str, command: list[str | Path]) -> None:
        log = self.folder / f"{name}.log"
        environment = lab_environment(self.checkout, self.java, self.env)
        with log.open("w", encoding="utf-8") as file:
            done = subprocess.run(
                [str(part) for part in command],
                cwd=self.checkout.root,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        if done.returncode:
            said = last_line(log.read_text("utf-8", "replace"))
            raise Problem(f"{name} failed (exit code {done.returncode}): {said}. See {log}")
