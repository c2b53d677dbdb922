"""The form of an import: which layer, what it is used as, which column holds what, where it is, which rows."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from spaceplanner.domain.layer import Role
from spaceplanner.errors import CrsError, SpacePlannerError
from spaceplanner.i18n import N_, gettext
from spaceplanner.ui import import_words, theme
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.coverage_row import CoverageRow
from spaceplanner.ui.filter_fold import FilterFold
from spaceplanner.ui.fold import Fold
from spaceplanner.ui.import_head import ImportHead
from spaceplanner.ui.lines import LABELS, grid, line
from spaceplanner.ui.mapping_rows import MappingRows
from spaceplanner.ui.plain import label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spaceplanner.io.importing import ImportRequest
    from spaceplanner.io.inspecting import Inspection
    from spaceplanner.services.progress import Progress
    from spaceplanner.services.survey import Survey
    from spaceplanner.ui.context import Context

_TASK, _GUESS = "survey", "guess"
_PLACES = {"codes": "crs", "filter": "filter", "needed": "role", "field": "columns", "encoding": "more"}
"""Parameter of an error -> the part of the form that the error is about."""


class ImportForm(QWidget):
    """The form for one file; see the module's docstring.

    Attributes
    ----------
    head, mapping, filter, more, encoding, coverage
        The parts of the form, from top to bottom.
    """

    encoding_changed = Signal()
    """The file is to be looked into again, with another encoding."""
    problem_shown = Signal(QWidget)
    """The part of the form in which a problem is said now."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._survey: Survey | None = None
        self._guessing = False
        self.head = ImportHead(context, self)
        self.mapping, self.filter, self.more = MappingRows(self), FilterFold(context, self), Fold(self)
        self.encoding, self.coverage = Choice(self), CoverageRow(self)
        self._title = label(gettext(N_("What the columns hold")), self)
        self._title.setFont(theme.font(12, "semibold"))
        self._columns_problem = label(parent=self, role="warning", wrap=True)
        self._more_problem = label(parent=self, role="warning", wrap=True)
        self._notes = label(parent=self, role="secondary", wrap=True)
        self._build()
        self.head.layer_changed.connect(self._show_layer)
        self.head.role_changed.connect(self._show_role)
        self.mapping.changed.connect(self._forget_problems)
        self.filter.opened.connect(self._want_survey)
        self.filter.rows_changed.connect(self._guess)
        self.encoding.currentIndexChanged.connect(self.encoding_changed)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.head, self._title, self.mapping, self._columns_problem, self.filter, self.more):
            column.addWidget(widget)
        column.insertSpacing(1, 6)
        column.addWidget(self._notes)
        column.addStretch(1)
        self.more.say(gettext(N_("More")))
        lines = grid(LABELS - 20)
        self._encoding_label = line(lines, 0, N_("Text encoding"), self.encoding, self)
        self._coverage_label = line(lines, 1, N_("It covers"), self.coverage, self)
        self.coverage.setToolTip(gettext(N_("Within this area, nothing there means none; outside it means no data.")))
        self.encoding.add(gettext(N_("found out from the file")), None)
        for code, words in import_words.ENCODINGS.items():
            self.encoding.add(words, code)
        inside = QVBoxLayout()
        inside.addLayout(lines)
        inside.addWidget(self._more_problem)
        self.more.fill(inside)

    # What is shown ------------------------------------------------------------------------------------------------

    def show_file(self, inspection: Inspection, skip: frozenset[str] = frozenset()) -> None:
        """Show what a file holds, the likeliest layer first; `skip` are layers that are in already."""
        asks = import_words.asks_encoding(inspection.path.name)
        self.encoding.setVisible(asks)
        self._encoding_label.setVisible(asks)
        self.head.show_file(inspection, skip)

    def forget_encoding(self) -> None:
        """Have the encoding found out again, for another file."""
        self.encoding.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.encoding.setCurrentIndex(0)
        self.encoding.blockSignals(False)  # noqa: FBT003

    @Slot()
    def _show_layer(self) -> None:
        info = self.head.info
        for task in (_TASK, _GUESS):
            self._context.tasks.cancel(task)
        self._survey = None
        self.filter.forget()
        notes = [gettext(message).format(**parameters) for message, parameters in info.notes]
        self._notes.setText("\n".join(notes))
        self._notes.setVisible(bool(notes))
        self._show_role()
        if self.filter.is_open:
            self._want_survey()

    @Slot()
    def _show_role(self) -> None:
        """Show the fields of the chosen use, and what was guessed for them."""
        info, spec = self.head.info, self.head.spec
        self._forget_problems()
        role = spec.role if spec is not None else None
        covers = role not in {None, Role.BOUNDARY, Role.SPACES, Role.CONTEXT}
        for widget in (self.coverage, self._coverage_label):
            widget.setVisible(covers)
        self.more.setVisible(covers or import_words.asks_encoding(self.head.inspection.path.name))
        if role is info.guessed_role:
            self._show_guess(info.mapping)
            return
        self._show_guess({})
        self._guessing = True
        if self._survey is not None:
            self._guess()
        elif role is not None and not self.head.misfit():
            self._want_survey()

    def _show_guess(self, guess: Mapping[str, str]) -> None:
        info, spec = self.head.info, self.head.spec
        self._guessing = False
        fits = spec is not None and bool(info.fields) and not self.head.misfit()
        fields = [one.id for one in spec.fields] if spec is not None and fits else []
        placed: dict[str, str] = {part: info.mapping[part] for part in ("x", "y") if part in info.mapping}
        if fits and (placed or (info.kind is None and "geometry" not in info.mapping)):
            fields = ["x", "y", *fields]
        joined = [one.id for one in spec.fields if one.type == "time"] if spec is not None else []
        self._title.setVisible(bool(fields))
        self.mapping.setVisible(bool(fields))
        self.mapping.show_fields(fields, info.fields, {**guess, **placed}, joined=joined)
        self._order()

    def _order(self) -> None:
        """Have the tabulator go from top to bottom, through rows that were made later than what is below them."""
        rows = [self.mapping.choice(field) for field in self.mapping.fields]
        chain = [self.head.name, self.head.crs, *rows, self.filter.head, self.filter.column]
        for before, after in pairwise(chain):
            self.setTabOrder(before, after)

    # The rows, read once they are wanted --------------------------------------------------------------------------

    @Slot()
    def _want_survey(self) -> None:
        info = self.head.info
        if self._survey is not None or info.problem is not None:
            return
        path, layer, encoding = self.head.inspection.path, info.name, self.encoding.currentData()

        def work(progress: Progress) -> Survey:
            from spaceplanner.services import survey  # noqa: PLC0415 - start-up time: the readers

            return survey.look(path, layer, encoding=encoding, alive=lambda: progress(0.5, ""))

        self._context.tasks.run(_TASK, N_("Reading the rows"), work, done=self._take_survey, failed=self._not_read)

    def _take_survey(self, survey: Survey) -> None:
        self._survey = survey
        self.filter.show_survey(survey)
        if self._guessing:
            self._guess()

    @Slot()
    def _guess(self) -> None:
        """Guess from the rows that the filter leaves, as the importer would; what was chosen by hand stays."""
        spec, survey = self.head.spec, self._survey
        if spec is None or survey is None or self.mapping.by_hand():
            return
        expression = self.filter.expression if self.filter.rows else None
        self._context.tasks.run(
            _GUESS,
            N_("Reading the rows"),
            lambda _progress: survey.mapping(spec.role, expression),
            done=lambda guess: None if self.mapping.by_hand() else self._show_guess(guess),
            failed=self._not_read,
        )

    def _not_read(self, error: Exception) -> None:
        if not self.show_error(error):
            self.show_problem("columns", str(error))

    def stop(self) -> None:
        """Give up what is being read for the form."""
        for task in (_TASK, _GUESS):
            self._context.tasks.cancel(task)
        self.filter.forget()

    # What it says -------------------------------------------------------------------------------------------------

    def request(self) -> ImportRequest | None:
        """Return what is to be imported; None where something is missing, which is said at its place."""
        from spaceplanner.io.importing import ImportRequest  # noqa: PLC0415 - start-up time: the readers

        head, spec = self.head, self.head.spec
        missing = self._missing()
        if missing is not None or spec is None:
            part, text = missing or ("role", "")
            self.show_problem(part, text)
            return None
        return ImportRequest(
            path=head.inspection.path,
            role=spec.role,
            layer=head.info.name,
            crs=head.system,
            # What is shown is what is done; before it is known what to show, the importer guesses alone.
            mapping={} if self._guessing and not self.mapping.by_hand() else self.mapping.mapping(),
            where=self.filter.expression,
            encoding=self.encoding.currentData(),
            name=head.name.text().strip() or None,
            coverage=self.coverage.chosen,
        )

    def _missing(self) -> tuple[str, str] | None:
        """Return what has to be given yet: a part of the form and a sentence."""
        head, info = self.head, self.head.info
        if info.problem is not None:
            return "role", info.problem
        if head.spec is None:
            return "role", gettext(N_("Choose what the layer is used as."))
        if head.misfit():
            return "role", head.misfit()
        if "x" in self.mapping.fields and not (self.mapping.chosen("x") and self.mapping.chosen("y")):
            return "columns", gettext(N_("Choose the two columns that say where each row is."))
        if info.crs is None and head.system is None:
            return "crs", gettext(
                N_("The file does not say its coordinate system. Choose it here, or ask who made it.")
            )
        return None

    def show_error(self, error: Exception) -> bool:
        """Say at its place what is wrong; return whether the form has a place for it."""
        if not isinstance(error, SpacePlannerError):
            self._context.failed(error)
            return True
        part = next((part for key, part in _PLACES.items() if key in error.parameters), None)
        part = part or ("crs" if isinstance(error, CrsError) else None)
        if part is None and "column" in error.parameters:
            part = "filter" if self.filter.expression else "columns"
        if part is None:
            return False
        self.show_problem(part, _words(error))
        return True

    def show_problem(self, part: str, text: str) -> None:
        """Say what is wrong with a part: ``role``, ``crs``, ``columns``, ``filter`` or ``more``; nothing is."""
        if part in {"role", "crs"}:
            where: QWidget = self.head.show_problem(part, text)
        elif part == "filter":
            self.filter.show_problem(text)
            where = self.filter
        else:
            where = self._columns_problem if part == "columns" else self._more_problem
            where.setText(text)
            where.setVisible(bool(text))
            if part == "more" and text:
                self.more.unfold()
        if text:
            self.problem_shown.emit(where)

    @Slot()
    def _forget_problems(self) -> None:
        for part in ("columns", "more"):
            self.show_problem(part, "")


def _words(error: SpacePlannerError) -> str:
    """Return an error in the words of the form: a missing system is chosen here, not given as an option."""
    values = error.parameters
    if "codes" not in values or "crs" in values:
        return str(error)
    return gettext(N_("The file does not say its coordinate system; its coordinates are like {x}, {y}.")).format(
        **values
    )
