"""Name resolution: the hosts file, the machine's own name, Azure's fixed addresses. Nobody is asked outside."""

from ipaddress import ip_address

from fake_agent.windows.machine import Machine

HOSTS_FILE = r"C:\Windows\System32\drivers\etc\hosts"

WELL_KNOWN = {
    "localhost": "127.0.0.1",
    "metadata.azure.internal": "169.254.169.254",
    "time.windows.com": "168.61.215.74",
    "www.microsoft.com": "23.45.229.54",
    "microsoft.com": "20.112.250.133",
    "management.azure.com": "20.62.130.10",
    "login.microsoftonline.com": "20.190.151.68",
    "azkms.core.windows.net": "20.118.99.224",
    "kms.core.windows.net": "23.102.135.246",
    "internetbeacon.msedge.net": "13.107.4.52",
    "www.bing.com": "204.79.197.200",
    "www.google.com": "142.250.72.196",
    "google.com": "142.250.72.206",
    "github.com": "140.82.112.3",
}
"""Names that scripts ask for most, with an address that they once had."""


def resolve(machine: Machine, name: str) -> str | None:
    """The IPv4 address of a name or address, or ``None``."""
    plain = name.casefold().rstrip(".")
    try:
        return str(ip_address(plain))
    except ValueError:
        pass
    own = hosts(machine).get(plain)
    if own is not None:
        return own
    if plain in {machine.host_name.casefold(), machine.computer_name.casefold()}:
        return machine.address
    if not (machine.network.reaches_outside and machine.network.asks_somebody):
        return WELL_KNOWN["localhost"] if plain == "localhost" else None
    return WELL_KNOWN.get(plain)


def hosts(machine: Machine) -> dict[str, str]:
    """The entries of the hosts file: name -> address."""
    if not machine.files.is_file(HOSTS_FILE):
        return {}
    entries = {}
    for line in machine.files.read(HOSTS_FILE).decode("utf-8", "replace").splitlines():
        words = line.partition("#")[0].split()
        entries.update({name.casefold(): words[0] for name in words[1:]})
    return entries
