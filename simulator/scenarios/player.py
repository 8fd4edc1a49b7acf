"""Plays a scenario over HTTP against a running simulator and holds what happens against what must be observed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from simulator.kit.simulator import Simulator, simulation_options
from simulator.scenarios.format import Scenario, Step
from simulator.scenarios.observing import Check, Seen, check
from simulator.scenarios.stage import PlayError, Stage
from simulator.timeline import Line, lines_of_journal

START = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
"""When simulated time begins in every scenario: what is played tomorrow looks as today."""


@dataclass(frozen=True, slots=True)
class PlayedStep:
    """A step as it went. ``began`` and ``ended`` are simulated seconds since the start.

    ``problem`` says why it could not be carried out, where it could not.
    """

    step: Step
    began: float
    ended: float
    seen: Seen
    checks: tuple[Check, ...]
    problem: str = ""

    @property
    def passed(self) -> bool:
        """Whether all was as it must be."""
        return not self.problem and all(found.passed for found in self.checks)


@dataclass(frozen=True, slots=True)
class Play:
    """A scenario as it went, to its end or to the step that could not be carried out."""

    scenario: Scenario
    steps: tuple[PlayedStep, ...]
    timeline: tuple[Line, ...]

    @property
    def passed(self) -> bool:
        """Whether all was as it must be."""
        return all(step.passed for step in self.steps)


def play_steps(scenario: Scenario, simulator: Simulator) -> Iterator[PlayedStep]:
    """Put the simulator at the scenario's beginning and play step after step."""
    options = simulation_options(estate=scenario.estate, time=scenario.time, seed=scenario.seed, start=START)
    simulator.reset(options, [order.view() for order in scenario.faults])
    stage = Stage(simulator, polls_move_time=scenario.time == "auto")
    for rule in scenario.rules:
        rule.play(stage)
    try:
        for step in scenario.steps:
            played = _play_step(step, stage)
            yield played
            if played.problem:
                return
    finally:
        stage.hang_up()


def _play_step(step: Step, stage: Stage) -> PlayedStep:
    began, lines_before = stage.now, len(stage.journal)
    stage.begin_step(step.role)
    problem = ""
    try:
        step.action.play(stage)
    except (PlayError, KeyError, TypeError, ValueError) as error:
        problem = str(error.args[0]) if error.args else str(error)
    ended = stage.now
    seen = Seen(
        tuple(stage.exchanges), stage.looked, ended - began, tuple(lines_of_journal(stage.journal)[lines_before:])
    )
    checks = () if problem else tuple(check(observation, seen) for observation in step.observed)
    return PlayedStep(step, began, ended, seen, checks, problem)


def timeline(simulator: Simulator) -> tuple[Line, ...]:
    """All that happened in the present play."""
    return tuple(lines_of_journal(simulator.journal))


def play(scenario: Scenario, simulator: Simulator) -> Play:
    """Play it whole."""
    steps = tuple(play_steps(scenario, simulator))
    return Play(scenario, steps, timeline(simulator))
