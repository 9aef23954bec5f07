"""A paragraph of Chinese legal text as a ReportLab flowable, for pages and for table cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from math import floor
from typing import Any, Final

from reportlab.platypus import Flowable

from app.services.documents.drawing import LineBox, draw_line
from app.services.documents.fonts import Face
from app.services.documents.linebreak import Piece, break_lines, measured, tokens
from app.services.documents.pictured import parted, picture_of

_BASELINE: Final = 0.38  # em below the middle of the line box: half of ascent .88 minus descent .12
_STEP: Final = 0.5  # pt, one step of shrinking
_MOST_SPREAD: Final = 0.12  # em a character; more would look torn
_EPSILON: Final = 1e-6


class Align(Enum):
    """How lines stand between the margins; JUSTIFY leaves the last line of a paragraph alone."""

    LEFT = 0.0
    CENTER = 0.5
    RIGHT = 1.0
    JUSTIFY = -1.0


@dataclass(frozen=True, slots=True)
class Span:
    """Text in one manner: ``bold`` takes the bold companion of the paragraph's face, ``face`` another one."""

    text: str
    bold: bool = False
    underline: bool = False
    face: Face | None = None


@dataclass(frozen=True, slots=True)
class ParaStyle:
    """The manner of a paragraph.

    ``size``, ``floor``, ``before`` and ``after`` are points, ``indent`` em, ``leading`` a factor of the size.

    A paragraph longer than ``max_lines`` shrinks by half points down to ``floor``; if it is still
    longer it keeps its lines. With ``fit_words`` a word wider than the line shrinks the paragraph the
    same way; where even ``floor`` does not help, the word is cut at full size.
    """

    face: Face = Face.SONG
    size: float = 10.5
    leading: float = 1.45
    align: Align = Align.LEFT
    indent: float = 0.0
    floor: float = 8.0
    max_lines: int | None = None
    fit_words: bool = False
    before: float = 0.0
    after: float = 0.0
    colour: tuple[float, float, float] = field(default=(0.0, 0.0, 0.0))


BODY: Final = ParaStyle(align=Align.JUSTIFY, indent=2.0, after=2.0)
CELL: Final = ParaStyle(leading=1.3, fit_words=True)
CELL_CENTER: Final = replace(CELL, align=Align.CENTER)
CELL_HEAD: Final = replace(CELL_CENTER, face=Face.HEI)
HEADING: Final = ParaStyle(face=Face.HEI_BOLD, size=12, before=8.0, after=4.0)
TITLE: Final = ParaStyle(face=Face.HEI_BOLD, size=18, align=Align.CENTER, leading=1.35, floor=14.0, after=8.0)

Content = str | Span | Sequence["str | Span"]


class Para(Flowable):
    """Text that wraps by the rules of `linebreak`, shrinks by those of `ParaStyle` and is never cut.

    Raises MissingGlyphsError when a character has no font.
    """

    def __init__(self, content: Content, style: ParaStyle = BODY) -> None:
        super().__init__()
        self.style = style
        self.pieces = _pieces(content, style.face)
        self._lines: list[list[Piece]] = []
        self._size = style.size
        self._first = True
        self._wrapped: float | None = None

    @property
    def size(self) -> float:
        """Font size in points after the last wrap."""
        return self._size

    @property
    def lines(self) -> list[str]:
        """Text of the lines after the last wrap."""
        return ["".join(piece.text for piece in line) for line in self._lines]

    def getSpaceBefore(self) -> float:  # noqa: N802 - ReportLab's name
        """Space ReportLab leaves above, in points."""
        return self.style.before

    def getSpaceAfter(self) -> float:  # noqa: N802 - ReportLab's name
        """Space ReportLab leaves below, in points."""
        return self.style.after

    def minWidth(self) -> float:  # noqa: N802 - ReportLab's name
        """Narrowest useful width: one character at the smallest size."""
        return self.style.floor

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 - ReportLab's names
        """Break lines for a width in points; return the size taken."""
        del aH
        if aW == self._wrapped:  # a table asks three times
            return aW, self.height
        sizes = [self.style.size]
        while sizes[-1] - _STEP >= self.style.floor - _EPSILON:
            sizes.append(sizes[-1] - _STEP)
        if not any(self._laid_out(aW, size) for size in sizes) and self.style.max_lines is None:
            self._laid_out(aW, self.style.size)
        self._wrapped, self.width, self.height = aW, aW, len(self._lines) * self._line_height
        return aW, self.height

    def split(self, aW: float, aH: float) -> list[Flowable]:  # noqa: N803 - ReportLab's names
        """Split between lines, so that a paragraph can go on at the next page."""
        self.wrap(aW, aH)
        count = floor((aH + _EPSILON) / self._line_height)
        return list(self.split_lines(count))

    def split_lines(self, count: int) -> tuple[Para, ...]:
        """Split after ``count`` lines of the last wrap; empty when nothing would stay on either side."""
        if not 0 < count < len(self._lines):
            return ()
        return self._part(self._lines[:count], first=self._first), self._part(
            self._lines[count:], first=False
        )

    def draw(self) -> None:
        """Draw all lines on the canvas ReportLab has set."""
        height = self._line_height
        y = self.height - height / 2 - _BASELINE * self._size
        for number, line in enumerate(self._lines):
            indent = self._indent if number == 0 else 0.0
            draw_line(self.canv, line, self._box(line, y, indent, last=number == len(self._lines) - 1))
            y -= height

    @property
    def _line_height(self) -> float:
        return self._size * self.style.leading

    @property
    def _indent(self) -> float:
        return self.style.indent if self._first else 0.0

    def _laid_out(self, width: float, size: float) -> bool:
        """Break lines at a size; tell whether the style is content with them."""
        self._size = size
        self._lines = break_lines(self.pieces, width / size, self._indent)
        if self.style.max_lines is not None and len(self._lines) > self.style.max_lines:
            return False
        widest = max((piece.width for piece in self.pieces if not piece.is_space), default=0.0)
        return not self.style.fit_words or widest <= width / size + _EPSILON

    def _part(self, lines: list[list[Piece]], *, first: bool) -> Para:
        feed = measured("\n", self.style.face)
        part = Para("", replace(self.style, size=self._size, max_lines=None))
        # The lines stay as they are: fed one by one they cannot be broken otherwise.
        for number, line in enumerate(lines):
            part.pieces += [feed, *line] if number else line
        part._first = first
        return part

    def _box(self, line: list[Piece], y: float, indent: float, *, last: bool) -> LineBox:
        size = self._size
        slack = self.width / size - indent - sum(piece.width for piece in line)
        gaps = sum(len(piece.text) for piece in line) - 1
        spread = 0.0
        align = self.style.align
        if align is Align.JUSTIFY:
            if not last and gaps > 0 and 0 < slack <= gaps * _MOST_SPREAD:
                spread = slack / gaps
            slack = 0.0
        else:
            slack *= align.value
        return LineBox((indent + slack) * size, y, size, spread * size, self.style.colour)


def _pieces(content: Content, face: Face) -> list[Piece]:
    parts = [content] if isinstance(content, str | Span) else content
    result: list[Piece] = []
    for part in parts:
        span = Span(part) if isinstance(part, str) else part
        chosen = span.face or face
        chosen = chosen.bold if span.bold else chosen
        for text in parted(span.text):
            result += _pictured(text, chosen) if picture_of(text) else _written(text, chosen, span)
    return result


def _written(text: str, face: Face, span: Span) -> list[Piece]:
    return [measured(token, face, underline=span.underline) for token in tokens(text)]


def _pictured(name: str, face: Face) -> list[Piece]:
    """A name no font can draw: its picture, and its code points so that it can be looked up (EC-13)."""
    shown = picture_of(name)
    if shown is None:
        return []
    points = _written(f"（{shown.code_points}）", face, Span(""))
    return [Piece(name, face, shown.width, picture=shown), *points]


def canvas_text(canvas: Any, text: str, box: LineBox, face: Face = Face.SONG) -> float:
    """Draw one line of text straight on a canvas (footers); return its width in points."""
    line = _pieces(text, face)
    draw_line(canvas, line, box)
    return sum(piece.width for piece in line) * box.size
