"""A document of elements as a PDF file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reportlab.pdfgen.canvas import Canvas

from spaceplanner import __version__
from spaceplanner.reports.page import Icon, Picture
from spaceplanner.reports.pdf_surface import POINT, PdfSurface

if TYPE_CHECKING:
    from pathlib import Path

    from spaceplanner.reports.page import Document, Element


def write(document: Document, path: Path) -> None:
    """Write a document; the same document gives the same bytes.

    Parameters
    ----------
    path
        Where to; it is overwritten, so give a temporary name and move it into place.
    """
    width, height = document.size
    canvas = Canvas(
        str(path), pagesize=(width * POINT, height * POINT), invariant=1, pageCompression=1, lang=document.lang
    )
    _describe(canvas, document)
    for page in document.pages:
        surface = PdfSurface(canvas, height)
        for element in page.elements:
            _draw(element, surface)
        canvas.showPage()
    canvas.save()


def _describe(canvas: Any, document: Document) -> None:
    canvas.setTitle(document.title)
    canvas.setAuthor(document.author)
    canvas.setSubject(document.subject)
    canvas.setKeywords(document.keywords)
    canvas.setCreator(f"SpacePlanner {__version__}")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    stamp = f"D:{document.date.replace('-', '')}000000Z"
    canvas.setDateFormatter(lambda *_: stamp)


def _draw(element: Element, surface: PdfSurface) -> None:
    for mark in element.marks:
        if isinstance(mark, Picture):
            box = mark.box
            with surface.within(box.x, box.y, box.width, box.height, radius=mark.radius):
                surface.draw(mark.groups)
        elif isinstance(mark, Icon):
            surface.icon(mark.name, mark.x, mark.y, mark.size, mark.colour)
        else:
            surface.operate(mark)
    for child in element.children:
        _draw(child, surface)
