"""Whatever is done with the tools, undone and redone, leaves a valid project: the one that replaying the edits gives."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spaceplanner.domain import checks
from spaceplanner.io import catalogue
from spaceplanner.services import handling, tools
from spaceplanner.services.document import Document
from spaceplanner.services.forms import Form
from spaceplanner.services.gestures import Event, State, Tool
from tests.services.city import town
from tests.services.test_tools import VIEW

if TYPE_CHECKING:
    from spaceplanner.domain.edits import Edit
    from spaceplanner.domain.project import Project

TYPES = catalogue.load()
PLACES = st.tuples(st.integers(20, 760), st.integers(300, 760))
KEYS = ("escape", "enter", "delete", "backspace", "copy", "cut", "paste", "duplicate", "left", "right", "up", "down")


def press_release(at: tuple[int, int], to: tuple[int, int]) -> list[Event]:
    one, two = (float(at[0]), float(at[1])), (float(to[0]), float(to[1]))
    return [Event("press", *one, "left"), Event("move", *two), Event("release", *two, "left")]


CLICKS = PLACES.map(lambda at: press_release(at, at))
DRAGS = st.tuples(PLACES, PLACES).map(lambda both: press_release(*both))
DOUBLES = PLACES.map(lambda at: [Event("double", float(at[0]), float(at[1]), "left")])
TYPED = st.tuples(PLACES, st.tuples(st.none() | st.floats(-50, 600), st.none() | st.floats(-720, 720))).map(
    lambda both: [Event("typed", float(both[0][0]), float(both[0][1]), values=both[1])]
)
PRESSED = st.tuples(st.sampled_from(KEYS), PLACES).map(
    lambda both: [Event("key", float(both[1][0]), float(both[1][1]), key=both[0])]
)
HELD = st.tuples(st.sampled_from(Tool), st.sampled_from(sorted(TYPES.types)), st.sampled_from(Form), st.booleans())
STEPS = st.one_of(CLICKS, CLICKS, DRAGS, DOUBLES, TYPED, PRESSED, HELD, st.sampled_from(["undo", "redo"]))


def taken(state: State, tool: Tool, kind: str, form: Form, *, grid: bool) -> State:
    """Return the state with another tool in hand, as the palette and the bar would give it."""
    found = TYPES.types[kind]
    if tool is Tool.PLACE and found.geometry != "none":
        return handling.hold(replace(state, form=form, grid=grid), tool, found)
    return handling.hold(replace(state, grid=grid), Tool.SELECT if tool is Tool.PLACE else tool)


class Replay:
    """A document, the tool in hand, and the edits that have been made and not undone."""

    def __init__(self) -> None:
        self.start = town(proposal=True)
        self.document = Document(self.start)
        self.state, self.view = State(space="park", proposal="merced"), VIEW
        self.done: list[Edit] = []
        self.undone: list[Edit] = []

    def undo(self) -> None:
        if self.document.undo():
            self.undone.append(self.done.pop())

    def redo(self) -> None:
        if self.document.redo():
            self.done.append(self.undone.pop())

    def carry_out(self, event: Event) -> None:
        self.state, preview, change = tools.step(self.state, event, self.document.project, self.view)
        self.view = preview.view or self.view
        if change is not None and self.document.do(change.label, change.edit):
            self.done.append(change.edit)
            self.undone.clear()


def items(project: Project) -> list[list[tuple[str, str, str]]]:
    """Return what is placed, proposal by proposal, to the last bit."""
    return [
        [(item.id, item.type, item.geometry.wkb_hex) for item in proposal.interventions if item.geometry is not None]
        for proposal in project.proposals
    ]


@given(steps=st.lists(STEPS, min_size=5, max_size=60))
@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_sequence_of_events_with_undo_and_redo_equals_replaying_the_edits(steps):
    replay = Replay()
    for step in steps:
        if isinstance(step, str):
            replay.undo() if step == "undo" else replay.redo()
        elif isinstance(step, tuple):
            replay.state = taken(replay.state, *step[:3], grid=step[3])
        else:
            for event in step:
                replay.carry_out(event)
    project = replay.start
    for edit in replay.done:
        project = edit(project)
    assert items(replay.document.project) == items(project)
    assert replay.document.project.layers is replay.start.layers
    for proposal in replay.document.project.proposals:
        assert checks.problems(proposal, replay.document.project, TYPES) == ()
