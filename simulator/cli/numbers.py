"""Numbers on the command line, with errors in plain words."""

import math
from typing import Any

import click


class WholeNumber(click.IntRange):
    """A whole number within limits."""

    name = "whole number"


class Chance(click.FloatRange):
    """A probability: a number from 0 to 1."""

    name = "number"

    def __init__(self) -> None:
        super().__init__(0, 1)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number; what is none (``nan``) lies in no range, and click does not see that."""
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            self.fail(f"'{value}' is not a valid number.", param, ctx)
        return number
