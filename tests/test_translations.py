"""The Spanish catalogue is complete, fits its messages and is the one that ships."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from scripts import translations


@pytest.fixture(scope="module")
def catalogue():
    return translations.merged(translations.extracted(), [translations.PO])


def test_every_message_is_translated(catalogue):
    assert translations.missing(catalogue) == []


def test_placeholders_survive_translation(catalogue):
    for message in catalogue:
        ids = message.id if message.pluralizable else (message.id,)
        strings = message.string if message.pluralizable else (message.string,)
        wanted = {name for text in ids for name in re.findall(r"\{(\w+)", text)}
        for text in strings:
            assert set(re.findall(r"\{(\w+)", text)) <= wanted, message.id
            assert message.pluralizable or set(re.findall(r"\{(\w+)", text)) == wanted, message.id


def test_the_compiled_catalogue_is_the_written_one():
    with translations.PO.open("rb") as file:
        written = read_po(file, locale="es")
    assert translations.PO.with_suffix(".mo").read_bytes() == translations.compiled(written)
