"""A kernel restarts quickly, and none stays behind, however it or Jupyter ends."""

import signal
import statistics
import time
from collections.abc import Iterator

import psutil
import pytest

from tests import servers
from tests.conftest import posix_only
from tests.rest_kernel import RestKernel
from tests.servers import Server

pytestmark = posix_only

TRIALS = 5
SECONDS_TO_RESTART = 4.5
SECONDS_TO_VANISH = 8

# The native library starts threads of its own, which a process that ends has to get rid of.
USES_THE_NATIVE_LIBRARY = """
import org.nd4j.linalg.factory.Nd4j;
Nd4j.rand(400, 400).mmul(Nd4j.rand(400, 400)).sumNumber();
"""
NEVER_ENDS = USES_THE_NATIVE_LIBRARY + 'System.out.println("busy"); while (true) { }'


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    with servers.running(tmp_path_factory.mktemp("notebooks")) as running:
        yield running


def left_of(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that do not vanish by themselves; they are ended now."""
    _, left = psutil.wait_procs(processes, timeout=SECONDS_TO_VANISH)
    for process in left:
        process.kill()
    return left


def test_restart_to_the_first_cell_takes_four_and_a_half_seconds_at_most(server, capsys):
    kernel, seconds = RestKernel(server), []
    for _ in range(TRIALS):
        assert kernel.execute(USES_THE_NATIVE_LIBRARY) == "ok"
        started = time.monotonic()
        kernel.restart()
        assert kernel.execute("1 + 1") == "ok"
        seconds.append(time.monotonic() - started)
    with capsys.disabled():
        times = ", ".join(f"{each:.2f}" for each in seconds)
        print(f"\nrestart to the first cell: median {statistics.median(seconds):.2f} s of {times}")
    kernel.close()
    assert statistics.median(seconds) <= SECONDS_TO_RESTART, seconds


def test_restart_leaves_no_process_of_the_kernel_before(server):
    kernel = RestKernel(server)
    kernel.execute(USES_THE_NATIVE_LIBRARY)
    before = kernel.process
    kernel.restart()
    assert left_of([before]) == []
    kernel.close()


@pytest.mark.parametrize("is_busy", [False, True], ids=["idle", "busy"])
def test_closing_a_kernel_leaves_no_process(server, is_busy):
    kernel = RestKernel(server)
    if is_busy:
        kernel.begin(NEVER_ENDS)
    else:
        kernel.execute(USES_THE_NATIVE_LIBRARY)
    process = kernel.process
    kernel.close()
    assert left_of([process]) == []
    assert server.kernels() == []


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGHUP], ids=lambda sign: sign.name)
def test_ending_the_launcher_leaves_no_process(sign, tmp_path):
    with servers.running(tmp_path) as server:
        RestKernel(server).begin(NEVER_ENDS)
        family = [server.jupyter, *server.kernels()]
        assert len(family) == 2
        assert server.end(sign) == 130
        assert left_of(family) == []


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGKILL], ids=lambda sign: sign.name)
def test_a_kernel_does_not_outlive_its_server(sign, tmp_path):
    with servers.running(tmp_path) as server:
        RestKernel(server).begin(NEVER_ENDS)
        family = [server.jupyter, *server.kernels()]
        assert len(family) == 2
        server.jupyter.send_signal(sign)
        assert left_of(family) == []
