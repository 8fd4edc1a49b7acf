"""Names of types: those that a script defines, and those that its classes use."""

from fake_agent.powershell.syntax.checking.nodes import Node
from fake_agent.powershell.syntax.semantics.scene import Scene

_TYPES = frozenset({"class", "enum"})
_SCOPES = frozenset({"script_block", "class", "enum"})


def define(scene: Scene, tree: Node) -> None:
    """Note the types that the script defines and the namespaces that it uses."""
    for node in tree.walk():
        if node.kind in _TYPES:
            scene.defined.setdefault(node.name.lower(), node)
        elif node.kind == "using" and node.name == "namespace":
            scene.namespaces.append(node.children[0].name)


def resolve(scene: Scene, tree: Node) -> None:
    """Report types that are defined twice, types that classes name and nobody knows, and properties without owner."""
    for node in tree.walk():
        if node.kind in {"script_block", "class"}:
            _defined_twice(scene, node)
        if node.kind == "assignment":
            _properties(scene, node)
        if node.kind in {"type", "type_expression", "attribute"} and any(
            one.kind in _TYPES for one in node.ancestors()
        ):
            _known(scene, node)


def _defined_twice(scene: Scene, scope: Node) -> None:
    seen: set[str] = set()
    for node in scope.walk():
        if node.kind not in _TYPES or node is scope:
            continue
        holder = next((one for one in node.ancestors() if one.kind in _SCOPES), None)
        if holder is not scope:
            continue
        if node.name.lower() in seen:
            scene.at(node, "MemberAlreadyDefined", node.name)
        seen.add(node.name.lower())


def _known(scene: Scene, node: Node) -> None:
    """A type that a class names exists."""
    if node.name.lower() == "ordered":
        return
    if node.kind == "attribute":
        if scene.unknown(node.name) and scene.unknown(f"{node.name}Attribute") and not _is_attribute(node.name):
            scene.report(*node.place, "CustomAttributeTypeNotFound", node.name)
        return
    missing = scene.unknown(node.name)
    if missing:
        start = node.place[0] + node.name.find(missing)
        scene.report(start, start + len(missing), "TypeNotFound", missing)


def _is_attribute(name: str) -> bool:
    """Whether PowerShell itself has an attribute of that name."""
    plain = name.lower().removesuffix("attribute")
    return plain in _ATTRIBUTES


_ATTRIBUTES_WORDS = """
    parameter alias allownull allowemptystring allowemptycollection cmdletbinding outputtype validateset
    validatepattern validaterange validatelength validatescript validatenotnull validatenotnullorempty validatecount
    validatedrive validateuserdrive argumentcompleter supportswildcards psdefaultvalue flags obsolete serializable
    dscproperty dscresource hidden dsclocalconfigurationmanager nonserialized
    """
_ATTRIBUTES = frozenset(_ATTRIBUTES_WORDS.split())


def _properties(scene: Scene, node: Node) -> None:
    """A method assigns to a property of its class by ``$this`` or the class's name."""
    scope = next((one for one in node.ancestors() if one.kind in {"script_block", "class"}), None)
    method = scope.parent if scope is not None else None
    owner = method.parent if method is not None and method.kind == "method" else None
    if owner is None:
        return
    targets = node.children[0].children if node.children[0].kind == "array" else [node.children[0]]
    for target in targets:
        while target.kind == "convert":
            target = target.children[1]  # noqa: PLW2901 - the innermost is meant
        named = target.name.lower() if target.kind == "variable" else ""
        found = next((one for one in owner.parts("property") if one.name.lower() == named), None)
        if found is not None and "static" in found.marks:
            prefix = f"[{owner.name}]::"
            scene.at(target, "MissingTypeInStaticPropertyAssignment", prefix, found.name)
        elif found is not None:
            scene.at(target, "MissingThis", "$this.", found.name)
