"""Functions, data sections and ``using`` statements, read as Windows PowerShell's parser reads them."""

from fake_agent.powershell.syntax.checking.classes import ClassReader
from fake_agent.powershell.syntax.checking.lexer import Token
from fake_agent.powershell.syntax.checking.nodes import Node, listed

_NO_NAME_WORDS = "| ( { @( @{ } ) eof ; redirection merge < && || & variable splat string expandable"
_NO_NAME = frozenset(_NO_NAME_WORDS.split())
_USINGS = frozenset({"namespace", "type", "module", "command", "assembly"})


class DeclarationReader(ClassReader):
    """Reads what declares names."""

    def function(self, keyword: Token) -> Node:
        """A function, a filter or a workflow."""
        self.skip_newlines()
        name = self.peek()
        if name.kind in _NO_NAME:
            self.report_after(keyword, "MissingNameAfterKeyword", keyword.text)
            return Node("error", keyword.start, keyword.end)
        self.take(name)
        parameters, closed = self.function_parameters()
        opening = self.peek()
        if opening.kind == "{":
            self.take(opening)
        elif closed:
            self.report_after(self.end, "MissingFunctionBody")
            return Node("error", keyword.start, self.end, listed(parameters))
        if not closed:
            return Node("error", keyword.start, self.end, listed(parameters))
        body = self.script_block(opening)
        parts = [*(parameters.children if parameters is not None else []), body]
        marks = frozenset({keyword.kind, *(["parameters"] if parameters is not None else [])})
        return Node("function", keyword.start, body.end, parts, name.text, marks, (name.start, name.end))

    def data(self, keyword: Token) -> Node:
        """A data section."""
        self.skip_newlines()
        name = self.simple_name()
        self.skip_newlines()
        commands: list[Node] = []
        last = name.end if name is not None else keyword.end
        flag = self.skip("parameter")
        if flag is not None:
            known = "supportedcommand".startswith(flag.name.lower())
            if not known:
                self.report_at(flag, "InvalidParameterForDataSectionStatement", flag.name)
            last, complete = self.supported_commands(flag, commands, known=known)
            if not (known and complete):
                return Node("error", keyword.start, last, commands)
        body = self.statement_block()
        if body is None:
            self.report_after(last, "MissingStatementBlockForDataSection")
            return Node("error", keyword.start, last, commands)
        return Node("data", keyword.start, body.end, [*commands, body], name.name if name is not None else "")

    def supported_commands(self, flag: Token, commands: list[Node], *, known: bool) -> tuple[int, bool]:
        """The commands that a data section may use; where they end, and whether there is one after each comma."""
        comma: Token | None = None
        while True:
            self.skip_newlines()
            command = self.single_argument()
            if command is None:
                if known:
                    self.report_after(comma or flag, "MissingValueForSupportedCommandInDataSectionStatement")
                return (comma or flag).end, False
            commands.append(command)
            comma = self.skip(",")
            if comma is None:
                return command.end, True

    # --- using -----------------------------------------------------------------------------------------------------

    def using_statements(self) -> list[Node]:
        """``using`` statements at the beginning of a script."""
        found: list[Node] = []
        while (keyword := self.skip("using")) is not None:
            found.append(self.using(keyword))
            self.skip_newlines(";")
        return found

    def using(self, keyword: Token) -> Node:
        """One of them."""
        kind = self.peek()
        if kind.kind not in _USINGS:
            self.report_after(keyword, "MissingUsingStatementDirective")
            return Node("error", keyword.start, keyword.end)
        self.take(kind)
        item = self.peek()
        if item.kind in {"eof", "newline", ",", ";"}:
            self.take(item)
            self.report_after(kind, "MissingUsingItemName")
            return Node("error", keyword.start, kind.end)
        value = self.argument(several=True)
        if value is None:
            self.report_at(item, "InvalidValueForUsingItemName", item.text)
            self.pass_until(";", "newline", consume=True)
            return Node("error", keyword.start, item.end)
        if value.kind != "string" and not (value.kind == "hash" and kind.kind == "module"):
            self.report_at(value, "InvalidValueForUsingItemName", self.source[value.start : value.end])
            return Node("error", keyword.start, value.end)
        marks: set[str] = set()
        end = value.end
        equals = self.peek()
        if kind.kind != "assembly" and value.kind != "hash" and equals.text == "=":
            self.take(equals)
            alias = self.argument(several=True)
            if alias is None:
                self.report_after(equals, "MissingNamespaceAlias")
                return Node("error", keyword.start, equals.end)
            marks.add("alias")
            end = alias.end
        elif kind.kind in {"type", "command"}:
            self.report_after(value, "MissingEqualsInUsingAlias")
            return Node("error", keyword.start, value.end, [value])
        terminator = self.peek()
        if terminator.kind in {"newline", ";"}:
            self.take(terminator)
        elif terminator.kind != "eof":
            self.report_at(terminator, "MissingStatementTerminator")
        return Node("using", keyword.start, end, [value], kind.kind, frozenset(marks))
