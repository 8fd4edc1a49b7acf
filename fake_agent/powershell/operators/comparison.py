"""Comparison: equality, order, containment, types; lists on the left are filtered."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from fake_agent.powershell.dotnet.type_model import NetType
from fake_agent.powershell.dotnet.types import find_type, type_of
from fake_agent.powershell.errors import PowerShellError, failure
from fake_agent.powershell.operators.culture import compare_text
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values import numbers
from fake_agent.powershell.values.conversion import as_list, convert, to_number
from fake_agent.powershell.values.objects import NOTHING, EnumValue, PSObject, Switch, unwrapped
from fake_agent.powershell.values.text import to_text, truth
from fake_agent.powershell.values.times import DateTime, TimeSpan


def equal(left: Any, right: Any, *, case_sensitive: bool = False) -> bool:  # noqa: C901, PLR0912 - one case a form
    """Whether one value equals another; the left one's type decides how."""
    if type(left) is int and type(right) is int:
        return left == right
    if left is NOTHING:
        left = None
    if right is NOTHING:
        right = None
    if isinstance(left, PSObject) and left.base is not None:
        left = left.base
    if left is None or right is None:
        return left is right
    if isinstance(left, str):
        if isinstance(right, list):
            return False
        text = to_text(right)
        return left == text if case_sensitive else left == text or left.lower() == text.lower()
    if isinstance(left, bool | Switch):
        return truth(left) == truth(right)
    if isinstance(left, int | float | Decimal):
        try:
            other = to_number(right)
        except ValueError:
            return False
        return _number_equal(left, other) if not (isinstance(right, str) and not right.strip()) else left == 0
    if isinstance(left, EnumValue):
        if isinstance(right, str):
            return any(
                name.lower() == right.lower() and number == left.number for name, number in left.enum.numbers.items()
            )
        return left.number == (right.number if isinstance(right, EnumValue) else right)
    if isinstance(left, NetType):
        return left is right or (isinstance(right, str) and find_type(right) is left)
    if isinstance(left, DateTime | TimeSpan):
        return left == _as_type(left, right)  # type: ignore[no-any-return]  # values of scripts are Any
    if isinstance(left, nets.DictionaryEntry | nets.Hashtable | PSObject):
        return left is right
    return bool(left == _as_type(left, right))


def _number_equal(left: Any, right: Any) -> bool:
    if isinstance(left, Decimal) and isinstance(right, float):
        return left == Decimal(to_text(right))
    if isinstance(left, float) and isinstance(right, Decimal):
        return left == float(right)
    return bool(left == right)


def _as_type(left: Any, right: Any) -> Any:
    if type(left) is type(right):
        return right
    try:
        return convert(right, type_of(left), None)
    except (PowerShellError, ValueError, AttributeError):
        return right


def compare(left: Any, right: Any, *, case_sensitive: bool = False) -> int:  # noqa: C901 - one case a form
    """Below zero, zero or above: the order of two values, by the left one's type."""
    if isinstance(left, str) and not (isinstance(left, numbers.Char) and isinstance(right, int)):
        return compare_text(str(left), to_text(right), case_sensitive=case_sensitive)
    if left is None or left is NOTHING:
        if right is None or right is NOTHING:
            return 0
        if isinstance(right, int | float | Decimal) and not isinstance(right, bool):
            return (right < 0) - (right > 0)
        return -1
    if right is None or right is NOTHING:
        if isinstance(left, int | float | Decimal):
            return (left > 0) - (left < 0)
        return 1
    if isinstance(left, EnumValue) or isinstance(right, EnumValue):
        first_number = left.number if isinstance(left, EnumValue) else to_number(left)
        other = (
            convert(right, left.enum, None).number
            if isinstance(left, EnumValue) and isinstance(right, str)
            else to_number(right)
        )
        return (first_number > other) - (first_number < other)  # type: ignore[no-any-return]  # values of scripts are Any
    if isinstance(left, int | float | Decimal | numbers.Char):
        first_number, second_number = to_number(left), _to_comparable(left, right)
        if isinstance(first_number, Decimal) != isinstance(second_number, Decimal):
            first_number, second_number = Decimal(to_text(first_number)), Decimal(to_text(second_number))
        return (first_number > second_number) - (first_number < second_number)  # type: ignore[no-any-return]  # values of scripts are Any
    if unwrapped(left) is not left:
        return compare(unwrapped(left), unwrapped(right), case_sensitive=case_sensitive)
    other = _comparable(left, right) if isinstance(left, DateTime | TimeSpan) else _as_type(left, right)
    try:
        return (left > other) - (left < other)  # type: ignore[no-any-return]  # values of scripts are Any
    except TypeError:
        raise failure(f'Cannot compare "{to_text(left)}" because it is not IComparable.', "NotIcomparable") from None


def _to_comparable(left: Any, right: Any) -> Any:
    try:
        return to_number(right)
    except ValueError:
        return to_number(_comparable(left, right))


def _comparable(left: Any, right: Any) -> Any:
    """The right value as one of the left one's type."""
    try:
        return convert(right, type_of(left), None)
    except PowerShellError as error:
        message = f'Could not compare "{to_text(left)}" to "{to_text(right)}". Error: "{error.record.message}"'
        raise failure(message, "ComparisonFailure") from None


def filtered(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Any]:
    """The operator of a test: true or false for one value on the left, the items that pass for a list."""

    def operator(left: Any, right: Any) -> Any:
        if isinstance(left, list | nets.NetList | nets.Enumeration):
            return [item for item in left if test(item, right)]
        return test(left, right)

    return operator


def contains(items: Any, wanted: Any, *, case_sensitive: bool = False) -> bool:
    """``-contains``."""
    return any(equal(item, wanted, case_sensitive=case_sensitive) for item in as_list(items))


def is_type(value: Any, target: NetType) -> bool:
    """``-is``."""
    if value is None or value is NOTHING:
        return False
    if target.full_name == "System.Management.Automation.PSObject":
        return isinstance(value, PSObject)
    if isinstance(value, PSObject) and target.full_name in value.type_names:
        return True
    own = type_of(value)
    if own.is_a(target):
        return True
    return target.full_name in _COLLECTIONS and isinstance(value, _COLLECTIONS[target.full_name])


_COLLECTIONS: dict[str, tuple[type, ...]] = {
    "System.Array": (list, nets.MultiArray),
    "System.Collections.IEnumerable": (list, nets.NetList, nets.Hashtable, str, nets.Enumeration),
    "System.Collections.ICollection": (list, nets.NetList, nets.Hashtable),
    "System.Collections.IList": (list, nets.NetList),
    "System.Collections.IDictionary": (nets.Hashtable,),
}
