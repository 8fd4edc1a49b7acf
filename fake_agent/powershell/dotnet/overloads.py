"""Calling a method: the overload that fits the arguments best, and how its errors are told."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from fake_agent.powershell.dotnet import types
from fake_agent.powershell.dotnet.type_model import Method, NetType, Signature
from fake_agent.powershell.dotnet.types import type_of
from fake_agent.powershell.errors import NetError, PowerShellError, failure
from fake_agent.powershell.values import numbers
from fake_agent.powershell.values.conversion import convert
from fake_agent.powershell.values.number_format import FormatError
from fake_agent.powershell.values.objects import NOTHING, NetException
from fake_agent.powershell.values.text import to_text
from fake_agent.powershell.values.weight import Watch, weight

METHOD_INVOCATION = "System.Management.Automation.MethodInvocationException"


def guarded(name: str, count: int, action: Callable[[], Any]) -> Any:
    """Do it; what .NET refuses is the error of the method ``name`` that was called with ``count`` arguments."""
    try:
        return action()
    except NetError as error:
        raise invocation_failure(name, count, error.exception) from None
    except OSError as error:
        raise invocation_failure(name, count, _of_file_system(error)) from None
    except FormatError as error:
        raise invocation_failure(name, count, NetException("System.FormatException", str(error))) from None
    except OverflowError:
        inner = NetException(
            "System.ArgumentOutOfRangeException",
            "The added or subtracted value results in an un-representable DateTime.\nParameter name: t",
        )
        raise invocation_failure(name, count, inner) from None


def _of_file_system(error: OSError) -> NetException:
    """What .NET throws where the machine's files refuse."""
    if isinstance(error, PermissionError):
        return NetException("System.UnauthorizedAccessException", f"Access to the path '{error.filename}' is denied.")
    return NetException("System.IO.IOException", error.strerror or str(error))


def invocation_failure(name: str, count: int, inner: NetException) -> PowerShellError:
    """``Exception calling "name" with "n" argument(s): "message"``."""
    return failure(
        f'Exception calling "{name}" with "{count}" argument(s): "{inner.message}"',
        inner.type_name.rsplit(".", 1)[-1],
        "NotSpecified",
        exception=METHOD_INVOCATION,
        inner=inner,
    )


def argument_failure(name: str, value: Any, method: str, target: NetType, error: PowerShellError) -> PowerShellError:
    """An argument of a method that cannot be cast to the type of its parameter."""
    return failure(
        f'Cannot convert argument "{name}", with value: "{to_text(value)}", for "{method}" to type '
        f'"{target.full_name}": "{error.record.message}"',
        "MethodArgumentConversionInvalidCastArgument",
        "NotSpecified",
        exception="System.Management.Automation.MethodException",
        inner=error.record.exception,
    )


def call(context: Any, method: Method, owner: Any, arguments: list[Any], *, shown: str = "", sought: str = "") -> Any:
    """Call the overload that fits the arguments best; ``shown`` and ``sought`` name it where it fails or is none."""
    chosen, converted = choose(context, method, arguments, sought or shown)
    function = chosen.function
    name = shown or method.name

    def run() -> Any:
        if owner is STATIC:
            return function(context, *converted) if method.contextual else function(*converted)
        return function(context, owner, *converted) if method.contextual else function(owner, *converted)

    watch = Watch()
    result = guarded(name, len(arguments), run)
    cost = weight(owner) + weight(result) + (0 if method.contextual else watch.steps)
    for argument in converted:
        cost += weight(argument)
    if cost:
        context.step(cost)
    return NOTHING if chosen.result == "void" else result


STATIC: Final = object()
"""The owner where a static method or a constructor is called."""


def choose(context: Any, method: Method, arguments: list[Any], shown: str) -> tuple[Signature, list[Any]]:
    """The overload that fits best, with the arguments converted for it."""
    count = len(arguments)
    candidates = [
        candidate
        for candidate in method.signatures
        if candidate.required <= count and (candidate.variadic or count <= len(candidate.parameters))
    ]
    if not candidates:
        raise failure(
            f'Cannot find an overload for "{shown or method.name}" and the argument count: "{count}".',
            "MethodCountCouldNotFindBest",
            "NotSpecified",
            exception="System.Management.Automation.MethodException",
        )
    if len(candidates) == 1 and not candidates[0].variadic:
        return candidates[0], _converted(context, candidates[0], arguments, method.name)
    best: tuple[int, Signature, list[Any]] | None = None
    first_error: PowerShellError | None = None
    for candidate in candidates:
        try:
            converted = _converted(context, candidate, arguments, method.name)
        except PowerShellError as error:
            first_error = first_error or error
            continue
        score = sum(_distance(context, candidate, index, argument) for index, argument in enumerate(arguments))
        score += 100 if candidate.variadic and len(candidates) > 1 else 0
        if best is None or score < best[0]:
            best = (score, candidate, converted)
    if best is None:
        if first_error is None:
            raise AssertionError
        raise first_error
    return best[1], best[2]


def _parameter(candidate: Signature, index: int, count: int, arguments: Sequence[Any]) -> str:
    """The type name for the argument at ``index``; the items' type where ``params`` gathers them."""
    last = len(candidate.parameters) - 1
    if candidate.variadic and index >= last:
        name = candidate.parameters[last][0]
        gathered = count != last + 1 or not isinstance(arguments[last], list)
        return name[:-2] if gathered else name
    return candidate.parameters[index][0]


def _is_characters(candidate: Signature, argument: Any) -> bool:
    """Whether a string stands where several characters may: each of its characters is one (``'a, b'.Split(', ')``)."""
    return isinstance(argument, str) and candidate.parameters[-1][0] == "char[]"


def _converted(context: Any, candidate: Signature, arguments: list[Any], method: str) -> list[Any]:
    count = len(arguments)
    made: list[Any] = []
    if candidate.variadic and count == len(candidate.parameters) and _is_characters(candidate, arguments[-1]):
        arguments = [*arguments[:-1], list(arguments[-1])]
    for index, argument in enumerate(arguments):
        type_name = _parameter(candidate, index, count, arguments)
        if type_name in {"object", "T", "TKey", "TValue"}:
            made.append(None if argument is NOTHING else argument)
            continue
        target = context.find_type(type_name) or types.OBJECT
        try:
            made.append(None if argument is None and target is types.STRING else convert(argument, target, context))
        except PowerShellError as error:
            name = candidate.parameters[min(index, len(candidate.parameters) - 1)][1]
            raise argument_failure(name, argument, method, target, error) from None
    last = len(candidate.parameters) - 1
    if candidate.variadic and (count != last + 1 or not isinstance(arguments[last], list)):
        made[last:] = [made[last:]]
    return made


_NUMERIC_ORDER = ["System.Int32", "System.Int64", "System.Double", "System.Single", "System.Decimal"]


_MADE_A_LIST = 200
"""How far a single value is from an array: any overload that takes several single values is nearer."""


def _distance(context: Any, candidate: Signature, index: int, argument: Any) -> int:
    """How far the argument is from the parameter's type; 0 is the very type."""
    type_name = _parameter(candidate, index, index + 1, [argument] * (index + 1))
    if argument is None:
        return 1
    if type_name in {"object", "T"}:
        return 6
    target = context.find_type(type_name)
    own = type_of(argument)
    if target is own:
        return 0
    if target is None:
        return 8
    takes_a_list = target.element is not None or target.full_name == "System.Array"
    if isinstance(argument, list):
        return 1 if takes_a_list else 7
    if own.is_a(target) or takes_a_list:
        return 1 if own.is_a(target) else _MADE_A_LIST
    if isinstance(argument, int | float) and target.full_name in _NUMERIC_ORDER:
        narrowing = isinstance(argument, float) and target.full_name in {"System.Int32", "System.Int64"}
        return 5 if narrowing else 2 + _NUMERIC_ORDER.index(target.full_name) // 2
    if isinstance(argument, numbers.Char) and target is types.STRING:
        return 1
    if isinstance(argument, str) and target is types.CHAR:
        return 2
    return 9 if target is types.STRING or target is types.BOOL else 7
