"""Which engine it is, and how it is reached: as the docker command would."""

import os
import socket
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import docker.errors
import requests.exceptions
from docker.api.client import APIClient
from docker.utils import kwargs_from_env

from simulator.containers.engine.contexts import current_context
from simulator.containers.errors import ContainersError

PATIENCE = 60
"""Seconds for one answer of the engine."""

OLDEST_API = "1.41"
"""That of Docker 20.10; engines are asked for their own."""

_MISUNDERSTOOD = (
    docker.errors.APIError,
    requests.exceptions.SSLError,
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidJSONError,
    KeyError,
)
_NOWHERE = (requests.exceptions.RequestException, docker.errors.DockerException, OSError)


def reach() -> tuple[Any, str]:
    """The engine's API, and where it is. Raises ``ContainersError`` with what to do where it can't be reached."""
    where, options = _endpoint()
    try:
        version = _version(options)
    except PermissionError as error:
        raise _no_rights(where) from error
    except _MISUNDERSTOOD as error:
        raise ContainersError(
            f"what answers at {where} is no container engine, or speaks otherwise: {error}; check DOCKER_HOST, "
            "DOCKER_TLS_VERIFY and the docker context"
        ) from error
    except _NOWHERE as error:
        raise (_no_rights if "Permission denied" in str(error) else _no_engine)(where) from error
    return APIClient(timeout=PATIENCE, version=version, **options), where


def _version(options: Mapping[str, Any]) -> str:
    """The newest API that the engine speaks. The SDK finds it out, too, but leaves its socket open where it can't."""
    where = urlsplit(str(options.get("base_url") or ""))
    if where.scheme == "unix":
        with socket.socket(socket.AF_UNIX) as attempt:
            attempt.connect(where.path)
    api = APIClient(timeout=PATIENCE, version=OLDEST_API, **options)
    try:
        return str(api.version(api_version=False)["ApiVersion"])
    finally:
        api.close()


def _endpoint() -> tuple[str, dict[str, Any]]:
    """Where the engine is, and how to reach it: ``DOCKER_HOST``, or the context that the docker command would use."""
    if os.environ.get("DOCKER_HOST"):
        try:
            options = kwargs_from_env()
        except (docker.errors.DockerException, OSError) as error:
            raise ContainersError(
                "DOCKER_TLS_VERIFY is set, but there are no ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH (or "
                "~/.docker); put them there, or unset it"
            ) from error
        return os.environ["DOCKER_HOST"], _with_ssh(options)
    context = current_context()
    options = {"base_url": context.host, **({"tls": context.tls} if context.tls else {})}
    return context.host, _with_ssh(options)


def _with_ssh(options: dict[str, Any]) -> dict[str, Any]:
    if str(options.get("base_url", "")).startswith("ssh://"):
        options["use_ssh_client"] = True
    return options


def _no_engine(where: str) -> ContainersError:
    return ContainersError(
        f"no container engine answers at {where}; start Docker (or set DOCKER_HOST), or use --agents embedded"
    )


def _no_rights(where: str) -> ContainersError:
    return ContainersError(
        f"you may not use the container engine at {where}; add yourself to the group docker "
        "('sudo usermod -aG docker $USER', then sign in anew), or use --agents embedded"
    )
