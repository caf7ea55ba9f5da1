"""The comparison with ARM64: what it judges and asks for. It is run by hand."""

import dataclasses
import os
import platform
import re

import pytest

from tests.arm64 import arm_system, losses
from tests.arm64.__main__ import NETWORKS
from tests.arm64.losses import Training
from tools.common.places import THIS

LINE = (
    '{"network": "lenet5", "way": "compiled (portable)", "threads": 1,'
    ' "losses": [2.0, 1.5, 1.4, 1.3, 1.2, 1.0], "bits": [0, 1, 2, 3, 4, 5, 6]}'
)


@pytest.fixture
def here() -> Training:
    return Training.of(LINE)


def other(training: Training, factor: float, step: int, **facts: object) -> Training:
    """The same with one loss multiplied."""
    changed = list(training.losses)
    changed[step] *= factor
    return dataclasses.replace(training, losses=tuple(changed), **facts)


def test_what_rounding_explains_is_no_fault(here):
    assert losses.too_far(other(here, 1 + 9e-5, 5), here) == []


def test_a_loss_that_is_too_far_names_network_difference_and_limit(here):
    assert losses.too_far(other(here, 1.001, 5), here) == [
        "lenet5: the losses of the first 6 steps differ by 1.0e-03 of their size between ARM64 and "
        "x86-64; rounding explains 1e-04."
    ]


def test_early_losses_have_to_be_closer(here):
    (told,) = losses.too_far(other(here, 1 + 5e-5, 2), here)
    assert "the first 5 steps" in told


def test_a_loss_that_is_no_number_is_too_far(here):
    assert len(losses.too_far(other(here, float("nan"), 0), here)) == 2


def test_bits_that_depend_on_threads_are_named(here):
    shorter = dataclasses.replace(here, threads=2, losses=(2.0, 1.5), bits=(0, 1, 2))
    assert losses.other_bits([here, shorter]) == []
    assert losses.other_bits([here, dataclasses.replace(shorter, bits=(0, 9, 9))]) == [
        "lenet5: after step 1 the bits with threads: 2 are not those with threads: 1."
    ]


def test_every_network_of_the_lab_is_compared():
    source = THIS.root / "lib/src/main/java/digitlab/model/Architectures.java"
    text = source.read_text("utf-8")
    named = re.findall(r'new Architecture\(\s*"([a-z0-9-]+)"', text)
    assert set(named) == set(NETWORKS)


@pytest.fixture
def root_on_x86(monkeypatch):
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(arm_system.shutil, "which", lambda tool: tool)


def test_missing_tools_are_named_with_what_to_install(root_on_x86, monkeypatch):
    monkeypatch.setattr(arm_system.shutil, "which", lambda tool: tool == "unshare")
    assert arm_system.fault() == (
        "Not found: debootstrap, qemu-aarch64-static. Install them "
        "(Debian: apt-get install qemu-user-static binfmt-support debootstrap)."
    )


def test_linux_that_does_not_know_qemu_is_told_how(root_on_x86, tmp_path):
    assert "update-binfmts --enable qemu-aarch64" in arm_system.fault(tmp_path)
    (tmp_path / "qemu-aarch64").write_text("disabled\n")
    assert "update-binfmts --enable qemu-aarch64" in arm_system.fault(tmp_path)
    (tmp_path / "qemu-aarch64").write_text("enabled\n")
    assert arm_system.fault(tmp_path) == ""


def test_an_arm_machine_is_told_to_run_the_tests(monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    assert "On an ARM machine ./lab test is the check." in arm_system.fault()
