"""start, powerOff, deallocate, restart: of virtual machines and of scale-set instances."""

from collections.abc import Callable
from dataclasses import dataclass

from fake_arm import errors
from fake_arm.answer import Answer
from fake_arm.cloud import Cloud
from fake_arm.compute import long_running
from fake_arm.compute.lookup import machine as find_machine
from fake_arm.model import PowerState, VirtualMachine
from fake_arm.operations import Operation
from fake_arm.request import ArmRequest
from fake_arm.routes import Handler, Route


@dataclass(frozen=True, slots=True)
class PowerAction:
    """One power operation: the states on the way and at the end, and what the machine itself does.

    ``at_once`` are the machine's steps when the operation begins, ``at_end`` when it ends; ``timing`` names the
    field of ``ProviderTiming``.
    """

    name: str
    timing: str
    during: PowerState
    after: PowerState
    at_once: tuple[str, ...] = ()
    at_end: tuple[str, ...] = ()


POWER_ACTIONS = (
    PowerAction("start", "start", PowerState.STARTING, PowerState.RUNNING, at_end=("start",)),
    PowerAction("powerOff", "stop", PowerState.STOPPING, PowerState.STOPPED, at_once=("stop",)),
    PowerAction("deallocate", "stop", PowerState.DEALLOCATING, PowerState.DEALLOCATED, at_once=("stop",)),
    PowerAction("restart", "start", PowerState.RUNNING, PowerState.RUNNING, at_once=("stop",), at_end=("start",)),
)


def _handler(action: PowerAction) -> Handler:
    def post(cloud: Cloud, request: ArmRequest) -> Answer:
        machine = find_machine(cloud, request)
        if action.name == "restart" and machine.power_state is not PowerState.RUNNING:
            raise errors.VM_NOT_RUNNING()
        if machine.provisioning_state == "Deleting":
            raise errors.MARKED_FOR_DELETION(operation=action.name, name=machine.name)
        return long_running.accepted(cloud, request, _begin(cloud, machine, action))

    return post


def _begin(cloud: Cloud, machine: VirtualMachine, action: PowerAction) -> Operation:
    steps: dict[str, Callable[[VirtualMachine], None]] = {
        "start": cloud.hypervisor.start,
        "stop": cloud.hypervisor.stop,
    }
    preempted = _preempt_power_operations(cloud, machine)
    already_there = machine.power_state is action.after and action.name != "restart" and not preempted

    def finish() -> None:
        present = cloud.change_machine(machine.key, power_state=action.after)
        if present is not None and not already_there:
            for step in action.at_end:
                steps[step](present)

    if not already_there:
        cloud.change_machine(machine.key, power_state=action.during)
        for step in action.at_once:
            steps[step](machine)
    return long_running.begin(cloud, machine, action.name, getattr(cloud.timing, action.timing), finish)


def _preempt_power_operations(cloud: Cloud, machine: VirtualMachine) -> bool:
    """A newer power operation takes the place of one that is under way. Returns whether there was one."""
    preempted = False
    for operation in cloud.operations.running_on(machine.key):
        if operation.kind in {action.name for action in POWER_ACTIONS}:
            preempted |= cloud.operations.end(operation.id, cloud.now, "Canceled", failure=errors.PREEMPTED)
    return preempted


_GROUP = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute"
_MACHINE = f"{_GROUP}/virtualMachines/{{vm}}"
_INSTANCE = f"{_GROUP}/virtualMachineScaleSets/{{scale_set}}/virtualMachines/{{instance}}"

ROUTES = tuple(
    Route("POST", f"{template}/{action.name}", _handler(action), f"{kind}/{action.name}/action", limits=limits)
    for template, kind, limits in (
        (_MACHINE, "Microsoft.Compute/virtualMachines", "UpdateVM"),
        (_INSTANCE, "Microsoft.Compute/virtualMachineScaleSets/virtualMachines", "VMScaleSetVMActions"),
    )
    for action in POWER_ACTIONS
)
