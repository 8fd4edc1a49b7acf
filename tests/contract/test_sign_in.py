"""Signing in: discovery, the grants and their refusals, and what ARM checks of a token."""

import base64
import json
from typing import Any

import jwt
import pytest
from support.arm_client import BASE, ArmClient, SimulatedAzure, WholeAnswer

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
LIFETIME = 3599


@pytest.fixture
def tenant(azure: SimulatedAzure) -> str:
    """The tenant's id."""
    return azure.estate.tenant_id


@pytest.fixture
def nobody(azure: SimulatedAzure) -> ArmClient:
    """A client without a token."""
    return azure.anonymous


@pytest.fixture
def credentials(azure: SimulatedAzure) -> dict[str, str]:
    """What the Owner sends to sign in."""
    owner = azure.principal("Owner")
    return {
        "grant_type": "client_credentials",
        "client_id": owner.client_id,
        "client_secret": owner.client_secret,
        "scope": f"{BASE}//.default",
    }


CLOUD: dict[str, Any] = {
    "name": "AzureSimulator",
    "portal": BASE,
    "authentication": {
        "loginEndpoint": BASE,
        "audiences": [f"{BASE}/"],
        "tenant": "common",
        "identityProvider": "AAD",
    },
    "resourceManager": f"{BASE}/",
    "graph": f"{BASE}/",
    "graphAudience": f"{BASE}/",
    "microsoftGraphResourceId": f"{BASE}/",
    "gallery": f"{BASE}/",
    "suffixes": {},
}


class TestDiscovery:
    @pytest.mark.parametrize("version", ["2022-09-01", "2023-12-01"])
    def test_new_metadata_is_one_object(self, nobody: ArmClient, version: str) -> None:
        assert nobody.get("/metadata/endpoints", api_version=version).json == CLOUD

    @pytest.mark.parametrize("version", ["2018-05-01", "2019-05-01"])
    def test_older_metadata_is_a_list(self, nobody: ArmClient, version: str) -> None:
        assert nobody.get("/metadata/endpoints", api_version=version).json == [CLOUD]

    @pytest.mark.parametrize("version", ["1.0", "2015-01-01"])
    def test_the_oldest_metadata_has_what_az_powershell_reads(self, nobody: ArmClient, version: str) -> None:
        assert nobody.get("/metadata/endpoints", api_version=version).json == {
            "galleryEndpoint": f"{BASE}/",
            "graphEndpoint": f"{BASE}/",
            "portalEndpoint": f"{BASE}/",
            "graphAudience": f"{BASE}/",
            "authentication": {"loginEndpoint": f"{BASE}/", "audiences": [f"{BASE}/"]},
            "cloudEndpoint": {},
        }

    def test_under_azures_own_name_metadata_is_azures(self, nobody: ArmClient) -> None:
        nobody.base = "https://management.azure.com"
        metadata = nobody.get("/metadata/endpoints", api_version="2022-09-01").json
        assert metadata["name"] == "AzureCloud"
        assert metadata["authentication"]["loginEndpoint"] == "https://login.microsoftonline.com"

    @pytest.mark.parametrize("path", ["/{tenant}/v2.0", "/simulator.onmicrosoft.com/v2.0", "/common/v2.0", "/{tenant}"])
    def test_the_openid_configuration_names_every_endpoint(self, nobody: ArmClient, tenant: str, path: str) -> None:
        answer = nobody.get(f"{path.format(tenant=tenant)}/.well-known/openid-configuration", api_version=None)
        assert answer.status == 200
        assert answer.json["issuer"] == f"{BASE}/{tenant}/v2.0"
        assert answer.json["jwks_uri"] == f"{BASE}/{tenant}/discovery/v2.0/keys"
        assert answer.json["token_endpoint"] == f"{BASE}/{tenant}/oauth2/v2.0/token"
        assert answer.json["authorization_endpoint"] == f"{BASE}/{tenant}/oauth2/v2.0/authorize"
        assert answer.json["device_authorization_endpoint"] == f"{BASE}/{tenant}/oauth2/v2.0/devicecode"

    @pytest.mark.parametrize("path", ["/adfs", "/adfs/v2.0"])
    def test_the_adfs_convention_has_a_configuration_of_its_own(self, nobody: ArmClient, path: str) -> None:
        answer = nobody.get(f"{path}/.well-known/openid-configuration", api_version=None).json
        assert answer["issuer"].split("/")[3] == "adfs"
        assert answer["token_endpoint"] == f"{BASE}/adfs/oauth2/token"
        assert answer["jwks_uri"] == f"{BASE}/adfs/discovery/keys"

    def test_an_unknown_tenant_has_no_configuration(self, nobody: ArmClient) -> None:
        answer = nobody.get("/contoso.example/v2.0/.well-known/openid-configuration", api_version=None)
        assert (answer.status, answer.json["error"], answer.json["error_codes"]) == (400, "invalid_request", [90002])

    def test_instance_discovery_knows_this_host(self, nobody: ArmClient) -> None:
        answer = nobody.get("/common/discovery/instance", query={"api-version": "1.1"}).json
        assert answer["metadata"][0]["aliases"] == ["127.0.0.1:8443"]


class TestClientCredentials:
    def test_the_answer_is_a_bearer_token_for_an_hour(
        self, nobody: ArmClient, tenant: str, credentials: dict[str, str]
    ) -> None:
        answer = nobody.form(f"/{tenant}/oauth2/v2.0/token", credentials)
        assert answer.status_line == "200 OK"
        assert answer.headers["Cache-Control"] == "no-store, no-cache"
        assert list(answer.json) == ["token_type", "expires_in", "ext_expires_in", "access_token"]
        assert answer.json["token_type"] == "Bearer"
        assert answer.json["expires_in"] == LIFETIME

    def test_the_published_keys_verify_the_token(
        self, azure: SimulatedAzure, nobody: ArmClient, tenant: str, credentials: dict[str, str]
    ) -> None:
        token = nobody.form(f"/{tenant}/oauth2/v2.0/token", credentials).json["access_token"]
        (key,) = nobody.get(f"/{tenant}/discovery/v2.0/keys", api_version=None).json["keys"]
        assert jwt.get_unverified_header(token)["kid"] == key["kid"]
        claims = jwt.decode(token, jwt.PyJWK(key), algorithms=["RS256"], audience=f"{BASE}/")
        owner = azure.principal("Owner")
        assert claims["iss"] == f"https://sts.windows.net/{tenant}/"
        assert (claims["tid"], claims["oid"], claims["appid"]) == (tenant, owner.object_id, owner.client_id)
        assert claims["exp"] - claims["iat"] == LIFETIME + 1

    @pytest.mark.parametrize(
        "path",
        [
            "/{tenant}/oauth2/v2.0/token",
            "/{tenant}/oauth2/token",
            "/simulator.onmicrosoft.com/oauth2/v2.0/token",
            "/adfs/oauth2/token",
            "/adfs/oauth2/v2.0/token",
        ],
    )
    def test_every_token_endpoint_gives_a_token_that_arm_takes(
        self, azure: SimulatedAzure, tenant: str, credentials: dict[str, str], path: str
    ) -> None:
        token = azure.anonymous.form(path.format(tenant=tenant), credentials).json["access_token"]
        client = ArmClient(azure.app, azure.estate, token)
        assert client.get("/subscriptions").status == 200

    @pytest.mark.parametrize(
        ("asked", "audience"),
        [
            ({"scope": f"{BASE}//.default"}, f"{BASE}/"),
            ({"scope": f"{BASE}/.default"}, BASE),
            ({"scope": "https://management.azure.com/.default"}, "https://management.azure.com"),
            ({"scope": "https://management.core.windows.net//.default"}, "https://management.core.windows.net/"),
            ({"scope": "", "resource": "https://management.core.windows.net/"}, "https://management.core.windows.net/"),
            ({"scope": "https://management.azure.com/user_impersonation"}, "https://management.azure.com"),
            ({"scope": "openid offline_access https://management.azure.com/.default"}, "https://management.azure.com"),
        ],
    )
    def test_the_audience_is_what_was_asked_for(
        self, azure: SimulatedAzure, tenant: str, credentials: dict[str, str], asked: dict[str, str], audience: str
    ) -> None:
        answer = azure.anonymous.form(f"/{tenant}/oauth2/v2.0/token", {**credentials, **asked})
        token = answer.json["access_token"]
        assert jwt.decode(token, options={"verify_signature": False})["aud"] == audience
        assert ArmClient(azure.app, azure.estate, token).get("/subscriptions").status == 200

    @pytest.mark.parametrize(
        ("changes", "status", "error", "code"),
        [
            ({"client_secret": "wrong"}, 401, "invalid_client", 7000215),
            ({"client_secret": None}, 401, "invalid_client", 7000218),
            ({"client_id": "11111111-2222-4333-8444-555555555555"}, 400, "unauthorized_client", 700016),
            ({"client_id": None}, 400, "invalid_request", 900144),
            ({"grant_type": None}, 400, "invalid_request", 900144),
            ({"grant_type": "password"}, 400, "unsupported_grant_type", 70003),
            ({"scope": "nonsense"}, 400, "invalid_scope", 70011),
            ({"scope": None}, 400, "invalid_scope", 70011),
        ],
        ids=lambda value: json.dumps(value) if isinstance(value, dict) else "",
    )
    def test_a_wrong_request_is_refused_as_entra_id_refuses(
        self,
        nobody: ArmClient,
        tenant: str,
        credentials: dict[str, str],
        changes: dict[str, str | None],
        status: int,
        error: str,
        code: int,
    ) -> None:
        fields = {name: value for name, value in {**credentials, **changes}.items() if value is not None}
        answer = nobody.form(f"/{tenant}/oauth2/v2.0/token", fields)
        assert answer.status == status
        assert list(answer.json) == [
            "error",
            "error_description",
            "error_codes",
            "timestamp",
            "trace_id",
            "correlation_id",
            "error_uri",
        ]
        assert (answer.json["error"], answer.json["error_codes"]) == (error, [code])
        assert answer.json["error_description"].startswith(f"AADSTS{code}: ")
        assert answer.json["error_description"].endswith("Timestamp: 2026-01-15 08:00:00Z")

    def test_an_unknown_tenant_gives_no_token(self, nobody: ArmClient, credentials: dict[str, str]) -> None:
        answer = nobody.form("/contoso.example/oauth2/v2.0/token", credentials)
        assert (answer.status, answer.json["error_codes"]) == (400, [90002])
        assert "Tenant 'contoso.example' not found." in answer.json["error_description"]


class TestDeviceCode:
    @pytest.fixture
    def begun(self, nobody: ArmClient) -> dict[str, Any]:
        """A device code flow, begun."""
        answer = nobody.form("/organizations/oauth2/v2.0/devicecode", {"client_id": "az", "scope": "openid"})
        assert answer.status == 200
        body: dict[str, Any] = answer.json
        return body

    def token(self, nobody: ArmClient, code: str) -> WholeAnswer:
        """Ask for the token, as az does every few seconds."""
        fields = {"grant_type": DEVICE_GRANT, "client_id": "az", "device_code": code}
        return nobody.form("/organizations/oauth2/v2.0/token", fields)

    def test_the_user_is_told_what_to_enter_and_where(self, begun: dict[str, Any]) -> None:
        assert list(begun) == ["user_code", "device_code", "verification_uri", "expires_in", "interval", "message"]
        assert begun["message"] == (
            f"To sign in, use a web browser to open the page {BASE}/devicelogin and enter the code "
            f"{begun['user_code']} to authenticate."
        )

    def test_it_is_pending_once_and_then_signs_the_first_principal_in(
        self, azure: SimulatedAzure, nobody: ArmClient, begun: dict[str, Any]
    ) -> None:
        pending = self.token(nobody, begun["device_code"])
        assert (pending.status, pending.json["error"]) == (400, "authorization_pending")
        answer = self.token(nobody, begun["device_code"]).json
        identity = jwt.decode(answer["id_token"], options={"verify_signature": False})
        first = azure.estate.principals[0]
        assert identity["oid"] == first.object_id
        assert identity["preferred_username"] == f"{first.name}@{azure.estate.domain}"
        client_info = json.loads(base64.urlsafe_b64decode(answer["client_info"] + "=="))
        assert client_info == {"uid": first.object_id, "utid": azure.estate.tenant_id}
        assert ArmClient(azure.app, azure.estate, answer["access_token"]).get("/subscriptions").status == 200

    def test_the_refresh_token_gives_new_tokens(
        self, azure: SimulatedAzure, nobody: ArmClient, begun: dict[str, Any]
    ) -> None:
        self.token(nobody, begun["device_code"])
        refresh_token = self.token(nobody, begun["device_code"]).json["refresh_token"]
        fields = {
            "grant_type": "refresh_token",
            "client_id": "az",
            "refresh_token": refresh_token,
            "scope": f"{BASE}//.default",
        }
        answer = nobody.form("/organizations/oauth2/v2.0/token", fields)
        assert ArmClient(azure.app, azure.estate, answer.json["access_token"]).get("/tenants").status == 200

    def test_an_unknown_device_code_is_refused(self, nobody: ArmClient) -> None:
        assert self.token(nobody, "made-up").json["error"] == "bad_verification_code"

    @pytest.mark.parametrize("kind", ["access_token", "made up"])
    def test_only_a_refresh_token_refreshes(self, azure: SimulatedAzure, nobody: ArmClient, kind: str) -> None:
        token = azure.owner.token if kind == "access_token" else kind
        fields = {"grant_type": "refresh_token", "client_id": "az", "refresh_token": token}
        assert nobody.form("/organizations/oauth2/v2.0/token", fields).json["error"] == "invalid_grant"


class TestTokens:
    def issue(self, azure: SimulatedAzure, **changes: Any) -> str:
        """A token of the Owner with other claims, rightly signed."""
        claims = jwt.decode(azure.owner.token, options={"verify_signature": False})
        return azure.simulation.cloud.tokens.sign({**claims, **changes})

    def ask(self, azure: SimulatedAzure, authorization: str) -> WholeAnswer:
        """List the subscriptions with this ``Authorization``."""
        return azure.anonymous.get("/subscriptions", headers={"Authorization": authorization})

    @pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer "])
    def test_a_missing_token(self, azure: SimulatedAzure, authorization: str) -> None:
        answer = self.ask(azure, authorization)
        assert answer.status_line == "401 Unauthorized"
        assert answer.body == (
            b'{"error":{"code":"AuthenticationFailed","message":'
            b"\"Authentication failed. The 'Authorization' header is missing.\"}}"
        )
        assert answer.headers["WWW-Authenticate"] == (
            f'Bearer authorization_uri="https://login.windows.net/{azure.estate.tenant_id}", error="invalid_token", '
            "error_description=\"The authentication failed because of missing 'Authorization' header.\""
        )

    def refused(self, azure: SimulatedAzure, authorization: str, code: str) -> str:
        """The message with which a token is refused: always 401, the gateway's, with a challenge."""
        answer = self.ask(azure, authorization)
        assert (answer.status_line, answer.code) == ("401 Unauthorized", code)
        assert answer.headers["x-ms-failure-cause"] == "gateway"
        assert answer.headers["WWW-Authenticate"].startswith('Bearer authorization_uri="https://login.windows.net/')
        return answer.message

    @pytest.mark.parametrize("token", ["nonsense", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
    def test_a_token_that_is_none(self, azure: SimulatedAzure, token: str) -> None:
        message = self.refused(azure, f"Bearer {token}", "InvalidAuthenticationToken")
        assert message == "The access token is invalid."

    def test_a_tampered_token(self, azure: SimulatedAzure) -> None:
        head, body, signature = azure.owner.token.split(".")
        claims = json.loads(base64.urlsafe_b64decode(body + "=="))
        forged = base64.urlsafe_b64encode(json.dumps({**claims, "oid": "somebody"}).encode()).rstrip(b"=").decode()
        message = self.refused(azure, f"Bearer {head}.{forged}.{signature}", "InvalidAuthenticationToken")
        assert message == "The access token is invalid."

    def test_an_unsigned_token(self, azure: SimulatedAzure) -> None:
        claims = jwt.decode(azure.owner.token, options={"verify_signature": False})
        unsigned = jwt.encode(claims, "", algorithm="none")
        self.refused(azure, f"Bearer {unsigned}", "InvalidAuthenticationToken")

    def test_another_scheme(self, azure: SimulatedAzure) -> None:
        self.refused(azure, "Basic b3duZXI6c2VjcmV0", "InvalidAuthenticationToken")

    def test_an_expired_token(self, azure: SimulatedAzure, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("simulator.surroundings.time.time", lambda: 1679216157.0)
        token = self.issue(azure, exp=1679216146)
        message = self.refused(azure, f"Bearer {token}", "ExpiredAuthenticationToken")
        assert message == (
            "The access token expiry UTC time '3/19/2023 8:55:46 AM' is earlier than current UTC time "
            "'3/19/2023 8:55:57 AM'."
        )

    def test_tokens_live_on_the_clients_clock_no_simulated_jump_ends_them(self, azure: SimulatedAzure) -> None:
        azure.owner.get("/subscriptions")
        azure.advance(30 * 24 * 3600)
        assert azure.owner.get("/subscriptions").status == 200

    def test_the_wrong_audience(self, azure: SimulatedAzure) -> None:
        token = self.issue(azure, aud="https://graph.microsoft.com")
        message = self.refused(azure, f"Bearer {token}", "InvalidAuthenticationTokenAudience")
        assert message == (
            "The access token has been obtained for wrong audience or resource 'https://graph.microsoft.com'. It "
            "should exactly match with one of the allowed audiences 'https://management.core.windows.net/',"
            "'https://management.core.windows.net','https://management.azure.com/','https://management.azure.com'."
        )

    def test_another_tenants_token(self, azure: SimulatedAzure) -> None:
        other = "11111111-2222-4333-8444-555555555555"
        token = self.issue(azure, tid=other, iss=f"https://sts.windows.net/{other}/")
        message = self.refused(azure, f"Bearer {token}", "InvalidAuthenticationTokenTenant")
        tenant = azure.estate.tenant_id
        assert message.startswith(
            f"The access token is from the wrong issuer 'https://sts.windows.net/{other}/'. It must match the tenant "
            f"'https://sts.windows.net/{tenant}/' associated with this subscription."
        )

    def test_the_token_of_somebody_who_is_gone(self, azure: SimulatedAzure) -> None:
        token = self.issue(azure, oid="11111111-2222-4333-8444-555555555555")
        self.refused(azure, f"Bearer {token}", "InvalidAuthenticationTokenTenant")

    @pytest.mark.parametrize("claim", ["aud", "exp", "iss", "tid", "oid"])
    def test_a_token_without_a_claim_that_counts(self, azure: SimulatedAzure, claim: str) -> None:
        claims = jwt.decode(azure.owner.token, options={"verify_signature": False})
        del claims[claim]
        token = azure.simulation.cloud.tokens.sign(claims)
        self.refused(azure, f"Bearer {token}", "InvalidAuthenticationToken")

    def test_a_refresh_token_is_no_access_token(self, azure: SimulatedAzure) -> None:
        token = azure.simulation.cloud.tokens.sign({"oid": azure.principal("Owner").object_id, "use": "refresh"})
        self.refused(azure, f"Bearer {token}", "InvalidAuthenticationToken")

    def test_tokens_outlive_a_reset(self, azure: SimulatedAzure) -> None:
        client = azure.owner
        with azure.simulation.lock:
            azure.simulation.reset()
        assert client.get("/subscriptions").status == 200


def test_signing_in_is_written_into_the_journal_without_the_secret(azure: SimulatedAzure) -> None:
    secret = azure.principal("Owner").client_secret
    azure.owner.get("/subscriptions")
    entries = list(azure.simulation.journal)
    assert [entry.event for entry in entries if entry.layer == "sign-in"] == ["token issued"]
    assert secret not in str(entries)
