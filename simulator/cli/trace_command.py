"""``run-command-simulator trace``."""

from datetime import datetime, timedelta
from typing import Any

import click

from simulator.cli.control_client import ControlClient
from simulator.timeline import Line, lines


@click.command("trace")
@click.argument("operation", required=False)
@click.option(
    "--output", type=click.Choice(("table", "json")), default="table", help="How to print.", show_default=True
)
def command(operation: str | None, output: str) -> None:
    """Show the way of one run command across all layers as a timeline.

    OPERATION is its id (or the beginning of it); without one the latest is shown. It talks to the simulator that
    `serve` started, or that `exec` runs this in.

    \b
    Examples:
      run-command-simulator trace
      run-command-simulator trace 54c6728e --output json
    """
    client = ControlClient.of_running_simulator()
    journal = client.get("/journal")
    entries = journal["entries"]
    known = list(dict.fromkeys(entry["operation"] for entry in entries if entry["operation"]))
    found = [one for one in known if one.startswith(operation.lower())] if operation else known[-1:]
    if not found:
        missing = f"no operation {operation}" if operation else "no operation yet"
        raise click.ClickException(f"{missing}; the journal has {len(entries)} lines")
    if len(found) > 1 and operation:
        raise click.ClickException(f"{operation} is not unique: {', '.join(found)}")
    own = [entry for entry in entries if entry["operation"] == found[0]]
    if output == "json":
        import json  # noqa: PLC0415 # the usual way needs none

        click.echo(json.dumps({"operation": found[0], "start": journal["start"], "entries": own}, indent=2))
        return
    _print(found[0], lines(own), datetime.fromisoformat(journal["start"]))


def _print(operation: str, timeline: list[Line], start: datetime) -> None:
    from rich.console import Console  # noqa: PLC0415 # only where a table is printed
    from rich.table import Table  # noqa: PLC0415

    machines = ", ".join(dict.fromkeys(line.vm for line in timeline if line.vm))
    click.echo(f"operation {operation} on {machines}, {start + timedelta(seconds=timeline[0].time):%Y-%m-%d}")
    table = Table(box=None, padding=(0, 2, 0, 0))
    columns: list[dict[str, Any]] = [
        {"header": "UTC", "no_wrap": True},
        {"header": "after", "justify": "right", "no_wrap": True},
        {"header": "layer", "no_wrap": True},
        {"header": "what happened", "overflow": "fold"},
    ]
    for column in columns:
        table.add_column(**column)
    for line in timeline:
        moment = start + timedelta(seconds=line.time)
        table.add_row(f"{moment:%H:%M:%S}", f"{line.after:.1f} s", line.layer, line.text)
    Console(highlight=False).print(table)
