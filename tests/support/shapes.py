"""Whole answers with the parts that differ from run to run replaced by their shapes, to compare with expected text."""

import re

from support.arm_client import WholeAnswer

GUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"

_SHAPES = (
    (r"&t=\d{18}&c=[\w-]{2435}&s=[\w-]{342}&h=[\w-]{43}", "{signature}"),
    (r"Ref A: [0-9A-F]{32} Ref B: [A-Z0-9]{15} Ref C: ", "Ref A: {hex} Ref B: {edge} Ref C: "),
    (GUID, "{guid}"),
)

JSON = "application/json; charset=utf-8"


def shape(text: str) -> str:
    """The text with ids and signatures replaced by ``{guid}``, ``{hex}``, ``{signature}``."""
    for pattern, name in _SHAPES:
        text = re.sub(pattern, name, text)
    return text


def header_shapes(answer: WholeAnswer) -> dict[str, str]:
    """All headers, with ids and signatures replaced by their shapes."""
    return {name: shape(value) for name, value in answer.headers.items()}


def standard_headers(length: int, content_type: str = JSON, clock: str = "08:00:00") -> dict[str, str]:
    """The headers that every answer of ARM has (recorded in 2019 and 2024), on the first day of a test's simulation."""
    return {
        "Cache-Control": "no-cache",
        "Pragma": "no-cache",
        "Content-Length": str(length),
        **({"Content-Type": content_type} if content_type else {}),
        "Expires": "-1",
        "x-ms-request-id": "{guid}",
        "x-ms-correlation-request-id": "{guid}",
        "x-ms-routing-request-id": f"EASTUS:20260115T{clock.replace(':', '')}Z:{{guid}}",
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "x-cache": "CONFIG_NOCACHE",
        "x-msedge-ref": f"Ref A: {{hex}} Ref B: {{edge}} Ref C: 2026-01-15T{clock}Z",
        "Date": f"Thu, 15 Jan 2026 {clock} GMT",
    }


def gateway_error(code: str, message: str) -> bytes:
    """An error as ARM's gateway writes it: compact."""
    return f'{{"error":{{"code":"{code}","message":"{message}"}}}}'.encode()


def provider_error(code: str, message: str, target: str = "") -> bytes:
    """An error as Compute writes it: CRLF, two spaces, no newline at the end."""
    lines = ["{", '  "error": {', f'    "code": "{code}",', f'    "message": "{message}"']
    if target:
        lines[-1] += ","
        lines.append(f'    "target": "{target}"')
    return "\r\n".join([*lines, "  }", "}"]).encode()
