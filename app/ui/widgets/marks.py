"""The state of a thing as a painted shape: it is recognised without its colour."""

from __future__ import annotations

import math
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.i18n import tr
from app.ui.theme import Tone


class State(StrEnum):
    """What a mark says."""

    PRESENT = "present"  # filled circle with a tick
    MISSING = "missing"  # dashed outline of a circle
    ATTENTION = "attention"  # square with !: a person has to do something
    BLOCK = "block"  # octagon with a bar
    WARNING = "warning"  # triangle with !
    ALLOWED = "allowed"  # diamond with a tick: let through with a reason
    NOTE = "note"  # outline of a circle with i
    WAITING = "waiting"  # outline of a circle with three dots


def tone_of(state: State) -> Tone:
    """Return the tone that goes with a state."""
    return _TONES[state]


def word_of(state: State) -> str:
    """Return the word that goes with a state, for people who hear the screen."""
    words = {
        State.PRESENT: tr("Present"),
        State.MISSING: tr("Missing"),
        State.ATTENTION: tr("Needs someone"),
        State.BLOCK: tr("Blocked"),
        State.WARNING: tr("Warning"),
        State.ALLOWED: tr("Let through"),
        State.NOTE: tr("Note"),
        State.WAITING: tr("Waiting"),
    }
    return words[state]


def paint_mark(
    painter: QPainter,
    box: QRectF,
    state: State,
    colour: str | None = None,
    on: str | None = None,
) -> None:
    """Draw the mark of `state` into the square `box` (any size, it is all vectors)."""
    colours = theme.palette()
    tone = tone_of(state)
    strong, inner = colour or colours.strong(tone), on or colours.on(tone)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / 24, box.height() / 24)
    _DRAW[state](painter, strong, inner)
    painter.restore()


def _pen(colour: str, width: float) -> QPen:
    round_ = Qt.PenCapStyle.RoundCap
    return QPen(QColor(colour), width, Qt.PenStyle.SolidLine, round_, Qt.PenJoinStyle.RoundJoin)


def _fill(painter: QPainter, colour: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))


def _tick(painter: QPainter, colour: str) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(colour, 2.3))
    painter.drawPolyline(QPolygonF([QPointF(7.3, 12.5), QPointF(10.7, 15.8), QPointF(16.8, 8.7)]))


def _bang(painter: QPainter, colour: str, top: float, foot: float) -> None:
    painter.setPen(_pen(colour, 2.3))
    painter.drawLine(QPointF(12, top), QPointF(12, foot - 4.2))
    _fill(painter, colour)
    painter.drawEllipse(QPointF(12, foot), 1.45, 1.45)


def _present(painter: QPainter, strong: str, inner: str) -> None:
    _fill(painter, strong)
    painter.drawEllipse(QPointF(12, 12), 11, 11)
    _tick(painter, inner)


def _missing(painter: QPainter, strong: str, _inner: str) -> None:
    pen = _pen(strong, 2)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    dash = 2 * math.pi * 10 / 12 / 2  # twelve equal dashes and gaps, in units of the circle's length
    pen.setDashPattern([dash * 0.62, dash * 0.38])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(12, 12), 10, 10)


def _attention(painter: QPainter, strong: str, inner: str) -> None:
    _fill(painter, strong)
    painter.drawRoundedRect(QRectF(1.5, 1.5, 21, 21), 4.5, 4.5)
    _bang(painter, inner, 6.6, 17.2)


def _octagon() -> QPolygonF:
    points = []
    for i in range(8):
        angle = math.pi / 8 + i * math.pi / 4
        points.append(QPointF(12 + 11.6 * math.cos(angle), 12 + 11.6 * math.sin(angle)))
    return QPolygonF(points)


def _block(painter: QPainter, strong: str, inner: str) -> None:
    _fill(painter, strong)
    painter.drawPolygon(_octagon())
    painter.setPen(_pen(inner, 2.9))
    painter.drawLine(QPointF(7.4, 12), QPointF(16.6, 12))


def _warning(painter: QPainter, strong: str, inner: str) -> None:
    path = QPainterPath(QPointF(12, 2.6))
    path.lineTo(22.2, 20.6)
    path.lineTo(1.8, 20.6)
    path.closeSubpath()
    painter.setPen(_pen(strong, 2))
    painter.setBrush(QColor(strong))
    painter.drawPath(path)
    _bang(painter, inner, 9.0, 18.0)


def _allowed(painter: QPainter, strong: str, inner: str) -> None:
    painter.setPen(_pen(strong, 2))
    painter.setBrush(QColor(strong))
    painter.drawPolygon(QPolygonF([QPointF(12, 1.6), QPointF(22.4, 12), QPointF(12, 22.4), QPointF(1.6, 12)]))
    _tick(painter, inner)


def _ring(painter: QPainter, colour: str) -> None:
    painter.setPen(_pen(colour, 1.8))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(12, 12), 10, 10)


def _note(painter: QPainter, strong: str, _inner: str) -> None:
    _ring(painter, strong)
    painter.setPen(_pen(strong, 2.2))
    painter.drawLine(QPointF(12, 11.4), QPointF(12, 16.8))
    _fill(painter, strong)
    painter.drawEllipse(QPointF(12, 7.4), 1.5, 1.5)


def _waiting(painter: QPainter, strong: str, _inner: str) -> None:
    _ring(painter, strong)
    _fill(painter, strong)
    for x in (7.6, 12, 16.4):
        painter.drawEllipse(QPointF(x, 12), 1.4, 1.4)


_TONES = {
    State.PRESENT: Tone.PRESENT,
    State.MISSING: Tone.BLOCK,
    State.ATTENTION: Tone.WARNING,
    State.BLOCK: Tone.BLOCK,
    State.WARNING: Tone.WARNING,
    State.ALLOWED: Tone.BRAND,
    State.NOTE: Tone.BRAND,
    State.WAITING: Tone.NEUTRAL,
}
_DRAW = {
    State.PRESENT: _present,
    State.MISSING: _missing,
    State.ATTENTION: _attention,
    State.BLOCK: _block,
    State.WARNING: _warning,
    State.ALLOWED: _allowed,
    State.NOTE: _note,
    State.WAITING: _waiting,
}


class StateMark(QWidget):
    """A state as a shape; its word is its accessible name."""

    def __init__(self, state: State = State.MISSING, size: int = 24, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(size, size)
        self.set_state(state)

    def state(self) -> State:
        """Return what is shown now."""
        return self._state

    def set_state(self, state: State) -> None:
        """Show another state."""
        self._state = state
        self.setAccessibleName(word_of(state))
        self.update()

    def sizeHint(self) -> QSize:
        """Its fixed square."""
        return QSize(self._size, self._size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the shape."""
        paint_mark(QPainter(self), QRectF(self.rect()), self._state)
