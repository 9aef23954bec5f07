"""Where a line of Chinese legal text may break (kinsoku, 避头尾; GB/T 15834-2011 5.1).

Widths are in units of the font size (em), so that a paragraph can shrink without measuring again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from app.services.documents.arabic import contains_arabic, em_width_rtl
from app.services.documents.fonts import Face, em_width, printable
from app.services.documents.pictured import NamePicture

NO_START: Final = frozenset("，。、；：？！）〕】〗》〉」』”’～·•,.;:?!)]}%％‰℃°′″㎡㎜㎝㎞々")
NO_END: Final = frozenset("（〔【〖《〈「『“‘([{￥¥§№")
# Dashes and dots come in pairs that must not be torn apart.
_PAIRS: Final = frozenset("—…")
_WORD: Final = re.compile(r"\n|[ \u3000]+|[!-~\u00a1-\u00b6\u00b8-\u052f\u2032\u2033]+")
_AFTER: Final = re.compile(r"(?<=[/\-._?&=@:,])")
_EPSILON: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Piece:
    """The smallest part of a line: a Chinese character, a word, a space or a line feed."""

    text: str
    face: Face
    width: float  # em
    underline: bool = False
    picture: NamePicture | None = None  # drawn instead of the text (EC-13)

    @property
    def is_space(self) -> bool:
        """Spaces vanish at the end of a line."""
        return not self.text.strip(" \u3000")

    @property
    def is_feed(self) -> bool:
        """A line feed ends the line."""
        return self.text == "\n"

    @property
    def rtl(self) -> bool:
        """Arabic script, drawn from right to left."""
        return self.picture is None and contains_arabic(self.text)


def measured(text: str, face: Face, *, underline: bool = False) -> Piece:
    """Make a piece with its width; raises MissingGlyphsError as `fonts.cover` does."""
    if text == "\n":
        width = 0.0
    elif contains_arabic(text):
        width = em_width_rtl(text, face)
    else:
        width = em_width(text, face)
    return Piece(text, face, width, underline)


def tokens(text: str) -> list[str]:
    """Split text into words of Latin script, words of Arabic script, spaces, feeds and single characters."""
    found: list[str] = []
    text = printable(text)
    position = 0
    while position < len(text):
        end = _token_end(text, position)
        found.append(text[position:end])
        position = end
    return found


def _token_end(text: str, start: int) -> int:
    match = _WORD.match(text, start)
    if match:
        return match.end()
    end = start + 1
    if contains_arabic(text[start]):
        while end < len(text) and (contains_arabic(text[end]) or unicodedata.category(text[end]) == "Mn"):
            end += 1
        return end
    while end < len(text) and unicodedata.category(text[end]) in {"Mn", "Me"}:
        end += 1
    return end


def may_break(before: Piece, after: Piece) -> bool:
    """Tell whether a line may end between two pieces."""
    if before.is_space:
        return True
    first, last = after.text[0], before.text[-1]
    if first in NO_START or last in NO_END:
        return False
    return not (first in _PAIRS and last == first)


def fitting(pieces: Iterable[Piece], width: float) -> list[Piece]:
    """Cut words wider than a line, at / - . _ first, else at any character: nothing is ever lost."""
    result: list[Piece] = []
    for piece in pieces:
        if piece.width <= width + _EPSILON or piece.is_space or piece.picture:
            result.append(piece)
            continue
        for part in _AFTER.split(piece.text) if not piece.rtl else [piece.text]:
            cut = measured(part, piece.face, underline=piece.underline) if part else piece
            result += [cut] if part and cut.width <= width else _characters(part, piece)
    return result


def _characters(text: str, piece: Piece) -> list[Piece]:
    return [measured(c, piece.face, underline=piece.underline) for c in text]


def break_lines(pieces: Sequence[Piece], width: float, indent: float = 0.0) -> list[list[Piece]]:
    """Fill lines of ``width`` em; the first one begins ``indent`` em later. Always at least one line."""
    lines: list[list[Piece]] = []
    line: list[Piece] = []
    room = width - indent
    for piece in fitting(pieces, width):
        if piece.is_feed:
            lines.append(_trimmed(line))
            line, room = [], width
            continue
        line.append(piece)
        while not piece.is_space and _total(line) > room + _EPSILON and len(line) > 1:
            cut = _last_break(line)
            lines.append(_trimmed(line[:cut]))
            line, room = _without_lead(line[cut:]), width
    lines.append(_trimmed(line))
    return lines


def _last_break(line: Sequence[Piece]) -> int:
    """Return where to end a line that is full: the last allowed place, else right before the overflow."""
    for cut in range(len(line) - 1, 0, -1):
        if may_break(line[cut - 1], line[cut]) and not all(p.is_space for p in line[:cut]):
            return cut
    return len(line) - 1


def _total(line: Sequence[Piece]) -> float:
    return sum(piece.width for piece in line)


def _trimmed(line: Sequence[Piece]) -> list[Piece]:
    end = len(line)
    while end and line[end - 1].is_space and not line[end - 1].underline:
        end -= 1
    return list(line[:end])


def _without_lead(line: Sequence[Piece]) -> list[Piece]:
    start = 0
    while start < len(line) and line[start].is_space:
        start += 1
    return list(line[start:])
