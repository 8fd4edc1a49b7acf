"""Script blocks and functions: their compiled parts, and how they run as a stage of a pipeline."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from fake_agent.powershell.errors import PowerShellError, ReturnJump
from fake_agent.powershell.runtime.block_binding import bind_block
from fake_agent.powershell.runtime.common_parameters import CommonParameters, separate
from fake_agent.powershell.runtime.context import Context, Frame
from fake_agent.powershell.runtime.default_parameters import default_values
from fake_agent.powershell.runtime.nesting import MAXIMUM_DEPTH, call_depth_overflow
from fake_agent.powershell.runtime.parameters import Argument, ParameterSpec
from fake_agent.powershell.runtime.scope import Scope
from fake_agent.powershell.runtime.source import Extent
from fake_agent.powershell.runtime.streams import Emit
from fake_agent.powershell.runtime.this_cmdlet import ThisCmdlet
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.objects import NOTHING
from fake_agent.powershell.values.text import truth

Body = Callable[[Context, Emit], None]


@dataclass(slots=True)
class Block:
    """The compiled code between two braces, or of a whole script."""

    extent: Extent
    parameters: Sequence[ParameterSpec] = ()
    end: Body | None = None
    begin: Body | None = None
    process: Body | None = None
    dynamic: Body | None = None
    advanced: bool = False
    supports_should_process: bool = False
    default_set: str = ""
    confirm_impact: str = "Medium"
    output_types: tuple[Callable[[Context], Any], ...] = ()
    is_filter: bool = False
    positional_binding: bool = True
    has_parameters: bool = False
    attributes: list[Any] = field(default_factory=list)
    refusals: Sequence[Callable[[], PowerShellError]] = ()
    """What its attributes are refused for, once it is called."""

    @property
    def text(self) -> str:
        """The code between the braces."""
        text = self.extent.text
        return text[1:-1] if text.startswith("{") and text.endswith("}") else text


class ScriptBlock:
    """A script block as a value; ``captured`` is the scope of a closure or module."""

    __slots__ = ("block", "captured", "context", "name")

    def __init__(self, block: Block, context: Context, captured: Scope | None = None, name: str = "") -> None:
        self.block = block
        self.context = context
        self.captured = captured
        self.name = name

    def to_text(self) -> str:
        """The code between the braces."""
        return self.block.text

    def run_in_place(self, emit: Emit, item: Any = NOTHING) -> None:
        """Run the code in the current scope with ``$_`` set, as ForEach-Object does with its block."""
        context = self.context
        variables = context.scope.variables
        body = self.block.end or self.block.process or self.block.begin
        context.step(1)
        if self.block.has_parameters or self.block.process or self.captured is not None:
            self.invoke([], emit, dollar_under=item)
            return
        if body is None:
            return
        if item is NOTHING:
            _run_body(body, context, emit)
            return
        held = variables.get("_", NOTHING)
        variables["_"] = item
        try:
            _run_body(body, context, emit)
        finally:
            if held is NOTHING:
                variables.pop("_", None)
            else:
                variables["_"] = held

    def collect(self, item: Any = NOTHING) -> Any:
        """The output of ``run_in_place`` as one value."""
        output: list[Any] = []
        self.run_in_place(output.append, item)
        return collapse(output)

    def test(self, item: Any) -> bool:
        """Whether the block's output for the item is true."""
        return truth(self.collect(item))

    def invoke(
        self,
        arguments: list[Any],
        emit: Emit,
        *,
        dollar_under: Any = NOTHING,
        this: Any = NOTHING,
        new_scope: bool = True,
    ) -> None:
        """Run in a scope of its own with these arguments."""
        stage = BlockStage(self, [Argument.of(argument) for argument in arguments], None, emit, new_scope=new_scope)
        if this is not NOTHING:
            stage.preset["this"] = this
        if dollar_under is not NOTHING:
            stage.preset["_"] = dollar_under
        stage.run_alone()

    def call(self, *arguments: Any) -> Any:
        """Run with arguments; the output as one value."""
        output: list[Any] = []
        self.invoke(list(arguments), output.append)
        return collapse(output)

    def invoke_method(self, this: Any, arguments: list[Any]) -> Any:
        """Run as a method of ``$this``."""
        output: list[Any] = []
        self.invoke(arguments, output.append, this=this)
        return collapse(output)


def _run_body(body: Body, context: Context, emit: Emit) -> None:
    with suppress(ReturnJump):
        body(context, emit)


def collapse(output: list[Any]) -> Any:
    """The output of a command as the value of an expression."""
    if not output:
        return NOTHING
    return output[0] if len(output) == 1 else output


@dataclass(slots=True)
class Function:
    """A function, filter or script: a name and its block."""

    name: str
    script_block: ScriptBlock
    is_filter: bool = False
    description: str = ""


class BlockStage:
    """A running script block or function in a pipeline."""

    __slots__ = (
        "advanced",
        "arguments",
        "binding",
        "caller",
        "common",
        "context",
        "defaults",
        "emit",
        "entered",
        "expects_input",
        "frame",
        "input",
        "name",
        "new_scope",
        "preset",
        "scope",
        "script_block",
        "started",
    )

    def __init__(
        self,
        script_block: ScriptBlock,
        arguments: Sequence[Argument],
        extent: Extent | None,
        emit: Emit,
        *,
        name: str = "",
        new_scope: bool = True,
    ) -> None:
        self.script_block = script_block
        self.context = script_block.context
        self.arguments = arguments
        self.emit = emit
        self.name = name
        self.new_scope = new_scope
        self.expects_input = False
        self.caller = self.context.scope
        parent = script_block.captured or self.caller
        self.scope = Scope(parent) if new_scope else self.caller
        self.frame = Frame(name, extent, script_block.block.extent.source.path)
        self.frame.block = script_block
        self.input: list[Any] = []
        self.preset: dict[str, Any] = {}
        self.binding: Any = None
        self.defaults: Mapping[str, Any] = {}
        self.advanced = script_block.block.advanced
        self.common: CommonParameters | None = None
        self.started = False

    # entering and leaving: code of the function runs in its scope, what it emits goes on in the caller's

    def _enter(self) -> Scope:
        context = self.context
        if context.depth >= MAXIMUM_DEPTH:
            raise call_depth_overflow()
        context.depth += 1
        context.step()
        held = context.scope
        context.scope = self.scope
        context.frames.append(self.frame)
        if self.common is not None and self.common.listens:
            context.listeners.append(self.common)
        return held

    def _leave(self, held: Scope) -> None:
        context = self.context
        if self.common is not None and self.common in context.listeners:
            context.listeners.remove(self.common)
        context.frames.pop()
        context.scope = held
        context.depth -= 1

    def _emit(self, value: Any) -> None:
        context = self.context
        inner, frame = context.scope, context.frames.pop()
        context.scope = self.caller
        try:
            self.emit(value)
        finally:
            context.scope = inner
            context.frames.append(frame)

    def begin(self) -> None:
        """Take out the common parameters of advanced commands, bind the arguments, then run the begin block."""
        if self.advanced:
            self._take_common()
        held = self._enter()
        try:
            variables = self.scope.variables
            variables.update(self.preset)
            if self.advanced:
                variables["pscmdlet"] = ThisCmdlet(self)
            self.binding = self._bound()
            self.started = True
            if self.script_block.block.begin is not None:
                self._run(self.script_block.block.begin)
        finally:
            self._leave(held)

    def _take_common(self) -> None:
        block = self.script_block.block
        names = {spec.name.lower() for spec in block.parameters}
        self.defaults = default_values(self.context, self.name)
        self.arguments, self.common = separate(
            self.arguments,
            lambda name: name.lower() in names,
            risk=block.supports_should_process,
            defaults=self.defaults,
        )
        if self.common is not None:
            self.common.prepare(self.context)
            self.emit = self.common.emitting(self.context, self.emit)
            self.common.set_preferences(self.context, self.scope)

    def _bound(self) -> Any:
        """The bound parameters; an error that no argument has caused belongs to the call as a whole."""
        try:
            return bind_block(self)
        except PowerShellError as error:
            record, extent = error.record, self.frame.extent
            if record.invocation is None and extent is not None and record.activity == self.name:
                record.invocation = extent.invocation(self.name)
            raise

    def _run(self, body: Body) -> None:
        _run_body(body, self.context, self._emit)

    def _took(self, item: Any) -> bool:
        """Whether the object of the pipeline is bound; one that cannot be is an error, and the next one comes."""
        try:
            return bool(self.binding.bind_item(item))
        except PowerShellError as error:
            record, extent = error.record, self.frame.extent
            if extent is not None:
                record.invocation = extent.invocation(self.name)
            record.target = item
            self.context.write_error(record)
            return False

    def process(self, item: Any) -> None:
        """One input object."""
        block = self.script_block.block
        if block.process is None:
            if block.advanced and self.binding.takes_input:
                self._took(item)
            self.input.append(item)
            return
        held = self._enter()
        variables = self.scope.variables
        try:
            if self.binding.takes_input and not self._took(item):
                return
            variables["_"] = item
            variables["input"] = nets.Enumeration([item])
            self._run(block.process)
        finally:
            self._leave(held)

    def end(self) -> None:
        """The rest: process without input, and the end block."""
        block = self.script_block.block
        held = self._enter()
        try:
            variables = self.scope.variables
            if block.process is not None and not self.expects_input:
                self._run(block.process)
            if block.end is not None:
                if self.expects_input or self.input:
                    variables["input"] = nets.Enumeration(self.input)
                elif "input" not in variables:
                    variables["input"] = nets.Enumeration([])
                self._run(block.end)
        finally:
            self._leave(held)
        if self.common is not None:
            self.common.flush()

    def run_alone(self) -> None:
        """Begin and end, without input from a pipeline."""
        self.begin()
        self.end()
