"""About: the version, what it stands on, and the licences of what ships with it."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout

from spaceplanner import __version__, resources
from spaceplanner.i18n import N_, gettext
from spaceplanner.ui import theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

ASSETS = (
    ("Inter", "SIL OFL 1.1", ("fonts", "LICENSE-Inter-OFL.txt")),
    ("Lucide", "ISC", ("icons", "LICENSE-lucide.txt")),
    ("Leaflet", "BSD-2-Clause", ("webmap", "leaflet", "LICENSE")),
)
"""Bundled assets: name, licence, and the file with the licence's text."""
LIBRARIES = ("PySide6-Essentials", "shapely", "pyproj", "pyogrio", "fiona", "pyarrow", "numpy", "scipy", "contourpy",
             "reportlab", "ezdxf", "folium", "msgspec", "python-calamine", "pillow", "pmtiles", "fonttools", "segno", "tzfpy")  # fmt: skip
"""Distributions the program stands on, in the order shown."""
_SHORT = 60


def credits_text() -> str:
    """Return the libraries with their versions and licences, and the licences of the bundled assets in full."""
    lines = [gettext(N_("Libraries")), ""]
    for name in LIBRARIES:
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue
        lines.append(" · ".join(part for part in (f"{name} {about['Version']}", _licence(about)) if part))
    for name, licence, where in ASSETS:
        lines += ["", "", f"{name} · {licence}", "", resources.path(*where).read_text(encoding="utf-8").strip()]
    return "\n".join(lines)


def _licence(about: metadata.PackageMetadata) -> str:
    """Return a distribution's licence in a word or two, wherever it says it."""
    short = next((about[key].strip() for key in ("License-Expression", "License") if key in about), "")
    if short and "\n" not in short and len(short) <= _SHORT and "Copyright" not in short:
        return short
    kinds = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
    return ", ".join(kinds)


class AboutDialog(QDialog):
    """Says what this program is and what it is made of."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(gettext(N_("About SpacePlanner")))
        self.setMinimumSize(560, 460)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(10)
        title = QLabel(f"SpacePlanner {__version__}", self)
        title.setFont(theme.font(20, "bold"))
        words = QLabel(gettext(N_("Rehabilitating public space where citizens' security is poor. MIT licence.")), self)
        words.setWordWrap(True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        credits_box = QPlainTextEdit(credits_text(), self)
        credits_box.setReadOnly(True)
        credits_box.setAccessibleName(gettext(N_("Libraries and licences")))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        buttons.rejected.connect(self.reject)
        for widget in (title, words, credits_box, buttons):
            column.addWidget(widget)
