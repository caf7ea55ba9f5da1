"""The locale of what the lab starts: Java writes paths in its character set."""

from __future__ import annotations

import codecs
import functools
import locale
import sys
from collections.abc import Mapping

from tools.common.places import WINDOWS

EVERY_LETTER = "C.UTF-8"


def with_every_letter(env: Mapping[str, str]) -> dict[str, str]:
    """The variable for a locale in which a folder may be called `bär`, where the caller's has ASCII
    only; nothing where it has more, and on systems whose paths do not depend on it."""
    if WINDOWS or sys.platform == "darwin":
        return {}
    name = env.get("LC_ALL") or env.get("LC_CTYPE") or env.get("LANG") or "C"
    if _has_ascii_only(name) and not _has_ascii_only(EVERY_LETTER):
        return {"LC_ALL": EVERY_LETTER}
    return {}


@functools.cache
def _has_ascii_only(name: str) -> bool:
    """Whether a locale has no other letters; one that is not installed is as good as C."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, name)
        return codecs.lookup(locale.nl_langinfo(locale.CODESET)).name == "ascii"
    except locale.Error:
        return True
    except LookupError:  # a character set that Python does not know
        return False
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
