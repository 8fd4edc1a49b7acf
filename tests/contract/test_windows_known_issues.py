"""The documented restrictions and known issues of Run Command on Windows, each as a client meets it over HTTP.

Nothing is switched on here: each failure follows from what a script or a parameter does to the machine.
"""

import pytest
from support.agents import everywhere
from support.arm_client import SimulatedAzure
from support.windows_vm import change, windows_guest

pytestmark = everywhere

RUN_TIME_LIMIT = 90 * 60.0
TIMED_OUT = "VMExtensionProvisioningTimeout"
NOT_RECOGNIZED = "is not recognized as an internal or external command,\noperable program or batch file."
SHOW = ("param([string]$first, [string]$second)", 'Write-Output "first=$first second=$second"')
COMMAND_PROCESSOR = r"HKLM\SOFTWARE\Microsoft\Command Processor"
SET_AUTORUN = rf'reg add "{COMMAND_PROCESSOR}" /v AutoRun /t REG_SZ /d "{{command}}" /f'


def shown(azure: SimulatedAzure, first: str, second: str | None = None) -> list[str]:
    """Both streams of a script that shows its parameters."""
    values = {"first": first} if second is None else {"first": first, "second": second}
    parameters = [{"name": name, "value": value} for name, value in values.items()]
    return azure.owner.messages("win-vm", *SHOW, parameters=parameters)


class TestParameters:
    """cmd.exe parses the values before PowerShell sees them."""

    def test_an_ampersand_ends_the_command_line_and_the_rest_is_a_command_of_its_own(
        self, azure: SimulatedAzure
    ) -> None:
        assert shown(azure, "one&two") == ["first=one second=", f"'two' {NOT_RECOGNIZED}"]

    def test_an_ampersand_behind_a_caret_arrives(self, azure: SimulatedAzure) -> None:
        assert shown(azure, "one^&two") == ["first=one&two second=", ""]

    def test_a_caret_disappears(self, azure: SimulatedAzure) -> None:
        assert shown(azure, "p^ssword") == ["first=pssword second=", ""]

    def test_a_caret_in_double_quotes_stays(self, azure: SimulatedAzure) -> None:
        assert shown(azure, '"p^ssword"') == ["first=p^ssword second=", ""]

    def test_a_value_with_a_space_falls_into_two_arguments(self, azure: SimulatedAzure) -> None:
        assert shown(azure, "Max Mustermann") == ["first=Max second=Mustermann", ""]

    def test_a_value_in_double_quotes_keeps_its_spaces(self, azure: SimulatedAzure) -> None:
        assert shown(azure, '"Max Mustermann"') == ["first=Max Mustermann second=", ""]

    def test_a_percent_sign_pair_is_a_variable_of_cmd(self, azure: SimulatedAzure) -> None:
        assert shown(azure, "%SystemRoot%") == [r"first=C:\Windows second=", ""]

    def test_a_pipe_sends_the_output_to_a_command_that_is_not_there(self, azure: SimulatedAzure) -> None:
        assert shown(azure, "one|two") == ["", f"'two' {NOT_RECOGNIZED}"]

    def test_a_greater_sign_sends_the_output_into_a_file(self, azure: SimulatedAzure) -> None:
        assert shown(azure, "one>out.txt") == ["", ""]
        assert azure.owner.messages("win-vm", "cmd /c type out.txt")[0] == "first=one second="

    def test_a_less_sign_reads_from_a_file_that_is_not_there(self, azure: SimulatedAzure) -> None:
        assert shown(azure, "one<two") == ["", "The system cannot find the file specified."]

    @pytest.mark.parametrize("value", ["one&two", "one|two", "one>two", "one<two", "one^two"])
    def test_double_quotes_keep_every_reserved_character_but_the_percent_sign(
        self, azure: SimulatedAzure, value: str
    ) -> None:
        assert shown(azure, f'"{value}"') == [f"first={value} second=", ""]

    @pytest.mark.parametrize("value", ["one^|two", "one^>two", "one^<two", "one^^two"])
    def test_a_caret_keeps_the_character_behind_it(self, azure: SimulatedAzure, value: str) -> None:
        assert shown(azure, value) == [f"first={value.replace('^', '', 1)} second=", ""]

    def test_a_variable_is_replaced_within_double_quotes_too(self, azure: SimulatedAzure) -> None:
        assert shown(azure, '"at %SystemRoot%"') == [r"first=at C:\Windows second=", ""]

    def test_a_percent_sign_alone_stays(self, azure: SimulatedAzure) -> None:
        assert shown(azure, "100%") == ["first=100% second=", ""]

    def test_json_loses_its_double_quotes(self, azure: SimulatedAzure) -> None:
        assert shown(azure, '{"a":1}') == ["first={a:1} second=", ""]

    def test_a_backslash_before_the_closing_quote_swallows_the_next_parameter(self, azure: SimulatedAzure) -> None:
        assert shown(azure, '"C:\\Users\\"', "two") == ['first=C:\\Users" -second two second=', ""]

    def test_two_ampersands_run_the_rest_only_after_a_success(self, azure: SimulatedAzure) -> None:
        assert shown(azure, "one&&two") == ["first=one second=", f"'two' {NOT_RECOGNIZED}"]
        assert shown(azure, "one||two") == ["first=one second=", ""]

    def test_a_missing_mandatory_parameter_prompts_and_so_hangs_for_90_minutes(self, azure: SimulatedAzure) -> None:
        status = azure.owner.run_command("win-vm", "param([Parameter(Mandatory)][string]$needed)", "$needed")
        assert (status["error"]["code"], azure.now) == (TIMED_OUT, RUN_TIME_LIMIT)


class TestMoreOfParameters:
    """What else cmd.exe and powershell.exe make of a value."""

    def test_what_follows_a_line_break_is_not_read(self, azure: SimulatedAzure) -> None:
        assert shown(azure, "one\nwhoami", "two") == ["first=one second=", ""]

    @pytest.mark.parametrize("value", ["-x", "-1", "-", "-nothing-like-it"])
    def test_a_value_that_begins_with_a_dash_arrives_where_no_parameter_has_that_name(
        self, azure: SimulatedAzure, value: str
    ) -> None:
        assert shown(azure, value) == [f"first={value} second=", ""]

    @pytest.mark.parametrize("value", ["-second", "-s", "-x:5"])
    def test_a_value_that_reads_like_a_parameter_is_none(self, azure: SimulatedAzure, value: str) -> None:
        stdout, stderr = shown(azure, value)
        assert (stdout, "Missing an argument for parameter 'first'." in stderr) == ("", True)

    def test_no_text_is_a_boolean(self, azure: SimulatedAzure) -> None:
        script, value = ("param([bool]$on)", "$on"), [{"name": "on", "value": "true"}]
        stdout, stderr = azure.owner.messages("win-vm", *script, parameters=value)
        assert (
            stdout,
            'Cannot convert value "System.String" to type "System.Boolean"' in " ".join(stderr.split()),
        ) == ("", True)

    def test_an_empty_value_leaves_the_parameter_without_one(self, azure: SimulatedAzure) -> None:
        assert "Missing an argument for parameter 'first'." in shown(azure, "")[1]

    def test_a_line_of_more_than_8191_characters_is_too_long(self, azure: SimulatedAzure) -> None:
        assert shown(azure, "x" * 8191) == ["", "The command line is too long."]


class TestLiteralNewline:
    """A literal backslash and n in a script line becomes a line break."""

    def test_a_path_with_a_small_n_breaks_in_two(self, azure: SimulatedAzure) -> None:
        stdout, stderr = azure.owner.messages("win-vm", r"Write-Output C:\Windows\notepad.exe")
        assert stdout == r"C:\Windows"
        assert "The term 'otepad.exe' is not recognized" in stderr

    def test_a_path_with_a_capital_n_does_not(self, azure: SimulatedAzure) -> None:
        assert azure.owner.messages("win-vm", r"Write-Output C:\Windows\Notepad.exe") == [r"C:\Windows\Notepad.exe", ""]


class TestAutoRun:
    """The registry value AutoRun is run by every cmd.exe, the extension's own included."""

    def test_a_command_that_is_not_there_breaks_the_next_enable(self, azure: SimulatedAzure) -> None:
        azure.owner.messages("win-vm", SET_AUTORUN.format(command="XYZ"))
        error = azure.owner.run_command("win-vm", "'never runs'")["error"]
        assert error["code"] == "VMExtensionHandlerNonTransientError"
        message = error["message"].replace("\r\n", "\n")
        assert f"'XYZ' {NOT_RECOGNIZED}" in message
        assert "'Enable handler failed for the extension." in message
        assert "script started" not in azure.events()[-8:]

    def test_a_command_that_is_not_there_breaks_the_install_too(self, azure: SimulatedAzure) -> None:
        azure.owner.messages("win-vm", SET_AUTORUN.format(command="XYZ"))
        azure.owner.run_command("win-vm", commandId="RemoveRunCommandWindowsExtension")
        error = azure.owner.run_command("win-vm", "'never runs'")["error"]
        assert "'Install handler failed for the extension." in error["message"]

    def test_a_command_that_is_mended_by_the_registry_lets_the_next_run_through(self, azure: SimulatedAzure) -> None:
        azure.owner.messages("win-vm", SET_AUTORUN.format(command="XYZ"))
        azure.owner.run_command("win-vm", "'never runs'")
        change(azure, registry={COMMAND_PROCESSOR: {"AutoRun": ""}})
        assert azure.owner.messages("win-vm", "'runs'") == ["runs", ""]

    def test_a_command_that_works_does_what_it_says_in_every_cmd(self, azure: SimulatedAzure) -> None:
        azure.owner.messages("win-vm", SET_AUTORUN.format(command="echo x>>C:\\autorun.txt"))
        assert azure.owner.messages("win-vm", "'runs'") == ["runs", ""]
        assert windows_guest(azure).files.read("C:\\autorun.txt").count(b"x") == 2  # the enable command's, the script's

    def test_a_command_that_changes_the_folder_hides_the_extension_s_own_commands(self, azure: SimulatedAzure) -> None:
        azure.owner.messages("win-vm", SET_AUTORUN.format(command="cd /d C:\\Windows"))
        message = azure.owner.run_command("win-vm", "'never runs'")["error"]["message"].replace("\r\n", "\n")
        assert f"'enable.cmd' {NOT_RECOGNIZED}" in message

    def test_a_variable_in_an_expand_string_is_replaced(self, azure: SimulatedAzure) -> None:
        azure.owner.messages(
            "win-vm", rf'reg add "{COMMAND_PROCESSOR}" /v AutoRun /t REG_EXPAND_SZ /d "%ComSpec% /d /c ver>nul" /f'
        )
        assert azure.owner.messages("win-vm", "'runs'") == ["runs", ""]

    def test_a_path_with_a_space_is_told_up_to_the_space(self, azure: SimulatedAzure) -> None:
        azure.owner.messages("win-vm", SET_AUTORUN.format(command="C:\\Program Files\\tools\\setup.cmd"))
        message = azure.owner.run_command("win-vm", "'never runs'")["error"]["message"].replace("\r\n", "\n")
        assert rf"'C:\Program' {NOT_RECOGNIZED}" in message

    def test_a_command_that_asks_lets_the_enable_time_out_after_five_minutes(self, azure: SimulatedAzure) -> None:
        azure.owner.messages("win-vm", SET_AUTORUN.format(command="pause"))
        error = azure.owner.run_command("win-vm", "'never runs'")["error"]
        assert "'[ExtensionError] Timeout(300): enable.cmd'" in error["message"]
        assert azure.now == 300.0

    def test_exit_ends_every_cmd_before_it_has_begun(self, azure: SimulatedAzure) -> None:
        azure.owner.messages("win-vm", SET_AUTORUN.format(command="exit"))
        assert azure.owner.messages("win-vm", "'never runs'") == ["", ""]
        change(azure, registry={COMMAND_PROCESSOR: {"AutoRun": None}})
        azure.owner.messages("win-vm", SET_AUTORUN.format(command="exit 5"))
        error = azure.owner.run_command("win-vm", "'never runs'")["error"]
        assert "[ExtensionOperationError] Non-zero exit code: 5, enable.cmd" in error["message"]

    def test_the_user_s_own_value_counts_as_the_machine_s_does(self, azure: SimulatedAzure) -> None:
        azure.owner.messages("win-vm", SET_AUTORUN.format(command="XYZ").replace("HKLM", "HKCU"))
        message = azure.owner.run_command("win-vm", "'never runs'")["error"]["message"].replace("\r\n", "\n")
        assert f"'XYZ' {NOT_RECOGNIZED}" in message

    def test_a_command_that_works_is_harmless(self, azure: SimulatedAzure) -> None:
        azure.owner.messages("win-vm", SET_AUTORUN.format(command="ver>nul"))
        assert azure.owner.messages("win-vm", "'runs'") == ["runs", ""]


class TestInteraction:
    """Nobody answers: a script that asks hangs until the 90th minute, and every other one is refused meanwhile."""

    @pytest.mark.parametrize(
        "script",
        [
            "Read-Host 'Name'",
            "Read-Host 'Password' -AsSecureString",
            "Get-Credential",
            "pause",
            "cmd /c pause",
            "cmd /c choice",
            "Remove-Item C:\\Windows\\Temp -Confirm",
            "New-Item C:\\Own\\file.txt -Force; Remove-Item C:\\Own",
            "Stop-Service Spooler -Confirm",
            "Unregister-ScheduledTask -TaskName ServerManager",
            "Enable-PSRemoting",
            "Install-Module Az",
        ],
    )
    def test_a_prompt_hangs_until_the_90th_minute(self, azure: SimulatedAzure, script: str) -> None:
        accepted = azure.owner.start_command("win-vm", script)
        refused = azure.owner.start_command("win-vm", "'another'")
        assert (refused.status, refused.code) == (409, "Conflict")
        assert azure.owner.wait(accepted)["error"]["code"] == TIMED_OUT
        assert azure.now == RUN_TIME_LIMIT
        assert azure.owner.messages("win-vm", "'free again'") == ["free again", ""]
