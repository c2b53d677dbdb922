"""The guided start: seven things to do once, on the sample city. Each ticks itself when it was really done.

Nothing here leads or presses: what was done is read off the project, the selection and a few things the window tells.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import Result

COURT, COACH = "multi_use_court", "coach_programme"
READ, COMPARED, WRITTEN = "read", "compared", "written"
"""What the window tells: the sheet of a space was read, two proposals were compared, a brief was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What there is to see at a moment.

    Attributes
    ----------
    result
        Of this project, or None while it is evaluated.
    space, proposal
        Ids of what is selected, or None.
    step
        Step of the work that the window is in.
    told
        What the window has told just now: of `READ`, `COMPARED` and `WRITTEN`.
    """

    project: Project
    catalogue: Catalogue
    result: Result | None = None
    space: str | None = None
    proposal: str | None = None
    step: str = ""
    told: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Counts:
    """Number of lamps, and of courts with a coach, in the spaces."""

    lamps: int = 0
    courts: int = 0


@dataclass(frozen=True, slots=True)
class TourStep:
    """Something to do.

    Attributes
    ----------
    title, text
        What it is and how it is done, message ids.
    where
        Step of the work in which it is done.
    done
        Whether it was done, from what there is to see and what there was at the start.
    """

    id: str
    title: str
    text: str
    where: str
    done: Callable[[Seen, Counts], bool]


def counts(project: Project, catalogue: Catalogue) -> Counts:
    """Return what has been placed; of the variants for one space, the one with the most counts."""
    lamps, courts = dict[str, int](), dict[str, int]()
    for plan in project.proposals:
        kinds = [item.type for item in plan.interventions]
        lamps[plan.space] = max(lamps.get(plan.space, 0), sum(_is_lamp(kind, catalogue) for kind in kinds))
        courts[plan.space] = max(courts.get(plan.space, 0), kinds.count(COURT) if COACH in kinds else 0)
    return Counts(lamps=sum(lamps.values()), courts=sum(courts.values()))


def neediest(result: Result | None) -> str | None:
    """Return the id of the space in greatest need, or None while nobody knows."""
    spaces = result.diagnosis.spaces if result is not None else ()
    return spaces[0].space if spaces else None


def _is_lamp(kind: str, catalogue: Catalogue) -> bool:
    found = catalogue.types.get(kind)
    return found is not None and bool(found.lamp)


def _worst(seen: Seen, _start: Counts) -> bool:
    return seen.space is not None and seen.space == neediest(seen.result)


def _scored(seen: Seen, _start: Counts) -> bool:
    known = seen.result is not None and seen.proposal is not None and seen.result.proposal(seen.proposal) is not None
    return known and seen.step == "score"


STEPS: tuple[TourStep, ...] = (
    TourStep(
        "worst",
        N_("Find the space in greatest need"),
        N_("The table “Spaces by need” below the map is sorted by need. Select its first row."),
        "diagnosis",
        _worst,
    ),
    TourStep(
        "why",
        N_("See why"),
        N_("The panel “Space” adds up the need and says what each figure rests on. Scroll through it."),
        "diagnosis",
        lambda seen, start: READ in seen.told and _worst(seen, start),
    ),
    TourStep(
        "light",
        N_("Light it"),
        N_("Take the lamp from the tools on the map (key 1) and click inside the space, where it is dark."),
        "sketch",
        lambda seen, start: counts(seen.project, seen.catalogue).lamps > start.lamps,
    ),
    TourStep(
        "court",
        N_("Put in a court, with its coach"),
        N_(
            "Take the court (key 3) and click in the space. Then press “Add a programme” in the panel “Proposal”:"
            " no court is credited with anything without a coach."
        ),
        "sketch",
        lambda seen, start: counts(seen.project, seen.catalogue).courts > start.courts,
    ),
    TourStep(
        "compare",
        N_("Compare two variants"),
        N_("In the menu “Proposal”, duplicate it as a scenario, change something, and choose “Compare with…”."),
        "sketch",
        lambda seen, _start: COMPARED in seen.told and len(seen.project.proposals) > 1,
    ),
    TourStep(
        "score",
        N_("See the score, and how sure it is"),
        N_("The step “Score” ranks the proposals. The bar under the incidents averted is the range they may lie in."),
        "score",
        _scored,
    ),
    TourStep(
        "brief",
        N_("Make the brief"),
        N_("“Export brief” asks for a folder and writes the PDF that partners can check and answer."),
        "report",
        lambda seen, _start: WRITTEN in seen.told,
    ),
)
"""In the order of the work."""

_IDS = frozenset(step.id for step in STEPS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """How far somebody has come.

    Attributes
    ----------
    running
        The guided start is shown.
    done, skipped
        Ids of the steps that were done, and of those that were left out.
    start
        What there was when it began, or went on.
    """

    running: bool = False
    done: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    start: Counts = Counts()

    @property
    def current(self) -> TourStep | None:
        """The step to do next, or None at the end."""
        return next((step for step in STEPS if step.id not in self.done | self.skipped), None)

    @property
    def ended(self) -> bool:
        """Whether every step was done or left out."""
        return self.current is None

    def begun(self, start: Counts) -> Tour:
        """Return it shown, from where it was left; from the beginning where it had ended."""
        kept = Tour() if self.ended else self
        return replace(kept, running=True, start=start)

    def observed(self, seen: Seen) -> Tour:
        """Return it with what can be seen to be done; the same object where nothing is new."""
        if not self.running:
            return self
        new = {step.id for step in STEPS if step.id not in self.done and step.done(seen, self.start)}
        return replace(self, done=self.done | new, skipped=self.skipped - new) if new else self

    def without(self, step: str) -> Tour:
        """Return it with a step left out."""
        return replace(self, skipped=self.skipped | {step})

    def left(self) -> Tour:
        """Return it no longer shown."""
        return replace(self, running=False)


def written(tour: Tour) -> str:
    """Return how far somebody has come, as text for the settings."""
    parts = ("on" if tour.running else "off", ",".join(sorted(tour.done)), ",".join(sorted(tour.skipped)))
    return "|".join(parts)


def read(text: str) -> Tour:
    """Return how far somebody has come from the text in the settings; whatever it does not understand it forgets."""
    running, done, skipped, *_ = [*text.split("|"), "", "", ""]
    return Tour(running=running == "on", done=_known(done.split(",")), skipped=_known(skipped.split(",")))


def _known(ids: Iterable[str]) -> frozenset[str]:
    return _IDS.intersection(ids)
