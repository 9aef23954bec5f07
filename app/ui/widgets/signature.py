"""The pad on which an expert signs, with pen, finger or mouse."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.signing.ink import (
    MAX_SAMPLES,
    MAX_STROKES,
    Dot,
    Nib,
    Sample,
    Stroke,
    Strokes,
    Tool,
    is_blank,
    nib_size,
    sample,
)
from app.ui import theme
from app.ui.i18n import tr
from app.ui.theme import Radius, Space, Type
from app.ui.widgets.labels import lay_out
from app.ui.widgets.paint import rounded
from app.ui.widgets.pen_input import PenInput, Step

_BASELINE = 0.74  # of the height


class SignaturePad(QWidget):
    """Keeps every raw event and draws it at once; emits `changed` after each stroke, undo or clear.

    Strokes live in the coordinates of the pad as it was when the first one began. When the pad
    changes its size they are laid out anew, in proportion, and nothing is lost. Ctrl+Z takes
    the last stroke back.
    """

    changed = Signal()

    def __init__(self, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, on=False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._hint = hint or tr("Please sign here (pen, finger or mouse)")
        self.setAccessibleName(tr("Signature pad"))
        self.setAccessibleDescription(self._hint)
        self._done = Strokes(0, 0)
        self._locked = False
        self._input = PenInput()
        self._nib: Nib | None = None
        self._tool = Tool.PEN
        self._samples: list[Sample] = []
        self._end: Dot | None = None
        self._image = QImage()

    # --- what others ask ---------------------------------------------------------------------

    def strokes(self) -> Strokes:
        """All finished strokes (raw), in the coordinates of the pad at the first one."""
        return self._done

    def set_strokes(self, strokes: Strokes) -> None:
        """Show strokes that exist already (a draft, a kept signature)."""
        self._abandon()
        self._done = strokes
        self._redraw()
        self.changed.emit()

    def is_blank(self) -> bool:
        """Whether what is written cannot be a name (nothing, a dot, a tick)."""
        return is_blank(self._done)

    def clear(self) -> None:
        """Take everything back."""
        if not self._locked:
            self._input = PenInput()
            self.set_strokes(Strokes(0, 0))

    def undo(self) -> None:
        """Take the last stroke back."""
        if self._done.strokes and not self._locked:
            rest = self._done.strokes[:-1]
            self.set_strokes(msgspec.structs.replace(self._done, strokes=rest) if rest else Strokes(0, 0))

    def set_locked(self, locked: bool) -> None:  # noqa: FBT001 - mirrors Qt's setters
        """Refuse (True) or take (False) ink; the strokes stay visible."""
        self._locked = locked
        self._abandon()
        self.setCursor(Qt.CursorShape.ArrowCursor if locked else Qt.CursorShape.CrossCursor)
        self.update()

    # --- from events to samples --------------------------------------------------------------

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Take a pen event."""
        self._take(self._input.tablet(event, event.position()))
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Touch comes this way; everything else goes on."""
        kinds = (
            QEvent.Type.TouchBegin,
            QEvent.Type.TouchUpdate,
            QEvent.Type.TouchEnd,
            QEvent.Type.TouchCancel,
        )
        if isinstance(event, QTouchEvent) and event.type() in kinds:
            self._take(self._input.touch(event))
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin with the mouse."""
        self._take(self._input.mouse(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the mouse."""
        self._take(self._input.mouse(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End with the mouse."""
        self._take(self._input.mouse(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Z takes the last stroke back."""
        if event.keyCombination().toCombined() == (Qt.Modifier.CTRL | Qt.Key.Key_Z).toCombined():
            self.undo()
        else:
            super().keyPressEvent(event)

    def _take(self, step: Step | None) -> None:
        if step is None or self._locked:
            return
        if step.kind == "cancel":
            self._abandon()
        elif step.kind == "down":
            self._begin(step)
        elif self._nib is not None and step.sample is not None and step.tool is self._tool:
            self._go_on(step.sample)
            if step.kind == "up":
                self._finish()

    def _begin(self, step: Step) -> None:
        self._abandon()
        if len(self._done.strokes) >= MAX_STROKES or step.sample is None:
            return
        if not self._done.strokes:
            self._done = Strokes(float(self.width()), float(self.height()))
            self._redraw()
        self._tool = step.tool
        self._nib = Nib(nib_size(self._done), step.tool)
        self._samples, self._end = [], None
        self._go_on(step.sample)

    def _go_on(self, one: Sample) -> None:
        room = MAX_SAMPLES - sum(len(stroke.samples) for stroke in self._done.strokes)
        if self._nib is None or len(self._samples) >= room:
            return
        one = self._to_pad(one)
        if self._samples and not _same_kind(self._samples[0], one):
            return  # a device that stops measuring mid-stroke would need a made-up value
        self._samples.append(one)
        self._ink(self._nib.add(one))

    def _finish(self) -> None:
        if self._nib is not None and self._samples:
            self._ink(self._nib.tail())
            stroke = Stroke(self._tool, tuple(self._samples))
            self._done = msgspec.structs.replace(self._done, strokes=(*self._done.strokes, stroke))
            self._nib, self._samples = None, []
            self.changed.emit()

    def _abandon(self) -> None:
        """Leave no trace of a stroke that turned out to be none (second finger, palm)."""
        if self._nib is not None:
            self._nib, self._samples = None, []
            self._redraw()

    # --- from samples to ink -----------------------------------------------------------------

    def _scale(self) -> tuple[float, float, float]:
        """Scale and offset from the strokes' pad to this one."""
        if not self._done.width or not self._done.height:
            return 1.0, 0.0, 0.0
        scale = min(self.width() / self._done.width, self.height() / self._done.height)
        dx = (self.width() - scale * self._done.width) / 2
        return scale, dx, (self.height() - scale * self._done.height) / 2

    def _to_pad(self, one: Sample) -> Sample:
        scale, dx, dy = self._scale()
        if (scale, dx, dy) == (1.0, 0.0, 0.0):
            return one
        x, y = (one.x - dx) / scale, (one.y - dy) / scale
        return sample(x, y, one.t, one.pressure, one.tilt_x, one.tilt_y)

    def _ink(self, dots: list[Dot]) -> None:
        if not dots:
            return
        painter = QPainter(self._image)
        self._draw(painter, dots, self._end)
        painter.end()
        self._end = dots[-1]
        self.update()

    def _draw(self, painter: QPainter, dots: list[Dot], end: Dot | None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale, dx, dy = self._scale()
        painter.translate(dx, dy)
        painter.scale(scale, scale)
        colour = QColor(theme.palette().pen)
        pen = QPen(colour, 1.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        for dot in dots:
            if end is None:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                painter.drawEllipse(QPointF(dot[0], dot[1]), dot[2], dot[2])
            else:
                pen.setWidthF(max(0.4, end[2] + dot[2]))
                painter.setPen(pen)
                painter.drawLine(QPointF(end[0], end[1]), QPointF(dot[0], dot[1]))
            end = dot

    def _redraw(self) -> None:
        """Draw all finished strokes into the picture anew."""
        ratio = self.devicePixelRatioF()
        self._image = QImage(
            max(1, round(self.width() * ratio)),
            max(1, round(self.height() * ratio)),
            QImage.Format.Format_ARGB32_Premultiplied,
        )
        self._image.setDevicePixelRatio(ratio)
        self._image.fill(Qt.GlobalColor.transparent)
        size = nib_size(self._done)
        painter = QPainter(self._image)
        lines = [Stroke(self._tool, tuple(self._samples))] if self._nib is not None else []
        for stroke in (*self._done.strokes, *lines):
            nib = Nib(size, stroke.tool)
            dots = [dot for one in stroke.samples for dot in nib.add(one)]
            painter.save()
            self._draw(painter, dots if stroke in lines else dots + nib.tail(), None)
            painter.restore()
        painter.end()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the strokes out anew."""
        super().resizeEvent(event)
        self._redraw()

    def changeEvent(self, event: QEvent) -> None:
        """Another scheme: draw anew."""
        if event.type() is QEvent.Type.StyleChange:
            self._redraw()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        """Return a generous pad's size."""
        return QSize(632, 356)

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size one can write a name on."""
        return QSize(280, 140)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw paper, line, hint and ink."""
        colours, painter = theme.palette(), QPainter(self)
        box = QRectF(self.rect())
        edge = colours.brand if self.hasFocus() else colours.edge
        rounded(painter, box, Radius.CARD, colours.pad, edge, width=theme.Size.FOCUS)
        light = theme.LIGHT  # the pad is paper in both schemes
        painter.setPen(QPen(QColor(light.line), 1, Qt.PenStyle.DashLine))
        y = self.height() * _BASELINE
        painter.drawLine(QPointF(2 * Space.XL, y), QPointF(self.width() - 2 * Space.XL, y))
        if not self._locked:
            painter.setPen(QColor(light.ink2))
            layout, _, _ = lay_out(self._hint, theme.font(Type.SMALL), self.width() - 2 * Space.L)
            layout.draw(painter, QPointF(Space.L + 2, Space.M))
        painter.drawImage(0, 0, self._image)
        if self._nib is not None:
            self._draw(painter, self._nib.tail(), self._end)


def _same_kind(a: Sample, b: Sample) -> bool:
    return (a.pressure is None, a.tilt_x is None) == (b.pressure is None, b.tilt_x is None)
