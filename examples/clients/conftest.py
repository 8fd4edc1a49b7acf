"""The client under test: the good one, or with `--client NAME` one of the bugs, or all of them with `--client all`."""

from collections.abc import Callable

import bugs
import pytest
import requests
from hypothesis import Phase, settings
from run_command_client import RunCommandClient

from simulator import Simulator

CLIENTS = {
    kind.__name__: kind
    for kind in (RunCommandClient, *vars(bugs).values())
    if isinstance(kind, type) and issubclass(kind, RunCommandClient)
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a bug be chosen."""
    parser.addoption("--client", default="RunCommandClient", choices=(*CLIENTS, "all"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each test the client, or each of them."""
    if "client_class" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("client")
        names = [*CLIENTS] if chosen == "all" else [chosen]
        metafunc.parametrize("client_class", [CLIENTS[name] for name in names], ids=names)


def connect(kind: type[RunCommandClient], simulator: Simulator, sleep: Callable[[float], None]) -> RunCommandClient:
    """A client of a simulator."""
    ready = simulator.connection.ready_file()
    form = {
        "grant_type": "client_credentials",
        "client_id": ready["clientId"],
        "client_secret": ready["clientSecret"],
        "scope": f"{ready['resourceManager']}/.default",
    }
    tokens: list[str] = []

    def token(renewed: bool) -> str:
        if renewed or not tokens:
            url = f"{ready['resourceManager']}/{ready['tenantId']}/oauth2/v2.0/token"
            answer = requests.post(url, data=form, verify=ready["caFile"], timeout=60)
            tokens.append(answer.json()["access_token"])
        return tokens[-1]

    group = f"/subscriptions/{ready['subscriptionId']}/resourceGroups/my-resource-group"
    url = f"{ready['resourceManager']}{group}/providers/Microsoft.Compute"
    return kind(url, token, sleep, verify=ready["caFile"])


@pytest.fixture
def client(client_class: type[RunCommandClient], run_command_simulator: Simulator) -> RunCommandClient:
    """The client under test; it sleeps in simulated time, but not for ever."""
    return connect(client_class, run_command_simulator, run_command_simulator.clock.sleeper())


settings.register_profile("unshrunk", phases=[Phase.generate], derandomize=True)
