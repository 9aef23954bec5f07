"""The picture of the camera, what is to be done before it, and what is wrong with it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QShowEvent,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.services.scanning.dim import Sight
from app.ui import theme
from app.ui.i18n import tr
from app.ui.scan.camera_menu import CameraMenu, PanelButton
from app.ui.scan.camera_words import CameraState
from app.ui.theme import DARK, Radius, Space, Tone, Type
from app.ui.widgets.announce import announce
from app.ui.widgets.labels import lay_out
from app.ui.widgets.marks import State, paint_mark
from app.ui.widgets.paint import blend, rounded

if TYPE_CHECKING:
    from app.services.scanning.live import Seen
    from app.ui.scan.camera import CameraWay

OUTLINE_FOR: Final = 0.7
"""Seconds that the outline of a code stays after it was last seen."""

PAINT_EVERY_MS: Final = 66
_MARK: Final = 56
_ACTIONS: Final = {CameraState.OFF, CameraState.FAILED}
_MARKS: Final = {
    CameraState.OFF: State.NOTE,
    CameraState.NONE: State.MISSING,
    CameraState.STARTING: State.WAITING,
    CameraState.DARK: State.WARNING,
    CameraState.LOST: State.BLOCK,
    CameraState.FAILED: State.BLOCK,
}


class CameraView(QWidget):
    """The preview of a `CameraWay`, in a dark frame of its own, so that it stands on any ground.

    `set_tone` gives frame and brackets the colour of the door's answer. Painted at most 15 times a second.
    """

    def __init__(self, way: CameraWay, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._way, self._tone = way, Tone.PRESENT
        self._picture: QImage | None = None
        self._seen: Seen | None = None
        self._seen_at = 0.0
        self._pace = QTimer(self, singleShot=True, interval=PAINT_EVERY_MS)
        self._pace.timeout.connect(self.update)
        self._fade = QTimer(self, singleShot=True, interval=round(OUTLINE_FOR * 1000) + 20)
        self._fade.timeout.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.menu = CameraMenu(way, self)
        self.more = PanelButton(tr("Camera"), "camera", self)
        self.more.setAccessibleName(tr("Choose the camera, mirror the picture, light"))
        self.more.clicked.connect(self._open_menu)
        self.action = PanelButton("", "", self)
        self.action.clicked.connect(lambda: way.start(way.chosen))
        self._lay_out()
        way.frame.connect(self._take)
        way.seen.connect(self._outline)
        way.state_changed.connect(self._renew)
        way.choice_changed.connect(self.update)
        self._renew()

    def set_tone(self, tone: Tone) -> None:
        """Let frame and brackets have the colour of an answer."""
        self._tone = tone
        self.update()

    def sizeHint(self) -> QSize:
        """As on the picture of the kiosk."""
        return QSize(404, 330)

    def minimumSizeHint(self) -> QSize:
        """Room for a sentence, a next step and a button."""
        return QSize(280, 240)

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.S, Space.S, Space.S, Space.L)
        box.addWidget(self.more, 0, Qt.AlignmentFlag.AlignRight)
        box.addStretch(1)
        box.addWidget(self.action, 0, Qt.AlignmentFlag.AlignHCenter)

    def _renew(self) -> None:
        """Another state: its button, its words for people who hear the screen."""
        state = self._way.state
        self.action.setVisible(state in _ACTIONS)
        self.action.setText(tr("Switch on") if state is CameraState.OFF else tr("Try again"))
        if state is not CameraState.LIVE and not (
            state is CameraState.DARK and self._way.sight is Sight.FROZEN
        ):
            self._picture = None
        sentence, next_step = self._way.said()
        spoken = f"{sentence} {next_step}".strip()
        self.setAccessibleName(tr("Picture of the camera"))
        if spoken != self.accessibleDescription():
            self.setAccessibleDescription(spoken)
            announce(self, spoken, urgent=state in {CameraState.LOST, CameraState.FAILED, CameraState.DARK})
        self.update()

    def _take(self, picture: QImage) -> None:
        self._picture = picture
        if not self._pace.isActive():
            self._pace.start()

    def _outline(self, seen: Seen) -> None:
        self._seen, self._seen_at = seen, time.monotonic()
        self._fade.start()

    def _open_menu(self) -> None:
        self.menu.renew()
        self.menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for pictures of this size."""
        super().resizeEvent(event)
        self._way.set_room(self.size() * self.devicePixelRatioF())

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what is the state now."""
        super().showEvent(event)
        self._renew()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep no old picture: whoever comes back sees what is before the camera then."""
        super().hideEvent(event)
        self._picture = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw frame, picture, brackets and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        strong = DARK.strong(self._tone)
        rounded(painter, box, Radius.CARD, DARK.scrim, blend(strong, DARK.scrim, 0.6), width=3)
        inner = box.adjusted(3, 3, -3, -3)
        shape = QPainterPath()
        shape.addRoundedRect(inner, Radius.CARD - 3, Radius.CARD - 3)
        painter.setClipPath(shape)
        if self._picture is not None:
            self._draw_picture(painter, inner, self._picture)
        if self._way.state is CameraState.LIVE:
            self._draw_live(painter, inner, strong)
        else:
            self._draw_state(painter, inner)

    def _draw_picture(self, painter: QPainter, inner: QRectF, picture: QImage) -> None:
        to = self._spot(inner, picture.width(), picture.height())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._way.mirrored:
            painter.setTransform(QTransform(-1, 0, 0, 1, to.left() + to.right(), 0), combine=True)
        painter.drawImage(to, picture)
        painter.restore()

    @staticmethod
    def _spot(inner: QRectF, width: float, height: float) -> QRectF:
        """Where a picture of this shape stands: whole, in the middle."""
        share = min(inner.width() / max(width, 1), inner.height() / max(height, 1))
        size = QRectF(0, 0, width * share, height * share)
        size.moveCenter(inner.center())
        return size

    def _draw_live(self, painter: QPainter, inner: QRectF, strong: str) -> None:
        seen = self._seen
        if seen is not None and time.monotonic() - self._seen_at <= OUTLINE_FOR:
            self._draw_codes(painter, inner, seen, strong)
        else:
            _brackets(painter, inner, strong)
        sentence, next_step = self._way.said()
        self._draw_foot(painter, inner, f"{sentence}{next_step}", warn=bool(next_step))

    def _draw_codes(self, painter: QPainter, inner: QRectF, seen: Seen, strong: str) -> None:
        to = self._spot(inner, seen.width, seen.height)
        share = to.width() / max(seen.width, 1)
        for code in seen.codes:
            xs = [(seen.width - x if self._way.mirrored else x, y) for x, y in code.corners]
            line = QPainterPath()
            line.addPolygon(QPolygonF([QPointF(to.left() + x * share, to.top() + y * share) for x, y in xs]))
            line.closeSubpath()
            _line(painter, line, strong, 4)

    def _draw_foot(self, painter: QPainter, inner: QRectF, words: str, *, warn: bool) -> None:
        """A sentence on a strip along the lower edge, so that it is read on any picture."""
        face = theme.font(Type.BASE, bold=warn)
        text, height, _ = lay_out(words, face, inner.width() - 2 * Space.M, Qt.AlignmentFlag.AlignHCenter)
        strip = QRectF(
            inner.left(), inner.bottom() - height - 2 * Space.S, inner.width(), height + 2 * Space.S
        )
        ground = QColor(DARK.warning_soft if warn else DARK.scrim)
        ground.setAlphaF(1.0 if warn else 0.82)
        painter.fillRect(strip, ground)
        painter.setPen(QColor(DARK.answer_warning if warn else DARK.ink))
        text.draw(painter, QPointF(strip.left() + Space.M, strip.top() + Space.S))

    def _draw_state(self, painter: QPainter, inner: QRectF) -> None:
        """Mark, sentence and next step, in the middle of the room between the two buttons."""
        if self._picture is not None:
            veil = QColor(DARK.scrim)
            veil.setAlphaF(0.85)
            painter.fillRect(inner, veil)
        sentence, next_step = self._way.said()
        width, centre = inner.width() - 2 * Space.XL, Qt.AlignmentFlag.AlignHCenter
        first, high, _ = lay_out(sentence, theme.font(Type.TITLE, bold=True), width, centre)
        second, low, _ = lay_out(next_step, theme.font(Type.BASE), width, centre)
        mark = _MARK if inner.height() > 300 else 32  # noqa: PLR2004  a low panel leaves little room
        foot = self.action.height() + Space.M if not self.action.isHidden() else 0
        whole = mark + Space.M + high + Space.XS + (low if next_step else 0)
        top = max(inner.top() + Space.XS, inner.top() + (inner.height() - foot - whole) / 2)
        at = QRectF(inner.center().x() - mark / 2, top, mark, mark)
        state = _MARKS[self._way.state]
        tone = {State.BLOCK: Tone.BLOCK, State.WARNING: Tone.WARNING}.get(state)
        paint_mark(painter, at, state, DARK.strong(tone) if tone else DARK.ink2, DARK.scrim)
        painter.setPen(QColor(DARK.ink))
        first.draw(painter, QPointF(inner.left() + Space.XL, at.bottom() + Space.M))
        painter.setPen(QColor(DARK.ink2))
        second.draw(painter, QPointF(inner.left() + Space.XL, at.bottom() + Space.M + high + Space.XS))


def _brackets(painter: QPainter, inner: QRectF, colour: str) -> None:
    """Four corners in the middle: here the code is held."""
    side = min(inner.width(), inner.height()) * 0.37
    box = QRectF(0, 0, side, side)
    box.moveCenter(inner.center())
    arm, bend, width = side * 0.27, side * 0.06, max(4.0, side * 0.06)
    for x, y, right, down in (
        (box.left(), box.top(), 1, 1),
        (box.right(), box.top(), -1, 1),
        (box.right(), box.bottom(), -1, -1),
        (box.left(), box.bottom(), 1, -1),
    ):
        path = QPainterPath(QPointF(x + right * arm, y))
        path.lineTo(x + right * bend, y)
        path.quadTo(x, y, x, y + down * bend)
        path.lineTo(x, y + down * arm)
        _line(painter, path, colour, width)


def _line(painter: QPainter, path: QPainterPath, colour: str, width: float) -> None:
    """Draw a line that is seen on dark and on light: with a dark seam."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    seam = QColor(DARK.scrim)
    seam.setAlphaF(0.7)
    for ink, wide in ((seam, width + 4), (QColor(colour), width)):
        painter.setPen(
            QPen(ink, wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin)
        )
        painter.drawPath(path)
