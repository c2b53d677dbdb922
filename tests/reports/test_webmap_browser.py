"""The web map in a real browser, offline: it draws, answers to mouse and keyboard, and its console stays silent."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from spaceplanner.io import catalogue
from spaceplanner.reports import webmap
from tests.reports import factory
from tests.reports.browser import CHROMIUM, Browser
from tests.reports.test_webmap import HOSTILE, hostile_layers

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: the web map was not tried in it")

SHOWN = "document.querySelectorAll('.leaflet-{}-pane path').length"


def _map(folder: Path, *, language: str = "en", hostile: bool = False) -> Path:
    text: dict[str, Any] = {"name": HOSTILE} if hostile else {}
    project = factory.project(proposals=(factory.proposal(**text),), **text)
    result = factory.result(project, rank=1, **text)
    if hostile:
        project = hostile_layers(project)
    return webmap.write(
        project,
        result,
        catalogue.load(),
        folder / "map.html",
        density=factory.density(),
        language=language,
        today=date(2026, 11, 23),
    )


@pytest.fixture
def browse(tmp_path):
    opened: list[Browser] = []

    def start(path, *, width=1366, height=768):
        browser = Browser(tmp_path / f"profile{len(opened)}", width=width, height=height)
        opened.append(browser)
        browser.open(path)
        browser.until("document.querySelectorAll('.leaflet-spaces-pane path').length > 0")
        return browser

    yield start
    for browser in opened:
        browser.close()


def test_it_draws_everything_and_says_nothing(browse, tmp_path):
    browser = browse(_map(tmp_path))
    assert browser.value(SHOWN.format("spaces")) == 4
    assert browser.value(SHOWN.format("proposals")) == 1
    assert browser.value(SHOWN.format("works")) == 1
    assert browser.value("document.querySelectorAll('.sp-item').length") == 11
    assert browser.value("document.querySelectorAll('.sp-flag').length") == 1
    assert browser.value("document.fonts.check('600 14px \"Inter Map\"')")
    for pane in ("density", "lamps", "streets"):
        painted = (
            f"(() => {{ const c = document.querySelector('.leaflet-{pane}-pane canvas');"
            "return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v > 0) })()"
        )
        assert browser.value(painted), pane
    assert browser.said == []
    assert browser.asked == []


def test_a_layer_is_hidden_and_shown_again(browse, tmp_path):
    browser = browse(_map(tmp_path))
    for expected in (0, 4):
        browser.value("document.getElementById('sp-show-spaces').click()")
        assert browser.value(SHOWN.format("spaces")) == expected
    assert browser.said == []


def test_a_proposal_is_chosen_with_the_keyboard_and_with_the_mouse(browse, tmp_path):
    browser = browse(_map(tmp_path))
    before = browser.value("map_planner.getZoom()")
    browser.value("document.querySelector('.proposals .go').focus()")
    browser.press("Enter", 13)
    browser.until("document.querySelector('#sp-proposals li').classList.contains('chosen')")
    browser.until(f"map_planner.getZoom() > {before}")
    browser.until("!map_planner._animatingZoom")
    browser.value("document.querySelector('.sp-home a').click()")
    browser.until("!document.querySelector('#sp-proposals li').classList.contains('chosen')")
    browser.until(f"map_planner.getZoom() === {before} && !map_planner._animatingZoom")
    place = (
        "(() => { const r = document.querySelector('.sp-flag b').getBoundingClientRect();"
        "return [r.x + r.width / 2, r.y + r.height / 2] })()"
    )
    # The browser goes on moving the flag for a while after the map says that it has arrived.
    browser.until(
        f"(() => {{ const last = String(window.last); window.last = {place}; return last === String(window.last) }})()"
    )
    x, y = browser.value(place)
    browser.click(x, y)
    browser.until("document.querySelector('#sp-proposals li details').open")
    assert browser.said == []


def test_a_space_of_the_list_opens_its_figures_on_the_map(browse, tmp_path):
    browser = browse(_map(tmp_path, language="es"))
    browser.value("document.querySelector('.spaces details').open = true")
    browser.value("document.querySelector('.spaces tbody tr:nth-child(2) button').click()")
    browser.until("document.querySelector('.leaflet-popup h3') !== null")
    assert browser.value("document.querySelector('.leaflet-popup h3').textContent") == "Parque La Merced"
    assert "564" in browser.value("document.querySelector('.leaflet-popup table').textContent")
    assert browser.said == []


def test_hostile_texts_do_nothing_in_a_browser(browse, tmp_path):
    browser = browse(_map(tmp_path, hostile=True))
    browser.value("document.querySelector('.spaces details').open = true")
    browser.value("document.querySelector('.spaces tbody button').click()")
    browser.until("document.querySelector('.leaflet-popup h3') !== null")
    title = browser.value("document.querySelector('.leaflet-popup h3').textContent")
    assert title.startswith(HOSTILE)  # all spaces have this name, so an id follows that tells them apart
    assert browser.value("document.querySelector('.sp-flag i').textContent") == HOSTILE
    assert browser.value("document.title").startswith(HOSTILE[:40])
    assert browser.value("document.querySelectorAll('img').length") == 0
    assert browser.said == []
    assert browser.asked == []


def test_on_a_phone_the_map_comes_before_the_list_and_nothing_is_wider_than_the_screen(browse, tmp_path):
    browser = browse(_map(tmp_path, language="es"), width=390, height=844)
    assert browser.value("document.documentElement.scrollWidth") <= 390
    assert browser.value("document.getElementById('sp-layers').open") is False
    tops = browser.value(
        "['h1', '.mapbox', '.proposals'].map(s => document.querySelector(s).getBoundingClientRect().top)"
    )
    assert tops == sorted(tops)
    assert browser.said == []


def test_the_words_have_the_contrast_that_wcag_asks_for(browse, tmp_path):
    """WCAG 2.2, 1.4.3: at least 4.5 for text below 24 px, or 3 above."""
    browser = browse(_map(tmp_path))
    browser.value("document.querySelectorAll('details').forEach(d => { d.open = true })")
    pairs = browser.value(
        """(() => {
          const solid = node => { for (let n = node; n; n = n.parentElement) {
            const c = getComputedStyle(n).backgroundColor; if (!/, 0\\)$|transparent/.test(c)) return c; } return 'rgb(255, 255, 255)'; };
          const found = {};
          document.querySelectorAll('.panel *, .layers *').forEach(node => {
            if (![...node.childNodes].some(c => c.nodeType === 3 && c.textContent.trim())) return;
            const s = getComputedStyle(node);
            found[[s.color, solid(node), parseFloat(s.fontSize) >= 24].join('|')] = node.className || node.tagName;
          });
          return Object.entries(found);
        })()"""
    )
    assert len(pairs) > 3
    for pair, where in pairs:
        ink, ground, large = pair.split("|")
        assert _contrast(ink, ground) >= (3 if large == "true" else 4.5), (where, ink, ground)


def _contrast(ink: str, ground: str) -> float:
    light, dark = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [float(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_only_the_panel_scrolls_on_a_desktop(browse, tmp_path):
    browser = browse(_map(tmp_path))
    # Texts for screen readers lie far down the panel: placed by the page instead, they would make the page scroll too.
    browser.value("document.querySelector('.panel').firstElementChild.style.paddingTop = '3000px'")
    assert browser.value("document.querySelectorAll('.panel .hidden').length") > 0
    assert browser.value("document.querySelector('.panel').scrollHeight > window.innerHeight")
    assert browser.value("document.documentElement.scrollHeight <= window.innerHeight")
