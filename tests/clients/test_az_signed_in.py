"""The unmodified az, signed in to ``serve`` with ``az login``."""

from pathlib import Path

import pytest
from support.command_line import Served, serve
from support.real_az import RegisteredAz

pytestmark = pytest.mark.clients


def test_a_service_principal_signs_in(new_az: RegisteredAz, served: Served) -> None:
    (subscription,) = new_az.log_in().json
    assert subscription["id"] == served.ready["subscriptionId"]
    assert subscription["tenantId"] == served.ready["tenantId"]
    assert subscription["cloudName"] == "Simulator"
    assert subscription["user"] == {"name": served.ready["clientId"], "type": "servicePrincipal"}


def test_the_tenant_may_be_named_by_its_domain(new_az: RegisteredAz, served: Served) -> None:
    (subscription,) = new_az.log_in(tenant="simulator.onmicrosoft.com").json
    assert subscription["tenantId"] == served.ready["tenantId"]


def test_a_wrong_secret_is_refused(new_az: RegisteredAz) -> None:
    done = new_az.log_in(secret="wrong")
    assert (done.code, done.stdout) == (1, "")
    assert done.stderr.startswith("ERROR: AADSTS7000215: Invalid client secret provided.")


def test_an_unknown_tenant_is_refused(new_az: RegisteredAz) -> None:
    done = new_az.log_in(tenant="nobody.onmicrosoft.com")
    assert (done.code, done.stdout) == (1, "")
    assert "AADSTS90002" in done.stderr


def test_a_device_code_signs_in(new_az: RegisteredAz, served: Served) -> None:
    done = new_az("login", "--use-device-code", "--tenant", served.ready["tenantId"], "-o", "json")
    assert done.code == 0
    assert "To sign in, use a web browser to open the page" in done.stderr
    assert served.ready["subscriptionId"] in done.stdout


def test_a_script_runs(signed_in_az: RegisteredAz) -> None:
    done = signed_in_az(
        "vm", "run-command", "invoke", "--command-id", "RunPowerShellScript", "--name", "win-vm", "-g",
        "my-resource-group", "--scripts", 'param($arg1)\nWrite-Output "hello $arg1"', "--parameters", "arg1=you",
        "--query", "value[0].message", "-o", "tsv",
    )  # fmt: skip
    assert done.text == "hello you"


def test_the_estate_is_there(signed_in_az: RegisteredAz) -> None:
    assert sorted(vm["name"] for vm in signed_in_az("vm", "list").json) == ["linux-vm", "win-vm"]


def test_the_built_in_commands_are_there(signed_in_az: RegisteredAz) -> None:
    listed = signed_in_az("vm", "run-command", "list", "--location", "eastus", "--query", "length(@)")
    assert listed.text == "15"


def test_roles_are_there(signed_in_az: RegisteredAz) -> None:
    done = signed_in_az("role", "assignment", "list", "--all", "--query", "[].roleDefinitionName", "-o", "tsv")
    assert done.code == 0
    assert sorted(done.stdout.splitlines()) == ["Owner", "Reader", "Virtual Machine Contributor"]


def test_a_reader_may_not_run_a_script(az_program: Path, tmp_path: Path) -> None:
    with serve(tmp_path) as served:
        reader = served.ready["principals"]["Reader"]
        ready = {**served.ready, "clientId": reader["clientId"], "clientSecret": reader["clientSecret"]}
        az = RegisteredAz(az_program, ready, tmp_path / "azure")
        az.register()
        assert az.log_in().code == 0
        done = az(
            "vm",
            "run-command",
            "invoke",
            "--command-id",
            "RunPowerShellScript",
            "-n",
            "win-vm",
            "-g",
            "my-resource-group",
        )
    assert done.code == 1
    assert done.stderr.startswith("ERROR: (AuthorizationFailed) The client '")
    assert "Microsoft.Compute/virtualMachines/runCommand/action" in done.stderr
