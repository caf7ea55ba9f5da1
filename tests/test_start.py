"""`./lab start`: JupyterLab for this machine only, with a token and our kernel alone."""

import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from tests import servers
from tests.conftest import posix_only
from tests.servers import Server

pytestmark = posix_only


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with servers.running() as running:
        yield running
    assert running.code == 130


def test_only_our_kernel_is_offered(server):
    specs = server.api("GET", "kernelspecs")["kernelspecs"]
    assert list(specs) == ["digitlab"]
    assert specs["digitlab"]["spec"]["display_name"] == "Java (DigitLab)"


def test_it_opens_the_copies(server):
    names = [entry["name"] for entry in server.api("GET", "contents")["content"]]
    assert "00-start-here.ipynb" in names


def test_without_the_token_nothing_is_shown(server):
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(f"{server.address}/api/contents", timeout=30)
