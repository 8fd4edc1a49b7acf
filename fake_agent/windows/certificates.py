"""The machine's certificate stores, as far as scripts look at them."""

from collections.abc import Sequence
from dataclasses import dataclass

from fake_agent.windows.overlay import Overlay


@dataclass(frozen=True, slots=True)
class Certificate:
    r"""A certificate. ``store`` is for example ``LocalMachine\\My``; the validity is in Unix seconds."""

    store: str
    thumbprint: str
    subject: str
    issuer: str
    serial: str
    not_before: float
    not_after: float
    friendly_name: str = ""
    names: tuple[str, ...] = ()
    has_private_key: bool = True


class Certificates:
    """The certificates of one machine by store and thumbprint."""

    def __init__(self, table: Overlay[tuple[str, str], Certificate]) -> None:
        self._table = table

    def stored(self, store: str) -> Sequence[Certificate]:
        """The certificates of a store, in the order they were added."""
        return [found for found in self._table.values() if found.store.casefold() == store.casefold()]

    def add(self, certificate: Certificate) -> None:
        """Add a certificate to its store."""
        self._table[certificate.store.casefold(), certificate.thumbprint] = certificate

    def remove(self, certificate: Certificate) -> None:
        """Remove a certificate from its store."""
        del self._table[certificate.store.casefold(), certificate.thumbprint]
