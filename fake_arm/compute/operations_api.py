"""Polling: ``Azure-AsyncOperation`` (the status) and ``Location`` (the result)."""

from typing import Any

from fake_arm import errors, moments
from fake_arm.answer import JSON_TYPE, Answer, compact, pretty
from fake_arm.cloud import Cloud
from fake_arm.compute import operation_urls
from fake_arm.operations import Operation
from fake_arm.request import ArmRequest
from fake_arm.routes import Route, Scope

RESULT_OBJECT_SINCE = "2018-04-01"
"""From here on ``properties.output`` is ``{"value": [...]}``; before, the bare list.

Recorded for 2017-12-01 (list) and 2018-10-01 (object); where between them it changed is chosen.
"""

_OUTPUT = "\0output\0"
_OUTPUT_TEXT = b'"\\u0000output\\u0000"'


def _get(cloud: Cloud, request: ArmRequest) -> Answer:
    names = request.names
    found = cloud.operations.find(names["subscription"], names["location"], names["operation"])
    if found is None:
        raise errors.ENTITY_NOT_FOUND()
    if found.ended is None:
        polls_before = cloud.operations.count_poll(found.id)
        cloud.clock.poll(polls_before, lambda: cloud.operations.get(found.id).ended is not None)
    operation = cloud.operations.get(found.id)
    headers = _wait(cloud) if operation.ended is None else {}
    monitors = request.query.get("monitor", "").lower() == "true"
    cloud.surroundings.record(
        "gateway",
        "polled",
        operation=operation.id,
        answer=operation.status,
        by="Location" if monitors else "Azure-AsyncOperation",
    )
    if monitors:
        return _result(cloud, request, operation, headers)
    return Answer(200, _status_body(cloud, operation, request.api_version), JSON_TYPE, headers)


def _wait(cloud: Cloud) -> dict[str, str]:
    milliseconds = cloud.clock.retry_after_milliseconds
    return {} if milliseconds is None else {"retry-after-ms": str(milliseconds)}


def _status_body(cloud: Cloud, operation: Operation, api_version: str) -> bytes:
    """The status, pretty; the output inside it is compact (both recorded)."""
    body: dict[str, Any] = {"startTime": moments.iso(cloud.surroundings.ticks(operation.started))}
    if operation.ended is not None:
        body["endTime"] = moments.iso(cloud.surroundings.ticks(operation.ended))
    body["status"] = operation.status
    if operation.output is not None:
        body["properties"] = {"output": _OUTPUT}
    if operation.failure is not None:
        body["error"] = operation.failure.body()
    body["name"] = operation.id
    text = pretty(body)
    if operation.output is None:
        return text
    output = [status.body() for status in operation.output]
    return text.replace(_OUTPUT_TEXT, compact({"value": output} if api_version >= RESULT_OBJECT_SINCE else output))


def _result(cloud: Cloud, request: ArmRequest, operation: Operation, headers: dict[str, str]) -> Answer:
    """202 while it runs (documented), the result after success (recorded), the error after failure (chosen: 409)."""
    if operation.ended is None:
        return Answer(
            202, headers={"Location": operation_urls.headers(cloud, request, operation)["Location"], **headers}
        )
    if operation.failure is not None:
        return Answer(409, pretty({"error": operation.failure.body()}), JSON_TYPE)
    if operation.output is None:
        return Answer(200)
    return Answer(200, compact({"value": [status.body() for status in operation.output]}), JSON_TYPE)


ROUTES = (
    Route(
        "GET",
        "/subscriptions/{subscription}/providers/Microsoft.Compute/locations/{location}/operations/{operation}",
        _get,
        scope=Scope.NONE,
        limits="GetOperation",
    ),
)
"""No action is asked for.

Whoever holds a token of the tenant may poll (chosen). With a role over one VM only, az can run commands in
Azure, and its polls are outside that VM's scope.
"""
