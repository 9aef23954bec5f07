"""Which font draws which character, so that every name is printed as it was received.

A font is loaded when the first character needs it: HanaMinB (30 MB) only for a rare character.
民委发〔2016〕33号 asks for all of GB18030 in names; what no font has is refused, never left empty.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Final

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics

from app.services.documents.embedding import EmbeddedFont

# Streams as they are (ISO 32000-1 7.4): ASCII85 makes a file a quarter larger, for mail systems that are long gone.
rl_config.useA85 = 0

_KEPT: Final = 16_384
"""Pieces of text remembered: the characters and words of a document come again and again."""


class Face(Enum):
    """The four faces of a legal document: 宋体 and 黑体, each regular and bold."""

    SONG = "song"
    SONG_BOLD = "song-bold"
    HEI = "hei"
    HEI_BOLD = "hei-bold"

    @property
    def bold(self) -> Face:
        """The bold companion of this face."""
        return {Face.SONG: Face.SONG_BOLD, Face.HEI: Face.HEI_BOLD}.get(self, self)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text that one font draws."""

    font: str
    text: str


class MissingGlyphsError(ValueError):
    """No bundled font draws these characters; the document must not be sealed."""

    def __init__(self, characters: tuple[str, ...]) -> None:
        self.characters = characters
        super().__init__(f"no glyph for {', '.join(f'U+{ord(c):04X}' for c in characters)}")


_ARABIC: Final = "NotoNaskhArabic-Regular"
_ARABIC_BOLD: Final = "NotoNaskhArabic-Bold"
_SYMBOLS: Final = "NotoSansSymbols2-Regular"
_MATH: Final = "NotoSansMath-Regular"
_SONG: Final = (
    "NotoSerifSC-Regular",
    "NotoSerif-Regular",
    _ARABIC,
    _SYMBOLS,
    _MATH,
    "NotoSansSC-Regular",
    "HanaMinB",
)
_HEI: Final = (
    "NotoSansSC-Regular",
    "NotoSans-Regular",
    _ARABIC,
    _SYMBOLS,
    _MATH,
    "NotoSerifSC-Regular",
    "HanaMinB",
)
_CHAINS: Final = {
    Face.SONG: _SONG,
    Face.SONG_BOLD: ("NotoSerifSC-Bold", *_SONG),
    Face.HEI: _HEI,
    Face.HEI_BOLD: ("NotoSansSC-Bold", *_HEI),
}
# One font draws both states of a check box, so that they look alike.
_BOXES: Final = frozenset("□☐☑☒")
# Uyghur ە joined to the letter before it has no code point; its shape is that of final heh. The unused
# "tail fragment" stands for it, because bidi must see an Arabic letter.
AE_FINAL: Final = "\ufe73"
_GLYPHS: Final = {
    _SYMBOLS: {0x25A1: 0x2610},
    _ARABIC: {ord(AE_FINAL): 0xFEEA},
    _ARABIC_BOLD: {ord(AE_FINAL): 0xFEEA},
}
_TEXTS: Final = {_ARABIC: {ord(AE_FINAL): "\u06d5"}, _ARABIC_BOLD: {ord(AE_FINAL): "\u06d5"}}
_INVISIBLE: Final = frozenset(
    "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
)
_LOADING: Final = threading.Lock()


@cache
def _loaded(name: str) -> EmbeddedFont:
    data = files("resources.fonts").joinpath(f"{name}.ttf").read_bytes()
    font = EmbeddedFont(name, BytesIO(data), glyphs=_GLYPHS.get(name), texts=_TEXTS.get(name))
    pdfmetrics.registerFont(font)
    return font


def load(name: str) -> EmbeddedFont:
    """Return the registered font, reading it on first use. Safe to call from any thread."""
    with _LOADING:
        return _loaded(name)


def is_arabic(char: str) -> bool:
    """Tell whether a character is written from right to left."""
    return unicodedata.bidirectional(char) in {"R", "AL"}


def _chain(char: str, face: Face) -> tuple[str, ...]:
    if char in _BOXES:
        return (_SYMBOLS,)
    if is_arabic(char):
        return (_ARABIC_BOLD, _ARABIC) if face is face.bold else (_ARABIC,)
    return _CHAINS[face]


@cache
def font_for(char: str, face: Face) -> str | None:
    """Return the name of the first font of the face's chain that draws ``char``, or None."""
    if unicodedata.category(char) == "Cc":
        return None
    return next((name for name in _chain(char, face) if load(name).has(ord(char))), None)


def printable(text: str) -> str:
    """Take away what is never drawn (byte order and direction marks); a tab becomes a space."""
    return "".join(c for c in text if c not in _INVISIBLE).replace("\t", " ").replace("\r", "")


def missing(text: str, face: Face = Face.SONG) -> tuple[str, ...]:
    """Return the characters of ``text`` no bundled font draws, each once, in order of appearance."""
    wanted = dict.fromkeys(c for c in printable(text) if c != "\n")
    return tuple(c for c in wanted if font_for(c, face) is None)


def missing_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return what `missing` finds in any of the texts of a document."""
    return tuple(dict.fromkeys(c for text in texts for c in missing(text)))


@lru_cache(maxsize=_KEPT)
def cover(text: str, face: Face = Face.SONG) -> tuple[Run, ...]:
    """Split ``text`` (one line, visual order) into runs of one font each.

    Raises MissingGlyphsError when a character has no font at all.
    """
    lost = missing(text, face)
    if lost:
        raise MissingGlyphsError(lost)
    runs: list[Run] = []
    for char in printable(text):
        font = font_for(char, face)
        if runs and (font == runs[-1].font or (char == " " and load(runs[-1].font).has(0x20))):
            runs[-1] = Run(runs[-1].font, runs[-1].text + char)
        elif font:
            runs.append(Run(font, char))
    return tuple(runs)


@lru_cache(maxsize=_KEPT)
def em_width(text: str, face: Face = Face.SONG) -> float:
    """Width of a line of text in units of the font size."""
    return sum(load(run.font).em_width(run.text) for run in cover(text, face))
