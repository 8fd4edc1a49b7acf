"""What the actions of a role match."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_arm.authorization.roles import RoleDefinition
from fake_arm.authorization.store import covers

RUN = "Microsoft.Compute/virtualMachines/runCommand/action"
RUN_AS_DOCUMENTED = "Microsoft.Compute/virtualMachines/runCommands/action"


def role(*actions: str, less: tuple[str, ...] = ()) -> RoleDefinition:
    """A role that allows these actions."""
    return RoleDefinition("id", "name", "", actions, less)


@pytest.mark.parametrize(
    ("pattern", "allowed"),
    [
        ("*", True),
        ("*/action", True),
        ("microsoft.compute/VIRTUALMACHINES/runcommand/ACTION", True),
        ("Microsoft.Compute/*", True),
        ("Microsoft.Compute/*/runCommand/*", True),
        ("Microsoft.Compute/virtualMachines", False),
        ("*/read", False),
        ("Microsoft.Compute/virtualMachines/runCommand/actio", False),
        ("Microsoft.Compute.virtualMachines.runCommand.action", False),
        ("", False),
    ],
)
def test_a_star_is_any_text_and_case_does_not_count(pattern: str, allowed: bool) -> None:
    assert role(pattern).allows(RUN) is allowed


def test_the_documented_spelling_is_honoured_both_ways() -> None:
    assert role(RUN_AS_DOCUMENTED).allows(RUN)
    assert not role("*", less=(RUN_AS_DOCUMENTED,)).allows(RUN)
    assert not role(RUN).allows(RUN_AS_DOCUMENTED), "the managed run command's action is another"


@given(st.text(max_size=30), st.text(max_size=30))
def test_special_characters_of_regular_expressions_mean_themselves(pattern: str, action: str) -> None:
    plain = pattern.replace("*", "")
    assert role(plain).allows(action) is (plain.lower() == action.lower())


@pytest.mark.parametrize(
    ("scope", "target", "covered"),
    [
        ("/subscriptions/a", "/SUBSCRIPTIONS/A", True),
        ("/subscriptions/a", "/subscriptions/a/resourceGroups/b", True),
        ("/subscriptions/a", "/subscriptions/ab", False),
        ("/subscriptions/a/resourceGroups/b", "/subscriptions/a", False),
        ("/", "/subscriptions/a", True),
        ("/subscriptions/a/", "/subscriptions/a", True),
    ],
)
def test_a_scope_covers_itself_and_what_is_below(scope: str, target: str, covered: bool) -> None:
    assert covers(scope, target) is covered
