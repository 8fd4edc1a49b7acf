"""ForEach-Object, Where-Object and Tee-Object."""

from typing import Any

from fake_agent.powershell.cmdlets.registry import INPUT, UTILITY, Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.compiler.operators import BINARY
from fake_agent.powershell.dotnet import members
from fake_agent.powershell.operators.comparison import is_type
from fake_agent.powershell.operators.text import compiled, matches_table
from fake_agent.powershell.runtime.blocks import ScriptBlock
from fake_agent.powershell.runtime.commands import make_stage
from fake_agent.powershell.runtime.parameters import Argument
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.text import to_text, truth


@cmdlet(
    "ForEach-Object",
    Parameter("Process", "object[]", 0),
    Parameter("Begin", "scriptblock"),
    Parameter("End", "scriptblock"),
    Parameter("RemainingScripts", "object[]", remaining=True),
    Parameter("MemberName", "string"),
    Parameter("ArgumentList", "object[]", aliases=("Args",)),
    INPUT,
    aliases=("%", "foreach"),
    module="Microsoft.PowerShell.Core",
)
class ForEachObject:
    """Runs a block, or reads or calls a member, for each object."""

    def begin(self, call: Call) -> None:
        """Sort the blocks out and run the first."""
        blocks = [*as_list(call.get("Process", [])), *as_list(call.get("RemainingScripts", []))]
        self.member = call.text("MemberName")
        self.first, self.last = call.get("Begin"), call.get("End")
        if blocks and not isinstance(blocks[0], ScriptBlock) and blocks[0] is not None:
            self.member, self.arguments = to_text(blocks[0]), [*blocks[1:], *as_list(call.get("ArgumentList", []))]
            blocks = []
        else:
            self.arguments = list(as_list(call.get("ArgumentList", [])))
        if len(blocks) > 1 and not call.has("Begin"):
            self.first, blocks = blocks[0], blocks[1:]
        if len(blocks) > 1 and not call.has("End") and not call.has("Begin"):
            blocks, self.last = blocks[:-1], blocks[-1]
        self.blocks = [block for block in blocks if isinstance(block, ScriptBlock)]
        if isinstance(self.first, ScriptBlock):
            self.first.run_in_place(call.emit)

    def process(self, call: Call) -> None:
        """One object."""
        item = call.get("InputObject")
        if self.member:
            value = self.read(call, item)
            call.write_all(value)
            return
        for block in self.blocks:
            block.run_in_place(call.emit, item)

    def read(self, call: Call, item: Any) -> Any:
        """The member of the object: a property, or the result of a method."""
        found = members.find_property(call.context, item, self.member) if item is not None else None
        if item is None or not members.is_missing(found):
            return found
        if members.has_method(item, self.member) or self.arguments:
            return members.invoke(call.context, item, self.member, self.arguments)
        return members.get_member(call.context, item, self.member)

    def end(self, call: Call) -> None:
        """Run the last block."""
        if isinstance(self.last, ScriptBlock):
            self.last.run_in_place(call.emit)


_TESTS = "EQ NE GT GE LT LE Like NotLike Match NotMatch Contains NotContains In NotIn Is IsNot CEQ CNE CGT CGE "
"CLT CLE CLike CNotLike CMatch CNotMatch CContains CNotContains CIn CNotIn Not"


@cmdlet(
    "Where-Object",
    Parameter("FilterScript", "object", 0),
    Parameter("Value", "object", 1),
    Parameter("Property", "string"),
    *switches(_TESTS),
    INPUT,
    aliases=("?", "where"),
    module="Microsoft.PowerShell.Core",
)
class WhereObject:
    """Lets objects through that pass a test."""

    def begin(self, call: Call) -> None:
        """Work the test out."""
        script = call.get("FilterScript")
        self.block = script if isinstance(script, ScriptBlock) else None
        self.name = call.text("Property") or ("" if self.block else to_text(script))
        self.operator = next((name for name in _TESTS.split() if call.switch(name)), "")

    def process(self, call: Call) -> None:
        """One object."""
        item = call.get("InputObject")
        passed = self.block.test(item) if self.block is not None else self.compare(call, item)
        if passed:
            call.write(item)

    def compare(self, call: Call, item: Any) -> bool:
        """The comparison form: ``Where-Object Length -gt 5``."""
        value = members.get_member(call.context, item, self.name) if item is not None else None
        lowered = self.operator.lower()
        if not lowered:
            return truth(value)
        if lowered == "not":
            return not truth(value)
        wanted = call.get("Value")
        if lowered in {"is", "isnot"}:
            if isinstance(wanted, str):
                wanted = call.context.required_type(wanted.removeprefix("[").removesuffix("]"))
            return (value is not None and is_type(value, wanted)) == (lowered == "is")
        if lowered.removeprefix("c") in {"match", "notmatch"}:
            found = compiled(wanted, case_sensitive=lowered.startswith(("cm", "cn"))).search(to_text(value))
            if found is not None:
                call.context.scope.variables["matches"] = matches_table(found)
            return (found is None) == ("not" in lowered)
        return truth(BINARY[f"-{lowered}"](value, wanted))

    def end(self, call: Call) -> None:
        """Nothing is left."""


# --- properties ----------------------------------------------------------------------------------------------------


@cmdlet(
    "Tee-Object",
    Parameter("FilePath", "string", 0),
    *named("string", "Variable"),
    *switches("Append"),
    INPUT,
    aliases=("tee",),
    module=UTILITY,
)
class TeeObject:
    """Hands objects on, and keeps a copy."""

    def begin(self, call: Call) -> None:
        """Nothing yet."""
        self.items: list[Any] = []
        del call

    def process(self, call: Call) -> None:
        """One object."""
        self.items.append(call.get("InputObject"))
        call.write(call.get("InputObject"))

    def end(self, call: Call) -> None:
        """Store the copy."""
        if call.has("Variable"):
            call.context.scope.variables[call.text("Variable").lower()] = (
                self.items[0] if len(self.items) == 1 else self.items
            )
        elif call.has("FilePath"):
            stage = make_stage(
                call.context,
                "Out-File",
                [Argument("FilePath", call.text("FilePath")), Argument("Append", call.switch("Append"))],
                None,
                lambda _value: None,
            )
            stage.expects_input = True
            stage.begin()
            for item in self.items:
                stage.process(item)
            stage.end()
