"""What scripts print and what they complain of, one sentence a row."""

from collections.abc import Callable

import pytest

from fake_agent.powershell import ScriptResult

Run = Callable[..., ScriptResult]

OUTPUT = [
    ("a month and a day are a date of this year", "([datetime]'March 3').ToString('yyyy-MM-dd')", "2024-03-03"),
    ("a using statement lets a namespace be left out", "using namespace System.Text\n[StringBuilder]::new('ab').Length", "2"),
    ("punctuation sorts before letters", "'~','}','|','{' -gt 'a'", ""),
    ("accents decide only between equal letters", "'\u00e9a' -gt 'eb'", "False"),
    ("lower case sorts before upper case where case counts", "'b' -clt 'B'", "True"),
    ("a decimal result keeps its places", "1.10d + 2.205d", "3.305"),
    ("a big integer is parsed under a culture", "[bigint]::Parse('12', [cultureinfo]::InvariantCulture)", "12"),
    ("switch reads a file that is named by a bare word", "Set-Content x.log 'a1','b2'; switch -Wildcard -File x.log { a* { \"A:$_\" } default { $_ } }", "A:a1\nb2"),
    ("an alias is shown with what it stands for", '(Get-Alias gm | Out-String).Trim().Split("`n")[-1].Trim()', "Alias           gm -> Get-Member"),
    ("objects after a date are listed", "[datetime]'2020-01-02'; [pscustomobject]@{a = 1}", "Thursday, January 2, 2020 12:00:00 AM\na : 1"),
    ("a member added to a type comes before its own", "Update-TypeData -TypeName System.Version -MemberName Extra -MemberType NoteProperty -Value 7; ([version]'1.2' | Select-Object * | ConvertTo-Csv -NoTypeInformation)[0] -replace ',.*'", '"Extra"'),
    ("bound parameters are shown as keys and values", "function f($One) { $PSBoundParameters }; f 1", "Key Value\n--- -----\nOne     1"),
    ("a derived class keeps the overloads that it does not override", "class A { [string] M() { return 'none' } [string] M([int]$n) { return \"n$n\" } }\nclass B : A { [string] M() { return 'own' } }\n[B]::new().M(3); [B]::new().M()", "n3\nown"),
    ("arrays are lists and say so", "(1, 2).GetType().ImplementedInterfaces.Name -contains 'IList'", "True"),
    ("instances of a class are equal where its Equals says so", "class P : System.IEquatable[object] { [int]$n; [bool] Equals([object]$o) { return $this.n -eq $o.n } }\n[P]@{ n = 1 } -eq [P]@{ n = 1 }", "True"),
    ("variables keep the spelling of their first assignment", "$SomeName = 1; (Get-Variable some*).Name", "SomeName"),
    ("a cleared variable of a type holds its default", "[int]$n = 4; Clear-Variable n; $n", "0"),
    ("a pattern removes what there is, a name what must be there", '$a1 = $a2 = 3; Remove-Variable a?, b*; "[$a1$a2]"; try { Remove-Variable b -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }', "[]\nVariableNotFound,Microsoft.PowerShell.Commands.RemoveVariableCommand"),
    ("a child scope clears no variable of its parent", "$a = 3; & { Clear-Variable a }; $a", "3"),
    ("an operator needs no blank before a digit", "$a = 4; $a -eq4; $a-1", "True\n3"),
    ("-WhatIf keeps variables as they are", "$a = 1; Set-Variable a 2 -WhatIf; $a", 'What if: Performing the operation "Set variable" on target "Name: a Value: 2".\n1'),
    ("a script of comments does nothing", "# nothing\n<# at all #>", ""),
    ("a string expands later", "$n = 'x'; $ExecutionContext.InvokeCommand.ExpandString('[$n]')", "[x]"),
    ("PSTypeName names the type of a custom object", "$o = [pscustomobject]@{ PSTypeName = 'Some.Type'; a = 1 }; $o.pstypenames[0]; $o.psobject.Properties.Name", "Some.Type\na"),
    ("a parameter takes objects of the type name that it wants", "function f([PSTypeName('Some.Type')]$o) { $o.a }; f ([pscustomobject]@{ PSTypeName = 'Some.Type'; a = 1 })", "1"),
    ("an exception without a message has that of its type", "[System.IO.FileNotFoundException]::new().Message; [ArgumentException]::new().Message", "Unable to find the specified file.\nValue does not fall within the expected range."),
    ("an exception about a file names it", "[System.IO.FileNotFoundException]::new('gone', 'a.txt').FileName", "a.txt"),
    ("a hashtable changes while copies of its keys are enumerated", "$h = @{ a = 1 }; foreach ($k in @($h.Keys)) { $h[$k] = 2 }; $h.a", "2"),
    ("a private variable is seen in its own scope only", '$private:p = 1; $p; & { "[$p]" }; New-Variable q 2 -Option Private; & { "[$q]" }', "1\n[]\n[]"),
    ("a module exports what it says", "$null = New-Module { $a = 1; $b = 2; function f { $b } Export-ModuleMember -Function f -Variable a }; $a; $b; f", "1\n2"),
    ("an imported dynamic module is listed", "New-Module { } -Name Mine | Import-Module; (Get-Module Mine).Name", "Mine"),
    ("a number with a suffix has members", "2L.GetType().Name; 1.25.GetType().Name", "Int64\nDouble"),
    ("constructors are listed by new without brackets", "class P { P() { } P([int]$n) { } }; [P]::new", "OverloadDefinitions\n-------------------\nP new()\nP new(int n)"),
    ("single precision is less than double", "[single]0.1 -eq 0.1; [single]0.1", "False\n0.1"),
    ("a big integer is read digit by digit", "[bigint]'123456789012345678901234567890'", "123456789012345678901234567890"),
    ("Write-Host takes its object as message, too", "Write-Host -Message hello", "hello"),
    ("a date is shown as its hint says", "Get-Date '2020-02-03 14:05' -DisplayHint Time; (Get-Date '2020-02-03').DisplayHint", "2:05:00 PM\nDateTime"),
    ("a day beyond the month is in the next one", "(Get-Date -Year 2020 -Month 2 -Day 31).ToString('yyyy-MM-dd')", "2020-03-02"),
    ("dates know the letters of UNIX", "Get-Date '2019-06-27 08:44:18' -UFormat '%C %e %j %u %h'", "20 27 178 4 Jun"),
    ("passed-through differences say their side", "(Compare-Object 1, 2 2, 3 -PassThru | Where-Object SideIndicator -eq '<=') + 0", "1"),
    ("excluding differences leaves nothing unless equals are included", "Compare-Object 1, 2 2, 3 -ExcludeDifferent", ""),
    ("a window of nothing compares place by place", "(Compare-Object 1, 2 2, 1 -SyncWindow 0).SideIndicator -join ' '", "=> <= => <="),
    ("what is no collection is its own first item", "([datetime]'2020-01-02')[0].Day; $null -eq ([datetime]'2020-01-02')[1]", "2\nTrue"),
    ("a pipeline variable lives as long as its pipeline", '$v = 8; 1, 2 | ForEach-Object -PipelineVariable v { $_ } | ForEach-Object { $v }; "[$v]"', "1\n2\n[]"),
    ("a number with a note still counts", "$x = 5 | Add-Member -NotePropertyName Unit -NotePropertyValue kg -PassThru; $x + 1; 10 - $x; $x * 2; $x -gt 3; [int]$x; $x..6", "6\n5\n10\nTrue\n5\n5\n6"),
    ("variables keep their Validate attributes", "[ValidateSet('red', 'blue')]\n[string]$colour = 'Red'\ntry { $colour = 'green' } catch { $_.Exception.Message; $_.FullyQualifiedErrorId }\n$colour\n[int][ValidateRange(1, 9)]$digit = '7'\n$digit.GetType().Name", "The variable cannot be validated because the value green is not a valid value for the colour variable.\nValidateSetFailure\nRed\nInt32"),
    ("an attribute that its first value breaks is not added", "try { [ValidateRange(1, 7)]$day = 9 } catch { $_.Exception.Message }", "The attribute cannot be added because variable day with value 9 would no longer be valid."),
    ("parameters without a type keep their Validate attributes", "function Test-Pick { param([ValidateSet('a', 'b')]$Pick) try { $Pick = 'z' } catch { $_.Exception.Message }; $Pick }\nTest-Pick a", "The variable cannot be validated because the value z is not a valid value for the Pick variable.\na"),
    ("a validation script's own error is the reason", 'function Test-Big { param([ValidateScript({ if ($_ -gt 3) { $true } else { throw "$_ is too small" } })]$Number) $Number }\ntry { Test-Big 1 } catch { $_.Exception.Message }', "Cannot validate argument on parameter 'Number'. 1 is too small"),
    ("a path's drive is validated", "function Test-Place { param([ValidateDrive('C', 'Function')][string]$Path) $Path }\nTest-Place C:\\x; try { Test-Place Z:\\x } catch { $_.Exception.Message }", "C:\\x\nCannot validate argument on parameter 'Path'. The path argument drive Z does not belong to the set of approved drives: C,Function. Supply a path argument with an approved drive."),
    ("no item of an argument may be empty", "function Test-Names { param([ValidateNotNullOrEmpty()][string[]]$Name) $Name }\ntry { Test-Names a, '' } catch { $_.Exception.Message }", "Cannot validate argument on parameter 'Name'. The argument is null, empty, or an element of the argument collection contains a null value. Supply a collection that does not contain any null values and then try the command again."),
    ("no item of a mandatory argument may be an empty string", "function Test-Names { param([Parameter(Mandatory)][string[]]$Name) $Name }\ntry { Test-Names a, '' } catch { $_.Exception.Message }", "Cannot bind argument to parameter 'Name' because it is an empty string."),
    ("a property's default may use the properties before it", "class Shelf { [int]$Room = 3; [string[]]$Books = [string[]]::new($this.Room) }\n[Shelf]::new().Books.Count", "3"),
    ("a second value may stand in its place", "$o = [pscustomobject]@{A = 1}; $o | Add-Member -MemberType ScriptProperty -Name D -Value { $this.A + 1 } -SecondValue { param($v) $this.A = $v }; $o.D = 9; $o.D", "10"),
    ("a reference parameter takes references only", "function Set-Twice { param([ref]$Number) $Number.Value *= 2 }\n$n = 4; Set-Twice ([ref]$n); $n; try { Set-Twice $n } catch { $_.Exception.Message }", "8\nCannot process argument transformation on parameter 'Number'. Reference type is expected in argument."),
    ("an empty place of a list is shown as $null", "[pscustomobject]@{Name = 'rack'; Slots = $null, 'server'} | Format-List", "Name  : rack\nSlots : {$null, server}"),
    ("a constant cannot be removed by force", "New-Variable -Name limit -Value 1 -Option Constant; try { Remove-Variable limit -Force -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }; $limit", "VariableNotRemovable,Microsoft.PowerShell.Commands.RemoveVariableCommand\n1"),
    ("a member of a type is replaced by force only", "$add = @{TypeName = 'System.DateTime'; MemberName = 'Half'; MemberType = 'ScriptProperty'}\nUpdate-TypeData @add -Value { 1 }\ntry { Update-TypeData @add -Value { 2 } -ErrorAction Stop } catch { $_.Exception.Message }\n(Get-Date).Half\nUpdate-TypeData @add -Value { 2 } -Force\n(Get-Date).Half", 'Error in TypeData "System.DateTime": The member Half is already present.\n1\n2'),
    ("values of different types may be the same to Compare-Object", "(Compare-Object ([timespan]'0:1:0'), 2 '0:1', '2.0', 'x' -IncludeEqual | ForEach-Object SideIndicator) -join ' '", "== == =>"),
]  # fmt: skip

ERRORS = [
    ("a failed cast is shown as a RuntimeException", "[int]'x'", "InvalidArgument: (:) [], RuntimeException", "InvalidCastFromStringToInteger"),
    ("a failed cast of a typed variable is a metadata error", "[datetime]$d = $null", "MetadataError: (:) [], ArgumentTransformationMetadataException", "RuntimeException"),
    ("a typed variable refuses later values too", "[int]$n = 1; $n = 'x'", "MetadataError: (:) [], ArgumentTransformationMetadataException", "RuntimeException"),
    ("a decimal does not become a double", "[decimal]::MaxValue + 1", "NotSpecified: (:) [], RuntimeException", "RuntimeException"),
    ("nothing is repeated a negative number of times", "'a' * -1", "OperationStopped: (:) [], ArgumentOutOfRangeException", "System.ArgumentOutOfRangeException"),
    ("booleans are not multiplied", "$true * $false", "InvalidOperation: (:) [], RuntimeException", "NotADefinedOperationForType"),
    ("a date is not compared to what is none", "[datetime]0 -gt 'x'", "InvalidOperation: (:) [], RuntimeException", "ComparisonFailure"),
    ("a read-only property is not set", "(1, 2).Length = 3", "InvalidOperation: (:) [], RuntimeException", "PropertyAssignmentException"),
    ("Where takes no unknown mode", "(1, 2).Where({ $true }, 'Some')", "NotSpecified: (:) [], MethodException", "MethodArgumentConversionInvalidCastArgument"),
    ("an advanced function takes no array for a string", "function f { [CmdletBinding()] param([string]$s) }; f 1, 2", "InvalidData: (:) [f], ParameterBindingArgumentTransformationException", "ParameterArgumentTransformationError,f"),
    ("a using statement comes first", "1\nusing namespace System.Text", "ParserError: (:) [], ParentContainsErrorRecordException", "UsingMustBeAtStartOfScript"),
    ("strict mode knows calls that look like methods", "Set-StrictMode -Version 2; function f($a, $b) { }; f(1, 2)", "InvalidOperation: (:) [], RuntimeException", "StrictModeFunctionCallWithParens"),
    ("strict mode 3 knows indexes that are out of range", "Set-StrictMode -Version 3; $a = 1, 2; $a[5]", "OperationStopped: (:) [], IndexOutOfRangeException", "System.IndexOutOfRangeException"),
    ("an unknown operator is no token for its place", "'a' -matched 'b'", "ParserError: (:) [], ParentContainsErrorRecordException", "UnexpectedToken"),
    ("a method that only some items have fails", "('a', 1).ToUpper()", "InvalidOperation: (ToUpper:String) [], RuntimeException", "MethodNotFound"),
    ("a preference stops where it says so", "$WarningPreference = 'Stop'; Write-Warning 'x'", "OperationStopped: (:) [Write-Warning], ActionPreferenceStopException", "ActionPreferenceStop,Microsoft.PowerShell.Commands.WriteWarningCommand"),
    ("null is no index", "$h = @{ a = 1 }; $h[$null]", "InvalidOperation: (:) [], RuntimeException", "NullArrayIndex"),
    ("a hashtable does not change while its keys are enumerated", "$h = @{ a = 1; b = 2 }; foreach ($k in $h.Keys) { $h[$k] = 3 }", "OperationStopped: (:) [], InvalidOperationException", "System.InvalidOperationException"),
    ("a list does not change while a pipeline enumerates it", "$l = [System.Collections.ArrayList]@(1, 2); $l | ForEach-Object { $l.Add(3) } | Out-Null", "InvalidOperation: (System.Collecti...numeratorSimple:ArrayListEnumeratorSimple) [], RuntimeException", "BadEnumeration"),
    ("a parameter refuses objects of other type names", "function f([PSTypeName('Some.Type')]$o) { }; f 1", "InvalidArgument: (:) [f], ParameterBindingArgumentTransformationException", "MismatchedPSTypeName,f"),
    ("only a module exports", "Export-ModuleMember -Function f", "PermissionDenied: (:) [Export-ModuleMember], InvalidOperationException", "Modules_CanOnlyExecuteExportModuleMemberInsideAModule,Microsoft.PowerShell.Commands.ExportModuleMemberCommand"),
    ("only a hash literal is ordered", "[ordered]$h = @{}", "ParserError: (:) [], ParentContainsErrorRecordException", "OrderedAttributeOnlyOnHashLiteralNode"),
    ("string data names an item once", 'ConvertFrom-StringData "a=1`na=2"', "InvalidOperation: (:) [ConvertFrom-StringData], PSInvalidOperationException", "InvalidOperation,Microsoft.PowerShell.Commands.ConvertFromStringDataCommand"),
]  # fmt: skip


def lines(text: str) -> str:
    """The text without blank lines and blanks at line ends."""
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip())


@pytest.mark.parametrize(("script", "output"), [row[1:] for row in OUTPUT], ids=[row[0] for row in OUTPUT])
def test_a_script_prints(run: Run, script: str, output: str) -> None:
    result = run(script)
    assert result.stderr == ""
    assert lines(result.stdout) == output


@pytest.mark.parametrize(
    ("script", "category", "error_id"), [row[1:] for row in ERRORS], ids=[row[0] for row in ERRORS]
)
def test_a_script_complains(run: Run, script: str, category: str, error_id: str) -> None:
    found = "".join(run(script).stderr.split())
    assert found.endswith("".join(f"+CategoryInfo:{category}+FullyQualifiedErrorId:{error_id}".split()))


def test_what_the_call_operator_cannot_find_is_named_by_the_operator(run: Run) -> None:
    place = "+   ~~\n"
    assert run("$c = 'a b'; & $c\n& $c").stderr.count("& : The term 'a b' is not recognized") == 2
    assert place in run("$c = 'a b'\n& $c").stderr


def test_strict_mode_points_at_the_variable_that_is_not_set(run: Run) -> None:
    result = run('Set-StrictMode -Version 1\n$missing -gt 5\n"[$missing]"')
    assert "+ $missing -gt 5\n+ ~~~~~~~~\n" in result.stderr
    assert result.stdout == "[]\n"


def test_the_category_view_says_only_what_kind_of_error_it_is(run: Run) -> None:
    assert run("$ErrorView = 'CategoryView'; [int]'x'").stderr == "InvalidArgument: (:) [], RuntimeException\n"


def test_a_method_that_no_item_has_names_the_type_of_the_first_one(run: Run) -> None:
    assert "because [System.Int32] does not contain a method named 'Nope'" in run("(1, 2).Nope()").stderr


def test_an_error_of_a_called_block_is_named_by_the_blocks_text(run: Run) -> None:
    assert run("& { Write-Error 'bad' }").stderr.startswith(" Write-Error 'bad'  : bad\n")


def test_a_document_type_is_named_as_missing_and_no_entity_is_read(run: Run) -> None:
    result = run('[xml]\'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>\'; "never"')
    assert (result.stdout, result.exit_code) == ("", 1)
    assert "<!DOCTYPE> : Real PowerShell understands" in result.stderr


@pytest.mark.parametrize(
    ("accelerator", "name"),
    [
        ("wmi", "System.Management.ManagementObject"),
        ("powershell", "System.Management.Automation.PowerShell"),
        ("adsi", "System.DirectoryServices.DirectoryEntry"),
    ],
)
def test_an_accelerator_of_a_type_that_is_missing_is_told_by_the_types_name(
    run: Run, accelerator: str, name: str
) -> None:
    result = run(f"[{accelerator}]'x'; 'never'")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert "".join(f"Real Windows has the .NET type [{name}]".split()) in "".join(result.stderr.split())


def test_an_array_of_a_missing_type_is_told_by_the_types_name(run: Run) -> None:
    result = run("[System.Diagnostics.EventLog[]]$null; 'never'")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert "Real Windows has the .NET type [System.Diagnostics.EventLog]" in result.stderr


@pytest.mark.parametrize("depth", [100, 3000])
def test_brackets_in_brackets_are_followed_down(run: Run, depth: int) -> None:
    assert run("(" * depth + "1" + ")" * depth).stdout == "1\n"
