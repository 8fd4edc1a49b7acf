"""The settings of Windows Remote Management: what ``WSMan:`` and ``winrm`` show and change.

Values that differ from a fresh machine's are in the registry, below the key that Windows uses.
"""

from collections.abc import Iterator

from fake_agent.powershell.host import ServiceStatus, StartType
from fake_agent.windows.machine import Machine
from fake_agent.windows.registry import LOCAL_MACHINE, Registry
from fake_agent.windows.services import Services

KEY = rf"{LOCAL_MACHINE}\SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN"
LISTENERS = rf"{KEY}\Listener"
"""Where Windows keeps listeners: a key for each, named ``*+HTTPS`` and the like."""

PORTS = {"HTTP": 5985, "HTTPS": 5986}
_NO_LIMIT, _MOST = "4294967295", "2147483647"

DEFAULTS: dict[str, dict[str, str]] = {
    "": {
        "MaxEnvelopeSizekb": "500",
        "MaxTimeoutms": "60000",
        "MaxBatchItems": "32000",
        "MaxProviderRequests": _NO_LIMIT,
    },
    "Client": {"NetworkDelayms": "5000", "URLPrefix": "wsman", "AllowUnencrypted": "false", "TrustedHosts": ""},
    "Client\\Auth": {
        "Basic": "true",
        "Digest": "true",
        "Kerberos": "true",
        "Negotiate": "true",
        "Certificate": "true",
        "CredSSP": "false",
    },
    "Client\\DefaultPorts": {"HTTP": "5985", "HTTPS": "5986"},
    "Service": {
        "RootSDDL": "O:NSG:BAD:P(A;;GA;;;BA)(A;;GR;;;IU)S:P(AU;FA;GA;;;WD)(AU;SA;GXGW;;;WD)",
        "MaxConcurrentOperations": _NO_LIMIT,
        "MaxConcurrentOperationsPerUser": "1500",
        "EnumerationTimeoutms": "240000",
        "MaxConnections": "300",
        "MaxPacketRetrievalTimeSeconds": "120",
        "AllowUnencrypted": "false",
        "IPv4Filter": "*",
        "IPv6Filter": "*",
        "EnableCompatibilityHttpListener": "false",
        "EnableCompatibilityHttpsListener": "false",
        "CertificateThumbprint": "",
        "AllowRemoteAccess": "true",
    },
    "Service\\Auth": {
        "Basic": "false",
        "Kerberos": "true",
        "Negotiate": "true",
        "Certificate": "false",
        "CredSSP": "false",
        "CbtHardeningLevel": "Relaxed",
    },
    "Service\\DefaultPorts": {"HTTP": "5985", "HTTPS": "5986"},
    "Shell": {
        "AllowRemoteShellAccess": "true",
        "IdleTimeout": "7200000",
        "MaxConcurrentUsers": _MOST,
        "MaxShellRunTime": _MOST,
        "MaxProcessesPerShell": _MOST,
        "MaxMemoryPerShellMB": _MOST,
        "MaxShellsPerUser": _MOST,
    },
}
"""A fresh Windows Server's settings by container, in the order that Windows lists them."""


class RemoteSettings:
    """The settings of one machine."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def container(self, path: str) -> str | None:
        """The path of a container in its own spelling."""
        return next((name for name in DEFAULTS if name.casefold() == path.casefold()), None)

    def containers(self, path: str) -> Iterator[str]:
        """The names of the containers right below one."""
        for name in DEFAULTS:
            above, _, leaf = name.rpartition("\\")
            if name and above.casefold() == path.casefold():
                yield leaf

    def values(self, container: str) -> dict[str, str]:
        """The settings of a container."""
        return {name: self._read(container, name, value) for name, value in DEFAULTS[container].items()}

    def setting(self, path: str) -> tuple[str, str] | None:
        """Container and name of a setting, in their own spelling."""
        above, _, leaf = path.rpartition("\\")
        container = self.container(above)
        if container is None:
            return None
        name = next((one for one in DEFAULTS[container] if one.casefold() == leaf.casefold()), None)
        return None if name is None else (container, name)

    def write(self, container: str, name: str, value: str) -> None:
        """Change a setting."""
        self._registry.write(self._key(container), name, value)

    def listeners(self) -> list[str]:
        """The transports with a listener; the one over HTTP is there from the start."""
        added = self._registry.subkeys(LISTENERS) if self._registry.exists(LISTENERS) else []
        return ["HTTP", *(name.partition("+")[2] for name in added)]

    def thumbprint(self, transport: str) -> str:
        """The thumbprint of the certificate that a listener shows."""
        key = rf"{LISTENERS}\*+{transport}"
        return str(self._registry.read(key, "certThumbprint") or "") if self._registry.exists(key) else ""

    def add_listener(self, transport: str, thumbprint: str = "") -> None:
        """Listen for a transport on every address."""
        key = rf"{LISTENERS}\*+{transport}"
        self._registry.write(key, "Port", PORTS[transport])
        if thumbprint:
            self._registry.write(key, "certThumbprint", thumbprint)

    def remove_listener(self, transport: str) -> bool:
        """Listen no longer; whether there was a listener."""
        key = rf"{LISTENERS}\*+{transport}"
        if not self._registry.exists(key):
            return False
        self._registry.delete(key)
        return True

    def _key(self, container: str) -> str:
        return rf"{KEY}\{container}" if container else KEY

    def _read(self, container: str, name: str, default: str) -> str:
        key = self._key(container)
        value = self._registry.read(key, name) if self._registry.exists(key) else None
        return default if value is None else str(value)


def set_up(machine: Machine, services: Services) -> tuple[list[str], list[str]]:
    """Let the machine be managed from afar: what had to be done for that with the service, and what beyond it."""
    requests: list[str] = []
    service = services.get("WinRM")
    if service.start_type is not StartType.AUTOMATIC:
        services.configure("WinRM", start_type=StartType.AUTOMATIC)
        requests.append("WinRM service type changed successfully.")
    if service.status is not ServiceStatus.RUNNING:
        services.start("WinRM")
        requests.append("WinRM service started.")
    management: list[str] = []
    settings = RemoteSettings(machine.registry)
    if "HTTP" not in settings.listeners():
        settings.add_listener("HTTP", "")
        management.append("Created a WinRM listener on HTTP://* to accept WS-Man requests to any IP on this machine.")
    closed = [rule.name for rule in machine.firewall.in_group("Windows Remote Management") if not rule.enabled]
    if closed:
        machine.firewall.change(closed, enabled=True)
        management.append("WinRM firewall exception enabled.")
    return requests, management
