from collections.abc import Callable

import pytest

from fake_agent.powershell import ScriptResult

EXPRESSIONS = [
    ("1 + 2 * 3", "7"),
    ("7 / 2", "3.5"),
    ("6 / 2", "3"),
    ("7 % 3", "1"),
    ("2147483647 + 1", "2147483648"),
    ("1GB / 1MB", "1024"),
    ("0xFF", "255"),
    ("1e3", "1000"),
    ("'a' + 1", "a1"),
    ("'ab' * 3", "ababab"),
    ("[int]'5' + 1", "6"),
    ("[int]2.5", "2"),
    ("[int]3.5", "4"),
    ("1..3 -join ','", "1,2,3"),
    ("(3..1)[0]", "3"),
    ("'ABC' -eq 'abc'", "True"),
    ("'ABC' -ceq 'abc'", "False"),
    ("1,2,3 -contains 2", "True"),
    ("2 -in 1,2", "True"),
    ("'file.txt' -like '*.TXT'", "True"),
    ("'abc123' -match '\\d+'; $Matches[0]", "True\n123"),
    ("'a-b-c' -replace '-', '+'", "a+b+c"),
    ("'2024-05' -replace '(\\d+)-(\\d+)', '$2/$1'", "05/2024"),
    ("('a,b,c' -split ',').Count", "3"),
    ("'{0:N2} {1,5}|{2,-4}|' -f 1234.567, 'x', 'y'", "1,234.57     x|y   |"),
    ("'{0:yyyy-MM-dd}' -f [datetime]'2024-02-03'", "2024-02-03"),
    ("5 -band 3", "1"),
    ("1 -shl 4", "16"),
    ("-not $true", "False"),
    ("!$false", "True"),
    ("$true -xor $true", "False"),
    ("5 -is [int]", "True"),
    ("'5' -as [int]", "5"),
    ("$null -eq ('x' -as [int])", "True"),
    ("@(1,2,3).Length", "3"),
    ("@().Count", "0"),
    ("(,1).GetType().Name", "Object[]"),
    ("'hello'.Substring(1, 3).ToUpper()", "ELL"),
    ("'hello'[-1]", "o"),
    ("(1..10)[2..4] -join ' '", "3 4 5"),
    ("@{a=1;b=2}['b']", "2"),
    ("@{a=1}.a", "1"),
    ("([ordered]@{z=1;a=2}).Keys -join ','", "z,a"),
    ("[math]::Round(2.345, 2)", "2.35"),
    ("[math]::Round(1.255, 2)", "1.25"),
    ("[math]::Round(2.675, 2, [MidpointRounding]::AwayFromZero)", "2.68"),
    ("[math]::Round(-2.5)", "-2"),
    ("[math]::Round(1e300, 2)", "1E+300"),
    ("[string]::IsNullOrEmpty('')", "True"),
    ("[datetime]::DaysInMonth(2024, 2)", "29"),
    ("([timespan]'01:30:00').TotalMinutes", "90"),
    ("[convert]::ToString(10, 2)", "1010"),
    ("[char]65", "A"),
    ("[int][char]'a'", "97"),
    ('"a`tb"', "a\tb"),
    ('$x = 5; "$x $($x + 1) ${x}y"', "5 6 5y"),
    ("'single $x'", "single $x"),
    ('"a""b"', 'a"b'),
    ('@"\nline $(1 + 1)\n"@', "line 2"),
    ('$a, $b = 1, 2, 3; "$a|$b"', "1|2 3"),
    ("$i = 1; $i++; $i += 5; $i", "7"),
    ("[version]'1.2.3' -gt [version]'1.2'", "True"),
    ("[System.IO.Path]::GetExtension('a.b.txt')", ".txt"),
    ("(1,2,3 | Measure-Object -Sum).Sum", "6"),
    ("1,2,3 | ForEach-Object { $_ * 2 } | Where-Object { $_ -gt 2 }", "4\n6"),
    ("'b','a','c' | Sort-Object -Descending", "c\nb\na"),
    ("1..5 | Select-Object -Last 2", "4\n5"),
    ("(Get-Date).ToString('yyyy-MM-dd HH:mm')", "2024-05-17 10:30"),
    ("& { param($x) $x * 2 } 21", "42"),
    ("(1,2,3).Where({ $_ -gt 1 }) -join ','", "2,3"),
    ("function f { $args.Count }; f a b c", "3"),
    ('function f($a, $b = 7) { "$a-$b" }; f 1; f -b 2 -a 3', "1-7\n3-2"),
    ("function f { process { $_ + 1 } }; 1,2 | f", "2\n3"),
    ("filter double { $_ * 2 }; 4 | double", "8"),
    ("$p = @{a=1;b=2}; function f($a,$b) { $a + $b }; f @p", "3"),
    ("if ($false) { 1 } elseif (1) { 2 } else { 3 }", "2"),
    ("switch (2) { 1 { 'one' } 2 { 'two' } default { 'other' } }", "two"),
    ("switch -regex ('abc') { '^a' { 'starts' } 'c$' { 'ends' } }", "starts\nends"),
    ("switch -wildcard ('abc') { 'a*' { 'yes' } }", "yes"),
    ("foreach ($x in 1..3) { if ($x -eq 2) { continue }; $x }", "1\n3"),
    ("$i = 0; while ($true) { $i++; if ($i -ge 3) { break } }; $i", "3"),
    ("$i = 0; do { $i++ } until ($i -ge 2); $i", "2"),
    (':outer foreach ($a in 1..2) { foreach ($b in 1..2) { if ($b -eq 2) { continue outer }; "$a$b" } }', "11\n21"),
    ("try { throw 'x' } catch { \"caught $_\" } finally { 'done' }", "caught x\ndone"),
    ("try { 1 / 0 } catch [DivideByZeroException] { 'zero' }", "zero"),
    ("$x = if ($true) { 'yes' } else { 'no' }; $x", "yes"),
    ("enum Color { Red; Green = 5 }; [Color]::Green; [int][Color]::Green", "Green\n5"),
    ("class P { [int]$x; P([int]$v) { $this.x = $v } [int] Twice() { return $this.x * 2 } }; [P]::new(4).Twice()", "8"),
    ("class A { [string] Name() { return 'A' } }; class B : A { }; [B]::new().Name()", "A"),
    ("Write-Output a,b c", "a\nb\nc"),
    ("echo 1..3", "1..3"),
    ("Write-Host a$([int]1)b c:d -NoNewline", "a1b c:d"),
    ("'x' | Out-Null", ""),
    ("$null | ForEach-Object { 'once' }", "once"),
    ("@() | ForEach-Object { 'never' }", ""),
    ("$x = & { }; $x | ForEach-Object { 'never' }", ""),
    ("1..1000000 | Select-Object -First 2", "1\n2"),
    ("'{\"a\":{\"b\":[1,2]}}' | ConvertFrom-Json | ForEach-Object { $_.a.b[1] }", "2"),
    ("@{n='x';l=1,2} | ConvertTo-Json -Compress", '{"n":"x","l":[1,2]}'),
    ("[pscustomobject]@{a=1} | ConvertTo-Csv -NoTypeInformation", '"a"\n"1"'),
    ("Join-Path C:\\a b; Split-Path C:\\a\\b.txt -Leaf", "C:\\a\\b\nb.txt"),
    ("Set-Content x.txt 'one','two'; (Get-Content x.txt)[1]; Test-Path x.txt", "two\nTrue"),
    ("$env:FOO = 'bar'; $env:foo; $env:TEMP", "bar\nC:\\Windows\\Temp"),
    ("$list = [System.Collections.Generic.List[int]]::new(); $list.Add(3); $list.Count", "1"),
    ("Start-Sleep -Seconds 5; (Get-Date).Second", "5"),
    ("cmd /c echo hi there", "/c echo hi there"),
    ("fail 2>$null; $LASTEXITCODE", "some output\n3"),
    ("$global:n = 1; function f { $script:n = 5; $n }; f", "5"),
    ("[regex]::Matches('a1b22', '\\d+').Value -join ','", "1,22"),
    ("Invoke-Expression '1 + 1'", "2"),
    ("$sb = [scriptblock]::Create('param($y) $y + 1'); & $sb 4", "5"),
    ("(Get-Service Spooler).Status; Stop-Service Spooler; (Get-Service Spooler).Status", "Running\nStopped"),
    ("New-Item HKLM:\\SOFTWARE\\T | Out-Null; Set-ItemProperty HKLM:\\SOFTWARE\\T -Name v -Value 7; (Get-ItemProperty HKLM:\\SOFTWARE\\T).v", "7"),
]  # fmt: skip


@pytest.mark.parametrize(("script", "output"), EXPRESSIONS)
def test_a_script_prints_what_windows_powershell_prints(
    run: Callable[..., ScriptResult], script: str, output: str
) -> None:
    result = run(script)
    assert result.stderr == ""
    assert result.stdout.rstrip("\n") == output


def test_parameters_arrive_by_name_and_in_order(run: Callable[..., ScriptResult]) -> None:
    script = "param([string]$arg1, [string]$arg2)\nWrite-Host This is a sample script with parameters $arg1 $arg2"
    expected = "This is a sample script with parameters somefoo somebar\n"
    assert run(script, "-arg1", "somefoo", "-arg2", "somebar").stdout == expected
    assert run(script, "somefoo", "somebar").stdout == expected


def test_exit_gives_the_exit_code_and_ends_the_script(run: Callable[..., ScriptResult]) -> None:
    result = run("'a'; exit 3; 'b'")
    assert (result.stdout, result.exit_code) == ("a\n", 3)


def test_an_uncaught_throw_ends_the_script_with_exit_code_one(run: Callable[..., ScriptResult]) -> None:
    result = run("throw 'boom'\n'never'")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr.startswith("boom\nAt C:\\Scripts\\script0.ps1:1 char:1\n+ throw 'boom'\n+ ~~~~~~~~~~~~\n")


def test_an_error_in_a_statement_lets_the_next_one_run(run: Callable[..., ScriptResult]) -> None:
    result = run("1 / 0\n'next'")
    assert (result.stdout, result.exit_code) == ("next\n", 0)
    assert "Attempted to divide by zero." in result.stderr


def test_error_action_preference_stop_ends_the_script(run: Callable[..., ScriptResult]) -> None:
    result = run("$ErrorActionPreference = 'Stop'\nGet-Item nope\n'never'")
    assert (result.stdout, result.exit_code) == ("", 1)
