"""Uyghur and other Arabic-script text: letters joined, written from right to left.

ReportLab prints Arabic letters unjoined and from left to right. Here the letters are joined
(arabic-reshaper), ordered (python-bidi, Unicode UAX 9).
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

from arabic_reshaper import ArabicReshaper  # type: ignore[import-untyped]  # ships no types
from bidi import get_display  # type: ignore[import-untyped]  # ships no types

from app.services.documents.fonts import AE_FINAL, Face, em_width, is_arabic

_KEPT: Final = 16_384
"""Pieces of text remembered: the characters and words of a document come again and again."""

_RESHAPER_AE: Final = "\ue000"  # what arabic-reshaper's table writes for joined ە


@cache
def _reshaper() -> ArabicReshaper:
    # ArabicV2 is the table with the Uyghur ە; marks are part of a name and stay.
    return ArabicReshaper(configuration={"language": "ArabicV2", "delete_harakat": False})


@lru_cache(maxsize=_KEPT)
def contains_arabic(text: str) -> bool:
    """Tell whether any character is written from right to left."""
    return any(is_arabic(c) for c in text)


@cache
def visual(text: str) -> str:
    """Return right-to-left ``text`` with joined letters in the order they stand on paper, left to right."""
    joined = _reshaper().reshape(text).replace(_RESHAPER_AE, AE_FINAL)
    ordered: str = get_display(joined, base_dir="R")
    return ordered


def em_width_rtl(text: str, face: Face) -> float:
    """Width of right-to-left text in units of the font size."""
    return em_width(visual(text), face)
