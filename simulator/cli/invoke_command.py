"""``run-command-simulator invoke``."""

import sys
import time
from pathlib import Path
from typing import Any, TextIO

import click

from simulator.cli.arm_client import Accepted, ArmClient
from simulator.cli.control_client import ControlClient
from simulator.cli.machines import MACHINE_NAME, machine_named
from simulator.cli.options import output_option, simulator_option
from simulator.cli.output import print_json, print_pairs, progress
from simulator.cli.run_result import RunResult

DEFAULT_COMMANDS = {"Windows": "RunPowerShellScript", "Linux": "RunShellScript"}
STANDS_STILL_AFTER = 2.0
"""Seconds of the wall clock after which whoever waits in a time that stands still is told so."""


class _Parameter(click.ParamType[dict[str, str]]):
    name = "name=value"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> dict[str, str]:
        name, sign, text = value.partition("=")
        if not (sign and name):
            self.fail(f"'{value}' is not of the form name=value.", param, ctx)
        return {"name": name, "value": text}


@click.command("invoke")
@click.option("--vm", required=True, type=MACHINE_NAME, help="Name (or id) of the VM.")
@click.option("--command-id", help="A built-in command; the system's own for scripts, unless given.")
@click.option("--script", "script_lines", multiple=True, metavar="LINE", help="A line of the script; again for more.")
@click.option("--file", "script_file", type=click.File(encoding="utf-8"), help="File with the script; - reads input.")
@click.option("--parameter", "parameters", multiple=True, type=_Parameter(), help="A parameter; again for more.")
@click.option("--no-wait", is_flag=True, help="Do not wait for the end.")
@output_option
@simulator_option
def command(
    simulator: ControlClient,
    vm: str,
    command_id: str | None,
    script_lines: tuple[str, ...],
    script_file: TextIO | None,
    parameters: tuple[dict[str, str], ...],
    no_wait: bool,
    output: str,
) -> int:
    """Run a command on a VM of the running simulator, as an Azure client would, and print what the script printed.

    StdOut and StdErr go where they belong. As in Azure, a script's exit code is nowhere to be seen: the exit code is
    0 where the run command succeeded, 1 where Azure refused or failed it.

    \b
    Examples:
      run-command-simulator invoke --vm win-vm --script 'Write-Output hello'
      run-command-simulator invoke --vm win-vm --command-id IPConfig --output json
      run-command-simulator invoke --vm win-vm --file fix.ps1 \\
        --parameter name=Spooler
      echo 'hostname' | run-command-simulator invoke --vm win-vm --file -
      run-command-simulator invoke --vm win-vm --no-wait --script 'sleep 6000'
    """
    if script_file is not None and script_lines:
        raise click.UsageError("--script and --file exclude each other.")
    machine = machine_named(simulator, vm)
    script = [_read(script_file)] if script_file is not None else list(script_lines)
    body: dict[str, Any] = {"commandId": command_id or DEFAULT_COMMANDS[machine.os_type]}
    if script:
        body["script"] = script
    client = ArmClient(simulator)
    accepted = client.begin(f"{machine.id}/runCommand", body | {"parameters": list(parameters)})
    if no_wait:
        _tell_accepted(accepted, output)
        return 0
    try:
        return _finish(client, accepted, machine.name, output)
    except KeyboardInterrupt:
        click.echo(f"\noperation {accepted.operation} runs on: it can't be cancelled, as in Azure", err=True)
        raise


def _read(file: TextIO) -> str:
    try:
        return file.read()
    except ValueError as error:
        raise click.ClickException(f"the script in {Path(file.name).name} is not UTF-8 text") from error


def _tell_accepted(accepted: Accepted, output: str) -> None:
    if output == "json":
        print_json(
            {"operation": accepted.operation, "statusUrl": accepted.status_url, "resultUrl": accepted.result_url}
        )
    else:
        print_pairs(
            (("operation", accepted.operation), ("its way", f"run-command-simulator trace {accepted.operation}"))
        )


def _finish(client: ArmClient, accepted: Accepted, vm: str, output: str) -> int:
    began = time.monotonic()
    told = False
    with progress(f"{vm}: waiting for operation {accepted.operation}") as shown:

        def on_poll(_status: dict[str, Any]) -> None:
            nonlocal told
            moment = client.control.get("/time")
            shown.show(f"{vm}: in progress, {moment['utc'][11:19]} in simulated time ({moment['mode']})")
            if moment["mode"] == "manual" and not told and time.monotonic() - began > STANDS_STILL_AFTER:
                told = True
                shown.tell("simulated time stands still: move it with 'run-command-simulator clock advance 5m'")

        status = client.wait(accepted, on_poll)
    if status["status"] != "Succeeded":
        return _tell_failed(accepted, status, output)
    value = client.request("GET", accepted.result_url).body["value"]
    if output == "json":
        print_json({"operation": accepted.operation, "status": status["status"], "value": value})
        return 0
    result = RunResult.of(value)
    for text, stream in ((result.stdout, sys.stdout), (result.stderr, sys.stderr)):
        if text:
            click.echo(text, file=stream, nl=not text.endswith("\n"))
    return 0


def _tell_failed(accepted: Accepted, status: dict[str, Any], output: str) -> int:
    error = status.get("error", {"code": status["status"], "message": ""})
    if output == "json":
        print_json({"operation": accepted.operation, "status": status["status"], "error": error})
    else:
        click.echo(f"{error['code']}: {error['message']}", err=True)
        click.echo(f"What happened: run-command-simulator trace {accepted.operation}", err=True)
    return 1
