"""``N.status`` and ``N.settings``: how they look on disk.

The shape of ``N.status`` is the one that the agents of both systems read; the Windows extension's own file is not
public, so its members here are chosen to produce what clients see (main message, substatuses StdOut and StdErr).
"""

import json
from typing import Any

from fake_agent.protocol import RunCommandSettings, SettingsState, SettingsStatus, Substatus


def _message(text: str) -> dict[str, str]:
    return {"lang": "en-US", "message": text}


def status_bytes(status: SettingsStatus, timestamp: str) -> bytes:
    """The content of ``N.status``; ``timestamp`` is UTC, as ``2026-01-01T00:00:00Z``."""
    body: dict[str, Any] = {
        "operation": "Enable",
        "status": status.state.value,
        "code": 0,
        "formattedMessage": _message(status.message),
    }
    if status.substatuses:
        body["substatus"] = [
            {"name": part.name, "status": part.state.value, "code": 0, "formattedMessage": _message(part.message)}
            for part in status.substatuses
        ]
    return json.dumps([{"version": 1, "timestampUTC": timestamp, "status": body}], ensure_ascii=False).encode()


def parse_status(content: bytes, sequence_number: int) -> SettingsStatus:
    """What ``N.status`` says; a file in an incorrect format is an error status, as the agent makes it."""
    try:
        body = json.loads(content)[0]["status"]
        return SettingsStatus(
            sequence_number,
            SettingsState(body["status"]),
            body["formattedMessage"]["message"],
            tuple(
                Substatus(part["name"], SettingsState(part["status"]), part["formattedMessage"]["message"])
                for part in body.get("substatus", ())
            ),
        )
    except (ValueError, LookupError, TypeError) as error:
        text = f"Status file {sequence_number}.status was in an incorrect format: {error}"
        return SettingsStatus(sequence_number, SettingsState.ERROR, text)


def settings_bytes(settings: RunCommandSettings) -> bytes:
    """The content of ``N.settings``. The protected part is in clear here: nothing on a simulated VM is a secret."""
    protected = {"parameters": [{"name": name, "value": value} for name, value in settings.parameters]}
    handler_settings = {"publicSettings": {"script": list(settings.script)}, "protectedSettings": protected}
    return json.dumps({"runtimeSettings": [{"handlerSettings": handler_settings}]}, ensure_ascii=False).encode()
