"""The unit of compilation: a stretch of a source with its syntax tree, and the tables of node translators."""

from collections.abc import Callable
from typing import Any

import tree_sitter_powershell
from tree_sitter import Language, Node, Parser

from fake_agent.powershell.errors import MissingFeature
from fake_agent.powershell.runtime.blocks import collapse
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.source import Extent, Source
from fake_agent.powershell.runtime.streams import Emit
from fake_agent.powershell.syntax.findings import find_faults
from fake_agent.powershell.syntax.problems import SyntaxProblem
from fake_agent.powershell.syntax.scanner import scan

Expression = Callable[[Context], Any]
Statement = Callable[[Context, Emit], None]

_PARSER = Parser(Language(tree_sitter_powershell.language()))
_WRAPPERS = frozenset(
    [
        "logical_expression",
        "bitwise_expression",
        "comparison_expression",
        "additive_expression",
        "multiplicative_expression",
        "format_expression",
        "range_expression",
        "array_literal_expression",
        "unary_expression",
        "pipeline",
        "pipeline_chain",
        "string_literal",
        "integer_literal",
        "expression_with_unary_operator",
        "key_expression",
        "argument_expression",
        "logical_argument_expression",
        "bitwise_argument_expression",
        "comparison_argument_expression",
        "additive_argument_expression",
        "statement_list",
        "member_name",
        "multiplicative_argument_expression",
        "format_argument_expression",
        "range_argument_expression",
        "left_assignment_expression",
        "while_condition",
        "for_initializer",
        "for_condition",
        "for_iterator",
        "switch_clause_condition",
        "switch_filename",
        "command_name_expr",
        "path_command_name",
        "argument_expression_list",
        "attribute_argument",
        "command",
        "class_method_parameter",
    ],
)

BLOCKS: list[Callable[["Unit", Node], Any]] = []
EXPRESSIONS: dict[str, Callable[["Unit", Node], Expression]] = {}
LOOPS: dict[str, Callable[["Unit", Node, str], Statement]] = {}
"""Translators of loops, which take the loop's label too."""
STATEMENTS: dict[str, Callable[["Unit", Node], Statement]] = {}


def expression(*kinds: str) -> Callable[[Callable[["Unit", Node], Expression]], Callable[["Unit", Node], Expression]]:
    """Register the translator of expression nodes of these kinds."""

    def register(translate: Callable[["Unit", Node], Expression]) -> Callable[["Unit", Node], Expression]:
        for kind in kinds:
            EXPRESSIONS[kind] = translate
        return translate

    return register


def statement(*kinds: str) -> Callable[[Callable[["Unit", Node], Statement]], Callable[["Unit", Node], Statement]]:
    """Register the translator of statement nodes of these kinds."""

    def register(translate: Callable[["Unit", Node], Statement]) -> Callable[["Unit", Node], Statement]:
        for kind in kinds:
            STATEMENTS[kind] = translate
        return translate

    return register


def output_of(run: Statement) -> Expression:
    """A statement as a value: what it emits, collected."""

    def collect(context: Context) -> Any:
        output: list[Any] = []
        run(context, output.append)
        return collapse(output)

    return collect


def collapsed(node: Node) -> Node:
    """The innermost node over the same text: the grammar wraps every operand in a dozen others."""
    if node.type in _WRAPPERS:
        inner = node.named_descendant_for_byte_range(node.start_byte, node.end_byte)
        if inner is not None:
            return inner
    return node


class Unit:
    """A stretch of a source, parsed. Positions of nodes are turned into positions of the source."""

    def __init__(self, source: Source, start: int = 0, end: int | None = None) -> None:
        self.source = source
        self.base = start
        text = source.text if start == 0 and end is None else source.text[start:end]
        self.stretch = text
        self.verified = False
        try:
            self.grammar_text = scan(text)
        except SyntaxProblem as problem:
            raise self.refused(problem) from None
        # The grammar has no program without a statement.
        grammar_text = self.grammar_text.text
        self.root = _PARSER.parse((grammar_text if grammar_text.strip() else ";").encode()).root_node
        if self.root.has_error:
            raise self.refusal()
        if self.grammar_text.doubtful:
            self.verify()

    @classmethod
    def bare(cls, source: Source) -> "Unit":
        """A unit of text that is no code itself, for strings that are expanded."""
        made = cls(Source("", source.path))
        made.source = source
        return made

    def refused(self, problem: SyntaxProblem) -> SyntaxProblem | MissingFeature:
        """What PowerShell says of text that the scanner cannot read; what the simulator lacks, where it accepts it."""
        try:
            self.verify()
        except SyntaxProblem as found:
            return found
        fault = problem.faults[0]
        start = self.base + min(fault.position, len(self.stretch) - 1)
        missing = MissingFeature(self.source.text[start : start + fault.length] or "end of the script", "grammar")
        missing.extent = Extent(self.source, start, start + fault.length)
        return missing

    def verify(self) -> None:
        """Read all of the text as Windows PowerShell does; ``SyntaxProblem`` where that finds something.

        That costs more than compiling does, so it is asked for where a construct could be one of those that the grammar
        takes and Windows PowerShell refuses.
        """
        if not self.verified:
            self.verified = True
            faults = find_faults(self.stretch)
            if faults:
                raise SyntaxProblem(*faults).moved(self.base)

    def refusal(self) -> SyntaxProblem | MissingFeature:
        """What PowerShell says of text that cannot be read; where it would accept it, what the simulator lacks."""
        try:
            self.verify()
        except SyntaxProblem as problem:
            return problem
        node = self.root
        while True:
            following = next((child for child in node.children if child.has_error or child.is_missing), None)
            if following is None or node.is_error:
                break
            node = following
        start = self.start(node)
        end = max(start + 1, min(self.end(node), self.source.text.find("\n", start) % (len(self.source.text) + 1)))
        missing = MissingFeature(self.source.text[start:end].strip() or "end of the script", "grammar")
        missing.extent = Extent(self.source, start, end)
        return missing

    def start(self, node: Node) -> int:
        """Where the node's text starts in the source."""
        return self.base + self.grammar_text.original(node.start_byte)

    def end(self, node: Node) -> int:
        """Where the node's text ends in the source."""
        return self.base + self.grammar_text.original(node.end_byte)

    def text(self, node: Node) -> str:
        """The node's text as the script spells it."""
        original, base = self.grammar_text.original, self.base
        return self.source.text[base + original(node.start_byte) : base + original(node.end_byte)]

    def operator(self, node: Node) -> str:
        """An operator in small letters, with a plain dash where the script has a typographic one."""
        return self.grammar_text.text[node.start_byte : node.end_byte].strip().lower()

    def extent(self, node: Node) -> Extent:
        """The node's place in the source."""
        original, base = self.grammar_text.original, self.base
        return Extent(self.source, base + original(node.start_byte), base + original(node.end_byte))

    def expression(self, node: Node) -> Expression:
        """Translate an expression."""
        node = collapsed(node)
        translate = EXPRESSIONS.get(node.type)
        if translate is None:
            return self.value_of_statement(node)
        return translate(self, node)

    def member_name(self, node: Node) -> Expression:
        """The name after ``.`` or ``::``: bare, quoted, a variable or in brackets."""
        inner = collapsed(node)
        if inner.type == "simple_name" or inner.type.endswith("integer_literal"):
            return constant(self.text(inner))
        return self.expression(inner)

    def block(self, node: Node) -> Any:
        """The compiled script block of a node with braces."""
        return BLOCKS[0](self, node)

    def value_of_statement(self, node: Node) -> Expression:
        """A statement where a value is wanted: its output, collected."""
        return output_of(self.statement(node))

    def missing(self, construct: str, node: Node) -> MissingFeature:
        """What to raise for a construct of PowerShell's that the simulator lacks: it names it and its line."""
        problem = MissingFeature(construct, "construct")
        problem.extent = self.extent(node)
        return problem

    def statement(self, node: Node) -> Statement:
        """Translate a statement."""
        translate = STATEMENTS.get(node.type)
        if translate is None:
            node = collapsed(node)
            translate = STATEMENTS.get(node.type)
        if translate is None:
            raise self.missing(node.type.replace("_", " "), node)
        return translate(self, node)


def constant(value: Any) -> Expression:
    """An expression that always gives the same value, marked as such."""

    def read(_context: Context) -> Any:
        return value

    read.constant = value  # type: ignore[attr-defined]  # a mark for whoever compiles around it
    return read


def is_constant(made: Expression) -> bool:
    """Whether the expression was made by ``constant``."""
    return hasattr(made, "constant")
