"""A scan of signed paper, from a PDF or from pictures of its pages, as one PDF (EC-53, 3.2 wet ink)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from app.services.documents.pages import count_pages

MAX_BYTES = 64 * 1024 * 1024
"""Of all files together."""

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp"})
_LONGEST_SIDE = 2400  # px: about 200 dpi on A4, enough to read every stroke
_DPI = 200


class Scan(Struct, frozen=True):
    """A scan as it is kept: one PDF and how many pages it has."""

    data: bytes
    pages: int


class ScanError(Exception):
    """The files are no scan: ``code`` is ``too_large``, ``mixed``, ``unreadable`` or ``nothing``; ``name`` the file."""

    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(code, name)
        self.code = code
        self.name = name


def read_scan(paths: Sequence[Path]) -> Scan:
    """Read one PDF, or pictures of the pages in this order. Bounded; never call it on the GUI thread.

    Raises:
        ScanError: nothing chosen, too large, a PDF beside others, or a file that is neither.

    """
    if not paths:
        raise ScanError("nothing")
    try:
        if sum(path.stat().st_size for path in paths) > MAX_BYTES:
            raise ScanError("too_large", paths[0].name)
        if paths[0].suffix.lower() == ".pdf" and len(paths) == 1:
            return _pdf(paths[0])
    except OSError as error:
        raise ScanError("unreadable", paths[0].name) from error
    other = next((path.name for path in paths if path.suffix.lower() not in PICTURES), "")
    if other:
        raise ScanError("mixed", other)
    return _pictures(paths)


def _pdf(path: Path) -> Scan:
    data = path.read_bytes()
    try:
        return Scan(data, count_pages(data))
    except Exception as error:
        raise ScanError("unreadable", path.name) from error


def _pictures(paths: Sequence[Path]) -> Scan:
    from PIL import Image, ImageOps, UnidentifiedImageError

    pages = []
    for path in paths:
        try:
            with Image.open(path) as seen:
                page = ImageOps.exif_transpose(seen).convert("RGB")
        except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
            raise ScanError("unreadable", path.name) from error
        page.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
        pages.append(page)
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=_DPI)
    return Scan(out.getvalue(), len(pages))
