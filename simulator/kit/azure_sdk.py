"""Clients of the Azure SDK for Python, signed in to a simulator. The SDK is the user's, imported when asked for."""

from collections.abc import Callable
from typing import Any

from simulator.serving.connection import Connection


def compute_client(connection: Connection, role: str, sleep: Callable[[float], None] | None) -> Any:
    """A ``ComputeManagementClient`` of azure-mgmt-compute, signed in as the principal with ``role``.

    ``sleep`` takes the place of ``time.sleep`` wherever the SDK waits. Raises ``ValueError`` for a role that nobody
    has, and ``ModuleNotFoundError`` where azure-mgmt-compute or azure-identity is not installed.
    """
    from azure.identity import ClientSecretCredential  # noqa: PLC0415 # see the module's docstring
    from azure.mgmt.compute import ComputeManagementClient  # noqa: PLC0415

    estate = connection.estate
    principals = {known.role: known for known in reversed(estate.principals)}
    if role not in principals:
        raise ValueError(f"nobody has the role '{role}'; there are {', '.join(sorted(principals))}")
    principal = principals[role]
    authority = str(connection.authority_file)
    credential = ClientSecretCredential(
        estate.tenant_id,
        principal.client_id,
        principal.client_secret,
        authority=connection.resource_manager,
        disable_instance_discovery=True,
        connection_verify=authority,
    )
    return ComputeManagementClient(
        credential,
        estate.subscription_id,
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
