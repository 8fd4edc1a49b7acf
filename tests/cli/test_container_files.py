"""The container files and the page on continuous integration say what the command line takes."""

import json
import re
import shlex

import click
import pytest
import yaml
from support.image import compose
from support.real_az import CHECKOUT

from simulator.cli.invoke_command import command as invoke
from simulator.cli.main import commands
from simulator.cli.serve_command import command as serve
from simulator.serving.connection import ALL_ADDRESSES

PAGE = (CHECKOUT / "docs" / "ci.md").read_text(encoding="utf-8")
DOCKERFILE = (CHECKOUT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")


def parsed(command: click.Command, words: list[str]) -> dict[str, object]:
    """The options that a command reads out of words. Fails where it does not take them."""
    return command.make_context(command.name, list(words), resilient_parsing=True).params


def instructions(name: str) -> list[list[str]]:
    """The JSON forms of an instruction of the Dockerfile."""
    return [
        json.loads(words) for words in re.findall(rf"^\s*(?:HEALTHCHECK .*)?{name} (\[.*\])$", DOCKERFILE, re.MULTILINE)
    ]


def test_the_image_serves_on_the_ports_that_it_exposes() -> None:
    health, served = instructions("CMD")
    assert health[0] == "run-command-simulator"
    assert health[1] in commands.list_commands(click.Context(commands))
    options = parsed(serve, served[1:])
    assert (served[0], options["host"]) == ("serve", ALL_ADDRESSES)
    assert f"EXPOSE {options['port']} {options['proxy_port']}\n" in DOCKERFILE
    assert f"RUN_COMMAND_SIMULATOR_READY_FILE={options['ready_file']}\n" in DOCKERFILE


def test_the_compose_file_has_the_image_s_options_and_a_name() -> None:
    _, served = instructions("CMD")
    service = compose()["services"]["simulator"]
    assert parsed(serve, service["command"][1:]) == {**parsed(serve, served[1:]), "public_host": "simulator"}
    assert compose()["services"]["tests"]["depends_on"] == {"simulator": {"condition": "service_healthy"}}
    assert parsed(invoke, compose()["services"]["tests"]["command"][1:])["vm"] == "win-vm"


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL))
def test_the_page_s_yaml_is_well_formed(block: str) -> None:
    assert isinstance(yaml.safe_load(block), dict)


def test_the_page_runs_the_image_as_the_compose_file_does() -> None:
    line = re.search(r"^docker run (.*?[^\\])$", PAGE, re.MULTILINE | re.DOTALL)
    assert line is not None
    words = shlex.split(line[1].replace("\\\n", " "))
    service = compose()["services"]["simulator"]
    assert [words[place + 1] for place, word in enumerate(words) if word == "--security-opt"] == service["security_opt"]
    assert words[words.index("--tmpfs") + 1] == service["tmpfs"][0]
    assert words[words.index("--cap-drop") + 1] == service["cap_drop"][0]
    assert "--read-only" in words


@pytest.mark.parametrize("name", re.findall(r"`(/run/simulator/[a-z.]+|--[a-z-]+)", PAGE))
def test_what_the_page_names_is_in_the_image_s_command_or_the_help(name: str) -> None:
    options = {option for parameter in serve.params for option in parameter.opts}
    assert name in DOCKERFILE or name in options or name == "--user"
