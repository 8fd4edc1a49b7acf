"""``run-command-simulator logs``."""

from urllib.parse import quote

import click

from simulator.cli.control_client import ControlClient
from simulator.cli.machines import MACHINE_NAME, machine_named
from simulator.cli.options import output_option, simulator_option
from simulator.cli.output import print_json


@click.command("logs")
@click.argument("vm", type=MACHINE_NAME)
@output_option
@simulator_option
def command(simulator: ControlClient, vm: str, output: str) -> None:
    """Print the logs of the extension and of the agent, as they are on the VM.

    On Windows RunCommandExtension.log and WaAppAgent.log, on Linux handler.log and waagent.log.

    \b
    Examples:
      run-command-simulator logs win-vm
      run-command-simulator logs win-vm --output json
    """
    answer = simulator.get(f"/vms/{quote(machine_named(simulator, vm).id, safe='')}/logs")
    if output == "json":
        print_json(answer)
        return
    for log in answer["logs"]:
        click.echo(f"==> {log['path']} <==")
        click.echo(log["text"].replace("\r\n", "\n") or "(nothing yet)\n")
