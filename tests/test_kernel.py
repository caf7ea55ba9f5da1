"""The kernel starts with every JDK on this machine, and says nothing on stderr."""

import asyncio
import json
import os
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from tests.conftest import posix_only
from tools.common.places import THIS, environment_in_use
from tools.environment import jvm, kernel_spec
from tools.environment.jvm import Java

JDKS = jvm.find_all(os.environ)
CELL = "org.nd4j.linalg.factory.Nd4j.ones(2, 3).sumNumber()"


async def execute(
    java: Java, folder: Path, code: str, before: tuple[str, ...] = ()
) -> tuple[str, str]:
    """The result of a cell, and all that came on stderr: of the process and of the cell.

    The options `before` come ahead of the kernel's own, like what the system sets.
    """
    manager = AsyncKernelManager()
    spec = json.loads(kernel_spec.kernelspec(THIS, java, environment_in_use(THIS, os.environ)))
    place = spec["argv"].index(str(java.executable)) + 1
    spec["argv"][place:place] = before
    manager._kernel_spec = KernelSpec(**spec)
    result, told = "", ""
    with (folder / "stderr").open("w") as stderr:
        await manager.start_kernel(stderr=stderr)
        client = manager.client()
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=60)

            def hear(message: dict) -> None:
                nonlocal result, told
                content = message["content"]
                if message["msg_type"] == "execute_result":
                    result = content["data"]["text/plain"]
                elif content.get("name") == "stderr" or message["msg_type"] == "error":
                    told += content.get("text", content.get("evalue"))

            await client.execute_interactive(code, timeout=120, output_hook=hear)
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)
    return result, told + (folder / "stderr").read_text()


@pytest.mark.parametrize("java", JDKS, ids=lambda java: f"JDK-{java.version}")
def test_kernel_computes_and_keeps_stderr_empty(java, tmp_path, record_property, capsys):
    with capsys.disabled():
        print(f"\nJDK {java.version} ({java.home})", end=" ")
    result, stderr = asyncio.run(execute(java, tmp_path, CELL))
    assert stderr == ""
    assert result == "6.0"


@posix_only
@pytest.mark.parametrize("variable", jvm.OPTION_VARIABLES)
def test_option_variables_of_the_user_do_not_reach_stderr(variable, tmp_path, monkeypatch):
    monkeypatch.setenv(variable, "-Dsome.thing=1")
    _, stderr = asyncio.run(execute(JDKS[0], tmp_path, "1 + 1"))
    assert stderr == ""


@pytest.mark.parametrize(("language", "country"), [("de", "DE"), ("tr", "TR")])
def test_numbers_are_written_alike_in_every_country(language, country, tmp_path):
    system = (f"-Duser.language={language}", f"-Duser.country={country}")
    code = 'String.format("%.4f %,d %s", 0.9864, 60_000, "TITLE".toLowerCase())'
    result, stderr = asyncio.run(execute(JDKS[0], tmp_path, code, system))
    assert (result, stderr) == ("0.9864 60,000 title", "")


def test_at_least_the_jdk_in_use_is_tested():
    assert jvm.find_java(os.environ).home in [java.home for java in JDKS]
