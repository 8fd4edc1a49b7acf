"""What ARM itself checks of every request: the order, the texts, the headers; and the paths it takes."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from support.arm_client import BASE, ArmClient, SimulatedAzure, WholeAnswer
from support.shapes import gateway_error, header_shapes, standard_headers

from fake_arm import app
from fake_arm.cloud import Cloud

NO_API_VERSION = "The api-version query parameter (?api-version=) is required for all requests."
UNKNOWN_SUBSCRIPTION = "99999999-0000-4000-8000-000000000000"


def assert_gateway(answer: WholeAnswer, status_line: str, code: str, message: str) -> None:
    """The answer is the gateway's error: compact, marked, its request id the correlation id."""
    assert answer.status_line == status_line
    assert answer.body == gateway_error(code, message)
    assert answer.headers["x-ms-failure-cause"] == "gateway"
    assert answer.headers["x-ms-request-id"] == answer.headers["x-ms-correlation-request-id"]
    assert answer.header("x-ms-ratelimit-remaining-resource") == ""


class TestTexts:
    def test_no_api_version(self, owner: ArmClient) -> None:
        answer = owner.get(owner.vm(), api_version=None)
        assert_gateway(answer, "400 Bad Request", "MissingApiVersionParameter", NO_API_VERSION)
        assert header_shapes(answer) == {**standard_headers(len(answer.body)), "x-ms-failure-cause": "gateway"}

    @pytest.mark.parametrize(
        "version", ["1", "latest", "2024-13-01", "2024-07", "2024-07-01; x", "20\u0662\u0664-07-01"]
    )
    def test_an_implausible_api_version(self, owner: ArmClient, version: str) -> None:
        answer = owner.get(owner.vm(), api_version=version)
        assert (answer.status_line, answer.code) == ("400 Bad Request", "InvalidApiVersionParameter")
        assert answer.message.startswith(
            f"The api-version '{version}' is invalid. The supported versions are '2026-04-01,"
        )

    @pytest.mark.parametrize("version", ["2015-06-15", "2017-03-30", "2024-07-01", "2031-01-01", "2023-01-01-preview"])
    def test_any_plausible_api_version_will_do(self, owner: ArmClient, version: str) -> None:
        assert owner.get(owner.vm(), api_version=version).status == 200

    def test_a_missing_subscription(self, owner: ArmClient) -> None:
        answer = owner.get(f"/subscriptions/{UNKNOWN_SUBSCRIPTION}/resourceGroups")
        message = f"The subscription '{UNKNOWN_SUBSCRIPTION}' could not be found."
        assert_gateway(answer, "404 Not Found", "SubscriptionNotFound", message)

    def test_a_subscription_id_that_is_none(self, owner: ArmClient) -> None:
        answer = owner.get("/subscriptions/mine/resourceGroups")
        message = "The provided subscription identifier 'mine' is malformed or invalid."
        assert_gateway(answer, "400 Bad Request", "InvalidSubscriptionId", message)

    def test_a_missing_resource_group(self, owner: ArmClient) -> None:
        path = owner.vm().replace("my-resource-group", "nowhere")
        for answer in (owner.get(path), owner.post(f"{path}/runCommand", {"commandId": "x"})):
            message = "Resource group 'nowhere' could not be found."
            assert_gateway(answer, "404 Not Found", "ResourceGroupNotFound", message)

    def test_a_missing_vm(self, owner: ArmClient) -> None:
        message = (
            "The Resource 'Microsoft.Compute/virtualMachines/ghost' under resource group 'my-resource-group' was not "
            "found. For more details please go to https://aka.ms/ARMResourceNotFoundFix"
        )
        for answer in (owner.get(owner.vm("ghost")), owner.start_command("ghost", "x")):
            assert_gateway(answer, "404 Not Found", "ResourceNotFound", message)

    def test_a_body_of_more_than_four_megabytes(self, owner: ArmClient) -> None:
        body = json.dumps({"commandId": "RunPowerShellScript", "script": ["x" * 4 * 1024 * 1024]}).encode()
        answer = owner.send("POST", f"{owner.vm()}/runCommand", body)
        assert answer.status_line.startswith("413 ")
        assert answer.code == "RequestContentTooLarge"
        assert answer.message == "The request content size exceeds the maximum size of 4 MB."

    def test_a_body_of_exactly_four_megabytes_is_read(self, owner: ArmClient) -> None:
        head = b'{"commandId":"RunNothing","script":["'
        body = head + b"x" * (4 * 1024 * 1024 - len(head) - 3) + b'"]}'
        assert len(body) == 4 * 1024 * 1024
        assert owner.send("POST", f"{owner.vm()}/runCommand", body).code == "NotFound"

    @pytest.mark.parametrize(
        ("media_type", "named"),
        [("text/plain", "text/plain"), ("application/xml; charset=utf-8", "application/xml"), ("", "<null>")],
    )
    def test_a_body_that_is_not_announced_as_json(self, owner: ArmClient, media_type: str, named: str) -> None:
        answer = owner.send("POST", f"{owner.vm()}/runCommand", b"{}", headers={"Content-Type": media_type})
        message = f"The content media type '{named}' is not supported. Only 'application/json' is supported."
        assert_gateway(answer, "415 Unsupported Media Type", "UnsupportedMediaType", message)

    def test_a_body_that_breaks_off(self, owner: ArmClient) -> None:
        answer = owner.send("POST", f"{owner.vm()}/runCommand", b"{}", announced_length=100)
        assert (answer.status_line, answer.code) == ("400 Bad Request", "BadRequest")
        assert answer.headers["x-ms-failure-cause"] == "gateway"


class TestOrder:
    """Each request is wrong in several ways; the first check in ARM's order answers."""

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            ({"version", "token", "subscription", "group", "vm", "body"}, "MissingApiVersionParameter"),
            ({"token", "subscription", "group", "vm", "body"}, "AuthenticationFailed"),
            ({"subscription", "group", "vm", "body"}, "SubscriptionNotFound"),
            ({"permission", "group", "vm", "body"}, "AuthorizationFailed"),
            ({"group", "vm", "body"}, "ResourceGroupNotFound"),
            ({"vm", "body"}, "ResourceNotFound"),
            ({"body"}, "InvalidRequestContent"),
            ({"command", "power", "busy"}, "NotFound"),
            ({"power", "system"}, "OperationNotAllowed"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_the_first_check_that_fails_answers(self, azure: SimulatedAzure, wrong: set[str], code: str) -> None:
        client = azure.client("Reader") if "permission" in wrong else azure.owner
        if "token" in wrong:
            client = azure.anonymous
        if "power" in wrong:
            azure.owner.wait(azure.owner.post(f"{azure.owner.vm()}/powerOff"))
        path = f"{client.vm('ghost' if 'vm' in wrong else 'win-vm')}/runCommand"
        if "group" in wrong:
            path = path.replace("my-resource-group", "nowhere")
        if "subscription" in wrong:
            path = path.replace(client.estate.subscription_id, UNKNOWN_SUBSCRIPTION)
        command = "RunShellScript" if "system" in wrong else "RunPowerShellScript"
        content = {"commandId": "RunNothing" if "command" in wrong else command}
        body = b"{" if "body" in wrong else json.dumps(content).encode()
        version = None if "version" in wrong else "2024-07-01"
        assert client.send("POST", path, body, api_version=version).code == code

    def test_too_large_a_body_comes_before_everything(self, azure: SimulatedAzure) -> None:
        body = b" " * (4 * 1024 * 1024 + 1)
        assert azure.anonymous.send("POST", "/anything", body, api_version=None).status == 413


class TestPaths:
    @pytest.mark.parametrize(
        "spelling",
        [
            str.lower,
            str.upper,
            lambda path: f"{path}/",
            lambda path: path.replace("/virtualMachines", "//virtualMachines"),
            lambda path: path.replace("win-vm", "win%2Dvm"),
            lambda path: path.replace("resourceGroups", "resourcegroups"),
        ],
        ids=["lower case", "upper case", "trailing slash", "double slash", "percent-encoded", "as az writes it"],
    )
    def test_a_path_is_found_in_every_spelling(self, owner: ArmClient, spelling: Any) -> None:
        answer = owner.get(spelling(owner.vm()))
        assert answer.status == 200
        assert answer.json["id"] == owner.vm()

    def test_a_run_command_is_accepted_in_lower_case(self, scripted: SimulatedAzure) -> None:
        path = f"{scripted.owner.vm()}/runCommand".lower()
        assert scripted.owner.post(path, {"commandId": "RunPowerShellScript"}).status == 202

    def test_the_query_is_read_without_regard_to_case(self, owner: ArmClient) -> None:
        answer = owner.get(owner.vm(), api_version=None, query={"API-Version": "2024-07-01", "$EXPAND": "INSTANCEVIEW"})
        assert "instanceView" in answer.json["properties"]

    def test_an_encoded_slash_divides_segments(self, owner: ArmClient) -> None:
        assert owner.get(f"{owner.vm('a%2Fb')}").code == "InvalidResourceType"

    @pytest.mark.parametrize(
        ("method", "path", "status", "code"),
        [
            ("GET", "/", 404, "MissingSubscription"),
            ("GET", "/anything/else", 404, "MissingSubscription"),
            ("GET", "{subscription}/anything", 404, "MissingSubscription"),
            ("GET", "{subscription}/providers/Microsoft.Nothing/things", 404, "InvalidResourceNamespace"),
            ("GET", "{subscription}/providers", 404, "InvalidResourceNamespace"),
            ("GET", "{subscription}/providers/Microsoft.Compute/things", 404, "InvalidResourceType"),
            ("GET", "{group}/providers/Microsoft.Compute/disks/a", 404, "InvalidResourceType"),
            ("PUT", "{vm}/runCommands/mine", 404, "InvalidResourceType"),
            ("GET", "{vm}/runCommands", 404, "InvalidResourceType"),
            ("PATCH", "{vm}/runCommands/mine", 404, "InvalidResourceType"),
            ("DELETE", "{vm}/runCommands/mine", 404, "InvalidResourceType"),
            ("GET", "{vm}/extensions", 404, "InvalidResourceType"),
            ("PUT", "{vm}/extensions/mine", 404, "InvalidResourceType"),
            ("POST", "{vm}/runCommand/again", 404, "InvalidResourceType"),
            ("POST", "{vm}/capture", 404, "InvalidResourceType"),
            ("POST", "{vm}/redeploy", 404, "InvalidResourceType"),
            ("PUT", "{vm}/runCommand", 405, "MethodNotAllowed"),
            ("GET", "{vm}/runCommand", 405, "MethodNotAllowed"),
            ("PATCH", "{group}", 405, "MethodNotAllowed"),
            ("HEAD", "{vm}", 405, ""),
            ("OPTIONS", "{vm}", 405, "MethodNotAllowed"),
            ("TRACE", "{vm}", 405, "MethodNotAllowed"),
            ("BREW", "{vm}", 405, "MethodNotAllowed"),
            ("PUT", "{group}", 405, "MethodNotAllowed"),
            ("DELETE", "{group}", 405, "MethodNotAllowed"),
            ("BREW", "/anything/else", 404, "MissingSubscription"),
        ],
    )
    def test_what_is_not_simulated_is_refused_as_arm_refuses(
        self, owner: ArmClient, method: str, path: str, status: int, code: str
    ) -> None:
        place = path.format(subscription=owner.subscription, group=owner.group, vm=owner.vm())
        body = b'{"location": "eastus"}' if method in ("PUT", "PATCH", "POST") else None
        answer = owner.send(method, place, body)
        assert answer.status == status
        assert answer.headers["x-ms-failure-cause"] == "gateway"
        if code:
            assert answer.code == code
        else:
            assert answer.body == b""

    def test_a_method_that_is_not_allowed_tells_which_are(self, owner: ArmClient) -> None:
        answer = owner.send("BREW", owner.vm(), b"{}")
        message = "The requested resource does not support http method 'BREW'."
        assert_gateway(answer, "405 Method Not Allowed", "MethodNotAllowed", message)
        assert answer.headers["Allow"] == "DELETE, GET, PATCH, PUT"

    def test_an_unknown_type_is_named_with_its_namespace_and_version(self, owner: ArmClient) -> None:
        answer = owner.get(f"{owner.subscription}/providers/microsoft.COMPUTE/things", api_version="2020-06-01")
        message = (
            "The resource type could not be found in the namespace 'microsoft.COMPUTE' for api version '2020-06-01'."
        )
        assert_gateway(answer, "404 Not Found", "InvalidResourceType", message)


class TestIds:
    def test_every_answer_has_a_request_id_of_its_own(self, owner: ArmClient) -> None:
        headers = [owner.get(owner.vm()).headers for _ in range(5)]
        assert len({answer["x-ms-request-id"] for answer in headers}) == 5
        assert len({answer["x-ms-correlation-request-id"] for answer in headers}) == 5

    @pytest.mark.parametrize("path", ["virtualMachines/win-vm", "virtualMachines/ghost"])
    def test_the_callers_correlation_id_is_kept(self, owner: ArmClient, path: str) -> None:
        wanted = "0a0b0c0d-1111-4222-8333-444455556666"
        answer = owner.get(
            f"{owner.group}/providers/Microsoft.Compute/{path}", headers={"x-ms-correlation-request-id": wanted}
        )
        assert answer.headers["x-ms-correlation-request-id"] == wanted
        assert answer.headers["x-ms-routing-request-id"] == f"EASTUS:20260115T080000Z:{wanted}"

    @pytest.mark.parametrize(("asked", "echoed"), [("true", True), ("True", True), ("false", False), ("", False)])
    def test_the_client_request_id_comes_back_only_when_asked_for(
        self, owner: ArmClient, asked: str, echoed: bool
    ) -> None:
        sent = {"x-ms-client-request-id": "mine", "x-ms-return-client-request-id": asked}
        assert (owner.get(owner.vm(), headers=sent).header("x-ms-client-request-id") == "mine") is echoed

    def test_dates_are_of_simulated_time(self, azure: SimulatedAzure) -> None:
        azure.advance(90061)
        headers = azure.owner.get(azure.owner.vm()).headers
        assert headers["Date"] == "Fri, 16 Jan 2026 09:01:01 GMT"
        assert headers["x-ms-routing-request-id"].startswith("EASTUS:20260116T090101Z:")
        assert headers["x-msedge-ref"].endswith("Ref C: 2026-01-16T09:01:01Z")

    def test_urls_in_answers_begin_with_what_the_client_called(self, scripted: SimulatedAzure) -> None:
        client = scripted.sign_in(scripted.principal("Owner"), "https://management.azure.com/.default")
        for base in (BASE, "https://management.azure.com"):
            client.base = base
            accepted = client.start_command("win-vm" if base == BASE else "linux-vm", "x")
            assert accepted.headers["Location"].startswith(f"{base}/subscriptions/")


class TestFaultsOfTheSimulator:
    @contextmanager
    def broken(self, azure: SimulatedAzure, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """The simulator is broken inside: looking up a document raises."""

        def fail(_cloud: Cloud, _command: str) -> None:
            raise RuntimeError("something is broken")

        with monkeypatch.context() as patch:
            patch.setattr(Cloud, "document", fail)
            yield

    def test_they_are_a_500_that_says_so_never_a_page(
        self, azure: SimulatedAzure, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with self.broken(azure, monkeypatch):
            answer = azure.owner.get(f"{azure.owner.location()}/runCommands/x")
        message = (
            "The simulator itself failed: RuntimeError: something is broken. This is a fault of the simulator, please "
            "report it."
        )
        assert_gateway(answer, "500 Internal Server Error", "InternalServerError", message)

    def test_the_journal_keeps_where_it_happened(self, azure: SimulatedAzure, monkeypatch: pytest.MonkeyPatch) -> None:
        with self.broken(azure, monkeypatch):
            azure.owner.get(f"{azure.owner.location()}/runCommands/x")
        entry = list(azure.simulation.journal)[-1]
        assert (entry.layer, entry.event, entry.details["code"]) == ("gateway", "refused", "InternalServerError")
        assert 'raise RuntimeError("something is broken")' in str(entry.details["traceback"])

    def test_a_fault_before_a_request_is_one_is_a_500_too(
        self, azure: SimulatedAzure, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(_incoming: object) -> None:
            raise RuntimeError("something is broken")

        monkeypatch.setattr(app, "_incoming", fail)
        answer = azure.anonymous.get("/metadata/endpoints")
        entry = list(azure.simulation.journal)[-1]
        assert (entry.event, entry.details["code"]) == ("refused", "InternalServerError")
        assert 'raise RuntimeError("something is broken")' in str(entry.details["traceback"])
        assert (answer.status_line, answer.code) == ("500 Internal Server Error", "InternalServerError")
        assert answer.message.startswith("The simulator itself failed: RuntimeError: something is broken. ")

    def test_a_fault_in_what_happens_meanwhile_is_told_too(self, azure: SimulatedAzure) -> None:
        def explode() -> Any:
            yield azure.simulation.schedule.environment.timeout(0)
            raise RuntimeError("in the background")

        azure.simulation.schedule.environment.process(explode())
        assert azure.anonymous.get("/metadata/endpoints").status == 500
        assert azure.anonymous.get("/metadata/endpoints").status == 200


def test_refusals_are_written_into_the_journal(azure: SimulatedAzure) -> None:
    azure.owner.get(azure.owner.vm("ghost"))
    entry = list(azure.simulation.journal)[-1]
    assert (entry.layer, entry.event) == ("gateway", "refused")
    assert entry.details["request"] == f"GET {azure.owner.vm('ghost')}"
    assert (entry.details["status"], entry.details["code"]) == (404, "ResourceNotFound")
