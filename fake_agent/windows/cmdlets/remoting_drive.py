"""The drive ``WSMan:``: the settings of Windows Remote Management as items."""

from collections.abc import Mapping
from typing import Any

from fake_agent.powershell.cmdlets.registry import Call
from fake_agent.powershell.errors import MissingFeature
from fake_agent.powershell.formatting.views import Column, TableView, register_view
from fake_agent.powershell.providers.machine_drives import DRIVES
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.text import to_text
from fake_agent.windows.cmdlets.support import machine_of
from fake_agent.windows.remote_settings import PORTS, RemoteSettings

LEAF, CONTAINER, LISTENER = (
    f"Microsoft.WSMan.Management.WSManConfig{kind}Element" for kind in ("Leaf", "Container", "Listener")
)
_GROUP = Column("WSManConfig", source="PSParentPath")
_SETTINGS = TableView(
    (Column("Type", 15), Column("Name", 30), Column("SourceOfValue", 15), Column("Value")), group_by=_GROUP
)
register_view(LEAF, _SETTINGS)
register_view(CONTAINER, _SETTINGS)
register_view(LISTENER, TableView((Column("Type", 15), Column("Keys", 35), Column("Name")), group_by=_GROUP))

HOST = "localhost"
LISTENER_NAMES = {"HTTP": "Listener_1084132640", "HTTPS": "Listener_1305953032"}
QUESTION = "WinRM Security Configuration."


class RemotingDrive:
    """``WSMan:`` of one machine, whichever it is: the call says."""

    provider = "Microsoft.WSMan.Management\\WSMan"

    def find(self, call: Call, path: str) -> Any | None:
        """The container or setting."""
        settings = RemoteSettings(machine_of(call).registry)
        if not path:
            return self._container("", "")
        host, _, below = path.partition("\\")
        if host.casefold() != HOST:
            return None
        if not below:
            return self._container("", HOST)
        listed = below.partition("\\")
        if listed[0].casefold() == "listener":
            transport = self._transport(settings, listed[2])
            return self._container(HOST, "Listener") if not listed[2] else transport and self._listener(transport)
        container = settings.container(below)
        if container is not None:
            return self._container(rf"{HOST}\{container}".rpartition("\\")[0], container.rpartition("\\")[2])
        setting = settings.setting(below)
        return None if setting is None else self._leaf(settings, *setting)

    def below(self, call: Call, path: str) -> list[tuple[str, Any]]:
        """Settings first, containers behind them."""
        settings = RemoteSettings(machine_of(call).registry)
        if not path:
            return [(HOST, self._container("", HOST))]
        below = path.partition("\\")[2]
        if below.casefold() == "listener":
            return [(LISTENER_NAMES[one], self._listener(one)) for one in settings.listeners()]
        container = settings.container(below)
        if container is None:
            transport = self._transport(settings, below.partition("\\")[2])
            return self._listener_values(call, settings, transport) if transport else []
        found = [(name, self._leaf(settings, container, name)) for name in settings.values(container)]
        above = rf"{HOST}\{container}".rstrip("\\")
        names = [*settings.containers(container), *(["Listener"] if not container else [])]
        return found + [(name, self._container(above, name)) for name in names]

    def put(self, call: Call, path: str, value: Any) -> None:
        """Change a setting; for the hosts to trust it asks, without ``-Force``."""
        settings = RemoteSettings(machine_of(call).registry)
        setting = settings.setting(path.partition("\\")[2])
        if setting is None:
            raise MissingFeature(f"Set-Item WSMan:\\{path}", "construct")
        if setting[1] == "TrustedHosts" and not call.switch("Force"):
            call.host.wait_for_input(QUESTION)
        settings.write(*setting, to_text(value).lower() if isinstance(value, bool) else to_text(value))

    def make(self, call: Call, path: str, values: Mapping[str, Any]) -> Any | None:
        """``New-Item WSMan:\\localhost\\Listener -Transport HTTPS -Address *``."""
        settings = RemoteSettings(machine_of(call).registry)
        transport = to_text(values.get("Transport", "")).upper()
        if path.casefold() != rf"{HOST}\listener" or transport not in PORTS:
            raise MissingFeature(f"New-Item WSMan:\\{path}", "construct")
        if not call.switch("Force"):
            call.host.wait_for_input("Are you sure you want to perform this action?")
        if transport in settings.listeners():
            raise call.failure(
                "The WS-Management service cannot create the resource because it already exists. ",
                "System.InvalidOperationException",
                "NotSpecified",
                exception="System.InvalidOperationException",
            )
        settings.add_listener(transport, to_text(values.get("CertificateThumbPrint", "")))
        return self._listener(transport)

    def remove(self, call: Call, path: str) -> None:
        """Remove a listener."""
        settings = RemoteSettings(machine_of(call).registry)
        transport = self._transport(settings, path.rpartition("\\")[2])
        if transport is None or not settings.remove_listener(transport):
            raise MissingFeature(f"Remove-Item WSMan:\\{path}", "construct")

    def _transport(self, settings: RemoteSettings, name: str) -> str | None:
        return next((one for one in settings.listeners() if LISTENER_NAMES[one].casefold() == name.casefold()), None)

    def _listener_values(self, call: Call, settings: RemoteSettings, transport: str) -> list[tuple[str, Any]]:
        above = rf"{HOST}\Listener\{LISTENER_NAMES[transport]}"
        values = {
            "Address": "*",
            "Transport": transport,
            "Port": str(PORTS[transport]),
            "Hostname": "",
            "Enabled": "true",
            "URLPrefix": "wsman",
            "CertificateThumbprint": settings.thumbprint(transport),
        }
        return [(name, self._item(above, name, LEAF, Value=value)) for name, value in values.items()]

    def _leaf(self, settings: RemoteSettings, container: str, name: str) -> PSObject:
        above = rf"{HOST}\{container}".rstrip("\\")
        return self._item(above, name, LEAF, Value=settings.values(container)[name])

    def _container(self, above: str, name: str) -> PSObject:
        return self._item(above, name, CONTAINER)

    def _listener(self, transport: str) -> PSObject:
        keys = [f"Transport={transport}", "Address=*"]
        return self._item(rf"{HOST}\Listener", LISTENER_NAMES[transport], LISTENER, Keys=keys)

    def _item(self, above: str, name: str, kind: str, **more: Any) -> PSObject:
        is_leaf = kind == LEAF
        values = {
            **more,
            "Name": name,
            "SourceOfValue": "" if is_leaf else None,
            "TypeNameOfElement": "System.String" if is_leaf else "Container",
            "Type": "System.String" if is_leaf else "Container",
            "PSPath": f"{self.provider}::{above}\\{name}",
            "PSParentPath": f"{self.provider}::{above}",
            "PSChildName": name,
            "PSDrive": "WSMan",
            "PSProvider": self.provider,
            "PSIsContainer": not is_leaf,
        }
        return PSObject.of(values, kind, text=lambda _: kind)


DRIVES["wsman"] = RemotingDrive()
