"""Gestures: the tool in hand, what the user does with it, and what is drawn meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, TypeAlias

from spaceplanner.services.forms import Form

if TYPE_CHECKING:
    from collections.abc import Callable

    from shapely.geometry.base import BaseGeometry

    from spaceplanner.cartography.view import View
    from spaceplanner.domain.catalogue import InterventionType
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Intervention, Proposal
    from spaceplanner.services.grips import Grip
    from spaceplanner.services.placing import Change
    from spaceplanner.services.snapping import Snap
    from spaceplanner.services.traces import Asked, Trace


class Tool(StrEnum):
    """What the pointer does."""

    SELECT = "select"
    PAN = "pan"
    PLACE = "place"
    SPLIT = "split"
    HOLE = "hole"
    MERGE = "merge"
    ZOOM_BOX = "zoom_box"
    MEASURE = "measure"
    IDENTIFY = "identify"
    PICK_BOX = "pick_box"
    PICK_LASSO = "pick_lasso"


@dataclass(frozen=True, slots=True)
class Event:
    """What the user did, in pixels of the view.

    Attributes
    ----------
    key
        ``escape``, ``enter``, ``delete``, ``backspace``, an arrow (``left``) or a command (``copy``).
    modifiers
        Of ``shift``, ``ctrl`` and ``alt`` those that are held.
    values
        What was typed for the next corner, in the order of `forms.fields`; None: left as the pointer shows.
    """

    kind: Literal["press", "move", "release", "double", "key", "leave", "typed"]
    px: float = 0.0
    py: float = 0.0
    button: Literal["left", "middle", ""] = ""
    key: str = ""
    modifiers: frozenset[str] = frozenset()
    values: tuple[float | None, ...] = ()

    @property
    def free(self) -> bool:
        """Alt is down: nothing snaps."""
        return "alt" in self.modifiers

    @property
    def far(self) -> bool:
        """Shift is down: farther, or in steps."""
        return "shift" in self.modifiers


@dataclass(frozen=True, eq=False, slots=True)
class Drag:
    """A button is down.

    Attributes
    ----------
    start, last
        Pixels where it went down and where the pointer was last.
    origin
        Metres where it went down; the map may be zoomed while something is held.
    held
        The intervention that is being moved, or None: the map itself.
    grip
        What it is taken by to change its shape; None: it is moved as a whole.
    click
        Releasing the button without having moved is a click.
    """

    start: tuple[float, float]
    last: tuple[float, float]
    origin: tuple[float, float]
    held: tuple[Proposal, Intervention] | None = None
    moved: bool = False
    click: bool = True
    grip: Grip | None = None


@dataclass(frozen=True, eq=False, slots=True)
class State:
    """The tool in hand and what is selected.

    Attributes
    ----------
    type
        What the tool `PLACE` places.
    space, proposal, intervention
        Ids of what is selected, or None.
    vertices
        Corners of what is being drawn, metres.
    form
        How it is drawn.
    spacing
        Metres between the items of a row.
    snapping, grid
        Corners snap to what is near, and to a grid.
    clip
        What was copied or cut last.
    trace
        What is drawn to look at something, see `services.looking`.
    """

    tool: Tool = Tool.SELECT
    type: InterventionType | None = None
    space: str | None = None
    proposal: str | None = None
    intervention: str | None = None
    vertices: tuple[tuple[float, float], ...] = ()
    drag: Drag | None = None
    form: Form = Form.STAMP
    spacing: float = 20.0
    snapping: bool = True
    grid: bool = False
    clip: Intervention | None = None
    trace: Trace | None = None

    @property
    def busy(self) -> bool:
        """Something is being drawn, measured or dragged, which Escape ends or gives up first."""
        return bool(self.vertices) or self.drag is not None or (self.trace is not None and not self.trace.closed)


@dataclass(frozen=True, eq=False, slots=True)
class Preview:
    """What is drawn over the map until the next event.

    Attributes
    ----------
    geometry
        What would be placed or is being moved, metres; drawn like the intervention it will be.
    type
        Id of the intervention type it is.
    change
        What a click would do, or None.
    words
        Lines of text at the pointer, the first one being the title.
    problem
        The words say why a click would be refused.
    hover
        Id of the space under the pointer.
    view
        The map was dragged: the view to show.
    corners
        Corners drawn so far, metres.
    snap
        What the pointer snapped to.
    spot
        Where on the map the problem is, metres.
    grid
        Distance of the grid's lines in metres; 0: there is no grid.
    asked
        What the user asked about the map: to identify or to select what lies there.
    """

    geometry: BaseGeometry | None = None
    type: str = ""
    change: Change | None = None
    words: tuple[str, ...] = ()
    problem: bool = False
    hover: str | None = None
    view: View | None = None
    corners: tuple[tuple[float, float], ...] = ()
    snap: Snap | None = None
    spot: tuple[float, float] | None = None
    grid: float = 0.0
    asked: Asked | None = None


Outcome: TypeAlias = "tuple[State, Preview, Change | None]"
"""The next state, what is drawn meanwhile, and the change to be made, if any."""
Step: TypeAlias = "Callable[[State, Event, Project, View], Outcome]"
"""What a tool does about an event."""
