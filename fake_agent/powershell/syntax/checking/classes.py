"""Classes and enumerations, read as Windows PowerShell's parser reads them."""

from fake_agent.powershell.syntax.checking.blocks import BlockReader
from fake_agent.powershell.syntax.checking.lexer import Mode, Token
from fake_agent.powershell.syntax.checking.nodes import Node, listed

_ENDS_MEMBER = frozenset({"newline", ";", "}"})


class ClassReader(BlockReader):
    """Reads the types that a script defines."""

    def type_definition(self, keyword: Token, attributes: list[Node]) -> Node:
        """A class or an enumeration."""
        self.skip_newlines()
        name = self.simple_name()
        if name is None:
            self.report_after(keyword, "MissingNameAfterKeyword", keyword.text)
            return Node("error", keyword.start, keyword.end)
        self.skip_newlines()
        start = attributes[0].start if attributes else keyword.start
        is_class = keyword.kind == "class"
        with self.reading(Mode.SIGNATURE if is_class else None):
            bases = self.base_types() if is_class else []
            opening = self.skip("{")
            if opening is None:
                last = bases[-1] if bases else name
                self.report_after(last, "MissingTypeBody", keyword.kind)
                return Node("error", keyword.start, last.end, bases)
            members: list[Node] = []
            while (member := self.class_member(name.name) if is_class else self.enum_member()) is not None:
                members.append(member)
            end = members[-1].end if members else opening.end
            if closing := self.skip("}"):
                end = closing.end
            else:
                self.report_after(opening, "MissingEndCurlyBrace")
        parts = [*(one for one in attributes if one.kind == "attribute"), *bases, *members]
        kind = "error" if any(one.kind == "type" for one in attributes) else keyword.kind
        return Node(kind, start, end, parts, name.name, place=(name.start, name.end))

    def base_types(self) -> list[Node]:
        """What stands after the colon of a class."""
        last = self.skip(":")
        found: list[Node] = []
        while last is not None:
            self.skip_newlines()
            base = self.type_name(qualified=False)
            if base is None:
                self.report_after(last, "TypeNameExpected")
                return found
            found.append(Node("base", base.start, base.end, name=base.name, place=(base.start, base.end)))
            self.skip_newlines()
            last = self.skip(",")
        return found

    # --- members ---------------------------------------------------------------------------------------------------

    def class_member(self, class_name: str) -> Node | None:
        """A property or a method; None where there is none."""
        attributes: list[Node] = []
        marks: set[str] = set()
        last: Node | Token | None = None
        first: int | None = None
        while True:
            self.skip_newlines()
            attribute = self.attribute()
            if attribute is not None:
                if attribute.kind == "type" and any(one.kind == "type" for one in attributes):
                    self.report_at(attribute, "TooManyTypes")
                else:
                    attributes.append(attribute)
                last = attribute
                first = attribute.start if first is None else first
                continue
            token = self.peek()
            first = token.start if first is None else first
            if token.kind not in {"static", "hidden"}:
                break
            if token.kind in marks:
                self.report_at(token, "DuplicateQualifier", token.text)
            marks.add(token.kind)
            last = self.take(token)
        if token.kind == "variable":
            return self.property(self.take(token), first, attributes, marks)
        if token.kind == "word":
            return self.method(self.take(token), class_name, first, attributes, marks)
        if last is not None:
            self.report_after(last, "IncompleteMemberDefinition")
            if attributes:
                return Node("error", first, last.end, attributes)
        return None

    def property(self, name: Token, start: int, attributes: list[Node], marks: set[str]) -> Node:
        """A property with its default."""
        default: Node | None = None
        equals = self.peek()
        if equals.text == "=":
            self.take(equals)
            self.skip_newlines()
            default = self.expression()
        end = self.member_end(default.end if default is not None else name.end)
        parts = [*attributes, *listed(default)]
        return Node("property", start, end, parts, name.name, frozenset(marks), (name.start, name.end))

    def member_end(self, end: int, *, required: bool = True) -> int:
        """What parts a property from the next member; where the property ends."""
        terminator = self.peek()
        if terminator.kind not in _ENDS_MEMBER and required:
            self.report_after(end, "MissingPropertyTerminator")
        self.skip_newlines(";")
        return terminator.end if terminator.kind == ";" else end

    def method(self, name: Token, class_name: str, start: int, attributes: list[Node], marks: set[str]) -> Node:
        """A method or a constructor."""
        parameters: list[Node] = []
        closed = True
        place = name.end
        if self.peek().kind == "(":
            bracketed, closed = self.function_parameters()
            parameters = bracketed.children if bracketed is not None else []
            place = bracketed.end if bracketed is not None else place
        else:
            self.report_after(name, "MissingMethodParameterList")
        is_constructor = name.text.lower() == class_name.lower()
        base: list[Node] = []
        if is_constructor and "static" not in marks:
            base, complete = self.base_call()
            closed = closed and complete
        opening = self.peek()
        if opening.kind == "{":
            self.take(opening)
        elif closed:
            self.report_after(place, "MissingFunctionBody")
            closed = False
        if not closed:
            self.pass_until("}", consume=False)
            return Node("error", start, self.end, [*attributes, *parameters])
        with self.reading(Mode.COMMAND):
            body = self.script_block(opening)
        made = frozenset({*marks, *(["constructor"] if is_constructor else [])})
        parts = [*attributes, *parameters, *base, body]
        return Node("method", start, body.end, parts, name.text, made, (name.start, name.end))

    def base_call(self) -> tuple[list[Node], bool]:
        """``: base(arguments)``; the arguments, and whether nothing is missing."""
        self.skip_newlines()
        colon = self.skip(":")
        if colon is None:
            return [], True
        self.skip_newlines()
        word = self.skip("base")
        if word is None:
            self.report_after(colon, "MissingBaseCtorCall")
            return [], False
        self.skip_newlines()
        opening = self.skip("(")
        if opening is None:
            self.report_after(word, "MissingMethodParameterList")
            return [], False
        arguments, _ = self.arguments(opening)
        self.skip_newlines()
        return arguments, True

    def enum_member(self) -> Node | None:
        """A name of an enumeration with its value."""
        self.skip_newlines()
        name = self.simple_name()
        if name is None:
            return None
        value: Node | None = None
        missing = False
        end = name.end
        with self.reading(Mode.EXPRESSION):
            equals = self.peek()
            if equals.text == "=":
                self.take(equals)
                value = self.expression()
                missing = value is None
                if missing:
                    self.report_after(equals, "ExpectedValueExpression", "=")
                end = value.end if value is not None else equals.end
        end = self.member_end(end, required=not missing)
        return Node("enumerator", name.start, end, listed(value), name.name)
