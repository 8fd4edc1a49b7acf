"""Mistakes of the user's."""

import click


class BadOptionError(click.ClickException):
    """Something that can't be served; exit code 2."""

    exit_code = 2
