"""Enable-PSRemoting, Test-WSMan, New-SelfSignedCertificate: what makes a machine reachable from afar."""

import hashlib

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.formatting.views import Column, TableView, register_view
from fake_agent.powershell.values.objects import PSObject
from fake_agent.windows.certificates import Certificate
from fake_agent.windows.cmdlets.support import execution_of, host_of, local_time, machine_of, parameter

CERTIFICATE = "System.Security.Cryptography.X509Certificates.X509Certificate2"
_YEAR = 365 * 86_400.0

register_view(
    CERTIFICATE,
    TableView((Column("Thumbprint", 41), Column("Subject")), group_by=Column("PSParentPath")),
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
        "DnsNameList": list(certificate.names),
        "PSPath": f"Microsoft.PowerShell.Security\\Certificate::{certificate.store}\\{certificate.thumbprint}",
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


@cmdlet("Enable-PSRemoting", *switches("Force SkipNetworkProfileCheck"), module="Microsoft.PowerShell.Core")
def enable_ps_remoting(call: Call) -> None:
    """Enable-PSRemoting: the service runs and its rules are on; without ``-Force`` it asks."""
    if not call.switch("Force"):
        call.host.wait_for_input("Are you sure you want to perform this action?")
    machine = machine_of(call)
    execution_of(call).services.start("WinRM")
    rules = machine.firewall.in_group("Windows Remote Management")
    machine.firewall.change([rule.name for rule in rules], enabled=True)


@cmdlet(
    "Test-WSMan",
    parameter("ComputerName", "string", 0),
    *named("object", "Authentication Credential Port"),
    *switches("UseSSL"),
)
def test_wsman(call: Call) -> None:
    """Test-WSMan."""
    if not machine_of(call).services.running("WinRM"):
        raise call.failure(
            "The client cannot connect to the destination specified in the request. Verify that the service on the "
            "destination is running and is accepting requests.",
            "WsManError,Microsoft.WSMan.Management.TestWSManCommand",
            "InvalidOperation",
            target="localhost",
        )
    values = {
        "wsmid": "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd",
        "ProtocolVersion": "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd",
        "ProductVendor": "Microsoft Corporation",
        "ProductVersion": "OS: 0.0.0 SP: 0.0 Stack: 3.0",
    }
    call.write(PSObject.of(values))
