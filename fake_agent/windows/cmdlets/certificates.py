"""New-SelfSignedCertificate and Import-PfxCertificate: the module PKI."""

import hashlib
import ntpath

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.formatting.views import Column, ListView, TableView, register_view
from fake_agent.powershell.values.objects import PSObject
from fake_agent.windows.certificates import Certificate
from fake_agent.windows.cmdlets.support import host_of, local_time, machine_of, parameter

CERTIFICATE = "System.Security.Cryptography.X509Certificates.X509Certificate2"
_YEAR = 365 * 86_400.0

register_view(
    CERTIFICATE,
    TableView((Column("Thumbprint", 41), Column("Subject")), group_by=Column("PSParentPath")),
)
register_view(
    CERTIFICATE,
    ListView(
        (
            Column("Subject"),
            Column("Issuer"),
            Column("Thumbprint"),
            Column("FriendlyName"),
            Column("NotBefore"),
            Column("NotAfter"),
            Column("Extensions"),
        )
    ),
)


def certificate_object(call: Call, certificate: Certificate) -> PSObject:
    """A certificate as scripts see it."""
    values = {
        "PSParentPath": f"Microsoft.PowerShell.Security\\Certificate::{certificate.store}",
        "Thumbprint": certificate.thumbprint,
        "Subject": certificate.subject,
        "Issuer": certificate.issuer,
        "SerialNumber": certificate.serial,
        "NotBefore": local_time(call, certificate.not_before),
        "NotAfter": local_time(call, certificate.not_after),
        "FriendlyName": certificate.friendly_name,
        "HasPrivateKey": certificate.has_private_key,
        "Extensions": [],
        "EnhancedKeyUsageList": [],
        "Version": 3,
        "DnsNameList": list(certificate.names),
        "PSPath": f"Microsoft.PowerShell.Security\\Certificate::{certificate.store}\\{certificate.thumbprint}",
        "PSChildName": certificate.thumbprint,
        "PSDrive": "Cert",
        "PSProvider": "Microsoft.PowerShell.Security\\Certificate",
        "PSIsContainer": False,
    }
    return PSObject.of(values, CERTIFICATE, text=lambda _: f"[Subject]\n  {certificate.subject}\n", native=certificate)


@cmdlet(
    "New-SelfSignedCertificate",
    parameter("DnsName", "string[]", 0),
    parameter("CertStoreLocation", "string"),
    parameter("Subject", "string"),
    parameter("FriendlyName", "string"),
    *named(
        "object",
        "NotAfter NotBefore KeyUsage KeyExportPolicy KeyLength KeyAlgorithm KeySpec Type Provider HashAlgorithm",
    ),
    module="PKI",
)
def new_self_signed_certificate(call: Call) -> None:
    """New-SelfSignedCertificate: its thumbprint is drawn from the VM's own random numbers."""
    machine = machine_of(call)
    names = call.strings("DnsName")
    subject = call.text("Subject") or f"CN={names[0] if names else machine.computer_name}"
    subject = subject if subject.upper().startswith("CN=") else f"CN={subject}"
    store = call.text("CertStoreLocation", "Cert:\\LocalMachine\\My").partition(":")[2].strip("\\")
    seed = host_of(call).random.getrandbits(160).to_bytes(20, "big")
    certificate = Certificate(
        store,
        hashlib.sha1(seed, usedforsecurity=False).hexdigest().upper(),
        subject,
        subject,
        seed[:16].hex().upper(),
        machine.clock(),
        machine.clock() + _YEAR,
        call.text("FriendlyName"),
        tuple(names),
    )
    machine.certificates.add(certificate)
    call.write(certificate_object(call, certificate))


PKCS12_START = b"\x30"
"""How every PFX file begins: the tag of an ASN.1 sequence."""


@cmdlet(
    "Import-PfxCertificate",
    parameter("FilePath", "string", 0, mandatory=True, aliases=("FullName",), by_property=True),
    parameter("CertStoreLocation", "string", 1),
    parameter("Password", "object"),
    *switches("Exportable ProtectPrivateKey"),
    module="PKI",
    class_name="Microsoft.CertificateServices.Commands.ImportPfxCertificate",
)
def import_pfx_certificate(call: Call) -> None:
    """Import-PfxCertificate: what it adds is named after the file, since the simulator opens no encrypted store."""
    machine = machine_of(call)
    path = ntpath.normpath(ntpath.join(call.context.location, call.text("FilePath")))
    if not machine.files.is_file(path):
        raise call.failure(
            "The PFX file could not be found.",
            "System.IO.FileNotFoundException",
            "NotSpecified",
            exception="System.IO.FileNotFoundException",
        )
    content = machine.files.read(path)
    if not content.startswith(PKCS12_START):
        raise call.failure(
            "Cannot find the requested object. 0x80092009 (-2146885623 CRYPT_E_NO_MATCH)",
            "System.ComponentModel.Win32Exception",
            "NotSpecified",
            exception="System.ComponentModel.Win32Exception",
        )
    subject = f"CN={ntpath.splitext(ntpath.basename(path))[0]}"
    digest = hashlib.sha1(content, usedforsecurity=False).hexdigest().upper()
    store = call.text("CertStoreLocation", "Cert:\\LocalMachine\\My").partition(":")[2].strip("\\")
    certificate = Certificate(
        store, digest, subject, subject, digest[:32], machine.clock(), machine.clock() + _YEAR, names=()
    )
    machine.certificates.add(certificate)
    call.write(certificate_object(call, certificate))
