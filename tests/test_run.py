"""`./lab run`: what people see while cells run, and when one of them fails."""

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.conftest import lab_command, posix_only
from tools.common import caps
from tools.common.console import ProgressLine


def test_a_failing_cell_stops_with_notebook_cell_and_error(lab, notebook, tmp_path):
    path = notebook("failing", "int x = 1;", '\nthrow new IllegalStateException("no digits");', "x")
    ended = lab("run", path)
    assert ended.code == 1
    assert "failing failed in code cell 2: throw new IllegalStateException" in ended.output
    assert "java.lang.IllegalStateException, no digits" in ended.output
    assert "The partial report: " in ended.output
    assert "Traceback" not in ended.output
    report = (tmp_path / "reports" / "failing.html").read_text("utf-8")
    assert "This run stopped at an error" in report
    assert "no digits" in report


def test_a_cell_that_does_not_compile_says_why(lab, notebook):
    ended = lab("run", notebook("wrong", 'int x = "a";'))
    assert ended.code == 1
    assert "incompatible types: java.lang.String cannot be converted to int" in ended.output


def test_a_dead_kernel_is_reported(lab, notebook):
    ended = lab("run", notebook("dying", "Runtime.getRuntime().halt(7);"))
    assert ended.code == 1
    assert "dying failed in code cell 1" in ended.output
    assert "The Java kernel died with exit code 7" in ended.output
    assert "Traceback" not in ended.output


@posix_only
def test_a_killed_kernel_points_to_memory(lab, notebook):
    kill = 'new ProcessBuilder("kill", "-9", "" + ProcessHandle.current().pid()).start().waitFor();'
    ended = lab("run", notebook("killed", kill + " Thread.sleep(20000);"))
    assert ended.code == 1
    assert "most often because memory ran out" in ended.output


def test_stderr_is_a_warning_at_the_end(lab, notebook):
    ended = lab("run", notebook("loud", 'System.err.println("careful");'))
    assert ended.code == 0
    assert "Warning: loud, code cell 1, wrote on stderr: careful" in ended.output


def test_the_notebook_itself_stays_without_outputs(lab, notebook):
    path = notebook("clean", "6 * 7")
    before = path.read_bytes()
    assert lab("run", path).code == 0
    assert path.read_bytes() == before


def test_kernels_see_the_caps_of_a_quick_run(lab, notebook, tmp_path):
    cell = 'System.getenv("DIGITLAB_MAX_EPOCHS") + "/" + System.getenv("DIGITLAB_MAX_IMAGES")'
    ended = lab("run", "--quick", notebook("caps", cell), DIGITLAB_MAX_IMAGES="500")
    assert ended.code == 0, ended.output
    report = (tmp_path / "reports" / "quick" / "caps.html").read_text("utf-8")
    assert "1/500" in report
    assert "Quick run: at most 1 epoch and 500 images." in report


def test_a_full_run_carries_no_banner(lab, notebook, tmp_path):
    path = notebook("full", "1 + 1")
    free = dict.fromkeys(caps.QUICK)
    assert lab("run", path, **free).code == 0
    assert "Quick run" not in (tmp_path / "reports" / "full.html").read_text("utf-8")


def test_networks_of_an_earlier_run_are_not_there(lab, notebook, tmp_path):
    cell = """var runs = java.nio.file.Path.of(System.getenv("DIGITLAB_RUNS"));
java.nio.file.Files.list(runs).count() + " networks"
"""
    leave = 'java.nio.file.Files.writeString(runs.resolve("network"), "x");'
    for _ in range(2):
        assert lab("run", notebook("fresh", cell, leave)).code == 0
        assert "0 networks" in (tmp_path / "reports" / "fresh.html").read_text("utf-8")


def test_the_progress_of_a_training_is_passed_on(lab, notebook):
    cell = """String id = display("start");
for (int i = 1; i <= 24; i++) {
    updateDisplay(id, "epoch 1/5 · batch " + i);
    Thread.sleep(500);
}
"""
    ended = lab("run", notebook("training", cell))
    assert ended.code == 0
    lines = [line for line in ended.output.splitlines() if "epoch 1/5 · batch" in line]
    assert 1 <= len(lines) <= 3, ended.output
    assert re.match(
        r"\[1/1\] training · \d:\d\d gone, about \d:\d\d to go · cell 1/1 · epoch 1/5", lines[0]
    )


@posix_only
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM], ids=lambda how: how.name)
def test_ctrl_c_leaves_no_kernel_behind(notebook, tmp_path, how):
    pid_file = tmp_path / "pid"
    tell = f'java.nio.file.Files.writeString(java.nio.file.Path.of("{pid_file}"), '
    path = notebook("long", tell + '"" + ProcessHandle.current().pid()); Thread.sleep(600000);')
    env = {**os.environ, "DIGITLAB_REPORTS": str(tmp_path)}
    with subprocess.Popen(lab_command("run", path), env=env, stderr=subprocess.PIPE) as process:
        wait_for(lambda: pid_file.is_file() and pid_file.read_text())
        process.send_signal(how)
        told = process.stderr.read().decode()
        assert process.wait(20) == 130
    assert told.strip() == "Stopped."
    wait_for(lambda: not is_running(int(pid_file.read_text())))


def wait_for(condition, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")  # a zombie has ended, though nobody has taken note yet
    return not (stat.is_file() and stat.read_text().rsplit(")", 1)[1].split()[0] == "Z")


def test_the_index_lists_the_reports(lab, notebook, tmp_path):
    assert lab("run", notebook("one", "1"), notebook("two", "2")).code == 0
    index = (tmp_path / "reports" / "index.html").read_text("utf-8")
    assert 'href="one.html">About one</a>' in index
    assert "What it is for." in index
    assert len(re.findall(r"Ran in \d+:\d\d", index)) == 2


@pytest.mark.parametrize(
    ("variables", "text"),
    [
        ({}, ""),
        ({caps.EPOCHS: "1", caps.IMAGES: "2000"}, "at most 1 epoch and 2,000 images"),
        ({caps.EPOCHS: "3"}, "at most 3 epochs"),
        ({caps.IMAGES: "100"}, "at most 100 images"),
    ],
)
def test_the_banner_tells_the_caps_in_force(variables, text):
    assert text in caps.banner(variables)
    assert bool(caps.banner(variables)) == bool(text)


def test_progress_is_rewritten_on_a_terminal_and_sparse_in_a_log(tmp_path):
    with (tmp_path / "log").open("w+") as log:
        line = ProgressLine(log)
        for number in range(100):
            line.show(f"step {number}")
        line.say("done")
        log.seek(0)
        assert log.read() == "done\n"


def test_durations_are_kept_for_the_next_estimate(lab, notebook):
    from tools.common.places import THIS

    assert lab("run", "--quick", notebook("timed", "1")).code == 0
    known = json.loads((THIS.work / "durations.json").read_text("utf-8"))
    assert known["at most 1 epoch and 2,000 images"]["timed"] > 0
