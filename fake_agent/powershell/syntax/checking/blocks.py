"""Scripts, script blocks and parameter lists, read as Windows PowerShell's parser reads them."""

from fake_agent.powershell.syntax.checking.lexer import Mode, Token
from fake_agent.powershell.syntax.checking.nodes import Node, listed
from fake_agent.powershell.syntax.checking.pipelines import PipelineReader

_NAMED_BLOCKS = ("dynamicparam", "begin", "process", "end")


class BlockReader(PipelineReader):
    """Reads what holds statements; the statements themselves are read by whoever derives from it."""

    def script_block(self, opening: Token | None) -> Node:
        """A script (no opening brace) or the inside of a script block, and its closing brace."""
        self.skip_newlines()
        uses = self.using_statements() if opening is None else []
        held = self.position, self.end
        parameters = self.parameters_block()
        if parameters is None:
            self.position, self.end = held
        self.skip_newlines(";")
        body = (self.named_blocks if self.peek().kind in _NAMED_BLOCKS else self.plain_body)(opening)
        start = opening.start if opening is not None else 0
        return Node("script_block", start, self.end, [*uses, *listed(parameters), *body])

    def plain_body(self, opening: Token | None) -> list[Node]:
        """Statements; in a script itself, tokens that none of them takes are reported and passed."""
        found = self.statements()
        while not self.complete(opening):
            found += self.statements()
        if not found:
            return []
        return [Node("end_block", found[0].start, found[-1].end, found, marks=frozenset({"unnamed"}))]

    def complete(self, opening: Token | None) -> bool:
        """Take what closes a block; False where a token that does not belong there was passed instead."""
        token = self.peek()
        if opening is not None:
            if token.kind == "}":
                self.take(token)
            else:
                self.report_at(opening, "MissingEndCurlyBrace")
            return True
        if token.kind == "eof":
            return True
        self.report_at(self.take(token), "UnexpectedToken", token.text)
        return False

    def named_blocks(self, opening: Token | None) -> list[Node]:
        """``begin``, ``process``, ``end`` and ``dynamicparam`` with their statements."""
        found: dict[str, Node] = {}
        while (token := self.peek()).kind in _NAMED_BLOCKS:
            self.take(token)
            body = self.statement_block()
            if body is None:
                self.report_after(token, "MissingNamedStatementBlock", token.kind)
                body = Node("block", token.start, token.end)
            if token.kind in found:
                self.report(token.start, body.end, "DuplicateScriptCommandClause", token.kind)
            else:
                found[token.kind] = Node(f"{token.kind}_block", token.start, body.end, body.children)
            self.skip_newlines(";")
        if not self.complete(opening):
            self.position = len(self.source)  # nothing behind it is read
        return [found[name] for name in _NAMED_BLOCKS if name in found]

    def statements(self) -> list[Node]:
        """Statements up to a closing bracket or the end."""
        found: list[Node] = []
        self.skip_newlines(";")
        while (statement := self.statement()) is not None:
            found.append(statement)
            self.skip_newlines(";")
            if self.peek().kind in {")", "}"}:
                break
        return found

    def statement_block(self) -> Node | None:
        """Statements in braces."""
        self.skip_newlines()
        opening = self.peek()
        if opening.kind != "{":
            return None
        self.take(opening)
        with self.reading(Mode.COMMAND):
            found = self.statements()
            closing = self.peek()
            end = found[-1].end if found else opening.end
            if closing.kind == "}":
                end = self.take(closing).end
            else:
                self.report_at(opening, "MissingEndCurlyBrace")
        return Node("block", opening.start, end, found)

    # --- parameters ------------------------------------------------------------------------------------------------

    def parameters_block(self) -> Node | None:
        """``param(...)`` at the beginning of a script or block."""
        self.skip_newlines()
        attributes = self.attributes(in_expression=False)
        self.skip_newlines()
        keyword = self.skip("param")
        if keyword is None:
            return None
        self.skip_newlines()
        opening = self.skip("(")
        if opening is None:
            return None
        parameters = self.parameter_list()
        self.skip_newlines()
        end = parameters[-1].end if parameters else opening.end
        if closing := self.skip(")"):
            end = closing.end
        else:
            self.report_after(end, "MissingEndParenthesisInFunctionParameterList")
        for one in attributes:
            if one.kind == "type":
                self.report_at(one, "TypeNotAllowedBeforeParam", one.name)
        return Node("param_block", keyword.start, end, [*(a for a in attributes if a.kind != "type"), *parameters])

    def function_parameters(self) -> tuple[Node | None, bool]:
        """The bracketed list after a function's name, and whether its bracket is closed."""
        self.skip_newlines()
        opening = self.skip("(")
        if opening is None:
            return None, True
        parameters = self.parameter_list()
        self.skip_newlines()
        end = parameters[-1].end if parameters else opening.end
        closing = self.skip(")")
        if closing is None:
            self.report_after(end, "MissingEndParenthesisInFunctionParameterList")
        self.skip_newlines()
        return Node("parameters", opening.start, closing.end if closing else end, parameters), closing is not None

    def parameter_list(self) -> list[Node]:
        """Parameters with commas between them."""
        found: list[Node] = []
        comma: Token | None = None
        while True:
            parameter = self.parameter()
            if parameter is None:
                if comma is not None:
                    self.report_after(comma, "MissingExpressionAfterToken", ",")
                return found
            found.append(parameter)
            self.skip_newlines()
            comma = self.skip(",")
            if comma is None:
                return found

    def parameter(self) -> Node | None:
        """One parameter: attributes, name and default."""
        with self.reading(Mode.EXPRESSION, no_comma=True):
            self.skip_newlines()
            attributes = self.attributes(in_expression=False)
            self.skip_newlines()
            token = self.peek()
            if token.kind not in {"variable", "splat"}:
                if not attributes:
                    return None
                self.report_after(attributes[-1], "InvalidFunctionParameter")
                self.pass_until(")", consume=True)
                return Node("parameter", attributes[0].start, attributes[-1].end, attributes, "__error__")
            self.take(token)
            self.skip_newlines()
            default: Node | None = None
            equals = self.peek()
            if equals.text == "=":
                self.take(equals)
                self.skip_newlines()
                default = self.expression()
                if default is None:
                    self.report_after(equals, "MissingExpressionAfterToken", "=")
        start = attributes[0].start if attributes else token.start
        end = default.end if default is not None else token.end
        parts = [*attributes, *listed(default)]
        return Node("parameter", start, end, parts, token.name, frozenset({token.kind}), (token.start, token.end))

    def using_statements(self) -> list[Node]:
        """``using`` statements at the beginning of a script; the reader of statements knows how."""
        raise NotImplementedError
