"""Who may do what with files and keys: Get-Acl, Set-Acl and icacls over one set of security descriptors."""

import pytest
from windows.windows_workbench import Workbench

NEW_FOLDER = """Path   : Microsoft.PowerShell.Core\\FileSystem::C:\\data
Owner  : BUILTIN\\Administrators
Group  : NT AUTHORITY\\SYSTEM
Access : NT AUTHORITY\\SYSTEM Allow  FullControl
         BUILTIN\\Administrators Allow  FullControl
         BUILTIN\\Users Allow  ReadAndExecute, Synchronize
         BUILTIN\\Users Allow  AppendData
         BUILTIN\\Users Allow  CreateFiles
         CREATOR OWNER Allow  268435456
Audit  : 
Sddl   : O:BAG:SYD:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIID;0x1200a9;;;B
         U)(A;CIID;LC;;;BU)(A;CIID;DC;;;BU)(A;OICIIOID;GA;;;CO)
"""  # noqa: W291  # the list has the space

GRANT = """$acl = Get-Acl C:\\data
$rule = New-Object System.Security.AccessControl.FileSystemAccessRule({})
$acl.{}($rule)
Set-Acl C:\\data $acl
(Get-Acl C:\\data).Sddl
"""
INHERITED = (
    "(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIID;0x1200a9;;;BU)(A;CIID;LC;;;BU)(A;CIID;DC;;;BU)(A;OICIIOID;GA;;;CO)"
)


@pytest.fixture
def folder(bench: Workbench) -> Workbench:
    """A machine with the folder C:\\data."""
    bench.guest.files.write(r"C:\data\file.txt", b"x")
    return bench


def test_a_new_folder_inherits_from_the_volume(folder: Workbench) -> None:
    assert folder.shown("Get-Acl C:\\data | Format-List").strip("\n") == NEW_FOLDER.strip("\n")


def test_the_default_view_is_a_table_under_the_folder(folder: Workbench) -> None:
    lines = [line.rstrip() for line in folder.shown("Get-Acl C:\\data\\file.txt").splitlines()]
    assert lines == [
        "",
        "",
        "    Directory: C:\\data",
        "",
        "",
        "Path     Owner                  Access",
        "----     -----                  ------",
        "file.txt BUILTIN\\Administrators NT AUTHORITY\\SYSTEM Allow  FullControl...",
        "",
        "",
    ]


def test_a_file_has_only_the_rules_that_are_for_files(folder: Workbench) -> None:
    assert folder.shown("(Get-Acl C:\\data\\file.txt).Sddl") == (
        "O:BAG:SYD:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;0x1200a9;;;BU)\n"
    )


def test_an_access_rule_shows_its_members(folder: Workbench) -> None:
    assert folder.shown("(Get-Acl C:\\data).Access[0]").strip("\n") == (
        "FileSystemRights  : FullControl\n"
        "AccessControlType : Allow\n"
        "IdentityReference : NT AUTHORITY\\SYSTEM\n"
        "IsInherited       : True\n"
        "InheritanceFlags  : ContainerInherit, ObjectInherit\n"
        "PropagationFlags  : None"
    )


@pytest.mark.parametrize(
    ("arguments", "method", "rules"),
    [
        ('"Users","Modify","ContainerInherit,ObjectInherit","None","Allow"', "SetAccessRule", "(A;OICI;0x1301bf;;;BU)"),
        ('"Everyone","FullControl","Allow"', "AddAccessRule", "(A;;FA;;;WD)"),
        ('"BUILTIN\\Users","Write","Deny"', "AddAccessRule", "(D;;CCDCLCSWRPWP;;;BU)"),
    ],
)
def test_a_rule_that_is_added_holds_after_set_acl(folder: Workbench, arguments: str, method: str, rules: str) -> None:
    rules = rules.replace("CCDCLCSWRPWP", "0x116")
    assert folder.shown(GRANT.format(arguments, method)) == f"O:BAG:SYD:AI{rules}{INHERITED}\n"


def test_nothing_holds_before_set_acl(folder: Workbench) -> None:
    script = GRANT.format('"Everyone","FullControl","Allow"', "AddAccessRule").replace("Set-Acl C:\\data $acl\n", "")
    assert folder.shown(script) == f"O:BAG:SYD:AI{INHERITED}\n"


def test_a_rule_that_is_added_twice_is_one_rule_of_both_rights(folder: Workbench) -> None:
    folder.shown(GRANT.format('"Everyone","Read","Allow"', "AddAccessRule"))
    assert folder.shown(GRANT.format('"Everyone","Write","Allow"', "AddAccessRule")).startswith(
        "O:BAG:SYD:AI(A;;0x12019f;;;WD)"
    )


def test_a_rule_is_taken_away_again(folder: Workbench) -> None:
    folder.shown(GRANT.format('"Everyone","Read","Allow"', "AddAccessRule"))
    removed = GRANT.format('"Everyone","Read","Allow"', "RemoveAccessRule")
    assert folder.shown(removed) == f"True\nO:BAG:SYD:AI{INHERITED}\n"


@pytest.mark.parametrize(
    ("preserve", "rules"),
    [("$false", ""), ("$true", INHERITED.replace("ID;", ";"))],
)
def test_a_protected_folder_inherits_nothing(folder: Workbench, preserve: str, rules: str) -> None:
    script = (
        f"$acl = Get-Acl C:\\data; $acl.SetAccessRuleProtection($true, {preserve}); $acl | Set-Acl C:\\data; "
        "(Get-Acl C:\\data).Sddl; (Get-Acl C:\\data).AreAccessRulesProtected"
    )
    assert folder.shown(script) == f"O:BAG:SYD:PAI{rules}\nTrue\n"


def test_an_account_that_does_not_exist_cannot_be_given_rights(folder: Workbench) -> None:
    script = GRANT.format('"nobody","Modify","Allow"', "AddAccessRule").split("Set-Acl", maxsplit=1)[0]
    stderr = folder.powershell(script).stderr.decode()
    assert stderr.startswith(
        'Exception calling "AddAccessRule" with "1" argument(s): "Some or all identity \r\n'
        'references could not be translated."\r\n'
    )
    assert "    + FullyQualifiedErrorId : IdentityNotMappedException\r\n" in stderr


def test_get_acl_of_nothing_is_an_error(bench: Workbench) -> None:
    stderr = bench.powershell("Get-Acl C:\\nope").stderr.decode()
    assert stderr.startswith("Get-Acl : Cannot find path 'C:\\nope' because it does not exist.\r\n")


def test_a_registry_key_has_rules_too(bench: Workbench) -> None:
    script = (
        "New-Item HKLM:\\SOFTWARE\\Mine | Out-Null; $acl = Get-Acl HKLM:\\SOFTWARE\\Mine\n"
        '$acl.SetAccessRule((New-Object Security.AccessControl.RegistryAccessRule("Users","WriteKey","Allow")))\n'
        "Set-Acl HKLM:\\SOFTWARE\\Mine $acl; (Get-Acl HKLM:\\SOFTWARE\\Mine).Access[0].RegistryRights\n"
        "Remove-Item HKLM:\\SOFTWARE\\Mine; New-Item HKLM:\\SOFTWARE\\Mine | Out-Null\n"
        "(Get-Acl HKLM:\\SOFTWARE\\Mine).Access[0].IdentityReference.Value"
    )
    assert bench.shown(script) == "WriteKey\nCREATOR OWNER\n"


def test_names_and_identifiers_translate_both_ways(bench: Workbench) -> None:
    script = (
        "$everyone = New-Object Security.Principal.NTAccount('Everyone')\n"
        "$everyone.Translate([Security.Principal.SecurityIdentifier]).Value\n"
        "([Security.Principal.SecurityIdentifier]'S-1-5-32-544').Translate([Security.Principal.NTAccount]).Value"
    )
    assert bench.shown(script) == "S-1-1-0\nBUILTIN\\Administrators\n"


def test_icacls_shows_what_get_acl_shows(folder: Workbench) -> None:
    assert folder.output(r"icacls C:\data") == (
        "C:\\data NT AUTHORITY\\SYSTEM:(I)(OI)(CI)(F)\n"
        "        BUILTIN\\Administrators:(I)(OI)(CI)(F)\n"
        "        BUILTIN\\Users:(I)(OI)(CI)(RX)\n"
        "        BUILTIN\\Users:(I)(CI)(AD)\n"
        "        BUILTIN\\Users:(I)(CI)(WD)\n"
        "        CREATOR OWNER:(I)(OI)(CI)(IO)(F)\n"
        "\n"
        "Successfully processed 1 files; Failed processing 0 files\n"
    )


@pytest.mark.parametrize(
    ("options", "rules"),
    [
        ("/grant Everyone:F", "(A;;FA;;;WD)"),
        ('/grant "Everyone:(OI)(CI)F"', "(A;OICI;FA;;;WD)"),
        ("/grant *S-1-1-0:(RX,W)", "(A;;0x1201bf;;;WD)"),
        ("/deny Guests:W", "(D;;0x100116;;;BG)"),
        ("/grant Users:R /grant:r Users:M", "(A;;0x1301bf;;;BU)"),
        ("/grant Users:R /remove Users", ""),
    ],
)
def test_what_icacls_grants_get_acl_shows(folder: Workbench, options: str, rules: str) -> None:
    assert folder.output(rf"icacls C:\data {options}") == (
        "processed file: C:\\data\nSuccessfully processed 1 files; Failed processing 0 files\n"
    )
    assert folder.shown("(Get-Acl C:\\data).Sddl") == f"O:BAG:SYD:AI{rules}{INHERITED}\n"


def test_icacls_without_inheritance_leaves_what_it_grants(folder: Workbench) -> None:
    folder.output(r"icacls C:\data /inheritance:r /grant SYSTEM:(OI)(CI)F /q")
    assert folder.output(r"icacls C:\data\file.txt").splitlines()[0] == r"C:\data\file.txt NT AUTHORITY\SYSTEM:(I)(F)"
    folder.output(r"icacls C:\data /reset")
    assert folder.shown("(Get-Acl C:\\data).Sddl") == f"O:BAG:SYD:AI{INHERITED}\n"


def test_icacls_does_not_know_everybody(folder: Workbench) -> None:
    outcome = folder.run(r"icacls C:\data /grant nobody:F")
    assert outcome.exit_code == 1332
    assert outcome.stderr == b"nobody: No mapping between account names and security IDs was done.\r\n"


def test_who_takes_ownership_is_the_owner(folder: Workbench) -> None:
    folder.output(r"takeown /f C:\data")
    assert folder.shown("(Get-Acl C:\\data).Owner") == "NT AUTHORITY\\SYSTEM\n"


def test_rules_go_and_move_with_their_file(folder: Workbench) -> None:
    folder.output(r"icacls C:\data\file.txt /grant Everyone:F")
    folder.output(r"ren C:\data\file.txt moved.txt")
    assert "(A;;FA;;;WD)" in folder.shown("(Get-Acl C:\\data\\moved.txt).Sddl")
    folder.output(r"del C:\data\moved.txt& echo y>C:\data\moved.txt")
    assert "(A;;FA;;;WD)" not in folder.shown("(Get-Acl C:\\data\\moved.txt).Sddl")
