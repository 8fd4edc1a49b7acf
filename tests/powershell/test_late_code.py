"""Syntax errors of code that is read while a script runs: the script itself goes on."""

from collections.abc import Callable

from fake_agent.powershell import ScriptResult

Run = Callable[..., ScriptResult]

UNFINISHED_SUM = "At line:1 char:4\n+ 1 +\n+    ~\nYou must provide a value expression following the '+' operator."


def test_a_script_file_that_cannot_be_read_is_an_error_with_its_own_place_and_the_caller_goes_on(run: Run) -> None:
    result = run("Set-Content C:\\bad.ps1 'if ('\n& C:\\bad.ps1\n'after'")
    assert (result.stdout, result.exit_code) == ("after\n", 0)
    assert result.stderr.splitlines() == [
        "At C:\\bad.ps1:1 char:5",
        "+ if (",
        "+     ~",
        "Missing condition in if statement after 'if ('.",
        "    + CategoryInfo          : ParserError: (:) [], ParseException",
        "    + FullyQualifiedErrorId : IfStatementMissingCondition",
        " ",
    ]


def test_text_that_cannot_be_read_is_an_exception_of_the_method_that_makes_a_script_block(run: Run) -> None:
    result = run("try { [scriptblock]::Create('1 +') } catch { $_.FullyQualifiedErrorId; $_.Exception.Message }")
    assert result.stdout == f'ParseException\nException calling "Create" with "1" argument(s): "{UNFINISHED_SUM}"\n'


def test_a_string_that_cannot_be_expanded_is_an_exception_of_the_method_that_expands_it(run: Run) -> None:
    result = run("$ExecutionContext.InvokeCommand.ExpandString('a $(1+')\n'after'")
    assert result.stdout == "after\n"
    assert result.stderr.startswith('Exception calling "ExpandString" with "1" argument(s): "At line:1 char:7\n')


def test_an_expression_that_cannot_be_read_shows_the_line_with_what_is_wrong_underlined(run: Run) -> None:
    result = run("try { Invoke-Expression '1 +' } catch { $_.Exception.Message }")
    assert result.stdout == f"{UNFINISHED_SUM}\n"


def test_a_here_string_that_nothing_closes_is_told_by_its_own_kind_of_quote(run: Run) -> None:
    assert 'The string is missing the terminator: "@.\n' in run('$x = @"\nabc').stderr
    assert "The string is missing the terminator: '@.\n" in run("$x = @'\nabc").stderr


def test_a_list_that_is_no_number_is_told_by_its_type(run: Run) -> None:
    message = 'Cannot convert the "System.Object[]" value of type "System.Object[]" to type "System.Int32".'
    assert run("[int](1, 2)").stderr.startswith(message)
