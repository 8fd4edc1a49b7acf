"""The certificate authority of one run: made at the start, trusted by whoever is told to."""

from dataclasses import dataclass
from pathlib import Path

import trustme

AZURE_HOSTS = (
    "management.azure.com",
    "management.core.windows.net",
    "login.microsoftonline.com",
    "login.windows.net",
    "login.microsoft.com",
    "sts.windows.net",
    "graph.microsoft.com",
    "graph.windows.net",
)
"""Azure's own host names that the simulator answers for, through its proxy."""


@dataclass(frozen=True, slots=True)
class CertificateFiles:
    """Where the certificates are: the authority's (give it to clients), and the server's with its key."""

    authority: Path
    server: Path


def write_certificates(folder: Path, hosts: tuple[str, ...]) -> CertificateFiles:
    """Make an authority and a server certificate for ``hosts`` and Azure's own names, below ``folder``."""
    authority = trustme.CA(organization_name="Run Command simulator")
    server = authority.issue_cert(*dict.fromkeys(("127.0.0.1", "localhost", *hosts, *AZURE_HOSTS)))
    files = CertificateFiles(folder / "ca.pem", folder / "server.pem")
    authority.cert_pem.write_to_path(files.authority)
    server.private_key_and_cert_chain_pem.write_to_path(files.server)
    files.server.chmod(0o600)
    return files
