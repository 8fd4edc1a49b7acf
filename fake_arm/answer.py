"""Answers, and the two ways in which Azure writes JSON."""

import json
from dataclasses import dataclass, field
from typing import Any

JSON_TYPE = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer before its envelope.

    ``reason``: the phrase on the status line; Compute's own answers leave it empty (recorded), the gateway's give it.
    """

    status: int
    body: bytes = b""
    content_type: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    reason: str = ""


_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_PRETTY = json.JSONEncoder(ensure_ascii=False, indent=2)


def compact(value: Any) -> bytes:
    """JSON as ARM's gateway writes it: one line, no spaces."""
    return _COMPACT.encode(value).encode("utf-8", "replace")


def pretty(value: Any) -> bytes:
    """JSON as Compute writes it: CRLF, two spaces, no newline at the end (recorded)."""
    return _PRETTY.encode(value).replace("\n", "\r\n").encode("utf-8", "replace")


def gateway_json(value: Any, status: int = 200, reason: str = "OK", headers: dict[str, str] | None = None) -> Answer:
    """An answer of ARM itself."""
    return Answer(status, compact(value), JSON_TYPE, headers or {}, reason)


def provider_json(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    """An answer of the compute provider."""
    return Answer(status, pretty(value), JSON_TYPE, headers or {})
