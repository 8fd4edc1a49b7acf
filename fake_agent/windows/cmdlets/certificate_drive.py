"""The drive ``Cert:``: locations, their stores, and the certificates in them."""

from collections.abc import Mapping
from typing import Any

from fake_agent.powershell.cmdlets.registry import Call
from fake_agent.powershell.errors import MissingFeature
from fake_agent.powershell.formatting.views import Column, ListView, register_view
from fake_agent.powershell.providers.machine_drives import DRIVES
from fake_agent.powershell.values.objects import PSObject
from fake_agent.windows.certificates import Certificate
from fake_agent.windows.cmdlets.certificates import certificate_object
from fake_agent.windows.cmdlets.support import machine_of

LOCATION = "Microsoft.PowerShell.Commands.X509StoreLocation"
STORE = "System.Security.Cryptography.X509Certificates.X509Store"
LOCATIONS = ("CurrentUser", "LocalMachine")
STORES = (
    "TrustedPublisher",
    "ClientAuthIssuer",
    "Remote Desktop",
    "Root",
    "TrustedDevices",
    "WebHosting",
    "CA",
    "AuthRoot",
    "TrustedPeople",
    "My",
    "SmartCardRoot",
    "Trust",
    "Disallowed",
)
"""The stores of a server, in the order that PowerShell lists them."""

register_view(LOCATION, ListView((Column("Location"), Column("StoreNames", source="StoreNamesText"))))
register_view(STORE, ListView((Column("Name"),)))


class CertificateDrive:
    """``Cert:`` of one machine, whichever it is: the call says."""

    provider = "Microsoft.PowerShell.Security\\Certificate"

    def find(self, call: Call, path: str) -> Any | None:
        """The item at ``Location\\Store\\THUMBPRINT`` or above it."""
        parts = path.split("\\") if path else []
        found: Any = self._root()
        for depth, part in enumerate(parts):
            below = {name.casefold(): item for name, item in self.below(call, "\\".join(parts[:depth]))}
            found = below.get(part.casefold())
            if found is None:
                return None
        return found

    def below(self, call: Call, path: str) -> list[tuple[str, Any]]:
        """Locations, stores or certificates."""
        parts = path.split("\\") if path else []
        if not parts:
            return [(name, self._location(name)) for name in LOCATIONS]
        if len(parts) == 1:
            return [(name, self._store(parts[0], name)) for name in STORES]
        return [(one.thumbprint, certificate_object(call, one)) for one in self._certificates(call, path)]

    def put(self, call: Call, path: str, value: Any) -> None:
        """Certificates have no value."""
        raise MissingFeature(f"Set-Item Cert:\\{path}", "construct")

    def make(self, call: Call, path: str, values: Mapping[str, Any]) -> Any | None:
        """Stores of one's own are not simulated."""
        raise MissingFeature(f"New-Item Cert:\\{path}", "construct")

    def remove(self, call: Call, path: str) -> None:
        """Remove a certificate."""
        store, _, thumbprint = path.rpartition("\\")
        for one in self._certificates(call, store):
            if one.thumbprint.casefold() == thumbprint.casefold():
                machine_of(call).certificates.remove(one)
                return
        raise MissingFeature(f"Remove-Item Cert:\\{path}", "construct")

    def _certificates(self, call: Call, store: str) -> list[Certificate]:
        return list(machine_of(call).certificates.stored(store))

    def _root(self) -> PSObject:
        return PSObject.of({"PSPath": f"{self.provider}::\\", "PSIsContainer": True}, text=lambda _: "\\")

    def _location(self, name: str) -> PSObject:
        values = {
            "Location": name,
            "StoreNames": list(STORES),
            "StoreNamesText": "{" + ", ".join(STORES[:4]) + "...}",
            "PSPath": f"{self.provider}::{name}",
            "PSParentPath": "",
            "PSChildName": name,
            "PSDrive": "Cert",
            "PSProvider": self.provider,
            "PSIsContainer": True,
        }
        return PSObject.of(values, LOCATION, text=lambda _: name)

    def _store(self, location: str, name: str) -> PSObject:
        values = {
            "Name": name,
            "Location": location,
            "PSPath": f"{self.provider}::{location}\\{name}",
            "PSParentPath": f"{self.provider}::{location}",
            "PSChildName": name,
            "PSDrive": "Cert",
            "PSProvider": self.provider,
            "PSIsContainer": True,
        }
        return PSObject.of(values, STORE, text=lambda _: name)


DRIVES["cert"] = CertificateDrive()
