"""Pictures of the map that tests compare with the approved ones in ``tests/data/map``.

``python -m tests.ui.pictures`` paints them anew: look at what has changed (``git diff`` shows both in most viewers)
before it is committed. That is the approval.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely
from PySide6.QtGui import QImage

from spaceplanner.cartography.view import View
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.ui.canvas_cache import Subject, paint
from tests.cartography.town import SIDE, city, cone

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project
    from spaceplanner.ui.canvas_cache import Frame

FOLDER = Path(__file__).parents[1] / "data" / "map"
MIDDLE = np.array([SIDE / 2, SIDE / 2])


def project() -> Project:
    """The town of squares with a proposal in its middle."""
    items = (
        Intervention(id="a", type="led_lamp", geometry=shapely.Point(MIDDLE)),
        Intervention(id="c", type="community_alarm", geometry=shapely.Point(MIDDLE - 30)),
        Intervention(id="d", type="multi_use_court", geometry=shapely.box(*(MIDDLE - 20), *(MIDDLE + 10))),
        Intervention(id="e", type="paths", geometry=shapely.LineString([MIDDLE, MIDDLE + 60])),
    )
    return replace(city(lamps=25_000), proposals=(Proposal(id="p", name="P", space="s0", interventions=items),))


def pictures() -> dict[str, tuple[Subject, View, float]]:
    """What is painted: name -> subject, view, device pixels per pixel."""
    plain = Subject(project=project(), density=cone(), selection="s135", proposal="p")
    street, town = View(SIDE / 2, SIDE / 2, 0.6, 180, 120), View(SIDE / 2, SIDE / 2, 20.0, 200, 200)
    return {
        "street": (plain, street, 1.0),
        "street-150": (plain, street, 1.5),
        "street-dark": (replace(plain, theme="dark"), street, 1.0),
        "town": (plain, town, 1.0),
        "town-dark": (replace(plain, theme="dark"), town, 1.0),
    }


def painted(name: str) -> Frame:
    """Paint one."""
    return paint(*pictures()[name])


def pixels(image: QImage) -> np.ndarray:
    """Return red, green and blue of an image, (h, w, 3) as int."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    raw = np.frombuffer(plain.constBits(), dtype=np.uint8).reshape(plain.height(), -1, 4)
    return raw[:, : plain.width(), 2::-1].astype(int)


def main() -> None:
    """Write all, in place of the approved ones."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from spaceplanner.ui import app
    from spaceplanner.ui.theme import Appearance

    Appearance("light").apply(app.application())
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in pictures():
        painted(name).image.save(str(FOLDER / f"{name}.png"))


if __name__ == "__main__":
    main()
