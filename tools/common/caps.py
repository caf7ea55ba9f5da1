"""The caps on training (`DIGITLAB_MAX_EPOCHS`, `DIGITLAB_MAX_IMAGES`), which the library obeys."""

from __future__ import annotations

from collections.abc import Mapping

EPOCHS = "DIGITLAB_MAX_EPOCHS"
IMAGES = "DIGITLAB_MAX_IMAGES"
QUICK = {EPOCHS: "1", IMAGES: "2000"}


def quick(env: Mapping[str, str]) -> dict[str, str]:
    """The caps of a quick run; what was set by hand wins."""
    return {name: env.get(name) or value for name, value in QUICK.items()}


def words(env: Mapping[str, str]) -> str:
    """The caps in force, as a phrase; empty when there is none."""
    parts = []
    if env.get(EPOCHS):
        parts.append(f"{_number(env[EPOCHS])} {'epoch' if env[EPOCHS] == '1' else 'epochs'}")
    if env.get(IMAGES):
        parts.append(f"{_number(env[IMAGES])} images")
    return "at most " + " and ".join(parts) if parts else ""


def banner(env: Mapping[str, str]) -> str:
    """What stands on top of a capped report; empty when no cap is in force."""
    caps = words(env)
    if not caps:
        return ""
    return f"Quick run: {caps}. It shows that everything works; the figures mean nothing yet."


def _number(text: str) -> str:
    return f"{int(text):,}" if text.isdigit() else text
