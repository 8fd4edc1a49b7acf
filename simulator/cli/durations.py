"""Durations as people write them: ``90m``, ``1h30m``, ``45s``, or seconds without a unit."""

import re

import click

UNITS = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0}

_NUMBER = r"\d+(?:\.\d+)?"
_WHOLE = re.compile(rf"{_NUMBER}|(?:{_NUMBER}[dhms])+", re.ASCII)


def parse_duration(text: str) -> float:
    """Seconds. Raises ``ValueError`` with a sentence that says what would be right."""
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"'{text}' is not a duration: write 90m, 1h30m, 45s, or seconds without a unit")
    if text[-1] not in UNITS:
        return float(text)
    return sum(float(number) * UNITS[unit] for number, unit in re.findall(rf"({_NUMBER})([dhms])", text))


class Duration(click.ParamType[float]):
    """A duration on the command line; the command gets seconds."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Seconds."""
        try:
            return parse_duration(str(value))
        except ValueError as error:
            self.fail(f"{error}.", param, ctx)


DURATION = Duration()
