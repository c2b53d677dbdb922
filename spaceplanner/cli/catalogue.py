"""`spaceplanner catalogue`: what can be built or organised, what it costs and which evidence its effects rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spaceplanner.cli.output import listed, print_json, print_line
from spaceplanner.i18n import gettext, number, pick
from spaceplanner.services import catalogue_words, ledger

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from spaceplanner.domain.catalogue import Catalogue, InterventionType


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("--json", action="store_true", help=gettext("print one JSON object"))


def run(arguments: argparse.Namespace) -> int:
    """Print the types of the catalogue."""
    from spaceplanner.io import catalogue  # noqa: PLC0415 - start-up time: `--help` needs no catalogue

    found = catalogue.load()
    if arguments.json:
        print_json(types_json(found))
        return 0
    for line in table(found):
        print_line(line)
    return 0


def table(found: Catalogue) -> Iterator[str]:
    """Yield the catalogue as aligned lines, then where its costs come from."""
    heads = (
        gettext("id"),
        gettext("name"),
        gettext("unit"),
        gettext("cost"),
        gettext("life (years)"),
        gettext("upkeep"),
        gettext("effects"),
    )
    yield from listed([heads, *map(_cells, found.types.values())])
    yield gettext("Costs in {currency} of {year}. {source}").format(
        currency=found.currency, year=found.price_year, source=pick(found.cost_source)
    )


def _cells(kind: InterventionType) -> tuple[str, ...]:
    effects = [
        f"{effect.evidence} ({gettext(ledger.OUTCOMES[effect.outcome])}, {gettext(ledger.WHENS[effect.when])})"
        for effect in kind.effects
    ]
    return (
        kind.id,
        pick(kind.name),
        gettext(catalogue_words.UNITS[kind.unit]),
        catalogue_words.prices(kind.cost),
        number(kind.life_years),
        catalogue_words.price(kind.upkeep_per_year),
        ", ".join(effects) or gettext("none with a number"),
    )


def types_json(found: Catalogue) -> dict[str, Any]:
    """Return the catalogue as plain values, texts in both languages."""
    return {
        "currency": found.currency,
        "price_year": found.price_year,
        "cost_source": dict(found.cost_source),
        "types": [_type(kind) for kind in found.types.values()],
    }


def _type(kind: InterventionType) -> dict[str, Any]:
    return {
        "id": kind.id,
        "name": dict(kind.name),
        "description": dict(kind.description),
        "kind": kind.kind,
        "theme": kind.theme,
        "geometry": kind.geometry,
        "unit": kind.unit,
        "cost": {"low": kind.cost.low, "likely": kind.cost.likely, "high": kind.cost.high},
        "life_years": kind.life_years,
        "upkeep_per_year": kind.upkeep_per_year,
        "effects": [
            {
                "evidence": effect.evidence,
                "outcome": effect.outcome.value,
                "when": effect.when.value,
                "reach": effect.reach.value,
                "requires": list(effect.requires),
                "carried": effect.carried,
            }
            for effect in kind.effects
        ],
        "related": list(kind.related),
    }
