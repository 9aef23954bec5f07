"""Small painting verbs that the widgets share: a rounded ground, a focus ring, a text line."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.ui import theme


def rounded(  # noqa: PLR0913 - each argument is one property of the shape
    painter: QPainter,
    box: QRectF,
    radius: float,
    fill: str | None,
    border: str | None = None,
    *,
    width: float = 1.0,
    dashed: bool = False,
) -> None:
    """Fill `box` with round corners and draw its border just inside the edge."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(Qt.PenStyle.NoPen)
    if border is not None:
        pen = QPen(QColor(border), width)
        if dashed:
            pen.setDashPattern([3.5, 2.5])
        box = box.adjusted(width / 2, width / 2, -width / 2, -width / 2)
        radius -= width / 2
    painter.setPen(pen)
    painter.setBrush(QColor(fill) if fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, radius, radius)


def focus_ring(painter: QPainter, box: QRectF, radius: float, colour: str | None = None) -> None:
    """Draw the ring that shows where the keyboard is, inside `box`."""
    rounded(painter, box, radius, None, colour or theme.palette().brand, width=theme.Size.FOCUS)


def blend(over: str, under: str, share: float) -> str:
    """Mix `share` (0 to 1) of one colour into another, as #RRGGBB."""
    a, b = QColor(over), QColor(under)
    mixed = QColor.fromRgbF(
        *(
            x * share + y * (1 - share)
            for x, y in ((a.redF(), b.redF()), (a.greenF(), b.greenF()), (a.blueF(), b.blueF()))
        )
    )
    return mixed.name()
