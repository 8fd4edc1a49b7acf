"""Run a script on a VM with the Azure SDK for Python. Nothing in it knows of the simulator."""

import os

from azure.identity import EnvironmentCredential
from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.compute.models import RunCommandInput

client = ComputeManagementClient(EnvironmentCredential(), os.environ["AZURE_SUBSCRIPTION_ID"])
script = RunCommandInput(command_id="RunPowerShellScript", script=['Write-Output "hello from $env:COMPUTERNAME"'])
operation = client.virtual_machines.begin_run_command("my-resource-group", "win-vm", script)
output, *_ = operation.result().value or []
print(f"{operation.status()}: {output.message}")  # noqa: T201 # an example shows what it gets
