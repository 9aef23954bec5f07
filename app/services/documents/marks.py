"""The mark of a printed page, read back from its scan: is this the page, of this version, in this place (EC-38)?

Page 1 bears the document's QR; every later page a small one with the first 24 digits of the content hash and its place.
"""

from __future__ import annotations

import re
from typing import Any, Final

from msgspec import Struct

from app.services.documents.qr import parse_document_qr
from app.services.pdflock import PDFIUM

SHORT: Final = 24
"""Hex digits of the content hash on later pages: 96 bits, and a QR small enough for the footer."""

_DPI: Final = 150
_FINER: Final = 300
_POINTS: Final = 72
_MOST: Final = 400
"""Pages; a longer file is no report."""

_PAGE: Final = re.compile(r"HQP:(?P<hash>[0-9A-F]{24}):(?P<page>[0-9]{1,3})/(?P<pages>[0-9]{1,3})")


class PageMark(Struct, frozen=True):
    """What a page says of itself. ``pages`` is 0 where it does not say (page 1)."""

    hash: str
    page: int
    pages: int = 0


def page_mark(content_hash: str, page: int, pages: int) -> str:
    """The text of a later page's QR; capitals suit the QR's alphanumeric mode."""
    return f"HQP:{content_hash[:SHORT].upper()}:{page}/{pages}"


def parse_mark(text: str) -> PageMark | None:
    """A page's mark, or None for any other code on the paper."""
    found = _PAGE.fullmatch(text)
    if found:
        return PageMark(found["hash"].lower(), int(found["page"]), int(found["pages"]))
    try:
        return PageMark(parse_document_qr(text).content_hash[:SHORT], 1)
    except ValueError:
        return None


def read_marks(pdf: bytes) -> tuple[PageMark | None, ...]:
    """The mark of each page of a scan, None where none can be read. A page takes about 50 ms: never on the GUI thread.

    Raises:
        ValueError: the bytes are no PDF, or of more than 400 pages.

    """
    import pypdfium2  # type: ignore[import-untyped]  # it ships no types

    try:
        with PDFIUM:
            document = pypdfium2.PdfDocument(pdf)
            pages = len(document)
    except pypdfium2.PdfiumError as error:
        raise ValueError("no PDF") from error
    try:
        if pages > _MOST:
            raise ValueError("too many pages")
        return tuple(_mark_of(document, number) for number in range(pages))
    finally:
        with PDFIUM:
            document.close()


def _mark_of(document: Any, number: int) -> PageMark | None:
    import zxingcpp

    for dpi in (_DPI, _FINER):
        with PDFIUM:
            page = document[number]
            picture = page.render(scale=dpi / _POINTS, grayscale=True).to_pil()
            page.close()
        for code in zxingcpp.read_barcodes(picture, zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)):
            mark = parse_mark(code.text)
            if mark:
                return mark
    return None
