"""Microsoft.Win32.Registry in scripts, and values with names of variables in them."""

from windows.windows_workbench import Workbench

ENVIRONMENT = r"HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager\Environment"
MY_KEY = r"$key = [Microsoft.Win32.Registry]::LocalMachine.CreateSubKey('SOFTWARE\My')"


def test_names_of_variables_are_replaced_when_a_value_is_read_but_not_by_reg(bench: Workbench) -> None:
    assert bench.shown(f"(Get-ItemProperty '{ENVIRONMENT}').TEMP") == "C:\\Windows\\TEMP\n"
    assert bench.shown(f"(Get-Item '{ENVIRONMENT}').GetValue('TEMP')") == "C:\\Windows\\TEMP\n"
    assert r"TEMP    REG_EXPAND_SZ    %SystemRoot%\TEMP" in bench.output(
        f'reg query "{ENVIRONMENT.replace(":", "")}" /v TEMP'
    )


def test_a_key_is_opened_below_a_hive_and_read(bench: Workbench) -> None:
    script = (
        r"$key = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey('SOFTWARE\Microsoft\Windows NT\CurrentVersion')"
        "\n$key.GetValue('CurrentBuild'); $key.GetValue('none', 'else'); $key.OpenSubKey('none') -eq $null"
    )
    assert bench.shown(script) == "20348\nelse\nTrue\n"


def test_a_value_is_written_as_the_kind_that_fits_it_or_is_asked_for(bench: Workbench) -> None:
    script = MY_KEY + (
        "\n$key.SetValue('number', 5); $key.SetValue('path', '%TEMP%\\x', 'ExpandString')"
        "; $key.SetValue('many', @('a'))"
        "\n'number', 'path', 'many' | ForEach-Object { $key.GetValueKind($_) }"
        "\n$key.GetValue('path'); $key.GetValue('path', $null, 'DoNotExpandEnvironmentNames')"
    )
    assert bench.shown(script) == "DWord\nExpandString\nMultiString\nC:\\Windows\\TEMP\\x\n%TEMP%\\x\n"


def test_a_key_that_is_not_opened_for_writing_refuses_to_be_changed(bench: Workbench) -> None:
    outcome = bench.powershell("[Microsoft.Win32.Registry]::LocalMachine.OpenSubKey('SOFTWARE').SetValue('x', 1)")
    message = 'Exception calling "SetValue" with "2" argument(s): "Cannot write to the registry key."'
    assert " ".join(outcome.stderr.decode().split()).startswith(message)


def test_a_key_with_keys_below_it_is_deleted_as_a_tree_only(bench: Workbench) -> None:
    script = MY_KEY + (
        "; $null = $key.CreateSubKey('Below'); $hive = [Microsoft.Win32.Registry]::LocalMachine"
        "\ntry { $hive.DeleteSubKey('SOFTWARE\\My') } catch { $_.Exception.InnerException.Message }"
        "\n$hive.DeleteSubKeyTree('SOFTWARE\\My'); Test-Path HKLM:\\SOFTWARE\\My"
    )
    refusal = "Registry key has subkeys and recursive removes are not supported by this method."
    assert bench.shown(script) == f"{refusal}\nFalse\n"


def test_values_are_read_and_written_by_the_full_name_of_their_key(bench: Workbench) -> None:
    script = (
        "[Microsoft.Win32.Registry]::SetValue('HKEY_LOCAL_MACHINE\\SOFTWARE\\My', 'v', 'x')"
        "\n[Microsoft.Win32.Registry]::GetValue('HKEY_LOCAL_MACHINE\\SOFTWARE\\My', 'v', $null)"
    )
    assert bench.shown(script) == "x\n"
