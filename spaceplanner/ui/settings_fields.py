"""The parameters of the analysis that a user can change: what each is called, what it means, and from where to where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spaceplanner.analysis import lighting_class
from spaceplanner.i18n import N_, gettext, number
from spaceplanner.services.assumptions import SETTINGS
from spaceplanner.services.evaluation import LEAST_BANDWIDTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from spaceplanner.domain.luminaire import Luminaire


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, by its name in `domain.project.Settings`; `text` and `means` are message ids."""

    name: str
    text: str
    means: str


@dataclass(frozen=True, slots=True)
class Measured(Field):
    """A number: its range, its step, its decimals, and its unit, a message id or nothing."""

    low: float
    high: float
    step: float
    digits: int = 0
    unit: str = N_("m")


@dataclass(frozen=True, slots=True)
class Share(Measured):
    """A share that is shown in per cent; everything here is a share."""

    digits: int = 3
    unit: str = "%"


@dataclass(frozen=True, slots=True)
class Chosen(Field):
    """One of a few: see `choices`."""


SHAPES: Mapping[str, str] = {
    "street": N_("Street luminaire: far to the sides"),
    "cosine": N_("Flat panel: mostly straight down"),
    "globe": N_("Globe: to all sides, half of it upwards"),
}
"""Generic shape of `analysis.photometry` -> its words, a message id."""

INCIDENTS: tuple[Field, ...] = (
    Measured(
        "incident_radius",
        SETTINGS["incident_radius"].text,
        N_("Incidents within this distance of a space count as near it."),
        10, 1_000, 10,
    ),
    Measured(
        "bandwidth",
        N_("Density bandwidth"),
        N_("How far each incident spreads on the density map: wider is smoother. Never under 100 m, so that nobody can be recognised."),
        LEAST_BANDWIDTH, 1_000, 10,
    ),
)  # fmt: skip

LIGHT: tuple[Field, ...] = (
    Chosen(
        "light_class",
        N_("Lighting class aimed at"),
        N_("The class of EN 13201-2 that the ground of a space should meet. It is the planner's choice."),
    ),
    Chosen(
        "lamp_shape",
        N_("Usual luminaire"),
        N_("Luminaire of the lamps whose layer names none: one from an IES file, or a generic shape."),
    ),
    Measured(
        "maintenance_factor",
        N_("Maintenance factor"),
        N_("Share of its light that a lamp still gives in service, after dirt and ageing: 1 is a new, clean lamp."),
        0.1, 1.0, 0.05, 2, "",
    ),
    Measured(
        "light_grid",
        N_("Spacing of points"),
        N_("Lux is computed at points this far apart: closer is finer and slower."),
        0.5, 20, 0.5, 1,
    ),
    Measured(
        "lit_radius",
        SETTINGS["lit_radius"].text,
        N_("Ground within this distance of a working lamp counts as lit."),
        1, 100, 1,
    ),
    Measured(
        "lamp_distance",
        N_("Lamps of a space"),
        N_("Lamps within this distance of a space are counted for it."),
        5, 500, 5,
    ),
)  # fmt: skip

SOUND: tuple[Field, ...] = (
    Measured(
        "hearing_radius",
        SETTINGS["hearing_radius"].text,
        N_("Ground within this distance of a working alarm counts as within hearing."),
        10, 1_000, 10,
    ),
    Measured(
        "ambient_day",
        N_("Noise by day"),
        N_("Level of the ordinary noise of the streets by day. Raise it for busy centres."),
        30, 90, 1, 0, N_("dB(A)"),
    ),
    Measured(
        "ambient_night",
        N_("Noise by night"),
        N_("Level of the ordinary noise of the streets by night."),
        30, 90, 1, 0, N_("dB(A)"),
    ),
    Measured(
        "hearing_margin",
        N_("Above the noise by"),
        N_("An alarm is heard where it exceeds the ordinary noise by this much."),
        0, 30, 1, 0, N_("dB"),
    ),
    Measured(
        "built_up_loss",
        N_("Lost among buildings"),
        N_("What buildings take of an alarm's level on its way; 0 is a free field."),
        0, 20, 0.5, 1, N_("dB per 100 m"),
    ),
)  # fmt: skip

REACH: tuple[Field, ...] = (
    Measured(
        "walk_distance",
        SETTINGS["walk_distance"].text,
        N_("Residents who walk no farther than this to a space count as served by it, in the need and the score."),
        50, 3_000, 50,
    ),
)  # fmt: skip

MONEY: tuple[Field, ...] = (
    Share(
        "discount_rate",
        SETTINGS["discount_rate"].text,
        N_("What a year's wait takes from the worth of money: Ecuador's public projects use 12% (recalled, unverified). 0 counts all years alike."),
        0, 0.5, 0.01,
    ),
    Measured(
        "horizon_years",
        SETTINGS["horizon_years"].text,
        N_("Years over which costs and benefits are counted."),
        1, 50, 1, 0, N_("years"),
    ),
    Share(
        "contingency",
        SETTINGS["contingency"].text,
        N_("Added to the cost of works for the unforeseen; programmes carry none."),
        0, 1, 0.01,
    ),
    Share(
        "tax",
        SETTINGS["tax"].text,
        N_("Added to costs whose prices do not hold it. 0: the prices hold it, or no tax is paid."),
        0, 1, 0.01,
    ),
    Share(
        "decay",
        SETTINGS["decay"].text,
        N_("Share of the benefit that is lost each year where nobody pays for upkeep: an assumption of ours."),
        0, 1, 0.05,
    ),
)  # fmt: skip

SCORE: tuple[Measured, ...] = (
    Measured(
        "draws",
        SETTINGS["draws"].text,
        N_("How often chance is drawn for effects, incidents and costs: more is steadier and slower."),
        500, 20_000, 500, 0, "",
    ),
    Measured(
        "transfer_sd",
        SETTINGS["transfer_sd"].text,
        N_("Uncertainty added because a study was made elsewhere: a standard deviation of the log rate ratio. An assumption of ours; 0 adds none."),
        0, 1, 0.05, 2, "",
    ),
    Measured(
        "effect_floor",
        SETTINGS["effect_floor"].text,
        N_("The smallest rate ratio that effects together are credited with: 0.5 is half of the incidents at most, 0 sets no limit. An assumption of ours."),
        0, 1, 0.05, 2, "",
    ),
    Measured(
        "displacement_ring",
        SETTINGS["displacement_ring"].text,
        N_("Width of the ring around a space in which it is watched whether incidents move next door."),
        50, 1_000, 10,
    ),
    Measured(
        "controls",
        SETTINGS["controls"].text,
        N_("How many similar spaces without a proposal a space is judged against."),
        1, 20, 1, 0, "",
    ),
)  # fmt: skip
"""What only the score assumes: these have no place in the dialog, see `assumptions_panel`."""

GROUPS: tuple[tuple[tuple[str, tuple[Field, ...]], ...], ...] = (
    ((N_("Incidents"), INCIDENTS), (N_("Lighting"), LIGHT)),
    ((N_("Sound"), SOUND), (N_("Reach"), REACH), (N_("Money"), MONEY)),
)
"""The columns of the dialog, and in each its groups: title, a message id, and fields, in the order of the keyboard."""


def choices(name: str, luminaires: Iterable[Luminaire] = ()) -> list[tuple[str, int | str]]:
    """Return the entries of a chosen parameter, words in the language in use and what they stand for.

    Parameters
    ----------
    name
        Of the parameter.
    luminaires
        Those of the project, which come after the generic shapes.
    """
    if name == "lamp_shape":
        generic: list[tuple[str, int | str]] = [(gettext(words), shape) for shape, words in SHAPES.items()]
        return generic + [(one.name, one.name) for one in luminaires]
    text = gettext(N_("{name}: {average} lux on average, {minimum} at least"))
    return [
        (text.format(name=title, average=_lux(needed.average), minimum=_lux(needed.minimum)), place)
        for place, (title, needed) in enumerate(zip(lighting_class.NAMES, lighting_class.CLASSES, strict=True), start=1)
    ]


def _lux(value: float) -> str:
    return number(value, 0 if value == round(value) else 1)
