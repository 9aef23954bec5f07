"""The shape of each answer of the door: told apart without colour, from two metres, at a quarter of its size."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

Draw = Callable[[QPainter, str, str], None]


def paint_answer(painter: QPainter, box: QRectF, key: str, ink: str, ground: str) -> None:
    """Draw the shape of an answer into the square ``box``: its body in ``ink``, what stands in it in ``ground``."""
    outer, inner = SHAPES[key]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / 24, box.height() / 24)
    outer(painter, ink, ground)
    inner(painter, ink if outer in _HOLLOW else ground, ink)
    painter.restore()


def _pen(colour: str, width: float = 2.2) -> QPen:
    return QPen(
        QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )


def _body(painter: QPainter, ink: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ink))


def _lines(painter: QPainter, colour: str, *points: tuple[float, float], width: float = 2.2) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(colour, width))
    painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in points]))


def _polygon(painter: QPainter, ink: str, corners: int, turn: float, radius: float = 11.4) -> None:
    _body(painter, ink)
    step = 2 * math.pi / corners
    painter.drawPolygon(
        QPolygonF(
            [
                QPointF(12 + radius * math.cos(turn + i * step), 12 + radius * math.sin(turn + i * step))
                for i in range(corners)
            ]
        )
    )


# --- bodies ---------------------------------------------------------------------------------------------


def _circle(painter: QPainter, ink: str, _ground: str) -> None:
    _body(painter, ink)
    painter.drawEllipse(QPointF(12, 12), 11, 11)


def _ring(painter: QPainter, ink: str, _ground: str) -> None:
    painter.setPen(_pen(ink, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(12, 12), 10.4, 10.4)


def _octagon(painter: QPainter, ink: str, _ground: str) -> None:
    _polygon(painter, ink, 8, math.pi / 8, 11.6)


def _hexagon(painter: QPainter, ink: str, _ground: str) -> None:
    _polygon(painter, ink, 6, 0)


def _diamond(painter: QPainter, ink: str, _ground: str) -> None:
    _polygon(painter, ink, 4, 0, 11.8)


def _square(painter: QPainter, ink: str, _ground: str) -> None:
    _body(painter, ink)
    painter.drawRoundedRect(QRectF(1.5, 1.5, 21, 21), 4, 4)


def _pill(painter: QPainter, ink: str, _ground: str) -> None:
    _body(painter, ink)
    painter.drawRoundedRect(QRectF(0.5, 5, 23, 14), 7, 7)


def _triangle(painter: QPainter, ink: str, _ground: str) -> None:
    path = QPainterPath(QPointF(12, 2.2))
    path.lineTo(22.6, 21)
    path.lineTo(1.4, 21)
    path.closeSubpath()
    painter.setPen(_pen(ink, 2))
    painter.setBrush(QColor(ink))
    painter.drawPath(path)


def _upside_down(painter: QPainter, ink: str, _ground: str) -> None:
    painter.save()
    painter.translate(0, 24)
    painter.scale(1, -1)
    _triangle(painter, ink, "")
    painter.restore()


def _sheet(painter: QPainter, ink: str, _ground: str) -> None:
    path = QPainterPath(QPointF(4, 1.5))
    for x, y in ((15, 1.5), (20, 6.5), (20, 22.5), (4, 22.5)):
        path.lineTo(x, y)
    path.closeSubpath()
    _body(painter, ink)
    painter.drawPath(path)


def _frame(painter: QPainter, ink: str, _ground: str) -> None:
    for x, y, dx, dy in ((2, 2, 1, 1), (22, 2, -1, 1), (2, 22, 1, -1), (22, 22, -1, -1)):
        _lines(painter, ink, (x + 6 * dx, y), (x, y), (x, y + 6 * dy), width=2.4)


_HOLLOW = frozenset({_ring, _frame})


# --- what stands in them --------------------------------------------------------------------------------


def _tick(painter: QPainter, colour: str, _ink: str) -> None:
    _lines(painter, colour, (7.2, 12.5), (10.7, 15.9), (16.9, 8.6), width=2.6)


def _two_ticks(painter: QPainter, colour: str, _ink: str) -> None:
    _lines(painter, colour, (5.0, 12.6), (8.0, 15.6), (13.2, 9.2), width=2)
    _lines(painter, colour, (10.8, 14.8), (11.8, 15.6), (18.0, 9.2), width=2)


def _bar(painter: QPainter, colour: str, _ink: str) -> None:
    _lines(painter, colour, (7.2, 12), (16.8, 12), width=3)


def _cross(painter: QPainter, colour: str, _ink: str) -> None:
    _lines(painter, colour, (8, 8), (16, 16), width=2.8)
    _lines(painter, colour, (16, 8), (8, 16), width=2.8)


def _bang(painter: QPainter, colour: str, _ink: str) -> None:
    _lines(painter, colour, (12, 8.4), (12, 13.6), width=2.6)
    _body(painter, colour)
    painter.drawEllipse(QPointF(12, 17.6), 1.6, 1.6)


def _bang_high(painter: QPainter, colour: str, _ink: str) -> None:
    _lines(painter, colour, (12, 5.6), (12, 10.6), width=2.6)
    _body(painter, colour)
    painter.drawEllipse(QPointF(12, 14.4), 1.6, 1.6)


def _question(painter: QPainter, colour: str, _ink: str) -> None:
    path = QPainterPath(QPointF(8.8, 9.4))
    path.cubicTo(8.8, 4.8, 15.4, 5.0, 15.2, 9.2)
    path.cubicTo(15.1, 11.4, 12, 11.6, 12, 14)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(colour, 2.4))
    painter.drawPath(path)
    _body(painter, colour)
    painter.drawEllipse(QPointF(12, 17.6), 1.5, 1.5)


def _hands(painter: QPainter, colour: str, _ink: str) -> None:
    _lines(painter, colour, (12, 6), (12, 12.4), (16, 14.8), width=2.3)


def _face(painter: QPainter, colour: str, _ink: str) -> None:
    _body(painter, colour)
    painter.drawEllipse(QPointF(12, 8.8), 3.5, 3.5)
    shoulders = QPainterPath(QPointF(5.6, 18.6))
    shoulders.cubicTo(6.4, 12.6, 17.6, 12.6, 18.4, 18.6)
    shoulders.closeSubpath()
    painter.drawPath(shoulders)


def _arrow(painter: QPainter, colour: str, _ink: str) -> None:
    _lines(painter, colour, (6, 12), (17.4, 12), width=2.5)
    _lines(painter, colour, (12.6, 7), (17.6, 12), (12.6, 17), width=2.5)


def _way_out(painter: QPainter, colour: str, _ink: str) -> None:
    _lines(painter, colour, (10.4, 6), (6, 6), (6, 18), (10.4, 18), width=2.2)
    _lines(painter, colour, (10, 12), (18, 12), width=2.3)
    _lines(painter, colour, (14.4, 8.4), (18.2, 12), (14.4, 15.6), width=2.3)


def _list(painter: QPainter, colour: str, _ink: str) -> None:
    for y in (7.4, 12, 16.6):
        _lines(painter, colour, (9.6, y), (18, y), width=2.1)
        _body(painter, colour)
        painter.drawEllipse(QPointF(6.4, y), 1.2, 1.2)


def _unequal(painter: QPainter, colour: str, _ink: str) -> None:
    _lines(painter, colour, (6.6, 9.6), (17.4, 9.6), width=2.4)
    _lines(painter, colour, (6.6, 14.4), (17.4, 14.4), width=2.4)
    _lines(painter, colour, (14.6, 6), (9.4, 18), width=2.2)


def _rows(painter: QPainter, colour: str, _ink: str) -> None:
    for y in (9, 12.4):
        _lines(painter, colour, (7.4, y), (16.6, y), width=1.8)
    _lines(painter, colour, (8.4, 17.2), (10.8, 19.4), (15.2, 15.2), width=2)


def _dots(painter: QPainter, colour: str, _ink: str) -> None:
    _body(painter, colour)
    for x in (7.4, 12, 16.6):
        painter.drawEllipse(QPointF(x, 12), 1.7, 1.7)


def _line(painter: QPainter, colour: str, _ink: str) -> None:
    _lines(painter, colour, (4, 12), (20, 12), width=2.4)


def _padlock(painter: QPainter, colour: str, _ink: str) -> None:
    _body(painter, colour)
    painter.drawRoundedRect(QRectF(7, 11, 10, 7.4), 1.4, 1.4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(colour, 2))
    painter.drawArc(QRectF(8.6, 5.6, 6.8, 9), 0, 180 * 16)


SHAPES: dict[str, tuple[Draw, Draw]] = {
    "ready": (_frame, _line),
    "ask_in": (_ring, _face),
    "ask_out": (_ring, _way_out),
    "ask_roll": (_ring, _list),
    "ask_certificate": (_sheet, _question),
    "in": (_circle, _tick),
    "out": (_square, _way_out),
    "rolled": (_pill, _tick),
    "certificate_kept": (_sheet, _rows),
    "already_in": (_circle, _two_ticks),
    "not_yet_valid": (_ring, _hands),
    "expired": (_diamond, _hands),
    "revoked": (_octagon, _bar),
    "other_meeting": (_square, _arrow),
    "wrong_roster": (_square, _list),
    "bad_signature": (_octagon, _cross),
    "unknown_key": (_hexagon, _question),
    "unreadable": (_frame, _dots),
    "suspected": (_triangle, _bang),
    "foreign": (_square, _unequal),
    "e_certificate": (_sheet, _tick),
    "own_error": (_upside_down, _bang_high),
    "not_compared": (_pill, _bar),
    "closed": (_circle, _padlock),
    "refused": (_octagon, _bang),
}
"""What the door shows → its body and what stands in it; no two are alike."""
