"""The head of the import: which layer of the file, what it is used as, its name, its coordinate system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from spaceplanner.domain.layer import Role
from spaceplanner.i18n import N_, gettext, pick
from spaceplanner.ui import import_words
from spaceplanner.ui.choice import Choice
from spaceplanner.ui.lines import grid, line
from spaceplanner.ui.plain import label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QLabel

    from spaceplanner.domain.layer import Source
    from spaceplanner.io.inspecting import Inspection, LayerInfo
    from spaceplanner.io.roles import RoleSpec
    from spaceplanner.ui.context import Context


class ImportHead(QWidget):
    """See the module's docstring.

    Attributes
    ----------
    layer, role, name, crs
        The parts of the head.
    """

    layer_changed = Signal()
    """Another layer was chosen, or another file is shown; its likeliest role is chosen with it."""
    role_changed = Signal()
    """Another use was chosen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._inspection: Inspection | None = None
        self.layer, self.role, self.crs = Choice(self), Choice(self), Choice(self, editable=True)
        self.name = QLineEdit(self)
        self._found = label(parent=self, role="secondary", wrap=True)
        self._problems = {part: label(parent=self, role="warning", wrap=True) for part in ("role", "crs")}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._found)
        lines = grid()
        self._layer_label = line(lines, 0, N_("Layer or sheet"), self.layer, self)
        line(lines, 1, N_("What it is"), self.role, self)
        line(lines, 3, N_("Name"), self.name, self)
        self._crs_label = line(lines, 4, N_("Coordinate system"), self.crs, self)
        lines.addWidget(self._problems["role"], 2, 1)
        lines.addWidget(self._problems["crs"], 5, 1)
        column.addLayout(lines)
        self.layer.currentIndexChanged.connect(self._show_layer)
        self.role.currentIndexChanged.connect(self._show_role)
        self.crs.editTextChanged.connect(self._crs_edited)

    @property
    def inspection(self) -> Inspection:
        """What the file holds."""
        assert self._inspection is not None
        return self._inspection

    @property
    def info(self) -> LayerInfo:
        """What is known of the chosen layer."""
        return self.inspection.layers[max(self.layer.currentIndex(), 0)]

    @property
    def spec(self) -> RoleSpec | None:
        """What the chosen use asks for, or None while none is chosen."""
        return specs().get(self.role.currentData())

    @property
    def system(self) -> str | None:
        """The coordinate system given here; None where the source says its own, or nothing is given."""
        if self.info.crs is not None:
            return None
        place = self.crs.currentIndex()
        text = self.crs.currentText()
        picked = place >= 0 and text == self.crs.itemText(place)
        return str(self.crs.itemData(place)) if picked else text.strip() or None

    def show_file(self, inspection: Inspection, skip: frozenset[str] = frozenset()) -> None:
        """Show what a file holds, the likeliest layer first; `skip` are layers that are in already."""
        self._inspection = inspection
        layers = inspection.layers
        had = frozenset(one.role for one in self._context.project.layers)
        left = [place for place, info in enumerate(layers) if info.name not in skip] or [0]
        likely = left[import_words.likeliest(tuple(layers[place] for place in left), had)]
        self.layer.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.layer.clear()
        for info in layers:
            self.layer.add(f"{info.name}  ·  {import_words.found(info)}", info.name)
        self.layer.setCurrentIndex(likely)
        self.layer.blockSignals(False)  # noqa: FBT003
        for widget in (self.layer, self._layer_label):
            widget.setVisible(len(layers) > 1)
        self._show_layer()

    def show_problem(self, part: str, text: str) -> QLabel:
        """Say what is wrong with the ``role`` or the ``crs``; nothing is."""
        found = self._problems[part]
        found.setText(text)
        found.setVisible(bool(text))
        if part == "crs" and text:
            self._show_system(asks=True)
        return found

    def misfit(self) -> str:
        """Say that the layer's geometry is none that its use takes, or nothing where it fits."""
        info, spec = self.info, self.spec
        if spec is None or info.kind is None or info.kind in spec.kinds:
            return ""
        needed = ", ".join(import_words.kind(one) for one in spec.kinds)
        return gettext(import_words.KINDS[info.kind][1]).format(role=pick(spec.name), needed=needed)

    @Slot()
    def _show_layer(self) -> None:
        info = self.info
        self._found.setText(info.problem or import_words.found(info))
        self._offer_roles(info)
        self._offer_systems(info)
        self.show_problem("crs", "")
        self._name_it()
        self.layer_changed.emit()

    @Slot()
    def _show_role(self) -> None:
        self._name_it()
        self.role_changed.emit()

    @Slot()
    def _crs_edited(self) -> None:
        self.show_problem("crs", "")

    def _offer_roles(self, info: LayerInfo) -> None:
        """Offer the uses that the layer's geometry fits, and below them the others."""
        table = specs()
        fitting = [role for role in Role if info.kind is None or info.kind in table[role].kinds]
        rest = [role for role in Role if role not in fitting]
        self.role.blockSignals(True)  # noqa: FBT003
        self.role.clear()
        for role in fitting:
            self.role.add(pick(table[role].name), role)
        if rest:
            self.role.insertSeparator(self.role.count())
        for role in rest:
            self.role.add(pick(table[role].name), role)
        self.role.setPlaceholderText(gettext(N_("Choose what it is")))
        self.role.setCurrentIndex(self.role.findData(info.guessed_role) if info.guessed_role else -1)
        self.role.blockSignals(False)  # noqa: FBT003

    def _offer_systems(self, info: LayerInfo) -> None:
        """Offer coordinate systems where the layer does not say its own, the likely ones first."""
        self.crs.clear()
        for code in dict.fromkeys((*info.likely, *import_words.USUAL)) if info.crs is None else ():
            self.crs.add(import_words.system_name(code), code)
        self._show_system(asks=info.crs is None and (info.kind is not None or bool(info.fields)))
        self.crs.setCurrentIndex(0 if info.likely else -1)
        if not info.likely:
            self.crs.setEditText("")
        edit = self.crs.lineEdit()
        assert edit is not None
        edit.setPlaceholderText(gettext(N_("Choose one, or type a code such as EPSG:32717")))
        edit.setCursorPosition(0)

    def _show_system(self, *, asks: bool) -> None:
        for widget in (self.crs, self._crs_label):
            widget.setVisible(asks)

    def _name_it(self) -> None:
        """Write the name that the layer from this source has already, the usual one of its use, or the file's."""
        self.show_problem("role", self.misfit())
        spec, project, path = self.spec, self._context.project, self.inspection.path
        if spec is None:
            self.name.setText(path.stem)
            return
        before = next((one for one in project.by_role(spec.role) if self._is_from_here(one.source)), None)
        usual = pick(spec.name)
        taken = usual in {one.name for one in project.layers}
        self.name.setText(before.name if before is not None else path.stem if taken else usual)
        self.name.setCursorPosition(0)

    def _is_from_here(self, source: Source) -> bool:
        return source.path == self.inspection.path.name and source.layer in {None, self.info.name}


def specs() -> Mapping[Role, RoleSpec]:
    """Return what every role asks for."""
    from spaceplanner.io import roles  # noqa: PLC0415 - start-up time: known once a file was looked into

    return roles.roles()
