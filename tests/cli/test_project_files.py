"""The project's own pages and files agree with the code."""

import json
import re
import subprocess

import pytest
from support.real_az import CHECKOUT

from simulator.control.routes import ROUTES
from simulator.estate import parse_estate

REGISTRY_HOSTS = re.compile(rf"{'pypi'}\.org|{'files.python'}hosted|{'registry.npm'}js|{'registry.yarn'}pkg")


def read(name: str) -> str:
    return (CHECKOUT / name).read_text(encoding="utf-8")


def test_the_estate_that_its_page_shows_is_one() -> None:
    block = re.search(r"```yaml\n(.*?)```", read("docs/estate.md"), re.DOTALL)
    assert block is not None
    estate = parse_estate(block[1])
    assert [machine.name for machine in estate.groups[0].machines] == ["win-vm", "old-vm"]


@pytest.mark.parametrize("route", [f"{route.method} {re.sub(r'[{}]', '', route.path)}" for route in ROUTES])
def test_the_control_api_s_page_names_every_route(route: str) -> None:
    assert route.lower() in read("docs/control-api.md").lower()


def test_make_help_lists_every_target() -> None:
    makefile = read("Makefile")
    targets = set(re.findall(r"^\.PHONY: (\S+)", makefile, re.MULTILINE))
    described = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert targets == described


@pytest.mark.parametrize(
    "name",
    [
        "Makefile",
        ".ci/run",
        "README.md",
        "CONTRIBUTING.md",
        "pyproject.toml",
        "requirements/runtime.txt",
        "requirements/tests.txt",
        "requirements/clients.txt",
        "requirements/bench.txt",
        "tests/clients/node/package-lock.json",
    ],
)
def test_no_file_names_a_registry_s_host(name: str) -> None:
    assert REGISTRY_HOSTS.search(read(name)) is None


def test_every_package_of_the_javascript_tests_has_its_hash() -> None:
    packages = json.loads(read("tests/clients/node/package-lock.json"))["packages"]
    without = [name for name, package in packages.items() if name and "integrity" not in package]
    assert without == []


def test_the_continuous_integration_s_script_is_well_formed() -> None:
    subprocess.run(["bash", "-n", CHECKOUT / ".ci" / "run"], check=True)
    assert (CHECKOUT / ".ci" / "run").stat().st_mode & 0o111
