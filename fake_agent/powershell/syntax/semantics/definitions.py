"""Making the types of a script: what Windows PowerShell finds when it defines them, after all else is in order."""

from fake_agent.powershell.syntax.checking.nodes import Node
from fake_agent.powershell.syntax.semantics import enumerations
from fake_agent.powershell.syntax.semantics.scene import Scene

_SEALED_WORDS = """
    System.String System.DBNull System.Void System.Math System.Convert System.Environment System.Console System.IO.File
    System.IO.Directory System.IO.Path System.IO.FileInfo System.IO.DirectoryInfo System.Version
    System.Threading.Thread System.Text.StringBuilder
    """
_SEALED = frozenset(_SEALED_WORDS.split())
"""Types that are no value types, known to the simulator, and let nothing derive from them."""


def define_types(scene: Scene, tree: Node) -> None:
    """Report what is wrong with the types that a script defines: classes' bases, then enumerations, then members."""
    made: dict[str, Node] = {}
    for node in tree.walk():
        if node.kind in {"class", "enum"}:
            made.setdefault(_full_name(node), node)
    classes = [node for node in made.values() if node.kind == "class"]
    known: set[int] = set()
    for node in classes:
        _bases(scene, node, known)
        known.add(id(node))
    enumerations.define(scene, [node for node in made.values() if node.kind == "enum"])
    for node in classes:
        _members(scene, node)


def _full_name(node: Node) -> str:
    holders = [str(one.start) for one in node.ancestors() if one.kind in {"function", "block_expression"}]
    return ".".join([*reversed(holders), node.name.lower()])


def _bases(scene: Scene, node: Node, known: set[int]) -> None:
    """The base class is there already, may be derived from, and those after it are interfaces."""
    for place, base in enumerate(node.parts("base")):
        own = scene.defined.get(base.name.lower())
        found = None if own is not None else scene.net_type(base.name)
        is_array = base.name.endswith("]") and base.name[base.name.rindex("[") + 1 : -1].strip(",") == ""
        if is_array:
            scene.at(base, "SubtypeArray", base.name)
        elif (own is not None and own.kind == "class" and id(own) not in known) or scene.unknown(base.name):
            scene.at(base, "TypeNotFound", base.name)
        elif "`" in base.name and "[" not in base.name:
            scene.at(base, "SubtypeUnclosedGeneric", base.name.rpartition(".")[2])
        elif place == 0 and own is not None and own.kind == "enum":
            scene.at(base, "SealedBaseClass", own.name)
        elif place == 0 and found is not None and _is_sealed(scene, base.name):
            scene.at(base, "SealedBaseClass", found.name)
        elif place > 0 and (own is not None or (found is not None and not _is_interface(found.name))):
            scene.at(base, "InterfaceNameExpected", own.name if own is not None else found.name if found else "")


def _is_sealed(scene: Scene, name: str) -> bool:
    found = scene.net_type(name)
    if found is None:
        return False
    value = any(one.full_name in {"System.ValueType", "System.Enum"} for one in found.lineage())
    return found.full_name in _SEALED or (value and found.full_name not in {"System.ValueType", "System.Enum"})


def _is_interface(name: str) -> bool:
    return name[:1] == "I" and name[1:2].isupper()


# --- members -------------------------------------------------------------------------------------------------------


def _members(scene: Scene, node: Node) -> None:
    properties: set[str] = set()
    methods: dict[str, list[tuple[Node, list[str]]]] = {}
    for member in node.parts("property", "method"):
        if member.kind == "property":
            if member.name.lower() in properties:
                scene.at(member, "MemberAlreadyDefined", member.name)
            properties.add(member.name.lower())
            continue
        types = _parameter_types(scene, member)
        if types is None:
            continue
        known = methods.setdefault(member.name.lower(), [])
        if any(_same(member, other, types, others) for other, others in known):
            scene.report(*member.place, "MemberAlreadyDefined", member.name)
            continue
        known.append((member, types))
        parameters = member.parts("parameter")
        if {"static", "constructor"} <= member.marks and parameters:
            scene.report(parameters[0].start, parameters[-1].end, "StaticConstructorCantHaveParameters")
    _base_constructor(scene, node)


def _same(one: Node, other: Node, types: list[str], others: list[str]) -> bool:
    both = ("static" in one.marks) == ("static" in other.marks)
    return types == others and (both or "constructor" not in one.marks)


def _parameter_types(scene: Scene, method: Node) -> list[str] | None:
    """The types of a method's parameters, lower case; None where one of them cannot be."""
    found: list[str] = []
    wrong = False
    for parameter in method.parts("parameter"):
        constraint = parameter.part("type")
        name = "System.Object" if constraint is None else scene.full_name(constraint.name) or constraint.name
        if constraint is not None and name == "System.Void":
            scene.at(constraint, "TypeNotAllowedForParameter", constraint.name)
            wrong = True
        found.append(name.lower())
    return None if wrong else found


def _base_constructor(scene: Scene, node: Node) -> None:
    """A class without constructors needs a base class that can be made without arguments."""
    if any("constructor" in one.marks and "static" not in one.marks for one in node.parts("method")):
        return
    base = node.part("base")
    own = scene.defined.get(base.name.lower()) if base is not None else None
    if own is None or own.kind != "class":
        return
    constructors = [one for one in own.parts("method") if "constructor" in one.marks and "static" not in one.marks]
    if constructors and all(one.parts("parameter") for one in constructors):
        scene.at(node, "BaseClassNoDefaultCtor", own.name)


def properties(scene: Scene, node: Node) -> None:
    """No property is of type void."""
    declared = node.part("type")
    if declared is not None and scene.full_name(declared.name) == "System.Void":
        scene.at(declared, "TypeNotAllowedForProperty", declared.name)
