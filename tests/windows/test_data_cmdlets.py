"""Objects as HTML, XML and CLIXML, files as hashes: the cmdlets that hand data to other programs."""

import hashlib

from windows.windows_workbench import Workbench

DOCUMENT_TYPE = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"  "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'
)


class TestHtml:
    """ConvertTo-Html."""

    def test_a_page_holds_a_table(self, bench: Workbench) -> None:
        assert bench.shown("Get-Service WinRM, Spooler | ConvertTo-Html -Property Name, Status -Title T").split(
            "\n"
        ) == [
            DOCUMENT_TYPE,
            '<html xmlns="http://www.w3.org/1999/xhtml">',
            "<head>",
            "<title>T</title>",
            "</head><body>",
            "<table>",
            "<colgroup><col/><col/></colgroup>",
            "<tr><th>Name</th><th>Status</th></tr>",
            "<tr><td>WinRM</td><td>Running</td></tr>",
            "<tr><td>Spooler</td><td>Running</td></tr>",
            "</table>",
            "</body></html>",
            "",
        ]

    def test_a_fragment_as_lists_with_text_before_and_behind(self, bench: Workbench) -> None:
        script = (
            "[pscustomobject]@{a='<b>';b=2}, [pscustomobject]@{a='c';b=$null} | "
            "ConvertTo-Html -As List -Fragment -PreContent '<h1>x</h1>' -PostContent 'end'"
        )
        assert bench.shown(script).split("\n") == [
            "<h1>x</h1>",
            "<table>",
            "<tr><td>a:</td><td>&lt;b&gt;</td></tr>",
            "<tr><td>b:</td><td>2</td></tr>",
            "<tr><td><hr></td></tr>",
            "<tr><td>a:</td><td>c</td></tr>",
            "<tr><td>b:</td><td></td></tr>",
            "</table>",
            "end",
            "",
        ]

    def test_calculated_columns_may_have_a_width(self, bench: Workbench) -> None:
        shown = bench.shown("1 | ConvertTo-Html @{n='x';e={$_ + 1};width=10;align='right'} -Fragment")
        assert shown.split("\n")[1:4] == [
            '<colgroup><col width = "10" align = "right"/></colgroup>',
            "<tr><th>x</th></tr>",
            "<tr><td>2</td></tr>",
        ]


class TestXml:
    """ConvertTo-Xml."""

    def test_properties_with_their_types(self, bench: Workbench) -> None:
        script = "[pscustomobject]@{a=1;b=$null;c=@(1,'x');d=@{k=2}} | ConvertTo-Xml -As String"
        assert bench.shown(script).split("\n") == [
            '<?xml version="1.0" encoding="utf-8"?>',
            "<Objects>",
            '  <Object Type="System.Management.Automation.PSCustomObject">',
            '    <Property Name="a" Type="System.Int32">1</Property>',
            '    <Property Name="b" Type="System.Object" />',
            '    <Property Name="c" Type="System.Object[]">',
            '      <Property Type="System.Int32">1</Property>',
            '      <Property Type="System.String">x</Property>',
            "    </Property>",
            '    <Property Name="d" Type="System.Collections.Hashtable">',
            '      <Property Name="Key" Type="System.String">k</Property>',
            '      <Property Name="Value" Type="System.Int32">2</Property>',
            "    </Property>",
            "  </Object>",
            "</Objects>",
            "",
        ]

    def test_without_a_form_it_is_a_document(self, bench: Workbench) -> None:
        assert bench.shown("$x = 1, 2 | ConvertTo-Xml; $x.GetType().Name; $x.Objects.Object[1].'#text'").split(
            "\n"
        ) == [
            "XmlDocument",
            "2",
            "",
        ]

    def test_a_stream_of_objects_without_types(self, bench: Workbench) -> None:
        assert bench.shown("1, 2 | ConvertTo-Xml -As Stream -NoTypeInformation").split("\n") == [
            '<?xml version="1.0" encoding="utf-8"?>',
            "<Objects>",
            "<Object>1</Object>",
            "<Object>2</Object>",
            "</Objects>",
            "",
        ]


class TestClixml:
    """Export-Clixml and Import-Clixml."""

    def test_what_the_file_holds(self, bench: Workbench) -> None:
        made = "[pscustomobject]@{a=1;b=\"x`ny\";t=[timespan]'1.02:03:04.5'}"
        script = f"{made} | Export-Clixml C:/a.xml; Get-Content C:/a.xml"
        assert bench.shown(script).split("\n") == [
            '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">',
            '  <Obj RefId="0">',
            '    <TN RefId="0">',
            "      <T>System.Management.Automation.PSCustomObject</T>",
            "      <T>System.Object</T>",
            "    </TN>",
            "    <MS>",
            '      <I32 N="a">1</I32>',
            '      <S N="b">x_x000A_y</S>',
            '      <TS N="t">P1DT2H3M4.5S</TS>',
            "    </MS>",
            "  </Obj>",
            "</Objs>",
            "",
        ]

    def test_values_come_back_with_their_types(self, bench: Workbench) -> None:
        script = (
            r"$in = 1, 'two', 3.5, $true, [long]7, [char]'c', (Get-Date), [timespan]'00:00:05', [guid]::Empty;"
            r"$in += @{k=@(1,2)};"
            r"$in | Export-Clixml C:\a.xml; $out = Import-Clixml C:\a.xml; $out | ForEach-Object { $_.GetType().Name };"
            "$out[5]; $out[6] -eq $in[6]; $out[9].k[1]"
        )
        assert " ".join(bench.shown(script).split()) == (
            "Int32 String Double Boolean Int64 Char DateTime TimeSpan Guid Hashtable c True 2"
        )

    def test_other_objects_come_back_without_methods_and_look_as_before(self, bench: Workbench) -> None:
        script = (
            r"Get-Service WinRM | Export-Clixml C:\a.xml; $out = Import-Clixml C:\a.xml; $out.pstypenames[0];"
            '"$($out.Status) $out"; $out | Format-Table'
        )
        assert bench.shown(script).split("\n") == [
            "Deserialized.System.ServiceProcess.ServiceController",
            "Running WinRM",
            "",
            "Status   Name               DisplayName                           ",
            "------   ----               -----------                           ",
            "Running  WinRM              Windows Remote Management (WS-Manag...",
            "",
            "",
            "",
        ]

    def test_a_password_survives(self, bench: Workbench) -> None:
        script = (
            r"ConvertTo-SecureString 'pass' -AsPlainText -Force | Export-Clixml C:\a.xml;"
            r"(New-Object PSCredential 'u', (Import-Clixml C:\a.xml)).GetNetworkCredential().Password"
        )
        assert bench.shown(script) == "pass\n"

    def test_objects_that_are_nested_too_deep_are_text(self, bench: Workbench) -> None:
        script = (
            r"[pscustomobject]@{a=[pscustomobject]@{b=[pscustomobject]@{c=1}}} | Export-Clixml C:\a.xml -Depth 1;"
            r"(Import-Clixml C:\a.xml).a"
        )
        assert bench.shown(script) == "@{b=}\n"

    def test_a_file_of_something_else(self, bench: Workbench) -> None:
        outcome = bench.powershell(r"Set-Content C:\a.xml '<a/>'; Import-Clixml C:\a.xml")
        assert b"FullyQualifiedErrorId : System.Xml.XmlException" in outcome.stderr


class TestHashes:
    """Get-FileHash."""

    def test_of_a_file(self, bench: Workbench) -> None:
        bench.guest.files.write(r"C:\a.bin", b"content")
        expected = hashlib.sha256(b"content").hexdigest().upper()
        assert bench.shown(r"(Get-FileHash C:\a.bin).Hash") == f"{expected}\n"
        assert bench.shown(r"Get-FileHash C:\a.bin -Algorithm MD5 | Format-List").split("\n")[2:5] == [
            "Algorithm : MD5",
            f"Hash      : {hashlib.md5(b'content', usedforsecurity=False).hexdigest().upper()}",
            r"Path      : C:\a.bin",
        ]

    def test_the_table_has_no_room_for_the_path(self, bench: Workbench) -> None:
        bench.guest.files.write(r"C:\a.bin", b"content")
        lines = bench.shown(r"Get-FileHash C:\a.bin").split("\n")
        assert lines[1].rstrip() == "Algorithm       Hash"
        assert lines[3].endswith("...")

    def test_of_a_file_that_is_not_there(self, bench: Workbench) -> None:
        assert (
            b"Cannot find path 'C:\\nope' because it does not exist."
            in bench.powershell(r"Get-FileHash C:\nope").stderr
        )


class TestVerbs:
    """Get-Verb."""

    def test_by_name(self, bench: Workbench) -> None:
        assert " ".join(bench.shown("Get-Verb res*").split()) == (
            "Verb Group ---- ----- Reset Common Resize Common Restore Data Restart Lifecycle Resume Lifecycle "
            "Resolve Diagnostic"
        )

    def test_there_are_98(self, bench: Workbench) -> None:
        assert bench.shown("(Get-Verb).Count") == "98\n"
