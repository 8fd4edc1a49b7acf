"""What an estate, a test or the control API says of a guest: its machine's description and its stubs."""

import base64
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from fake_agent.stubs import Stub, WebStub
from simulator.reader import EstateError, Reader

STUB_MEMBERS = ("name", "arguments", "stdout", "stderr", "exitCode", "duration", "objects", "effect")
"""Those of a stub command, where it is written as a mapping."""

WEB_STUB_MEMBERS = ("url", "method", "status", "headers", "body", "bodyBase64", "archive", "duration")
"""Those of a stub of the web."""

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def parse_stubs(items: Any, place: str, vm: str = "") -> tuple[Stub | WebStub, ...]:
    """Stubs from a list of mappings. Raises ``EstateError``."""
    if not isinstance(items, Sequence) or isinstance(items, str):
        raise EstateError(f"{place} must be a list")
    return tuple(parse_stub(item, f"{place}[{number}]", vm) for number, item in enumerate(items))


def parse_stub(item: Any, place: str, vm: str = "") -> Stub | WebStub:
    """A stub from a mapping, for one VM or for all: a command, or an answer of the web. Raises ``EstateError``."""
    if isinstance(item, Mapping) and "url" in item:
        return _parse_web_stub(item, place, vm)
    reader = Reader(item, place, STUB_MEMBERS)
    objects = reader.items("objects")
    if not all(isinstance(properties, Mapping) for properties in objects):
        raise EstateError(f"{place}: 'objects' must be a list of mappings")
    effect = reader.mapping("effect")
    check_guest(effect, "Windows", f"{place}: 'effect'")
    try:
        return Stub(
            name=reader.text("name"),
            stdout=reader.free_text("stdout"),
            stderr=reader.free_text("stderr"),
            exit_code=reader.integer("exitCode", 0),
            objects=tuple(objects),
            duration=reader.duration("duration"),
            effect=effect,
            arguments=reader.free_text("arguments"),
            vm=vm,
        )
    except re.error as error:
        raise EstateError(f"{place}: 'arguments' must be a regular expression: {error}") from error


def _parse_web_stub(item: Any, place: str, vm: str) -> WebStub:
    reader = Reader(item, place, WEB_STUB_MEMBERS)
    bodies = [name for name in ("body", "bodyBase64", "archive") if name in item]
    if len(bodies) > 1:
        raise EstateError(f"{place}: there is one body, not '{bodies[0]}' and '{bodies[1]}'")
    headers = reader.mapping("headers")
    if not all(isinstance(text, str) for pair in headers.items() for text in pair):
        raise EstateError(f"{place}: 'headers' must be a mapping of texts")
    body = reader.any("body", "")
    encoded = _zipped(reader.mapping("archive"), place) if "archive" in item else reader.free_text("bodyBase64")
    try:
        return WebStub(
            url=reader.text("url"),
            method=reader.free_text("method"),
            status=reader.integer("status", 200),
            body=body if isinstance(body, str) else json.dumps(body),
            body_base64=encoded,
            headers=headers,
            duration=reader.duration("duration"),
            vm=vm,
        )
    except EstateError:
        raise
    except (TypeError, ValueError) as error:
        raise EstateError(f"{place}: {error}") from error


def _zipped(files: Mapping[str, Any], place: str) -> str:
    """A zip archive of files, path -> text, in base64."""
    if not all(isinstance(text, str) for pair in files.items() for text in pair):
        raise EstateError(f"{place}: 'archive' must be a mapping of paths to texts")
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(zipfile.ZipInfo(path.replace("\\", "/"), _ZIP_EPOCH), text)
    return base64.b64encode(content.getvalue()).decode()


def _web_stub_view(stub: WebStub) -> dict[str, Any]:
    body = {"bodyBase64": stub.body_base64} if stub.body_base64 else {"body": stub.body}
    return {
        "url": stub.url,
        "method": stub.method,
        "vm": stub.vm,
        "status": stub.status,
        "headers": dict(stub.headers),
        **body,
        "duration": stub.duration,
    }


def stub_view(stub: Stub | WebStub) -> dict[str, Any]:
    """A stub as a mapping, with the VM that it is for."""
    if isinstance(stub, WebStub):
        return _web_stub_view(stub)
    return {
        "name": stub.name,
        "arguments": stub.arguments,
        "vm": stub.vm,
        "stdout": stub.stdout,
        "stderr": stub.stderr,
        "exitCode": stub.exit_code,
        "duration": stub.duration,
        "objects": [dict(properties) for properties in stub.objects],
        "effect": dict(stub.effect),
    }


def check_guest(description: Mapping[str, Any], os_type: str, place: str) -> None:
    """Raise ``EstateError`` unless the description is one of a Windows machine; an empty one fits every machine."""
    if not description:
        return
    if os_type != "Windows":
        raise EstateError(f"{place} describes Windows machines only; a Linux machine is what its scripts make of it")
    from fake_agent.windows.description import DescriptionError, check  # noqa: PLC0415 # few estates need the machine

    try:
        check(description, place)
    except DescriptionError as error:
        raise EstateError(str(error)) from error
