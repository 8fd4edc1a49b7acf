"""Pipelines: commands with their arguments and redirections, and expressions at their head."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from tree_sitter import Node

from fake_agent.powershell.compiler import strings
from fake_agent.powershell.compiler.redirections import Redirection, redirected, redirection, require_different_streams
from fake_agent.powershell.compiler.unit import (
    Expression,
    Statement,
    Unit,
    collapsed,
    constant,
    expression,
    output_of,
    statement,
)
from fake_agent.powershell.compiler.variables import read_variable
from fake_agent.powershell.errors import failure
from fake_agent.powershell.runtime.blocks import BlockStage, Function, ScriptBlock
from fake_agent.powershell.runtime.commands import make_stage
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.parameters import Argument
from fake_agent.powershell.runtime.pipeline import StageMaker, emit_value, run_stages
from fake_agent.powershell.runtime.source import Extent
from fake_agent.powershell.runtime.streams import Emit
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.objects import NOTHING
from fake_agent.powershell.values.text import to_text

Arguments = Callable[[Context], list[Argument]]
_SILENT = frozenset(
    [
        "assignment_expression",
        "pre_increment_expression",
        "pre_decrement_expression",
        "post_increment_expression",
        "post_decrement_expression",
    ],
)
_NUMBER_START = re.compile(r"\d+(?:\.\d+)?(?=[\s;)}|]|\Z)")
_NUMBERS = frozenset({"decimal_integer_literal", "hexadecimal_integer_literal", "real_literal"})


def stages_of(unit: Unit, node: Node) -> tuple[Expression | None, list[StageMaker]]:
    """The leading expression, if any, and the makers of the stages of a pipeline."""
    node = collapsed(node)
    if node.type in {"command", "command_name"}:
        return None, [command(unit, node)]
    if node.type != "pipeline_chain":
        return unit.expression(node), []
    source: Expression | None = None
    makers: list[StageMaker] = []
    redirections: list[Redirection] = []
    for child in node.children:
        if child.type in {"|", "comment"}:
            continue
        if child.type == "redirections":
            redirections += [redirection(unit, one) for one in child.named_children]
            continue
        if child.type in {"command", "command_name"}:
            makers.append(command(unit, child))
        else:
            inner = collapsed(child)
            if inner.type in {"command", "command_name"}:
                makers.append(command(unit, inner))
            elif source is None and not makers:
                source = unit.expression(inner)
            else:
                raise unit.refusal()
    if redirections and source is not None:
        makers.insert(0, redirected(_pass_through, redirections))
    return source, makers


def _pass_through(_context: Context, emit: Emit) -> Any:
    return _PassThrough(emit)


class _PassThrough:
    """A stage that hands its input on."""

    __slots__ = ("emit", "expects_input")

    def __init__(self, emit: Emit) -> None:
        self.emit = emit
        self.expects_input = True

    def begin(self) -> None:
        """Nothing to prepare."""

    def process(self, item: Any) -> None:
        """On it goes."""
        self.emit(item)

    def end(self) -> None:
        """Nothing is left."""


@statement("pipeline", "pipeline_chain", "command", "command_name")
def pipeline(unit: Unit, node: Node) -> Statement:
    """A pipeline as a statement; ``&&`` and ``||`` after one are no part of Windows PowerShell."""
    if any(child.type == "pipeline_chain_tail" for child in node.children):
        raise unit.refusal()
    inner = collapsed(node)
    source, makers = stages_of(unit, inner)
    if source is not None and not makers:
        if inner.type in _SILENT:

            def silent(context: Context, _emit: Emit) -> None:
                source(context)
                context.success = True

            return silent

        def evaluate(context: Context, emit: Emit) -> None:
            value = source(context)
            context.success = True
            emit_value(value, emit)

        return evaluate
    if source is None and len(makers) == 1:
        only = makers[0]

        def run_one(context: Context, emit: Emit) -> None:
            context.success = True
            context.step()
            stage = only(context, emit)
            stage.begin()
            stage.end()

        return run_one

    def run(context: Context, emit: Emit) -> None:
        context.success = True
        run_stages(context, source, makers, emit)

    return run


@expression("pipeline_chain", "command", "command_name")
def pipeline_value(unit: Unit, node: Node) -> Expression:
    """A pipeline as a value: its output, collected."""
    return output_of(pipeline(unit, node))


# --- commands ------------------------------------------------------------------------------------------------------


def _extent(unit: Unit, node: Node) -> Extent:
    """A command's place; the grammar takes a number after a pipe for one, which PowerShell does not."""
    start = unit.start(node)
    end = start + len(unit.text(node).rstrip())
    if _NUMBER_START.match(unit.source.text, start, end):
        raise unit.refusal()
    return Extent(unit.source, start, end)


def command(unit: Unit, node: Node) -> StageMaker:
    """One command of a pipeline."""
    extent = _extent(unit, node)
    if node.type == "command_name":
        return _by_name(unit, unit.text(node), lambda _context: [], extent)
    operator = ""
    name_node: Node | None = None
    elements: list[Node] = []
    for child in node.children:
        if child.type == "command_invokation_operator":
            operator = unit.text(child).strip()
        elif child.type == "command_elements":
            elements = child.children
        elif child.type == "redirection":
            elements = [*elements, child]
        elif child.type != "comment" and name_node is None:
            name_node = child
        elif child.type != "comment":
            elements = [*elements, child]
    if name_node is None:
        raise unit.refusal()
    arguments, redirections = _arguments(unit, elements)
    maker = _named(unit, name_node, operator, arguments, extent)
    if _called_like_method(unit, name_node, extent):
        maker = _without_brackets(maker)
    return redirected(maker, redirections) if redirections else maker


def _called_like_method(unit: Unit, name: Node, extent: Extent) -> bool:
    """Whether brackets with several arguments follow the name at once."""
    rest = extent.source.text[unit.end(name) : extent.end]
    return rest.startswith("(") and rest.endswith(")") and "," in rest


def _without_brackets(maker: StageMaker) -> StageMaker:
    def make(context: Context, emit: Emit) -> Any:
        if context.strict:
            raise failure(
                "The function or command was called as if it were a method. Parameters should be separated by spaces. "
                "For information about parameters, see the about_Parameters Help topic.",
                "StrictModeFunctionCallWithParens",
            )
        return maker(context, emit)

    return make


def _named(unit: Unit, node: Node, operator: str, arguments: Arguments, extent: Extent) -> StageMaker:
    inner = collapsed(node)
    if inner.type == "command_name":
        text = unit.text(inner)
        if operator == "." or "`" in text or "$" in text:
            name = strings.expandable(unit, unit.start(inner), unit.end(inner), doubled=False, bare=True)
            return _by_value(name, operator, arguments, extent)
        return _by_name(unit, text, arguments, extent)
    return _by_value(unit.expression(inner), operator, arguments, extent)


_KEYWORDS = frozenset(
    [
        *("from", "define", "var", "using", "parallel", "sequence", "workflow", "data", "class", "enum"),
        *("begin", "process", "end", "dynamicparam"),
    ],
)
"""Words that are hardly the names of commands."""


def _by_name(unit: Unit, name: str, arguments: Arguments, extent: Extent) -> StageMaker:
    if name.lower() in _KEYWORDS:
        unit.verify()
    return lambda context, emit: make_stage(context, name, arguments(context), extent, emit)


def _by_value(callee: Expression, operator: str, arguments: Arguments, extent: Extent) -> StageMaker:
    """``& value`` and ``. value``: a script block, a command's name, or a command itself."""

    def make(context: Context, emit: Emit) -> Any:
        value = callee(context)
        given = arguments(context)
        target = getattr(value, "callee", value)
        if isinstance(target, ScriptBlock):
            return BlockStage(target, given, extent, emit, new_scope=operator != ".")
        if isinstance(target, Function):
            return BlockStage(target.script_block, given, extent, emit, name=target.name)
        if value is None or value is NOTHING:
            raise failure(
                "The expression after '"
                + (operator or "&")
                + "' in a pipeline element produced an object that was not valid. It must "
                "result in a command name, a script block, or a CommandInfo object.",
                "BadExpression",
            )
        stage = make_stage(context, to_text(value), given, extent, emit)
        if operator == "." and isinstance(stage, BlockStage):
            stage.new_scope, stage.scope = False, context.scope
        return stage

    return make


def _arguments(unit: Unit, elements: Sequence[Node]) -> tuple[Arguments, list[Redirection]]:  # noqa: C901, PLR0912, PLR0915 - one case a form
    builders: list[Callable[[Context], Argument] | Argument] = []
    splats: dict[int, Expression] = {}
    redirections: list[Redirection] = []
    pending: tuple[str, Node] | None = None
    attached = only_values = False

    def flush() -> None:
        nonlocal pending
        if pending is not None:
            if attached:
                raise unit.refusal()
            builders.append(Argument(pending[0], None, has_value=False, extent=unit.extent(pending[1])))
            pending = None

    for node in elements:
        kind = node.type
        if kind == "command_argument_sep":
            attached = pending is not None and node.text == b":"
            continue
        if kind == "comment":
            continue
        if kind == "redirection":
            flush()
            redirections.append(redirection(unit, node))
            continue
        if kind == "command_parameter":
            flush()
            text = unit.text(node)
            if only_values:
                builders.append(Argument.of(text))
            elif text == "--":
                only_values = True
            else:
                pending, attached = (text[1:].rstrip(":"), node), text.endswith(":")
            continue
        inner = collapsed(node)
        text = unit.text(inner)
        if text.startswith("@") and inner.type == "variable":
            flush()
            splats[len(builders)] = read_variable("$" + text[1:])
            builders.append(Argument(None, None))
            continue
        name = None
        if pending is not None:
            if attached:
                name = pending[0]
                pending = None
            else:
                flush()
        if text == "--" and name is None:
            only_values = True
            continue
        if text.startswith("--%"):
            builders += [Argument.of(word) for word in text[3:].split()]
            continue
        builders.append(_argument(unit, inner, name))
        attached = False
    flush()
    if len(redirections) > 1:
        require_different_streams(unit, redirections)
    if not splats and all(isinstance(builder, Argument) for builder in builders):
        fixed = [builder for builder in builders if isinstance(builder, Argument)]
        return (lambda _context: fixed), redirections

    def build(context: Context) -> list[Argument]:
        made: list[Argument] = []
        for place, builder in enumerate(builders):
            if place in splats:
                made += _splatted(splats[place](context))
            else:
                made.append(builder if isinstance(builder, Argument) else builder(context))
        return made

    return build, redirections


def _argument(unit: Unit, node: Node, name: str | None) -> Callable[[Context], Argument] | Argument:
    spelled = unit.text(node)
    value = constant(spelled) if node.type in _NUMBERS and ".." in spelled else unit.expression(node)
    extent = unit.extent(node)
    if hasattr(value, "constant"):
        fixed = value.constant
        text = unit.text(node) if node.type in _NUMBERS and not isinstance(fixed, str) else None
        return Argument(name, fixed, text=text, extent=extent)
    return lambda context: Argument(name, value(context), extent=extent)


def _splatted(value: Any) -> list[Argument]:
    if isinstance(value, nets.Hashtable):
        return [Argument(to_text(key), item, splatted=True) for key, item in value.items()]
    items = nets.items_of(value)
    if items is None:
        return [] if value is None or value is NOTHING else [Argument.of(value)]
    made: list[Argument] = []
    for item in items:
        if isinstance(item, str) and re.fullmatch(r"-[A-Za-z]\w*", item) and item != "-":
            made.append(Argument(item[1:], None, has_value=False))
        else:
            made.append(Argument.of(item))
    return made
