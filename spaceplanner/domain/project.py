"""The project: one immutable value that holds everything a user has put in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spaceplanner.domain.criteria import NEED_PARTS, SCORE_CRITERIA
from spaceplanner.domain.luminaire import matching
from spaceplanner.domain.plan import Plan

if TYPE_CHECKING:
    from spaceplanner.domain.background import Background
    from spaceplanner.domain.bookmark import Bookmark
    from spaceplanner.domain.criteria import Criterion
    from spaceplanner.domain.judgement import Comparison, Override, SocialCost
    from spaceplanner.domain.layer import Layer, Role
    from spaceplanner.domain.luminaire import Luminaire
    from spaceplanner.domain.partner import Partner
    from spaceplanner.domain.photo import Photo
    from spaceplanner.domain.proposal import Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Parameters of the analysis, all in metres unless said otherwise.

    Attributes
    ----------
    incident_radius
        Incidents within this distance of a space count as near it.
    lamp_distance
        Lamps within this distance of a space are listed for it.
    lit_radius
        Ground within this distance of a working lamp counts as lit.
    hearing_radius
        Ground within this distance of a working alarm counts as within hearing.
    walk_distance
        Residents who walk no farther than this to a space count as served, in the need and the score.
    bandwidth
        Support radius of the quartic incident density; at least 100.
    light_class
        Which of EN 13201's classes P1 to P6 the ground of a space should meet, 1 to 6: the planner's choice.
    light_grid
        Spacing of the points at which illuminance is computed.
    maintenance_factor
        Share of its light that a lamp still gives in service, above 0, at most 1.
    lamp_shape
        Name of one of the project's luminaires, or of a generic shape, for lamps that name none.
    ambient_day, ambient_night
        Level of ordinary noise, dB(A).
    hearing_margin
        An alarm is heard where it exceeds the ordinary noise by this much, dB.
    built_up_loss
        What buildings take of an alarm's level, dB for each 100 m.
    contingency
        Share added to the cost of works for the unforeseen.
    horizon_years
        Years over which yearly costs are counted.
    discount_rate
        Social discount rate per year, 0 to below 1.
    tax
        Share added to costs whose prices do not hold it, at least 0.
    transfer_sd
        Standard deviation of a log rate ratio that is added for the step from a study's setting to this one.
    effect_floor
        Smallest combined rate ratio that is credited, 0 to 1.
    decay
        Share of the benefit that is lost each year where nobody pays for upkeep, 0 to 1.
    displacement_ring
        Width of the ring around a space where incidents may move to.
    controls
        How many comparable spaces a space is judged against.
    seed, draws
        Of the uncertainty simulation; at least 2,000 draws.
    """

    incident_radius: float = 100.0
    lamp_distance: float = 50.0
    lit_radius: float = 20.0
    hearing_radius: float = 100.0
    walk_distance: float = 400.0
    bandwidth: float = 150.0
    light_class: int = 4
    light_grid: float = 2.0
    maintenance_factor: float = 0.8
    lamp_shape: str = "street"
    ambient_day: float = 60.0
    ambient_night: float = 50.0
    hearing_margin: float = 15.0
    built_up_loss: float = 5.0
    contingency: float = 0.10
    horizon_years: int = 10
    discount_rate: float = 0.12
    tax: float = 0.0
    transfer_sd: float = 0.15
    effect_floor: float = 0.5
    decay: float = 0.3
    displacement_ring: float = 200.0
    controls: int = 5
    seed: int = 20260101
    draws: int = 4000

    @property
    def walk_limit(self) -> float:
        """Metres on foot up to which distances are measured: 800 are always told."""
        return max(800.0, self.walk_distance)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Project:
    """Everything that is saved. Edits make a new one (see `spaceplanner.domain.edits`).

    Attributes
    ----------
    crs
        A metric projected CRS, ``EPSG:N`` or WKT; None until the first layer decides it.
    timezone
        IANA name; None until the first layer decides it. Times in tables are local wall time in this zone.
    organisation
        Who presents the briefs.
    fictional
        The place is invented; said wherever the project appears.
    overrides, social_costs
        The users' own values, with their source.
    comparisons
        Pairwise judgements of the criteria; their weights are made of them where the planner says so.
    plan
        Budget and rules of the portfolio.
    bookmarks
        Parts of the map that were given a name.
    photos
        Photographs of spaces and proposals.
    backgrounds
        Pictures of the ground under everything else, the first drawn first.
    """

    name: str
    crs: str | None = None
    timezone: str | None = None
    organisation: str = ""
    contact: str = ""
    fictional: bool = False
    currency: str = "USD"
    layers: tuple[Layer, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    partners: tuple[Partner, ...] = ()
    luminaires: tuple[Luminaire, ...] = ()
    settings: Settings = field(default_factory=Settings)
    need_parts: tuple[Criterion, ...] = NEED_PARTS
    criteria: tuple[Criterion, ...] = SCORE_CRITERIA
    overrides: tuple[Override, ...] = ()
    social_costs: tuple[SocialCost, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    plan: Plan = field(default_factory=Plan)
    bookmarks: tuple[Bookmark, ...] = ()
    photos: tuple[Photo, ...] = ()
    backgrounds: tuple[Background, ...] = ()

    def by_role(self, role: Role) -> tuple[Layer, ...]:
        """Return the layers with a role, in order."""
        return tuple(layer for layer in self.layers if layer.role is role)

    def layer(self, layer_id: str) -> Layer | None:
        """Return the layer with an id, or None."""
        return next((layer for layer in self.layers if layer.id == layer_id), None)

    def background(self, background_id: str) -> Background | None:
        """Return the background with an id, or None."""
        return next((one for one in self.backgrounds if one.id == background_id), None)

    def proposal(self, proposal_id: str) -> Proposal | None:
        """Return the proposal with an id, or None."""
        return next((proposal for proposal in self.proposals if proposal.id == proposal_id), None)

    def luminaire(self, name: str) -> Luminaire | None:
        """Return the luminaire of a name, however it is spelt (see `luminaire.matching`), or None."""
        wanted = matching(name)
        return next((luminaire for luminaire in self.luminaires if matching(luminaire.name) == wanted), None)
