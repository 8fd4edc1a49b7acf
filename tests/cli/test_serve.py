import json
import signal
import socket
import ssl
import stat
import subprocess
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from support import command_line
from support.command_line import serve

from fake_agent.linux import sandbox

OWNER = {
    "tenantId": "72f1a0de-1b7c-4f5e-9d6b-0c1e5a7e5d01",
    "subscriptionId": "5a6f2f0c-5c0e-4e0e-8f5f-3a1d2c4b6e01",
    "clientId": "0a1b2c3d-0001-4000-8000-000000000001",
    "clientSecret": "owner-secret-of-the-simulator",
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2])


# The ready file


def test_the_ready_file_has_exactly_the_fixed_members(tmp_path: Path) -> None:
    with serve(tmp_path) as served:
        ready = served.ready
        assert list(ready) == [
            "resourceManager",
            "caFile",
            "control",
            "controlToken",
            "proxy",
            "tenantId",
            "subscriptionId",
            "clientId",
            "clientSecret",
            "principals",
        ]
        assert ready | OWNER == ready
        assert ready["control"] == f"{ready['resourceManager']}/_simulator"
        assert ready["proxy"].startswith("http://127.0.0.1:")
        assert sorted(ready["principals"]) == ["Owner", "Reader", "Virtual Machine Contributor"]
        assert sorted(ready["principals"]["Reader"]) == ["clientId", "clientSecret", "name", "objectId"]


def test_the_ready_file_is_for_its_owner_only_and_goes_at_the_end(tmp_path: Path) -> None:
    with serve(tmp_path) as served:
        assert stat.S_IMODE(served.ready_file.stat().st_mode) == 0o600
        certificate = Path(served.ready["caFile"])
        assert certificate.is_file()
        served.stop()
        assert not served.ready_file.exists()
        assert not certificate.parent.exists()


def test_the_simulator_answers_as_soon_as_the_ready_file_is_there(tmp_path: Path) -> None:
    with serve(tmp_path) as served:
        context = ssl.create_default_context(cafile=served.ready["caFile"])
        url = f"{served.ready['resourceManager']}/metadata/endpoints?api-version=2022-09-01"
        with urllib.request.urlopen(url, context=context) as answer:  # noqa: S310 # https
            assert answer.status == 200


def test_a_ready_file_that_can_t_be_written_ends_it_with_a_sentence(tmp_path: Path) -> None:
    done = command_line.run("serve", "--ready-file", tmp_path / "missing" / "ready.json")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == (
        f"run-command-simulator: --ready-file {tmp_path}/missing/ready.json: can't be written: "
        "No such file or directory\n"
    )


def test_a_folder_in_the_place_of_the_ready_file_leaves_nothing_behind(tmp_path: Path) -> None:
    done = command_line.run("serve", "--ready-file", tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        f"run-command-simulator: --ready-file {tmp_path}: can't be written: Is a directory\n",
    )
    assert list(tmp_path.parent.glob(f"{tmp_path.name}.*")) == []


def test_it_serves_also_where_the_place_of_the_common_ready_file_can_t_be_written(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file where a folder should be", encoding="utf-8")
    with serve(tmp_path) as served:
        assert served.get("/time")["mode"] == "auto"
        assert served.stop()[0] == 0


# Stopping


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize("mode", ["auto", "real"])
def test_a_signal_stops_it_cleanly(tmp_path: Path, number: int, mode: str) -> None:
    with serve(tmp_path, "--time", mode) as served:
        ports = [port_of(served.ready[name]) for name in ("resourceManager", "proxy")]
        assert all(answers(port) for port in ports)
        code, _, stderr = served.stop(number)
        assert (code, stderr) == (0, "")
        assert not any(answers(port) for port in ports)


def test_an_open_connection_does_not_keep_it_from_stopping(tmp_path: Path) -> None:
    with serve(tmp_path) as served, socket.create_connection(("127.0.0.1", port_of(served.ready["proxy"]))) as tunnel:
        target = port_of(served.ready["resourceManager"])
        tunnel.sendall(b"CONNECT management.azure.com:443 HTTP/1.1\r\n\r\n")
        assert tunnel.recv(100).startswith(b"HTTP/1.1 200 ")
        assert served.stop()[0] == 0
        assert not answers(target)


@pytest.mark.skipif(bool(sandbox.why_not()), reason=sandbox.why_not())
def test_a_script_that_never_ends_ends_with_it(tmp_path: Path) -> None:
    with serve(tmp_path, "--time", "x1000") as served:
        token = served.post(
            f"/{served.ready['tenantId']}/oauth2/v2.0/token",
            urllib.parse.urlencode(
                {
                    "grant_type": "client_credentials",
                    "client_id": served.ready["clientId"],
                    "client_secret": served.ready["clientSecret"],
                    "scope": "https://management.azure.com/.default",
                }
            ),
        )["access_token"]
        served.post(
            f"/subscriptions/{served.ready['subscriptionId']}/resourceGroups/my-resource-group/providers"
            "/Microsoft.Compute/virtualMachines/linux-vm/runCommand?api-version=2024-11-01",
            json.dumps({"commandId": "RunShellScript", "script": ["sleep 86399"]}),
            token,
        )
        while not served.get("/time")["waitingForRealWork"]:
            pass
        began = time.monotonic()
        code, _, stderr = served.stop()
        assert (code, stderr) == (0, "")
        assert time.monotonic() - began < 10
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert "sleep 86399" not in running


# Ports


def test_it_listens_on_the_ports_that_it_is_given_and_frees_them(tmp_path: Path) -> None:
    port, proxy_port = free_port(), free_port()
    for _ in range(2):
        with serve(tmp_path, "--port", str(port), "--proxy-port", str(proxy_port)) as served:
            assert served.ready["resourceManager"] == f"https://127.0.0.1:{port}"
            assert served.ready["proxy"] == f"http://127.0.0.1:{proxy_port}"
            assert served.stop()[0] == 0


@pytest.mark.parametrize(("option", "name"), [("--port", "port"), ("--proxy-port", "proxy port")])
def test_a_taken_port_is_told_in_one_sentence(option: str, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = command_line.run("serve", option, str(port))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"run-command-simulator: can't listen on 127.0.0.1, {name} {port}: Address already in use; "
        "choose another one, or 0 for any free one\n"
    )


def test_two_simulators_run_side_by_side(tmp_path: Path) -> None:
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        folder.mkdir()
    home = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    common = tmp_path / "config" / "run-command-simulator" / "ready.json"
    with serve(folders[0], environment=home) as first, serve(folders[1], environment=home) as second:
        assert first.ready["resourceManager"] != second.ready["resourceManager"]
        assert first.get("/time")["seconds"] == second.get("/time")["seconds"] == 0
        assert common.read_text(encoding="utf-8") == second.ready_file.read_text(encoding="utf-8")
        first.stop()
        assert common.exists(), "the second one's, which runs on"
        second.stop()
        assert not common.exists()


def test_when_the_last_one_stops_the_one_before_is_found_again(tmp_path: Path) -> None:
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        folder.mkdir()
    home = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    common = tmp_path / "config" / "run-command-simulator" / "ready.json"
    with serve(folders[0], environment=home) as first:
        with serve(folders[1], environment=home):
            """The second one is found while it runs."""
        assert common.read_text(encoding="utf-8") == first.ready_file.read_text(encoding="utf-8")
        assert common.stat().st_mode & 0o777 == 0o600
    assert not common.exists()


# What the options do


def test_time_begins_when_it_is_told_to(tmp_path: Path) -> None:
    with serve(tmp_path, "--start", "2030-05-01T12:00:00", "--time", "manual") as served:
        assert served.get("/time") == {
            "mode": "manual",
            "seconds": 0.0,
            "utc": "2030-05-01T12:00:00+00:00",
            "waitingForRealWork": False,
        }


def test_a_time_zone_in_the_start_is_honoured(tmp_path: Path) -> None:
    with serve(tmp_path, "--start", "2030-05-01T12:00:00+02:00") as served:
        assert served.get("/time")["utc"] == "2030-05-01T10:00:00+00:00"


def test_time_passes_by_itself_in_the_modes_that_follow_the_wall_clock(tmp_path: Path) -> None:
    with serve(tmp_path, "--time", "x1000000") as served:
        first = served.get("/time")["seconds"]
        assert served.get("/time")["seconds"] > first


def test_an_estate_of_one_s_own_is_served(tmp_path: Path) -> None:
    estate = tmp_path / "estate.yaml"
    estate.write_text("resourceGroups: [{name: rg, virtualMachines: [{name: one, osType: Linux}]}]", encoding="utf-8")
    with serve(tmp_path, "--estate", str(estate)) as served:
        assert [machine["name"] for machine in served.get("/estate")["virtualMachines"]] == ["one"]


# For other machines


def test_the_authority_is_put_where_it_is_wanted_and_goes_at_the_end(tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    with serve(tmp_path, "--ca-file", str(authority)) as served:
        assert served.ready["caFile"] == str(authority)
        assert served.get("/time")["mode"] == "auto"
        served.stop()
        assert not authority.exists()


def test_an_authority_file_that_can_t_be_written_ends_it_with_a_sentence(tmp_path: Path) -> None:
    done = command_line.run("serve", "--ca-file", tmp_path / "missing" / "ca.pem")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"run-command-simulator: --ca-file {tmp_path}/missing/ca.pem: can't be written: No such file or directory\n"
    )


def test_it_is_known_by_the_name_that_others_reach_it_by(tmp_path: Path) -> None:
    with serve(tmp_path, "--public-host", "simulator.example", "--host", "0.0.0.0") as served:  # noqa: S104 # the test's
        port = port_of(served.ready["resourceManager"])
        assert served.ready["resourceManager"] == f"https://simulator.example:{port}"
        assert served.ready["proxy"].startswith("http://simulator.example:")
        context = ssl.create_default_context(cafile=served.ready["caFile"])
        with (
            socket.create_connection(("127.0.0.1", port)) as plain,
            context.wrap_socket(plain, server_hostname="simulator.example") as stream,
        ):
            assert stream.version() == "TLSv1.3"


def test_a_public_host_that_is_none_is_told(tmp_path: Path) -> None:
    done = command_line.run("serve", "--public-host", "https://x")
    assert (done.returncode, done.stderr) == (
        2,
        ("run-command-simulator: --public-host https://x: not the name or IPv4 address of a host, such as simulator\n"),
    )


def test_the_token_of_the_control_api_may_be_chosen(tmp_path: Path) -> None:
    with serve(tmp_path, environment={"RUN_COMMAND_SIMULATOR_TOKEN": "chosen"}) as served:
        assert served.ready["controlToken"] == "chosen"
