"""Action run command: the checks, and the process from the accepted request to the end of its operation."""

from collections.abc import Generator
from dataclasses import replace
from typing import Any

import simpy

from fake_agent.protocol import HandlerTarget, RunCommandSettings
from fake_arm import errors
from fake_arm.answer import Answer
from fake_arm.cloud import Cloud
from fake_arm.compute import long_running, results
from fake_arm.compute.lookup import machine as find_machine
from fake_arm.compute.received import ReceivedRequest
from fake_arm.compute.run_command_input import RunCommandInput, parse
from fake_arm.errors import Failure
from fake_arm.fabric import HANDLERS
from fake_arm.model import CommandDocument, PowerState, VirtualMachine
from fake_arm.operations import Operation
from fake_arm.request import ArmRequest
from fake_arm.routes import Route
from fake_arm.timing import RUN_TIME_LIMIT, SILENCE_LIMIT

KIND = "runCommand"
REMOVAL_COMMANDS = ("removeruncommandwindowsextension", "removeruncommandlinuxextension")


def _post(cloud: Cloud, request: ArmRequest) -> Answer:
    machine = find_machine(cloud, request)
    wanted = parse(request.json_object())
    _wait_for_turn(cloud, machine, wanted)
    machine = find_machine(cloud, request)
    operation = begin(cloud, machine, wanted, request.caller.display_name if request.caller else "")
    charge = {"x-ms-request-charge": "1"} if machine.scale_set else {}
    return Answer(202, headers={**long_running.accepted_headers(cloud, request, operation), **charge})


def begin(cloud: Cloud, machine: VirtualMachine, wanted: RunCommandInput, client: str) -> Operation:
    """Begin what ``client`` (a display name) wants. Raises ``ArmError`` where it is refused."""
    received = ReceivedRequest(machine.key, cloud.now, client, wanted, status=202)
    try:
        operation = _take(cloud, machine, wanted)
    except errors.ArmError as error:
        cloud.received.add(replace(received, status=error.text.status, code=error.text.code))
        raise
    cloud.received.add(replace(received, operation=operation.id))
    return operation


def _take(cloud: Cloud, machine: VirtualMachine, wanted: RunCommandInput) -> Operation:
    document = cloud.document(wanted.command_id)
    if document is None:
        raise errors.ENTITY_NOT_FOUND()
    cloud.watcher.run_requested(machine)
    try:
        _check(cloud, cloud.machines[machine.key], document)
    except errors.ArmError:
        cloud.watcher.run_refused(machine)
        raise
    return _begin(cloud, machine, wanted, document)


def _check(cloud: Cloud, machine: VirtualMachine, document: CommandDocument) -> None:
    objection = _objection(machine, document)
    if objection is not None:
        raise objection
    if _is_locked(cloud, machine):
        cloud.surroundings.record(
            "compute", "run command refused", vm=machine.name, reason="another one is in progress"
        )
        raise errors.RUN_IN_PROGRESS()


def _objection(machine: VirtualMachine, document: CommandDocument) -> errors.ArmError | None:
    """Why a VM takes no such command, whatever else runs on it; None where it would."""
    if machine.power_state is not PowerState.RUNNING:
        return errors.VM_NOT_RUNNING()
    if not machine.extension_operations:
        return errors.EXTENSIONS_DISALLOWED()
    if document.os_type != machine.os_type:
        return errors.OS_MISMATCH(command=document.os_type, machine=machine.os_type)
    if machine.extension_marked_for_deletion and not _is_removal(document):
        return errors.EXTENSION_MARKED_FOR_DELETION(extension=_extension(machine))
    return None


def _is_locked(cloud: Cloud, machine: VirtualMachine) -> bool:
    """Whether a run is in progress, or one that has succeeded still counts as such."""
    return cloud.operations.running(machine.key, KIND) is not None or _lingering(cloud, machine) is not None


def _lingering(cloud: Cloud, machine: VirtualMachine) -> Operation | None:
    """The run that has succeeded and still counts as in progress, if there is one."""
    latest = cloud.operations.latest(machine.key, KIND)
    if latest is None or latest.ended is None or latest.status != "Succeeded":
        return None
    return latest if cloud.now < latest.ended + machine.lock_lingers else None


def _wait_for_turn(cloud: Cloud, machine: VirtualMachine, wanted: RunCommandInput) -> None:
    """Repeating the same request that is refused while a run is in progress moves time as polling that run does.

    So a client that retries the 409 and never polls comes to its turn in every time mode. What is refused for another
    reason does not get its turn by waiting, and moves nothing.
    """
    document = cloud.document(wanted.command_id)
    if document is None or _objection(machine, document) is not None:
        return
    holder = cloud.operations.running(machine.key, KIND)
    if holder is not None:
        running = holder.id
        before = cloud.operations.count_poll(_attempts(running, wanted))
        cloud.clock.poll(before, lambda: cloud.operations.get(running).ended is not None)
        return
    holder = _lingering(cloud, machine)
    if holder is not None and holder.ended is not None:
        free = holder.ended + machine.lock_lingers
        cloud.surroundings.environment.timeout(free - cloud.now)
        cloud.clock.poll(cloud.operations.count_poll(_attempts(holder.id, wanted)), lambda: cloud.now >= free)


def _attempts(operation: str, wanted: RunCommandInput) -> str:
    """What counts the requests for the same that met this run."""
    return f"{operation}/{hash(wanted)}"


def _is_removal(document: CommandDocument) -> bool:
    return document.id.lower() in REMOVAL_COMMANDS


def _extension(machine: VirtualMachine) -> str:
    return HANDLERS[machine.os_type][0].rpartition(".")[2]


def _begin(cloud: Cloud, machine: VirtualMachine, wanted: RunCommandInput, document: CommandDocument) -> Operation:
    operation = long_running.new_operation(cloud, machine, KIND)
    cloud.surroundings.record(
        "compute", "run command accepted", vm=machine.name, operation=operation.id, command=document.id
    )
    cloud.watcher.run_accepted(machine, operation)
    script = wanted.script if wanted.script is not None else document.script
    settings = RunCommandSettings(document.id, script, wanted.parameters)
    target = HandlerTarget.UNINSTALL if _is_removal(document) else HandlerTarget.ENABLED
    cloud.surroundings.environment.process(_provision(cloud, machine, operation, settings, target))
    return operation


def _provision(
    cloud: Cloud, machine: VirtualMachine, operation: Operation, settings: RunCommandSettings, target: HandlerTarget
) -> Generator[simpy.Event, Any, None]:
    """The operation's process. It ends within ``RUN_TIME_LIMIT``, whatever the VM does."""
    environment = cloud.surroundings.environment
    stream = f"compute/{machine.key}"
    deadline = environment.timeout(RUN_TIME_LIMIT)
    silence = environment.timeout(SILENCE_LIMIT)
    yield environment.timeout(cloud.surroundings.draw(stream, cloud.timing.publish))
    if cloud.operations.get(operation.id).ended is not None:
        return
    goal = cloud.fabric.publish(machine.key, machine.os_type, operation.id, settings, target)
    cloud.surroundings.record(
        "fabric",
        "goal state published",
        vm=machine.name,
        operation=operation.id,
        settings=f"{goal.sequence_number}.settings",
    )
    heard = False
    while True:
        waiting = [cloud.fabric.report_arrived(machine.key), deadline]
        yield environment.any_of(waiting if heard else [*waiting, silence])
        if deadline.processed:
            _fail(cloud, machine, operation, results.timed_out(_extension(machine)))
            return
        heard = heard or _heard_since(cloud, machine, operation)
        handler = cloud.fabric.final_status(machine.key, goal)
        if handler is not None:
            break
        if not heard:
            _fail(cloud, machine, operation, results.agent_silent(machine.name, machine.os_type))
            return
    yield environment.timeout(cloud.surroundings.draw(stream, cloud.timing.read_status)) | deadline
    ended = results.outcome(handler, machine.os_type)
    if isinstance(ended, Failure):
        _fail(cloud, machine, operation, ended)
        return
    if goal.target is HandlerTarget.UNINSTALL:
        cloud.change_machine(machine.key, extension_marked_for_deletion=False)
    if cloud.operations.end(operation.id, cloud.now, "Succeeded", output=ended):
        cloud.surroundings.record("compute", "operation succeeded", vm=machine.name, operation=operation.id)


def _heard_since(cloud: Cloud, machine: VirtualMachine, operation: Operation) -> bool:
    report = cloud.fabric.report(machine.key)
    return report is not None and report.time >= operation.started


def _fail(cloud: Cloud, machine: VirtualMachine, operation: Operation, failure: Failure) -> None:
    if cloud.operations.end(operation.id, cloud.now, "Failed", failure=failure):
        cloud.surroundings.record(
            "compute",
            "operation failed",
            vm=machine.name,
            operation=operation.id,
            code=failure.code,
            message=failure.message,
        )


_GROUP = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute"

ROUTES = (
    Route(
        "POST",
        f"{_GROUP}/virtualMachines/{{vm}}/runCommand",
        _post,
        action="Microsoft.Compute/virtualMachines/runCommand/action",
        limits="UpdateVM",
    ),
    Route(
        "POST",
        f"{_GROUP}/virtualMachineScaleSets/{{scale_set}}/virtualMachines/{{instance}}/runCommand",
        _post,
        action="Microsoft.Compute/virtualMachineScaleSets/virtualMachines/runCommand/action",
        limits="VMScaleSetVMActions",
    ),
)
