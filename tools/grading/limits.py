"""What a student's code may use."""

from __future__ import annotations

from dataclasses import dataclass, fields

from tools.common.console import Problem


@dataclass(frozen=True)
class Limits:
    """Set in the course's nbgrader_config.py, as c.Limits.NAME; these are the defaults."""

    seconds_per_cell: int = 30
    seconds_per_notebook: int = 180
    megabytes_of_memory: int = 2500
    megabytes_of_output: int = 10
    megabytes_per_file: int = 200

    @staticmethod
    def of(settings: dict) -> Limits:
        """From the section Limits of the settings; a Problem for a name or value unknown here."""
        known = {field.name for field in fields(Limits)}
        for name, value in settings.items():
            if name not in known or not isinstance(value, int) or value <= 0:
                raise Problem(
                    f"c.Limits.{name} = {value!r}: there are {', '.join(sorted(known))}, "
                    "each a whole number above 0."
                )
        return Limits(**settings)
