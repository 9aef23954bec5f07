"""Text as large as its box allows: one line, then broken at a dot of the name, then anywhere, then smaller."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTextLayout

from app.ui import theme
from app.ui.widgets.labels import lay_out

_DOT = re.compile(r"(?<=[·•・‧∙⋅･．])")
_LEADING = 1.25
_ONE_LINE = 1.06
"""Of its size, the height a single line needs: its characters, without the room between lines."""
_STEP = 0.92
_KEPT = 512


@dataclass(frozen=True, slots=True)
class Sized:
    """How a text is written: face size in px, at most so many lines, bold, and the size it never goes below."""

    size: float
    least: float
    lines: int = 1
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text that fits: its lines, their height and the width of the widest, px; the size it got."""

    layout: QTextLayout
    height: float
    width: float
    size: float


@lru_cache(maxsize=_KEPT)
def fit(text: str, width: float, height: float, how: Sized) -> Fitted:
    """Find the largest size at which ``text`` fits into ``width`` × ``height`` px.

    Where even the least size is too large the text ends in an ellipsis: a wall cannot scroll.
    """
    size = how.size
    while size > how.least:
        for shape in _shapes(text, how.lines):
            found = _laid(shape, width, size, bold=how.bold)
            if _fits(found, width, height, how, forced=shape.count("\n") + 1):
                return found
        size *= _STEP
    return _cut(text, width, height, how)


def _shapes(text: str, lines: int) -> list[str]:
    """The text as it is, and broken at the dot nearest to its middle."""
    cuts = [m.start() for m in _DOT.finditer(text) if 0 < m.start() < len(text)]
    if lines < 2 or not cuts:  # noqa: PLR2004  # one line is not broken
        return [text]
    middle = min(cuts, key=lambda at: abs(at - len(text) / 2))
    return [text, f"{text[:middle]}\n{text[middle:]}"]


def _laid(text: str, width: float, size: float, *, bold: bool) -> Fitted:
    face = theme.figures(max(1, round(size)), bold=bold)
    layout, high, widest = lay_out(text, face, width, leading=_LEADING)
    return Fitted(layout, high, widest, face.pixelSize())


def _fits(found: Fitted, width: float, height: float, how: Sized, *, forced: int) -> bool:
    """No more lines than allowed; a name with a dot is broken there or, if that does not do, later at a smaller size."""
    lines = found.layout.lineCount()
    named = forced == 1 and lines > 1 and bool(_DOT.search(found.layout.text()[:-1]))
    whole = lines == forced if forced > 1 else not named
    high = found.height if lines > 1 else found.size * _ONE_LINE
    return lines <= how.lines and high <= height + 1 and found.width <= width + 1 and whole


def _cut(text: str, width: float, height: float, how: Sized) -> Fitted:
    shown = text
    while True:
        found = _laid(shown, width, how.least, bold=how.bold)
        lines = found.layout.lineCount()
        if len(shown) <= 1 or (lines <= how.lines and (lines == 1 or found.height <= height + 1)):
            return found
        shown = shown[:-2].rstrip() + "…" if len(shown) > 2 else shown[:1]  # noqa: PLR2004  # a character and the dots


def put(  # noqa: PLR0913  # a text, where, how, and in which colour
    painter: QPainter,
    text: str,
    box: QRectF,
    how: Sized,
    colour: str,
    *,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    middle: bool = True,
) -> Fitted:
    """Draw a text into a box, at its left or right, in the middle of its height or at its top."""
    found = fit(text, box.width(), box.height(), how)
    x = box.right() - found.width if align is Qt.AlignmentFlag.AlignRight else box.left()
    y = box.top() + (box.height() - found.height) / 2 if middle else box.top()
    painter.setPen(QColor(colour))
    found.layout.draw(painter, QPointF(x, y))
    return found
