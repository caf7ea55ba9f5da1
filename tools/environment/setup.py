"""Set-up: Python's packages, the Java library and the kernelspec, each only when it changed."""

from __future__ import annotations

from collections.abc import Mapping

from tools.common.places import Checkout, PythonEnvironment
from tools.environment import jvm
from tools.environment.java_library import build_library
from tools.environment.jvm import Java
from tools.environment.kernel_spec import archive_classes, write_kernelspec
from tools.environment.python_packages import python_environment


def set_up(checkout: Checkout, env: Mapping[str, str]) -> tuple[Java, PythonEnvironment]:
    """Sets up whatever is missing or changed."""
    java = jvm.find_java(env)
    python = python_environment(checkout, env)
    build_library(checkout, java, env)
    write_kernelspec(checkout, java, python)
    (checkout.work / "jupyter" / "ipython").mkdir(parents=True, exist_ok=True)
    archive_classes(checkout, java, python, env)
    return java, python
