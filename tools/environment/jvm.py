"""Java: finding a JDK, and the one place for our JVMs' options, class path, environment."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.common.console import Problem
from tools.common.places import WINDOWS, Checkout, PythonEnvironment

OLDEST_JAVA = 17

OPTION_VARIABLES = ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")
"""Variables that make every JVM print "Picked up …" on stderr, even when they are empty."""

HOW_TO_INSTALL = (
    "Install a JDK 17 or newer (Debian/Ubuntu: sudo apt install openjdk-17-jdk, macOS: "
    "brew install openjdk, Windows and others: https://adoptium.net) and point JAVA_HOME at it."
)


@dataclass(frozen=True)
class Java:
    """A Java installation."""

    home: Path
    version: str
    modules: str

    @property
    def major(self) -> int:
        numbers = re.findall(r"\d+", self.version)
        return int(numbers[1] if numbers[0] == "1" else numbers[0])

    @property
    def executable(self) -> Path:
        return self.home / "bin" / _exe("java")

    @property
    def fault(self) -> str:
        """What keeps it from running the lab; empty when nothing does."""
        if self.major < OLDEST_JAVA:
            return f"Java {self.version} is too old: DigitLab needs JDK {OLDEST_JAVA} or newer"
        if "jdk.jshell" not in self.modules.split():
            return f"Java {self.version} has no module jdk.jshell, which runs the cells"
        if not (self.home / "bin" / _exe("javac")).exists():
            return f"Java {self.version} has no compiler: this is a JRE, DigitLab needs a JDK"
        return ""


def find_java(env: Mapping[str, str]) -> Java:
    """The JDK that JAVA_HOME names, else the one on PATH; a Problem when it will not do."""
    home = env.get("JAVA_HOME")
    if home:
        launcher, source = Path(home) / "bin" / _exe("java"), f"JAVA_HOME={home}"
        if not launcher.exists():
            raise Problem(f"{source}: there is no bin/{_exe('java')}. {HOW_TO_INSTALL}")
    else:
        found = shutil.which("java", path=env.get("PATH"))
        if not found:
            raise Problem(f"Java was not found on PATH. {_fix(env)}")
        launcher, source = Path(found), found
    java = inspect(launcher)
    if java.fault:
        raise Problem(f"{java.fault} (found through {source}). {_fix(env)}")
    return java


def inspect(launcher: Path) -> Java:
    """What a `java` command is, from its `release` file, or by asking it."""
    home = launcher.resolve().parent.parent
    release = home / "release"
    if release.is_file():
        fields = dict(re.findall(r'^(\w+)="(.*)"$', release.read_text("utf-8"), re.MULTILINE))
        if {"JAVA_VERSION", "MODULES"} <= fields.keys():
            return Java(home, fields["JAVA_VERSION"], fields["MODULES"])
    return _ask(launcher)


def _ask(launcher: Path) -> Java:
    told = _output(launcher, "-XshowSettings:properties", "-version")
    version = re.search(r'version "([^"]+)"', told)
    if not version:
        raise Problem(f"{launcher} does not work: {told.strip()[:200]}. {HOW_TO_INSTALL}")
    home = re.search(r"java\.home = (.+)", told)
    modules = re.findall(r"^(\S+)@", _output(launcher, "--list-modules"), re.MULTILINE)
    return Java(
        Path(home[1].strip()) if home else launcher.resolve().parent.parent,
        version[1],
        " ".join(modules),
    )


def _output(*command: str | Path) -> str:
    try:
        done = subprocess.run(
            [str(part) for part in command], capture_output=True, text=True, timeout=60
        )
    except OSError as error:
        return str(error)
    return done.stdout + done.stderr


def find_all(env: Mapping[str, str]) -> list[Java]:
    """Every usable JDK on this machine, oldest first: where each system puts them."""
    launchers = [Path(env["JAVA_HOME"]) / "bin" / _exe("java")] if env.get("JAVA_HOME") else []
    for folder in env.get("PATH", "").split(os.pathsep):
        launchers.append(Path(folder) / _exe("java"))
    for base, pattern in (
        ("/usr/lib/jvm", "*"),
        ("/opt", "*jdk*"),
        ("/Library/Java/JavaVirtualMachines", "*/Contents/Home"),
        ("/opt/homebrew/opt", "openjdk*/libexec/openjdk.jdk/Contents/Home"),
        ("C:/Program Files/Java", "*"),
        ("C:/Program Files/Eclipse Adoptium", "*"),
        (str(Path.home() / ".sdkman/candidates/java"), "*"),
        (str(Path.home() / ".jdks"), "*"),
    ):
        launchers += [home / "bin" / _exe("java") for home in Path(base).glob(pattern)]
    homes = {launcher.resolve(): launcher for launcher in launchers if launcher.is_file()}
    found = [inspect(launcher) for launcher in homes.values()]
    usable = {java.home: java for java in found if not java.fault}
    return sorted(usable.values(), key=lambda java: (java.major, str(java.home)))


def _fix(env: Mapping[str, str]) -> str:
    others = find_all({key: value for key, value in env.items() if key == "PATH"})
    if others:
        return f"There is a JDK {others[-1].version}: set JAVA_HOME={others[-1].home}"
    return HOW_TO_INSTALL


def options(java: Java, checkout: Checkout) -> list[str]:
    """The JVM options of a kernel, and of everything that computes outside of one."""
    result = [
        "-Xmx1g",
        # New objects get so much room before the dead among them are removed. By itself Java takes
        # a third of a heap that grows with the machine, and what was used once stays resident.
        "-Xms192m",
        "-Xmn64m",
        # One collector thread: the cores are for training, and it keeps the process small.
        "-XX:+UseSerialGC",
        "-Djava.awt.headless=true",
        # One language for all: on a German machine text would say 0,98 where tables say 0.98.
        "-Duser.language=en",
        "-Duser.country=US",
        "--add-opens",
        "jdk.jshell/jdk.jshell=ALL-UNNAMED",
        f"-Dorg.bytedeco.javacpp.cachedir={checkout.work / 'javacpp'}",
        "-Dorg.bytedeco.javacpp.maxbytes=2g",
        "-Dorg.bytedeco.javacpp.maxphysicalbytes=4g",
        "-Dorg.eclipse.deeplearning4j.helpers.disable=false",
        f"-Djava.util.logging.config.file={checkout.root / 'kernel' / 'logging.properties'}",
        f"-XX:SharedArchiveFile={checkout.class_archive}",
        # Where the archive was made for: elsewhere each kernel writes a copy of it into memory.
        "-XX:+UnlockDiagnosticVMOptions",
        "-XX:ArchiveRelocationMode=0",
        "-Xlog:cds*=off",
    ]
    if java.major >= 24:  # older ones do not know them, these warn on stderr without them
        result += ["--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"]
    return result


def class_path(checkout: Checkout, python: PythonEnvironment, *more: Path) -> str:
    parts = [checkout.jar, checkout.runtime_jars / "*", python.kernel_jar, *more]
    return os.pathsep.join(str(part) for part in parts)


def environment(checkout: Checkout) -> dict[str, str]:
    """The variables that our JVMs get on top of the caller's."""
    return {
        "DIGITLAB_HOME": str(checkout.root),
        # The threads of the native library wait for each other actively, but not for ever.
        "GOMP_SPINCOUNT": "10000",
    }


def command(
    java: Java,
    checkout: Checkout,
    python: PythonEnvironment,
    main_class: str,
    *arguments: str,
    more_jars: Sequence[Path] = (),
) -> list[str]:
    """The whole command of one of our JVMs, with the library on its class path."""
    class_path_option = ["-cp", class_path(checkout, python, *more_jars)]
    jvm = [str(java.executable), *options(java, checkout), *class_path_option]
    if not WINDOWS:  # kernels may be started by something other than the lab, with these set
        jvm = ["env", *(f"-u{name}" for name in OPTION_VARIABLES), *jvm]
    return [*jvm, main_class, *arguments]


def _exe(name: str) -> str:
    return f"{name}.exe" if WINDOWS else name
