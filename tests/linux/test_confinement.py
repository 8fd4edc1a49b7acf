"""What a script can't reach, see or use up: the machine that runs the simulator."""

import socket
from pathlib import Path

import pytest
from support.arm_client import SimulatedAzure
from support.sandboxed import bash, folder, needs_sandbox, processes_of, streams, until

from fake_agent.linux import sandbox

pytestmark = needs_sandbox

NO_CAPABILITIES = "CapInh:\t0000000000000000\nCapPrm:\t0000000000000000\nCapEff:\t0000000000000000\n"


def test_a_script_has_no_capabilities_and_gains_none(azure: SimulatedAzure) -> None:
    stdout, _ = streams(azure.owner, "grep -E '^(CapInh|CapPrm|CapEff|CapBnd|CapAmb|NoNewPrivs)' /proc/self/status")
    assert stdout == f"{NO_CAPABILITIES}CapBnd:\t0000000000000000\nCapAmb:\t0000000000000000\nNoNewPrivs:\t1\n"


def test_a_script_sees_its_own_processes_only(azure: SimulatedAzure) -> None:
    stdout, _ = bash(azure.owner, "pids=(/proc/[0-9]*); echo ${#pids[@]}; cat /proc/1/comm")
    count, init = stdout.split()
    assert int(count) < 8
    assert init == "bwrap"


def test_a_script_sees_no_file_of_the_host_but_the_system(azure: SimulatedAzure, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    stdout, _ = streams(azure.owner, f"ls / | xargs; ls -A /home /root /tmp /mnt; cat {tmp_path}/secret /etc/shadow")
    names, _, rest = stdout.partition("\n")
    assert set(names.split()) >= {"dev", "etc", "proc", "root", "tmp", "usr", "var"}
    assert "sys" not in names.split()
    assert rest == "/home:\n\n/mnt:\n\n/root:\n\n/tmp:\n"


def test_a_script_has_no_network_not_even_the_hosts_own(azure: SimulatedAzure) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        stdout, stderr = bash(azure.owner, "cut -d: -f1 -s /proc/net/dev | xargs", f"exec 3<>/dev/tcp/127.0.0.1/{port}")
    assert stdout == "lo\n"
    assert "Connection refused" in stderr


@pytest.mark.parametrize(
    "attempt",
    [
        "touch /usr/bin/mine",
        "touch /usr/local/sbin/mine",
        "touch /dev/mine",
        "mount -t tmpfs none /mnt",
        "umount /usr",
        "mount -o remount,rw /usr",
        "chroot / true",
        "mknod /tmp/disk b 8 0",
        "hostname other",
        "unshare --user true",
        "unshare --mount true",
        "nsenter --target 1 --mount true",
        "chown 1000 /tmp",
        "prlimit --nproc=100000 --pid $$",
        "date --set 2000-01-01",
        "renice -n -5 -p $$",
    ],
)
def test_a_script_may_not_do_what_would_touch_the_host(azure: SimulatedAzure, attempt: str) -> None:
    stdout, _ = streams(azure.owner, f"if {attempt} >/dev/null; then echo done; else echo refused; fi")
    assert stdout == "refused\n"


def test_nothing_below_proc_sys_can_be_written(azure: SimulatedAzure) -> None:
    """Without capabilities the host's own root could: this is why a simulator run by root starts scripts as nobody."""
    assert streams(azure.owner, "find /proc/sys -type f -writable; find /proc -maxdepth 1 -type f -writable")[0] == ""


def test_a_script_is_not_the_hosts_root(azure: SimulatedAzure) -> None:
    stdout, _ = streams(azure.owner, "touch /tmp/mine; stat -c %u /tmp/mine /proc/1; cat /proc/self/uid_map | xargs")
    mine, init, uid_map = stdout.splitlines()
    assert (mine, init) == ("0", "0")
    (place,) = folder(azure).glob("*/*/root/tmp/mine")
    assert place.stat().st_uid != 0
    assert uid_map.startswith("0 ")


def test_processes_are_bounded(azure: SimulatedAzure) -> None:
    script = "i=0; while [ $i -lt 400 ]; do sleep 100 & i=$((i+1)); done; echo unbounded"
    stdout, stderr = streams(azure.owner, script)
    assert stdout == ""
    assert "Cannot fork" in stderr or "Resource temporarily unavailable" in stderr


def test_endless_output_is_bounded(azure: SimulatedAzure) -> None:
    stdout, _ = streams(azure.owner, "exec yes")
    assert stdout == "y\n" * 2048
    (kept,) = folder(azure).glob("*/*/root/var/lib/waagent/run-command/download/0/stdout")
    assert kept.stat().st_size == sandbox.FILE_SIZE_LIMIT


def test_memory_is_bounded(azure: SimulatedAzure, monkeypatch: pytest.MonkeyPatch) -> None:
    bounds = tuple(f"--data={16 * 1024 * 1024}" if word.startswith("--data=") else word for word in sandbox._BOUNDS)
    monkeypatch.setattr(sandbox, "_BOUNDS", bounds)
    stdout, stderr = streams(azure.owner, "tail /dev/zero; echo $?")
    assert (stdout, stderr) == ("1\n", "tail: memory exhausted\n")


def test_a_script_is_the_first_that_the_kernel_ends_where_memory_runs_short(azure: SimulatedAzure) -> None:
    assert streams(azure.owner, "cat /proc/self/oom_score_adj")[0] == "1000\n"


def test_children_left_behind_end_with_their_script(azure: SimulatedAzure) -> None:
    streams(azure.owner, "sleep 1000 & nohup setsid sleep 1000 >/dev/null 2>&1 &")
    until(lambda: not processes_of(folder(azure)), azure.owner.power_state)  # the kernel takes its time
    assert processes_of(folder(azure)) == []


def test_two_machines_do_not_see_each_other(azure: SimulatedAzure) -> None:
    client = azure.owner
    waiting = client.start_command(client.instance(0), "touch /tmp/started; sleep 1000")
    until(lambda: list(folder(azure).glob("*/*/root/tmp/started")), lambda: client.poll(waiting))
    assert streams(client, "cat /proc/[0-9]*/comm | grep -c sleep; ls /tmp")[0] == "0\n"
