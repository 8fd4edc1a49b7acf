"""Random PowerShell: scripts from a grammar that knows the language's constructs, operators, types and commands."""

from hypothesis import strategies as st

from fake_agent.powershell.cmdlets.registry import ALIASES, COMMANDS
from fake_agent.windows.cmdlets import catalogue
from fake_agent.windows.programs.catalogue import load

catalogue.load()


def _words(text: str) -> list[str]:
    return text.split()


PARAMETERS = {
    definition.name: [parameter.name for parameter in definition.parameters] for definition in COMMANDS.values()
}
"""The parameters of each cmdlet that there is."""

PROGRAMS = sorted(load())
VARIABLES = ("x", "y", "_", "null", "true", "args", "env:Path", "Error", "Matches", "PSItem", "input", "global:z")
NUMBERS = ("0", "1", "-1", "2.5", "1kb", "0x1F", "1e3", "9223372036854775807", "1d")
WORDS = ("a", "*", "C:\\Windows", "HKLM:\\SOFTWARE", "Spooler", "443", "..", "$x", "'q r'", "-1", "/?", "/s", "%PATH%")
BINARY = _words(
    "+ - * / % -eq -ne -lt -gt -le -ge -like -notlike -match -replace -split -join -contains -in -is -as -f -and -or "
    "-xor -band -bor -shl .. , -ceq -creplace"
)
UNARY = ("-not ", "!", "-", "+", "-bnot ", "-split ", "-join ", "++", "[int]", "[string]", "[datetime]", "[xml]", "@")
TYPES = _words(
    "int string datetime math guid convert regex environment IO.Path IO.File Text.Encoding Collections.ArrayList "
    "Diagnostics.Process Net.WebClient Net.Sockets.TcpClient IO.Directory Reflection.Assembly xml timespan array"
)
MEMBERS = _words(
    "Length Count Name ToString() Trim() Split(',') Substring(1) Replace('a','b') Add(1) Keys Values GetType() "
    "ReadAllText('/etc/passwd') Start('sh') ForEach({$_}) Where({$_}) Format('{0}', 1) Parse('1') Now new() Max(1,2)"
)

variables = st.sampled_from(VARIABLES).map(lambda name: f"${name}")
strings = st.one_of(
    st.text(max_size=8).map(lambda text: "'" + text.replace("'", "''") + "'"),
    st.sampled_from(['"$x and $($y)"', '"`n${env:Path}"', "@'\nhere\n'@", '@"\n$x\n"@', '"{0:N2}"', "'.*'", "''"]),
)
atoms = st.one_of(variables, st.sampled_from(NUMBERS), strings)
types = st.sampled_from(TYPES).map(lambda name: f"[{name}]")
members = st.sampled_from(MEMBERS)


def _expressions(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, st.sampled_from(BINARY), inner).map(lambda part: f"({part[0]} {part[1]} {part[2]})"),
        st.tuples(st.sampled_from(UNARY), inner).map("".join),
        st.tuples(inner, members).map(lambda part: f"({part[0]}).{part[1]}"),
        st.tuples(types, members).map("::".join),
        st.tuples(inner, inner).map(lambda part: f"({part[0]})[{part[1]}]"),
        st.lists(inner, max_size=3).map(lambda items: f"@({', '.join(items)})"),
        st.tuples(inner, inner).map(lambda part: f"@{{'a' = {part[0]}; b = {part[1]}}}"),
        inner.map(lambda text: f"$({text})"),
        inner.map(lambda text: f"& {{ {text} }}"),
        inner.map(lambda text: f"[pscustomobject]@{{p = {text}}}"),
    )


expressions = st.recursive(atoms, _expressions, max_leaves=6)
arguments = st.one_of(st.sampled_from(WORDS), atoms, expressions.map(lambda text: f"({text})"))


@st.composite
def calls(draw: st.DrawFn) -> str:
    """A command with parameters that it has, in any order and number, or with junk."""
    name = draw(st.sampled_from(sorted(PARAMETERS)))
    words = [draw(st.sampled_from([name, name, *ALIASES]))]
    for _ in range(draw(st.integers(0, 3))):
        if draw(st.booleans()) and PARAMETERS[name]:
            words.append(f"-{draw(st.sampled_from(PARAMETERS[name]))}")
        if draw(st.booleans()):
            words.append(draw(arguments))
    return " ".join(words)


programs = st.tuples(st.sampled_from(PROGRAMS), st.lists(st.sampled_from(WORDS), max_size=3)).map(
    lambda part: " ".join((part[0], *part[1]))
)
commands = st.one_of(calls(), calls(), programs)
pipelines = st.one_of(
    commands,
    expressions,
    st.lists(st.one_of(commands, expressions), min_size=2, max_size=3).map(" | ".join),
    st.tuples(variables, expressions).map(" = ".join),
)


def _statements(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    blocks = st.lists(inner, max_size=3).map("; ".join)
    return st.one_of(
        st.tuples(expressions, blocks, blocks).map(lambda p: f"if ({p[0]}) {{ {p[1]} }} else {{ {p[2]} }}"),
        st.tuples(expressions, blocks).map(lambda p: f"foreach ($x in {p[0]}) {{ {p[1]} }}"),
        st.tuples(expressions, blocks).map(lambda p: f"while ({p[0]}) {{ {p[1]} }}"),
        st.tuples(expressions, blocks).map(lambda p: f"do {{ {p[1]} }} until ({p[0]})"),
        st.tuples(expressions, blocks).map(lambda p: f"for ($i = 0; {p[0]}; $i++) {{ {p[1]} }}"),
        st.tuples(expressions, blocks).map(lambda p: f"switch ({p[0]}) {{ 1 {{ {p[1]} }} default {{ break }} }}"),
        st.tuples(blocks, blocks).map(lambda p: f"try {{ {p[0]} }} catch {{ {p[1]} }} finally {{ $x }}"),
        st.tuples(blocks, blocks).map(lambda p: f"function f($x) {{ {p[0]} }}; f 1; {p[1]}"),
        st.tuples(blocks, expressions).map(lambda p: f"trap {{ continue }}; {p[0]}; throw {p[1]}"),
        st.tuples(expressions, blocks).map(lambda p: f"1..3 | ForEach-Object {{ {p[1]} }} | Where-Object {{ {p[0]} }}"),
        expressions.map(lambda text: f"class C {{ [int]$P = 1; [object] M() {{ return {text} }} }}; [C]::new().M()"),
        st.sampled_from(["break", "continue", "return", "exit 3", ":outer while ($true) { break outer }"]),
    )


scripts = st.lists(st.recursive(pipelines, _statements, max_leaves=5), min_size=1, max_size=4).map("\n".join)
"""Whole scripts."""

fragments = st.sampled_from(
    [*"{}()[]$@'\"`|&;,.#<>=%!?\\~\n", "param(", "$(", "@'", "'@", '@"', "<#", "#>", "if", "::", "-", "2>&1", "--%"]
)
junk = st.one_of(st.text(max_size=60), st.lists(st.one_of(fragments, atoms, commands), max_size=12).map(" ".join))
"""Text that is hardly ever PowerShell."""
