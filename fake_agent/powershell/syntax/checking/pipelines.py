"""Pipelines and commands, read as Windows PowerShell's parser reads them."""

from fake_agent.powershell.syntax.checking.expressions import ExpressionReader
from fake_agent.powershell.syntax.checking.lexer import Mode, Token
from fake_agent.powershell.syntax.checking.nodes import Node, listed
from fake_agent.powershell.syntax.checking.operands import VALUES

_ENDS_PIPELINE = frozenset({"newline", "eof", ";", ")", "}"})
_ENDS_COMMAND = frozenset({"newline", "eof", ")", "}", ";", "&&", "||", "|"})
_REDIRECTIONS = frozenset({"redirection", "merge", "<"})
_NO_ARGUMENT = frozenset({*_ENDS_COMMAND, *_REDIRECTIONS, "&", ",", "--"})
_STREAMS = {
    "*": "* stream",
    "1": "output stream",
    "2": "error stream",
    "3": "warning stream",
    "4": "verbose stream",
    "5": "debug stream",
    "6": "information stream",
}


class PipelineReader(ExpressionReader):
    """Reads pipelines and commands."""

    def pipeline(self) -> Node | None:
        """Commands and expressions between pipes; None where there is none."""
        elements: list[Node] = []
        pipe: Token | None = None
        while True:
            expression, operator = self.first_expression()
            if expression is not None and elements:
                self.report_at(expression, "ExpressionsMustBeFirstInPipeline")
            if expression is not None and operator is not None:
                return self.assignment(expression, operator)
            element = self.command() if expression is None else self.redirected(expression)
            if element is not None:
                elements.append(element)
            elif elements or self.peek().kind == "|":
                place = pipe.end if pipe is not None else self.peek().start
                self.report(place, place if pipe is not None else place + 1, "EmptyPipeElement")
            pipe = self.separator()
            if pipe is None:
                break
        return Node("pipeline", elements[0].start, elements[-1].end, elements) if elements else None

    def separator(self) -> Token | None:
        """What parts the elements of a pipeline; None where the pipeline ends."""
        token = self.peek()
        if token.kind in _ENDS_PIPELINE:
            return None
        if token.kind not in {"|", "&&", "||"}:
            self.report_at(token, "UnexpectedToken", token.text)
            return None
        self.take(token)
        self.skip_newlines()
        at_end = self.peek().kind == "eof"
        if token.kind != "|":
            self.report_at(token, "InvalidEndOfLine", token.text)
        elif at_end:
            self.report_after(token, "EmptyPipeElement")
        return None if at_end else token

    def first_expression(self) -> tuple[Node | None, Token | None]:
        """An expression at this place, and the assignment operator behind it."""
        with self.reading(Mode.EXPRESSION):
            expression = self.expression()
            return expression, self.skip("assign") if expression is not None else None

    def assignment(self, target: Node, operator: Token) -> Node:
        """An assignment with the statement whose value is assigned."""
        self.skip_newlines()
        value = self.statement()
        if value is None:
            self.report_after(operator, "ExpectedValueExpression", operator.text)
            value = Node("error", operator.end, operator.end)
        return Node("assignment", target.start, value.end, [target, value], operator.text)

    def redirected(self, expression: Node) -> Node:
        """An expression with its redirections."""
        streams: dict[str, Node] = {}
        end = expression.end
        while (token := self.peek()).kind in _REDIRECTIONS:
            end = self.redirection(self.take(token), streams)
        return Node("command_expression", expression.start, end, [expression, *streams.values()])

    def redirection(self, token: Token, streams: dict[str, Node]) -> int:
        """A redirection operator and what follows it; where that ends."""
        stream = token.text[0] if token.text[0] in _STREAMS else "1"
        if token.kind == "merge":
            if not token.text.endswith("1") or stream == "1":
                self.report_at(token, "RedirectionNotSupported", token.text)
            made = Node("merging_redirection", token.start, token.end)
        else:
            file = self.single_argument()
            if file is None:
                self.report_after(token, "MissingFileSpecification")
            made = Node("file_redirection", token.start, file.end if file else token.end, listed(file))
            if token.kind == "<":
                self.report_at(token, "RedirectionNotSupported", token.text)
                return made.end
        if stream in streams:
            self.report_at(made, "StreamAlreadyRedirected", _STREAMS[stream])
        else:
            streams[stream] = made
        return made.end

    # --- commands --------------------------------------------------------------------------------------------------

    def single_argument(self) -> Node | None:
        """One argument of a command."""
        if self.peek().kind in {",", "eof"}:
            return None
        with self.reading(Mode.COMMAND):
            return self.argument(several=False)

    def argument(self, *, several: bool, command: bool = False) -> Node | None:
        """An argument, with those that commas add to it; ``command`` where it is a command's own name."""
        found: list[Node] = []
        comma: Token | None = None
        while True:
            one = self.one_argument(command=command)
            if one is None:
                if comma is None:
                    return None
                self.report_after(comma, "MissingExpression", ",")
                return Node("error", found[0].start, comma.end, found)
            found.append(one)
            if not several or one.name == "--%" or self.peek().kind != ",":
                break
            comma = self.next()
            self.skip_newlines()
        return found[0] if len(found) == 1 else Node("array", found[0].start, found[-1].end, found)

    def one_argument(self, *, command: bool) -> Node | None:
        """One value or word."""
        token = self.peek()
        if token.kind in _NO_ARGUMENT:
            return None
        if token.kind in VALUES:
            return self.primary()
        self.take(token)
        if token.kind == "generic" and token.nested and not command:
            return Node("expandable", token.start, token.end, self.nested(token), token.name)
        return Node("string", token.start, token.end, name=token.name or token.text, marks=frozenset({"bare"}))

    def command(self) -> Node | None:
        """A command with its arguments."""
        with self.reading(Mode.COMMAND):
            first = self.peek()
            operator = first.kind if first.kind in {"&", "."} else ""
            end = first.end
            if operator:
                self.take(first)
            elements: list[Node] = []
            streams: dict[str, Node] = {}
            dashes = False
            while (token := self.peek()).kind not in _ENDS_COMMAND:
                name = not elements and not streams and (token.start == first.start or bool(operator))
                element = self.element(token, streams, name=name, plain=not operator, dashes=dashes)
                dashes = dashes or token.kind == "--"
                if element is not None:
                    elements.append(element)
                    if element.name == "--%" and "bare" in element.marks:
                        elements.append(self.verbatim())
                end = self.end
        if not elements:
            if operator:
                self.report_at(first, "MissingExpression", first.text)
            return None
        return Node("command", first.start, end, [*elements, *streams.values()], operator)

    def verbatim(self) -> Node:
        """What follows ``--%``: the rest of the line, or up to a pipe, as it is."""
        place, quoted = self.position, False
        source = self.source
        while place < len(source) and source[place] != "\n":
            quoted ^= source[place] == '"'
            if not quoted and (source[place] == "|" or source.startswith("&&", place)):
                break
            place += 1
        made = Node("string", self.position, place, name=source[self.position : place])
        self.position = self.end = place
        return made

    def element(self, token: Token, streams: dict[str, Node], *, name: bool, plain: bool, dashes: bool) -> Node | None:
        """One element of a command; ``name`` where it may be the command's own, ``plain`` with no operator before."""
        if token.kind == "&":
            self.report_at(self.take(token), "AmpersandNotAllowed")
            return None
        if token.kind == ",":
            self.report_at(self.take(token), "MissingArgument")
            self.skip_newlines()
            return None
        if token.kind == "--" or (token.kind in {"parameter", *_REDIRECTIONS} and (name or token.kind == "parameter")):
            self.take(token)
            word = name or dashes or token.kind != "parameter"
            return self.word_of(token) if word else self.parameter_of(token)
        if token.kind in _REDIRECTIONS:
            self.redirection(self.take(token), streams)
            return None
        found = self.argument(several=not name, command=name and plain)
        if found is None:  # no token that ends an argument comes here
            return self.word_of(self.take(token))
        return found

    @staticmethod
    def word_of(token: Token) -> Node:
        """A token as a bare word."""
        return Node("string", token.start, token.end, name=token.text, marks=frozenset({"bare"}))

    def parameter_of(self, token: Token) -> Node:
        """A parameter with the argument that its colon binds to it."""
        argument: Node | None = None
        if token.text.endswith(":") and self.peek().kind != ",":
            argument = self.argument(several=True)
            if argument is None:
                self.report_after(token, "ParameterRequiresArgument", token.text)
        end = argument.end if argument is not None else token.end
        return Node("parameter_word", token.start, end, listed(argument), token.name)
