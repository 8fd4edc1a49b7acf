"""Role definitions: the built-in ones as data, and what a role allows."""

import re
from dataclasses import dataclass
from functools import lru_cache

ACTION_ALIASES = {
    "microsoft.compute/virtualmachines/runcommand/action": "microsoft.compute/virtualmachines/runcommands/action"
}
"""The documentation of Run Command writes the action with a final s in one place.

A custom role that follows it is honoured, in ``actions`` and in ``notActions``.
"""


@dataclass(frozen=True, slots=True)
class RoleDefinition:
    """A role.

    What it allows (``actions`` less ``not_actions``, with ``*`` for any text) and where it may be assigned.
    """

    id: str
    name: str
    description: str
    actions: tuple[str, ...]
    not_actions: tuple[str, ...] = ()
    data_actions: tuple[str, ...] = ()
    not_data_actions: tuple[str, ...] = ()
    assignable_scopes: tuple[str, ...] = ("/",)
    custom: bool = False

    def allows(self, action: str) -> bool:
        """Whether an action is allowed, in any case."""
        wanted = action.lower()
        names = (wanted, ACTION_ALIASES.get(wanted, wanted))
        return _any_match(self.actions, names) and not _any_match(self.not_actions, names)


@lru_cache(maxsize=1024)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in text.lower().split("*")))


def _matches(pattern: str, action: str) -> bool:
    return _pattern(pattern).fullmatch(action) is not None


def _any_match(patterns: tuple[str, ...], names: tuple[str, ...]) -> bool:
    return any(_matches(pattern, name) for pattern in patterns for name in names)


BUILT_IN_ROLES = (
    RoleDefinition(
        id="8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
        name="Owner",
        description="Grants full access to manage all resources, including the ability to assign roles in Azure RBAC.",
        actions=("*",),
    ),
    RoleDefinition(
        id="b24988ac-6180-42a0-ab88-20f7382dd24c",
        name="Contributor",
        description=(
            "Grants full access to manage all resources, but does not allow you to assign roles in Azure RBAC, manage "
            "assignments in Azure Blueprints, or share image galleries."
        ),
        actions=("*",),
        not_actions=(
            "Microsoft.Authorization/*/Delete",
            "Microsoft.Authorization/*/Write",
            "Microsoft.Authorization/elevateAccess/Action",
            "Microsoft.Blueprint/blueprintAssignments/write",
            "Microsoft.Blueprint/blueprintAssignments/delete",
            "Microsoft.Compute/galleries/share/action",
            "Microsoft.Purview/consents/write",
            "Microsoft.Purview/consents/delete",
        ),
    ),
    RoleDefinition(
        id="9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
        name="Virtual Machine Contributor",
        description=(
            "Lets you manage virtual machines, but not access to them, and not the virtual network or storage account "
            "they're connected to."
        ),
        actions=(
            "Microsoft.Authorization/*/read",
            "Microsoft.Compute/availabilitySets/*",
            "Microsoft.Compute/locations/*",
            "Microsoft.Compute/virtualMachines/*",
            "Microsoft.Compute/virtualMachineScaleSets/*",
            "Microsoft.Compute/cloudServices/*",
            "Microsoft.Compute/disks/write",
            "Microsoft.Compute/disks/read",
            "Microsoft.Compute/disks/delete",
            "Microsoft.Insights/alertRules/*",
            "Microsoft.Network/networkInterfaces/*",
            "Microsoft.Network/networkSecurityGroups/read",
            "Microsoft.Network/publicIPAddresses/join/action",
            "Microsoft.Network/publicIPAddresses/read",
            "Microsoft.Network/virtualNetworks/read",
            "Microsoft.Network/virtualNetworks/subnets/join/action",
            "Microsoft.ResourceHealth/availabilityStatuses/read",
            "Microsoft.Resources/deployments/*",
            "Microsoft.Resources/subscriptions/resourceGroups/read",
            "Microsoft.SerialConsole/serialPorts/connect/action",
            "Microsoft.SqlVirtualMachine/*",
            "Microsoft.Storage/storageAccounts/listKeys/action",
            "Microsoft.Storage/storageAccounts/read",
            "Microsoft.Support/*",
        ),
    ),
    RoleDefinition(
        id="acdd72a7-3385-48ef-bd42-f606fba81ae7",
        name="Reader",
        description="View all resources, but does not allow you to make any changes.",
        actions=("*/read",),
    ),
)
"""The four built-in roles (documented), by their Azure ids."""
