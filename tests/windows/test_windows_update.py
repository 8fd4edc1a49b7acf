"""Windows Update by its COM classes, as scripts search, download and install."""

from windows.windows_workbench import Workbench

from fake_agent.windows.description import apply

SEARCH = """
$session = New-Object -ComObject Microsoft.Update.Session
$searcher = $session.CreateUpdateSearcher()
$found = $searcher.Search("IsInstalled=0 and Type='Software' and IsHidden=0")
"""
INSTALL = f"""{SEARCH}
$chosen = New-Object -ComObject Microsoft.Update.UpdateColl
foreach ($update in $found.Updates) {{ if ($update.MsrcSeverity -eq 'Critical') {{ [void]$chosen.Add($update) }} }}
$downloader = $session.CreateUpdateDownloader(); $downloader.Updates = $chosen
"download $($downloader.Download().ResultCode)"
$installer = $session.CreateUpdateInstaller(); $installer.Updates = $chosen
$result = $installer.Install()
"install $($result.ResultCode) $($result.RebootRequired) $($result.GetUpdateResult(0).ResultCode)"
"""


def test_what_is_offered_is_found(bench: Workbench) -> None:
    script = f"{SEARCH}$found.ResultCode; $found.Updates | ForEach-Object {{ $_.KBArticleIDs.Item(0) }}"
    assert bench.shown(script).split() == ["2", "5046616", "5046547", "890830", "2267602"]
    assert bench.now == 20.0


def test_what_is_installed_is_history_a_hot_fix_an_event_and_a_restart(bench: Workbench) -> None:
    script = f"""{INSTALL}
    $searcher.Search("IsInstalled=1").Updates.Count
    $searcher.QueryHistory(0, 1) | ForEach-Object {{ $_.Title.Substring(0, 7) }}
    (Get-HotFix -Id KB5046616).Description
    (New-Object -ComObject Microsoft.Update.SystemInfo).RebootRequired
    (Get-WinEvent -FilterHashtable @{{LogName='System'; Id=19}} -MaxEvents 1).ProviderName
    """
    assert bench.shown(script).splitlines() == [
        "download 2",
        "install 2 True 2",
        "1",
        "2024-11",
        "Security Update",
        "True",
        "Microsoft-Windows-WindowsUpdateClient",
    ]
    bench.guest.power_off()
    bench.guest.boot()
    pending = "(New-Object -ComObject Microsoft.Update.SystemInfo).RebootRequired"
    assert bench.shown(f"{pending}; (systeminfo | Select-String 5046616 | Measure-Object).Count") == "False\n1\n"


def test_a_disabled_service_a_closed_way_out_and_bad_criteria_are_errors_of_com(bench: Workbench) -> None:
    outcome = bench.powershell("(New-Object -ComObject Microsoft.Update.Searcher).Search('Size>3')")
    assert outcome.stderr.splitlines()[0] == b"Exception from HRESULT: 0x80240032"
    assert b"CategoryInfo          : OperationStopped: (:) [], COMException" in outcome.stderr
    apply(bench.guest.machine, {"services": {"wuauserv": {"startType": "Disabled"}}})
    assert b"0x80070422" in bench.powershell(SEARCH).stderr
    apply(bench.guest.machine, {"services": {"wuauserv": {"startType": "Manual"}}})
    apply(bench.guest.machine, {"adapters": {"Ethernet": {"enabled": False}}})
    assert b"0x80072EE2" in bench.powershell(SEARCH).stderr


def test_what_was_not_downloaded_is_not_installed(bench: Workbench) -> None:
    script = f"{SEARCH}$worker = $session.CreateUpdateInstaller(); $worker.Updates = $found.Updates; $worker.Install()"
    assert b"0x80246007" in bench.powershell(script).stderr


def test_other_classes_of_com_are_named_as_missing(bench: Workbench) -> None:
    outcome = bench.powershell("New-Object -ComObject WScript.Shell")
    assert (outcome.exit_code, b"FullyQualifiedErrorId : NotSimulated" in outcome.stderr) == (1, True)
