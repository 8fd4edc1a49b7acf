"""A running cmdlet as a stage of a pipeline."""

from collections.abc import Callable, Sequence
from typing import Any

from fake_agent.powershell.cmdlets.registry import Call, Cmdlet
from fake_agent.powershell.errors import MissingFeature, NetError, PowerShellError
from fake_agent.powershell.host import HostError
from fake_agent.powershell.runtime.binder import Binding
from fake_agent.powershell.runtime.common_parameters import CommonParameters, separate
from fake_agent.powershell.runtime.context import STEPS_OF_AN_ITEM, Context
from fake_agent.powershell.runtime.default_parameters import default_values, fill
from fake_agent.powershell.runtime.parameters import Argument
from fake_agent.powershell.runtime.source import Extent
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.objects import ErrorRecord


class CmdletStage:
    """Binds the arguments, hands the cmdlet its input, and gives its errors their place."""

    __slots__ = (
        "arguments",
        "binding",
        "call",
        "common",
        "context",
        "definition",
        "emit",
        "expects_input",
        "extent",
        "scope",
        "state",
        "typed_name",
    )

    def __init__(
        self,
        context: Context,
        definition: Cmdlet,
        arguments: Sequence[Argument],
        extent: Extent | None,
        emit: Callable[[Any], None],
        typed_name: str,
    ) -> None:
        self.context = context
        self.definition = definition
        self.arguments = arguments
        self.extent = extent
        self.emit = emit
        self.typed_name = typed_name
        self.expects_input = False
        self.scope = context.scope
        self.common: CommonParameters | None = None
        self.state: Any = None

    def begin(self) -> None:
        """Bind what is written."""
        context, definition = self.context, self.definition
        binding = Binding(context, definition.parameters, self.typed_name, definition.class_name, function=False)
        self.binding = binding
        own = binding.by_name
        defaults = default_values(context, definition.name)
        arguments, self.common = separate(
            self.arguments, lambda name: name.lower() in own, risk=True, defaults=defaults
        )
        emit = self.emit
        if self.common is not None:
            self.common.prepare(context)
            emit = self.common.emitting(context, emit)
        call = Call(context, definition, emit, self)
        self.call = call
        call.extent = self.extent
        call.values = binding.values
        try:
            if self.common is not None:
                self.common.check(binding)
                self.use_common(call, self.common)
            binding.bind(arguments, loose=False)
            fill(binding, defaults)
            if call.switch("AsJob"):
                raise MissingFeature(f"{definition.name} -AsJob", "construct")
            if definition.default_set:
                binding.settle_set(definition.default_set)
            binding.require(input_coming=self.expects_input)
            if definition.stateful is not None:
                self.state = definition.stateful()
                self.state.begin(call)
        except (PowerShellError, NetError, HostError) as error:
            raise self.placed(error) from None

    def use_common(self, call: Call, common: CommonParameters) -> None:
        """Let the common parameters steer this call."""
        for kind in ("Warning", "Information"):
            action = common.action(f"{kind.lower()}action")
            if action is not None:
                call.actions[kind] = action
        for kind in ("Verbose", "Debug"):
            flag = common.flag(kind.lower())
            if flag is not None:
                call.actions[kind] = "continue" if flag else "silentlycontinue"
        for name in ("whatif", "confirm"):
            if name in common.values:
                self.binding.values[name] = common.values[name]

    def process(self, item: Any) -> None:
        """One object of the pipeline."""
        context = self.context
        context.step(STEPS_OF_AN_ITEM)
        if self.definition.collects:
            self.call.items.append(item)
            return
        held, context.scope = context.scope, self.scope
        try:
            if self.binding.input_specs and not self.binding.bind_input(item):
                self.write_error(self.unbound(item))
                return
            self.call.item = item
            self.run()
        finally:
            context.scope = held

    def unbound(self, item: Any) -> ErrorRecord:
        """The error for an object that no parameter takes."""
        return self.binding.error(
            "The input object cannot be bound to any parameters for the command either because the command does "
            "not take "
            "pipeline input or the input and its properties do not match any of the parameters that take "
            "pipeline input.",
            "InputObjectNotBound",
            "InvalidArgument",
            target=item,
        ).record

    def run(self) -> None:
        """Call the cmdlet for the current input."""
        try:
            if self.state is not None:
                self.state.process(self.call)
            elif self.definition.function is not None:
                self.definition.function(self.call)
        except (PowerShellError, NetError, HostError, OSError) as error:
            raise self.placed(error) from None

    def end(self) -> None:
        """No more input."""
        context = self.context
        held, context.scope = context.scope, self.scope
        try:
            if self.definition.collects:
                if not self.expects_input and self.call.has("InputObject"):
                    self.call.items = list(as_list(self.call.get("InputObject")))
                self.run()
            elif not self.expects_input:
                self.run()
            if self.state is not None:
                try:
                    self.state.end(self.call)
                except (PowerShellError, NetError, HostError, OSError) as error:
                    raise self.placed(error) from None
        finally:
            context.scope = held
        if self.common is not None:
            self.common.flush()

    def run_alone(self) -> None:
        """The whole cmdlet, without a pipeline."""
        self.begin()
        self.end()

    # --- errors ----------------------------------------------------------------------------------------------------

    def placed(self, error: PowerShellError | NetError | HostError | OSError) -> PowerShellError:
        """The error with this cmdlet's name and place; terminating, as -ErrorAction says."""
        if not isinstance(error, PowerShellError):
            error = self.call.refusal(error)
        record = error.record
        if record.invocation is None and not error.ends_script and self.extent is not None:
            record.invocation = self.extent.invocation(self.typed_name)
        if (
            not record.activity
            and not record.throw
            and record.invocation is not None
            and record.invocation.command == self.typed_name
        ):
            record.activity = self.definition.name
        common = self.common
        if common is not None:
            common.note_error(record)
        return error

    def place(self, record: ErrorRecord) -> None:
        """Note this cmdlet and where it was called, unless something else is noted, or it comes from elsewhere."""
        if "PSComputerName" in record.extra:
            return
        if record.invocation is None and self.extent is not None:
            record.invocation = self.extent.invocation(self.typed_name)
        if not record.activity:
            record.activity = self.definition.name

    def write_error(self, record: ErrorRecord) -> None:
        """A non-terminating error of the cmdlet."""
        self.place(record)
        action = None
        if self.common is not None:
            action = self.common.action("erroraction")
            self.common.note_error(record)
        self.context.write_error(record, action)
