"""The environment variables of everything that the lab starts."""

from __future__ import annotations

from collections.abc import Mapping

from tools.common.places import Checkout
from tools.environment import jvm, locales
from tools.environment.jvm import Java


def lab_environment(checkout: Checkout, java: Java, env: Mapping[str, str]) -> dict[str, str]:
    """The variables for everything the lab starts: one JDK, Jupyter's folders inside work/,
    a locale with every letter."""
    jupyter = checkout.work / "jupyter"
    kept = {key: value for key, value in env.items() if key not in jvm.OPTION_VARIABLES}
    return {
        **kept,
        **locales.with_every_letter(env),
        "JAVA_HOME": str(java.home),
        "JUPYTER_RUNTIME_DIR": str(jupyter / "runtime"),
        "JUPYTER_CONFIG_DIR": str(jupyter / "config"),
        "JUPYTER_DATA_DIR": str(jupyter / "data"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "IPYTHONDIR": str(jupyter / "ipython"),
        "PYTHONUTF8": "1",
    }
