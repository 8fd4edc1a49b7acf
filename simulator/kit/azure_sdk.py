"""The Azure SDK for Python on a simulator, signed in already. The SDK is the user's: it is imported when asked for."""

from collections.abc import Callable
from typing import Any

from fake_arm.sign_in.tokens import LIFETIME
from simulator.estate import PrincipalEntry
from simulator.serving.connection import Connection
from simulator.simulation import Simulation


class SignedIn:
    """A credential (``azure.core.credentials.TokenCredential``) of one principal that has signed in already.

    It is handed its tokens without a request, so that a client costs little; azure-identity works as well, over HTTP.
    """

    def __init__(self, simulation: Simulation, principal: PrincipalEntry, resource: str) -> None:
        self._simulation = simulation
        self._principal = principal
        self._resource = resource

    def get_token(self, *_scopes: str, **_options: Any) -> Any:
        """A new ``AccessToken`` for ARM. ``LookupError`` where the principal is gone."""
        from azure.core.credentials import AccessToken  # noqa: PLC0415 # see the module's docstring

        with self._simulation.lock:
            cloud = self._simulation.cloud
            principal = cloud.directory.by_client_id(self._principal.client_id)
            if principal is None:
                raise LookupError(f"there is no principal {self._principal.name} any more")
            now = cloud.surroundings.client_time()
            identifier = cloud.surroundings.identifier()
            token = cloud.tokens.issue(principal, cloud.directory.tenant_id, self._resource, now, identifier)
            cloud.surroundings.record("sign-in", "token handed out", client=principal.client_id)
        return AccessToken(token, int(now) + LIFETIME)


def compute_client(connection: Connection, credential: SignedIn, sleep: Callable[[float], None] | None) -> Any:
    """A ``ComputeManagementClient`` of azure-mgmt-compute. ``sleep`` takes the place of ``time.sleep`` in it.

    Raises ``ModuleNotFoundError`` where azure-mgmt-compute is not installed.
    """
    from azure.mgmt.compute import ComputeManagementClient  # noqa: PLC0415 # see the module's docstring

    authority = str(connection.authority_file)
    return ComputeManagementClient(
        credential,
        connection.estate.subscription_id,
        base_url=connection.resource_manager,
        credential_scopes=[f"{connection.resource_manager}/.default"],
        connection_verify=authority,
        **({} if sleep is None else {"transport": _transport(sleep, authority)}),
    )


def _transport(sleep: Callable[[float], None], authority: str) -> Any:
    from azure.core.pipeline.transport import RequestsTransport  # noqa: PLC0415 # as above

    class SleepingElsewhere(RequestsTransport):  # type: ignore[misc] # its types are the SDK's, where it is installed
        """The SDK's own transport, whose pauses are somebody else's."""

        def sleep(self, duration: float) -> None:
            sleep(duration)

    return SleepingElsewhere(connection_verify=authority)
