"""``run-command-simulator trace``."""

from datetime import datetime, timedelta

import click
from click.shell_completion import CompletionItem

from simulator.cli.control_client import ControlClient
from simulator.cli.options import output_option, simulator_option
from simulator.cli.output import print_json, print_table
from simulator.timeline import Line, lines


class _OperationId(click.ParamType[str]):
    name = "operation"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The run commands of the simulator that runs, with what each is; none where none runs."""
        try:
            entries = ControlClient.of_running_simulator().get("/journal")["entries"]
        except click.ClickException:
            return []
        return [
            CompletionItem(entry["operation"], help=f"{entry['details'].get('command', 'operation')} on {entry['vm']}")
            for entry in {entry["operation"]: entry for entry in reversed(entries)}.values()
            if entry["operation"] and entry["operation"].startswith(incomplete.lower())
        ]


@click.command("trace")
@click.argument("operation", required=False, type=_OperationId())
@output_option
@simulator_option
def command(simulator: ControlClient, operation: str | None, output: str) -> None:
    """Show the way of one run command across all layers as a timeline.

    OPERATION is its id (or the beginning of it); without one the latest is shown. It talks to the simulator that
    `serve` started, or that `exec` runs this in.

    \b
    Examples:
      run-command-simulator trace
      run-command-simulator trace 54c6728e --output json
    """
    journal = simulator.get("/journal")
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
        print_json({"operation": found[0], "start": journal["start"], "entries": own})
        return
    _print(found[0], lines(own), datetime.fromisoformat(journal["start"]))


def _print(operation: str, timeline: list[Line], start: datetime) -> None:
    machines = ", ".join(dict.fromkeys(line.vm for line in timeline if line.vm))
    click.echo(f"operation {operation} on {machines}, {start + timedelta(seconds=timeline[0].time):%Y-%m-%d}")
    rows = [
        (f"{start + timedelta(seconds=line.time):%H:%M:%S}", f"{line.after:.1f} s", line.layer, line.text)
        for line in timeline
    ]
    print_table(("UTC", "after", "layer", "what happened"), rows, right=("after",))
