"""Somebody else who uses a VM: what makes a client meet ``Conflict``."""

import re

from fake_agent.rules import Rule
from fake_arm.compute import run_command
from fake_arm.compute.run_command_input import RunCommandInput
from fake_arm.errors import ArmError
from fake_arm.model import VirtualMachine
from simulator.simulation import Simulation

SOMEBODY_ELSE = "somebody else"
"""The client of such a run, in ``received``."""

_COMMANDS = {"Windows": "RunPowerShellScript", "Linux": "RunShellScript"}


def occupy(simulation: Simulation, machine: VirtualMachine, duration: float | None) -> str:
    """Run a script for ``duration`` simulated seconds. Returns the operation's id, or nothing where it is refused.

    Called with the lock held.
    """
    script = f"# {SOMEBODY_ELSE}, since {simulation.schedule.now:.6f} s"
    rule = Rule(f"^{re.escape(script)}$", duration=duration, vm=machine.name)
    wanted = RunCommandInput(_COMMANDS[machine.os_type], (script,), ())
    try:
        operation = run_command.begin(simulation.cloud, machine, wanted, SOMEBODY_ELSE)
    except ArmError:
        return ""
    simulation.rules.add(rule)
    return operation.id
