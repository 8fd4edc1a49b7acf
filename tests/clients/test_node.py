"""The unmodified JavaScript SDK."""

from pathlib import Path
from typing import Any

import pytest
from support import real_az
from support.command_line import PROGRAM, Served

pytestmark = pytest.mark.clients

RUN_COMMAND = Path(__file__).parent / "node" / "run_command.mjs"

EXPECTED: dict[str, Any] = {
    "names": ["linux-vm", "win-vm"],
    "result": {
        "value": [
            {
                "code": "ComponentStatus/StdOut/succeeded",
                "level": "Info",
                "displayStatus": "Provisioning succeeded",
                "message": "hello node",
            },
            {
                "code": "ComponentStatus/StdErr/succeeded",
                "level": "Info",
                "displayStatus": "Provisioning succeeded",
                "message": "",
            },
        ]
    },
    "unknown": {"error": "NotFound", "status": 404},
    "nobody": {"error": "ResourceNotFound", "status": 404},
}


def in_order(printed: dict[str, Any]) -> dict[str, Any]:
    """What was printed, with the names sorted."""
    return {**printed, "names": sorted(printed["names"])}


def test_it_runs_scripts_through_exec_with_its_code_unchanged(node: str) -> None:
    done = real_az.run(*PROGRAM, "exec", "--", node, RUN_COMMAND)
    assert in_order(done.json) == EXPECTED


def test_it_runs_scripts_with_the_endpoint_named_in_code(node: str, served: Served) -> None:
    environment = {
        "NODE_EXTRA_CA_CERTS": served.ready["caFile"],
        "SIMULATOR_ENDPOINT": served.ready["resourceManager"],
        "AZURE_TENANT_ID": served.ready["tenantId"],
        "AZURE_SUBSCRIPTION_ID": served.ready["subscriptionId"],
        "AZURE_CLIENT_ID": served.ready["clientId"],
        "AZURE_CLIENT_SECRET": served.ready["clientSecret"],
    }
    assert in_order(real_az.run(node, RUN_COMMAND, environment=environment).json) == EXPECTED
