"""Drawing one broken line: fallback runs, underlines, right-to-left words.

The whole line is one text object without moves, so that readers copy it out as one line.
Arabic script is shown in visual order: poppler, pdfium and pypdf then give it back in logical order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from app.services.documents.arabic import visual
from app.services.documents.fonts import Face, cover, load
from app.services.documents.linebreak import Piece
from app.services.documents.pictured import NamePicture

_THIN = "HanaMinB"
"""The only face for rare characters: it has no bold, so bold text strokes its outlines a little."""
_STROKE = 0.035  # em
_DESCENT = 0.12  # em a picture of a name stands below the baseline, as a character does


@dataclass(frozen=True, slots=True)
class LineBox:
    """Where and how a line stands, in points: ``x``, ``y`` of its baseline, ``spread`` per character."""

    x: float
    y: float
    size: float
    spread: float = 0.0
    colour: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Segment:
    text: str  # in visual order
    face: Face
    underline: bool
    picture: NamePicture | None = None


def draw_line(canvas: Any, line: Sequence[Piece], box: LineBox) -> None:
    """Draw the pieces of one line on a ReportLab canvas."""
    canvas.saveState()
    canvas.setFillColorRGB(*box.colour)
    canvas.setStrokeColorRGB(*box.colour)
    canvas.setLineWidth(_STROKE * box.size)
    text = _text_at(canvas, box)
    x = box.x
    lines: list[tuple[float, float]] = []
    for segment in _segments(line):
        start = x
        if segment.picture:
            x = _draw_picture(canvas, text, segment.picture, replace(box, x=x))
            text = _text_at(canvas, replace(box, x=x))
            continue
        for run in cover(segment.text, segment.face):
            text.setFont(run.font, box.size)
            heavy = run.font == _THIN and segment.face is segment.face.bold
            if heavy:
                text.setTextRenderMode(2)
            text.textOut(run.text)
            if heavy:
                text.setTextRenderMode(0)
            x += load(run.font).em_width(run.text) * box.size + box.spread * len(run.text)
        if segment.underline:
            lines.append((start, x))
    canvas.drawText(text)
    _underline(canvas, lines, box)
    canvas.restoreState()


def _text_at(canvas: Any, box: LineBox) -> Any:
    text = canvas.beginText()
    text.setTextOrigin(box.x, box.y)
    if box.spread:
        text.setCharSpace(box.spread)
    return text


def _draw_picture(canvas: Any, text: Any, shown: NamePicture, box: LineBox) -> float:
    """End the text object, put the picture of a name on the line; return where the line goes on."""
    canvas.drawText(text)
    width, height = shown.width * box.size, box.size
    canvas.drawImage(
        shown.picture, box.x, box.y - _DESCENT * height, width, height, preserveAspectRatio=True, anchor="c"
    )
    return box.x + width + box.spread


def _underline(canvas: Any, lines: Sequence[tuple[float, float]], box: LineBox) -> None:
    canvas.setStrokeColorRGB(*box.colour)
    canvas.setLineWidth(0.5)
    y = box.y - 0.16 * box.size
    for start, end in lines:
        canvas.line(start, y, end, y)


def _segments(line: Sequence[Piece]) -> list[_Segment]:
    """Join pieces of one manner; spaces and numbers between two Arabic words belong to them (UAX 9)."""
    flags = [piece.rtl for piece in line]
    for start, flag in enumerate(flags):
        end = next((i for i in range(start + 1, len(line)) if line[i].rtl), None)
        if flag and end and all(_neutral(piece) for piece in line[start + 1 : end]):
            flags[start:end] = [True] * (end - start)
    joined = groupby(
        zip(line, flags, strict=True),
        key=lambda pair: (pair[0].face, pair[0].underline, pair[1], id(pair[0]) if pair[0].picture else 0),
    )
    result = []
    for (face, underline, rtl, _), group in joined:
        pieces = [piece for piece, _ in group]
        text = "".join(piece.text for piece in pieces)
        result.append(_Segment(visual(text) if rtl else text, face, underline, pieces[0].picture))
    return result


def _neutral(piece: Piece) -> bool:
    return not any(c.isalpha() for c in piece.text)
