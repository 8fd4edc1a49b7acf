"""Tenants, subscriptions, locations and resource groups."""

from typing import Any

from fake_arm.answer import Answer, gateway_json
from fake_arm.cloud import Cloud
from fake_arm.model import ResourceGroup, Subscription
from fake_arm.request import ArmRequest
from fake_arm.resources.paging import page
from fake_arm.routes import Route, Scope


def _tenants(cloud: Cloud, _request: ArmRequest) -> Answer:
    tenant = cloud.directory.tenant_id
    return gateway_json(
        {
            "value": [
                {
                    "id": f"/tenants/{tenant}",
                    "tenantId": tenant,
                    "countryCode": "US",
                    "displayName": "Run Command simulator",
                    "domains": [cloud.directory.domain],
                    "tenantCategory": "Home",
                    "defaultDomain": cloud.directory.domain,
                    "tenantType": "AAD",
                }
            ]
        }
    )


def _subscription_view(cloud: Cloud, subscription: Subscription) -> dict[str, Any]:
    return {
        "id": f"/subscriptions/{subscription.subscription_id}",
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
        "subscriptionId": subscription.subscription_id,
        "tenantId": cloud.directory.tenant_id,
        "displayName": subscription.display_name,
        "state": subscription.state,
        "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01",
            "quotaId": "PayAsYouGo_2014-09-01",
            "spendingLimit": "Off",
        },
    }


def _sees(cloud: Cloud, request: ArmRequest, scope: str) -> bool:
    return request.caller is not None and cloud.roles.sees(request.caller.object_id, scope)


def _list_subscriptions(cloud: Cloud, request: ArmRequest) -> Answer:
    """The subscriptions in which the caller has any role."""
    visible = [
        _subscription_view(cloud, subscription)
        for subscription in cloud.subscriptions.values()
        if _sees(cloud, request, f"/subscriptions/{subscription.subscription_id}")
    ]
    return gateway_json({"value": visible, "count": {"type": "Total", "value": len(visible)}})


def _get_subscription(cloud: Cloud, request: ArmRequest) -> Answer:
    subscription = cloud.subscriptions[request.names["subscription"].lower()]
    return gateway_json(_subscription_view(cloud, subscription))


def _list_locations(cloud: Cloud, request: ArmRequest) -> Answer:
    base = f"/subscriptions/{request.names['subscription']}/locations"
    return gateway_json(
        {
            "value": [
                {
                    "id": f"{base}/{location['name']}",
                    "name": location["name"],
                    "type": "Region",
                    "displayName": location["displayName"],
                    "regionalDisplayName": f"({location['geography']}) {location['displayName']}",
                    "metadata": {
                        "regionType": "Physical",
                        "regionCategory": "Recommended",
                        "geography": location["geography"],
                        "geographyGroup": location["geography"],
                        "longitude": location["longitude"],
                        "latitude": location["latitude"],
                        "physicalLocation": location["physicalLocation"],
                    },
                }
                for location in cloud.locations
            ]
        }
    )


def _group_view(group: ResourceGroup) -> dict[str, Any]:
    return {
        "id": group.id,
        "name": group.name,
        "type": "Microsoft.Resources/resourceGroups",
        "location": group.location,
        "properties": {"provisioningState": "Succeeded"},
    }


def _list_groups(cloud: Cloud, request: ArmRequest) -> Answer:
    prefix = f"/subscriptions/{request.names['subscription']}/".lower()
    visible = [
        _group_view(group)
        for key, group in sorted(cloud.groups.items())
        if key.startswith(prefix) and _sees(cloud, request, group.id)
    ]
    return gateway_json(page(request, visible))


def _get_group(cloud: Cloud, request: ArmRequest) -> Answer:
    """The group; the gateway has checked that it exists."""
    return gateway_json(_group_view(cloud.groups[request.group_id.lower()]))


def _head_group(cloud: Cloud, request: ArmRequest) -> Answer:
    """Whether the group exists: 204 (recorded); the gateway answers 404 where it does not."""
    _get_group(cloud, request)
    return Answer(204, reason="No Content")


_SUBSCRIPTION = "/subscriptions/{subscription}"
_READ_GROUP = "Microsoft.Resources/subscriptions/resourceGroups/read"

ROUTES = (
    Route("GET", "/tenants", _tenants, scope=Scope.NONE),
    Route("GET", "/subscriptions", _list_subscriptions, scope=Scope.NONE),
    Route("GET", _SUBSCRIPTION, _get_subscription, "Microsoft.Resources/subscriptions/read"),
    Route(
        "GET",
        f"{_SUBSCRIPTION}/locations",
        _list_locations,
        "Microsoft.Resources/subscriptions/locations/read",
        Scope.SUBSCRIPTION,
    ),
    Route("GET", f"{_SUBSCRIPTION}/resourceGroups", _list_groups, scope=Scope.NONE),
    Route("GET", f"{_SUBSCRIPTION}/resourceGroups/{{group}}", _get_group, _READ_GROUP),
    Route("HEAD", f"{_SUBSCRIPTION}/resourceGroups/{{group}}", _head_group, _READ_GROUP),
)
