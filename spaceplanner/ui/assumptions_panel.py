"""The panel of assumptions: every number the score takes for granted, its default, and what another would change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from spaceplanner.domain import edits
from spaceplanner.domain.project import Settings
from spaceplanner.i18n import N_, gettext, ngettext, number
from spaceplanner.services import assumptions, foresight, money_words
from spaceplanner.ui import theme
from spaceplanner.ui.facts import rule
from spaceplanner.ui.link import Link
from spaceplanner.ui.plain import label
from spaceplanner.ui.scrolled import scrolled
from spaceplanner.ui.settings_fields import GROUPS, SCORE, Measured, Share
from spaceplanner.ui.slider_row import SliderRow

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import ProposalResult, Result
    from spaceplanner.services.progress import Progress
    from spaceplanner.ui.context import Context

_MARGIN, _LEAST = 12, 264
_PAUSE_MS = 500
"""After keys and wheels, which have no release, this long without another makes it a step."""
_PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Effects"), ("transfer_sd", "effect_floor", "decay", "draws")),
    (N_("Where it reaches"), ("incident_radius", "lit_radius", "hearing_radius", "walk_distance")),
    (N_("Money"), ("discount_rate", "horizon_years", "contingency", "tax")),
    (N_("Proof"), ("displacement_ring", "controls")),
)
"""Heads, message ids, and the settings below each."""
_ELSEWHERE = ("weights", "social_costs", "evidence", "analysis")


class AssumptionsPanel(QWidget):
    """See the module's docstring. Sliding previews the selected proposal; letting go is one undo step.

    Attributes
    ----------
    rows
        Setting -> its slider.
    links
        ``weights``, ``social_costs``, ``evidence`` and ``analysis`` -> the button that opens it.
    summary, listed, preview
        How many assumptions are not the defaults, which, and what the slider would change.
    restore
        The button that takes all settings of the panel back to their defaults.
    """

    open_requested = Signal(str)
    """Name of the action that opens what is set elsewhere."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.rows: dict[str, SliderRow] = {}
        self.links = {name: Link(self) for name in _ELSEWHERE}
        for name, link in self.links.items():
            link.clicked.connect(lambda _=False, name=name: self.open_requested.emit(name))
        self.summary, self.listed = label(parent=self, wrap=True), label(parent=self, role="secondary", wrap=True)
        self.summary.setFont(theme.font(12, "semibold"))
        self.preview = label(parent=self, role="secondary", wrap=True)
        self.restore = QPushButton(self)
        self.restore.setProperty("flat", True)  # noqa: FBT003 - Qt's own signature
        self.restore.clicked.connect(self._restore)
        self._wish: Settings | None = None
        self._busy = self._changing = False
        self._step: tuple[Project, ProposalResult] | None = None
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._settle)
        self._build()
        context.project_changed.connect(self._follow)
        context.document_replaced.connect(self._forget)
        for signal in (context.result_changed, context.proposal_selected):
            signal.connect(self._say_preview)
        for signal in (context.language_changed, context.appearance.changed):
            signal.connect(self.retranslate)
        self.retranslate()

    def _build(self) -> None:
        head = QWidget(self)
        column = QVBoxLayout(head)
        column.setContentsMargins(_MARGIN, 10, _MARGIN, 8)
        column.setSpacing(5)
        for widget in (self.summary, self.listed, self.restore, rule(head), self.preview):
            column.addWidget(widget)
        self._body = scrolled(self)
        # So that defaults are never cut.
        self.setMinimumWidth(_LEAST)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addWidget(rule(self))
        outer.addWidget(self._body, 1)

    # What is shown ------------------------------------------------------------------------------------------------

    @Slot()
    def retranslate(self) -> None:
        """Write everything anew, in the language and colours of the moment."""
        inside = QWidget(self._body)
        column = QVBoxLayout(inside)
        column.setContentsMargins(_MARGIN, 8, _MARGIN, _MARGIN)
        column.setSpacing(9)
        for title, names in _PARTS:
            column.addWidget(_heading(gettext(title), inside))
            for name in names:
                row = self.rows[name] = self._row(_FIELDS[name], inside)
                column.addWidget(row)
            column.addSpacing(4)
        column.addWidget(_heading(gettext(N_("Set elsewhere")), inside))
        links = QVBoxLayout()
        links.setSpacing(1)
        for link in self.links.values():
            links.addWidget(link)
        column.addLayout(links)
        column.addStretch(1)
        old = self._body.takeWidget()
        self._body.setWidget(inside)
        if old is not None:
            old.deleteLater()
        self.restore.setText(gettext(N_("Restore these defaults")))
        self._show()

    def _row(self, field: Measured, parent: QWidget) -> SliderRow:
        row = SliderRow(
            self._context,
            gettext(field.text),
            gettext(field.means),
            low=field.low,
            high=field.high,
            step=field.step,
            usual=getattr(Settings(), field.name),
            digits=field.digits,
            unit=gettext(field.unit),
            share=isinstance(field, Share),
            stacked=True,
            parent=parent,
        )
        row.changed.connect(lambda _: self._foresee())
        row.settled.connect(self._settle)
        return row

    @Slot(object, object)
    def _follow(self, before: Project, after: Project) -> None:
        """Follow the project; what was about to be changed in another version of it is dropped."""
        parts = ("settings", "criteria", "overrides", "social_costs")
        if any(getattr(before, part) is not getattr(after, part) for part in parts):
            self._show()

    @Slot()
    def _forget(self) -> None:
        """Take a pending wish for what is no longer open back."""
        self._pause.stop()
        self._wish = None
        self._show()

    def _show(self) -> None:
        project = self._context.project
        self._pause.stop()
        self._wish = None
        for name, row in self.rows.items():
            row.set_value(getattr(project.settings, name))
        found = assumptions.differences(project, self._context.catalogue)
        self.summary.setText(assumptions.summary(len(found)))
        self.listed.setText("\n".join(f"• {phrase}" for phrase in found))
        self.listed.setVisible(bool(found))
        self.restore.setVisible(bool(assumptions.changed_settings(project.settings)))
        for name, words in self._elsewhere(project).items():
            self.links[name].setText(words)
        self._say_preview()

    def _elsewhere(self, project: Project) -> dict[str, str]:
        usual, own = gettext(N_("the defaults")), gettext(N_("your own"))
        given, kinds = len({cost.outcome for cost in project.social_costs}), len(money_words.OUTCOMES)
        count = len(project.overrides)
        overridden = ngettext("{count} finding overridden", "{count} findings overridden", count)
        said = {
            "weights": (N_("Weights of the criteria"), own if assumptions.weights_differ(project) else usual),
            "social_costs": (
                N_("Social costs"),
                gettext(N_("{given} of {all} set")).format(given=number(given), all=number(kinds)),
            ),
            "evidence": (N_("Evidence"), overridden.format(count=number(count))),
            "analysis": (N_("Light, sound and the rest"), gettext(N_("analysis settings"))),
        }
        return {name: f"{gettext(text)}: {state}…" for name, (text, state) in said.items()}

    # What a slider would change -----------------------------------------------------------------------------------

    def _wanted(self) -> Settings:
        """Return the settings as the sliders have them; whole numbers stay whole."""
        old = self._context.project.settings
        values = {name: type(getattr(old, name))(row.value()) for name, row in self.rows.items()}
        return replace(old, **values)

    def _foresee(self) -> None:
        """Have what the sliders say evaluated; one evaluation is under way at a time, the latest wish comes next."""
        self._wish = self._wanted()
        if not any(row.slider.isSliderDown() for row in self.rows.values()):
            self._pause.start()
        if not self._busy and self._context.proposal is not None and self._context.result is not None:
            self._evaluate(self._wish)

    def _evaluate(self, settings: Settings) -> None:
        context, changed = self._context, edits.set_settings(settings)(self._context.project)
        self._busy = True

        def work(progress: Progress) -> Result:
            return context.evaluator.evaluate(changed, progress, standing=False)

        def done(after: Result) -> None:
            self._take(settings, after)

        context.tasks.run("assume", N_("Evaluating"), work, done=done, failed=self._fail)

    def _take(self, settings: Settings, after: Result) -> None:
        self._busy = False
        if self._wish is None:
            return
        now = self._now()
        then = after.proposal(now.id) if now is not None else None
        if now is not None and then is not None:
            self._compare(now, then)
        if self._wish is not settings:
            self._evaluate(self._wish)

    def _fail(self, error: Exception) -> None:
        self._busy = False
        self._context.failed(error)

    def _now(self) -> ProposalResult | None:
        result, proposal = self._context.result, self._context.proposal
        return result.proposal(proposal) if result is not None and proposal is not None else None

    @Slot()
    def _say_preview(self) -> None:
        """Say what the latest step changed, or what can be done; while a wish is evaluated, what is said stays."""
        now, (project, before) = self._now(), self._step or (None, None)
        if now is None:
            self.preview.setText(gettext(N_("Select a proposal to see what another assumption would change.")))
        elif self._wish is None and not self._changing:
            if before is None or before.id != now.id or project is not self._context.project:
                hint = gettext(N_("Move a slider to see what it changes; letting go makes it so."))
                self.preview.setText(f"{_line(now.name)}\n{hint}")
            elif self._context.result_project is project:
                self._compare(before, now)

    def _compare(self, before: ProposalResult, after: ProposalResult) -> None:
        lines = foresight.assumed(before, after, len(self._context.project.proposals), self._context.catalogue.currency)
        self.preview.setText("\n".join((_line(after.name), *lines)))

    # What is changed ----------------------------------------------------------------------------------------------

    @Slot()
    def _settle(self) -> None:
        """Make what the sliders say a step; nothing changed is no step."""
        self._pause.stop()
        if self._wish is None:
            return
        wanted, self._wish = self._wanted(), None
        if wanted == self._context.project.settings:
            self._say_preview()
        else:
            self._change(N_("Change an assumption"), wanted)

    @Slot()
    def _restore(self) -> None:
        usual, old = Settings(), self._context.project.settings
        wanted = replace(old, **{name: getattr(usual, name) for name in self.rows})
        self._change(N_("Restore the default assumptions"), wanted)

    def _change(self, label_: str, wanted: Settings) -> None:
        context, before = self._context, self._now()
        self._changing = True
        done = context.do(label_, edits.set_settings(wanted))
        self._changing = False
        self._step = (context.project, before) if done and before is not None else None
        self._say_preview()


def _line(text: str) -> str:
    return " ".join(text.split())


def _heading(text: str, parent: QWidget) -> QLabel:
    made = label(text, parent)
    made.setFont(theme.font(12, "semibold"))
    return made


_FIELDS = {
    field.name: field
    for field in (*SCORE, *(field for column in GROUPS for _, fields in column for field in fields))
    if isinstance(field, Measured)
}
