"""Type names and attributes, read as Windows PowerShell's parser reads them."""

from fake_agent.powershell.syntax.checking.lexer import Mode, Token
from fake_agent.powershell.syntax.checking.nodes import Node
from fake_agent.powershell.syntax.checking.walking import TokenReader


class TypeReader(TokenReader):
    """Reads what stands in square brackets before a value, a parameter or a statement."""

    def attributes(self, *, in_expression: bool) -> list[Node]:
        """Attributes and type constraints, as many as there are."""
        found: list[Node] = []
        while (one := self.attribute()) is not None:
            found.append(one)
            if not in_expression or one.kind == "attribute":
                self.skip_newlines()
        return found

    def attribute(self) -> Node | None:
        """One attribute (``attribute``) or type constraint (``type``)."""
        start = self.lexer.blank(self.position)
        if not self.source.startswith("[", start):
            return None
        held = self.position, self.end
        opening = self.take(Token("[", start, start + 1, "["))
        self.skip_newlines()
        named = self.type_name()
        if named is None:
            self.position, self.end = held
            self.report_after(opening, "MissingTypename")
            return None
        following = self.peek()
        if following.kind == "(":
            return self.attribute_arguments(opening, named, self.take(following))
        end = named.end
        if following.kind == "]":
            end = self.take(following).end
        else:
            self.report_before(following, "EndSquareBracketExpectedAtEndOfAttribute")
        return Node("type", start, end, name=named.name, place=(named.start, named.end))

    def attribute_arguments(self, opening: Token, named: Node, bracket: Token) -> Node:
        """The arguments of an attribute and its closing brackets."""
        self.skip_newlines()
        with self.reading(Mode.EXPRESSION, no_comma=True):
            arguments, last = self.named_arguments(bracket.end)
        self.skip_newlines()
        end = last
        if closing := self.skip(")"):
            end = closing.end
        else:
            self.report_after(last, "MissingEndParenthesisInExpression")
        self.skip_newlines()
        if square := self.skip("]"):
            end = square.end
        elif closing:
            self.report_after(closing, "EndSquareBracketExpectedAtEndOfAttribute")
        return Node("attribute", opening.start, end, arguments, named.name, place=(named.start, named.end))

    def named_arguments(self, last: int) -> tuple[list[Node], int]:
        """The arguments, and where the last of them ends."""
        found: list[Node] = []
        seen: set[str] = set()
        comma: Token | None = None
        while True:
            self.skip_newlines()
            name = self.peek(simple=True)
            if name.kind == "word":
                self.take(name)
                argument = self.named_argument(name)
                last = argument.end if argument.children else last
                if name.text in seen:
                    self.report_at(name, "DuplicateNamedArgument", name.text)
                else:
                    seen.add(name.text)
                    found.append(argument)
            elif (value := self.expression()) is not None:
                found.append(value)
                last = value.end
            elif comma is not None:
                self.report_after(comma, "MissingExpressionAfterToken", ",")
                last = comma.end
            self.skip_newlines()
            comma = self.skip(",")
            if comma is None:
                return found, last
            last = comma.end

    def named_argument(self, name: Token) -> Node:
        """``Name = value`` or the name alone."""
        equals = self.peek()
        if equals.text != "=":
            return Node("named_argument", name.start, name.end, name=name.text, marks=frozenset({"omitted"}))
        self.take(equals)
        self.skip_newlines()
        value = self.expression()
        if value is None:
            self.report_after(equals, "MissingExpressionInNamedArgument")
            value = Node("error", equals.end, equals.end)
            self.pass_until(",", ")", "]", "newline", consume=True)
        return Node("named_argument", name.start, value.end, [value], name.text)

    # --- type names ------------------------------------------------------------------------------------------------

    def type_name(self, *, qualified: bool = True) -> Node | None:
        """A type's name with its generic arguments and array brackets."""
        with self.reading(Mode.TYPE):
            first = self.peek()
            return self.rest_of_type(self.take(first), qualified=qualified) if first.kind == "word" else None

    def rest_of_type(self, first: Token, *, qualified: bool, bare: bool = False) -> Node:
        """What follows the name itself; ``bare`` where it is a generic argument without brackets."""
        end = first.end
        bracket = self.peek()
        if bracket.kind == "[":
            self.take(bracket)
            self.skip_newlines()
            following = self.peek()
            if following.kind in {"]", ","}:
                end = self.array_dimensions()
            elif following.kind in {"[", "word"}:
                end = self.generic_arguments()
                if self.peek().kind == "[":
                    self.next()
                    end = self.array_dimensions()
            elif following.kind == "eof":
                self.report_after(bracket, "MissingTypename")
            else:
                self.report_at(following, "UnexpectedToken", following.text)
                self.take(following)
                self.pass_until("]", consume=True)
                return Node("type_name", first.start, first.end, name=first.text)
        if self.peek().kind == "," and qualified and not bare:
            end = self.assembly_name(self.next()) or end
        return Node("type_name", first.start, end, name=self.source[first.start : end])

    def array_dimensions(self) -> int:
        """What follows the opening bracket of an array type, jagged arrays included; where it ends."""
        end = self.end
        while True:
            token = self.next()
            if token.kind == ",":
                while self.peek().kind == ",":
                    token = self.next()
                if self.peek().kind == "]":
                    token = self.next()
                else:
                    self.report_after(token, "EndSquareBracketExpectedAtEndOfAttribute")
            elif token.kind == "eof":
                self.report_before(token, "EndSquareBracketExpectedAtEndOfAttribute")
            elif token.kind != "]":
                self.report_at(token, "UnexpectedToken", token.text)
                self.pass_until("]", consume=True)
            end = token.end
            if self.peek().kind != "[":
                return end
            self.next()

    def generic_arguments(self) -> int:
        """The arguments of a generic type; where their closing bracket ends."""
        self.generic_argument(self.next())
        while True:
            self.skip_newlines()
            token = self.peek()
            if token.kind != ",":
                break
            self.take(token)
            self.skip_newlines()
            if self.peek().kind in {"word", "["}:
                self.generic_argument(self.next())
            else:
                self.report_after(token, "MissingTypename")
        if token.kind == "]":
            return self.take(token).end
        self.report_before(token, "EndSquareBracketExpectedAtEndOfAttribute")
        return self.end

    def generic_argument(self, first: Token) -> None:
        """One argument, in brackets or bare."""
        if first.kind == "word":
            self.rest_of_type(first, qualified=True, bare=True)
            return
        token = self.peek()
        if token.kind != "word":
            self.report_after(token, "MissingTypename")
            return
        self.rest_of_type(self.take(token), qualified=True)
        if self.peek().kind == "]":
            self.next()
        else:
            self.report_before(self.peek(), "EndSquareBracketExpectedAtEndOfType")

    def assembly_name(self, comma: Token) -> int | None:
        """The assembly after a type's name; where it ends."""
        end = self.position
        while end < len(self.source) and self.source[end] not in "]\n":
            end += 1
        if not self.source[self.position : end].strip():
            self.report_after(comma, "MissingAssemblyNameSpecification")
            return None
        self.position = self.end = end
        return end

    def expression(self) -> Node | None:
        """An expression; the reader of expressions knows how."""
        raise NotImplementedError

    def unary(self) -> Node | None:
        """An operand with the operators before and after it."""
        raise NotImplementedError
