"""The launcher's words: help, and one line with the fix when something is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import posix_only
from tools.common.console import Problem, clock
from tools.common.places import THIS
from tools.environment import java_library, jvm


def fake_java(
    folder: Path, version: str, modules: str = "java.base@17", javac: bool = True
) -> None:
    """A `java` command that says what it is told to say."""
    (folder / "bin").mkdir(parents=True)
    script = f"""#!/bin/sh
case "$1" in
  --list-modules) echo "{modules}" ;;
  *) echo 'openjdk version "{version}" 2020-01-01' >&2 ;;
esac
"""
    for name in ["java", "javac"] if javac else ["java"]:
        (folder / "bin" / name).write_text(script)
        (folder / "bin" / name).chmod(0o755)


def test_help_names_every_command(lab):
    ended = lab("--help")
    assert ended.code == 0
    for command in ("./lab run", "./lab test", "./lab start", "./lab doctor", "py lab run"):
        assert command in ended.output


@pytest.mark.parametrize("command", ["run", "start", "doctor", "test"])
def test_each_command_explains_itself(lab, command):
    ended = lab(command, "--help")
    assert ended.code == 0
    assert f"usage: ./lab {command}" in ended.output


def test_old_python_is_turned_away_with_the_version_that_is_needed():
    code = (
        f"import sys; sys.version_info = (3, 8, 0); exec(open({str(THIS.root / 'lab')!r}).read())"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ended.returncode == 1
    assert "needs Python 3.10 or newer, but this is Python 3.8" in ended.stderr
    assert "Traceback" not in ended.stderr


@posix_only
def test_old_java_is_named_with_where_it_was_found(lab, tmp_path):
    fake_java(tmp_path / "jdk", "11.0.2")
    path = f"{tmp_path / 'jdk' / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin"
    ended = lab("run", PATH=path, JAVA_HOME=None)
    assert ended.code == 1
    assert "Java 11.0.2 is too old: DigitLab needs JDK 17 or newer" in ended.output
    assert str(tmp_path / "jdk") in ended.output
    assert "Traceback" not in ended.output


@posix_only
def test_java_home_goes_before_path(tmp_path):
    fake_java(tmp_path / "old", "1.8.0_292")
    with pytest.raises(Problem, match=r"1\.8\.0_292 is too old.*JAVA_HOME="):
        jvm.find_java({**os.environ, "JAVA_HOME": str(tmp_path / "old")})


@posix_only
def test_a_java_without_jshell_is_refused(tmp_path):
    fake_java(tmp_path / "slim", "17.0.1", modules="java.base@17.0.1")
    with pytest.raises(Problem, match=r"no module jdk\.jshell"):
        jvm.find_java({"PATH": "", "JAVA_HOME": str(tmp_path / "slim")})


@posix_only
def test_a_jre_is_refused(tmp_path):
    fake_java(tmp_path / "jre", "17.0.1", modules="jdk.jshell@17.0.1", javac=False)
    with pytest.raises(Problem, match="this is a JRE, DigitLab needs a JDK"):
        jvm.find_java({"PATH": "", "JAVA_HOME": str(tmp_path / "jre")})


def test_a_wrong_java_home_is_named(tmp_path):
    with pytest.raises(Problem, match=r"JAVA_HOME=.*nowhere.*Install a JDK"):
        jvm.find_java({"PATH": "", "JAVA_HOME": str(tmp_path / "nowhere")})


def test_missing_java_is_told_with_the_fix(tmp_path):
    with pytest.raises(Problem, match="Java was not found on PATH"):
        jvm.find_java({"PATH": str(tmp_path)})


def test_missing_maven_is_told_with_the_fix(tmp_path):
    with pytest.raises(Problem, match=r"Maven was not found on PATH\. Install Maven 3\.6\.3"):
        java_library.find_maven({"PATH": str(tmp_path)})


@posix_only
def test_old_maven_is_told_with_the_fix(tmp_path):
    mvn = tmp_path / "mvn"
    mvn.write_text("#!/bin/sh\necho 'Apache Maven 3.5.4'\n")
    mvn.chmod(0o755)
    with pytest.raises(Problem, match=r"Maven 3\.5\.4 is too old"):
        java_library.find_maven({"PATH": str(tmp_path)})


def test_a_notebook_that_is_not_there_is_told_with_those_that_are(lab):
    ended = lab("run", "77")
    assert ended.code == 1
    assert "There is no notebook '77'. There are:" in ended.output
    assert "Traceback" not in ended.output


@pytest.mark.parametrize(("seconds", "text"), [(7, "0:07"), (751, "12:31"), (3720, "1:02:00")])
def test_durations_read_like_a_clock(seconds, text):
    assert clock(seconds) == text
