"""Styles in the window: the panel, its action, the map's legend, and saving a style for QGIS."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from spaceplanner.i18n import N_, gettext
from spaceplanner.io import qgis_style
from spaceplanner.ui.layers_panel import LayersPanel
from spaceplanner.ui.style_legend import StyleLegend
from spaceplanner.ui.style_panel import StylePanel

if TYPE_CHECKING:
    from spaceplanner.ui.main_window import MainWindow


class Styles(QObject):
    """See the module's docstring.

    Attributes
    ----------
    panel, legend
        Where styles are changed, and what explains them over the map.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.panel, self.legend = StylePanel(window.context, window), StyleLegend(window.context, window.canvas)
        window.add_panel("style", self.panel)
        self.panel.save_wanted.connect(self._ask)
        window.actions_.bind("layer_style", self.show)

    @Slot()
    def show(self) -> None:
        """Bring the style of the current layer to the front, with the keyboard in it."""
        dock, panel = self._window.docks["style"], self._window.docks["layers"].panel
        dock.show()
        dock.raise_()
        self.panel.show_layer(panel.current if isinstance(panel, LayersPanel) else None)
        self.panel.fields.kind.setFocus()

    @Slot(str)
    def _ask(self, layer_id: str) -> None:
        layer, path = self._window.context.project.layer(layer_id), self._window.context.document.path
        if layer is None:
            return
        folder = str(path.parent) if path is not None else ""
        kinds = f"{gettext(N_('QGIS styles'))} (*{qgis_style.SUFFIX})"
        dialog = QFileDialog(self._window, gettext(N_("Save the style for QGIS")), folder, kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(qgis_style.SUFFIX.lstrip("."))
        dialog.selectFile(f"{layer.id}{qgis_style.SUFFIX}")
        dialog.fileSelected.connect(lambda chosen: self._save(layer_id, Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _save(self, layer_id: str, path: Path) -> None:
        context = self._window.context
        layer = context.project.layer(layer_id)
        if layer is None or layer.style is None:
            return
        style = layer.style
        context.painting.run(
            "save_style",
            N_("Saving the style"),
            lambda _progress: qgis_style.save(path, layer, style),
            done=lambda _: context.say(gettext(N_("Saved the style as {path}.")).format(path=path.name)),
            failed=context.failed,
        )
