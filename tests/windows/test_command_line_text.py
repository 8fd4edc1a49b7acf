import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_agent.windows.command_processor.text import expand_variables, quote_argument, split_arguments

VARIABLES = {"NAME": "value", "P": r"C:\a\b"}


@pytest.mark.parametrize(
    ("line", "expanded"),
    [
        ("echo %NAME%", "echo value"),
        ("echo %NAME:~1,3%", "echo alu"),
        ("echo %NAME:~-2%", "echo ue"),
        ("echo %NAME:~0,-1%", "echo valu"),
        ("echo %NAME:al=XX%", "echo vXXue"),
        ("echo %NAME:*l=Z%", "echo Zue"),
        ("echo %MISSING%", "echo %MISSING%"),
        ("100% sure", "100% sure"),
        ("%%NAME%%", "%value%"),
    ],
)
def test_a_command_line_keeps_the_percent_signs_of_unknown_variables(line: str, expanded: str) -> None:
    assert expand_variables(line, VARIABLES) == expanded


@pytest.mark.parametrize(
    ("line", "expanded"),
    [
        ("%0|%1|%2|%3", r"run.cmd|one|C:\two\three.txt|"),
        ("%*", r"one C:\two\three.txt"),
        ("%~dp2 %~nx2 %~n2", r"C:\two\ three.txt three"),
        ("%MISSING%x", "x"),
        ("100%%", "100%"),
        ("%%i", "%i"),
    ],
)
def test_a_batch_file_has_arguments_and_forgets_unknown_variables(line: str, expanded: str) -> None:
    assert expand_variables(line, VARIABLES, ["run.cmd", "one", r"C:\two\three.txt"]) == expanded


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("a b", ["a", "b"]),
        ('"a b" c', ["a b", "c"]),
        (r'"a \"b\""', ['a "b"']),
        (r"C:\path\file", [r"C:\path\file"]),
        (r'"C:\Users\" next', ['C:\\Users" next']),
        ('-v ""', ["-v", ""]),
        ('a"b c"d', ["ab cd"]),
    ],
)
def test_programs_split_their_arguments_as_the_c_run_time_does(text: str, arguments: list[str]) -> None:
    assert split_arguments(text) == arguments


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Zs"], include_characters=' "\\\t'))))
def test_quoted_arguments_arrive_as_they_were(arguments: list[str]) -> None:
    assert split_arguments(" ".join(map(quote_argument, arguments))) == arguments
