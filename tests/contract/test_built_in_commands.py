"""The built-in commands for Windows, each over HTTP with its effect on the machine afterwards; and those for Linux."""

from collections.abc import Callable

import pytest
from support.agents import everywhere, scripts_everywhere
from support.arm_client import SimulatedAzure
from support.windows_vm import change, windows_machine

from fake_agent.windows.firewall import Rule
from fake_agent.windows.machine import REMOTE_DESKTOP_KEY, Machine
from simulator.population import documents

SERVER_KEY = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Terminal Server"
UPDATE_POLICY = r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU"
MAINTENANCE_POLICY = r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\Task Scheduler\Maintenance"
WINDOWS_COMMANDS = [document.id for document in documents().values() if document.os_type == "Windows"]


def run(azure: SimulatedAzure, command: str, **parameters: str) -> str:
    """What a built-in command prints; it must succeed without a word on StdErr."""
    given = [{"name": name, "value": value} for name, value in parameters.items()]
    stdout, stderr = azure.owner.messages("win-vm", commandId=command, parameters=given)
    assert stderr == ""
    return stdout


def remote_desktop_rules(machine: Machine) -> list[Rule]:
    return [rule for rule in machine.firewall.rules() if rule.group == "Remote Desktop"]


def boot_configuration(azure: SimulatedAzure) -> list[list[str]]:
    """The words of each line that bcdedit shows."""
    return [line.split() for line in azure.owner.messages("win-vm", "bcdedit /enum")[0].splitlines()]


def test_there_are_fifteen() -> None:
    assert len(documents()) == 15
    assert len(WINDOWS_COMMANDS) == 12


@everywhere
@pytest.mark.parametrize("command", [name for name in WINDOWS_COMMANDS if name != "RemoveRunCommandWindowsExtension"])
def test_each_runs_on_the_simulated_machine_with_nothing_missing(azure: SimulatedAzure, command: str) -> None:
    run(azure, command)
    assert "script needs what the simulator lacks" not in azure.events("guest")
    assert "program is not simulated" not in azure.events("guest")


def test_disable_nla_switches_it_off_in_the_registry(azure: SimulatedAzure) -> None:
    assert windows_machine(azure).registry.read(REMOTE_DESKTOP_KEY, "UserAuthentication") == 1
    assert run(azure, "DisableNLA") == (
        "Turning off Network Level Authentication for Remote Desktop.\n"
        "Restart the virtual machine for the change to take effect."
    )
    assert windows_machine(azure).registry.read(REMOTE_DESKTOP_KEY, "UserAuthentication") == 0


def test_disable_windows_update_sets_the_policy(azure: SimulatedAzure) -> None:
    run(azure, "DisableWindowsUpdate")
    registry = windows_machine(azure).registry
    assert (registry.read(UPDATE_POLICY, "NoAutoUpdate"), registry.read(UPDATE_POLICY, "AUOptions")) == (1, 3)


def test_enable_windows_update_sets_the_policy_and_when_it_may_run(azure: SimulatedAzure) -> None:
    run(azure, "DisableWindowsUpdate")
    run(azure, "EnableWindowsUpdate")
    registry = windows_machine(azure).registry
    assert (registry.read(UPDATE_POLICY, "NoAutoUpdate"), registry.read(UPDATE_POLICY, "AUOptions")) == (0, 4)
    assert registry.read(MAINTENANCE_POLICY, "Activation Boundary") == "2000-01-01T01:00:00"
    assert registry.read(MAINTENANCE_POLICY, "Random Delay") == "PT4H"


def test_enable_admin_account_enables_the_disabled_account(azure: SimulatedAzure) -> None:
    assert run(azure, "EnableAdminAccount") == "The local account azureuser is enabled already."
    change(azure, users={"azureuser": {"enabled": False}})
    assert "The local account azureuser was disabled and is enabled now.\n" in run(azure, "EnableAdminAccount")
    assert windows_machine(azure).accounts.user("azureuser").enabled


def test_enable_ems_shows_in_the_boot_configuration(azure: SimulatedAzure) -> None:
    azure.owner.messages("win-vm", "bcdedit /ems '{current}' off")
    assert ["ems", "No"] in boot_configuration(azure)
    assert run(azure, "EnableEMS") == "The operation completed successfully.\nThe operation completed successfully."
    assert ["ems", "Yes"] in boot_configuration(azure)


def test_enable_remote_ps_opens_winrm_by_https(azure: SimulatedAzure) -> None:
    assert "ResourceCreated" in run(azure, "EnableRemotePS")
    rule = windows_machine(azure).firewall.get("Allow WinRM HTTPS")
    assert rule is not None
    assert (rule.action, rule.direction, rule.local_ports) == ("Allow", "Inbound", ("5986",))
    listeners = azure.owner.messages("win-vm", "winrm enumerate winrm/config/listener")[0]
    assert "Transport = HTTPS" in listeners


def test_ip_config_is_what_ipconfig_shows(azure: SimulatedAzure) -> None:
    change(azure, adapters={"Ethernet": {"address": "10.1.2.3", "nameServers": ["10.1.2.1"]}})
    shown = run(azure, "IPConfig")
    assert "IPv4 Address. . . . . . . . . . . : 10.1.2.3(Preferred)" in shown
    assert "DNS Servers . . . . . . . . . . . : 10.1.2.1" in shown


def test_rdp_settings_shows_listener_and_policy(azure: SimulatedAzure) -> None:
    policy = r"HKLM\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services"
    change(azure, registry={policy: {"fDenyTSConnections": 1}})
    lines = run(azure, "RDPSettings").splitlines()
    assert lines[:2] == ["This virtual machine is not joined to a domain.", "PortNumber: 3389"]
    assert "fDenyTSConnections: 1" in lines
    assert len(lines) == 17


def test_set_rdp_port_without_a_parameter_opens_the_usual_port(azure: SimulatedAzure) -> None:
    change(azure, registry={SERVER_KEY: {"fDenyTSConnections": 1}})
    run(azure, "SetRDPPort")
    machine = windows_machine(azure)
    assert machine.registry.read(SERVER_KEY, "fDenyTSConnections") == 0
    assert machine.remote_desktop_port == 3389
    assert all(rule.enabled for rule in remote_desktop_rules(machine))


def test_set_rdp_port_moves_the_port_in_registry_and_firewall(azure: SimulatedAzure) -> None:
    shown = run(azure, "SetRDPPort", RDPPort="3390")
    assert "Setting the RDP port number to 3390." in shown
    machine = windows_machine(azure)
    assert machine.remote_desktop_port == 3390
    (rule,) = machine.firewall.shown_as("Remote Desktop - Custom Port")
    assert (rule.direction, rule.action, rule.protocol, rule.local_ports) == ("Inbound", "Allow", "TCP", ("3390",))


def test_reset_rdp_cert_takes_the_certificate_from_the_listener(azure: SimulatedAzure) -> None:
    change(azure, registry={REMOTE_DESKTOP_KEY: {"SSLCertificateSHA1Hash": {"binary": "00ff"}, "SecurityLayer": 2}})
    run(azure, "ResetRDPCert")
    registry = windows_machine(azure).registry
    assert registry.read(REMOTE_DESKTOP_KEY, "SSLCertificateSHA1Hash") is None
    assert (
        registry.read(REMOTE_DESKTOP_KEY, "MinEncryptionLevel"),
        registry.read(REMOTE_DESKTOP_KEY, "SecurityLayer"),
    ) == (
        1,
        0,
    )
    assert windows_machine(azure).services.running("TermService")


def test_run_powershell_script_without_a_script_is_the_sample(azure: SimulatedAzure) -> None:
    assert run(azure, "RunPowerShellScript", arg1="one") == "This is a sample script with parameters one "


def test_remove_run_command_extension_takes_its_folder_and_leaves_its_log(azure: SimulatedAzure) -> None:
    run(azure, "IPConfig")
    run(azure, "RemoveRunCommandWindowsExtension")
    files = windows_machine(azure).files
    folder = r"Microsoft.CPlat.Core.RunCommandWindows\1.1.18"
    assert not files.exists(rf"C:\Packages\Plugins\{folder}")
    assert files.exists(rf"C:\WindowsAzure\Logs\Plugins\{folder}\RunCommandExtension.log")


@scripts_everywhere
@pytest.mark.parametrize(
    ("command", "fits"),
    [
        ("RunShellScript", lambda text: "This is a sample script" in text),
        ("ifconfig", lambda text: text.startswith("Enable succeeded: \n[stdout]\n")),
        ("RemoveRunCommandLinuxExtension", lambda text: text == "Enable succeeded: \n[stdout]\n\n[stderr]\n"),
    ],
)
def test_those_for_linux_run_in_the_sandbox(azure: SimulatedAzure, command: str, fits: Callable[[str], bool]) -> None:
    (message,) = azure.owner.messages("linux-vm", commandId=command)
    assert fits(message)
