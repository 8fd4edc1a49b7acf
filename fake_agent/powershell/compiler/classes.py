"""Classes and enumerations that a script defines, as .NET types of their own."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tree_sitter import Node

from fake_agent.powershell.compiler.functions import compile_block
from fake_agent.powershell.compiler.unit import Expression, Statement, Unit, collapsed, statement
from fake_agent.powershell.compiler.variables import required_type
from fake_agent.powershell.dotnet import members
from fake_agent.powershell.dotnet.types import OBJECT, Method, NetProperty, NetType, named
from fake_agent.powershell.errors import failure
from fake_agent.powershell.runtime.blocks import Block, ScriptBlock, collapse
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.parameters import ParameterSpec
from fake_agent.powershell.runtime.scope import Scope
from fake_agent.powershell.runtime.source import Extent
from fake_agent.powershell.runtime.streams import Emit
from fake_agent.powershell.values.conversion import convert, to_number
from fake_agent.powershell.values.objects import NOTHING, NetException
from fake_agent.powershell.values.text import to_text

_BASE_CALL = re.compile(r"\s*:\s*base\s*(\()", re.IGNORECASE)


class Instance:
    """An object of a class that the script defines; ``base`` is what it holds of a .NET base type."""

    __slots__ = ("base", "fields", "net_type")

    def __init__(self, net_type: NetType) -> None:
        self.net_type = net_type
        self.fields: dict[str, Any] = {}
        self.base: Any = None

    def to_text(self) -> str:
        """The class's own ToString, or its name."""
        method: Method | None = self.net_type.find("methods", "tostring")
        if method is not None and method.contextual:
            return to_text(members.call(self.net_type.user_class.context, method, self, []))
        return self.net_type.full_name


@dataclass(slots=True)
class PropertyDefinition:
    """A property of a class."""

    name: str
    type_name: str
    default: Expression | None
    static: bool
    hidden: bool


@dataclass(slots=True)
class MethodDefinition:
    """A method or constructor of a class."""

    name: str
    result: str
    parameters: list[tuple[str, str, Expression | None]]
    block: Block
    static: bool
    base_arguments: list[Expression] | None = None


@dataclass(slots=True)
class ClassDefinition:
    """A class as it is written; ``context`` is the session that it was defined in."""

    name: str
    bases: list[str]
    properties: list[PropertyDefinition] = field(default_factory=list)
    methods: list[MethodDefinition] = field(default_factory=list)
    constructors: list[MethodDefinition] = field(default_factory=list)
    context: Any = None
    pending_static: list[MethodDefinition] = field(default_factory=list)


@statement("class_statement")
def class_(unit: Unit, node: Node) -> Statement:
    """``class Name : Base { ... }``."""
    names = [unit.text(child) for child in node.children if child.type == "simple_name"]
    definition = ClassDefinition(
        names[0],
        [part.strip() for base in names[1:] for part in re.split(r",(?![^\[]*\])", base)],
    )
    for child in node.named_children:
        if child.type == "class_property_definition":
            definition.properties.append(_property(unit, child))
        elif child.type == "class_method_definition":
            method = _method(unit, child)
            is_constructor = method.name.lower() == definition.name.lower()
            (definition.constructors if is_constructor else definition.methods).append(method)
    return lambda context, _emit: define_class(context, definition)


def _modifiers(unit: Unit, node: Node) -> set[str]:
    return {unit.text(child).lower() for child in node.named_children if child.type == "class_attribute"}


def _type_name(unit: Unit, node: Node) -> str:
    found = [child for child in node.named_children if child.type == "type_literal"]
    return unit.text(found[-1])[1:-1].strip() if found else "object"


def _property(unit: Unit, node: Node) -> PropertyDefinition:
    name = unit.text(next(child for child in node.named_children if child.type == "variable"))[1:]
    children = node.children
    equals = next((place for place, child in enumerate(children) if child.type == "="), None)
    default = unit.expression(children[equals + 1]) if equals is not None else None
    modifiers = _modifiers(unit, node)
    return PropertyDefinition(name, _type_name(unit, node), default, "static" in modifiers, "hidden" in modifiers)


def _method(unit: Unit, node: Node) -> MethodDefinition:
    name_node = next(child for child in node.named_children if child.type == "simple_name")
    listed: list[tuple[str, str, Expression | None]] = []
    for child in node.named_children:
        if child.type == "class_method_parameter_list":
            for one in child.named_children:
                inner = one if one.type == "class_method_parameter" else None
                variable = (
                    one if inner is None else next(part for part in one.named_children if part.type == "variable")
                )
                listed.append((unit.text(variable)[1:], "object" if inner is None else _type_name(unit, inner), None))
    opening = next(child for child in node.children if child.type == "{")
    body = [child for child in node.children if child.start_byte >= opening.start_byte]
    block = compile_block(unit, _Body(body), Extent(unit.source, unit.start(opening), unit.end(node)))  # type: ignore[arg-type]  # has what is used of a node
    head = unit.source.text[unit.start(name_node) : unit.start(opening)]
    base = re.search(r"\)\s*:\s*base\s*(\()", head, re.IGNORECASE)
    arguments = None
    if base is not None:
        start = unit.start(name_node) + base.start(1)
        inner_unit = Unit(unit.source, start, unit.start(opening))
        arguments = _base_arguments(inner_unit)
    return MethodDefinition(
        unit.text(name_node),
        _type_name(unit, node),
        listed,
        block,
        "static" in _modifiers(unit, node),
        arguments,
    )


class _Body:
    """The part of a method between its braces, in the form of a node."""

    def __init__(self, children: list[Node]) -> None:
        self.children = children
        self.named_children = [child for child in children if child.is_named]


def _base_arguments(unit: Unit) -> list[Expression]:
    """The arguments in the brackets after ``: base``."""
    node = collapsed(unit.root)
    if node.type != "parenthesized_expression" or not node.named_children:
        return []
    inner = collapsed(node.named_children[0])
    if inner.type == "array_literal_expression":
        return [unit.expression(child) for child in inner.named_children]
    return [unit.expression(inner)]


def define_class(context: Context, definition: ClassDefinition) -> None:
    """Make the type known in the session."""
    base = OBJECT
    interfaces: list[str] = []
    for place, name in enumerate(definition.bases):
        found = required_type(context, name)
        if (place == 0 and not found.name.startswith("I")) or found.user_class is not None:
            base = found
        else:
            interfaces.append(found.full_name)
    made = NetType(definition.name, base)
    made.interfaces = tuple(interfaces)
    definition.context = context
    made.user_class = definition
    context.user_types[definition.name.lower()] = made
    statics: dict[str, Any] = {}
    for entry in definition.properties:
        _define_property(context, made, entry, statics)
    for method in definition.methods:
        table = made.static_methods if method.static else made.methods
        key = method.name.lower()
        table.setdefault(key, Method(method.name, contextual=True)).add(*_signature(method, made))
    made.constructors = _constructors(made, definition)


def _define_property(context: Context, made: NetType, entry: PropertyDefinition, statics: dict[str, Any]) -> None:
    key = entry.name.lower()
    target = required_type(context, entry.type_name) if entry.type_name != "object" else OBJECT
    if entry.static:
        value = entry.default(context) if entry.default is not None else members.default_of(target)
        statics[key] = convert(value, target, context) if value is not None else None

        def set_static(_context: Any, new: Any) -> None:
            statics[key] = convert(new, target, context)

        made.static_properties[key] = NetProperty(entry.name, lambda _context: statics[key], set_static)
        return

    def set_field(instance: Instance, new: Any) -> None:
        instance.fields[key] = convert(new, target, context)

    made.properties[key] = NetProperty(entry.name, lambda instance: instance.fields.get(key), set_field)


def _signature(method: MethodDefinition, owner: NetType) -> tuple[str, Callable[..., Any]]:
    parameters = ", ".join(f"{type_name.replace(' ', '')} {name}" for name, type_name, _ in method.parameters)
    name = method.name if method.name.lower() != owner.name.lower() else "new"
    result = (
        method.result.replace(" ", "")
        if method.result != "object" or method.name.lower() != owner.name.lower()
        else "void"
    )

    def run(context: Context, *values: Any) -> Any:
        if method.static:
            return _run(context, method, owner, None, list(values))
        return _run(context, method, owner, values[0], list(values[1:]))

    return f"{result} {name}({parameters})", run


def _run(context: Context, method: MethodDefinition, owner: NetType, this: Any, values: list[Any]) -> Any:
    """Run a method's body; only what it returns counts, other output is dropped."""
    block = method.block
    block.parameters = tuple(
        ParameterSpec(name, position=place) for place, (name, _, _) in enumerate(method.parameters)
    )
    script = ScriptBlock(block, context, captured=context.global_scope.script(), name=method.name)
    returned: list[Any] = []
    script.invoke(values, returned.append, this=this if this is not None else NOTHING)
    if method.result.lower() == "void":
        return NOTHING
    value = collapse(
        returned[-1:]
        if method.result != "object" and len(returned) > 1 and not method.result.endswith("]")
        else returned,
    )
    if value is NOTHING:
        value = None
    if method.result == "object":
        return value
    target = required_type(context, method.result)
    del owner
    return convert(value, target, context) if value is not None or target.element is None else []


def _constructors(made: NetType, definition: ClassDefinition) -> Method:
    constructors = Method("new", contextual=True)
    if not definition.constructors:
        parent = _user_base(made)
        if parent is None or not parent.user_class.constructors:
            constructors.add(f"{made.name} new()", lambda current: _initialized(current, made))
            return constructors
        constructors.add(f"{made.name} new()", lambda current: _constructed(current, made, None, []))
    for definition_ in definition.constructors:
        if definition_.static:
            definition.pending_static.append(definition_)
            continue
        parameters = ", ".join(f"{type_name.replace(' ', '')} {name}" for name, type_name, _ in definition_.parameters)
        constructors.add(
            f"{made.name} new({parameters})",
            lambda current, *values, method=definition_: _constructed(current, made, method, list(values)),
        )
    if all(one.static for one in definition.constructors) and definition.constructors:
        constructors.add(f"{made.name} new()", lambda current: _initialized(current, made))
    return constructors


def _user_base(made: NetType) -> NetType | None:
    return made.base if made.base is not None and made.base.user_class is not None else None


def _initialized(context: Context, made: NetType) -> Any:
    """A new instance with the defaults of its properties, those of base classes first."""
    for kind in reversed([kind for kind in made.lineage() if kind.user_class is not None]):
        while kind.user_class.pending_static:
            _run(context, kind.user_class.pending_static.pop(0), kind, None, [])
    if any(kind.full_name == "System.Exception" for kind in made.lineage()):
        return NetException(made.full_name, f"Exception of type '{made.full_name}' was thrown.")
    instance = Instance(made)
    lineage = [kind for kind in made.lineage() if kind.user_class is not None]
    plain = next((kind for kind in made.lineage() if kind.user_class is None and kind is not OBJECT), None)
    if plain is not None and (plain.constructors is not None or plain.arguments):
        held = members.construct(context, plain, [])
        if hasattr(held, "type_name"):
            held.type_name, held.net_type = made.full_name, made
            return held
    for kind in reversed(lineage):
        for entry in kind.user_class.properties:
            if not entry.static:
                target = required_type(context, entry.type_name) if entry.type_name != "object" else OBJECT
                value = entry.default(context) if entry.default is not None else members.default_of(target)
                instance.fields[entry.name.lower()] = convert(value, target, context) if value is not None else None
    return instance


def _constructed(
    context: Context,
    made: NetType,
    method: MethodDefinition | None,
    values: list[Any],
    instance: Any = None,
) -> Any:
    """A new instance: the base constructor first, then this one's body."""
    instance = _initialized(context, made) if instance is None else instance
    parent = _user_base(made)
    base_values: list[Any] = []
    if method is not None and method.base_arguments is not None:
        held = context.scope

        context.scope = Scope(held)
        for (name, _, _), value in zip(method.parameters, values, strict=False):
            context.scope.variables[name.lower()] = value
        try:
            base_values = [argument(context) for argument in method.base_arguments]
        finally:
            context.scope = held
    if parent is not None and parent.user_class.constructors:
        chosen = _matching(context, parent, base_values)
        if chosen is not None:
            _constructed(context, parent, chosen, base_values, instance)
    elif isinstance(instance, NetException) and base_values:
        instance.message = to_text(base_values[0])
    if method is not None:
        _run(context, method, made, instance, values)
    return instance


def _matching(context: Context, made: NetType, values: list[Any]) -> MethodDefinition | None:
    for method in made.user_class.constructors:
        if method.static or len(method.parameters) != len(values):
            continue
        return method  # type: ignore[no-any-return]  # definitions of the user's class
    if values:
        raise failure(
            f'Cannot find an overload for "{made.name}" and the argument count: "{len(values)}".',
            "MethodCountCouldNotFindBest",
            "NotSpecified",
            exception="System.Management.Automation.MethodException",
        )
    del context
    return None


@statement("enum_statement")
def enum(unit: Unit, node: Node) -> Statement:
    """``enum Name { ... }``."""
    name = unit.text(next(child for child in node.named_children if child.type == "simple_name"))
    before = unit.source.text[: unit.start(node)].rstrip()
    flags = bool(
        re.search(r"\[\s*(?:System\.)?Flags(?:Attribute)?\s*\(\s*\)\s*\]$", before, re.IGNORECASE),
    ) or unit.text(node).lower().startswith("[flags")
    entries: list[tuple[str, Expression | None]] = []
    for child in node.named_children:
        if child.type == "enum_member":
            label = unit.text(child.children[0])
            value = unit.expression(child.children[2]) if len(child.children) > 2 else None  # noqa: PLR2004 - a number of the notation itself
            entries.append((label, value))

    def define(context: Context, _emit: Emit) -> None:
        made = NetType(name, named("System.Enum"))
        made.numbers = {}
        made.flags = flags
        following = 0
        for label, value in entries:
            number = following if value is None else int(to_number(value(context)))
            made.numbers[label] = number
            following = number + 1
        context.user_types[name.lower()] = made

    return define
