"""What runs inside a container, in this process: its world, files and ways out, PowerShell on Linux, the gateway."""

import asyncio
import errno
import http.server
import json
import threading
from datetime import UTC, datetime
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import pytest
import simpy
from support.agent_bench import TIMING, BenchWorld
from support.pretended_engine import OFF_THE_NETWORK, ON_THE_NETWORK

from fake_agent.container import messages
from fake_agent.container.gateway import forwarding
from fake_agent.container.messages import MachineStart
from fake_agent.container.network import Address, FabricConnection, GoneError, PublicEndpoint, on_a_network_with
from fake_agent.container.own_place import ContainerFiles, OwnPlace
from fake_agent.container.pwsh_guest import MISSING, DriveFiles, PwshGuest
from fake_agent.container.values import error_from_json, error_to_json, value_from_json, value_to_json
from fake_agent.container.world import ContainerWorld
from fake_agent.guest import CommandLine, GuestUnavailableError, Outcome
from fake_agent.powershell.host import RegistryKind, RegistryValue
from fake_agent.protocol import GoalState, HandlerTarget, RunCommandSettings
from fake_agent.randomness import Randomness
from fake_agent.windows.errors import MachineError


class Ended:
    """Hears of the ends of real work."""

    def __init__(self) -> None:
        self.identifiers: list[str] = []
        self.heard = threading.Event()

    def __call__(self, identifier: str, seconds: float) -> None:
        assert seconds >= 0
        self.identifiers.append(identifier)
        self.heard.set()


class TestWorld:
    def make(self) -> tuple[ContainerWorld, Ended]:
        ended = Ended()
        return ContainerWorld(1000.0, 50.0, 1, ended), ended

    def test_it_begins_where_the_simulator_is_and_moves_as_far_as_it_is_told(self) -> None:
        world, _ = self.make()
        happened = []
        world.environment.timeout(10).callbacks.append(lambda _: happened.append(world.environment.now))
        assert (world.environment.now, world.timestamp(), world.timestamp(1.0), world.next_event) == (
            50.0,
            1050.0,
            1001.0,
            60.0,
        )
        world.move_to(59.0)
        assert happened == []
        world.move_to(60.0)
        assert (happened, world.next_event) == ([60.0], None)

    def test_its_chance_is_the_simulators(self) -> None:
        world, _ = self.make()
        assert world.draw("agent/x", (0.0, 6.0)) == Randomness(1).stream("agent/x").uniform(0.0, 6.0)
        assert world.draw("agent/x", (3.0, 3.0)) == 3.0
        assert world.randomness("a") is world.randomness("a")

    def test_real_work_counts_when_the_simulator_says_so(self) -> None:
        world, ended = self.make()
        arrival = world.await_real(lambda: "result", "work")
        assert world.take_begun_work() == (("1", "work"),)
        assert ended.heard.wait(10)
        world.settle()
        assert not arrival.triggered
        world.deliver("1")
        world.deliver("of an earlier life")
        assert arrival.value == "result"

    def test_work_that_fails_fails_for_who_waits(self) -> None:
        world, ended = self.make()
        arrival = world.await_real(lambda: 1 // 0, "work")
        assert ended.heard.wait(10)
        world.deliver("1")
        assert isinstance(arrival.value, ZeroDivisionError)

    def test_without_a_process_to_spare_work_fails_as_a_system_would(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(_thread: threading.Thread) -> None:
            raise RuntimeError("can't start new thread")

        monkeypatch.setattr(threading.Thread, "start", refuse)
        world, _ = self.make()
        failure: Any = world.await_real(lambda: None, "work").value
        assert failure.errno == errno.EAGAIN
        assert world.take_begun_work() == ()


class TestFiles:
    def test_what_is_written_is_read_and_for_root_only(self, tmp_path: Path) -> None:
        files = ContainerFiles(tmp_path)
        files.write("/opt/deep/file", b"one")
        files.append("/opt/deep/file", b" two")
        assert files.read("/opt/deep/file") == b"one two"
        assert (tmp_path / "opt/deep/file").stat().st_mode & 0o777 == 0o600
        files.make_executable("/opt/deep/file")
        assert (tmp_path / "opt/deep/file").stat().st_mode & 0o777 == 0o500
        files.remove("/opt/deep/file")
        assert not files.exists("/opt/deep/file")
        files.remove("/opt")
        files.remove("/opt")
        assert not files.exists("/opt")

    def test_a_link_in_the_place_of_a_file_is_replaced_and_not_followed(self, tmp_path: Path) -> None:
        (tmp_path / "target").write_text("kept", encoding="utf-8")
        (tmp_path / "link").symlink_to(tmp_path / "target")
        ContainerFiles(tmp_path).write("/link", b"new")
        assert (tmp_path / "target").read_text(encoding="utf-8") == "kept"

    def test_a_script_is_started_as_the_first_to_go_when_memory_runs_short(self) -> None:
        place = OwnPlace()
        command = place.host_command(CommandLine("/x/script.sh", "/x", (("PATH", "/bin"),)))
        assert (command.words[-1], command.folder, command.environment) == ("/x/script.sh", "/x", {"PATH": "/bin"})
        assert "oom_score_adj" in command.words[2]
        assert (place.why_not(), place.complaint(Outcome(exit_code=1))) == ("", "")


class TestNetwork:
    def test_the_route_tells_whether_a_host_is_on_a_network_of_ours(self) -> None:
        assert on_a_network_with("127.0.0.9", ON_THE_NETWORK)
        assert not on_a_network_with("10.0.0.1", ON_THE_NETWORK)
        assert not on_a_network_with("127.0.0.9", OFF_THE_NETWORK)

    def test_an_upload_that_nobody_takes_has_not_arrived(self, tmp_path: Path) -> None:
        routes = tmp_path / "routes"
        routes.write_text(ON_THE_NETWORK, encoding="ascii")
        endpoint = PublicEndpoint(Address("127.0.0.1", 9), "token", routes)
        assert endpoint.reachable
        assert not endpoint.upload({})

    def test_the_fabric_is_dialled_again_and_again_with_pauses_that_grow(self) -> None:
        pauses: list[float] = []
        answers = iter([503, 200])

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # named by http.server
                self.rfile.read(int(self.headers["Content-Length"]))
                status = next(answers, 410)
                self.send_response(status)
                self.send_header("Content-Length", "1")
                self.end_headers()
                self.wfile.write(b"7")

            def log_message(self, *_: object) -> None:
                """Nothing."""

        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        nobody, somebody = Address("127.0.0.1", 9), Address("127.0.0.1", server.server_address[1])

        def pause(seconds: float) -> None:
            pauses.append(seconds)
            connection._address = somebody

        connection = FabricConnection(nobody, "token", pause)
        serving = threading.Thread(target=server.serve_forever, daemon=True)
        serving.start()
        assert connection.post("/x", {}) == 7
        assert pauses == [0.05, 0.1]
        with pytest.raises(GoneError):
            connection.post("/x", {})
        connection.close()
        server.shutdown()
        server.server_close()


class TestMessages:
    def test_a_goal_state_arrives_as_it_was_sent(self) -> None:
        settings = RunCommandSettings("RunShellScript", ("a", "b"), (("name", "value"),))
        goal = GoalState(3, "activity", "handler", "1.0", 2, settings, HandlerTarget.UNINSTALL)
        assert messages.goal_from_json(json.loads(json.dumps(messages.goal_to_json(goal)))) == goal
        assert messages.goal_from_json(messages.goal_to_json(None)) is None

    def test_a_machines_start_arrives_as_it_was_sent(self) -> None:
        start = MachineStart("vm", "Linux", 1.5, 7, TIMING, description={"timeZone": "UTC"})
        assert MachineStart.from_json(json.loads(json.dumps(start.to_json()))) == start


@pytest.fixture
def pwsh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program of that name, which prints how it was called."""
    program = tmp_path / "bin" / "pwsh"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nprintf "%s|" "$@"; pwd\nexit 3\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    monkeypatch.setattr("fake_agent.linux.host_process.os.defpath", f"{program.parent}:/bin:/usr/bin")
    return tmp_path


class RealAtOnce(BenchWorld):
    """A world in which real work is done where it is asked for."""

    def await_real(self, work: Any, description: str) -> simpy.Event:
        return self.environment.event().succeed(work())


class TestPwsh:
    def run(self, guest: PwshGuest, world: BenchWorld, line: str) -> Outcome:
        guest.files.write("C:\\Work\\script0.ps1", b"x")
        outcome: Any = world.environment.run(world.environment.process(guest.execute(CommandLine(line, "C:\\Work"))))
        assert isinstance(outcome, Outcome)
        return outcome

    def test_powershell_is_pwsh_without_its_execution_policy(self, pwsh: Path) -> None:
        world = RealAtOnce()
        guest = PwshGuest(world, "vm", pwsh)
        line = 'powershell -ExecutionPolicy Unrestricted -File script0.ps1 -name "two words"'
        outcome = self.run(guest, world, line)
        folder = pwsh / "drive-c" / "work"
        expected = f"-NoLogo|-NoProfile|-NonInteractive|-File|script0.ps1|-name|two words|{folder}\n"
        assert (outcome.stdout.decode(), outcome.exit_code) == (expected, 3)

    def test_the_extensions_own_commands_do_nothing(self, pwsh: Path) -> None:
        world = RealAtOnce()
        assert self.run(PwshGuest(world, "vm", pwsh), world, "enable.cmd") == Outcome()

    def test_an_image_without_it_says_what_to_do(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        world = RealAtOnce()
        with pytest.raises(GuestUnavailableError) as refused:
            self.run(PwshGuest(world, "vm", tmp_path), world, "powershell -File script0.ps1")
        assert str(refused.value) == MISSING

    def test_its_power_and_its_agent_are_those_of_any_vm(self, tmp_path: Path) -> None:
        guest = PwshGuest(RealAtOnce(), "vm", tmp_path)
        assert not guest.agent_running
        guest.boot()
        guest.stop_agent()
        assert not guest.agent_running
        guest.start_agent()
        guest.start_agent()
        assert (guest.agent_running, guest.agent_starts, guest.outbound_open) == (True, 2, True)
        changed = guest.changed()
        guest.power_off()
        assert (guest.agent_running, changed.triggered) == (False, True)
        guest.on_restart_requested(lambda _: None)
        guest.on_shutdown_requested(lambda _: None)
        guest.save()
        assert guest.further_actions() == {}

    def test_files_have_windows_names_in_any_case_and_none_leads_out(self, tmp_path: Path) -> None:
        files = DriveFiles(tmp_path)
        files.write("C:\\Temp\\File.txt", b"x")
        assert files.read("c:/temp/FILE.TXT") == b"x"
        assert files.host_path("C:\\..\\..\\x") == tmp_path / "drive-c" / "x"


class TestGateway:
    @pytest.mark.parametrize(("network", "answer"), [("127.0.0.0/8", b"HELLO"), ("10.0.0.0/8", b"")])
    def test_it_passes_on_what_comes_in_on_its_network_and_nothing_else(self, network: str, answer: bytes) -> None:
        assert asyncio.run(self.ask(network)) == answer

    async def ask(self, network: str, port: int = 0) -> bytes:
        async def shout(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write((await reader.read(100)).upper())
            writer.close()

        target = await asyncio.start_server(shout, "127.0.0.1", 0)
        port = port or target.sockets[0].getsockname()[1]
        handler = forwarding(IPv4Network(network), Address("127.0.0.1", port))
        gateway = await asyncio.start_server(handler, "127.0.0.1", 0)
        async with target, gateway:
            reader, writer = await asyncio.open_connection(*gateway.sockets[0].getsockname())
            writer.write(b"hello")
            try:
                return await reader.read(100)
            except ConnectionError:
                return b""
            finally:
                writer.close()

    def test_where_nobody_listens_behind_it_it_hangs_up(self) -> None:
        assert asyncio.run(self.ask("127.0.0.0/8", 9)) == b""


class TestValues:
    @pytest.mark.parametrize(
        "value",
        [
            None,
            True,
            7,
            1.5,
            "text",
            b"\x00\xff",
            [1, (2, {"a": frozenset({3})})],
            {1, 2},
            datetime(2026, 1, 15, 8, 0, tzinfo=UTC),
            RegistryValue("name", RegistryKind.BINARY, b"\x01"),
        ],
    )
    def test_a_value_arrives_as_it_was(self, value: Any) -> None:
        travelled = value_from_json(json.loads(json.dumps(value_to_json(value))))
        assert travelled == value
        assert type(travelled) is type(value)

    def test_an_error_arrives_as_it_was(self) -> None:
        arrived = error_from_json(json.loads(json.dumps(error_to_json(MachineError(1051)))))
        assert isinstance(arrived, MachineError)
        assert (str(arrived), arrived.code) == (str(MachineError(1051)), 1051)

    @pytest.mark.parametrize(
        "value",
        [
            {"made": "subprocess:Popen", "with": {"args": {"tuple": ["true"]}}},
            {"made": "fake_agent.windows.registry:Registry", "with": {}},
            {"made": "fake_agent.container.values:importlib.import_module", "with": {}},
            {"enum": "fake_agent.windows.registry:Registry", "member": "X"},
        ],
    )
    def test_nothing_but_values_is_made_of_what_arrives(self, value: Any) -> None:
        with pytest.raises(TypeError, match="is no kind of value"):
            value_from_json(value)

    @pytest.mark.parametrize("kind", ["builtins:SystemExit", "builtins:eval", "os:system"])
    def test_nothing_but_errors_is_raised(self, kind: str) -> None:
        with pytest.raises(TypeError, match="is no kind of value"):
            error_from_json({"raised": kind, "args": [], "members": {}})

    def test_what_is_no_value_stays(self) -> None:
        with pytest.raises(TypeError, match="a object does not travel between simulator and container"):
            value_to_json(object())
