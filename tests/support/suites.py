"""Suites of users, which tests run by pytester."""


def suite_of_clients(number: int) -> str:
    """So many tests, each of which runs a command whose outcome a rule gives."""
    return f"""
import pytest

@pytest.mark.parametrize("number", range({number}))
def test_a_client(compute_client, run_command_simulator, number):
    run_command_simulator.vm("win-vm").rule("hostname", stdout=str(number))
    command = {{"commandId": "RunPowerShellScript", "script": ["hostname"]}}
    poller = compute_client.virtual_machines.begin_run_command("my-resource-group", "win-vm", command)
    assert poller.result().value[0].message == str(number)
"""


def sending(*script: str, options: str = "") -> tuple[str, ...]:
    """Lines of a test that send a command to the Windows VM; its poller is ``poller``."""
    return (
        f"    command = {{'commandId': 'RunPowerShellScript', 'script': {list(script)!r}}}",
        "    vms = compute_client.virtual_machines",
        f"    poller = vms.begin_run_command('my-resource-group', 'win-vm', command{options})",
    )
