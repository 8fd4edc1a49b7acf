"""The simulator's own container image, and containers of it with the options of compose.yaml."""

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
import yaml

from support.real_az import CHECKOUT

IMAGE_VARIABLE = "RUN_COMMAND_SIMULATOR_IMAGE"
"""Names the image to test; without it one is built as where there is no container registry."""

PATIENCE = 60


def compose() -> dict[str, Any]:
    """The content of compose.yaml."""
    content: dict[str, Any] = yaml.safe_load((CHECKOUT / "compose.yaml").read_text(encoding="utf-8"))
    return content


@cache
def compose_command() -> tuple[str, ...]:
    """How Compose is called here; skips the test where it is not installed."""
    for words in (("docker", "compose"), ("docker-compose",)):
        try:
            asked = subprocess.run((*words, "version"), capture_output=True, timeout=PATIENCE, check=False)
        except FileNotFoundError:
            continue
        if asked.returncode == 0:
            return words
    pytest.skip("Docker Compose is not installed")


def docker(*words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the docker command."""
    return subprocess.run(
        ("docker", *words), capture_output=True, text=True, timeout=PATIENCE, check=check, stdin=subprocess.DEVNULL
    )


@cache
def image() -> str:
    """The image to test."""
    given = os.environ.get(IMAGE_VARIABLE)
    if given:
        return given
    subprocess.run((sys.executable, CHECKOUT / "tools" / "simulator-image"), check=True, timeout=600)
    return "run-command-simulator"


@dataclass(frozen=True)
class Service:
    """A simulator in a container: its name, which is also that of its network and its volume."""

    name: str

    def inspect(self, path: str) -> Any:
        """A part of what the engine knows of it."""
        return json.loads(docker("inspect", "--format", f"{{{{json .{path}}}}}", self.name).stdout)

    def wait_until_healthy(self) -> None:
        """Ask until the health check has succeeded."""
        deadline = time.monotonic() + PATIENCE
        while (state := self.inspect("State.Health.Status")) != "healthy":
            assert state == "starting", docker("logs", self.name).stdout
            assert time.monotonic() < deadline, "not healthy in time"

    def beside(self, *words: str, entrypoint: str = "run-command-simulator") -> subprocess.CompletedProcess[str]:
        """Run a command in another container, beside it, as compose.yaml's tests are."""
        return docker(
            *("run", "--rm", "--network", self.name, "--volume", f"{self.name}:/run/simulator"),
            *("--entrypoint", entrypoint, image(), *words),
            check=False,
        )


@contextmanager
def service(*, sandbox: bool = True) -> Iterator[Service]:
    """A simulator as compose.yaml has it; without ``sandbox`` its containers may make no namespaces."""
    wanted = compose()["services"]["simulator"]
    name = f"run-command-simulator-test-{secrets.token_hex(4)}"
    namespaces = {"seccomp=unconfined", "systempaths=unconfined"}
    options = [
        *("--tmpfs", *wanted["tmpfs"]),
        *(word for capability in wanted["cap_drop"] for word in ("--cap-drop", capability)),
        *(
            word
            for option in wanted["security_opt"]
            if sandbox or option not in namespaces
            for word in ("--security-opt", option)
        ),
        *(("--read-only",) if wanted["read_only"] else ()),
    ]
    docker("network", "create", name)
    docker("volume", "create", name)
    try:
        docker(
            *("run", "--detach", "--name", name, "--network", name, "--network-alias", "simulator", *options),
            *("--env", "RUN_COMMAND_SIMULATOR_TOKEN=chosen", "--volume", f"{name}:/run/simulator"),
            *(image(), *wanted["command"]),
        )
        started = Service(name)
        started.wait_until_healthy()
        yield started
    finally:
        docker("rm", "--force", name, check=False)
        docker("volume", "rm", name, check=False)
        docker("network", "rm", name, check=False)
