"""Text that fits a box on a badge: a name breaks where a person would break it, everything else shrinks until it fits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Final

from app.services.documents.para import Para, ParaStyle

_SEAM: Final = re.compile(r"(?<=[·•・‧∙⋅･．])|\s+")
_MOST_LINES: Final = 4
_GOOD_ENOUGH: Final = 0.85
"""Of the largest size that any number of lines allows; fewer lines are easier to read from afar."""
_LEAST: Final = 4.5
_STEP: Final = 0.5


def name_para(name: str, style: ParaStyle, width: float, height: float) -> Para:
    """A name as large as a box of ``width`` × ``height`` points allows, broken only at its dots and spaces.

    Where that would be smaller than ``style.floor`` (a long name without a dot), it is broken anywhere, as other text is.
    """
    parts = _parts(name, style)
    choices = [_laid(parts, lines, style, width, height) for lines in range(1, _most(parts) + 1)]
    best = max((size for size, _ in choices), default=0.0)
    if best < style.floor:
        return fitted(name, replace(style, max_lines=None, fit_words=False), width, height)
    size, lines = next(choice for choice in choices if choice[0] >= _GOOD_ENOUGH * best)
    exact = replace(style, size=size, floor=size, max_lines=None, fit_words=False)
    return _wrapped("\n".join(lines), exact, width)


def fitted(text: str, style: ParaStyle, width: float, height: float) -> Para:
    """A paragraph no higher than ``height`` points if any size of at least 4.5 points makes it so."""
    para = _wrapped(text, style, width)
    while para.height > height and para.size - _STEP >= _LEAST:
        size = para.size - _STEP
        para = _wrapped(text, replace(style, size=size, floor=min(size, style.floor)), width)
    return para


def _wrapped(text: str, style: ParaStyle, width: float) -> Para:
    para = Para(text, style)
    para.wrap(width, 0.0)
    return para


def _parts(name: str, style: ParaStyle) -> tuple[tuple[str, float], ...]:
    """Parts that stay whole, with their widths in em; a name drawn as a picture is one."""
    whole = Para(name, style).pieces
    if any(piece.picture for piece in whole):
        return ((name, sum(piece.width for piece in whole)),)
    parts = [part for part in _SEAM.split(name) if part]
    return tuple((part, sum(piece.width for piece in Para(part, style).pieces)) for part in parts)


def _most(parts: Sequence[object]) -> int:
    return min(_MOST_LINES, len(parts))


def _laid(
    parts: Sequence[tuple[str, float]], lines: int, style: ParaStyle, width: float, height: float
) -> tuple[float, list[str]]:
    """The largest size for so many lines, and the lines."""
    widest, best = min((max(w for _, w in rows), rows) for rows in _partitions(parts, lines))
    room = min(width / widest if widest else style.size, height / (lines * style.leading), style.size)
    return room - room % _STEP, [text for text, _ in best]


def _partitions(parts: Sequence[tuple[str, float]], lines: int) -> Iterator[list[tuple[str, float]]]:
    """Every way to put the parts on so many lines, in their order."""
    for cuts in combinations(range(1, len(parts)), lines - 1):
        yield [_joined(parts[a:b]) for a, b in pairwise((0, *cuts, len(parts)))]


def _joined(parts: Sequence[tuple[str, float]]) -> tuple[str, float]:
    """Parts on one line: after a dot nothing, else a space."""
    text, width = "", 0.0
    for part, em in parts:
        gap = bool(text) and _SEAM.search(text[-1:] + "x") is None
        text += f" {part}" if gap else part
        width += em + (0.3 if gap else 0.0)
    return text, width
