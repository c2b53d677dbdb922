"""Styles as QGIS reads them: a QML document, as a file or as the row of a GeoPackage that QGIS takes by default.

One look, categories and classes of numbers become the renderer that QGIS itself would make; what that cannot tell
apart (missing values beside other ones, lamps that are out) becomes rules.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np

from spaceplanner.domain.layer import GeometryKind
from spaceplanner.domain.style import StyleKind
from spaceplanner.domain.style_classes import Belongs, classes, codes, tells_broken, texts
from spaceplanner.i18n import N_, gettext
from spaceplanner.io import atomic
from spaceplanner.io.stored_columns import stored_names

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.style import Style
    from spaceplanner.domain.style_classes import StyleClass

SUFFIX = ".qml"
OUT_FILL, OUT_EDGE = "#FFFFFF", "#6B7280"
"""Colours of what is out of order."""

_HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TYPES = {GeometryKind.POINT: "marker", GeometryKind.LINE: "line", GeometryKind.POLYGON: "fill"}
_WORKING = "working"


def save(path: Path, layer: Layer, style: Style) -> None:
    """Write a layer's style as a file for QGIS.

    Raises
    ------
    FileError
        If it cannot be written.
    """
    with atomic.replacing(path) as temporary:
        temporary.write_text(qml(layer, style), encoding="utf-8")


def qml(layer: Layer, style: Style, names: Mapping[str, str] | None = None) -> str:
    """Return a layer's style as QML.

    Parameters
    ----------
    names
        Column -> its name in the table that QGIS has; None: as a project file stores it.
    """
    columns = layer.table.column_names
    stored = dict(zip(columns, stored_names(columns), strict=True)) if names is None else names
    scaled = style.nearest is not None or style.farthest is not None
    root = ET.Element(
        "qgis",
        version="3.22.0",
        styleCategories="Symbology|Rendering",
        hasScaleBasedVisibilityFlag=str(int(scaled)),
        maxScale=repr(style.nearest or 0.0),
        minScale=repr(style.farthest or 0.0),
    )
    _Renderer(layer, style, stored).write(root)
    for name, value in (("blendMode", "0"), ("featureBlendMode", "0"), ("layerOpacity", "1")):
        ET.SubElement(root, name).text = value
    return _HEAD + ET.tostring(root, encoding="unicode")


class _Renderer:
    """Writes the renderer of a layer's style; `stored` gives a column's name in the table."""

    def __init__(self, layer: Layer, style: Style, stored: Mapping[str, str]) -> None:
        self.layer, self.style = layer, style
        self.classes, self.texts = classes(style), texts(style)
        self.counts = np.bincount(codes(layer.table, style), minlength=len(self.classes))
        self.column = stored.get(style.column or "", style.column or "")
        self.working = stored.get(_WORKING) if tells_broken(layer, style) and _any_out(layer) else None

    def write(self, root: ET.Element) -> None:
        """Add the renderer and its symbols."""
        kind = self.style.kind
        if self.working is not None or not self._plain():
            self._rules(root)
        elif kind is StyleKind.SINGLE:
            self._symbols(_renderer(root, "singleSymbol"), self.classes)
        elif kind is StyleKind.CATEGORIES:
            self._categories(root)
        else:
            self._ranges(root)

    def _plain(self) -> bool:
        """Return whether QGIS's own renderers can tell apart what the style does."""
        if self.style.kind is StyleKind.SINGLE:
            return True
        (others, without), (other, missing) = self.counts[-2:], self.classes[-2:]
        if self.style.kind is StyleKind.CATEGORIES:
            return bool(not without or other.colour == missing.colour)
        return bool((not others or other.colour is None) and (not without or missing.colour is None))

    def _categories(self, root: ET.Element) -> None:
        renderer = _renderer(root, "categorizedSymbol", attr=_quoted(self.column))
        drawn = [part for part in self.classes[:-1] if part.colour is not None]
        found = ET.SubElement(renderer, "categories")
        for place, part in enumerate(drawn):
            value, text = (part.value, part.label) if part.belongs is Belongs.VALUE else ("", self.texts[-2])
            _add(found, "category", type="string", value=value, label=text, symbol=str(place), render="true")
        self._symbols(renderer, drawn)

    def _ranges(self, root: ET.Element) -> None:
        attributes = {"attr": _quoted(self.column), "graduatedMethod": "GraduatedColor"}
        renderer = _renderer(root, "graduatedSymbol", **attributes)
        drawn = self.classes[:-2]
        found = ET.SubElement(renderer, "ranges")
        for place, part in enumerate(drawn):
            ends = {"lower": repr(part.low), "upper": repr(part.high)}
            _add(found, "range", **ends, label=self.texts[place], symbol=str(place), render="true")
        self._symbols(renderer, drawn)

    def _rules(self, root: ET.Element) -> None:
        renderer = _renderer(root, "RuleRenderer")
        rules = ET.SubElement(renderer, "rules", key="root")
        working = None if self.working is None else f"coalesce({_quoted(self.working)}, true)"
        drawn = [(part, text) for part, text in zip(self.classes, self.texts, strict=True) if part.colour is not None]
        if working is not None:
            out = {"filter": f"NOT {working}", "label": gettext(N_("Out of order")), "symbol": str(len(drawn))}
            _add(rules, "rule", key="out", **out)
        for place, (part, text) in enumerate(drawn):
            name = self.layer.name if part.belongs is Belongs.ALL else text
            test = " AND ".join(one for one in (self._test(part), working) if one)
            _add(rules, "rule", key=f"class{place}", filter=test, label=name, symbol=str(place))
        self._symbols(renderer, [part for part, _ in drawn])

    def _test(self, part: StyleClass) -> str:
        """Return the expression that holds for the features of a class; nothing: for all."""
        column, numbers = _quoted(self.column), self.style.kind is StyleKind.GRADUATED
        none = f"({column} IS NULL)" if numbers else f"({column} IS NULL OR trim(to_string({column})) = '')"
        if part.belongs is Belongs.VALUE:
            return f"(to_string({column}) = {_literal(part.value)})"
        if part.belongs is Belongs.RANGE:
            above = ">=" if part is self.classes[0] else ">"
            return f"({column} {above} {part.low!r} AND {column} <= {part.high!r})"
        if part.belongs is Belongs.MISSING:
            return none
        if part.belongs is Belongs.OTHERS and numbers:
            limits = self.style.limits
            return f"({column} < {limits[0]!r} OR {column} > {limits[-1]!r})"
        if part.belongs is Belongs.OTHERS:
            values = ", ".join(_literal(one.value) for one in self.style.categories)
            return f"NOT {none}" + (f" AND to_string({column}) NOT IN ({values})" if values else "")
        return ""

    def _symbols(self, renderer: ET.Element, drawn: tuple[StyleClass, ...] | list[StyleClass]) -> None:
        symbols = ET.SubElement(renderer, "symbols")
        for place, part in enumerate(drawn):
            self._symbol(symbols, place, part.colour or self.style.colour)
        if self.working is not None:
            self._symbol(symbols, len(drawn), OUT_FILL, OUT_EDGE)

    def _symbol(self, symbols: ET.Element, place: int, hue: str, edge: str | None = None) -> None:
        style, kind = self.style, _TYPES[self.layer.kind]
        symbol = _add(symbols, "symbol", type=kind, name=str(place), alpha=repr(style.opacity), clip_to_extent="1")
        width = repr(max(1.0, style.size / 6) if edge is not None else style.outline_width)
        edge = edge or style.outline
        outline = {
            "outline_color": _channels(edge or hue),
            "outline_style": "no" if edge is None else "solid",
            "outline_width": width,
            "outline_width_unit": "Pixel",
        }
        name, looks = {
            "marker": (
                "SimpleMarker",
                {"name": "circle", "color": _channels(hue), "size": repr(style.size), "size_unit": "Pixel", **outline},
            ),
            "line": (
                "SimpleLine",
                {
                    "line_color": _channels(hue),
                    "line_width": repr(style.size),
                    "line_width_unit": "Pixel",
                    "capstyle": "round",
                    "joinstyle": "round",
                },
            ),
            "fill": ("SimpleFill", {"color": _channels(hue), "style": "solid", **outline}),
        }[kind]
        options = _add(_add(symbol, "layer", **{"class": name, "enabled": "1", "pass": "0"}), "Option", type="Map")
        for key, value in looks.items():
            _add(options, "Option", name=key, type="QString", value=value)


def _any_out(layer: Layer) -> bool:
    if _WORKING not in layer.table.column_names:
        return False
    working = layer.table.column(_WORKING).fill_null(True)  # noqa: FBT003 - the value of a missing entry
    return not np.asarray(working.to_numpy(), dtype=bool).all()


def _renderer(root: ET.Element, kind: str, **more: str) -> ET.Element:
    return _add(root, "renderer-v2", type=kind, symbollevels="0", enableorderby="0", forceraster="0", **more)


def _add(parent: ET.Element, tag: str, /, **attributes: str) -> ET.Element:
    """Add an element; signs that no XML may hold are left out."""
    return ET.SubElement(parent, tag, {key: _UNFIT.sub("", value) for key, value in attributes.items()})


def _channels(code: str) -> str:
    return ",".join([*(str(int(code[at : at + 2], 16)) for at in (1, 3, 5)), "255"])


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
