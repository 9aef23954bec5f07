"""Copies of a sealed file that say what became of it: 作废 across every page (T32), the note of a conflict (T23c).

The sealed file itself stays as it is, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Final

from pypdf import PageObject, PdfReader, PdfWriter
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.services.documents.drawing import LineBox
from app.services.documents.fonts import em_width
from app.services.documents.page import BUILDING, MARGIN_LEFT, Watermark, draw_mark
from app.services.documents.para import canvas_text

if TYPE_CHECKING:
    from app.models.meeting import Meeting

_NOTE_SIZE: Final = 9.0
_NOTE_RIGHT: Final = 20 * mm
_NOTE_FROM_TOP: Final = 12 * mm


def is_marked(m: Meeting) -> bool:
    """Does a copy of this record say more than the sealed file?"""
    return bool(m.after.void_reason or m.after.conflict_note)


def copy_of(m: Meeting, data: bytes) -> bytes:
    """The sealed file as it may leave the house: unchanged, unless the record is void or stored with a note."""
    if not is_marked(m):
        return data
    return marked_copy(data, void=bool(m.after.void_reason), note=m.after.conflict_note)


def marked_copy(data: bytes, *, void: bool = False, note: str = "") -> bytes:
    """Make the copy; the mark lies under the text of each page, the note in its upper margin.

    Raises pypdf.errors.PyPdfError when ``data`` is no PDF.
    """
    writer = PdfWriter()
    for page in PdfReader(BytesIO(data)).pages:
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        whole = PageObject.create_blank_page(width=width, height=height)
        if void:
            whole.merge_page(_drawn(width, height, _void))
        whole.merge_page(page)
        if note:
            whole.merge_page(_drawn(width, height, partial(_note, f"中心节点附注：{note}")))
        writer.add_page(whole)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _void(canvas: Canvas, width: float, height: float) -> None:
    draw_mark(canvas, Watermark.VOID.value, width, height)


def _note(text: str, canvas: Canvas, width: float, height: float) -> None:
    room = width - MARGIN_LEFT - _NOTE_RIGHT
    size = min(_NOTE_SIZE, room / em_width(text))
    canvas_text(canvas, text, LineBox(MARGIN_LEFT, height - _NOTE_FROM_TOP, size))


def _drawn(width: float, height: float, draw: Callable[[Canvas, float, float], object]) -> PageObject:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(width, height), invariant=1)
    with BUILDING:
        draw(canvas, width, height)
        canvas.showPage()
        canvas.save()
    return PdfReader(BytesIO(out.getvalue())).pages[0]
