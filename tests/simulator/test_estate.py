from pathlib import Path

import pytest

from fake_agent.stubs import Stub
from simulator.estate import MachineEntry, ScaleSetEntry, load_estate, parse_estate
from simulator.reader import EstateError


def group(text: str) -> str:
    """An estate with one resource group, of which ``text`` is the rest."""
    return f"resourceGroups: [{{name: rg, {text}}}]"


# What there is


def test_the_default_estate_is_the_documented_one() -> None:
    estate = load_estate()
    (only,) = estate.groups
    assert (only.name, only.location) == ("my-resource-group", "eastus")
    assert [(machine.name, machine.os_type) for machine in only.machines] == [
        ("win-vm", "Windows"),
        ("linux-vm", "Linux"),
    ]
    assert only.scale_sets == (ScaleSetEntry("my-scale-set", "Linux", 2),)
    assert [principal.role for principal in estate.principals] == ["Owner", "Virtual Machine Contributor", "Reader"]
    assert (estate.latency, estate.enforce_limits) == ("azure", False)


def test_clients_are_given_the_first_owner() -> None:
    estate = parse_estate("principals: [{name: a, role: Reader}, {name: b, role: Owner}, {name: c, role: Owner}]")
    assert estate.owner.name == "b"


def test_an_estate_may_leave_out_everything() -> None:
    estate = parse_estate("{}")
    assert estate.groups == ()
    assert estate.principals == load_estate().principals


def test_ids_that_are_left_out_are_the_same_each_time() -> None:
    text = "principals: [{name: me, role: Owner}]"
    assert parse_estate(text) == parse_estate(text)
    assert parse_estate(text).owner.client_secret == "me-secret"


def test_a_machine_may_be_described_in_full() -> None:
    estate = parse_estate("""
latency: instant
enforceLimits: true
resourceGroups:
  - name: rg
    location: westeurope
    virtualMachines:
      - name: vm
        osType: Windows
        size: Standard_B1s
        tags: {team: tests}
        allowExtensionOperations: false
        running: false
        agent: {exitCodes: legacy}
        guest: {environment: {COLOUR: blue}}
""")
    assert (estate.latency, estate.enforce_limits) == ("instant", True)
    assert estate.groups[0].location == "westeurope"
    assert estate.groups[0].machines == (
        MachineEntry(
            name="vm",
            os_type="Windows",
            size="Standard_B1s",
            tags={"team": "tests"},
            extension_operations=False,
            running=False,
            options={
                "agent": {"exitCodes": "legacy", "guest": "emulated"},
                "guest": {"environment": {"COLOUR": "blue"}},
            },
        ),
    )


def test_an_estate_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "estate.yaml"
    path.write_text("latency: instant", encoding="utf-8")
    assert load_estate(path).latency == "instant"


def test_stub_commands_are_for_all_or_for_one_machine() -> None:
    estate = parse_estate("""
stubs:
  - {name: Get-AzVM, objects: [{Name: one}]}
resourceGroups:
  - name: rg
    virtualMachines:
      - name: vm
        osType: Windows
        guest:
          environment: {COLOUR: blue}
          stubs:
            - {name: backup.exe, arguments: full, stdout: done, exitCode: 3, duration: 60, effect: {features: [DNS]}}
""")
    everywhere, own = estate.stubs
    assert everywhere == Stub("Get-AzVM", objects=({"Name": "one"},))
    assert own == Stub(
        "backup.exe", "done", exit_code=3, duration=60.0, effect={"features": ["DNS"]}, arguments="full", vm="vm"
    )
    assert estate.groups[0].machines[0].options["guest"] == {"environment": {"COLOUR": "blue"}}


# What can't be

STUB_MEMBERS_SENTENCE = (
    "stubs[0] has no member 'command'; it takes name, arguments, stdout, stderr, exitCode, duration, objects, effect"
)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "",
            (
                "the estate must be a mapping with any of tenant, subscription, principals, resourceGroups, latency, "
                "enforceLimits, stubs, faults"
            ),
        ),
        (
            "[]",
            (
                "the estate must be a mapping with any of tenant, subscription, principals, resourceGroups, latency, "
                "enforceLimits, stubs, faults"
            ),
        ),
        (
            "vms: []",
            (
                "the estate has no member 'vms'; it takes tenant, subscription, principals, resourceGroups, "
                "latency, enforceLimits, stubs, faults"
            ),
        ),
        ("latency: slow", "the estate: 'latency' must be one of azure, instant, not 'slow'"),
        ("enforceLimits: 1", "the estate: 'enforceLimits' must be true or false"),
        ("tenant: x", "the estate: 'tenant' must be a mapping with any of id, domain"),
        ("tenant: {name: x}", "the estate: 'tenant' has no member 'name'; it takes id, domain"),
        (
            "subscription: {id: 1}",
            "the estate: 'subscription': 'id' must be a GUID such as 80ccefde-8651-566a-bd3c-eb16e4eaf32c",
        ),
        ("principals: {name: me}", "the estate: 'principals' must be a list"),
        (
            "principals: [{name: me, role: King}]",
            (
                "principals[0]: 'role' must be one of Owner, Contributor, Virtual "
                "Machine Contributor, Reader, not 'King'"
            ),
        ),
        ("principals: [{role: Owner}]", "principals[0]: 'name' must be a text"),
        ("principals: [{name: me, role: Reader}]", "principals: one of them must have the role Owner"),
        ("resourceGroups: 5", "the estate: 'resourceGroups' must be a list"),
        (
            "resourceGroups: [x]",
            "resourceGroups[0] must be a mapping with any of name, location, virtualMachines, scaleSets",
        ),
        (
            "resourceGroups: [{name: a}, {name: A}]",
            "resourceGroups: name 'A' occurs twice; names are compared without case",
        ),
        ("resourceGroups: [{name: a/b}]", "resourceGroups[0]: 'a/b' is no name that Azure takes"),
        ("resourceGroups: [{name: 7}]", "resourceGroups[0]: 'name' must be a text"),
        (
            group("location: mars"),
            (
                "resourceGroups[0]: 'location' must be one of eastus, eastus2, westus, westus2, "
                "northeurope, westeurope, not 'mars'"
            ),
        ),
        (
            group("virtualMachines: [{name: vm}]"),
            "resourceGroups[0].virtualMachines[0]: 'osType' must be one of Windows, Linux, not None",
        ),
        (
            group("virtualMachines: [{name: vm, osType: linux}]"),
            "resourceGroups[0].virtualMachines[0]: 'osType' must be one of Windows, Linux, not 'linux'",
        ),
        (
            group("virtualMachines: [{name: a b, osType: Linux}]"),
            "resourceGroups[0].virtualMachines[0]: 'a b' is no name that Azure takes",
        ),
        (
            group("virtualMachines: [{name: v, osType: Linux, tags: {a: 1}}]"),
            "resourceGroups[0].virtualMachines[0]: 'tags' must have texts as values",
        ),
        (
            group("virtualMachines: [{name: v, osType: Linux, agent: {exitCodes: odd}}]"),
            "resourceGroups[0].virtualMachines[0]: 'agent': 'exitCodes' must be one of modern, legacy, not 'odd'",
        ),
        (
            group("virtualMachines: [{name: v, osType: Linux, guest: []}]"),
            "resourceGroups[0].virtualMachines[0]: 'guest' must be a mapping",
        ),
        (
            group("virtualMachines: [{name: v, osType: Linux}, {name: V, osType: Linux}]"),
            "resourceGroups[0].virtualMachines: name 'V' occurs twice; names are compared without case",
        ),
        (
            group("virtualMachines: [{name: v, osType: Windows, guest: {services: {Spooler: {status: Off}}}}]"),
            (
                "resourceGroups[0].virtualMachines[0]: 'guest': 'services': 'Spooler': 'status' must be one of "
                "Stopped, Running, Paused, not False"
            ),
        ),
        (
            group("virtualMachines: [{name: v, osType: Windows, guest: {features: [No-Such]}}]"),
            "resourceGroups[0].virtualMachines[0]: 'guest': 'features' can't be: there is no 'no-such'",
        ),
        (
            group("virtualMachines: [{name: v, osType: Linux, guest: {environment: {A: b}}}]"),
            (
                "resourceGroups[0].virtualMachines[0]: 'guest' describes Windows machines only; a Linux machine is "
                "what its scripts make of it"
            ),
        ),
        (
            group("virtualMachines: [{name: v, osType: Windows, guest: {stubs: [{stdout: x}]}}]"),
            "resourceGroups[0].virtualMachines[0]: 'guest': 'stubs'[0]: 'name' must be a text",
        ),
        ("stubs: [{name: a, command: b}]", STUB_MEMBERS_SENTENCE),
        (
            "stubs: [{name: a, arguments: '('}]",
            "stubs[0]: 'arguments' must be a regular expression: missing ), unterminated subpattern at position 0",
        ),
        (
            "stubs: [{name: a, duration: -1}]",
            "stubs[0]: 'duration' must be a number of seconds from 0, or null for ever",
        ),
        ("stubs: [{name: a, exitCode: one}]", "stubs[0]: 'exitCode' must be a whole number"),
        ("stubs: [{name: a, stdout: 1}]", "stubs[0]: 'stdout' must be a text"),
        ("stubs: [{name: a, objects: [1]}]", "stubs[0]: 'objects' must be a list of mappings"),
        (
            "stubs: [{name: a, effect: {features: No}}]",
            "stubs[0]: 'effect': 'features' must be a list of texts",
        ),
        (
            group("scaleSets: [{name: s, osType: Linux, instances: -1}]"),
            "resourceGroups[0].scaleSets[0]: 'instances' must be a whole number from 0 to 1000",
        ),
        (
            group("scaleSets: [{name: s, osType: Linux, instances: true}]"),
            "resourceGroups[0].scaleSets[0]: 'instances' must be a whole number from 0 to 1000",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place_and_what_would_be_right(text: str, sentence: str) -> None:
    with pytest.raises(EstateError) as caught:
        parse_estate(text)
    assert str(caught.value) == f"estate: {sentence}"


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("a: [", "estate, line 2: not valid YAML: "),
        ("a: b: c", "estate, line 1: not valid YAML: "),
        ("latency: azure\n\tx", "estate, line 2: not valid YAML: "),
        ("a: \0", "estate: not valid YAML: "),
        ("a: !!python/object:os.system x", "estate, line 1: not valid YAML: could not determine a constructor"),
    ],
)
def test_what_is_no_yaml_is_told_in_one_line(text: str, beginning: str) -> None:
    with pytest.raises(EstateError) as caught:
        parse_estate(text)
    assert str(caught.value).startswith(beginning)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(EstateError, match=r"missing.yaml: can't be read: No such file or directory"):
        load_estate(tmp_path / "missing.yaml")


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "estate.yaml"
    path.write_bytes(b"latency: \xff")
    with pytest.raises(EstateError, match=r"estate.yaml: can't be read: it is not UTF-8"):
        load_estate(path)
