"""The engine's networks."""

from collections.abc import Callable, Mapping
from ipaddress import IPv4Network

import docker.errors
import requests.exceptions
from docker.types import IPAMConfig, IPAMPool

from simulator.containers.engine.asking import Asking
from simulator.containers.engine.values import Labels, NetworkMade

SUBNET_ATTEMPTS = 5
"""How often somebody else may take a subnet that was free a moment ago before a network is given up."""


class Networks(Asking):
    """Networks made, changed and removed."""

    def create_network(self, name: str, labels: Labels, *, internal: bool, options: Mapping[str, str]) -> NetworkMade:
        """Make a network on a subnet that is free, where containers can be given addresses.

        An engine does that only on subnets that were asked for: so it is asked for a free one first.
        """

        def make(ipam: IPAMConfig | None = None) -> str:
            made = self._api.create_network(
                name, driver="bridge", options=dict(options), internal=internal, labels=dict(labels), ipam=ipam
            )
            return str(made["Id"])

        with self._asking(f"make the network {name}"):
            attempt = 1
            while True:
                found = make()
                config = self._api.inspect_network(found)["IPAM"]["Config"][0]
                self._api.remove_network(found)
                subnet = IPv4Network(config["Subnet"])
                _, upper_half = subnet.subnets()
                pool = IPAMPool(subnet=str(subnet), gateway=config["Gateway"], iprange=str(upper_half))
                try:
                    made = make(IPAMConfig(pool_configs=[pool]))
                except docker.errors.APIError:
                    if attempt == SUBNET_ATTEMPTS:
                        raise
                    attempt += 1
                    continue
                return NetworkMade(made, str(subnet), config["Gateway"], str(subnet.network_address + 2))

    def connect_network(self, network: str, container: str) -> None:
        """Put a container on a network; nothing happens where it is on it, or is gone."""
        with self._asking("connect a container to a network"):
            self._unless_done(self._api.connect_container_to_network, container, network)

    def disconnect_network(self, network: str, container: str) -> None:
        """Take a container off a network; nothing happens where it is not on it, or is gone."""
        with self._asking("disconnect a container from a network"):
            self._unless_done(self._api.disconnect_container_from_network, container, network)

    def reconnect(self, container: str) -> None:
        """Take a container off all its networks and put it on them again; nothing happens where it is gone."""
        with self._asking("look at a container"):
            try:
                found = self._api.inspect_container(container)["NetworkSettings"]["Networks"].values()
            except docker.errors.NotFound:
                return
        for network in found:
            self.disconnect_network(network["NetworkID"], container)
            self.connect_network(network["NetworkID"], container)

    def _unless_done(self, change: Callable[[str, str], None], container: str, network: str) -> None:
        """Make the change, where somebody else has not done so meanwhile."""
        try:
            change(container, network)
        except docker.errors.APIError as error:
            done = ("already exists in network", "is not connected to", "No such container")
            if not any(words in str(error.explanation) for words in done):
                raise

    def remove_network(self, network: str) -> bool:
        """Remove a network, as well as it goes: an engine may keep an endpoint that there is no more."""
        try:
            self._api.remove_network(network)
        except docker.errors.NotFound:
            return True
        except (docker.errors.APIError, requests.exceptions.RequestException):
            return False
        return True
