"""`./lab doctor`: a line for each thing, OK or the fix."""

import gzip
import hashlib
import os

import pytest

from tools import doctor
from tools.common.places import THIS, Checkout


@pytest.fixture(scope="module")
def lines() -> list[str]:
    import subprocess

    from tests.conftest import lab_command

    done = subprocess.run(
        lab_command("doctor"), env=os.environ, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


def test_a_healthy_lab_is_all_ok(lines):
    assert lines[-1] == "Everything is as it should be."
    assert all(line.startswith("OK ") for line in lines[:-1])


@pytest.mark.parametrize("thing", ["Java", "Maven", "Python", "disk", "memory", "data", "kernel"])
def test_it_looks_at(lines, thing):
    assert any(line.startswith(f"OK  {thing}") for line in lines)


def test_the_kernel_from_pypi_has_what_the_stop_button_needs(lines):
    assert "OK  stop button: the cell of a training that is stopped ends as any other" in lines


def test_a_missing_maven_is_one_line_with_the_fix(capsys, monkeypatch):
    monkeypatch.setattr(doctor, "backend", lambda *_: [])
    java_home = str(doctor.jvm.find_java(os.environ).home)
    assert doctor.examine(THIS, {"PATH": "", "JAVA_HOME": java_home}) == 1
    out = capsys.readouterr().out
    assert "FIX Maven: Maven was not found on PATH. Install Maven" in out
    assert out.endswith("Do what the lines with FIX say.\n")


@pytest.fixture
def data(tmp_path) -> Checkout:
    """A checkout with one data file and its sum."""
    checkout = Checkout(tmp_path)
    checkout.data.mkdir()
    content = gzip.compress(b"digits")
    (checkout.data / "a-ubyte.gz").write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    (checkout.data / "README.md").write_text(f"| a-ubyte.gz | {digest} |\n")
    return checkout


def test_data_that_fits_its_sum_is_ok(data):
    assert list(doctor.data_files(data)) == [(True, "data: a-ubyte.gz")]


def test_damaged_data_is_told_with_the_command_that_restores_it(data):
    (data.data / "a-ubyte.gz").write_bytes(b"cut")
    [(ok, text)] = doctor.data_files(data)
    assert not ok
    assert "is damaged" in text
    assert text.endswith(": git checkout -- data")


def test_missing_data_is_told(data):
    (data.data / "a-ubyte.gz").unlink()
    [(ok, text)] = doctor.data_files(data)
    assert not ok
    assert "a-ubyte.gz is missing" in text
