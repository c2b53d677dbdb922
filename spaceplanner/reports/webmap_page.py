"""The web map's page: folium draws the map, one file holds everything, and nothing may be fetched.

Folium parses what its elements render as a Jinja template once more, so a brace in a text would be carried out. No
text of the user's goes through folium therefore: its layers carry numbers only, and texts join the page in its last
step, which inserts them as they are.
"""

from __future__ import annotations

import base64
import hashlib
import html
from functools import lru_cache
from typing import TYPE_CHECKING

import folium
from branca.element import Figure
from folium.map import CustomPane
from folium.template import Template
from folium.utilities import JsCode

from spaceplanner import __version__, resources
from spaceplanner.cartography import style
from spaceplanner.reports import html as markup
from spaceplanner.reports import webfont

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spaceplanner.reports.html import Markup

_LEAFLET_IMAGES = ("layers.png", "layers-2x.png", "marker-icon.png")
_UNUSED_IMAGE = "none"


class PlannerMap(folium.Map):
    """A folium map that asks for nothing from outside, not even a base map."""

    _template = Template(
        """
        {% macro html(this, kwargs) %}<div class="folium-map" id={{ this.get_name()|tojson }}></div>{% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {{ this.options|tojavascript }});
        {% endmacro %}
        """
    )

    def __init__(self, centre: tuple[float, float], **options: float | bool) -> None:
        super().__init__(location=centre, tiles=None, prefer_canvas=True)
        # Folium would fetch Leaflet, jQuery, Bootstrap and their pictures.
        self.default_js = []
        self.default_css = []
        named(self, "planner")
        self.options = {**self.options, "center": list(centre), "attributionControl": False, **options}


class Pane(CustomPane):
    """A level of the map with its own renderer.

    Thousands of dots need a canvas, but a canvas that answers to the pointer hides what lies below it. What the pointer
    asks for is SVG therefore, which answers only where something is drawn.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            {{ this._parent.get_name() }}.createPane({{ this.name|tojson }}).style.zIndex = {{ this.z_index|tojson }};
            {%- if not this.pointer_events %}
            {{ this._parent.get_name() }}.getPane({{ this.name|tojson }}).style.pointerEvents = "none";
            {%- endif %}
            var {{ this.renderer.js_code }} = L.{{ "svg" if this.pointer_events else "canvas" }}({
                "pane": {{ this.name|tojson }}, "padding": 0.3
            });
        {% endmacro %}
        """
    )

    def __init__(self, name: str, height: int, *, answers: bool) -> None:
        super().__init__(name, z_index=height, pointer_events=answers)
        named(self, name)
        self.renderer = renderer(name)


def renderer(pane: str) -> JsCode:
    """Return what draws the layers of a pane, as the page's script knows it."""
    return JsCode(f"renderer_{pane}")


def named(element: folium.Element, key: str) -> folium.Element:
    """Give an element a name of its own instead of a random one, so that the same map is the same file."""
    element._id = key  # noqa: SLF001 - the one place where folium keeps it
    return element


class Page(Figure):
    """The whole document; renders to one HTML file.

    Parameters
    ----------
    language
        Of the page's words.
    title
        Plain text.
    body
        Markup of the body; the map's element is put in the place of `MAP`.
    data
        JSON for the page's own script, safe within a script element.
    letters
        Text that the page shows beyond its body, so that its letters are in the embedded font.
    """

    MAP = "<!--map-->"

    def __init__(self, *, language: str, title: str, body: Markup, data: Markup, letters: str) -> None:
        super().__init__()
        self.language = language
        self.heading = markup.escaped(title)
        self.generator = f"SpacePlanner {__version__}"
        self.data = data
        self._panel = body
        self._letters = letters
        self.styles: tuple[str, ...] = ()
        self.body = ""
        self._scripts: tuple[str, ...] = ()
        self._template = Template(resources.path("webmap", "page.html").read_text(encoding="utf-8"))

    def render(self, **kwargs: object) -> str:
        """Return the document."""
        for child in self._children.values():
            child.render(**kwargs)
        self.body = self._panel.replace(self.MAP, self.html.render().strip(), 1)
        self._scripts = (_leaflet(), self.script.render(), _own("map.js"))
        letters = html.unescape(self.body) + self._letters
        ascii_letters = "".join(map(chr, range(32, 127)))
        fonts = webfont.faces(
            {"Regular": letters + ascii_letters, "SemiBold": letters + ascii_letters, "Bold": letters}
        )
        self.styles = (fonts, _leaflet_style(), _colours() + _own("map.css"))
        return str(self._template.render(this=self, kwargs=kwargs))

    def scripts(self) -> Iterable[str]:
        """Return the scripts in the order in which they run."""
        return self._scripts

    def policy(self) -> str:
        """Return the content security policy: these scripts and no others, and nothing from any network."""
        hashes = " ".join(
            f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in self._scripts
        )
        return (
            f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; font-src data:; "
            "base-uri 'none'; form-action 'none'"
        )


def _own(file: str) -> str:
    return resources.path("webmap", file).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def licences() -> tuple[tuple[str, str], ...]:
    """Return (name, licence text) of what the page carries from others."""
    return (
        ("Leaflet 1.9.4", _own("leaflet/LICENSE")),
        ("Inter", resources.path("fonts", "LICENSE-Inter-OFL.txt").read_text(encoding="utf-8").split("\n\n", 1)[0]),
        ("Lucide", resources.path("icons", "LICENSE-lucide.txt").read_text(encoding="utf-8").split("\n\n", 1)[0]),
    )


def _leaflet() -> str:
    return _own("leaflet/leaflet.js").replace("//# sourceMappingURL=leaflet.js.map", "")


def _leaflet_style() -> str:
    """Return Leaflet's style without the pictures of controls and markers that this map does not use."""
    text = _own("leaflet/leaflet.css")
    for image in _LEAFLET_IMAGES:
        text = text.replace(f"url(images/{image})", _UNUSED_IMAGE)
    return text


def _colours() -> str:
    theme, colours = style.theme("light"), style.MAP
    names = {
        **{name: getattr(theme, name) for name in ("ink", "secondary", "lines", "surface", "panel", "accent")},
        "accent-light": theme.accent_light,
        "on-accent": theme.on_accent,
        "warning": theme.warning,
        "warning-light": theme.warning_light,
        "map-ground": colours.blocks,
        "map-halo": colours.halo,
        "map-proposed": colours.proposed,
    }
    return ":root{" + "".join(f"--{name}:{value};" for name, value in names.items()) + "}\n"
