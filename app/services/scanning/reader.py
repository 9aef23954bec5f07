"""Codes in one picture of grey values: zxing-cpp, and closer looks at what it does not read at once.

The first look is for dark QR on light alone, at the size it has: with the other kinds of code it takes ten times as long, and
badges and e-certificates are QR. It copies nothing: a camera's luma plane is handed over as it lies in memory. Measured on 330
hard pictures of badges at 720p (``make bench``): 75 % at the first look, 90 % with the closer looks, which only the other
pictures pay for; a twentieth of zbar's time in the median. What each adds: half the size 12 pictures (noise, large codes), a code
that was found but not read, cut out, enlarged and sharpened 11, one and a half times the size 16, twice the size 9 (small ones,
screens), sharpened 1. Softened and sharpened as a whole, without these, reach 84 %.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Final

import zxingcpp
from msgspec import Struct
from PIL import Image, ImageFilter

_QR: Final = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_OTHERS: Final = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.DataMatrix,
        zxingcpp.BarcodeFormat.Aztec,
        zxingcpp.BarcodeFormat.PDF417,
        zxingcpp.BarcodeFormat.EANUPC,
        zxingcpp.BarcodeFormat.Code128,
    ]
)
MAX_CODES: Final = 16
"""Codes taken from one picture; a sheet of badges has ten."""

MAX_TEXT: Final = 4296
"""Characters a QR code can hold at most (ISO/IEC 18004)."""

_MAX_HINTS: Final = 6
"""Unreadable codes of one picture that are looked at closely."""

_CLOSE: Final = 900
"""Pixels of the longer side a cut-out is enlarged to at most; twice its size if that is less."""

_ENLARGED: Final = 2_100_000
"""Pixels of a picture that is enlarged as a whole: up to 1080p. Larger ones (scans) have pixels enough."""

_FAINTEST: Final = 6
"""Grey values between the darkest and the lightest point of a picture in which something is seen."""

_SHARPER: Final = ImageFilter.UnsharpMask(4, 300)
Corners = tuple[tuple[int, int], ...]


class Try(StrEnum):
    """Which look read the code."""

    PLAIN = "plain"
    CLOSE = "close"
    HALF = "half"
    LARGE = "large"
    LARGER = "larger"
    SHARP = "sharp"
    OTHER = "other"


RETRIES: Final = (Try.HALF, Try.LARGE, Try.LARGER, Try.SHARP, Try.OTHER)
"""Looks at the whole picture, the one that gains most for its time first; the last is for codes that are no QR."""

_SCALE: Final = {Try.HALF: 0.5, Try.LARGE: 1.5, Try.LARGER: 2.0}


class Luma(Struct, frozen=True):
    """One picture of grey values, 8 bits each. ``data`` is not copied.

    ``stride``: bytes from line to line; ``step``: bytes from pixel to pixel, 1 or 2 (YUYV, P010); ``offset``: of the first.
    """

    data: memoryview
    width: int
    height: int
    stride: int
    step: int = 1
    offset: int = 0

    def fits(self) -> bool:
        """Tell whether ``data`` has all the pixels that are claimed: a driver may say anything."""
        sides = self.width > 0 < self.height and self.step in {1, 2} and 0 <= self.offset < self.step
        line = self.width * self.step
        return sides and self.stride >= line and len(self.data) >= self.stride * (self.height - 1) + line


class Code(Struct, frozen=True):
    """One code that was read: its text, where it stands (four corners, pixels), and which look read it."""

    text: str
    corners: Corners
    by: Try


class Look(Struct, frozen=True):
    """What one look at a picture gave: codes, and where codes stand that could not be read."""

    codes: tuple[Code, ...] = ()
    hints: tuple[Corners, ...] = ()


def luma_of(image: Image.Image) -> Luma:
    """Return the grey values of a Pillow picture; transparency is taken as white paper."""
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        rgba = image.convert("RGBA")
        white = Image.new("RGBA", rgba.size, "white")
        image = Image.alpha_composite(white, rgba)
    grey = image.convert("L")
    return Luma(memoryview(grey.tobytes()), grey.width, grey.height, grey.width)


def image_of(luma: Luma) -> Image.Image:
    """Return the grey values as a Pillow picture; it shares their memory if they lie side by side."""
    mode = "L" if luma.step == 1 else "LA"
    data: Any = luma.data  # Pillow's types do not know that a memoryview will do
    whole = luma.stride * luma.height
    if len(data) < whole:  # the last line without its padding
        data = bytes(data).ljust(whole, b"\0")
    image = Image.frombuffer(mode, (luma.width, luma.height), data, "raw", mode, luma.stride, 1)
    return image if luma.step == 1 else image.getchannel(luma.offset)


def read_codes(luma: Luma, *, retries: bool = True) -> tuple[Code, ...]:
    """Return the codes of a picture from left to right, top to bottom; empty if there is none that can be read."""
    first = look(luma)
    codes = first.codes
    if retries:
        known = {code.text for code in codes}
        codes += tuple(code for code in look_close(luma, first.hints) if code.text not in known)
        again = iter(() if not codes and _flat(luma) else RETRIES)
        while not codes and (by := next(again, None)):
            codes = look(luma, by).codes
    return tuple(sorted(codes[:MAX_CODES], key=_place))


def _flat(luma: Luma) -> bool:
    """An empty page: nothing more is to be seen on it however long one looks."""
    if not luma.fits():
        return True
    darkest, lightest = image_of(luma).getextrema()
    return bool(lightest - darkest < _FAINTEST)  # type: ignore[operator]  # one band, so two numbers


def look(luma: Luma, by: Try = Try.PLAIN) -> Look:
    """Look once at the whole picture; empty as well if this look makes no sense for it."""
    if not luma.fits() or (_SCALE.get(by, 1) > 1 and luma.width * luma.height > _ENLARGED):
        return Look()
    scale = _SCALE.get(by, 1)
    kinds = _OTHERS if by is Try.OTHER else _QR
    picture = _prepared(luma, by)
    if picture is None:
        return Look()
    first = by is Try.PLAIN
    found = zxingcpp.read_barcodes(
        picture, formats=kinds, return_errors=first, try_downscale=not first, try_invert=not first
    )
    hints = tuple(_corners(b) for b in found if not b.valid)
    return Look(tuple(_codes(found, by, scale)), hints[:_MAX_HINTS])


def look_close(luma: Luma, hints: tuple[Corners, ...]) -> tuple[Code, ...]:
    """Look at the places where codes stand that could not be read: each cut out, enlarged, sharpened; a text once."""
    if not hints:
        return ()
    image, codes = image_of(luma), dict[str, Code]()
    for corners in hints:
        part = image.crop(_around(corners, image.size))
        scale = max(1.0, min(2.0, _CLOSE / max(part.size)))
        size = (round(part.width * scale), round(part.height * scale))
        part = part.resize(size, Image.Resampling.BICUBIC).filter(_SHARPER)
        for code in _codes(zxingcpp.read_barcodes(part, formats=_QR), Try.CLOSE, 1):
            codes.setdefault(code.text, Code(code.text, corners, Try.CLOSE))
    return tuple(codes.values())


def _prepared(luma: Luma, by: Try) -> object:
    if by in {Try.PLAIN, Try.OTHER}:
        data: Any = luma.data[luma.offset :]  # the library's types know arrays only
        lum = zxingcpp.ImageFormat.Lum
        rows = min(
            luma.height, len(data) // luma.stride
        )  # the library wants every line whole, with its padding
        return zxingcpp.ImageView(data, luma.width, rows, lum, luma.stride, luma.step) if rows else None
    image = image_of(luma)
    if by is Try.SHARP:
        return image.filter(_SHARPER)
    if by is Try.HALF:
        return image.reduce(2)
    scale = _SCALE[by]
    size = (round(image.width * scale), round(image.height * scale))
    return image.resize(size, Image.Resampling.BILINEAR)


def _codes(found: list[zxingcpp.Barcode], by: Try, scale: float) -> Iterator[Code]:
    for one in found:
        if one.valid and one.text and len(one.text) <= MAX_TEXT:
            yield Code(one.text, tuple((round(x / scale), round(y / scale)) for x, y in _corners(one)), by)


def _corners(found: zxingcpp.Barcode) -> Corners:
    at = found.position
    return tuple(
        (corner.x, corner.y) for corner in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
    )


def _around(corners: Corners, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The part of a picture that holds a code and its quiet zone."""
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    left, top = (min(max(min(v), 0), side - 1) for v, side in zip((xs, ys), size, strict=True))
    right, below = (
        max(min(max(v), side), first + 1) for v, side, first in zip((xs, ys), size, (left, top), strict=True)
    )
    more = (right - left) // 6 + 12
    return max(left - more, 0), max(top - more, 0), min(right + more, size[0]), min(below + more, size[1])


def _place(code: Code) -> tuple[int, int]:
    """Row by row, codes of one row from left to right; a row is as high as half a code."""
    (x, y), (_, below) = code.corners[0], code.corners[3]
    return round(y / max(abs(below - y) / 2, 1)), x
