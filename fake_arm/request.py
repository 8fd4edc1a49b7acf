"""A request to ARM, as the handlers see it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from fake_arm import errors
from fake_arm.model import Principal

BODY_LIMIT = 4 * 1024 * 1024
"""Bytes that ARM takes in a request's body (documented)."""


class HeaderLookup(Protocol):
    """Headers by name, in any case."""

    def get(self, name: str, default: str, /) -> str:
        """The value of a header."""


@dataclass(frozen=True, slots=True)
class ArmRequest:
    """One request.

    ``names`` are the parts of the path that vary, as the client wrote them; ``base`` is the scheme and host under
    which the client sees ARM (every URL in an answer starts with it); ``query`` has lower-case keys; ``clock_skew`` is
    by how many seconds ARM's clock is ahead.
    """

    method: str
    path: str
    base: str
    query: Mapping[str, str]
    headers: HeaderLookup
    body: bytes
    names: Mapping[str, str] = field(default_factory=dict)
    caller: Principal | None = None
    clock_skew: float = 0.0

    @property
    def api_version(self) -> str:
        """The api-version; empty where there is none."""
        return self.query.get("api-version", "")

    @property
    def group_id(self) -> str:
        """The ARM id of the resource group that the path names."""
        return f"/subscriptions/{self.names['subscription']}/resourceGroups/{self.names['group']}"

    def json_object(self) -> dict[str, Any]:
        """The body as a JSON object. Raises ARM's error for anything else. Of a member named twice the last counts."""
        media_type = self.headers.get("Content-Type", "").partition(";")[0].strip()
        if self.body and media_type.lower() != "application/json":
            raise errors.UNSUPPORTED_MEDIA_TYPE(media_type=media_type or "<null>")
        try:
            value = _DECODER.decode(self.body.decode("utf-8-sig")) if self.body else None
        except UnicodeDecodeError as error:
            raise errors.INVALID_CONTENT(reason=f"Invalid UTF-8 at byte {error.start}") from error
        except json.JSONDecodeError as error:
            reason = f"{error.msg}. Path '', line {error.lineno}, position {error.colno}"
            raise errors.INVALID_CONTENT(reason=reason) from error
        except RecursionError as error:
            raise errors.INVALID_CONTENT(reason="The JSON is nested too deeply") from error
        except ValueError as error:
            raise errors.INVALID_CONTENT(reason=f"A number is none that JSON allows: {error}") from error
        if not isinstance(value, dict):
            raise errors.INVALID_CONTENT(reason="A JSON object is required. Path '', line 1, position 1")
        return value


def _refuse_constant(name: str) -> None:
    """``NaN`` and ``Infinity``, which Python reads and JSON has not."""
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
