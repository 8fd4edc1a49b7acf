"""What Get-Acl gives: FileSecurity, DirectorySecurity and RegistrySecurity, whose rules scripts change."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from fake_agent.powershell.dotnet.type_model import NetType
from fake_agent.powershell.dotnet.types import define
from fake_agent.powershell.errors import NetError
from fake_agent.powershell.formatting.views import Column, Frame, ListView, TableView, register_view
from fake_agent.powershell.providers import paths
from fake_agent.powershell.providers.items import FILE_PROVIDER
from fake_agent.powershell.providers.registry_items import REGISTRY_PROVIDER
from fake_agent.powershell.values.collections import NetList
from fake_agent.windows.cmdlets.access_rules import NAMESPACE, FileRule, KeyRule, Rule, identity_of, rights_text, sid_in
from fake_agent.windows.machine import Machine
from fake_agent.windows.security.definition_language import parse, shown
from fake_agent.windows.security.descriptors import OF_NEW_THINGS, AccessRule, Descriptor, canonical


@dataclass(slots=True)
class Security:
    """A security descriptor in a script's hands; nothing of it holds before Set-Acl. ``path`` is its item's."""

    machine: Machine
    path: str = ""
    descriptor: Descriptor = OF_NEW_THINGS
    inherited: tuple[AccessRule, ...] = ()

    @property
    def rules(self) -> tuple[AccessRule, ...]:
        """All rules, in Windows' order."""
        return canonical((*self.descriptor.rules, *self.inherited))

    def put(self, *rules: AccessRule) -> None:
        """Replace the rules that are not inherited."""
        self.descriptor = replace(self.descriptor, rules=canonical(rules))

    def to_text(self) -> str:
        """The name of the type."""
        return f"{NAMESPACE}.{type(self).__name__}"


class FileSecurity(Security):
    """Of a file."""

    __slots__ = ()


class DirectorySecurity(Security):
    """Of a folder."""

    __slots__ = ()


class RegistrySecurity(Security):
    """Of a registry key."""

    __slots__ = ()


def _shown_rule(security: Security, rule: AccessRule, target: NetType | None = None) -> Rule:
    made = KeyRule if isinstance(security, RegistrySecurity) else FileRule
    identity = identity_of(security.machine, rule.sid, target)
    return made(identity, rule.rights, rule.inheritance, rule.propagation, rule.allow, rule.inherited)


def _kept_rule(security: Security, rule: Rule) -> AccessRule:
    sid = sid_in(security.machine, rule.identity)
    return AccessRule(sid, rule.rights, rule.allow, rule.inheritance, rule.propagation)


def _collection(rules: list[Rule]) -> NetList:
    return NetList(f"{NAMESPACE}.AuthorizationRuleCollection", rules)


def access(security: Security) -> NetList:
    """The property Access: all rules."""
    return _collection([_shown_rule(security, rule) for rule in security.rules])


def access_text(security: Security) -> str:
    """The property AccessToString: a line a rule."""
    return "\n".join(
        f"{rule.identity.to_text()} {'Allow' if rule.allow else 'Deny'}  {rights_text(rule)}"
        for rule in access(security)
    )


def _first_line(security: Security) -> str:
    """What a table has room for."""
    first, line_end, _ = access_text(security).partition("\n")
    return f"{first}..." if line_end else first


def _get_rules(security: Security, explicit: bool, inherited: bool, target: NetType) -> NetList:
    wanted = [rule for rule in security.rules if (inherited if rule.inherited else explicit)]
    return _collection([_shown_rule(security, rule, target) for rule in wanted])


def _same_flags(one: AccessRule, other: AccessRule) -> bool:
    return replace(one, rights=0) == replace(other, rights=0)


def _add(security: Security, rule: Rule) -> None:
    """What the account is allowed (or denied) already with the same flags and the rule's rights become one rule."""
    added = _kept_rule(security, rule)
    rules = list(security.descriptor.rules)
    for index, known in enumerate(rules):
        if _same_flags(known, added):
            rules[index] = replace(known, rights=known.rights | added.rights)
            security.put(*rules)
            return
    security.put(*rules, added)


def _set(security: Security, rule: Rule) -> None:
    """The rule takes the place of all that the account is allowed, or denied."""
    _remove_all(security, rule)
    security.put(*security.descriptor.rules, _kept_rule(security, rule))


def _reset(security: Security, rule: Rule) -> None:
    _purge(security, rule.identity)
    security.put(*security.descriptor.rules, _kept_rule(security, rule))


def _remove(security: Security, rule: Rule) -> bool:
    """The rule's rights are taken out of the account's rules with the same flags."""
    removed = _kept_rule(security, rule)
    rights = removed.rights if removed.rights & 0xFFFFF == 0xF01FF else removed.rights & ~0x100000
    left = [
        replace(known, rights=known.rights & ~rights) if _same_flags(known, removed) else known
        for known in security.descriptor.rules
    ]
    security.put(*(rule for rule in left if rule.rights & ~0x100000))
    return True


def _remove_all(security: Security, rule: Rule) -> None:
    removed = _kept_rule(security, rule)
    rules = security.descriptor.rules
    security.put(*(known for known in rules if (known.sid, known.allow) != (removed.sid, removed.allow)))


def _remove_specific(security: Security, rule: Rule) -> None:
    removed = _kept_rule(security, rule)
    security.put(*(known for known in security.descriptor.rules if known != removed))


def _purge(security: Security, identity: Any) -> None:
    sid = sid_in(security.machine, identity)
    security.put(*(known for known in security.descriptor.rules if known.sid != sid))


def _protect(security: Security, protected: bool, preserve: bool) -> None:
    """A protected descriptor inherits nothing; what it inherited goes, or becomes its own."""
    if protected and preserve:
        security.put(*security.descriptor.rules, *(replace(rule, inherited=False) for rule in security.inherited))
    if protected:
        security.inherited = ()
    security.descriptor = replace(security.descriptor, protected=protected)


def _set_owner(security: Security, identity: Any) -> None:
    security.descriptor = replace(security.descriptor, owner=sid_in(security.machine, identity))


def _set_group(security: Security, identity: Any) -> None:
    security.descriptor = replace(security.descriptor, group=sid_in(security.machine, identity))


def _read_text(security: Security, text: str) -> None:
    try:
        security.descriptor, security.inherited = parse(text), ()
    except ValueError as error:
        raise NetError(
            "System.ArgumentException", "The SDDL form of a security descriptor object is invalid."
        ) from error


def _provider_path(security: Security) -> str:
    provider = REGISTRY_PROVIDER if isinstance(security, RegistrySecurity) else FILE_PROVIDER
    return f"{provider}::{security.path}" if security.path else ""


_METHODS: dict[str, Callable[..., Any]] = {
    "void AddAccessRule(object rule)": _add,
    "void SetAccessRule(object rule)": _set,
    "void ResetAccessRule(object rule)": _reset,
    "bool RemoveAccessRule(object rule)": _remove,
    "void RemoveAccessRuleAll(object rule)": _remove_all,
    "void RemoveAccessRuleSpecific(object rule)": _remove_specific,
    "void PurgeAccessRules(object identity)": _purge,
    "object GetAccessRules(bool includeExplicit, bool includeInherited, object targetType)": _get_rules,
    "void SetAccessRuleProtection(bool isProtected, bool preserveInheritance)": _protect,
    "void SetOwner(object identity)": _set_owner,
    "void SetGroup(object identity)": _set_group,
    "object GetOwner(object targetType)": lambda security, target: identity_of(
        security.machine, security.descriptor.owner, target
    ),
    "object GetGroup(object targetType)": lambda security, target: identity_of(
        security.machine, security.descriptor.group, target
    ),
    "void SetSecurityDescriptorSddlForm(string sddlForm)": _read_text,
    "string GetSecurityDescriptorSddlForm(object includeSections)": lambda security, _sections: shown(
        security.descriptor, security.rules
    ),
}

define(
    f"{NAMESPACE}.NativeObjectSecurity",
    properties={
        "Path": _provider_path,
        "Owner": lambda security: identity_of(security.machine, security.descriptor.owner).to_text(),
        "Group": lambda security: identity_of(security.machine, security.descriptor.group).to_text(),
        "Access": access,
        "Sddl": lambda security: shown(security.descriptor, security.rules),
        "AccessToString": access_text,
        "AuditToString": lambda _security: "",
        "AreAccessRulesProtected": lambda security: security.descriptor.protected,
        "AreAccessRulesCanonical": lambda _security: True,
        "PSPath": _provider_path,
        "PSParentPath": lambda security: paths.parent(_provider_path(security)),
        "PSChildName": lambda security: paths.leaf(security.path),
    },
    methods=_METHODS,
)
define(f"{NAMESPACE}.FileSystemSecurity", base=f"{NAMESPACE}.NativeObjectSecurity")
for _python, _base in (
    (FileSecurity, "FileSystemSecurity"),
    (DirectorySecurity, "FileSystemSecurity"),
    (RegistrySecurity, "NativeObjectSecurity"),
):
    define(
        f"{NAMESPACE}.{_python.__name__}",
        _python,
        base=f"{NAMESPACE}.{_base}",
        context_constructors={"object new()": lambda context, made=_python: made(context.host.machine)},
    )
    register_view(
        f"{NAMESPACE}.{_python.__name__}",
        TableView(
            (
                Column("Path", source=lambda security: paths.leaf(security.path)),
                Column("Owner"),
                Column("Access", source=_first_line),
            ),
            group_by=Frame(
                "Hive" if _python is RegistrySecurity else "Directory",
                source=lambda security: paths.parent(security.path),
            ),
            autosize=True,
        ),
    )
    register_view(
        f"{NAMESPACE}.{_python.__name__}",
        ListView(
            (
                Column("Path"),
                Column("Owner"),
                Column("Group"),
                Column("Access", source=access_text),
                Column("Audit", source="AuditToString"),
                Column("Sddl"),
            )
        ),
    )
