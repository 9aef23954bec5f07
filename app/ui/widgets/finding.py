"""One finding of the checks: how binding it is, what is the matter, which clause says so, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.i18n import tr
from app.ui.theme import Radius, Space, Tone, Type
from app.ui.widgets.button import Button, Link
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.labels import WrapLabel, lay_out
from app.ui.widgets.marks import State, paint_mark
from app.ui.widgets.paint import rounded
from app.ui.widgets.surface import Surface


class Level(StrEnum):
    """How binding a finding is (the rule pack's four levels)."""

    MUST = "must"  # 必须: blocks
    ALLOW = "allow"  # 放行: blocks unless let through with a reason
    HINT = "hint"  # 提示: does not block
    RECORD = "record"  # 记录: is only written down


_LOOK = {
    Level.MUST: (Tone.BLOCK, State.BLOCK),
    Level.ALLOW: (Tone.BRAND, State.ALLOWED),
    Level.HINT: (Tone.WARNING, State.WARNING),
    Level.RECORD: (Tone.NEUTRAL, State.NOTE),
}


def level_word(level: Level) -> str:
    """Return the level as people say it: 必须, 放行, 提示, 记录."""
    words = {
        Level.MUST: tr("Must"),
        Level.ALLOW: tr("Allow"),
        Level.HINT: tr("Hint"),
        Level.RECORD: tr("Record"),
    }
    return words[level]


class LevelTag(QLabel):
    """The level as a small tag: word, shape and colour."""

    def __init__(self, level: Level, parent: QWidget | None = None) -> None:
        super().__init__(level_word(level), parent)
        self._level = level
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Two characters with a mark before them."""
        _, _, widest = lay_out(self.text(), theme.font(Type.SMALL, bold=True), 400)
        return QSize(int(widest) + 31, 22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the tag."""
        colours, painter = theme.palette(), QPainter(self)
        tone, state = _LOOK[self._level]
        ground = colours.off if tone is Tone.NEUTRAL else colours.soft(tone)
        rounded(painter, QRectF(self.rect()), Radius.SMALL, ground)
        paint_mark(painter, QRectF(7, 5, 12, 12), state, colours.strong(tone), ground)
        painter.setPen(QColor(colours.strong(tone)))
        layout, height, _ = lay_out(self.text(), theme.font(Type.SMALL, bold=True), self.width())
        layout.draw(painter, QPointF(24, (self.height() - height) / 2))


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do about a finding: its key comes back in `acted`; `reason` blocks it."""

    key: str
    text: str
    reason: str = ""


class FindingCard(Surface):
    """A finding as a card; each action is a button one can reach by keyboard.

    Emits `acted(key)` with the key of the action that was pressed.
    """

    acted = Signal(str)

    def __init__(
        self,
        level: Level,
        title: str,
        message: str = "",
        clause: str = "",
        actions: tuple[Action, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("card", parent, margin=Space.M)
        bottom = 0 if actions else Space.M - 2
        # a link has 4 px beside its words for the focus ring: indent the words, not the link
        self.box.setContentsMargins(Space.S, Space.M - 2, Space.M, bottom)
        self.box.setSpacing(0)
        words = QVBoxLayout()
        words.setContentsMargins(Space.XS, 0, 0, 0)
        words.setSpacing(3)
        self.box.addLayout(words)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        tag = LevelTag(level)
        head.addWidget(tag, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(WrapLabel(title, Type.BASE, bold=True), 1)
        words.addLayout(head)
        if message:
            words.addWidget(WrapLabel(message, Type.BASE))
        if clause:
            words.addWidget(WrapLabel(clause, Type.SMALL, ink="faint"))
        self.buttons = self._make_buttons(actions)
        parts = (tag.text(), title, message, clause)
        self.setAccessibleName("。".join(part for part in parts if part))

    def _make_buttons(self, actions: tuple[Action, ...]) -> dict[str, Button]:
        made: dict[str, Button] = {}
        if not actions:
            return made
        row = QWidget()
        flow = FlowLayout(row, gap=Space.M, line_gap=0)
        for action in actions:
            button: Button = Link(action.text)
            button.set_blocked(action.reason)
            button.clicked.connect(lambda _=False, key=action.key: self.acted.emit(key))
            flow.addWidget(button)
            made[action.key] = button
        self.add(row)
        return made
