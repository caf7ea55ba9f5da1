"""Paths that people type: in variables and arguments, with `~`, with letters that ASCII lacks."""

import os
import subprocess
from pathlib import Path

import nbformat
import pytest

from tests.conftest import posix_only
from tools import cli
from tools.common import paths
from tools.common.console import Problem
from tools.common.places import THIS, PythonEnvironment
from tools.environment import jvm, locales
from tools.environment.variables import lab_environment

JAVA = jvm.find_java(os.environ)


@pytest.fixture
def started(monkeypatch, tmp_path):
    """Runs the launcher where a person stands; gives the command and variables that it starts."""
    calls = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(cli.processes, "interrupt_on_termination", lambda: None)
    monkeypatch.setattr(
        cli.setup, "set_up", lambda checkout, env: (JAVA, PythonEnvironment(THIS.venv))
    )
    monkeypatch.setattr(
        cli.processes, "run", lambda command, env, cwd: calls.append((command, env)) or 0
    )

    def start(*arguments: str, **variables: str):
        for name in paths.VARIABLES:
            monkeypatch.setenv(name, variables.get(name, os.environ.get(name, "")))
        code = cli.main(arguments)
        command, env = calls.pop() if calls else ([], {})
        return code, [str(part) for part in command], env

    return start


def notebook(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(), path)
    return path


@pytest.mark.parametrize("command", ["run", "start", "report"])
def test_data_are_looked_for_from_where_the_command_was_typed(command, started, tmp_path):
    named = [str(notebook(tmp_path / "mine.ipynb"))] if command != "start" else []
    _, _, env = started(
        command, *named, *(["--execute"] if command == "report" else []), DIGITLAB_DATA="idx/small"
    )
    assert env["DIGITLAB_DATA"] == str(tmp_path / "idx" / "small")


@pytest.mark.parametrize("name", ["DIGITLAB_DATA", "DIGITLAB_REPORTS", "DIGITLAB_RUNS"])
def test_a_quoted_tilde_is_the_home_directory_in_every_variable(name, started, tmp_path):
    path = str(notebook(tmp_path / "mine.ipynb"))
    _, _, env = started("run", path, **{name: "~/bär/other data"})
    assert env[name] == str(tmp_path / "home" / "bär" / "other data")


def test_reports_go_where_the_variable_says_from_where_it_was_typed(started, tmp_path):
    path = str(notebook(tmp_path / "mine.ipynb"))
    _, command, _ = started("run", "--quick", path, DIGITLAB_REPORTS="out")
    assert command[command.index("--reports") + 1] == str(tmp_path / "out" / "quick")


@pytest.mark.parametrize("out", ["--out=~/pages", "--out=pages", "--out=../pages"])
def test_the_folder_of_a_report_may_be_written_so(out, started, tmp_path):
    path = str(notebook(tmp_path / "mine.ipynb"))
    expected = {"~": tmp_path / "home", "p": tmp_path, ".": tmp_path.parent}[out[6]] / "pages"
    _, command, _ = started("report", "--execute", out, path)
    assert command[command.index("--reports") + 1] == str(expected)


@pytest.mark.parametrize("command", [["run"], ["report", "--execute"]])
def test_a_notebook_in_the_home_directory_is_found(command, started, tmp_path):
    path = notebook(tmp_path / "home" / "bär" / "mine.ipynb")
    _, started_command, _ = started(*command, "~/bär/mine.ipynb")
    assert started_command[-1] == str(path)


def test_a_course_in_the_home_directory_is_found(started, tmp_path):
    _, command, _ = started("assignments", "export", "--course=~/course")
    assert command[command.index("--course") + 1] == str(tmp_path / "home" / "course")


@posix_only
def test_an_unknown_home_directory_is_told_in_a_line(started, capsys):
    code, command, _ = started("run", "03", DIGITLAB_DATA="~nobody-of-this-name/data")
    assert (code, command) == (1, [])
    told = capsys.readouterr().err.strip()
    assert told.endswith("nobody knows a home directory ~nobody-of-this-name.")


def test_blank_variables_stay_blank():
    assert paths.variables({"DIGITLAB_DATA": " ", "DIGITLAB_RUNS": "", "OTHER": "x"}) == {
        "DIGITLAB_DATA": "",
        "DIGITLAB_RUNS": "",
    }


def test_a_path_with_spaces_around_it_is_the_same_path(tmp_path):
    told = paths.variables({"DIGITLAB_DATA": f"  {tmp_path} "})
    assert told == {"DIGITLAB_DATA": str(tmp_path)}


def test_a_tilde_elsewhere_in_a_path_is_a_letter():
    assert paths.expanded("a~b/~c") == "a~b/~c"
    with pytest.raises(Problem, match="nobody knows"):
        paths.expanded("~nobody-of-this-name")


@posix_only
@pytest.mark.parametrize(
    "variables",
    [{"LC_ALL": "C"}, {"LC_ALL": "POSIX"}, {}, {"LANG": "C"}, {"LC_ALL": "xx_YY.UTF-8"}],
    ids=str,
)
def test_java_can_write_every_letter_of_a_path_whatever_the_locale(variables):
    if locales._has_ascii_only(locales.EVERY_LETTER):
        pytest.skip("this system has no such locale")
    plain = {name: value for name, value in os.environ.items() if name[:3] not in ("LC_", "LAN")}
    env = lab_environment(THIS, JAVA, {**plain, **variables})
    command = [JAVA.executable, "-XshowSettings:properties", "-version"]
    told = subprocess.run(command, env=env, capture_output=True, text=True).stderr
    assert "sun.jnu.encoding = UTF-8" in told


def test_a_locale_that_has_every_letter_is_left_alone():
    assert locales.with_every_letter({"LC_ALL": "C.UTF-8", "LANG": "C"}) == {}
