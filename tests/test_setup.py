"""Set-up does what is missing, does nothing twice, and survives being broken off."""

import json
import os
import re
from pathlib import Path

import pytest

from tools.common.console import Problem
from tools.common.places import THIS, Checkout, PythonEnvironment, environment_in_use
from tools.common.stamps import STAMP
from tools.environment import disk, java_library, jvm, kernel_spec, python_packages
from tools.environment.jvm import Java
from tools.environment.variables import lab_environment

JAVA = Java(Path("/jdk"), "17.0.9", "jdk.jshell")


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A small checkout, without anything set up."""
    (tmp_path / "requirements.txt").write_text("jupyterlab==4.6.6\n")
    (tmp_path / "pom.xml").write_text("<project/>")
    (tmp_path / "lib" / "src" / "main").mkdir(parents=True)
    (tmp_path / "lib" / "pom.xml").write_text("<project/>")
    (tmp_path / "lib" / "src" / "main" / "A.java").write_text("class A {}")
    return Checkout(tmp_path)


@pytest.fixture
def maven_runs(monkeypatch) -> list:
    """Maven, which here only makes the files it is expected to make."""
    runs = []

    def run_maven(checkout, java, env, command):
        runs.append(command)
        checkout.runtime_jars.mkdir(parents=True, exist_ok=True)
        (checkout.runtime_jars / "nd4j.jar").touch()
        checkout.jar.touch()

    monkeypatch.setattr(java_library, "run_maven", run_maven)
    monkeypatch.setattr(java_library, "find_maven", lambda env: Path("mvn"))
    return runs


@pytest.fixture
def installs(monkeypatch) -> list:
    """venv and pip, which here only make the Python command."""
    steps = []

    def create(checkout, python):
        steps.append("venv")
        python.python.parent.mkdir(parents=True, exist_ok=True)
        python.python.touch()

    monkeypatch.setattr(python_packages, "_create_venv", create)
    monkeypatch.setattr(python_packages, "_install_packages", lambda *_: steps.append("pip"))
    return steps


def test_the_library_is_built_once(checkout, maven_runs):
    for _ in range(2):
        java_library.build_library(checkout, JAVA, {})
    assert len(maven_runs) == 1


@pytest.mark.parametrize("changed", ["pom.xml", "lib/pom.xml", "lib/src/main/A.java"])
def test_the_library_is_built_again_when_a_source_changes(checkout, maven_runs, changed):
    java_library.build_library(checkout, JAVA, {})
    (checkout.root / changed).write_text("changed")
    java_library.build_library(checkout, JAVA, {})
    assert len(maven_runs) == 2


def test_the_library_is_built_again_with_another_java(checkout, maven_runs):
    java_library.build_library(checkout, JAVA, {})
    java_library.build_library(checkout, Java(Path("/jdk"), "25", "jdk.jshell"), {})
    assert len(maven_runs) == 2


def test_a_build_that_was_broken_off_is_done_again(checkout, maven_runs, monkeypatch):
    java_library.build_library(checkout, JAVA, {})
    (checkout.root / "pom.xml").write_text("changed")
    working = java_library.run_maven

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(java_library, "run_maven", interrupted)
    with pytest.raises(KeyboardInterrupt):
        java_library.build_library(checkout, JAVA, {})
    (checkout.root / "pom.xml").write_text("<project/>")  # even when all is as it was before
    monkeypatch.setattr(java_library, "run_maven", working)
    java_library.build_library(checkout, JAVA, {})
    assert len(maven_runs) == 2


def test_packages_are_installed_once(checkout, installs):
    for _ in range(2):
        python_packages.python_environment(checkout, {})
    assert installs == ["venv", "pip"]


def test_changed_pins_are_installed_into_the_same_environment(checkout, installs):
    python_packages.python_environment(checkout, {})
    checkout.requirements.write_text("jupyterlab==4.6.7\n")
    python_packages.python_environment(checkout, {})
    assert installs == ["venv", "pip", "pip"]


def test_an_environment_that_was_broken_off_is_made_anew(checkout, installs):
    python_packages.python_environment(checkout, {})
    (checkout.venv / STAMP).unlink()
    python_packages.python_environment(checkout, {})
    assert installs == ["venv", "pip", "venv", "pip"]


def test_a_conda_environment_with_the_pinned_jupyterlab_is_used(checkout, installs, tmp_path):
    conda = tmp_path / "conda"
    (conda / "lib/python3.12/site-packages/jupyterlab-4.6.6.dist-info").mkdir(parents=True)
    used = python_packages.python_environment(checkout, {"CONDA_PREFIX": str(conda)})
    assert used.prefix == conda
    assert installs == []


def test_another_conda_environment_is_left_alone(checkout, tmp_path):
    used = environment_in_use(checkout, {"CONDA_PREFIX": str(tmp_path / "base")})
    assert used.prefix == checkout.venv


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("NewConnectionError: Failed to establish", "could not be downloaded. Check the network"),
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("ERROR: No matching distribution found for x==9", "No matching distribution found for x"),
    ],
)
def test_pip_faults_are_told_in_one_line(output, words):
    fault = python_packages.pip_fault(output, "work/logs/pip.log")
    assert words in fault
    assert "\n" not in fault


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (
            "[ERROR] Failed to execute goal: Could not transfer artifact a:b from central",
            "could not download what the Java library needs. Check the network",
        ),
        (
            "[ERROR] COMPILATION ERROR : \n[ERROR] A.java:[3,1] ';' expected",
            "does not compile: A.java:[3,1] ';' expected. The full log: work/logs/maven.log",
        ),
        ("No space left on device", "The disk is full"),
        ("[ERROR] The goal is unknown", "could not be built: The goal is unknown"),
    ],
)
def test_maven_faults_are_told_in_one_line(output, words):
    fault = java_library.maven_fault(output, "work/logs/maven.log")
    assert words in fault
    assert "\n" not in fault


def test_a_nearly_full_disk_stops_set_up(checkout, monkeypatch):
    usage = type("Usage", (), {"free": 3e8})
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda path: usage)
    with pytest.raises(Problem, match=r"0\.3 GB free, set-up needs 2 GB"):
        disk.check_disk_space(checkout)


def test_the_installed_kernelspec_is_complete():
    spec_file = environment_in_use(THIS, os.environ).kernels / "digitlab" / "kernel.json"
    spec = json.loads(spec_file.read_text("utf-8"))
    assert (spec["language"], spec["display_name"]) == ("java", "Java (DigitLab)")
    assert spec["interrupt_mode"] == "message"
    assert spec["env"]["DIGITLAB_HOME"] == str(THIS.root)
    placeholders = re.findall(r"[{<$@][A-Za-z_]+[}>@]?", " ".join(spec["argv"]))
    assert placeholders == ["{connection_file}"]


def test_the_kernelspec_is_rewritten_only_when_it_changed(tmp_path):
    python = PythonEnvironment(tmp_path)
    python.kernel_jar.parent.mkdir(parents=True)
    python.kernel_jar.touch()
    spec = python.kernels / "digitlab" / "kernel.json"
    kernel_spec.write_kernelspec(THIS, JAVA, python)
    first = spec.stat().st_mtime_ns
    kernel_spec.write_kernelspec(THIS, JAVA, python)
    assert spec.stat().st_mtime_ns == first
    kernel_spec.write_kernelspec(THIS, Java(Path("/other"), "25", ""), python)
    assert "/other" in spec.read_text("utf-8")


def test_jvm_options_keep_to_what_each_java_knows():
    newer = jvm.options(Java(Path("/jdk"), "25.0.1", ""), THIS)
    assert "--sun-misc-unsafe-memory-access=allow" in newer
    assert "--sun-misc-unsafe-memory-access=allow" not in jvm.options(JAVA, THIS)


def test_jupyter_keeps_its_files_inside_the_checkout():
    env = lab_environment(THIS, JAVA, {"JAVA_TOOL_OPTIONS": "-Dx=y"})
    for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR"):
        assert Path(env[name]).is_relative_to(THIS.work)
    assert "JAVA_TOOL_OPTIONS" not in env
