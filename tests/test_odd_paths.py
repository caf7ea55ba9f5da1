"""A folder called "bär kopie/digit lab": a space and an umlaut, as in half of all home folders."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tools.common import java_names
from tools.common.places import THIS
from tools.environment.java_library import find_maven


def test_java_tests_run_where_the_path_has_a_space_and_an_umlaut(tmp_path: Path):
    """Maven starts a JVM of its own for them, whose options hold paths."""
    place = tmp_path / "bär kopie" / "digit lab"
    for module in (*java_names.MODULES, java_names.BENCHMARK):
        (place / module).mkdir(parents=True)
        shutil.copy(THIS.root / module / "pom.xml", place / module)
    shutil.copy(THIS.root / "pom.xml", place)
    shutil.copytree(THIS.root / "compiled-step" / "src", place / "compiled-step" / "src")
    command = [find_maven(os.environ), "-B", "-ntp", "test", "-pl", "compiled-step"]
    done = subprocess.run(
        [*command, "-Dtest=ClassesTest"], cwd=place, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert "Tests run: 3, Failures: 0, Errors: 0" in done.stdout


@pytest.mark.parametrize("locale", ["C", "xx_XX.UTF-8"])
def test_maven_is_asked_its_version_there_in_a_locale_that_has_ascii_only(
    tmp_path, monkeypatch, locale
):
    folder = tmp_path / "bär kopie"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert find_maven({**os.environ, "LC_ALL": locale})
