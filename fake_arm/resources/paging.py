"""``$top`` and ``$skiptoken`` of ARM's own lists: pages, not a limit of the whole (azure-sdk-for-python #541)."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from fake_arm import errors
from fake_arm.request import ArmRequest

LARGEST_PAGE = 1000
"""More ARM does not give at once (azure-sdk-for-js #18535)."""

LONGEST_TOKEN = 9
"""Digits of the greatest place in a list."""


def page(request: ArmRequest, items: Sequence[Any]) -> dict[str, Any]:
    """The page of a list that a request asks for, with a link to the next one. Raises ARM's 400."""
    first, size = _first(request), _size(request)
    found: dict[str, Any] = {"value": list(items[first : first + size])}
    if first + size < len(items):
        query = {"api-version": request.api_version, "$top": size, "$skiptoken": _token(first + size)}
        found["nextLink"] = f"{request.base}{request.path}?{urlencode(query)}"
    return found


def _size(request: ArmRequest) -> int:
    text = request.query.get("$top", str(LARGEST_PAGE))
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_PAGE))):
        raise errors.INVALID_TOP(largest=LARGEST_PAGE)
    size = int(text)
    if not 1 <= size <= LARGEST_PAGE:
        raise errors.INVALID_TOP(largest=LARGEST_PAGE)
    return size


def _token(first: int) -> str:
    return base64.urlsafe_b64encode(str(first).encode()).decode()


def _first(request: ArmRequest) -> int:
    token = request.query.get("$skiptoken", "")
    try:
        text = base64.b64decode(token.encode(), altchars=b"-_", validate=True).decode("ascii") if token else "0"
    except (binascii.Error, ValueError) as error:
        raise errors.INVALID_SKIP_TOKEN() from error
    if not (text.isdigit() and len(text) <= LONGEST_TOKEN):
        raise errors.INVALID_SKIP_TOKEN()
    return int(text)
