"""The menus: an access key is there once in each, in either language, and no menu is higher than a small screen."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, cast

import pytest
from PySide6.QtWidgets import QMenu

from spaceplanner.domain.bookmark import Bookmark, put_bookmark
from spaceplanner.i18n import N_, gettext
from spaceplanner.services.document import Document
from spaceplanner.ui import map_menu
from tests.services.city import town

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from PySide6.QtGui import QAction

SMALL = 720
"""Pixels of a screen 768 high that a menu has below the window's bars."""


@pytest.fixture(params=["en", "es"])
def spoken(request, window) -> Any:
    """The window in either language, on a project that fills all menus."""
    window.context.open(Document(put_bookmark(Bookmark("Port", 0, 0, 1, 1))(town(proposal=True))))
    window.language.use(request.param)
    yield window
    window.language.use("en")


def doubled(texts: Iterable[str]) -> list[str]:
    """Return the access keys that more than one of the texts have."""
    keys = [found[1].lower() for text in texts if (found := re.search(r"&(\w)", text.replace("&&", ""))) is not None]
    return [key for key, count in Counter(keys).items() if count > 1]


def menus(actions: Iterable[QAction], title: str = "bar") -> Iterator[tuple[str, QMenu | None, list[str]]]:
    """Return the texts of a menu and of all menus in it."""
    actions = list(actions)
    yield title, None, [action.text() for action in actions]
    for action in actions:
        menu = cast(QMenu | None, action.menu())
        if menu is not None:
            for inside, _, texts in menus(menu.actions(), action.text()):
                yield inside, menu, texts


def test_no_access_key_is_there_twice(spoken):
    for title, _, texts in menus(spoken.menuBar().actions()):
        assert doubled(texts) == [], title


def test_nor_in_the_menu_of_the_map(spoken):
    names = [name for name in (*map_menu._ITEM, *map_menu._PLACE) if name != "-"]
    texts = [spoken.actions_.get(name).text() for name in names]
    assert doubled([*texts, gettext(N_("Pl&ace here"))]) == []


def test_on_the_empty_map_no_button_claims_the_key_of_a_menu(spoken):
    titles = [action.text() for action in spoken.menuBar().actions()]
    assert doubled([*titles, gettext(N_("&Add data…"))]) == []


def test_every_menu_fits_on_a_small_screen(spoken):
    for title, menu, _ in menus(spoken.menuBar().actions()):
        assert menu is None or menu.sizeHint().height() <= SMALL, title


def test_panels_and_steps_are_shown_from_a_menu_of_their_own(spoken):
    (panels,) = [texts for title, _, texts in menus(spoken.menuBar().actions()) if title == gettext(N_("P&anels"))]
    assert [gettext(dock.title) for dock in spoken.docks.values()] == panels[: len(spoken.docks)]
    assert spoken.actions_.get("reset_layout").text() in panels
