"""Bring the Spanish catalogue up to date: extract message ids, merge them, compile.

Usage: ``python scripts/translations.py [MORE.po ...]`` — translations found in the extra files fill empty ones.
Exits with 1 and lists what is untranslated, so that `make locale` shows what is left to do.
"""

from __future__ import annotations

import ast
import io
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from babel.messages.catalog import Message

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "resources" / "locale" / "es" / "LC_MESSAGES" / "spaceplanner.po"
KEYWORDS = {"gettext": 1, "N_": 1, "ngettext": 2}
"""Function -> how many of its first arguments are messages."""


def messages(source: str) -> list[tuple[str, ...]]:
    """Return the messages of a Python source; the syntax tree also has those inside f-strings and nested calls."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            texts = node.args[: KEYWORDS[node.func.id]]
            values = [text.value for text in texts if isinstance(text, ast.Constant) and isinstance(text.value, str)]
            if values and len(values) == KEYWORDS[node.func.id]:
                found.append(tuple(values))
    return found


def extracted() -> Catalog:
    """Return a catalogue of every message id in the package."""
    epoch = datetime(2026, 1, 1, tzinfo=UTC)  # a fixed date, so that the file changes only when its messages do
    catalogue = Catalog(project="SpacePlanner", charset="utf-8", locale="es", creation_date=epoch, revision_date=epoch)
    for path in sorted((ROOT / "spaceplanner").rglob("*.py")):
        where = path.relative_to(ROOT).as_posix()
        for texts in messages(path.read_text(encoding="utf-8")):
            catalogue.add(texts if len(texts) > 1 else texts[0], locations=[(where, 0)])
    return catalogue


def merged(template: Catalog, sources: list[Path]) -> Catalog:
    """Return the template with the first translation that the sources, in order, have for each message."""
    catalogues = []
    for source in sources:
        with source.open("rb") as file:
            catalogues.append(read_po(file, locale="es"))
    for message in template:
        if not message.id:
            continue
        for catalogue in catalogues:
            found = catalogue.get(message.id)
            if found is not None and found.string and _translated(found):
                message.string = found.string
                break
    return template


def compiled(catalogue: Catalog) -> bytes:
    """Return the catalogue as the bytes of a .mo file."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """Return the message ids without a translation."""
    return [str(message.id) for message in catalogue if message.id and not _translated(message)]


def _translated(message: Message) -> bool:
    texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(texts)


def main(extra: list[str]) -> int:
    """Write the .po and .mo files; return 1 where translations are missing."""
    catalogue = merged(extracted(), [path for path in (PO, *map(Path, extra)) if path.exists()])
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalogue, width=120, omit_header=False, sort_output=True, include_lineno=False)
    PO.with_suffix(".mo").write_bytes(compiled(catalogue))
    left = missing(catalogue)
    for message in left:
        sys.stderr.write(f"untranslated: {message}\n")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
