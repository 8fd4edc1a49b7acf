"""Classes that a script defines, as .NET types of their own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from fake_agent.powershell.dotnet import statics
from fake_agent.powershell.dotnet.overloads import call
from fake_agent.powershell.dotnet.type_model import Method, NetProperty, NetType
from fake_agent.powershell.dotnet.types import OBJECT
from fake_agent.powershell.errors import NetError
from fake_agent.powershell.runtime.blocks import Block, ScriptBlock, collapse
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.parameters import ParameterSpec, Validation
from fake_agent.powershell.runtime.scope import Scope
from fake_agent.powershell.runtime.validation import complaint
from fake_agent.powershell.values.conversion import convert
from fake_agent.powershell.values.objects import NOTHING, NetException
from fake_agent.powershell.values.text import to_text, truth

Expression = Callable[[Context], Any]


class Instance:
    """An object of a class that the script defines; its own ``Equals`` and ``CompareTo`` decide where it has them."""

    __slots__ = ("fields", "net_type")

    def __init__(self, net_type: NetType) -> None:
        self.net_type = net_type
        self.fields: dict[str, Any] = {}

    def call(self, name: str, *arguments: Any) -> Any:
        """What a method of the class returns; NOTHING where the class has no such method of its own."""
        method: Method | None = self.net_type.find("methods", name)
        if method is None or not method.contextual:
            return NOTHING
        return call(self.net_type.user_class.context, method, self, list(arguments))

    def to_text(self) -> str:
        """The class's own ToString, or its name."""
        text = self.call("tostring")
        return self.net_type.full_name if text is NOTHING else to_text(text)

    def __eq__(self, other: object) -> bool:
        result = self.call("equals", other)
        return self is other if result is NOTHING else truth(result)

    def __hash__(self) -> int:
        return id(self)

    def __lt__(self, other: object) -> bool:
        return self._order(other) < 0

    def __gt__(self, other: object) -> bool:
        return self._order(other) > 0

    def _order(self, other: object) -> int:
        result = self.call("compareto", other)
        if result is NOTHING:
            raise TypeError(self.net_type.full_name)
        return int(result)


@dataclass(frozen=True, slots=True)
class PropertyDefinition:
    """A property of a class."""

    name: str
    type_name: str
    default: Expression | None
    static: bool
    hidden: bool
    validations: tuple[Validation, ...] = ()


@dataclass(frozen=True, slots=True)
class MethodDefinition:
    """A method or constructor of a class: ``parameters`` are names and types."""

    name: str
    result: str
    parameters: Sequence[tuple[str, str]]
    block: Block
    static: bool
    hidden: bool
    base_arguments: Sequence[Expression] | None = None


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
    initializers: Method = field(default_factory=lambda: Method("new", contextual=True))


def define_class(context: Context, definition: ClassDefinition) -> None:
    """Make the type known in the session."""
    base = OBJECT
    interfaces: list[str] = []
    for place, name in enumerate(definition.bases):
        found = context.required_type(name)
        if (place == 0 and not found.name.startswith("I")) or found.user_class is not None:
            base = found
        else:
            interfaces.append(found.full_name)
    made = NetType(definition.name, base)
    made.interfaces = tuple(interfaces)
    definition.context = context
    definition.initializers = Method("new", contextual=True)
    made.user_class = definition
    context.user_types[definition.name.lower()] = made
    statics: dict[str, Any] = {}
    for entry in definition.properties:
        _define_property(context, made, entry, statics)
    for method in definition.methods:
        table = made.static_methods if method.static else made.methods
        key = method.name.lower()
        table.setdefault(key, Method(method.name, contextual=True, hidden=method.hidden)).add(*_signature(method))
    for table_name in ("methods", "static_methods"):
        for key, own in getattr(made, table_name).items():
            inherited: Method | None = base.find(table_name, key) if base.user_class is not None else None
            if inherited is not None and inherited.contextual:
                own.inherit(inherited)
    _define_constructors(made, definition)


def _fields(instance: Any) -> dict[str, Any]:
    """Where an instance keeps its properties; one of an exception class keeps them beside the exception's own."""
    return instance.extra if isinstance(instance, NetException) else instance.fields


def _property_type(context: Context, entry: PropertyDefinition) -> NetType:
    return context.required_type(entry.type_name) if entry.type_name != "object" else OBJECT


def _checked(context: Context, entry: PropertyDefinition, target: NetType, value: Any) -> Any:
    """The value as the property's type and its ``Validate...`` attributes allow it."""
    value = convert(value, target, context)
    for rule in entry.validations:
        options = {name: one is None or one(context) for name, one in rule.options.items()}
        text = complaint(value, Validation(rule.name, [one(context) for one in rule.values], options))
        if text is not None:
            raise NetError("System.Management.Automation.ValidationMetadataException", text)
    return value


def _initial(context: Context, entry: PropertyDefinition) -> Any:
    target = _property_type(context, entry)
    if entry.default is None:
        return statics.default_of(target)
    value = entry.default(context)
    return None if value is None else convert(value, target, context)


def _define_property(context: Context, made: NetType, entry: PropertyDefinition, statics: dict[str, Any]) -> None:
    key = entry.name.lower()
    target = _property_type(context, entry)
    if entry.static:
        statics[key] = _initial(context, entry)

        def set_static(_context: Any, new: Any) -> None:
            statics[key] = _checked(context, entry, target, new)

        made.static_properties[key] = NetProperty(entry.name, lambda _context: statics[key], set_static)
        return

    def set_field(instance: Any, new: Any) -> None:
        _fields(instance)[key] = _checked(context, entry, target, new)

    made.properties[key] = NetProperty(
        entry.name,
        lambda instance: _fields(instance).get(key),
        set_field,
        hidden=entry.hidden,
        type_name=target.full_name,
    )


def _listed(method: MethodDefinition) -> str:
    return ", ".join(f"{type_name.replace(' ', '')} {name}" for name, type_name in method.parameters)


def _signature(method: MethodDefinition) -> tuple[str, Callable[..., Any]]:
    def run(context: Context, *values: Any) -> Any:
        if method.static:
            return _run(context, method, None, list(values))
        return _run(context, method, values[0], list(values[1:]))

    return f"{method.result.replace(' ', '')} {method.name}({_listed(method)})", run


def _run(context: Context, method: MethodDefinition, this: Any, values: list[Any]) -> Any:
    """Run a method's body; only what it returns counts, other output is dropped. An error in it ends the method."""
    block = method.block
    block.parameters = tuple(ParameterSpec(name, position=place) for place, (name, _) in enumerate(method.parameters))
    script = ScriptBlock(block, context, captured=context.global_scope.script(), name=method.name)
    returned: list[Any] = []
    context.catching += 1
    try:
        script.invoke(values, returned.append, this=this if this is not None else NOTHING)
    finally:
        context.catching -= 1
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
    target = context.required_type(method.result)
    return convert(value, target, context) if value is not None or target.element is None else []


def _define_constructors(made: NetType, definition: ClassDefinition) -> None:
    """The constructors, twice: making an instance, and as what a derived class calls on an instance of its own."""
    makers = Method("new", contextual=True)
    own = [one for one in definition.constructors if not one.static]
    definition.pending_static = [one for one in definition.constructors if one.static]
    choices: list[MethodDefinition | None] = [*own] or [None]
    for one in choices:
        listed = _listed(one) if one is not None else ""

        def initialize(context: Context, instance: Any, *values: Any, one: MethodDefinition | None = one) -> None:
            _initialize(context, made, one, instance, list(values))

        def make(context: Context, *values: Any, one: MethodDefinition | None = one) -> Any:
            instance = _blank(context, made)
            _initialize(context, made, one, instance, list(values))
            return instance

        definition.initializers.add(f"void new({listed})", initialize)
        makers.add(f"{made.name} new({listed})", make)
    made.constructors = makers


def _blank(context: Context, made: NetType) -> Any:
    """A new instance with the defaults of its properties, those of base classes first."""
    lineage = [kind for kind in made.lineage() if kind.user_class is not None]
    for kind in reversed(lineage):
        while kind.user_class.pending_static:
            _run(context, kind.user_class.pending_static.pop(0), None, [])
    plain = next((kind for kind in made.lineage() if kind.user_class is None), OBJECT)
    instance: Any = Instance(made)
    if any(kind.full_name == "System.Exception" for kind in plain.lineage()):
        instance = NetException(made.full_name, f"Exception of type '{made.full_name}' was thrown.")
        instance.net_type = made
    elif plain is not OBJECT and (plain.constructors is not None or plain.arguments):
        held = statics.construct(context, plain, [])
        if hasattr(held, "type_name"):
            held.type_name, held.net_type = made.full_name, made
            return held
    held_scope = context.scope
    context.scope = Scope(held_scope)
    context.scope.variables["this"] = instance
    try:
        for kind in reversed(lineage):
            for entry in kind.user_class.properties:
                if not entry.static:
                    _fields(instance)[entry.name.lower()] = _initial(context, entry)
    finally:
        context.scope = held_scope
    return instance


def _initialize(
    context: Context,
    made: NetType,
    method: MethodDefinition | None,
    instance: Any,
    values: list[Any],
) -> None:
    """The base class's constructor on an instance, then this one's body."""
    base_values = _base_values(context, method, values)
    parent = made.base
    if parent is not None and parent.user_class is not None:
        call(context, parent.user_class.initializers, instance, base_values)
    elif isinstance(instance, NetException) and base_values:
        instance.message = to_text(base_values[0])
        if len(base_values) > 1 and isinstance(base_values[1], NetException):
            instance.inner = base_values[1]
    if method is not None:
        _run(context, method, instance, values)


def _base_values(context: Context, method: MethodDefinition | None, values: list[Any]) -> list[Any]:
    """The values that a constructor hands to ``base``."""
    if method is None or method.base_arguments is None:
        return []
    held = context.scope
    context.scope = Scope(held)
    for (name, _), value in zip(method.parameters, values, strict=False):
        context.scope.variables[name.lower()] = value
    try:
        return [argument(context) for argument in method.base_arguments]
    finally:
        context.scope = held
