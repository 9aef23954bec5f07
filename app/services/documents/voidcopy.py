"""A copy of a sealed file with 作废 across every page (T32). The sealed file itself stays as it is, byte for byte."""

from __future__ import annotations

from io import BytesIO

from pypdf import PageObject, PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from app.services.documents.page import Watermark, draw_mark


def void_copy(data: bytes) -> bytes:
    """Make the copy; the mark lies under the text of each page.

    Raises pypdf.errors.PyPdfError when ``data`` is no PDF.
    """
    writer = PdfWriter()
    for page in PdfReader(BytesIO(data)).pages:
        whole = PageObject.create_blank_page(width=page.mediabox.width, height=page.mediabox.height)
        whole.merge_page(_mark(float(page.mediabox.width), float(page.mediabox.height)))
        whole.merge_page(page)
        writer.add_page(whole)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _mark(width: float, height: float) -> PageObject:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(width, height), invariant=1)
    draw_mark(canvas, Watermark.VOID.value, width, height)
    canvas.showPage()
    canvas.save()
    return PdfReader(BytesIO(out.getvalue())).pages[0]
