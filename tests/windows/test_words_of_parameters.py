"""Parameters that take certain words: others are refused as Windows PowerShell 5.1 refuses them."""

import pytest
from windows.windows_workbench import Workbench

CIM = "Microsoft.PowerShell.Cmdletization.GeneratedTypes"


def lines(text: str) -> list[str]:
    """The lines, without what fills the last column."""
    return [line.rstrip() for line in text.splitlines()]


def refusal(parameter: str, word: str, type_name: str, words: str) -> str:
    """What a cmdlet says of a word that is none of an enumeration's."""
    return f"Cannot bind parameter '{parameter}'. {cast(word, type_name, words)}"


def cast(word: str, type_name: str, words: str) -> str:
    """What a cast says of a word that is none of an enumeration's."""
    return (
        f'Cannot convert value "{word}" to type "{type_name}". Error: "Unable to match the identifier name {word} to a '
        f'valid enumerator name. Specify one of the following enumerator names and try again:\n{words}"'
    )


@pytest.mark.parametrize(
    ("script", "message", "error_id"),
    [
        (
            "Set-Service Spooler -StartupType Banana",
            refusal(
                "StartupType",
                "Banana",
                "System.ServiceProcess.ServiceStartMode",
                "Boot, System, Automatic, Manual, Disabled",
            ),
            "CannotConvertArgumentNoMessage,Microsoft.PowerShell.Commands.SetServiceCommand",
        ),
        (
            "Set-Service Spooler -StartupType AutomaticDelayedStart",
            refusal(
                "StartupType",
                "AutomaticDelayedStart",
                "System.ServiceProcess.ServiceStartMode",
                "Boot, System, Automatic, Manual, Disabled",
            ),
            "CannotConvertArgumentNoMessage,Microsoft.PowerShell.Commands.SetServiceCommand",
        ),
        (
            "Start-Process cmd -WindowStyle Small",
            refusal(
                "WindowStyle",
                "Small",
                "System.Diagnostics.ProcessWindowStyle",
                "Normal, Hidden, Minimized, Maximized",
            ),
            "CannotConvertArgumentNoMessage,Microsoft.PowerShell.Commands.StartProcessCommand",
        ),
        (
            "Set-ExecutionPolicy Open",
            refusal(
                "ExecutionPolicy",
                "Open",
                "Microsoft.PowerShell.ExecutionPolicy",
                "Unrestricted, RemoteSigned, AllSigned, Restricted, Default, Bypass, Undefined",
            ),
            "CannotConvertArgumentNoMessage,Microsoft.PowerShell.Commands.SetExecutionPolicyCommand",
        ),
        (
            "New-NetFirewallRule -DisplayName x -Direction Sideways",
            "Cannot process argument transformation on parameter 'Direction'. "
            + cast("Sideways", f"{CIM}.NetSecurity.Direction", "Inbound, Outbound"),
            "ParameterArgumentTransformationError,New-NetFirewallRule",
        ),
        (
            "Set-NetFirewallProfile -Profile Domain -Enabled Maybe",
            "Cannot process argument transformation on parameter 'Enabled'. "
            + cast("Maybe", f"{CIM}.NetSecurity.GpoBoolean", "False, True, NotConfigured"),
            "ParameterArgumentTransformationError,Set-NetFirewallProfile",
        ),
        (
            "Get-EventLog System -EntryType Foo",
            (
                "Cannot validate argument on parameter 'EntryType'. The argument \"Foo\" does not belong to the set "
                '"Error,Information,FailureAudit,SuccessAudit,Warning" specified by the ValidateSet attribute. Supply '
                "an argument that is in the set and then try the command again."
            ),
            "ParameterArgumentValidationError,Microsoft.PowerShell.Commands.GetEventLogCommand",
        ),
        (
            "1 | Select-Object -First -1",
            (
                "Cannot validate argument on parameter 'First'. The -1 argument is less than the minimum allowed range "
                "of 0. Supply an argument that is greater than or equal to 0 and then try the command again."
            ),
            "ParameterArgumentValidationError,Microsoft.PowerShell.Commands.SelectObjectCommand",
        ),
        (
            "Get-Random -Maximum abc",
            'Cannot convert value "abc" to type "System.Double". Error: "Input string was not in a correct format."',
            "InvalidCastFromStringToDoubleOrSingle,Microsoft.PowerShell.Commands.GetRandomCommand",
        ),
        (
            "New-Item C:\\q -ItemType Banana",
            (
                'The type is not a known type for the file system. Only "file","directory" or "symboliclink" can be '
                "specified."
            ),
            "Argument,Microsoft.PowerShell.Commands.NewItemCommand",
        ),
        (
            "Get-Disk -Number abc",
            (
                "Cannot process argument transformation on parameter 'Number'. Cannot convert value \"abc\" to type "
                '"System.UInt32". Error: "Input string was not in a correct format."'
            ),
            "ParameterArgumentTransformationError,Get-Disk",
        ),
        (
            "Get-NetAdapter -Foo",
            "A parameter cannot be found that matches parameter name 'Foo'.",
            "NamedParameterNotFound,Get-NetAdapter",
        ),
    ],
)
def test_a_word_that_is_none_is_refused(bench: Workbench, script: str, message: str, error_id: str) -> None:
    caught = f"try {{ {script} -ErrorAction Stop }} catch {{ $_.Exception.Message; $_.FullyQualifiedErrorId }}"
    assert bench.shown(caught) == f"{message}\n{error_id}\n"


def test_an_action_that_is_none_is_refused(bench: Workbench) -> None:
    script = "try { Get-Service Spooler -ErrorAction Foo } catch { $_.Exception.Message; $_.FullyQualifiedErrorId }"
    message = refusal(
        "ErrorAction",
        "Foo",
        "System.Management.Automation.ActionPreference",
        "SilentlyContinue, Stop, Continue, Inquire, Ignore, Suspend",
    )
    error_id = "CannotConvertArgumentNoMessage,Microsoft.PowerShell.Commands.GetServiceCommand"
    assert bench.shown(script) == f"{message}\n{error_id}\n"


def test_a_word_may_be_shortened(bench: Workbench) -> None:
    script = (
        "Set-Service Spooler -StartupType man; (Get-Service Spooler).StartType\n"
        "(New-NetFirewallRule -DisplayName y -Direction in -Action bl).Action\n"
        "(New-Item C:\\made -ItemType dir).Mode"
    )
    assert lines(bench.shown(script)) == ["Manual", "Block", "d-----"]


def test_a_link_is_not_made_a_file(bench: Workbench) -> None:
    done = bench.powershell("New-Item C:\\link -ItemType SymbolicLink -Target C:\\Windows")
    assert b"NotSimulated" in done.stderr


@pytest.mark.parametrize(("seconds", "slept"), [("0.4", "0"), ("1.6", "2"), ("2.5", "2")])
def test_windows_powershell_sleeps_whole_seconds(bench: Workbench, seconds: str, slept: str) -> None:
    assert lines(bench.shown(f"[int](Measure-Command {{ Start-Sleep {seconds} }}).TotalSeconds")) == [slept]


def test_a_question_mark_asks_for_help(bench: Workbench) -> None:
    assert bench.shown("Out-Null -?") == bench.shown("Get-Help Out-Null")


def test_entries_of_dictionaries_as_lists(bench: Workbench) -> None:
    assert lines(bench.shown("gci env:WINDIR | fl")) == ["", "", "Name  : windir", r"Value : C:\Windows", "", ""]
    assert lines(bench.shown("@{a=1} | fl")) == ["", "", "Name  : a", "Value : 1", "", ""]


def test_stores_of_certificates_are_a_list(bench: Workbench) -> None:
    assert lines(bench.shown("dir cert:\\LocalMachine | select -First 2")) == [
        "",
        "",
        "Name : TrustedPublisher",
        "",
        "Name : ClientAuthIssuer",
        "",
        "",
    ]
