"""The simulator's side of the engine, without one: what is told where there is none, whose leftovers go, the image."""

import ast
import hashlib
import http.client
import http.server
import importlib.metadata
import json
import os
import re
import sys
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import docker.errors
import pytest
from support.pretended_engine import PretendedEngine, pretend

import fake_agent
from fake_agent.container.messages import EXCHANGE, STATUS, WORK, Answer
from simulator.cli.containers import in_containers
from simulator.cli.mistakes import BadOptionError
from simulator.containers import channel, image
from simulator.containers.channel import Channel
from simulator.containers.endpoint import MOST_BYTES, Endpoint, Line
from simulator.containers.engine import Engine, connecting
from simulator.containers.engine.contexts import Context, current_context
from simulator.containers.errors import AgentSilentError, ContainersError
from simulator.containers.image import BasePython, ensure_image
from simulator.containers.owner import Owner
from simulator.containers.reaper import OWNER, RUN, Reaped, reap
from simulator.serving.running import ServingOptions


class TestOwner:
    def test_it_is_known_again_by_its_text_and_lives(self) -> None:
        me = Owner.here()
        assert Owner.parse(str(me)) == me
        assert me.is_alive
        assert not me.is_elsewhere

    def test_a_number_that_another_process_has_now_is_not_alive(self) -> None:
        assert not replace(Owner.here(), started="1").is_alive

    def test_a_process_that_there_is_not_is_not_alive(self) -> None:
        assert not replace(Owner.here(), process=2**22 + 1).is_alive

    def test_nothing_lives_on_from_before_a_boot(self) -> None:
        assert not replace(Owner.here(), boot="another").is_alive

    def test_another_machine_is_elsewhere(self) -> None:
        assert replace(Owner.here(), host="other").is_elsewhere

    @pytest.mark.parametrize("text", ["", "host", "host/boot:x:1"])
    def test_what_is_none_is_none(self, text: str) -> None:
        assert Owner.parse(text) is None


class TestReaper:
    @pytest.fixture
    def engine(self, tmp_path: Path) -> PretendedEngine:
        """Networks of a living run, of a dead one, of another machine, and of nobody."""
        engine = PretendedEngine(tmp_path)
        me = Owner.here()
        for name, owner in (
            ("mine", str(me)),
            ("dead", str(replace(me, started="1"))),
            ("foreign", str(replace(me, host="other"))),
            ("nobodys", ""),
        ):
            engine.networks[name] = {RUN: name, OWNER: owner}
        return engine

    def test_what_is_dead_goes(self, engine: PretendedEngine) -> None:
        assert reap(engine) == Reaped(networks=2, elsewhere=1)  # type: ignore[arg-type] # all that is asked of it
        assert set(engine.networks) == {"mine", "foreign"}

    def test_what_is_elsewhere_goes_when_asked_for(self, engine: PretendedEngine) -> None:
        engine.stuck.add("dead")
        assert reap(engine, elsewhere=True) == Reaped(networks=2, stuck=1)  # type: ignore[arg-type] # as above
        assert set(engine.networks) == {"mine", "dead"}


def write_context(folder: Path, name: str, host: str) -> Path:
    """Write a context as ``docker context create`` does. Returns the folder that its certificates would be in."""
    identifier = hashlib.sha256(name.encode()).hexdigest()
    file = folder / "contexts" / "meta" / identifier / "meta.json"
    file.parent.mkdir(parents=True)
    endpoints = {"docker": {"Host": host, "SkipTLSVerify": False}}
    file.write_text(json.dumps({"Name": name, "Metadata": {}, "Endpoints": endpoints}), encoding="utf-8")
    return folder / "contexts" / "tls" / identifier / "docker"


@contextmanager
def what_is_no_engine() -> Iterator[int]:
    """A port where something else answers."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(400, "Client sent an HTTP request to an HTTPS server.")

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        yield server.server_port


class TestConnecting:
    @pytest.fixture(autouse=True)
    def _nowhere(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no.sock")
        monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))

    def test_without_an_engine_it_says_what_to_do(self, tmp_path: Path) -> None:
        with pytest.raises(ContainersError) as refused:
            Engine.connect()
        assert str(refused.value) == (
            f"no container engine answers at unix://{tmp_path}/no.sock; start Docker (or set DOCKER_HOST), or use "
            "--agents embedded"
        )

    def test_without_rights_it_says_what_to_do(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        def refuse(_options: object) -> None:
            raise docker.errors.DockerException(
                "Error: ('Connection aborted.', PermissionError(13, 'Permission denied'))"
            )

        monkeypatch.setattr(connecting, "_version", refuse)
        with pytest.raises(ContainersError) as refused:
            Engine.connect()
        assert str(refused.value) == (
            f"you may not use the container engine at unix://{tmp_path}/no.sock; add yourself to the group docker "
            "('sudo usermod -aG docker $USER', then sign in anew), or use --agents embedded"
        )

    def test_a_context_is_followed_as_the_docker_command_does(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.delenv("DOCKER_HOST")
        monkeypatch.setenv("DOCKER_CONTEXT", "lab")
        made: list[dict[str, Any]] = []

        class Api:
            def __init__(self, **options: Any) -> None:
                made.append(options)

            def version(self, **_: object) -> dict[str, str]:
                return {"ApiVersion": "1.43"}

            def close(self) -> None:
                """Nothing is open."""

        monkeypatch.setattr(connecting, "APIClient", Api)
        write_context(tmp_path, "lab", "ssh://me@lab")
        assert Engine.connect().where == "ssh://me@lab"
        assert [options["version"] for options in made] == ["1.41", "1.43"]
        assert (made[1]["base_url"], made[1]["use_ssh_client"]) == ("ssh://me@lab", True)

    def test_an_unknown_context_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("DOCKER_HOST")
        monkeypatch.setenv("DOCKER_CONTEXT", "no-such")
        with pytest.raises(ContainersError, match="there is no docker context 'no-such'; 'docker context ls' lists"):
            Engine.connect()

    def test_the_context_that_was_put_in_use_is_followed(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.delenv("DOCKER_HOST")
        write_context(tmp_path, "lab", f"unix://{tmp_path}/lab.sock")
        (tmp_path / "config.json").write_text('{"currentContext": "lab"}', encoding="utf-8")
        with pytest.raises(ContainersError, match=f"no container engine answers at unix://{tmp_path}/lab.sock; start"):
            Engine.connect()

    def test_a_context_brings_its_certificates(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("DOCKER_CONTEXT", "lab")
        certificates = write_context(tmp_path, "lab", "tcp://lab:2376")
        assert current_context() == Context("tcp://lab:2376")
        certificates.mkdir(parents=True)
        (certificates / "ca.pem").touch()
        tls = current_context().tls
        assert tls is not None
        assert (tls.ca_cert, tls.cert, tls.verify) == (str(certificates / "ca.pem"), None, True)
        for name in ("cert.pem", "key.pem"):
            (certificates / name).touch()
        tls = current_context().tls
        assert tls is not None
        assert tls.cert == (str(certificates / "cert.pem"), str(certificates / "key.pem"))

    def test_a_context_that_can_not_be_read_is_told(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.delenv("DOCKER_HOST")
        monkeypatch.setenv("DOCKER_CONTEXT", "lab")
        write_context(tmp_path, "lab", "")
        next(tmp_path.rglob("meta.json")).write_text("{}", encoding="utf-8")
        with pytest.raises(ContainersError, match=r"the docker context 'lab' can't be read from .*: KeyError"):
            Engine.connect()

    def test_without_contexts_it_is_the_usual_socket(self) -> None:
        assert current_context() == Context("unix:///var/run/docker.sock")

    def test_certificates_that_are_not_there_are_told(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("DOCKER_TLS_VERIFY", "1")
        monkeypatch.setenv("DOCKER_CERT_PATH", str(tmp_path))
        with pytest.raises(ContainersError, match=r"DOCKER_TLS_VERIFY is set, but there are no ca\.pem, cert\.pem"):
            Engine.connect()

    def test_what_is_no_engine_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with what_is_no_engine() as port:
            monkeypatch.setenv("DOCKER_HOST", f"tcp://127.0.0.1:{port}")
            with pytest.raises(ContainersError, match=f"what answers at tcp://127.0.0.1:{port} is no container engine"):
                Engine.connect()

    def test_serve_ends_with_code_2_and_the_sentence(self) -> None:
        with pytest.raises(BadOptionError, match="--agents docker: no container engine answers at") as refused:
            in_containers(ServingOptions(), None, None)
        assert refused.value.exit_code == 2


class ImageEngine:
    """An engine as far as images go."""

    def __init__(self, *images: str, python: str = "") -> None:
        self.images = set(images)
        self.built: list[tuple[list[str], str]] = []
        self._python = python

    def has_image(self, name: str) -> bool:
        return name in self.images

    def pull(self, name: str, _on_progress: object) -> None:
        raise ContainersError(f"the container engine can't pull the image {name}: no such host")

    def output_of(self, _image: str, _command: object, _labels: object) -> str:
        if not self._python:
            raise LookupError("exec: python3: not found")
        return self._python

    def build(self, context: Any, tag: str, arguments: dict[str, str], _on_progress: object) -> None:
        with tarfile.open(fileobj=context) as archive:
            self.built.append((archive.getnames(), arguments["BASE_IMAGE"]))
        self.images.add(tag)


LIKE_THIS = json.dumps([list(sys.version_info[:2]), os.uname().machine, "glibc", "/bin/bash"])


def ensure(engine: ImageEngine, base: str = "") -> str:
    return ensure_image(engine, base, lambda _line: None)  # type: ignore[arg-type] # all that is asked of it


class TestImage:
    def test_it_is_built_once_and_taken_afterwards(self) -> None:
        engine = ImageEngine("python:3.12-slim", python=LIKE_THIS)
        tag = ensure(engine)
        assert ensure(engine) == tag
        ((names, base),) = engine.built
        assert base == "python:3.12-slim"
        assert {"Dockerfile", "commands/systemctl", "fake_agent/agent.py", "state", "libraries/simpy/core.py"} <= set(
            names
        )

    def test_a_base_made_here_is_taken_before_the_usual_one_and_the_users_before_both(self) -> None:
        engine = ImageEngine("python:3.12-slim", "run-command-simulator/agent-base", "mine", python=LIKE_THIS)
        assert ensure(engine) != ensure(engine, "mine")
        assert [base for _, base in engine.built] == ["run-command-simulator/agent-base", "mine"]

    def test_a_base_that_is_nowhere_is_told_with_the_way_out(self) -> None:
        with pytest.raises(ContainersError, match="without a container registry, 'make agent-base' makes"):
            ensure(ImageEngine())

    def test_a_base_without_python_is_refused(self) -> None:
        with pytest.raises(ContainersError, match="the base image mine has no python3, which the agents need; choose"):
            ensure(ImageEngine("mine"), "mine")

    def test_a_base_without_bash_is_refused(self) -> None:
        engine = ImageEngine("mine", python='[[3, 12], "x86_64", "musl", null]')
        with pytest.raises(
            ContainersError, match="the base image mine has no bash, which scripts of Linux VMs count on"
        ):
            ensure(engine, "mine")

    def test_a_base_with_an_old_python_is_refused(self) -> None:
        with pytest.raises(ContainersError, match=r"has Python 3\.9, and the agents need 3\.11 or newer"):
            ensure(ImageEngine("mine", python='[[3, 9], "x86_64", "glibc", "/bin/bash"]'), "mine")

    def test_libraries_for_another_python_come_from_pip(self, monkeypatch: pytest.MonkeyPatch) -> None:
        commands: list[list[str]] = []

        class Done:
            returncode, stderr = 1, "a\nERROR: no matching distribution"

        def run(command: list[str], **_: object) -> Done:
            commands.append(command)
            return Done()

        monkeypatch.setattr("subprocess.run", run)
        with pytest.raises(ContainersError, match=r"for Python 3\.99 can't be had: ERROR: no matching distribution"):
            ensure(ImageEngine("mine", python='[[3, 99], "x86_64", "musl", "/bin/bash"]'), "mine")
        assert "musllinux_1_2_x86_64" in commands[0]
        assert f"simpy=={importlib.metadata.version('simpy')}" in commands[0]

    def test_wheels_of_glibc_are_asked_for_by_their_platforms(self) -> None:
        assert BasePython((3, 12), "aarch64", "glibc").pip_platforms == (
            "manylinux_2_28_aarch64",
            "manylinux_2_17_aarch64",
            "manylinux2014_aarch64",
        )

    def test_every_library_that_the_agent_imports_is_in_it(self) -> None:
        root = Path(fake_agent.__file__).parent
        imported = set()
        for place in root.rglob("*.py"):
            for node in ast.walk(ast.parse(place.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names = [node.module]
                imported |= {name.partition(".")[0] for name in names}
        foreign = imported - sys.stdlib_module_names - {"fake_agent"}
        owners = importlib.metadata.packages_distributions()
        assert {re.sub(r"[-_.]+", "-", owners[name][0]).lower() for name in foreign} <= set(image.LIBRARIES)


class TestEndpoint:
    @pytest.fixture
    def endpoint(self) -> Iterator[Endpoint]:
        """It listens on this machine."""
        endpoint = Endpoint("127.0.0.1")
        yield endpoint
        endpoint.close()

    @pytest.fixture
    def line(self, endpoint: Endpoint) -> Line:
        """A VM whose token is ``token``."""
        line = Line(Channel(lambda _session, _is_new: None, lambda *_: None), lambda _report: None)
        endpoint.directory.add("token", line)
        return line

    def ask(self, port: int, method: str, path: str, body: bytes, *, known: bool = True, length: int = 0) -> int:
        token = "token" if known else "wrong"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        headers = {"Content-Length": str(length)} if length else {}
        connection.request(method, path, body, {"Authorization": f"Bearer {token}", **headers})
        status = connection.getresponse().status
        connection.close()
        return status

    def test_it_answers_what_it_knows_to_whom_it_knows(self, endpoint: Endpoint, line: Line) -> None:
        agents, statuses = endpoint.ports
        assert self.ask(agents, "POST", "/other", b"{}") == 404
        assert self.ask(agents, "PUT", STATUS, b"{}") == 404
        assert self.ask(statuses, "POST", EXCHANGE, b"{}") == 404
        assert self.ask(agents, "POST", EXCHANGE, b"{}", known=False) == 410
        assert self.ask(agents, "POST", WORK, b'{"session": "s", "work": "1", "seconds": 1}') == 200
        line.channel.close()
        assert self.ask(agents, "POST", WORK, b"{}") == 410

    @pytest.mark.parametrize("body", [b"", b"no json", b"[]", b'{"answer": {"number": "x"}, "session": "s"}'])
    def test_a_message_that_is_none_is_refused(self, endpoint: Endpoint, line: Line, body: bytes) -> None:
        assert self.ask(endpoint.ports[0], "POST", EXCHANGE, body) == 400

    def test_an_answer_that_comes_when_nobody_waits_any_more_is_kept(
        self, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(channel, "POLL_PATIENCE", 0.01)
        monkeypatch.setattr(channel, "LONG_POLL", 0.0)
        called: list[tuple[str, bool]] = []
        box = Channel(lambda session, is_new: called.append((session, is_new)), lambda *_: None)
        assert box.exchange("one", None) is None
        assert box.hear("one")
        with pytest.raises(AgentSilentError, match="it does not answer"):
            box.ask({"do": "pass"}, 0)
        assert box.exchange("one", Answer(number=1)) is None
        assert called == [("one", True), ("one", False)]
        assert box.hear("one")
        assert (box.take_late(), box.take_late()) == (Answer(number=1), None)

    def test_a_message_that_is_too_long_is_not_read(self, endpoint: Endpoint, line: Line) -> None:
        assert self.ask(endpoint.ports[0], "POST", EXCHANGE, b"", length=MOST_BYTES + 1) == 413

    def test_nobody_who_has_not_called_is_asked(self, line: Line) -> None:
        with pytest.raises(AgentSilentError, match="it has not called yet"):
            line.channel.ask({}, 0)
        with pytest.raises(AgentSilentError, match="its agent has not called within 0 seconds"):
            line.channel.await_session(0)
        assert not line.channel.hear("of another life")


class TestServing:
    def test_containers_are_started_before_it_serves_and_go_with_it(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        engine = pretend(monkeypatch, tmp_path)
        simulator = in_containers(ServingOptions(), None, None)
        assert sorted(item.status for item in engine.containers.values()) == ["running"] * 5
        simulator.stop()
        assert engine.containers == {}

    def test_an_agent_that_never_calls_ends_the_start_with_one_sentence(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        engine = pretend(monkeypatch, tmp_path)
        monkeypatch.setattr(engine, "dial", lambda _key: None)
        monkeypatch.setattr("simulator.containers.container_power.START_PATIENCE", 0)
        sentence = "the container of win-vm runs, but its agent has not called within 0 seconds; it must reach this"
        with pytest.raises(BadOptionError, match=f"--agents docker: {sentence} machine: --fabric-address"):
            in_containers(ServingOptions(), None, None)
        assert engine.containers == {}
