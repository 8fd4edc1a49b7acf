"""Somebody with no role but what the Owner gives."""

from simulator.estate import PrincipalEntry
from support.arm_client import MakeAzure, SimulatedAzure, WholeAnswer

ASSIGNMENT = "0c0c0c0c-1111-4222-8333-444444444401"
OTHER_ASSIGNMENT = "0c0c0c0c-1111-4222-8333-444444444402"
CUSTOM_ROLE = "0d0d0d0d-1111-4222-8333-444444444401"
RUN = "Microsoft.Compute/virtualMachines/runCommand/action"
RUN_AS_DOCUMENTED = "Microsoft.Compute/virtualMachines/runCommands/action"
READ_DOCUMENTS = "Microsoft.Compute/locations/runCommands/read"
ROLE_IDS = {
    "Owner": "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "Contributor": "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "Virtual Machine Contributor": "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
    "Reader": "acdd72a7-3385-48ef-bd42-f606fba81ae7",
}


def assignments(scope: str, name: str = ASSIGNMENT) -> str:
    """The path of a role assignment."""
    return f"{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"


def definitions(scope: str, name: str = CUSTOM_ROLE) -> str:
    """The path of a role definition."""
    return f"{scope}/providers/Microsoft.Authorization/roleDefinitions/{name}"


class Newcomer:
    """Somebody with no role but what the Owner gives."""

    def __init__(self, make_azure: MakeAzure) -> None:
        default = make_azure().estate.principals
        self.principal = PrincipalEntry(
            "newcomer",
            "Reader",
            "0e0e0e0e-1111-4222-8333-444444444401",
            "newcomer-secret",
            "0e0e0e0e-1111-4222-8333-444444444402",
            "/subscriptions/5a6f2f0c-5c0e-4e0e-8f5f-3a1d2c4b6e01/resourceGroups/elsewhere",
        )
        self.azure: SimulatedAzure = make_azure(principals=(*default, self.principal))
        self.owner = self.azure.owner
        self.client = self.azure.sign_in(self.principal)

    def give(self, role: str, scope: str, name: str = ASSIGNMENT) -> WholeAnswer:
        """Let the Owner assign a role, by its name or id."""
        role_id = ROLE_IDS.get(role, role)
        properties = {
            "roleDefinitionId": definitions(self.owner.subscription, role_id),
            "principalId": self.principal.object_id,
            "principalType": "ServicePrincipal",
        }
        answer = self.owner.put(assignments(scope, name), {"properties": properties})
        assert answer.status == 201, answer
        return answer

    def give_custom(self, scope: str, actions: list[str], not_actions: tuple[str, ...] = ()) -> None:
        """Let the Owner make a custom role and assign it."""
        permissions = [{"actions": actions, "notActions": list(not_actions)}]
        properties = {"roleName": "Runner", "permissions": permissions, "assignableScopes": [scope]}
        answer = self.owner.put(definitions(self.owner.subscription), {"properties": properties})
        assert answer.status == 201, answer
        self.give(CUSTOM_ROLE, scope)

    def run(self, vm: str = "win-vm") -> int:
        """The status of an attempt to run a command."""
        return self.client.post(f"{self.client.vm(vm)}/runCommand", {"commandId": "RunNothing"}).status
