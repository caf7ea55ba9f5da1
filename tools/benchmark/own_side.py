"""The lab's own side of the benchmark: a Maven module that students do not build."""

from __future__ import annotations

from tools.benchmark.systems import Installation
from tools.common import java_names
from tools.common.stamps import fingerprint, stamp, stamped
from tools.environment import java_library


def build(installation: Installation) -> None:
    """Makes its jar, unless it is there for these very sources."""
    checkout, module = installation.checkout, installation.own_module
    sources = [*checkout.java_sources, module / "pom.xml", module / "src" / "main"]
    wanted = fingerprint(sources, installation.java.version)
    target = module / "target"
    if installation.own_jar.is_file() and stamped(target) == wanted:
        return
    maven = java_library.find_maven(installation.env)
    command = java_library.package(maven, java_names.BENCHMARK)
    java_library.run_maven(checkout, installation.java, installation.env, command)
    stamp(target, wanted)
