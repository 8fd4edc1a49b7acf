"""What clients need to know to connect: the ready file, the text for people, the environment for programs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.estate import Estate
from simulator.serving.ready_file import write_privately

LOOPBACK = "127.0.0.1"
ALL_ADDRESSES = "0.0.0.0"  # noqa: S104 # only where the user asks for it

DIVERTING_VARIABLES = frozenset(
    {
        "ALL_PROXY",
        "ARM_CLOUD_METADATA_URL",
        "AZURE_AUTHORITY_HOST",
        "AZURE_CLIENT_CERTIFICATE_PASSWORD",
        "AZURE_CLIENT_CERTIFICATE_PATH",
        "AZURE_CLOUD_NAME",
        "AZURE_FEDERATED_TOKEN_FILE",
        "AZURE_PASSWORD",
        "AZURE_USERNAME",
        "IDENTITY_ENDPOINT",
        "IDENTITY_HEADER",
        "MSI_ENDPOINT",
        "MSI_SECRET",
    }
)
"""What would lead a program to another cloud, or sign it in as somebody of the real one."""


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach one running simulator."""

    resource_manager: str
    proxy: str
    authority_file: Path
    control_token: str
    estate: Estate
    local_only: bool = True

    def ready_file(self) -> dict[str, Any]:
        """The content of the ready file; its members are fixed (docs/design.md)."""
        owner = self.estate.owner
        return {
            "resourceManager": self.resource_manager,
            "caFile": str(self.authority_file),
            "control": f"{self.resource_manager}/_simulator",
            "controlToken": self.control_token,
            "proxy": self.proxy,
            "tenantId": self.estate.tenant_id,
            "subscriptionId": self.estate.subscription_id,
            "clientId": owner.client_id,
            "clientSecret": owner.client_secret,
            "principals": {
                principal.role: {
                    "name": principal.name,
                    "clientId": principal.client_id,
                    "clientSecret": principal.client_secret,
                    "objectId": principal.object_id,
                }
                for principal in reversed(self.estate.principals)
            },
        }

    def write_ready_file(self, path: Path) -> None:
        """Write the ready file, for its owner only, in one step: whoever sees it sees all of it."""
        write_privately(path, json.dumps(self.ready_file(), indent=2) + "\n")

    def remove_ready_file(self, path: Path) -> None:
        """Remove the ready file, unless another simulator has written its own there since."""
        try:
            if json.loads(path.read_text(encoding="utf-8")).get("controlToken") == self.control_token:
                path.unlink()
        except (OSError, ValueError):
            return

    def how_to_connect(self) -> str:
        """A few lines for people."""
        estate, owner = self.estate, self.estate.owner
        whence = "this machine only" if self.local_only else "other machines can reach it"
        who = f"--username {owner.client_id} --password {owner.client_secret}"
        return "\n".join(
            (
                f"Run Command simulator: listening on {self.resource_manager} ({whence})",
                "",
                "Run one command with its Azure traffic redirected, signed in already:",
                "  run-command-simulator exec -- az vm list --output table",
                "",
                "Or sign in to this simulator:",
                f"  export REQUESTS_CA_BUNDLE={self.authority_file} AZURE_CORE_INSTANCE_DISCOVERY=false",
                f"  az cloud register --name Simulator --endpoint-resource-manager {self.resource_manager}",
                "  az cloud set --name Simulator",
                f"  az login --service-principal {who} --tenant {estate.tenant_id}",
                "",
                f"SDKs: subscription {estate.subscription_id}, authority and base URL {self.resource_manager}",
                f"Control API: {self.resource_manager}/_simulator   Proxy for Azure's own names: {self.proxy}",
                "Stop with Ctrl-C.",
            )
        )

    def environment(self, inherited: Mapping[str, str]) -> dict[str, str]:
        """The environment in which a program's Azure traffic comes to the simulator and nothing goes elsewhere.

        What is ``inherited`` stays, but for what would lead elsewhere.
        """
        owner = self.estate.owner
        authority = str(self.authority_file)
        proxies = dict.fromkeys(("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"), self.proxy)
        trusting = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")
        trust = dict.fromkeys(trusting, authority)
        return {
            **{name: value for name, value in inherited.items() if name.upper() not in DIVERTING_VARIABLES},
            **proxies,
            **trust,
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
            "AZURE_TENANT_ID": self.estate.tenant_id,
            "AZURE_SUBSCRIPTION_ID": self.estate.subscription_id,
            "AZURE_CLIENT_ID": owner.client_id,
            "AZURE_CLIENT_SECRET": owner.client_secret,
            "AZURE_CORE_COLLECT_TELEMETRY": "0",
        }
