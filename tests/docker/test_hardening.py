"""Scripts that try to get out of their container, as its root."""

import shlex
import socket
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from support.arm_client import SimulatedAzure
from support.containers import container_of, eventually, guest_of
from support.sandboxed import bash, streams

from simulator.estate import load_estate
from simulator.simulation import Simulation, SimulationOptions

CONNECT = "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 5); print('reached')"


def reach(azure: SimulatedAzure, host: str, port: int, target: str = "linux-vm") -> str:
    """What comes of a script's attempt to connect."""
    stdout, stderr = streams(azure.owner, f'python3 -c "{CONNECT}" {host} {port}', target=target)
    return stdout or stderr.splitlines()[-1]


@pytest.fixture(scope="module")
def azure(site: Any) -> Iterator[SimulatedAzure]:
    """The default estate, for all attempts."""
    estate = replace(load_estate(), latency="instant")
    simulation = Simulation(SimulationOptions(estate=estate, containers=lambda: site))
    yield SimulatedAzure(simulation)
    simulation.close()


@pytest.fixture
def host_listener() -> Iterator[int]:
    """A port on which this machine listens on all its addresses."""
    with socket.create_server(("0.0.0.0", 0)) as server:  # noqa: S104 # that is what is tried out
        server.settimeout(0.1)
        yield server.getsockname()[1]


def test_a_script_is_root_without_any_capability(azure: SimulatedAzure) -> None:
    stdout, _ = bash(azure.owner, "id -u; grep -E 'Cap|NoNewPrivs|Seccomp:' /proc/self/status")
    assert stdout.split() == [
        *("0", "CapInh:", "0" * 16, "CapPrm:", "0" * 16, "CapEff:", "0" * 16, "CapBnd:", "0" * 16, "CapAmb:", "0" * 16),
        *("NoNewPrivs:", "1", "Seccomp:", "2"),
    ]


def succeeded(azure: SimulatedAzure, attempts: tuple[str, ...]) -> list[str]:
    """Those of the attempts that a script succeeds with."""
    lines = [f"({attempt}) >/dev/null 2>&1 && echo {shlex.quote(attempt)}" for attempt in attempts]
    return bash(azure.owner, *lines)[0].splitlines()


def test_nothing_outside_the_vms_own_files_can_be_written(azure: SimulatedAzure) -> None:
    attempts = (
        "touch /usr/bin/x",
        "touch /x",
        "echo x >/usr/local/sbin/systemctl",
        "echo x >/usr/lib/run-command-agent/fake_agent/agent.py",
        "echo 0 >/proc/sys/net/ipv4/conf/all/arp_ignore",
        "echo x >/proc/sysrq-trigger",
        "echo 1 >/sys/fs/cgroup/x",
        "mkdir /sys/fs/cgroup/memory/x",
        "echo -1000 >/proc/self/oom_score_adj",
        "echo core >/proc/sys/kernel/core_pattern",
    )
    assert succeeded(azure, (*attempts, "touch /opt/x")) == ["touch /opt/x"]


def test_no_capability_can_be_gained(azure: SimulatedAzure) -> None:
    attempts = (
        "unshare -r true",
        "unshare -m true",
        "mount -t tmpfs none /mnt",
        "chroot / true",
        "mknod /tmp/disk b 8 0",
        "nsenter -t 1 -m true",
        "hostname other",
        "date -s 2030-01-01",
        "setpriv --reuid 1000 --clear-groups true",
        "chown nobody /opt",
        "python3 -c 'import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)'",
        "python3 -c 'import socket; socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)'",
    )
    assert succeeded(azure, (*attempts, "true")) == ["true"]


BOMB = """python3 -c '
import os, time
children = 0
try:
    while True:
        if os.fork() == 0:
            time.sleep(60)
        children += 1
except OSError as error:
    print(error.strerror, children < 256)
'"""


def test_a_fork_bomb_ends_at_the_limit_and_the_agent_goes_on(azure: SimulatedAzure) -> None:
    assert bash(azure.owner, f"{BOMB}; pkill -9 -f fork")[0].splitlines()[-1] == "Resource temporarily unavailable True"
    assert streams(azure.owner, "echo alive") == ("alive\n", "")


def test_a_script_that_fills_the_memory_dies_and_the_agent_goes_on(azure: SimulatedAzure) -> None:
    stdout, _ = bash(azure.owner, "python3 -c 'x = bytearray(2**30)'; echo $?")
    assert stdout == "137\n"
    assert streams(azure.owner, "echo alive") == ("alive\n", "")


def test_a_file_has_an_end_and_so_has_the_temporary_disk(azure: SimulatedAzure) -> None:
    stdout, _ = bash(
        azure.owner,
        "head -c 100M /dev/zero >/opt/big; stat -c %s /opt/big",
        "for n in 1 2 3 4; do head -c 30M /dev/zero >/tmp/$n; done; du -sm /tmp | cut -f1",
    )
    size, temporary = (int(text) for text in stdout.split())
    assert size == 64 * 1024 * 1024
    assert temporary <= 64


def test_the_host_is_out_of_reach_on_all_its_addresses(azure: SimulatedAzure, site: Any, host_listener: int) -> None:
    uplink = site._uplink.gateway
    for address in (uplink, site.fabric.gateway, site.outbound.gateway, socket.gethostbyname(socket.gethostname())):
        assert "reached" not in reach(azure, address, host_listener)
    with socket.create_connection((uplink, host_listener), 5):
        pass  # it does listen there


def test_another_vm_is_out_of_reach_on_both_networks(azure: SimulatedAzure, site: Any) -> None:
    client = azure.owner
    other = client.instance(0)
    serve = "import http.server as h; h.test(h.SimpleHTTPRequestHandler, port=8000)"
    streams(client, f'nohup python3 -c "{serve}" >/dev/null 2>&1 &', target=other)
    eventually(lambda: reach(azure, "127.0.0.1", 8000, target=other) == "reached\n")
    container = container_of_instance(site)
    for network in (site.fabric, site.outbound):
        address = site.engine.address(container, network)
        assert reach(azure, address, 8000) == "OSError: [Errno 113] No route to host"


def container_of_instance(site: Any) -> str:
    """The container of the scale set's first instance."""
    return str(next(item.id for item in site.engine.find("run-command-simulator.vm=my-scale-set_0")))


def test_the_engines_socket_is_not_there(azure: SimulatedAzure) -> None:
    stdout, _ = bash(azure.owner, "ls /var/run/docker.sock /run/docker.sock 2>/dev/null; command -v docker; echo none")
    assert stdout == "none\n"


def test_the_gateway_passes_nothing_on_but_its_two_endpoints(azure: SimulatedAzure, site: Any) -> None:
    gateway = site.engine.address(site._gateway, site.fabric)
    assert reach(azure, gateway, 32526) == "reached\n"
    assert reach(azure, gateway, 22) == "ConnectionRefusedError: [Errno 111] Connection refused"
    public = site.public_endpoint.partition(":")[0]
    assert reach(azure, public, 443) == "reached\n"


def test_a_token_opens_no_other_vm_and_a_wrong_one_nothing(azure: SimulatedAzure, site: Any) -> None:
    gateway = site.engine.address(site._gateway, site.fabric)
    request = (
        "import urllib.request as r, urllib.error as e\n"
        f"try: print(r.urlopen(r.Request('http://{gateway}:32526/exchange', b'{{}}', "
        "{'Authorization': 'Bearer wrong'})).status)\n"
        "except e.HTTPError as error: print(error.code)"
    )
    assert bash(azure.owner, f'python3 -c "{request}"')[0] == "410\n"


def test_a_name_that_there_is_not_costs_no_ten_seconds(azure: SimulatedAzure) -> None:
    resolve = "import socket, time; b = time.time()\ntry: socket.getaddrinfo('example.com', 80)\nexcept OSError: pass\n"
    stdout, _ = bash(azure.owner, f'python3 -c "{resolve}print(time.time() - b < 3)"')
    assert stdout == "True\n"


def test_the_emulated_windows_machine_runs_as_nobody(azure: SimulatedAzure, site: Any) -> None:
    guest_of(azure, "win-vm")
    container = container_of(azure, site, "win-vm")
    inspected = site.engine._api.inspect_container(container)
    assert inspected["Config"]["User"] == "65534:65534"
    host = inspected["HostConfig"]
    assert (host["ReadonlyRootfs"], host["CapDrop"], host["SecurityOpt"]) == (True, ["ALL"], ["no-new-privileges"])
    assert (host["PidsLimit"], host["Memory"], host["MemorySwap"]) == (256, 512 * 2**20, 512 * 2**20)
    assert (host["Init"], host["Privileged"], host["Binds"]) == (True, False, None)
