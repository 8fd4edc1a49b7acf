"""The drives that belong to the machine: certificates and the settings of remote management."""

import re

import pytest
from windows.windows_workbench import Workbench


def lines(text: str) -> list[str]:
    """The lines, without what fills the last column."""
    return [line.rstrip() for line in text.splitlines()]


class TestCertificates:
    """``Cert:``."""

    def test_a_store_lists_its_certificates(self, bench: Workbench) -> None:
        assert lines(bench.shown("Get-ChildItem Cert:\\LocalMachine\\My")) == [
            "",
            "",
            "   PSParentPath: Microsoft.PowerShell.Security\\Certificate::LocalMachine\\My",
            "",
            "Thumbprint                                Subject",
            "----------                                -------",
            "1D4B7E905A3C62F8B0E9D1735C8A46F20B97E3D1  DC=Windows Azure CRP Certificate G...",
            "",
            "",
        ]

    def test_a_certificate_is_found_by_its_thumbprint_and_removed(self, bench: Workbench) -> None:
        script = """
        $made = New-SelfSignedCertificate -DnsName a.example -CertStoreLocation Cert:\\LocalMachine\\My
        (Get-Item "Cert:\\LocalMachine\\My\\$($made.Thumbprint)").Subject
        (Get-ChildItem Cert:\\LocalMachine -Recurse | Where-Object Subject -eq 'CN=a.example').Count
        Get-ChildItem Cert:\\LocalMachine\\My | Where-Object Subject -like '*a.example' | Remove-Item
        Test-Path "Cert:\\LocalMachine\\My\\$($made.Thumbprint)"
        """
        assert bench.shown(script) == "CN=a.example\n1\nFalse\n"

    def test_its_list_is_that_of_windows(self, bench: Workbench) -> None:
        names = re.findall(
            r"^(\w+) +:", bench.shown("Get-ChildItem Cert:\\LocalMachine\\My | Format-List"), re.MULTILINE
        )
        assert names == ["Subject", "Issuer", "Thumbprint", "FriendlyName", "NotBefore", "NotAfter", "Extensions"]

    def test_a_session_can_go_there(self, bench: Workbench) -> None:
        assert bench.shown('cd Cert:\\LocalMachine; "$pwd"; cd My; "$pwd"; (dir).Thumbprint; cd ..; "$pwd"') == (
            "Cert:\\LocalMachine\nCert:\\LocalMachine\\My\n1D4B7E905A3C62F8B0E9D1735C8A46F20B97E3D1\nCert:\\LocalMachine\n"
        )

    def test_what_is_not_there_is_named(self, bench: Workbench) -> None:
        stderr = bench.powershell("Get-Item Cert:\\LocalMachine\\My\\0000").stderr.decode()
        assert "Cannot find path 'Cert:\\LocalMachine\\My\\0000' because it does not" in stderr


class TestRemoting:
    """``WSMan:`` and ``winrm``: the same settings."""

    def test_a_container_lists_settings_before_containers(self, bench: Workbench) -> None:
        assert lines(bench.shown("Get-ChildItem WSMan:\\localhost\\Client")) == [
            "",
            "",
            "   WSManConfig: Microsoft.WSMan.Management\\WSMan::localhost\\Client",
            "",
            "Type            Name                           SourceOfValue   Value",
            "----            ----                           -------------   -----",
            "System.String   NetworkDelayms                                 5000",
            "System.String   URLPrefix                                      wsman",
            "System.String   AllowUnencrypted                               false",
            "System.String   TrustedHosts",
            "Container       Auth",
            "Container       DefaultPorts",
            "",
            "",
        ]

    def test_what_the_drive_sets_winrm_shows_and_the_other_way_round(self, bench: Workbench) -> None:
        bench.shown("Set-Item WSMan:\\localhost\\Service\\Auth\\Basic -Value $true")
        bench.shown("winrm set winrm/config/service '@{AllowUnencrypted=\"true\"}' | Out-Null")
        assert "    Basic = true\n" in bench.shown("winrm get winrm/config/service/auth")
        assert bench.shown("(Get-Item WSMan:\\localhost\\Service\\AllowUnencrypted).Value") == "true\n"

    def test_a_listener_is_made_and_removed(self, bench: Workbench) -> None:
        make = "New-Item WSMan:\\localhost\\Listener -Transport HTTPS -Address * -CertificateThumbPrint ABC -Force"
        listed = "(Get-ChildItem WSMan:\\localhost\\Listener).Keys -join ' '"
        bench.shown(make)
        assert bench.shown(listed) == "Transport=HTTP Address=* Transport=HTTPS Address=*\n"
        assert "    CertificateThumbprint = ABC\n" in bench.shown("winrm enumerate winrm/config/listener")
        bench.shown("Get-ChildItem WSMan:\\localhost\\Listener | Where-Object Keys -eq 'Transport=HTTPS' | Remove-Item")
        assert bench.shown(listed) == "Transport=HTTP Address=*\n"

    def test_the_hosts_to_trust_are_asked_about(self, bench: Workbench) -> None:
        bench.guest.files.write("C:\\ask.ps1", b"Set-Item WSMan:\\localhost\\Client\\TrustedHosts *")
        started = bench.start("powershell -ExecutionPolicy Unrestricted -File C:\\ask.ps1")
        bench.world.environment.run(until=5400)
        assert started.is_alive
        bench.shown("Set-Item WSMan:\\localhost\\Client\\TrustedHosts '*' -Force")
        assert bench.shown("(Get-Item WSMan:\\localhost\\Client\\TrustedHosts).Value") == "*\n"

    @pytest.mark.parametrize(
        "script",
        [
            "winrm invoke restore winrm/config",
            "Set-Item WSMan:\\localhost\\Plugin\\x 1",
            "New-Item Cert:\\LocalMachine\\Own",
        ],
    )
    def test_what_is_not_simulated_is_named(self, bench: Workbench, script: str) -> None:
        outcome = bench.powershell(script)
        assert outcome.stderr != b""
        assert b"NotSimulated" in outcome.stderr or b"Cannot find path" in outcome.stderr


def test_a_key_s_default_value_is_set_by_set_item(bench: Workbench) -> None:
    bench.shown("New-Item HKLM:\\SOFTWARE\\Contoso | Out-Null; Set-Item HKLM:\\SOFTWARE\\Contoso -Value text")
    assert bench.shown("(Get-ItemProperty HKLM:\\SOFTWARE\\Contoso).'(default)'") == "text\n"
