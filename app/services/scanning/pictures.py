"""Pictures as people hand them over: photos, screenshots, scans, pages of a PDF. Everything is bounded before it is decoded."""

import io
from collections.abc import Iterator
from typing import Final

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
from PIL import Image, ImageOps, UnidentifiedImageError

from app.services.pdflock import PDFIUM
from app.services.scanning.reader import Code, luma_of, read_codes

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_PIXELS: Final = 60_000_000
"""A phone's photo has 12 to 50 million."""

MAX_PAGES: Final = 50
_LONGEST: Final = 2400
"""Pixels of the longer side a picture is read at: enough for ten badges on A4."""


_FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
"""What telephones, scanners and screenshots give. Of others some are dangerous to open: EPS starts an interpreter."""

_PASSWORD = 4
"""FPDF_ERR_PASSWORD of fpdfview.h."""


class PictureError(Exception):
    """No picture to read: ``code`` is ``too_large``, ``unreadable``, ``locked`` (by a password) or ``empty``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def codes_in(data: bytes) -> tuple[Code, ...]:
    """Return all codes of a picture or of the pages of a PDF.

    Raises:
        PictureError: too large, or neither a picture nor a PDF.

    """
    return tuple(code for page in pages_of(data) for code in read_codes(luma_of(page)))


def pages_of(data: bytes) -> Iterator[Image.Image]:
    """Yield the picture, or each page of a PDF, upright and at a size that can be read at once.

    Raises:
        PictureError: too large, or neither a picture nor a PDF.

    """
    if not data:
        raise PictureError("empty")
    if len(data) > MAX_BYTES:
        raise PictureError("too_large")
    if data.lstrip()[:5] == b"%PDF-":
        yield from _pdf(data)
    else:
        yield _picture(data)


def _picture(data: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as seen:
            if seen.width * seen.height > MAX_PIXELS:
                raise PictureError("too_large")
            # a telephone's JPEG is decoded at no more than is looked at
            seen.draft("L", (_LONGEST, _LONGEST))
            image = ImageOps.exif_transpose(seen)
            image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError("too_large") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise PictureError("unreadable") from error
    if max(image.size) > _LONGEST:
        clear = "transparency" in image.info or image.mode in {"RGBA", "LA", "PA"}
        image = image.convert("RGBA" if clear else "L")
        image.thumbnail((_LONGEST, _LONGEST))
    return image


def _pdf(data: bytes) -> Iterator[Image.Image]:
    try:
        with PDFIUM:
            document = pypdfium2.PdfDocument(data)
            count = min(len(document), MAX_PAGES)
    except pypdfium2.PdfiumError as error:
        raise PictureError("locked" if error.err_code == _PASSWORD else "unreadable") from error
    try:
        for number in range(count):
            with PDFIUM:  # not across the yield: others have pages as well
                picture = _page(document, number)
            yield picture
    except pypdfium2.PdfiumError as error:
        raise PictureError("unreadable") from error
    finally:
        with PDFIUM:
            document.close()


def _page(document: pypdfium2.PdfDocument, number: int) -> Image.Image:
    page = document[number]
    scale = _LONGEST / max(page.get_width(), page.get_height(), 1)
    picture: Image.Image = page.render(scale=min(scale, 8), grayscale=True).to_pil()
    page.close()
    return picture
