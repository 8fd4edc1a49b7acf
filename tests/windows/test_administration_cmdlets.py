"""Drives of a session, counters, certificates, packages: cmdlets of administration that scripts call now and then."""

import pytest
from windows.windows_workbench import Workbench

NO_RDMA = (
    "No MSFT_NetAdapterRdmaSettingData objects found with property 'Name' equal to 'Ethernet'.  Verify the value of "
    "the property and retry."
)


def test_a_drive_on_a_folder_is_a_place_for_files(bench: Workbench) -> None:
    bench.guest.machine.files.make_folder(r"C:\data")
    script = (
        "New-PSDrive -Name Z -PSProvider FileSystem -Root C:\\data | Select-Object -ExpandProperty Root\n"
        "Set-Content Z:\\a.txt one; Get-Content C:\\data\\a.txt; Remove-PSDrive Z; Test-Path Z:\\a.txt"
    )
    assert bench.shown(script) == "C:\\data\none\nFalse\n"


def test_a_drive_on_a_hive_reaches_its_keys(bench: Workbench) -> None:
    script = (
        "New-PSDrive -PSProvider Registry -Name HKU -Root HKEY_USERS | Out-Null\n"
        "Test-Path HKU:\\.DEFAULT; (Get-PSDrive HKU).Root"
    )
    assert bench.shown(script) == "True\nHKEY_USERS\n"


@pytest.mark.parametrize(
    ("script", "message", "error_id"),
    [
        (
            "New-PSDrive -Name C -PSProvider FileSystem -Root C:\\Windows",
            "A drive with the name 'C' already exists.",
            "DriveAlreadyExists,Microsoft.PowerShell.Commands.NewPSDriveCommand",
        ),
        (
            "New-PSDrive -Name Z -PSProvider FileSystem -Root \\\\server\\share -Persist",
            "The network path was not found",
            "CouldNotMapNetworkDrive,Microsoft.PowerShell.Commands.NewPSDriveCommand",
        ),
        (
            "New-PSDrive -Name Z -PSProvider FileSystem -Root C:\\nope",
            'The specified drive root "C:\\nope" either does not exist, or it is not a folder.',
            "DriveRootError,Microsoft.PowerShell.Commands.NewPSDriveCommand",
        ),
        (
            "Remove-PSDrive Z",
            "Cannot find drive. A drive with the name 'Z' does not exist.",
            "DriveNotFound,Microsoft.PowerShell.Commands.RemovePSDriveCommand",
        ),
        (
            "Get-Counter '\\Nonsense(*)\\Nothing'",
            "The specified object was not found on the computer.",
            "CounterApiError,Microsoft.PowerShell.Commands.GetCounterCommand",
        ),
        (
            "Get-NetAdapterRdma -Name Ethernet",
            NO_RDMA,
            "CmdletizationQuery_NotFound_Name,Get-NetAdapterRdma",
        ),
        (
            "Import-PfxCertificate C:\\nope.pfx",
            "The PFX file could not be found.",
            "System.IO.FileNotFoundException,Microsoft.CertificateServices.Commands.ImportPfxCertificate",
        ),
    ],
)
def test_what_cannot_be_is_an_error_as_windows_words_it(
    bench: Workbench, script: str, message: str, error_id: str
) -> None:
    caught = f"try {{ {script} -ErrorAction Stop }} catch {{ $_.Exception.Message; $_.FullyQualifiedErrorId }}"
    assert bench.shown(caught) == f"{message}\n{error_id}\n"


def test_a_sample_of_a_counter_takes_a_second(bench: Workbench) -> None:
    script = "(Get-Counter '\\Memory\\Available MBytes' -MaxSamples 3 -SampleInterval 2).CounterSamples.CookedValue"
    machine = bench.guest.machine
    before = bench.now
    shown = bench.shown(script).split()
    assert bench.now - before == pytest.approx(6.0, abs=0.5)
    assert len(set(shown)) == 1
    assert 0 < int(shown[0]) < machine.memory // 2**20


def test_the_load_of_an_idle_machine_is_small(bench: Workbench) -> None:
    script = (
        "$s = (Get-Counter '\\Processor(_Total)\\% Processor Time').CounterSamples[0]; $s.Path\n"
        "$s.CookedValue -gt 0 -and $s.CookedValue -lt 10"
    )
    assert bench.shown(script) == "\\\\win-vm\\processor(_total)\\% processor time\nTrue\n"


def test_no_adapter_can_do_rdma(bench: Workbench) -> None:
    assert bench.shown("@(Get-NetAdapterRdma).Count") == "0\n"


def test_a_certificate_is_imported_into_its_store(bench: Workbench) -> None:
    bench.guest.files.write(r"C:\site.pfx", b"\x30\x82rest")
    script = "(Import-PfxCertificate C:\\site.pfx Cert:\\LocalMachine\\My).Subject"
    assert bench.shown(script) == "CN=site\n"
    assert [found.subject for found in bench.guest.machine.certificates.stored(r"LocalMachine\My")][-1] == "CN=site"


def test_a_package_is_installed_when_nobody_has_to_be_asked(bench: Workbench) -> None:
    assert bench.shown("(Install-Package Thing -Force).Version") == "1.0.0\n"


def test_the_server_s_menu_is_switched_off(bench: Workbench) -> None:
    script = (
        "Set-SConfig -AutoLaunch $false; Set-SConfig -AutoUpdate $true\n"
        '(Get-Content "$env:APPDATA\\Microsoft\\SConfig\\settings.json" -Raw | ConvertFrom-Json).SConfig.AutoLaunch'
    )
    assert bench.shown(script) == "False\n"
