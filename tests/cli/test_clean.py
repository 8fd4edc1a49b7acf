"""``run-command-simulator clean``."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.pretended_engine import PretendedEngine, pretend

from simulator.containers.engine import Engine
from simulator.containers.errors import ContainersError
from simulator.containers.owner import Owner
from simulator.containers.reaper import OWNER, RUN


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> PretendedEngine:
    """One network of a dead run, one of another machine."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    engine = pretend(monkeypatch, tmp_path)
    me = Owner.here()
    engine.networks["dead"] = {RUN: "dead", OWNER: str(replace(me, started="1"))}
    engine.networks["foreign"] = {RUN: "foreign", OWNER: str(replace(me, host="other"))}
    return engine


def test_it_tells_what_it_removed_and_what_it_left(cli: Any, engine: PretendedEngine) -> None:
    engine.stuck.add("dead")
    assert cli("clean").lines == [
        "folders removed     0",
        "containers removed  0",
        "networks removed    0",
        "the engine would not let go of 1 networks: restart it, or leave them; they do no harm",
        "1 containers and networks are of other machines: --all removes them, too",
    ]


def test_it_tells_programs_and_removes_what_others_left_when_asked_to(cli: Any, engine: PretendedEngine) -> None:
    assert cli("clean", "--all", "--output", "json").json == {
        "folders": [],
        "containers": 0,
        "networks": 2,
        "networksInUse": 0,
        "leftForOtherMachines": 0,
        "engine": "nowhere",
    }
    assert engine.networks == {}


def test_without_an_engine_it_removes_folders_and_says_so(
    cli: Any, engine: PretendedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise ContainersError("no engine")

    monkeypatch.setattr(Engine, "connect", refuse)
    assert cli("clean").lines[-1] == "no containers were looked for: no engine"
