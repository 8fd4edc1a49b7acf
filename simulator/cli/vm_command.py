"""``run-command-simulator vm``."""

from typing import Any
from urllib.parse import quote

import click

from simulator.cli.arm_client import ArmClient
from simulator.cli.control_client import ControlClient
from simulator.cli.machines import MACHINE_NAME, MachineRow, machine_named, machines
from simulator.cli.options import output_option, simulator_option
from simulator.cli.output import print_json, print_pairs, print_table, progress


@click.group("vm")
def command() -> None:
    """List, show, start, stop and restart the VMs of the running simulator.

    \b
    Examples:
      run-command-simulator vm list
      run-command-simulator vm show win-vm
      run-command-simulator vm stop win-vm --deallocate
    """


def _view(machine: MachineRow) -> dict[str, Any]:
    return {
        "name": machine.name,
        "osType": machine.os_type,
        "powerState": machine.power,
        "agentReady": machine.agent_ready,
        "running": list(machine.running),
        "id": machine.id,
    }


def _agent(machine: MachineRow) -> str:
    return "Ready" if machine.agent_ready else "Not Ready"


@command.command("list")
@output_option
@simulator_option
def list_machines(simulator: ControlClient, output: str) -> None:
    """List the VMs, their agents and what runs on them.

    \b
    Examples:
      run-command-simulator vm list
      run-command-simulator vm list --output json
    """
    known = machines(simulator)
    if output == "json":
        print_json([_view(machine) for machine in known])
        return
    print_table(
        ("VM", "system", "power", "agent", "what runs"),
        [
            (machine.name, machine.os_type, machine.power, _agent(machine), ", ".join(machine.running) or "-")
            for machine in known
        ],
    )


@command.command("show")
@click.argument("vm", type=MACHINE_NAME)
@output_option
@simulator_option
def show(simulator: ControlClient, vm: str, output: str) -> None:
    """Show one VM.

    Of a Windows machine also how it differs from a fresh one: by name, and whole with `--output json`.

    \b
    Examples:
      run-command-simulator vm show win-vm
      run-command-simulator vm show win-vm --output json
    """
    machine = machine_named(simulator, vm)
    changes: dict[str, Any] | None = None
    if machine.os_type == "Windows":
        changes = simulator.get(f"/vms/{quote(machine.id, safe='')}/machine")["changes"]
    if output == "json":
        print_json(_view(machine) | ({} if changes is None else {"changes": changes}))
        return
    print_pairs(
        (
            ("VM", machine.name),
            ("system", machine.os_type),
            ("power", machine.power),
            ("agent", _agent(machine)),
            ("what runs", ", ".join(machine.running) or "-"),
            ("id", machine.id),
        )
    )
    if changes is not None:
        _print_changes(changes)


def _print_changes(changes: dict[str, Any]) -> None:
    """Which parts differ, by name; `--output json` has all of it. When it was booted always differs."""
    click.echo("\nDiffers from a fresh machine in:")
    print_table(("part", "which"), [(part, name) for part, content in changes.items() for name in content])


def _change_power(simulator: ControlClient, vm: str, action: str, output: str, *, wait: bool) -> None:
    machine = machine_named(simulator, vm)
    client = ArmClient(simulator)
    accepted = client.begin(f"{machine.id}/{action}")
    if wait:
        with progress(f"{machine.name}: {action}"):
            status = client.wait(accepted, lambda _status: None)
        if status["status"] != "Succeeded":
            error = status.get("error", {"code": status["status"], "message": ""})
            raise click.ClickException(f"{error['code']}: {error['message']}")
    after = machine_named(simulator, machine.id)
    if output == "json":
        print_json(_view(after))
    else:
        click.echo(f"{after.name} is {after.power}")


_no_wait = click.option("--no-wait", is_flag=True, help="Do not wait for the end.")


@command.command("start")
@click.argument("vm", type=MACHINE_NAME)
@_no_wait
@output_option
@simulator_option
def start(simulator: ControlClient, vm: str, no_wait: bool, output: str) -> None:
    """Start a VM.

    \b
    Example:
      run-command-simulator vm start win-vm
    """
    _change_power(simulator, vm, "start", output, wait=not no_wait)


@command.command("stop")
@click.argument("vm", type=MACHINE_NAME)
@click.option("--deallocate", is_flag=True, help="Give its place back, too, as 'az vm deallocate' does.")
@_no_wait
@output_option
@simulator_option
def stop(simulator: ControlClient, vm: str, deallocate: bool, no_wait: bool, output: str) -> None:
    """Power a VM off. A run command that it is busy with is lost.

    \b
    Examples:
      run-command-simulator vm stop win-vm
      run-command-simulator vm stop win-vm --deallocate --output json
    """
    _change_power(simulator, vm, "deallocate" if deallocate else "powerOff", output, wait=not no_wait)


@command.command("restart")
@click.argument("vm", type=MACHINE_NAME)
@_no_wait
@output_option
@simulator_option
def restart(simulator: ControlClient, vm: str, no_wait: bool, output: str) -> None:
    """Restart a VM.

    \b
    Example:
      run-command-simulator vm restart win-vm
    """
    _change_power(simulator, vm, "restart", output, wait=not no_wait)
