"""The kernelspec of "Java (DigitLab)", and the archive of classes from which the kernel starts."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tools.common import files, java_names, processes
from tools.common.console import Problem, say
from tools.common.places import Checkout, PythonEnvironment
from tools.common.stamps import fingerprint
from tools.environment import jvm
from tools.environment.jvm import Java
from tools.environment.variables import lab_environment

KERNEL_NAME = "digitlab"


def kernelspec(checkout: Checkout, java: Java, python: PythonEnvironment) -> str:
    """The kernel.json that belongs to this checkout, with every path filled in."""
    spec = json.loads((checkout.root / "kernel" / "kernel.json").read_text("utf-8"))
    # Jupyter itself fills in the connection file; everything else is final.
    spec["argv"] = jvm.command(java, checkout, python, java_names.KERNEL, "{connection_file}")
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
            files.write(file, content)


def archive_classes(
    checkout: Checkout, java: Java, python: PythonEnvironment, env: Mapping[str, str]
) -> None:
    """Makes the archive from which kernels start faster; it is valid for these very jars."""
    jars = [checkout.jar, *sorted(checkout.runtime_jars.glob("*.jar")), python.kernel_jar]
    sizes = "".join(f"{jar} {jar.stat().st_size} {jar.stat().st_mtime_ns}\n" for jar in jars)
    warm_up = checkout.root / "kernel" / "warm-up.jshell"
    wanted = fingerprint([warm_up], sizes, kernelspec(checkout, java, python))
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
    files.write(made_for, wanted)
