"""Running a pipeline: stages linked by their output, items pushed through one by one."""

from collections.abc import Callable, Sequence
from typing import Any

from fake_agent.powershell.errors import StopPipeline, failure
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.streams import Emit, Sinks
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.objects import NOTHING

StageMaker = Callable[[Context, Emit], Any]
"""Makes the stage of a command, whose output goes to the given function."""


def emit_value(value: Any, emit: Emit) -> None:
    """The value of an expression down the pipeline: the items of a list, or the one object."""
    if value is NOTHING:
        return
    if type(value) is str or type(value) is int:
        emit(value)
        return
    items = nets.items_of(value)
    if items is None:
        emit(value)
    else:
        for item in list(items):
            emit(item)


def _push(value: Any, emit: Emit) -> None:
    """As ``emit_value``, into a stage whose work may change the collection that is enumerated."""
    if type(value) is not nets.TableView and type(value) is not nets.NetList:
        emit_value(value, emit)
        return
    try:
        for item in nets.steps(value) or ():
            emit(item)
    except nets.CollectionChangedError:
        message = f"An error occurred while enumerating through a collection: {nets.CHANGED}."
        problem = failure(message, "BadEnumeration")
        kind = _ENUMERATORS.get(value.type_name, f"{value.type_name}+Enumerator")
        problem.record.target_name, problem.record.target_type = kind, kind.rpartition("+")[2].partition("[")[0]
        raise problem from None


_ENUMERATORS = {
    "System.Collections.Hashtable+KeyCollection": "System.Collections.Hashtable+HashtableEnumerator",
    "System.Collections.Hashtable+ValueCollection": "System.Collections.Hashtable+HashtableEnumerator",
    "System.Collections.ArrayList": "System.Collections.ArrayList+ArrayListEnumeratorSimple",
}


def _forget_variables(stages: Sequence[Any]) -> None:
    """The variables of -PipelineVariable live as long as the pipeline."""
    for stage in stages:
        common = getattr(stage, "common", None)
        if common is not None:
            common.forget_pipeline_variable()


def run_stages(
    context: Context,
    source: Callable[[Context], Any] | None,
    makers: Sequence[StageMaker],
    emit: Emit,
) -> None:
    """Run the pipeline; ``source`` gives the value that a leading expression pushes in."""
    if source is not None and not makers:
        emit_value(source(context), emit)
        return
    stages: list[Any] = []
    following = emit
    for maker in reversed(makers):
        stage = maker(context, following)
        stages.append(stage)
        following = stage.process
    stages.reverse()
    for stage in stages[0 if source is not None else 1 :]:
        stage.expects_input = True
    context.step()
    first = 0
    held, depth, frames = context.scope, context.depth, len(context.frames)
    try:
        for stage in stages:
            stage.begin()
        if source is not None:
            _push(source(context), stages[0].process)
        for first, _ in enumerate(stages):
            stages[first].end()
    except StopPipeline as stop:
        if stop.stage not in stages:
            raise
        context.scope, context.depth = held, depth
        del context.frames[frames:]
        place = stages.index(stop.stage)
        for stage in stages[max(place, first) :] if place >= first else stages[first + 1 :]:
            stage.end()
    _forget_variables(stages)


class RedirectedStage:
    """A stage whose streams go elsewhere while it runs, and back while its output is handled."""

    __slots__ = ("closers", "context", "inner", "sinks")

    def __init__(
        self,
        context: Context,
        make: StageMaker,
        emit: Emit,
        sinks: Sinks,
        closers: Sequence[Callable[[], None]],
    ) -> None:
        self.context = context
        self.sinks = sinks
        self.closers = closers
        outer = context.sinks

        def through(value: Any) -> None:
            inner_sinks, context.sinks = context.sinks, outer
            try:
                emit(value)
            finally:
                context.sinks = inner_sinks

        self.inner = make(context, through)

    @property
    def expects_input(self) -> bool:
        """Whether a pipeline feeds the stage."""
        return bool(self.inner.expects_input)

    @expects_input.setter
    def expects_input(self, value: bool) -> None:
        self.inner.expects_input = value

    def _with_sinks(self, action: Callable[[], None]) -> None:
        context = self.context
        held, context.sinks = context.sinks, self.sinks
        try:
            action()
        finally:
            context.sinks = held

    def begin(self) -> None:
        """Begin under the redirected streams."""
        self._with_sinks(self.inner.begin)

    def process(self, item: Any) -> None:
        """One object under the redirected streams."""
        self._with_sinks(lambda: self.inner.process(item))

    def end(self) -> None:
        """End under the redirected streams, then close the files."""
        try:
            self._with_sinks(self.inner.end)
        finally:
            for close in self.closers:
                close()
