"""The unmodified az, with the documentation's own command lines: ``run-command-simulator exec -- az ...``."""

import json
from pathlib import Path

import pytest
from support.real_az import AzThroughExec

pytestmark = pytest.mark.clients

ON_WINDOWS = ("--name", "win-vm", "-g", "my-resource-group")
ON_LINUX = ("--name", "linux-vm", "-g", "my-resource-group")
INVOKE = ("vm", "run-command", "invoke")

ARTICLE_SCRIPT = """\
param(
    [string]$arg1,
    [string]$arg2
)
Write-Host This is a sample script with parameters $arg1 and $arg2
"""


def windows_result(stdout: str, stderr: str = "") -> dict[str, list[dict[str, str]]]:
    """What az prints for a script on a Windows VM."""
    return {
        "value": [
            {
                "code": f"ComponentStatus/{stream}/succeeded",
                "displayStatus": "Provisioning succeeded",
                "level": "Info",
                "message": message,
            }
            for stream, message in (("StdOut", stdout), ("StdErr", stderr))
        ]
    }


def linux_result(stdout: str, stderr: str = "") -> dict[str, list[dict[str, str]]]:
    """What az prints for a script on a Linux VM."""
    return {
        "value": [
            {
                "code": "ProvisioningState/succeeded",
                "displayStatus": "Provisioning succeeded",
                "level": "Info",
                "message": f"Enable succeeded: \n[stdout]\n{stdout}\n[stderr]\n{stderr}",
            }
        ]
    }


# Running


def test_the_article_s_example_prints_its_result(az: AzThroughExec, tmp_path: Path) -> None:
    script = tmp_path / "script.ps1"
    script.write_text(ARTICLE_SCRIPT, encoding="utf-8")
    parameters = ("--parameters", "arg1=somefoo", "arg2=somebar")
    done = az(*INVOKE, "--command-id", "RunPowerShellScript", *ON_WINDOWS, "--scripts", f"@{script}", *parameters)
    assert done.json == windows_result("This is a sample script with parameters somefoo and somebar")


def test_without_a_script_the_built_in_sample_runs(az: AzThroughExec) -> None:
    parameters = ("--parameters", "arg1=somefoo", "arg2=somebar")
    done = az(*INVOKE, "--command-id", "RunPowerShellScript", *ON_WINDOWS, *parameters)
    assert done.json == windows_result("This is a sample script with parameters somefoo somebar")


def test_several_scripts_are_the_lines_of_one(az: AzThroughExec) -> None:
    done = az(
        *INVOKE, "--command-id", "RunPowerShellScript", *ON_WINDOWS, "--scripts", "Write-Output one", "Write-Output two"
    )
    assert done.json == windows_result("one\ntwo")


def test_what_a_script_writes_to_the_error_stream_is_the_second_status(az: AzThroughExec) -> None:
    words = ("--query", "value[1].message", "-o", "tsv")
    script = ("--scripts", "Write-Output fine; Write-Error 'not fine'")
    done = az(*INVOKE, "--command-id", "RunPowerShellScript", *ON_WINDOWS, *script, *words)
    assert "not fine" in done.text


def test_parameters_without_names_are_called_arg1_and_arg2(az: AzThroughExec) -> None:
    script = ("--scripts", 'param($arg1, $arg2)\nWrite-Output "$arg2 $arg1"')
    done = az(*INVOKE, "--command-id", "RunPowerShellScript", *ON_WINDOWS, *script, "--parameters", "hello", "world")
    assert done.json == windows_result("world hello")


@pytest.mark.usefixtures("sandbox")
def test_a_shell_script_runs_on_the_linux_vm_as_root(az: AzThroughExec) -> None:
    script = ("--scripts", 'echo "$1 $2"; id -u; echo oops >&2', "--parameters", "hello", "world")
    done = az(*INVOKE, "--command-id", "RunShellScript", *ON_LINUX, *script)
    assert done.json == linux_result("hello world\n0\n", "oops\n")


@pytest.mark.usefixtures("sandbox")
def test_a_scale_set_s_instance_runs_a_script(az: AzThroughExec) -> None:
    done = az(
        "vmss", "run-command", "invoke", "--command-id", "RunShellScript", "--name", "my-scale-set", "-g",
        "my-resource-group", "--instance-id", "1", "--scripts", "echo instance",
    )  # fmt: skip
    assert done.json == linux_result("instance\n")


# Refusals


def test_an_unknown_command_id_is_not_found(az: AzThroughExec) -> None:
    done = az(*INVOKE, "--command-id", "RunNothing", *ON_WINDOWS)
    assert (done.code, done.stdout) == (3, "")
    assert done.stderr == (
        "ERROR: (NotFound) The entity was not found in this Azure location.\n"
        "Code: NotFound\n"
        "Message: The entity was not found in this Azure location.\n"
    )


def test_an_unknown_vm_is_not_found(az: AzThroughExec) -> None:
    done = az(*INVOKE, "--command-id", "RunPowerShellScript", "--name", "nobody", "-g", "my-resource-group")
    assert (done.code, done.stdout) == (3, "")
    assert done.stderr.startswith("ERROR: (ResourceNotFound) ")


def test_one_script_at_a_time(az: AzThroughExec) -> None:
    done = az.story(
        "az vm run-command invoke --command-id RunPowerShellScript --name win-vm -g my-resource-group "
        "--scripts 'Read-Host' --no-wait",
        "az vm run-command invoke --command-id RunPowerShellScript --name win-vm -g my-resource-group "
        "--scripts 'Write-Output hello'",
    )
    message = (
        "Run command extension execution is in progress. Please wait for completion before invoking a run command."
    )
    assert (done.code, done.stdout) == (1, "")
    assert done.stderr == f"ERROR: (Conflict) {message}\nCode: Conflict\nMessage: {message}\n"


def test_a_prompt_hangs_until_the_ninetieth_minute(az: AzThroughExec) -> None:
    done = az(*INVOKE, "--command-id", "RunPowerShellScript", *ON_WINDOWS, "--scripts", "Read-Host name")
    assert (done.code, done.stdout) == (1, "")
    assert done.stderr.startswith("ERROR: (VMExtensionProvisioningTimeout) ")


# The built-in commands


def test_the_built_in_commands_are_listed(az: AzThroughExec) -> None:
    listed = az("vm", "run-command", "list", "--location", "eastus").json
    assert len(listed) == 15
    assert {"RunShellScript", "ifconfig"} < {entry["id"] for entry in listed if entry["osType"] == "Linux"}
    assert all(sorted(entry) == ["$schema", "description", "id", "label", "osType"] for entry in listed)


def test_a_built_in_command_is_shown(az: AzThroughExec) -> None:
    shown = az("vm", "run-command", "show", "--location", "eastus", "--command-id", "RunPowerShellScript").json
    assert shown["label"] == "Executes a PowerShell script"
    assert [parameter["name"] for parameter in shown["parameters"]] == ["arg1", "arg2"]


# What exists


def test_the_estate_can_be_looked_at(az: AzThroughExec) -> None:
    done = az.story(
        "az vm list --query '[].name' -o tsv",
        "az vm show -n win-vm -g my-resource-group --query storageProfile.osDisk.osType -o tsv",
        "az vm show -d -n win-vm -g my-resource-group --query powerState -o tsv",
        "az vm get-instance-view -n win-vm -g my-resource-group "
        "--query instanceView.vmAgent.statuses[0].displayStatus -o tsv",
        "az group list --query '[].name' -o tsv",
        "az group exists -n my-resource-group",
        "az group exists -n nobody-s",
        "az account show --query name -o tsv",
        "az account list-locations --query '[0].displayName' -o tsv",
    )
    assert done.text.splitlines() == [
        "linux-vm",
        "win-vm",
        "Windows",
        "VM running",
        "Ready",
        "my-resource-group",
        "true",
        "false",
        "Run Command simulator",
        "East US",
    ]


def test_vms_are_stopped_deallocated_started_and_restarted(az: AzThroughExec) -> None:
    state = "az vm show -d -n win-vm -g my-resource-group --query powerState -o tsv"
    done = az.story(
        "az vm stop -n win-vm -g my-resource-group 2>/dev/null",
        state,
        "az vm deallocate -n win-vm -g my-resource-group",
        state,
        "az vm start -n win-vm -g my-resource-group",
        "az vm restart -n win-vm -g my-resource-group -o none",
        state,
    )
    assert done.text.splitlines() == ["VM stopped", "VM deallocated", "VM running"]


def test_a_vm_that_is_stopped_runs_nothing(az: AzThroughExec) -> None:
    done = az.story(
        "az vm deallocate -n win-vm -g my-resource-group",
        "az vm run-command invoke --command-id RunPowerShellScript --name win-vm -g my-resource-group",
    )
    assert done.code == 1
    assert done.stderr.startswith("ERROR: (OperationNotAllowed) ")


def test_roles_are_listed_and_assigned(az: AzThroughExec) -> None:
    reader = "0a1b2c3d-0003-4000-9000-000000000003"
    done = az.story(
        "az role assignment list --all --query 'length(@)'",
        f"az role assignment create --assignee-object-id {reader} --assignee-principal-type ServicePrincipal "
        "--role 'Virtual Machine Contributor' --scope /subscriptions/$AZURE_SUBSCRIPTION_ID "
        "--query principalId -o tsv",
        "az role assignment list --all --query 'length(@)'",
    )
    assert done.text.splitlines() == ["3", reader, "4"]


# Staying inside


def test_az_asks_nobody_else(az: AzThroughExec, tmp_path: Path) -> None:
    done, journal = az.with_journal(
        tmp_path / "journal.json",
        *(*INVOKE, "--command-id", "RunPowerShellScript", *ON_WINDOWS, "--scripts", "Write-Output hello"),
    )
    assert done.json == windows_result("hello")
    assert [entry for entry in journal if entry["layer"] == "proxy"] == []
    assert [entry["event"] for entry in journal if entry["layer"] == "sign-in"] == ["token issued"]


def test_four_scripts_on_four_machines_at_once(az: AzThroughExec) -> None:
    base = "/subscriptions/$AZURE_SUBSCRIPTION_ID/resourceGroups/my-resource-group/providers/Microsoft.Compute"
    done = az.story(
        f'az vm run-command invoke --command-id RunPowerShellScript --ids "{base}/virtualMachines/win-vm" '
        "--scripts 'Write-Output hello' > first.json & az vm list -o none & az group list -o none & wait; "
        "cat first.json; rm first.json"
    )
    assert json.loads(done.stdout) == windows_result("hello")
