"""Where things are: the checkout and the Python environment that the lab uses."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.common import java_names

WINDOWS = os.name == "nt"


@dataclass(frozen=True)
class Checkout:
    """A copy of the repository; everything the lab writes stays inside it."""

    root: Path

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def requirements(self) -> Path:
        return self.root / "requirements.txt"

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def java_sources(self) -> list[Path]:
        """What the Java library is built from."""
        modules = [self.root / module for module in java_names.MODULES]
        sources = [each for module in modules for each in (module / "pom.xml", module / "src/main")]
        return [self.root / "pom.xml", *sources]

    @property
    def target(self) -> Path:
        return self.root / java_names.LIBRARY / "target"

    @property
    def jar(self) -> Path:
        return self.target / java_names.JAR

    @property
    def runtime_jars(self) -> Path:
        return self.target / "runtime"

    @property
    def class_archive(self) -> Path:
        return self.target / "kernel.jsa"

    @property
    def work(self) -> Path:
        return self.root / "work"

    @property
    def logs(self) -> Path:
        return self.work / "logs"

    def reports(self, env: Mapping[str, str]) -> Path:
        """Where reports go: the folder that DIGITLAB_REPORTS names, else reports/."""
        return Path(env.get("DIGITLAB_REPORTS") or self.root / "reports").resolve()

    def shown(self, path: Path) -> str:
        """A path as people type it: relative to the checkout where it lies inside."""
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)


THIS = Checkout(Path(__file__).resolve().parents[2])


@dataclass(frozen=True)
class PythonEnvironment:
    """The environment with JupyterLab and the Java kernel: `.venv`, or an activated conda one."""

    prefix: Path
    is_conda: bool = False

    @property
    def python(self) -> Path:
        if WINDOWS:
            return self.prefix / ("python.exe" if self.is_conda else "Scripts/python.exe")
        return self.prefix / "bin" / "python"

    @property
    def kernels(self) -> Path:
        return self.prefix / "share" / "jupyter" / "kernels"

    @property
    def kernel_jar(self) -> Path:
        return self.kernels / "java" / "jjava.jar"


def environment_in_use(checkout: Checkout, env: Mapping[str, str]) -> PythonEnvironment:
    """The activated conda environment when it has the pinned JupyterLab, else `.venv`."""
    prefix = env.get("CONDA_PREFIX")
    if prefix and _has_pinned_jupyterlab(Path(prefix), checkout):
        return PythonEnvironment(Path(prefix), is_conda=True)
    return PythonEnvironment(checkout.venv)


def _has_pinned_jupyterlab(prefix: Path, checkout: Checkout) -> bool:
    pin = re.search(r"^jupyterlab==(\S+)", checkout.requirements.read_text("utf-8"), re.MULTILINE)
    if not pin:
        return False
    installed = f"site-packages/jupyterlab-{pin[1]}.dist-info"
    return any(prefix.glob(f"lib/python3*/{installed}")) or (prefix / "Lib" / installed).is_dir()
