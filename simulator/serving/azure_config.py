"""A private ``AZURE_CONFIG_DIR`` in which az is signed in already, in Azure's own cloud, and asks nobody else."""

import json
from datetime import UTC, datetime
from pathlib import Path

from simulator.estate import Estate

AZ_VERSION = "2.91.0"
"""The az that finds its newest version noted already.

Another one asks for it once, with its second command; the proxy refuses, and az goes on.
"""

_CONFIG = """\
[core]
collect_telemetry = no
instance_discovery = false
[auto-upgrade]
enable = no
[extension]
use_dynamic_install = no
[survey]
message_prompt = no
"""


def write_azure_config(folder: Path, estate: Estate) -> None:
    """Write what ``az login --service-principal`` would leave, and what keeps az from looking for newer versions."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    owner = estate.owner
    subscription = {
        "id": estate.subscription_id,
        "name": estate.subscription_name,
        "state": "Enabled",
        "user": {"name": owner.client_id, "type": "servicePrincipal"},
        "isDefault": True,
        "tenantId": estate.tenant_id,
        "environmentName": "AzureCloud",
        "homeTenantId": estate.tenant_id,
        "managedByTenants": [],
    }
    principal = {"client_id": owner.client_id, "tenant": estate.tenant_id, "client_secret": owner.client_secret}
    version = {"local": AZ_VERSION, "pypi": AZ_VERSION}
    noted_at = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"
    versions = {
        "versions": {"azure-cli": version, "core": version},
        "update_time": noted_at,
        "check_time": noted_at,
    }
    files = {
        "config": _CONFIG,
        "azureProfile.json": json.dumps(
            {"installationId": "00000000-0000-0000-0000-000000000000", "subscriptions": [subscription]}
        ),
        "service_principal_entries.json": json.dumps([principal]),
        "versionCheck.json": json.dumps(versions),
    }
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
        (folder / name).chmod(0o600)
