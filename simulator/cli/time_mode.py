"""A time mode on the command line: completed here, read by whoever lets time move."""

import click
from click.shell_completion import CompletionItem

MODES = {
    "auto": "jumps to what a client waits for",
    "manual": "moves by 'clock advance' only",
    "real": "follows the wall clock",
    "x60": "60 times as fast; any xN",
}


class TimeMode(click.ParamType[str]):
    """Its name; what it must be is checked where it is used."""

    name = "mode"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Those that begin so."""
        return [CompletionItem(mode, help=text) for mode, text in MODES.items() if mode.startswith(incomplete)]
