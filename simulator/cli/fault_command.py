"""``run-command-simulator fault``."""

import json
from collections.abc import Sequence
from math import isfinite
from typing import Any
from urllib.parse import quote

import click
from click.shell_completion import CompletionItem

from simulator.cli.control_client import ControlClient
from simulator.cli.durations import DURATION
from simulator.cli.machines import MACHINE_NAME
from simulator.cli.numbers import Chance, WholeNumber
from simulator.cli.options import output_option, simulator_option
from simulator.cli.output import print_json, print_pairs, print_table

MEMBERS = ("fault", "vm", "tag", "request", "count", "start", "end", "probability")
"""The members of an order that are none of the fault's own parameters."""


@click.group("fault")
def command() -> None:
    """List the faults of the running simulator, inject them, heal them.

    \b
    Examples:
      run-command-simulator fault list
      run-command-simulator fault inject outbound-blocked --vm win-vm
      run-command-simulator fault inject throttled --request 'POST */runCommand'
      run-command-simulator fault heal --all
    """


class _FaultName(click.ParamType[str]):
    name = "fault"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [
            CompletionItem(fault["name"], help=fault["what"])
            for fault in _told()["faults"]
            if fault["name"].startswith(incomplete)
        ]


class _OrderId(click.ParamType[str]):
    name = "id"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [
            CompletionItem(order["id"], help=_scope(order))
            for order in _told()["injected"]
            if order["id"].startswith(incomplete)
        ]


def _told() -> dict[str, Any]:
    """What a completion can offer; nothing where no simulator runs."""
    try:
        return ControlClient.of_running_simulator().get("/faults")
    except click.ClickException:
        return {"faults": [], "injected": []}


class _Setting(click.ParamType[tuple[str, Any]]):
    name = "name=value"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Any]:
        name, sign, text = value.partition("=")
        if not (sign and name):
            self.fail(f"'{value}' is not of the form name=value.", param, ctx)
        return name, _scalar(text)


def _scalar(text: str) -> Any:
    """A number, true or false where the text is one in JSON; else the text itself."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    is_scalar = isinstance(value, bool | int) or (isinstance(value, float) and isfinite(value))
    return value if is_scalar else text


@command.command("list")
@click.argument("name", required=False, type=_FaultName())
@output_option
@simulator_option
def list_faults(simulator: ControlClient, name: str | None, output: str) -> None:
    """List the faults that there are, and those in force. With NAME: all about one.

    \b
    Examples:
      run-command-simulator fault list
      run-command-simulator fault list throttled
      run-command-simulator fault list --output json
    """
    told = simulator.get("/faults")
    if name is not None:
        told["faults"] = [fault for fault in told["faults"] if fault["name"] == name]
        if not told["faults"]:
            raise click.ClickException(f"there is no fault '{name}': 'run-command-simulator fault list' shows them all")
        told["injected"] = [order for order in told["injected"] if order["fault"] == name]
    if output == "json":
        print_json(told)
    elif name is None:
        print_table(("fault", "of", "what it does"), [_row(fault) for fault in told["faults"]])
        _print_in_force(told["injected"])
    else:
        _print_one(told["faults"][0])
        _print_in_force(told["injected"])


def _row(fault: dict[str, Any]) -> tuple[str, str, str]:
    of = "/".join(fault["systems"]) if fault["place"] == "vm" else fault["place"]
    return fault["name"], {"Windows/Linux": "any VM"}.get(of, of), fault["what"]


def _print_one(fault: dict[str, Any]) -> None:
    print_table(
        ("fault", fault["name"]),
        [
            ("of", _row(fault)[1]),
            ("what it does", fault["what"]),
            ("what a client sees", fault["observed"]),
            ("grade", f"{fault['grade']}: {fault['source']}"),
            *((f"--set {one['name']}=", _parameter(one)) for one in fault["parameters"]),
        ],
    )


def _parameter(parameter: dict[str, Any]) -> str:
    choices = f" ({', '.join(map(str, parameter['choices']))})" if "choices" in parameter else ""
    return f"{parameter['meaning']}{choices}; {json.dumps(parameter['default'])}, unless given"


def _print_in_force(orders: list[dict[str, Any]]) -> None:
    if not orders:
        click.echo("\nNone is in force.")
        return
    click.echo("\nIn force:")
    rows = [(order["id"], str(order["struck"]), "yes" if order["active"] else "no", _scope(order)) for order in orders]
    print_table(("id", "struck", "active", "where and when"), rows, right=("struck",))


def _scope(order: dict[str, Any]) -> str:
    own = ("id", "fault", "active", "struck", "injectedAt")
    said = [f"{name}: {value}" for name, value in order.items() if name not in own]
    return ", ".join(said) or "everywhere"


@command.command("inject")
@click.argument("name", type=_FaultName())
@click.option("--vm", type=MACHINE_NAME, help="Name of the VM, or a pattern (web-*); all, unless given.")
@click.option("--tag", metavar="NAME[=VALUE]", help="Only VMs that have this tag.")
@click.option("--request", metavar="PATTERN", help="Only these requests: 'POST */runCommand', '*/operations/*'.")
@click.option("--count", type=WholeNumber(min=1), metavar="NUMBER", help="Over after so many occasions.")
@click.option("--start", type=DURATION, help="Begins so long after now, in simulated time.")
@click.option("--end", type=DURATION, help="Ends so long after now.")
@click.option("--probability", type=Chance(), metavar="NUMBER", help="Of each occasion, from 0 to 1.")
@click.option("--set", "settings", multiple=True, type=_Setting(), help="A parameter of the fault; again for more.")
@output_option
@simulator_option
def inject(
    simulator: ControlClient, name: str, settings: tuple[tuple[str, Any], ...], output: str, **members: Any
) -> None:
    """Put the fault NAME in force.

    It stays until it is healed, over, or the simulator is reset.

    \b
    Examples:
      run-command-simulator fault inject outbound-blocked --vm win-vm --end 10m
      run-command-simulator fault inject agent-stopped --vm 'linux-*'
      run-command-simulator fault inject throttled --count 2 --set retryAfter=5
      run-command-simulator fault inject throttled --probability 0.1 --output json
    """
    said = {member: value for member, value in members.items() if value is not None}
    order = simulator.ask("POST", "/faults", {"fault": name, **said, **_parameters(settings)})
    if output == "json":
        print_json(order)
    else:
        print_pairs((("in force", order["id"]), ("where and when", _scope(order))))


def _parameters(settings: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """The fault's own parameters, each said once; the other members of an order have options."""
    parameters: dict[str, Any] = {}
    for name, value in settings:
        if name in MEMBERS:
            instead = "NAME" if name == "fault" else f"--{name}"
            raise click.UsageError(f"--set is for the fault's own parameters: give '{name}' as {instead}.")
        if name in parameters:
            raise click.UsageError(f"--set gives '{name}' twice.")
        parameters[name] = value
    return parameters


@command.command("heal")
@click.argument("order", metavar="[ID]", required=False, type=_OrderId())
@click.option("--all", "everything", is_flag=True, help="Heal all that is in force.")
@output_option
@simulator_option
def heal(simulator: ControlClient, order: str | None, everything: bool, output: str) -> None:
    """Heal what is in force.

    ID is that of one order, or the name of a fault for all of its orders.

    \b
    Examples:
      run-command-simulator fault inject agent-stopped
      run-command-simulator fault heal agent-stopped
      run-command-simulator fault heal --all --output json
    """
    if everything == (order is not None):
        raise click.UsageError("Name what to heal, or say --all.")
    answer = simulator.ask("DELETE", "/faults" if everything else f"/faults/{quote(order or '', safe='')}")
    if output == "json":
        print_json(answer)
    else:
        click.echo(f"healed: {', '.join(answer['healed']) or 'nothing was in force'}")
