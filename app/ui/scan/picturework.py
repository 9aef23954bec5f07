"""What the worker does with a picture: bounded reading, decoding, and a word for each way it can fail. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter

from app.services.scanning.reader import Code

PHONE_PHOTOS: Final = frozenset({".heic", ".heif"})
"""Photos no library here reads."""

_LONGEST: Final = 2400
"""Pixels of the longer side a picture is read at, as in app.services.scanning.pictures."""


class Trouble(StrEnum):
    """Why nothing was found."""

    NO_CODE = "no_code"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    PHONE_PHOTO = "phone_photo"
    EMPTY = "empty"
    GONE = "gone"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Source:
    """A picture to be read: a file, bytes of one, or pixels. ``name``: as people know it."""

    name: str
    path: Path | None = None
    data: bytes = b""
    image: QImage | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The texts of the codes of one picture; none: why."""

    texts: tuple[str, ...] = ()
    trouble: Trouble | None = None


def find(source: Source) -> Found:
    """Read the codes of one picture; runs on a worker."""
    from app.services.scanning.pictures import PictureError

    try:
        codes = _codes(source)
    except PictureError as error:
        return Found(trouble=_trouble(error.code, source))
    except OSError:
        return Found(trouble=Trouble.GONE)
    return Found(tuple(code.text for code in codes), None if codes else Trouble.NO_CODE)


def _codes(source: Source) -> tuple[Code, ...]:
    from app.services.scanning.pictures import MAX_BYTES, PictureError, codes_in

    if source.image is not None:
        return _in_pixels(source.image)
    if source.path is None:
        return codes_in(source.data)
    if source.path.stat().st_size > MAX_BYTES:  # before a byte of it is read
        raise PictureError("too_large")
    with source.path.open("rb") as file:
        return codes_in(file.read(MAX_BYTES + 1))


def _in_pixels(image: QImage) -> tuple[Code, ...]:
    from app.services.scanning.pictures import MAX_PIXELS, PictureError
    from app.services.scanning.reader import Luma, read_codes

    if image.width() * image.height() > MAX_PIXELS:
        raise PictureError("too_large")
    if max(image.width(), image.height()) > _LONGEST:
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        image = image.scaled(_LONGEST, _LONGEST, keep, smooth)
    if image.hasAlphaChannel():
        paper = QImage(image.size(), QImage.Format.Format_RGB32)
        paper.fill(QColor("white"))
        painter = QPainter(paper)
        painter.drawImage(0, 0, image)
        painter.end()
        image = paper
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return read_codes(Luma(memoryview(grey.constBits()), grey.width(), grey.height(), grey.bytesPerLine()))


def _trouble(code: str, source: Source) -> Trouble:
    if code == "unreadable" and source.path is not None and source.path.suffix.lower() in PHONE_PHOTOS:
        return Trouble.PHONE_PHOTO
    return Trouble(code)
