"""The seven stages at the left: what is done, where we are, what is locked and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.i18n import tr
from app.ui.theme import Radius, Size, Space, Type
from app.ui.widgets.hint import Hint
from app.ui.widgets.icons import paint_icon
from app.ui.widgets.paint import blend, focus_ring, rounded

_HEIGHT = 66
_LEAST = 56
_BADGE = 26


class StageState(StrEnum):
    """Where a stage stands in the meeting."""

    DONE = "done"
    CURRENT = "current"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the rail; `reason` says why it is locked."""

    key: str
    label: str
    state: StageState = StageState.LOCKED
    reason: str = ""


def seven_stages() -> tuple[Stage, ...]:
    """Return the stages of every meeting: 准备 签到 论证 结论 签字 封存 上报, all locked but the first."""
    labels = (
        ("prepare", tr("Prepare")),
        ("checkin", tr("Check in")),
        ("review", tr("Review")),
        ("verdict", tr("Verdict")),
        ("sign", tr("Sign")),
        ("seal", tr("Seal")),
        ("report", tr("Report")),
    )
    first = labels[0][0]
    return tuple(Stage(k, t, StageState.CURRENT if k == first else StageState.LOCKED) for k, t in labels)


class _StageButton(QAbstractButton):
    """One stage. Locked ones can be reached and say why; they cannot be chosen."""

    def __init__(self, number: int, stage: Stage, parent: QWidget) -> None:
        super().__init__(parent)
        self._number = number
        self.stage = stage
        self.shown = False
        self._hint = Hint(self, beside=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_stage(stage)

    def set_stage(self, stage: Stage) -> None:
        self.stage = stage
        locked = stage.state is StageState.LOCKED
        words = {
            StageState.DONE: tr("done"),
            StageState.CURRENT: tr("now"),
            StageState.LOCKED: tr("locked"),
        }
        self.setAccessibleName(f"{self._number} {stage.label}，{words[stage.state]}")
        self._hint.set_text((stage.reason or tr("This stage is not open yet.")) if locked else "")
        self.setCursor(Qt.CursorShape.ArrowCursor if locked else Qt.CursorShape.PointingHandCursor)
        self.update()

    def explain(self) -> None:
        self._hint.show()

    def sizeHint(self) -> QSize:
        return QSize(Size.RAIL - 2 * Space.S, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(Size.TOUCH, _LEAST)

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, painter, box = theme.palette(), QPainter(self), QRectF(self.rect())
        ground = p.brand_soft if p.dark else p.card
        if self.shown:
            rounded(painter, box, Radius.CONTROL + 2, ground)
        elif self.underMouse() and self.stage.state is not StageState.LOCKED:
            rounded(painter, box, Radius.CONTROL + 2, blend(p.rail_ink, p.rail, 0.12))
        top = box.center().y() - (_BADGE + 22) / 2
        badge = QRectF(box.center().x() - _BADGE / 2, top, _BADGE, _BADGE)
        self._badge(painter, badge)
        painter.setFont(theme.font(Type.BASE - 1, bold=self.shown))
        painter.setPen(QColor(self._ink()))
        under = QRectF(0, top + _BADGE + 2, box.width(), 22)
        painter.drawText(under, Qt.AlignmentFlag.AlignCenter, self.stage.label)
        if self.hasFocus():
            focus_ring(painter, box, Radius.CONTROL + 2, p.rail_ink if not self.shown else p.edge)

    def _ink(self) -> str:
        p = theme.palette()
        if self.shown:
            return p.ink if p.dark else p.brand
        return p.rail_faint if self.stage.state is StageState.LOCKED else p.rail_ink

    def _badge(self, painter: QPainter, box: QRectF) -> None:
        p, state = theme.palette(), self.stage.state
        if state is StageState.LOCKED:
            rounded(painter, box, _BADGE / 2, None, p.rail_faint, width=1.2)
            ink = p.brand if self.shown and not p.dark else p.rail_faint
        elif self.shown and not p.dark:
            rounded(painter, box, _BADGE / 2, p.brand)
            ink = p.on_brand
        elif state is StageState.CURRENT:
            rounded(painter, box, _BADGE / 2, p.rail_ink)
            ink = p.rail
        else:
            rounded(painter, box, _BADGE / 2, p.rail_done)
            ink = p.rail_ink
        if state is StageState.DONE:
            paint_icon(painter, box.adjusted(6, 6, -6, -6), "tick", ink)
            return
        painter.setPen(QColor(ink))
        painter.setFont(theme.figures(Type.SMALL, bold=state is StageState.CURRENT))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self._number))


class StageRail(QWidget):
    """All stages, always. Arrow keys move, Enter or a press chooses; emits `chosen(key)`.

    The stage *shown* (white card) may be a past one while the meeting stands at the current one.
    """

    chosen = Signal(str)

    def __init__(self, stages: tuple[Stage, ...] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(Size.RAIL)
        self.setAccessibleName(tr("Stages of the meeting"))
        self._buttons: list[_StageButton] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(Space.S, 70, Space.S, Space.S)
        self._box.setSpacing(6)
        for number, stage in enumerate(stages or seven_stages(), 1):
            button = _StageButton(number, stage, self)
            button.clicked.connect(lambda _=False, b=button: self._choose(b))
            self._buttons.append(button)
            self._box.addWidget(button)
        self._box.addStretch(1)

    def set_stages(self, stages: tuple[Stage, ...]) -> None:
        """Show where the stages stand now (same number of them as before)."""
        for button, stage in zip(self._buttons, stages, strict=True):
            button.set_stage(stage)

    def set_shown(self, key: str) -> None:
        """Mark the stage whose screen is shown."""
        for button in self._buttons:
            button.shown = button.stage.key == key
            button.update()

    def shown(self) -> str:
        """Return the key of the stage whose screen is shown, "" if none."""
        return next((button.stage.key for button in self._buttons if button.shown), "")

    def buttons(self) -> list[QAbstractButton]:
        """Return the stages as buttons, top to bottom."""
        return list(self._buttons)

    def add_foot(self, widget: QWidget) -> None:
        """Put a widget (settings) at the lower end."""
        self._box.addWidget(widget)

    def _choose(self, button: _StageButton) -> None:
        if button.stage.state is StageState.LOCKED:
            button.explain()
        else:
            self.chosen.emit(button.stage.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down walk the stages, Enter chooses."""
        focused = next((i for i, button in enumerate(self._buttons) if button.hasFocus()), None)
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if focused is None:
            super().keyPressEvent(event)
        elif step is not None:
            self._buttons[(focused + step) % len(self._buttons)].setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._buttons[focused].click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the rail and the name of the program."""
        p, painter = theme.palette(), QPainter(self)
        painter.fillRect(self.rect(), QColor(p.rail))
        paint_icon(painter, QRectF((self.width() - 48) / 2, 20, 48, 24), "wordmark", p.rail_ink)
