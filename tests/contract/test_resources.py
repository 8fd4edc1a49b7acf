"""Tenants, subscriptions, locations and resource groups."""

from support.arm_client import ArmClient, SimulatedAzure
from support.shapes import header_shapes, standard_headers


def test_the_tenant_is_listed(owner: ArmClient) -> None:
    (tenant,) = owner.get("/tenants").json["value"]
    assert tenant["tenantId"] == owner.estate.tenant_id
    assert tenant["defaultDomain"] == owner.estate.domain


def test_the_subscription_is_listed_with_what_clients_need(owner: ArmClient) -> None:
    answer = owner.get("/subscriptions", api_version="2022-12-01")
    (subscription,) = answer.json["value"]
    assert subscription["id"] == owner.subscription
    assert subscription["subscriptionId"] == owner.estate.subscription_id
    assert subscription["tenantId"] == owner.estate.tenant_id
    assert (subscription["displayName"], subscription["state"]) == ("Run Command simulator", "Enabled")
    assert answer.json["count"] == {"type": "Total", "value": 1}
    assert owner.get(owner.subscription).json == subscription


def test_the_gateways_answers_are_compact_and_have_a_reason(owner: ArmClient) -> None:
    answer = owner.get(owner.group)
    assert answer.status_line == "200 OK"
    assert answer.text == (
        f'{{"id":"{owner.group}","name":"my-resource-group","type":"Microsoft.Resources/resourceGroups",'
        '"location":"eastus","properties":{"provisioningState":"Succeeded"}}'
    )
    assert header_shapes(answer) == {
        **standard_headers(len(answer.body)),
        "x-ms-ratelimit-remaining-subscription-global-reads": "3749",
    }


def test_locations_have_names_and_places(owner: ArmClient) -> None:
    locations = owner.get(f"{owner.subscription}/locations").json["value"]
    first = locations[0]
    assert (first["name"], first["displayName"], first["regionalDisplayName"]) == ("eastus", "East US", "(US) East US")
    assert first["id"] == f"{owner.subscription}/locations/eastus"
    assert {"westus", "westeurope"} <= {location["name"] for location in locations}


def test_resource_groups_are_listed(owner: ArmClient) -> None:
    listed = owner.get(f"{owner.subscription}/resourcegroups").json["value"]
    assert listed == [owner.get(owner.group).json]


def test_head_tells_whether_a_group_exists(owner: ArmClient) -> None:
    found = owner.send("HEAD", owner.group)
    assert (found.status_line, found.body) == ("204 No Content", b"")

    missing = owner.send("HEAD", f"{owner.subscription}/resourceGroups/nowhere")
    assert (missing.status_line, missing.body) == ("404 Not Found", b"")
    assert header_shapes(missing) == {**standard_headers(0, content_type=""), "x-ms-failure-cause": "gateway"}


def test_lists_hold_one_subscriptions_resources_only(azure: SimulatedAzure) -> None:
    owner = azure.owner
    for path in ("resourceGroups", "providers/Microsoft.Compute/virtualMachines"):
        for item in owner.get(f"{owner.subscription}/{path}").json["value"]:
            assert item["id"].startswith(owner.subscription)
