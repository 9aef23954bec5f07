"""Names no font can draw, printed as pictures with their code points (EC-13, 姓名33).

``showing`` says which names of a document are pictures while it is made; `para` and the glyph test ask here. The names
belong to one document and one thread, so that two documents made at once do not lend each other theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image
from reportlab.lib.utils import ImageReader

_WIDEST: Final = 60.0
"""em; a name of 50 characters fits, a picture of a line does not."""
_FINEST: Final = 256
"""px of height: 600 dpi of a large type size."""


@dataclass(frozen=True, slots=True)
class NamePicture:
    """One name as it is printed: ``picture`` on white, ``width`` in em at a height of one em, and the code points."""

    picture: ImageReader
    width: float
    code_points: str


_SHOWN: ContextVar[Mapping[str, NamePicture] | None] = ContextVar("names that are pictures", default=None)


def name_picture(png: bytes, code_points: str) -> NamePicture:
    """Lay the picture of a name on white paper. Raises PIL.UnidentifiedImageError when ``png`` is no picture."""
    picture = Image.open(BytesIO(png)).convert("LA")
    picture.thumbnail((int(_FINEST * _WIDEST), _FINEST))
    paper = Image.new("L", picture.size, 255)
    paper.paste(picture.getchannel("L"), mask=picture.getchannel("A"))
    return NamePicture(ImageReader(paper), min(paper.width / paper.height, _WIDEST), code_points)


@contextmanager
def showing(names: Mapping[str, NamePicture]) -> Iterator[None]:
    """Print these names as pictures until the block ends."""
    token = _SHOWN.set(names)
    try:
        yield
    finally:
        _SHOWN.reset(token)


def picture_of(name: str) -> NamePicture | None:
    """The picture of this name, if it is one of the document that is being made."""
    return (_SHOWN.get() or {}).get(name)


def parted(text: str) -> list[str]:
    """Split a text so that every pictured name stands alone."""
    names = _SHOWN.get()
    if not names:
        return [text]
    longest_first = sorted(names, key=len, reverse=True)
    return [part for part in re.split(f"({'|'.join(map(re.escape, longest_first))})", text) if part]


def without(text: str, names: Mapping[str, str]) -> str:
    """Give a text with the code points in place of pictured names, as it will be drawn with fonts."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, names[name])
    return text
