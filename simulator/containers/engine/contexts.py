"""Docker's contexts, read as the docker command does.

The SDK's own reader finds none where there is no ``config.json`` yet, and no certificates but complete sets of them.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docker.tls import TLSConfig

from simulator.containers.errors import ContainersError

DEFAULT = "default"
USUAL_SOCKET = "unix:///var/run/docker.sock"


@dataclass(frozen=True, slots=True)
class Context:
    """Where an engine is, and the certificates that it wants to see; None where it is reached without."""

    host: str
    tls: TLSConfig | None = None


def current_context() -> Context:
    """The context that is in use: ``DOCKER_CONTEXT``, or what ``docker context use`` wrote down.

    Raises ``ContainersError`` where there is no such context, or it can't be read.
    """
    folder = Path(os.environ.get("DOCKER_CONFIG") or Path.home() / ".docker")
    name = os.environ.get("DOCKER_CONTEXT") or _in_use(folder)
    if name == DEFAULT:
        return Context(USUAL_SOCKET)
    identifier = hashlib.sha256(name.encode()).hexdigest()
    file = folder / "contexts" / "meta" / identifier / "meta.json"
    if not file.exists():
        raise ContainersError(f"there is no docker context '{name}'; 'docker context ls' lists them")
    try:
        endpoint = json.loads(file.read_text(encoding="utf-8"))["Endpoints"]["docker"]
        host = str(endpoint["Host"])
        tls = _certificates(folder / "contexts" / "tls" / identifier / "docker", endpoint)
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise ContainersError(f"the docker context '{name}' can't be read from {file}: {error!r}") from error
    return Context(host, tls)


def _in_use(folder: Path) -> str:
    try:
        configuration = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return DEFAULT
    name = configuration.get("currentContext") if isinstance(configuration, dict) else None
    return str(name or DEFAULT)


def _certificates(folder: Path, endpoint: dict[str, Any]) -> TLSConfig | None:
    def file(name: str) -> str | None:
        return str(folder / name) if (folder / name).exists() else None

    authority, certificate, key = (file(f"{name}.pem") for name in ("ca", "cert", "key"))
    unchecked = bool(endpoint.get("SkipTLSVerify"))
    if not (authority or certificate or unchecked):
        return None
    pair = (certificate, key) if certificate and key else None
    return TLSConfig(client_cert=pair, ca_cert=authority, verify=not unchecked)
