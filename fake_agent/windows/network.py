"""Network adapters, their addresses, name servers and routes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Network, ip_address

from fake_agent.windows.overlay import Overlay

DEFAULT_DESTINATION = "0.0.0.0/0"
AZURE = ("168.63.129.16", "169.254.169.254")
"""The platform's own addresses, which DHCP gives routes to."""

_EXAMPLES = tuple(IPv4Network(block) for block in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"))


@dataclass(frozen=True, slots=True)
class Adapter:
    """A network adapter. ``lease_obtained`` and ``lease_expires`` are Unix seconds.

    ``released`` is the address and the gateway that somebody gave back to DHCP, which gives them again.
    """

    name: str
    description: str
    index: int
    mac_address: str
    address: str
    prefix_length: int
    gateway: str
    ipv6_address: str
    name_servers: tuple[str, ...]
    dns_suffix: str = ""
    uses_dhcp: bool = True
    dhcp_server: str = "168.63.129.16"
    enabled: bool = True
    link_speed: str = "50 Gbps"
    lease_obtained: float = 0.0
    lease_expires: float = 0.0
    metric: int = 10
    identifier: str = ""
    released: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Route:
    """An IPv4 route: destination as CIDR, next hop, adapter index.

    One that is not ``lasting`` goes with the next boot; one that was made to be ``persistent`` is listed as such.
    """

    destination: str
    next_hop: str
    adapter: int
    metric: int = 0
    lasting: bool = True
    persistent: bool = False


class Network:
    """The network of one machine."""

    def __init__(self, adapters: Overlay[int, Adapter], routes: Overlay[tuple[str, str], Route]) -> None:
        self._adapters = adapters
        self._routes = routes

    def adapters(self) -> Sequence[Adapter]:
        """Every adapter, by index."""
        return [self._adapters[index] for index in sorted(self._adapters)]

    def find(self, name: str) -> Adapter | None:
        """The adapter of that name."""
        return next((adapter for adapter in self.adapters() if adapter.name.casefold() == name.casefold()), None)

    def adapter(self, index: int) -> Adapter:
        """The adapter of that index; ``KeyError`` where there is none."""
        return self._adapters[index]

    def change(self, index: int, **fields: object) -> Adapter:
        """Change what is given of an adapter."""
        changed = replace(self._adapters[index], **fields)  # type: ignore[arg-type]  # names and types are the dataclass's
        self._adapters[index] = changed
        return changed

    def routes(self) -> Sequence[Route]:
        """The routes of enabled adapters, in the order they were made."""
        return [route for route in self._routes.values() if self._adapters[route.adapter].enabled]

    def add_route(self, route: Route) -> None:
        """Add a route; ``KeyError`` where there is no such adapter."""
        self._adapters[route.adapter]
        self._routes[route.destination, route.next_hop] = route

    def remove_routes(self, destination: str, next_hop: str = "") -> int:
        """Remove the routes to the destination (by that hop, if given) and answer how many."""
        doomed = [key for key in self._routes if key[0] == destination and next_hop in ("", key[1])]
        for key in doomed:
            del self._routes[key]
        return len(doomed)

    def release(self, adapter: Adapter) -> None:
        """Give the address back to DHCP: what went by it is gone."""
        if not (adapter.uses_dhcp and adapter.address):
            return
        self.change(adapter.index, address="", gateway="", released=(adapter.address, adapter.gateway))
        for key in [key for key, route in self._routes.items() if route.adapter == adapter.index]:
            del self._routes[key]

    def renew(self, adapter: Adapter) -> None:
        """Get the released address again, and the routes that DHCP gives."""
        address, gateway = adapter.released
        if not address:
            return
        self.change(adapter.index, address=address, gateway=gateway, released=("", ""))
        network = IPv4Network(f"{address}/{adapter.prefix_length}", strict=False)
        for destination in ("0.0.0.0/0", *(f"{known}/32" for known in AZURE)):
            self.add_route(Route(destination, gateway, adapter.index))
        for destination in (str(network), f"{address}/32", f"{network.broadcast_address}/32"):
            self.add_route(Route(destination, "0.0.0.0", adapter.index, 256))

    def boot(self) -> None:
        """Addresses come from DHCP again, and routes that were not meant to last are gone."""
        for adapter in self.adapters():
            self.renew(adapter)
        for key in [key for key, route in self._routes.items() if not route.lasting]:
            del self._routes[key]

    @property
    def asks_somebody(self) -> bool:
        """Whether a name server may answer: one that is no loopback, local link or mere example of an address.

        A private address is believed to be a name server of the network's.
        """
        servers = [server for adapter in self.adapters() if adapter.enabled for server in adapter.name_servers]
        return any(may_answer(server) for server in servers)

    @property
    def reaches_outside(self) -> bool:
        """Whether an enabled adapter has a default route."""
        routes = self._routes.values()
        return any(
            route.destination == DEFAULT_DESTINATION and self._adapters[route.adapter].enabled for route in routes
        )

    @property
    def primary(self) -> Adapter | None:
        """The first enabled adapter."""
        return next((adapter for adapter in self.adapters() if adapter.enabled), None)

    def apply(self, description: Mapping[str, Mapping[str, object]]) -> None:
        """Take over adapters from a description: name -> fields of ``Adapter``; the name must be known."""
        for name, fields in description.items():
            adapter = self.find(name)
            if adapter is None:
                raise KeyError(name)
            self.change(
                adapter.index,
                **{field: tuple(value) if isinstance(value, list) else value for field, value in fields.items()},
            )


def may_answer(server: str) -> bool:
    """Whether a name server may be at that address; a private one is believed."""
    try:
        address = ip_address(server.partition("%")[0])
    except ValueError:
        return False
    dead = address.is_loopback or address.is_unspecified or address.is_link_local or address.is_multicast
    return not dead and not any(address in block for block in _EXAMPLES)
