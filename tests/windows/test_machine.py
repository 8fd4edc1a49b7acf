import pytest

from fake_agent.powershell.host import RegistryKind, RegistryValue, ServiceStatus, StartType
from fake_agent.windows.errors import MachineError
from fake_agent.windows.firewall import Rule
from fake_agent.windows.machine import AGENT_SERVICE, Machine

NOW = 1_800_000_000.0
AUTORUN = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Command Processor"


@pytest.fixture
def machine() -> Machine:
    return Machine("win-vm", lambda: NOW)


def test_a_fresh_machine_runs_its_agent_and_lets_https_out(machine: Machine) -> None:
    assert machine.agent_running
    assert machine.outbound_open


def test_what_one_machine_changes_no_other_sees(machine: Machine) -> None:
    other = Machine("other", lambda: NOW)
    machine.services.stop("Spooler", with_dependents=False)
    machine.files.write(r"C:\note.txt", b"x")
    assert other.services.running("Spooler")
    assert not other.files.exists(r"C:\note.txt")


def test_a_snapshot_brings_back_what_was_changed_after_it(machine: Machine) -> None:
    machine.files.write(r"C:\before.txt", b"x")
    snapshot = machine.snapshot()
    machine.files.remove(r"C:\before.txt")
    machine.registry.delete(AUTORUN)
    machine.restore(snapshot)
    assert machine.files.read(r"C:\before.txt") == b"x"
    assert machine.registry.exists(AUTORUN)


def test_reset_makes_the_machine_fresh_again(machine: Machine) -> None:
    machine.files.write(r"C:\note.txt", b"x")
    machine.services.stop(AGENT_SERVICE, with_dependents=False)
    machine.reset()
    assert not machine.files.exists(r"C:\note.txt")
    assert machine.agent_running


def test_stopping_what_the_agent_depends_on_stops_the_agent(machine: Machine) -> None:
    with pytest.raises(MachineError, match="other running services are dependent"):
        machine.services.stop("RdAgent", with_dependents=False)
    machine.services.stop("RdAgent", with_dependents=True)
    assert not machine.agent_running


def test_starting_a_service_starts_what_it_depends_on(machine: Machine) -> None:
    machine.services.stop("RdAgent", with_dependents=True)
    machine.services.start(AGENT_SERVICE)
    assert machine.services.running("RdAgent")
    assert machine.agent_running


def test_a_disabled_service_does_not_start(machine: Machine) -> None:
    machine.services.configure("wuauserv", start_type=StartType.DISABLED)
    with pytest.raises(MachineError, match="cannot be started"):
        machine.services.start("wuauserv")


def test_the_start_type_of_a_service_is_in_the_registry(machine: Machine) -> None:
    machine.services.configure("wuauserv", start_type=StartType.DISABLED)
    assert machine.registry.read(r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\wuauserv", "Start") == 4


def test_a_start_type_written_to_the_registry_takes_effect_at_boot(machine: Machine) -> None:
    machine.registry.write(r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Spooler", "Start", 4)
    assert machine.services.running("Spooler")
    machine.boot()
    assert machine.services.get("Spooler").status is ServiceStatus.STOPPED


def test_boot_changes_nothing_on_a_fresh_machine(machine: Machine) -> None:
    before = machine.services.all()
    machine.boot()
    assert machine.services.all() == before


def test_boot_starts_an_agent_that_was_stopped(machine: Machine) -> None:
    machine.services.stop("RdAgent", with_dependents=True)
    machine.boot()
    assert machine.agent_running


def test_a_machine_that_is_off_runs_no_agent(machine: Machine) -> None:
    machine.power_off()
    assert not machine.agent_running


@pytest.mark.parametrize("ports", [("443",), ("Any",), ("80", "400-500")])
def test_an_outbound_block_rule_that_covers_443_closes_the_way_out(machine: Machine, ports: tuple[str, ...]) -> None:
    machine.firewall.add(Rule("block", "block", "Outbound", "Block", protocol="TCP", remote_ports=ports))
    assert not machine.outbound_open


@pytest.mark.parametrize(
    "rule",
    [
        Rule("r", "r", "Inbound", "Block", protocol="TCP", local_ports=("443",)),
        Rule("r", "r", "Outbound", "Block", protocol="UDP", remote_ports=("443",)),
        Rule("r", "r", "Outbound", "Block", enabled=False),
        Rule("r", "r", "Outbound", "Block", program=r"C:\curl.exe"),
        Rule("r", "r", "Outbound", "Block", remote_addresses=("203.0.113.9",)),
    ],
)
def test_a_rule_about_something_else_leaves_the_way_out_open(machine: Machine, rule: Rule) -> None:
    machine.firewall.add(rule)
    assert machine.outbound_open


def test_a_disabled_adapter_closes_the_way_out(machine: Machine) -> None:
    machine.network.change(6, enabled=False)
    assert not machine.outbound_open


def test_a_missing_default_route_closes_the_way_out(machine: Machine) -> None:
    assert machine.network.remove_routes("0.0.0.0/0") == 1
    assert not machine.outbound_open


def test_registry_names_ignore_case_and_follow_the_links_between_hives(machine: Machine) -> None:
    machine.registry.write(r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Test", "Answer", 42)
    assert machine.registry.read(r"hkey_local_machine\system\controlset001\control\TEST", "answer") == 42
    spelled = machine.registry.spelling(r"hkey_local_machine\system\currentcontrolset\control\test")
    assert spelled == r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Test"


def test_a_registry_value_keeps_the_case_of_its_first_name(machine: Machine) -> None:
    machine.registry.create(r"HKEY_LOCAL_MACHINE\SOFTWARE\Test")
    machine.registry.set_value(r"HKEY_LOCAL_MACHINE\SOFTWARE\Test", RegistryValue("Name", RegistryKind.STRING, "a"))
    machine.registry.set_value(r"HKEY_LOCAL_MACHINE\SOFTWARE\Test", RegistryValue("NAME", RegistryKind.STRING, "b"))
    assert machine.registry.values(r"HKEY_LOCAL_MACHINE\SOFTWARE\Test") == (
        RegistryValue("Name", RegistryKind.STRING, "b"),
    )


def test_file_paths_ignore_case_and_the_kind_of_slash(machine: Machine) -> None:
    machine.files.make_folder(r"C:\Temp\Deep")
    machine.files.write(r"c:/temp/deep/../Deep/A.txt", b"text")
    assert machine.files.read(r"C:\TEMP\DEEP\a.TXT") == b"text"
    entry = machine.files.entry(r"c:\temp\deep\a.txt")
    assert entry is not None
    assert entry.path == r"C:\Temp\Deep\A.txt"


def test_a_full_disk_refuses_more(machine: Machine) -> None:
    free = machine.files.drives()[1].free
    machine.files.write(r"D:\most.bin", b"")
    with pytest.raises(OSError, match="not enough space"):
        machine.files._take("D:\\more.bin", free + 1)


def test_the_computer_name_is_short_and_in_capitals_and_changes_at_boot() -> None:
    machine = Machine("a-name-of-more-than-fifteen", lambda: NOW)
    assert machine.computer_name == "A-NAME-OF-MORE-"
    machine.rename("other")
    assert machine.computer_name == "A-NAME-OF-MORE-"
    machine.boot()
    assert machine.computer_name == "OTHER"
