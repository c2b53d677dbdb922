"""The bundled font in a PDF: registered once a process, embedded as the subset that a file uses."""

from __future__ import annotations

import io
from functools import lru_cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from spaceplanner.cartography import fonts


@lru_cache(maxsize=len(fonts.FILES))
def name(weight: str) -> str:
    """Return the name under which ReportLab knows a weight, after registering it."""
    registered = f"{fonts.FAMILY}-{weight}"
    pdfmetrics.registerFont(TTFont(registered, io.BytesIO(fonts.data(weight))))
    return registered
