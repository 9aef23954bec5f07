"""The answer of the door, painted: shape, large word, name, unit and posts, what to do next; readable from two metres."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.door.marks import paint_answer
from app.ui.i18n import tr
from app.ui.theme import DOOR, DoorColours, Type
from app.ui.widgets.labels import lay_out

_MEANT = 906
"""Width the sizes are meant for (1366 less the panel; shared/look); on other screens everything grows or shrinks alike."""

_LEAST = 0.42
_LEADING = 1.18
_PHOTO = (160, 200)


@dataclass(frozen=True, slots=True)
class Facade:
    """What the door shows: ``look`` names colours and shape; ``about`` is the small line at the bottom.

    ``proofs``: how the e-certificates of the person stand.
    """

    look: str
    title: str
    name: str = ""
    about_person: str = ""
    proofs: str = ""
    next: str = ""
    about: str = ""
    photo: bytes = b""
    problem: str = ""

    @property
    def spoken(self) -> str:
        """For people who hear the screen."""
        return "。".join(
            x
            for x in (
                self.title,
                self.name,
                self.about_person,
                self.proofs,
                self.problem,
                self.next,
                self.about,
            )
            if x
        )


class AnswerFace(QWidget):
    """Paints a ``Facade``; text wraps and, where a name is very long, shrinks: nothing is cut."""

    def __init__(self, parent: QWidget | None = None, *, compact: bool = False) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._compact = compact
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._photo = QPixmap()
        self.facade = Facade("ready", "")

    def show_facade(self, facade: Facade) -> None:
        """Show another answer."""
        if facade == self.facade:
            return
        if facade.photo != self.facade.photo:
            self._photo = QPixmap()
            if facade.photo:
                self._photo.loadFromData(facade.photo)
        self.facade = facade
        self.setAccessibleName(facade.spoken)
        self.update()

    def colours(self) -> DoorColours:
        """Colours of what is shown."""
        return DOOR[self.facade.look]

    def sizeHint(self) -> QSize:
        """All the room there is."""
        return QSize(420, 190) if self._compact else QSize(800, 600)

    def minimumSizeHint(self) -> QSize:
        """The compact one stands in a small card."""
        return QSize(300, 150)

    # --- painting ---------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, shape and words; the words shrink until they fit."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self.colours()
        painter.fillRect(self.rect(), QColor(colours.ground))
        self._paint(painter, colours, self.fitting_scale())

    def fitting_scale(self) -> float:
        """How large everything can be so that nothing is cut; 1 as on the picture of the kiosk."""
        scale = least = self._scale()
        least *= _LEAST
        while scale > least and self.text_height(scale) > self.height() - 2 * self._margin(scale) * 0.5:
            scale *= 0.93
        return scale

    def _scale(self) -> float:
        if self._compact:
            return 0.36
        return max(0.5, self.width() / _MEANT)

    def _margin(self, scale: float) -> float:
        return 16 if self._compact else 56 * scale

    def _mark(self, scale: float) -> float:
        return 138 * scale

    def _blocks(self, scale: float) -> list[tuple[str, QFont, str, float]]:
        """Below the shape and the large word: text, face, colour, space before."""
        shown, colours = self.facade, self.colours()
        rows = [
            (shown.name, theme.font(self._px(76, scale), bold=True), colours.ink, 26 * scale),
            (shown.about_person, theme.font(self._px(34, scale)), colours.soft, 10 * scale),
            (shown.proofs, theme.figures(self._px(28, scale)), colours.ink, 12 * scale),
            (shown.problem, theme.font(self._px(30, scale), bold=True), colours.ink, 20 * scale),
            (shown.next, theme.font(self._px(28, scale)), colours.ink, 24 * scale),
            (shown.about, theme.figures(self._px(22, scale)), colours.soft, 18 * scale),
        ]
        return [row for row in rows if row[0]]

    def _px(self, size: float, scale: float) -> int:
        return max(int(size * scale), Type.SMALL)

    def _width(self, scale: float) -> float:
        room = self.width() - 2 * self._margin(scale)
        beside = 0.0 if self._photo.isNull() else self._photo_width(scale) + 28 * scale
        return max(room - beside, 120.0)

    def _photo_width(self, scale: float) -> float:
        return min((300 if not self._compact else 240) * scale, self.width() * 0.32)

    def text_height(self, scale: float) -> float:
        """Height of everything at a scale, px."""
        head = max(self._mark(scale), self._title(scale)[1])
        return head + sum(
            before + lay_out(text, face, self._width(scale), leading=_LEADING)[1]
            for text, face, _ink, before in self._blocks(scale)
        )

    def _title(self, scale: float) -> tuple[QFont, float, float]:
        """One line if it can be had a little smaller; a long one wraps."""
        room = self._width(scale) - self._mark(scale) - 40 * scale
        for size in (Type.DOOR, Type.DOOR * 0.84, Type.DOOR * 0.7, Type.DOOR * 0.6):
            face = theme.font(self._px(size, scale), bold=True)
            _, height, widest = lay_out(self.facade.title, face, room, leading=_LEADING)
            if height < 2 * face.pixelSize():
                break
        return face, height, widest

    def _paint(self, painter: QPainter, colours: DoorColours, scale: float) -> None:
        margin, mark = self._margin(scale), self._mark(scale)
        face, high, _ = self._title(scale)
        y = max((self.height() - self.text_height(scale)) / 2, margin * 0.5)
        head = max(mark, high)
        spot = QRectF(margin, y + (head - mark) / 2, mark, mark)
        paint_answer(painter, spot, self.facade.look, colours.ink, colours.ground)
        beside, room = mark + 40 * scale, self._width(scale)
        painter.setPen(QColor(colours.ink))
        title, _, _ = lay_out(self.facade.title, face, room - beside, leading=_LEADING)
        title.draw(painter, QPointF(margin + beside, y + (head - high) / 2))
        y += head
        for text, face_, ink, before in self._blocks(scale):
            y += before
            words, height, _ = lay_out(text, face_, room, leading=_LEADING)
            painter.setPen(QColor(ink))
            words.draw(painter, QPointF(margin, y))
            y += height
        self._paint_photo(painter, scale)

    def _paint_photo(self, painter: QPainter, scale: float) -> None:
        if self._photo.isNull():
            return
        wide = self._photo_width(scale)
        high = wide * _PHOTO[1] / _PHOTO[0]
        margin = self._margin(scale)
        box = QRectF(self.width() - margin - wide, (self.height() - high) / 2, wide, high)
        path = QPainterPath()
        path.addRoundedRect(box, 14 * scale, 14 * scale)
        painter.setClipPath(path)
        whole = self._photo.size().scaled(box.size().toSize(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        place = QRectF(0, 0, whole.width(), whole.height())
        place.moveCenter(box.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(place, self._photo, QRectF(self._photo.rect()))
        painter.setClipping(False)


def as_of(stamp: str, version: int) -> str:
    """When the knowledge of this device dates from."""
    return tr("Decided here; roster version {n} of {time}").format(n=version, time=stamp)
