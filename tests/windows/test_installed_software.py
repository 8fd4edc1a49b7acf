"""Installed software: what msiexec notes of packages, and Get-Package shows."""

from windows.windows_workbench import Workbench

AGENT = r"C:\agent.msi"


def test_a_package_that_is_installed_is_among_the_products_until_it_is_removed(bench: Workbench) -> None:
    script = r"""
    Set-Content C:\agent.msi 'package'
    $process = Start-Process msiexec.exe -ArgumentList '/i C:\agent.msi /qn /norestart' -Wait -PassThru
    $process.ExitCode
    $key = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall'
    $product = Get-ItemProperty "$key\*" | Where-Object DisplayName -eq agent
    $product.InstallDate
    (Get-Package agent).ProviderName
    (Get-WmiObject Win32_Product -Filter "Name='agent'").IdentifyingNumber -eq $product.PSChildName
    (Get-WinEvent -FilterHashtable @{LogName='Application'; ProviderName='MsiInstaller'; Id=11707}).Message
    msiexec /x $product.PSChildName /qn
    $LASTEXITCODE
    msiexec /x $product.PSChildName /qn
    $LASTEXITCODE
    """
    assert bench.shown(script).splitlines() == [
        "0",
        "20270115",
        "msi",
        "True",
        "Product: agent -- Installation completed successfully.",
        "0",
        "1605",
    ]


def test_a_package_that_can_not_be_opened_is_1619(bench: Workbench) -> None:
    assert bench.run(r"msiexec /i C:\none.msi /qn").exit_code == 1619
    assert bench.run("msiexec /i https://contoso.com/agent.msi /qn").exit_code == 1619


def test_the_installer_writes_the_log_that_is_asked_for(bench: Workbench) -> None:
    bench.shown(rf"Set-Content {AGENT} x; msiexec /i {AGENT} /qn /l*v C:\agent.log")
    assert bench.shown("(Get-Content C:\\agent.log)[1]") == "MSI (c) MainEngineThread is returning 0\n"


def test_packages_are_shown_with_their_sources(bench: Workbench) -> None:
    assert bench.shown("Get-Package -Name 'Microsoft Edge' | Format-List Name, Version, ProviderName").split("\n")[
        2:5
    ] == [
        "Name         : Microsoft Edge",
        "Version      : 130.0.2849.68",
        "ProviderName : Programs",
    ]


def test_a_package_that_is_not_there_is_an_error_of_its_own(bench: Workbench) -> None:
    outcome = bench.powershell("Get-Package contoso")
    assert outcome.stderr.splitlines()[0] == b"Get-Package : No package found for 'contoso'."
    assert b"FullyQualifiedErrorId : NoMatchFound,Microsoft.PowerShell.PackageManagem" in outcome.stderr


def test_a_product_can_be_removed_as_a_package(bench: Workbench) -> None:
    script = rf"Set-Content {AGENT} x; msiexec /i {AGENT} /qn; (Get-Package agent | Uninstall-Package -Force).Name; "
    assert bench.shown(f"{script} @(Get-Package).Name -contains 'agent'") == "agent\nFalse\n"


def test_an_installer_that_nobody_knows_is_named_as_missing(bench: Workbench) -> None:
    outcome = bench.powershell(r"Set-Content C:\setup.exe x; Start-Process C:\setup.exe -Wait")
    assert (outcome.exit_code, b"FullyQualifiedErrorId : NotSimulated" in outcome.stderr) == (1, True)
