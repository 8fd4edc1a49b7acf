"""The built-in run commands: list and show, byte for byte."""

import hashlib

import pytest
from support.arm_client import ArmClient, SimulatedAzure
from support.shapes import header_shapes, provider_error, standard_headers

RECORDED_ORDER = [
    "DisableNLA",
    "DisableWindowsUpdate",
    "EnableAdminAccount",
    "EnableEMS",
    "EnableRemotePS",
    "EnableWindowsUpdate",
    "ifconfig",
    "IPConfig",
    "RDPSettings",
    "RemoveRunCommandLinuxExtension",
    "RemoveRunCommandWindowsExtension",
    "ResetRDPCert",
    "RunPowerShellScript",
    "RunShellScript",
    "SetRDPPort",
]
LINUX_ONLY = {"ifconfig", "RemoveRunCommandLinuxExtension", "RunShellScript"}
RECORDED_LIST_SHA256 = "23dbf20a1181e981c0859e7395221c8af5daa2cdd984612732f5bc356b8b839c"
RATE = "x-ms-ratelimit-remaining-resource"

SHELL_SCRIPT_DOCUMENT = r"""{
  "script": [
    "echo This is a sample script",
    "echo Optional parameters: $0 $1"
  ],
  "parameters": [
    {
      "name": "arg1",
      "type": "string",
      "required": false
    },
    {
      "name": "arg2",
      "type": "string",
      "required": false
    }
  ],
  "$schema": "http://schema.management.azure.com/schemas/2016-11-17/runcommands.json",
  "id": "RunShellScript",
  "osType": "Linux",
  "label": "Executes a Linux shell script",
  "description": "{description} shell script {rest}"
}"""
POWERSHELL_DOCUMENT = r"""{
  "script": [
    "param(",
    "    [string]$arg1,",
    "    [string]$arg2",
    ")",
    "Write-Host This is a sample script with parameters $arg1 $arg2"
  ],
  "parameters": [
    {
      "name": "arg1",
      "type": "string",
      "required": false
    },
    {
      "name": "arg2",
      "type": "string",
      "required": false
    }
  ],
  "$schema": "http://schema.management.azure.com/schemas/2016-11-17/runcommands.json",
  "id": "RunPowerShellScript",
  "osType": "Windows",
  "label": "Executes a PowerShell script",
  "description": "{description} PowerShell script {rest}"
}"""


def recorded(document: str) -> bytes:
    """A document as it was recorded, in bytes."""
    rest = "should be defined in script property. Optional parameters can be set in parameters property."
    text = document.replace("{description}", "Custom multiline").replace("{rest}", rest)
    return text.replace("\n", "\r\n").encode()


def test_the_list_is_the_recorded_5725_bytes(owner: ArmClient) -> None:
    answer = owner.get(f"{owner.location()}/runCommands")

    assert answer.status_line == "200 "
    assert len(answer.body) == 5725
    assert hashlib.sha256(answer.body).hexdigest() == RECORDED_LIST_SHA256
    assert header_shapes(answer) == {
        **standard_headers(5725),
        RATE: "Microsoft.Compute/GetSubscriptionInfo3Min;359",
        "x-ms-ratelimit-remaining-subscription-global-reads": "3749",
    }


def test_the_list_has_the_recorded_order_and_no_next_link(owner: ArmClient) -> None:
    answer = owner.get(f"{owner.location()}/runCommands").json
    assert list(answer) == ["value"]
    assert [document["id"] for document in answer["value"]] == RECORDED_ORDER
    assert {document["id"] for document in answer["value"] if document["osType"] == "Linux"} == LINUX_ONLY


def test_items_of_the_list_have_neither_script_nor_parameters(owner: ArmClient) -> None:
    for document in owner.get(f"{owner.location()}/runCommands").json["value"]:
        assert list(document) == ["$schema", "id", "osType", "label", "description"]


@pytest.mark.parametrize(
    ("command", "document", "length"),
    [("RunShellScript", SHELL_SCRIPT_DOCUMENT, 626), ("RunPowerShellScript", POWERSHELL_DOCUMENT, 709)],
)
def test_a_sample_document_is_shown_as_recorded(owner: ArmClient, command: str, document: str, length: int) -> None:
    answer = owner.get(f"{owner.location()}/runCommands/{command}")

    assert answer.status_line == "200 "
    assert answer.body == recorded(document)
    assert len(answer.body) == length
    assert header_shapes(answer) == {
        **standard_headers(length),
        RATE: "Microsoft.Compute/GetSubscriptionInfo3Min;359",
        "x-ms-ratelimit-remaining-subscription-global-reads": "3749",
    }


@pytest.mark.parametrize("command", RECORDED_ORDER)
def test_every_document_can_be_shown_and_only_those_that_remove_the_extension_have_no_script(
    owner: ArmClient, command: str
) -> None:
    document = owner.get(f"{owner.location()}/runCommands/{command}").json
    assert document["id"] == command
    assert bool(document["script"]) is not command.startswith("RemoveRunCommand")
    assert all(isinstance(line, str) for line in document["script"])
    assert [name for name in document if name != "parameters"] == [
        "script",
        "$schema",
        "id",
        "osType",
        "label",
        "description",
    ]


def test_ifconfig_has_the_published_script_and_parameter(owner: ArmClient) -> None:
    document = owner.get(f"{owner.location()}/runCommands/ifconfig").json
    assert document["script"] == ['ifconfig "$@"']
    assert document["parameters"] == [{"name": "arguments", "type": "string", "defaultValue": ""}]


def test_ids_and_locations_are_taken_in_any_case(owner: ArmClient) -> None:
    assert owner.get(f"{owner.location('EastUS')}/runcommands/runshellscript").json["id"] == "RunShellScript"


def test_a_location_is_taken_by_its_display_name(owner: ArmClient) -> None:
    assert owner.get(f"{owner.location('East%20US')}/runCommands").status == 200


def test_an_unknown_id_is_not_found_in_this_location(owner: ArmClient) -> None:
    answer = owner.get(f"{owner.location()}/runCommands/RunNothing")

    assert answer.status_line == "404 "
    assert answer.body == provider_error("NotFound", "The entity was not found in this Azure location.")
    assert len(answer.body) == 115
    assert header_shapes(answer) == {
        **standard_headers(115),
        RATE: "Microsoft.Compute/GetSubscriptionInfo3Min;359",
        "x-ms-ratelimit-remaining-subscription-global-reads": "3749",
    }


@pytest.mark.parametrize("path", ["runCommands", "runCommands/RunShellScript"])
def test_an_unknown_location_has_no_registered_provider(owner: ArmClient, path: str) -> None:
    answer = owner.get(f"{owner.location('atlantis')}/{path}")
    assert (answer.status_line, answer.code) == ("400 Bad Request", "NoRegisteredProviderFound")
    assert answer.message == (
        "No registered resource provider found for location 'atlantis' and API version '2024-07-01' for type "
        "'locations/runCommands'. The supported api-versions are '2024-07-01'. The supported locations are "
        "'eastus, eastus2, westus, westus2, northeurope, westeurope'."
    )


def test_the_list_is_the_same_in_every_location(azure: SimulatedAzure) -> None:
    owner = azure.owner
    bodies = {owner.get(f"{owner.location(name)}/runCommands").body for name in ("eastus", "westeurope")}
    assert len(bodies) == 1
