"""Reading and writing variables, with scopes, drives, types and guards."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from tree_sitter import Node

from fake_agent.powershell.compiler.unit import Expression, Unit, constant, expression
from fake_agent.powershell.dotnet.type_model import NetType
from fake_agent.powershell.errors import ParameterConversionError, failure
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.parameters import Validation
from fake_agent.powershell.runtime.scope import Scope
from fake_agent.powershell.runtime.source import Extent
from fake_agent.powershell.runtime.validation import complaint
from fake_agent.powershell.values.conversion import convert
from fake_agent.powershell.values.objects import NOTHING
from fake_agent.powershell.values.text import to_text

_UNSET = object()
_CONSTANTS: dict[str, Any] = {"true": True, "false": False, "null": None}
_SYNONYMS = {"psitem": "_"}
_SCOPES = frozenset({"global", "script", "local", "private", "variable", "using"})
Writer = Callable[[Context, Any], None]


def split_name(text: str) -> tuple[str, str]:
    """The scope or drive (lower case, may be empty) and the name of ``$scope:name`` or ``${scope:name}``."""
    name = text[1:]
    if name.startswith("{"):
        name = re.sub("`(.)", r"\1", name[1:-1])
    qualifier, colon, rest = name.partition(":")
    if (
        colon
        and rest
        and (qualifier.lower() in _SCOPES or qualifier.lower() in {"env", "function", "alias"} or len(qualifier) > 0)
    ):
        return qualifier.lower(), rest
    return "", name


@expression("variable", "braced_variable")
def variable(unit: Unit, node: Node) -> Expression:
    """``$name``."""
    text = unit.text(node)
    if text.startswith("@"):
        unit.verify()
    return read_variable(text, unit.source.path, unit.extent(node))


def _from_caller(name: str) -> Expression:
    """``$using:name``: the caller's variable, where a block runs in another session than its caller."""

    def read(context: Context) -> Any:
        if not context.services.get("has caller"):
            raise failure(
                "A Using variable cannot be retrieved. A Using variable can be used only with Invoke-Command, "
                "Start-Job, or InlineScript in the script workflow. When it is used with Invoke-Command, the Using "
                "variable is valid only if the script block is invoked on a remote computer.",
                "UsingWithoutInvokeCommand",
            )
        return context.scope.get(name)

    return read


def _in_scope(qualifier: str, name: str, place: Extent | None, *, quoted: bool) -> Expression:
    """A variable of a scope that is named."""
    lowered = _SYNONYMS.get(name.lower(), name.lower())

    def read_scoped(context: Context) -> Any:
        scope = _scope(context, qualifier)
        value = scope.variables.get(lowered, _UNSET)
        if value is _UNSET or (lowered in scope.private and scope is not context.scope):
            special_value = _SPECIAL.get(lowered)
            return (
                special_value(context)
                if special_value
                else lookup(context, lowered, name, place, quoted=quoted)
                if context.strict_version
                else None
            )
        return value

    return read_scoped


def read_variable(text: str, path: str = "", place: Extent | None = None, *, quoted: bool = False) -> Expression:
    """The expression that reads a variable as it is written; ``quoted`` where that is inside a string."""
    qualifier, name = split_name(text)
    lowered = _SYNONYMS.get(name.lower(), name.lower())
    if qualifier == "using":
        return _from_caller(lowered)
    if qualifier in {"", "local", "variable"}:
        if lowered in _CONSTANTS:
            return constant(_CONSTANTS[lowered])
        if lowered == "psscriptroot":
            return constant(path.rpartition("\\")[0])
        if lowered == "pscommandpath":
            return constant(path)
        special = _SPECIAL.get(lowered)
        if special is not None:
            return special

        def read(context: Context) -> Any:
            value = context.scope.variables.get(lowered, _UNSET)
            return lookup(context, lowered, name, place, quoted=quoted) if value is _UNSET else value

        return read
    if qualifier in {"global", "script", "private"}:
        return _in_scope(qualifier, name, place, quoted=quoted)
    return lambda context: context.services["drive variable"](context, qualifier, name)


def read_local(text: str) -> Expression:
    """Read a variable of the current scope only, as compound assignment does to unqualified names."""
    qualifier, name = split_name(text)
    lowered = _SYNONYMS.get(name.lower(), name.lower())
    if qualifier:
        return read_variable(text)
    return lambda context: context.scope.variables.get(lowered)


def lookup(context: Context, lowered: str, name: str, place: Extent | None = None, *, quoted: bool = False) -> Any:
    """A variable that is not in the current scope: looked up through the callers.

    Strict mode forbids unset variables, its version 1 not in strings.
    """
    scope = context.scope.parent
    while scope is not None:
        value = scope.variables.get(lowered, _UNSET)
        if value is not _UNSET and lowered not in scope.private:
            return value
        scope = scope.parent
    if context.strict_version > quoted:
        problem = failure(
            f"The variable '${name}' cannot be retrieved because it has not been set.",
            "VariableIsUndefined",
            target=name,
        )
        problem.record.invocation = place.invocation() if place is not None else None
        raise problem
    return None


def _scope(context: Context, qualifier: str) -> Scope:
    if qualifier == "global":
        return context.scope.top()
    if qualifier == "script":
        return context.scope.script()
    return context.scope


_SPECIAL: dict[str, Expression] = {
    "?": lambda context: context.success,
    "pwd": lambda context: context.services["location"](context),
    "myinvocation": lambda context: context.services["invocation"](context),
    "executioncontext": lambda context: context.services["execution context"](context),
}


def write_variable(text: str) -> Writer:
    """The function that assigns to a variable as it is written."""
    qualifier, name = split_name(text)
    lowered = _SYNONYMS.get(name.lower(), name.lower())
    if lowered in _CONSTANTS and qualifier == "":
        if lowered == "null":
            return lambda _context, _value: None

        def refuse(_context: Context, _value: Any) -> None:
            raise read_only(name)

        return refuse
    if qualifier in {"", "local", "variable"}:

        def write(context: Context, value: Any) -> None:
            scope = context.scope
            if scope.constraints or scope.locked or context.global_scope.locked:
                value = guarded(context, scope, lowered, name, value)
            if lowered not in scope.variables:
                context.spellings.setdefault(lowered, name)
            scope.variables[lowered] = value

        return write
    if qualifier in {"global", "script", "private"}:
        return _scoped_writer(qualifier, lowered, name)
    return lambda context, value: context.services["set drive variable"](context, qualifier, name, value)


def _scoped_writer(qualifier: str, lowered: str, name: str) -> Writer:
    """Assign in the scope that is named; a private variable is one that no scope below sees."""

    def write_scoped(context: Context, value: Any) -> None:
        scope = _scope(context, qualifier)
        context.spellings.setdefault(lowered, name)
        scope.variables[lowered] = guarded(context, scope, lowered, name, value)
        if qualifier == "private":
            scope.private.add(lowered)

    return write_scoped


def read_only(name: str) -> Exception:
    """The error for a variable that cannot be written."""
    return failure(
        f"Cannot overwrite variable {name} because it is read-only or constant.",
        "VariableNotWritable",
        "WriteError",
        target=name,
        exception="System.Management.Automation.SessionStateUnauthorizedAccessException",
    )


def guarded(context: Context, scope: Scope, lowered: str, name: str, value: Any) -> Any:
    """The value as the variable's type allows it; an error where the variable is locked."""
    if lowered in scope.locked or context.global_scope.locked.get(lowered) == "allscope":
        raise read_only(name)
    constraint = scope.constraints.get(lowered)
    if constraint is None:
        return value
    return checked(context, name, value, *constraint)


_INVALID = "The variable cannot be validated because the value {value} is not a valid value for the {name} variable."
_UNFIT = "The attribute cannot be added because variable {name} with value {value} would no longer be valid."


def checked(
    context: Context,
    name: str,
    value: Any,
    target: NetType | None,
    rules: Sequence[Validation],
    complaint_text: str = _INVALID,
) -> Any:
    """The value as the variable's type and attributes take it."""
    if target is not None:
        value = transformed(context, value, target)
    for rule in rules:
        text = complaint(value, rule)
        if text is not None:
            raise failure(
                complaint_text.format(value=to_text(value), name=name),
                "ValidateSetFailure",
                "MetadataError",
                exception="System.Management.Automation.ValidationMetadataException",
            )
    return value


def transformed(context: Context, value: Any, target: NetType) -> Any:
    """The value as a variable of that type takes it."""
    try:
        return convert(value, target, context)
    except ParameterConversionError as error:
        raise failure(
            error.record.message,
            "RuntimeException",
            "MetadataError",
            exception="System.Management.Automation.ArgumentTransformationMetadataException",
            inner=error.record.exception,
        ) from None


def write_typed(text: str, target_name: str, attributes: Sequence[str] = ()) -> Writer:
    """``[type]$name = value``: the variable keeps the type, and its ``Validate...`` attributes."""
    _, name = split_name(text)
    lowered = name.lower()
    write = write_variable(text)

    def assign(context: Context, value: Any) -> None:
        target = required_type(context, target_name) if target_name else None
        context.scope.constraints.pop(lowered, None)
        rules = context.services["variable rules"](context, attributes) if attributes else ()
        made = lowered not in context.scope.variables
        value = checked(context, name, value, target, rules, _UNFIT if made else _INVALID)
        write(context, value)
        context.scope.constraints[lowered] = (target, rules)

    return assign


def required_type(context: Context, name: str) -> NetType:
    """The type of a literal; ``TypeNotFound`` where there is none, MissingFeature for one that only Windows has."""
    return context.required_type(name)


def plain(value: Any) -> Any:
    """A value with nothing as null."""
    return None if value is NOTHING else value
