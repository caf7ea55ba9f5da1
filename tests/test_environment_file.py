"""environment.yml: valid for conda, and without a list of Python pins of its own."""

import re

import pytest
import yaml
from rattler import MatchSpec

from tools.common.places import THIS

ENVIRONMENT = yaml.safe_load((THIS.root / "environment.yml").read_text("utf-8"))
SPECS = [part for part in ENVIRONMENT["dependencies"] if isinstance(part, str)]
PINS = [
    line
    for line in THIS.requirements.read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize("spec", SPECS)
def test_each_spec_is_one_that_conda_understands(spec):
    assert MatchSpec(spec).name is not None


def test_java_maven_and_python_are_pinned():
    pinned = {spec.split("=")[0] for spec in SPECS if re.fullmatch(r"[a-z]+=[\d.]+", spec)}
    assert pinned >= {"openjdk", "maven", "python"}


def test_python_packages_come_from_requirements_txt_only():
    parts = [part["pip"] for part in ENVIRONMENT["dependencies"] if isinstance(part, dict)]
    assert parts == [["-r requirements.txt"]]
    assert {spec.split("=")[0] for spec in SPECS} == {"openjdk", "maven", "python", "pip"}


@pytest.mark.parametrize("pin", PINS)
def test_each_python_package_is_pinned_to_one_version(pin):
    assert re.fullmatch(r"[\w-]+==[\w.]+( ; .+)?", pin)
