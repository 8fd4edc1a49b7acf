"""Operations that only take time: power, making and deleting of virtual machines."""

from collections.abc import Callable, Generator
from typing import Any

import simpy

from fake_arm.answer import Answer
from fake_arm.cloud import Cloud
from fake_arm.compute import operation_urls
from fake_arm.model import VirtualMachine
from fake_arm.operations import Operation
from fake_arm.request import ArmRequest


def new_operation(cloud: Cloud, machine: VirtualMachine, kind: str) -> Operation:
    """An operation on a machine that begins now, remembered."""
    operation = Operation(
        id=cloud.surroundings.identifier(),
        kind=kind,
        subscription_id=machine.group.subscription_id,
        location=machine.location,
        machine=machine.key,
        started=cloud.now,
    )
    cloud.operations.begin(operation)
    return operation


def begin(
    cloud: Cloud, machine: VirtualMachine, kind: str, span: tuple[float, float], finish: Callable[[], None]
) -> Operation:
    """Begin an operation of a duration in ``span`` (simulated seconds); at its end ``finish`` does what it was for."""
    operation = new_operation(cloud, machine, kind)
    cloud.surroundings.record("compute", f"{kind} accepted", vm=machine.name, operation=operation.id)
    cloud.surroundings.environment.process(_carry_out(cloud, machine, operation, span, finish))
    return operation


def _carry_out(
    cloud: Cloud, machine: VirtualMachine, operation: Operation, span: tuple[float, float], finish: Callable[[], None]
) -> Generator[simpy.Event, Any, None]:
    environment = cloud.surroundings.environment
    yield environment.timeout(cloud.surroundings.draw(f"compute/{machine.key}", span))
    if cloud.operations.get(operation.id).ended is not None:
        return
    finish()
    cloud.operations.end(operation.id, cloud.now, "Succeeded")
    cloud.surroundings.record("compute", "operation succeeded", vm=machine.name, operation=operation.id)


def accepted(cloud: Cloud, request: ArmRequest, operation: Operation) -> Answer:
    """202, with where to ask."""
    return Answer(202, headers=accepted_headers(cloud, request, operation))


def accepted_headers(cloud: Cloud, request: ArmRequest, operation: Operation) -> dict[str, str]:
    """The headers of an answer that begins an operation; its request id is the operation's (recorded)."""
    headers = {"x-ms-request-id": operation.id, **operation_urls.headers(cloud, request, operation)}
    retry_after = cloud.clock.retry_after_milliseconds
    return headers if retry_after is None else {**headers, "retry-after-ms": str(retry_after)}
