"""Scripts that try to get out of their container, as its root."""

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from support.arm_client import SimulatedAzure
from support.containers import container_of, eventually, guest_of
from support.sandboxed import bash, streams, until

from simulator.estate import load_estate
from simulator.faults.orders import parse
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


PROGRAM = """
import ctypes, errno, json, os, resource, socket, stat, sys
libc = ctypes.CDLL(None, use_errno=True)

def call(name, *arguments):
    if getattr(libc, name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), name)

def write(path, text):
    with open(path, "w") as file:
        file.write(text)

for attempt in json.load(open("/opt/attempts")):
    try:
        exec(attempt)
        print("done", attempt)
    except OSError as error:
        print(errno.errorcode[error.errno], attempt)
"""


def results(azure: SimulatedAzure, attempts: tuple[str, ...]) -> dict[str, str]:
    """What becomes of each attempt of a script, in Python: ``done``, or the kernel's refusal."""
    files = guest_of(azure).files
    files.write("/opt/attempts", json.dumps(attempts).encode())
    files.write("/opt/program.py", PROGRAM.encode())
    stdout, stderr = bash(azure.owner, "python3 /opt/program.py")
    assert stderr == ""
    found = (line.partition(" ") for line in stdout.splitlines())
    return {attempt: result for result, _, attempt in found}


REFUSED = {"EPERM", "EACCES", "EROFS"}
"""What kernels answer to what one may not; which of them, differs with their version and their control groups."""


def test_nothing_outside_the_vms_own_files_can_be_written(azure: SimulatedAzure) -> None:
    system = (
        "write('/usr/bin/x', 'x')",
        "write('/x', 'x')",
        "write('/usr/local/sbin/systemctl', 'x')",
        "write('/usr/lib/run-command-agent/fake_agent/agent.py', 'x')",
        "os.remove('/usr/lib/run-command-agent/fake_agent/agent.py')",
    )
    assert results(azure, (*system, "write('/opt/x', 'x')")) == {
        **dict.fromkeys(system, "EROFS"),
        "write('/opt/x', 'x')": "done",
    }


def test_no_setting_of_the_kernels_can_be_changed(azure: SimulatedAzure) -> None:
    attempts = (
        "write('/proc/sys/net/ipv4/conf/all/arp_ignore', '0')",
        "write('/proc/sys/kernel/core_pattern', 'x')",
        "write('/proc/self/oom_score_adj', '-1000')",
        "os.mkdir('/sys/fs/cgroup/x')",
        "os.mkdir('/sys/x')",
    )
    found = results(azure, attempts)
    assert set(found) == set(attempts)
    assert set(found.values()) <= REFUSED


def test_no_capability_can_be_gained_or_used(azure: SimulatedAzure) -> None:
    attempts = (
        "call('unshare', 0x10000000)",  # a user namespace
        "call('unshare', 0x00020000)",  # a mount namespace
        "call('setns', os.open('/proc/1/ns/mnt', 0), 0)",
        "call('mount', b'none', b'/mnt', b'tmpfs', 0, None)",
        "call('mount', None, b'/', None, 4128, None)",  # remounted, so that it can be written to
        "call('umount2', b'/proc/sys', 2)",
        "os.chroot('/')",
        "os.mknod('/tmp/disk', 0o600 | stat.S_IFBLK, os.makedev(8, 0))",
        "call('sethostname', b'other', 5)",
        "call('settimeofday', ctypes.byref((ctypes.c_long * 2)(0, 0)), None)",
        "call('reboot', 0x1234567)",
        "call('klogctl', 3, None, 0)",  # the host's kernel log
        "call('swapoff', b'/swap')",
        "os.setuid(1000)",
        "os.chown('/opt', 65534, 65534)",
        "os.nice(-1)",
        "socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
        "socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)",
    )
    assert results(azure, (*attempts, "os.getuid()")) == {**dict.fromkeys(attempts, "EPERM"), "os.getuid()": "done"}


def test_the_machine_below_is_not_seen(azure: SimulatedAzure) -> None:
    stdout, _ = bash(azure.owner, "ls /dev", "ps -e -o comm= | sort -u")
    seen = set(stdout.split())
    assert seen & {"mem", "kmem", "kmsg", "sda", "vda", "loop0", "kvm", "fuse"} == set()
    assert seen & {"dockerd", "containerd", "systemd", "pytest"} == set()
    assert {"null", "urandom", "docker-init"} <= seen


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


@pytest.mark.parametrize("cut", [False, True])
def test_a_name_that_there_is_not_costs_no_ten_seconds(azure: SimulatedAzure, cut: bool) -> None:
    if cut:
        azure.simulation.faults.inject(parse({"fault": "outbound-blocked", "vm": "linux-vm", "end": 60.0}))
    resolve = "import socket, time; b = time.time()\ntry: socket.getaddrinfo('example.com', 80)\nexcept OSError: pass\n"
    script = f'python3 -c "{resolve}print(time.time() - b < 3)" >/opt/resolved'
    accepted = azure.owner.start_command("linux-vm", script)
    until(lambda: guest_of(azure).files.exists("/opt/resolved"), lambda: azure.owner.poll(accepted))
    eventually(lambda: azure.owner.poll(accepted).json["status"] != "InProgress")
    assert guest_of(azure).files.read("/opt/resolved") == b"True\n"
    guest_of(azure).files.remove("/opt/resolved")


@pytest.mark.parametrize("address", ["1.1.1.1", "169.254.169.254", "168.63.129.16"])
def test_neither_the_internet_nor_a_cloud_below_is_reached(azure: SimulatedAzure, address: str) -> None:
    assert reach(azure, address, 80) == "OSError: [Errno 113] No route to host"


def test_the_emulated_windows_machine_runs_as_nobody(azure: SimulatedAzure, site: Any) -> None:
    guest_of(azure, "win-vm")
    container = container_of(azure, site, "win-vm")
    inspected = site.engine._api.inspect_container(container)
    assert inspected["Config"]["User"] == "65534:65534"
    host = inspected["HostConfig"]
    assert (host["ReadonlyRootfs"], host["CapDrop"], host["SecurityOpt"]) == (True, ["ALL"], ["no-new-privileges"])
    assert (host["PidsLimit"], host["Memory"], host["MemorySwap"]) == (256, 512 * 2**20, 512 * 2**20)
    assert (host["Init"], host["Privileged"], host["Binds"]) == (True, False, None)
