"""``run-command-simulator logs``."""

from urllib.parse import quote

import click

from simulator.cli.control_client import ControlClient


@click.command("logs")
@click.argument("vm")
def command(vm: str) -> None:
    """Print the logs of the extension and of the agent, as they are on the VM.

    On Windows RunCommandExtension.log and WaAppAgent.log, on Linux handler.log and waagent.log. It talks to the
    simulator that runs here.
    """
    for log in ControlClient.of_running_simulator().get(f"/vms/{quote(vm, safe='')}/logs")["logs"]:
        click.echo(f"==> {log['path']} <==")
        click.echo(log["text"].replace("\r\n", "\n") or "(nothing yet)\n")
