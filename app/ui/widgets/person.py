"""A person of the meeting as a card: state, name in full, what they are here as, and when they came."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui import theme
from app.ui.i18n import tr
from app.ui.theme import Radius, Space, Type
from app.ui.widgets.hint import Hint
from app.ui.widgets.icons import paint_icon
from app.ui.widgets.labels import lay_out
from app.ui.widgets.marks import State, paint_mark, word_of
from app.ui.widgets.paint import blend, focus_ring, rounded

_MARK = 22
_PAD_X = 11
_PAD_Y = 9
_STAR = 16
_Text = tuple[QTextLayout, float, QTextLayout, float]  # name and its height, second line and its height


@dataclass(frozen=True, slots=True)
class Person:
    """What a card shows. `key` is the identity (never the name), `time` Beijing HH:MM or ""."""

    key: str
    name: str
    second: str = ""
    time: str = ""
    state: State = State.MISSING
    leader: bool = False
    hint: str = ""

    def spoken(self) -> str:
        """Return the card in words, for people who hear the screen."""
        parts = (self.name, tr("leader of the group") if self.leader else "", word_of(self.state))
        return "，".join(part for part in (*parts, self.time, self.second) if part)


class PersonCard(QAbstractButton):
    """A card to read and press. The name wraps and is never cut; missing people get a dashed line."""

    def __init__(self, person: Person, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._person = person
        self._texts: dict[int, _Text] = {}
        self._hint = Hint(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._spoken()

    def person(self) -> Person:
        """Return what is shown."""
        return self._person

    def set_person(self, person: Person) -> None:
        """Show another state of the same person."""
        if person != self._person:
            self._person = person
            self._texts.clear()
            self._spoken()
            self.updateGeometry()
            self.update()

    def _spoken(self) -> None:
        self.setAccessibleName(self._person.spoken())
        self._hint.set_text(self._person.hint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def hasHeightForWidth(self) -> bool:
        """Let a long name make the card higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height in px with the name wrapped at `width` px."""
        _, name_height, _, second_height = self._text(width)
        return max(60, int(name_height + second_height + 0.999) + 2 * _PAD_Y)

    def sizeHint(self) -> QSize:
        """Return a comfortable card's size."""
        return QSize(210, self.heightForWidth(210))

    def minimumSizeHint(self) -> QSize:
        """Return the narrowest card's size."""
        return QSize(150, 60)

    def _time_width(self) -> float:
        if not self._person.time:
            return 0.0
        return lay_out(self._person.time, theme.figures(Type.SMALL), 200)[2] + Space.S

    def _text(self, width: int) -> _Text:
        """Break name and second line at a card's width; layouts ask for it again and again."""
        found = self._texts.get(width)
        if found is None:
            if len(self._texts) > 3:  # noqa: PLR2004 - the widths a layout tries
                self._texts.clear()
            found = self._texts[width] = self._break(width)
        return found

    def _break(self, width: int) -> _Text:
        room = width - 2 * _PAD_X - _MARK - Space.S - 2
        beside = self._time_width() + (_STAR + 4 if self._person.leader else 0)
        name, name_height, _ = lay_out(self._person.name, theme.font(Type.NAME, bold=True), room - beside)
        second, second_height, _ = lay_out(self._person.second, theme.font(Type.SMALL), room)
        return name, name_height, second, second_height if self._person.second else 0.0

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card."""
        colours, painter = theme.palette(), QPainter(self)
        box = QRectF(self.rect())
        self._ground(painter, box)
        mark = QRectF(_PAD_X, box.center().y() - _MARK / 2, _MARK, _MARK)
        paint_mark(painter, mark, self._person.state)
        name, name_height, second, second_height = self._text(self.width())
        x = _PAD_X + _MARK + Space.S + 2
        y = box.center().y() - (name_height + second_height) / 2
        painter.setPen(QColor(colours.ink))
        name.draw(painter, QPointF(x, y))
        if self._person.leader:
            self._star(painter, name, QPointF(x, y))
        painter.setPen(QColor(colours.ink2))
        if self._person.second:
            second.draw(painter, QPointF(x, y + name_height))
        self._time(painter, QRectF(0, y, self.width() - _PAD_X, Type.NAME * 1.3))
        if self.hasFocus():
            focus_ring(painter, box, Radius.CONTROL)

    def _ground(self, painter: QPainter, box: QRectF) -> None:
        colours = theme.palette()
        missing = self._person.state is State.MISSING
        ground = colours.card if missing else colours.well
        if self.isDown():
            ground = colours.brand_soft
        elif self.underMouse():
            ground = blend(colours.brand_soft, ground, 0.5)
        border = colours.block_edge if missing else None
        rounded(painter, box, Radius.CONTROL, ground, border, width=1.2, dashed=missing)

    def _star(self, painter: QPainter, name: QTextLayout, at: QPointF) -> None:
        line = name.lineAt(name.lineCount() - 1)
        x = at.x() + line.naturalTextWidth() + 5
        y = at.y() + line.y() + (line.height() - _STAR) / 2
        paint_icon(painter, QRectF(x, y, _STAR, _STAR), "star", theme.palette().brand)

    def _time(self, painter: QPainter, line: QRectF) -> None:
        if self._person.time:
            painter.setPen(QColor(theme.palette().faint))
            painter.setFont(theme.figures(Type.SMALL))
            place = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(line, place, self._person.time)
