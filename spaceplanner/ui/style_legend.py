"""The styled layers in the map's legend: class, colour and count of each, and the ramp by which lamps are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from spaceplanner.cartography import counts, legend, shapes, style_legend, swatch, symbols
from spaceplanner.cartography.style import MAP, map_style
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.i18n import N_, gettext, number
from spaceplanner.ui.plain import Elided, label
from spaceplanner.ui.qt_surface import QtSurface, pixmap_of
from spaceplanner.ui.theme import font
