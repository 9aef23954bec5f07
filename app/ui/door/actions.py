"""What whoever stands at the door may say to an answer: it is he, it is not, later; which posts; the last four."""

from __future__ import annotations

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.models.papers.head import ROLE_ZH
from app.models.terms import Role
from app.ui import theme
from app.ui.door.buttons import DoorButton
from app.ui.door.visit import Step, Visit
from app.ui.i18n import tr
from app.ui.theme import DOOR, Space

_FOUR = 4


class LastFour(QLineEdit):
    """The last four of the document, as the second factor instead of the look."""

    def __init__(self) -> None:
        super().__init__()
        self._look = ""
        self.setProperty("bare", True)  # noqa: FBT003 - Qt's signature
        self.setMaxLength(_FOUR)
        self.setFixedSize(190, 64)
        self.setFont(theme.figures(26, bold=True))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setPlaceholderText(tr("or last four"))
        self.setAccessibleName(tr("Last four of the identity document"))
        self.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.setValidator(QRegularExpressionValidator(QRegularExpression(r"[0-9]{0,3}[0-9Xx]?"), self))

    def set_look(self, look: str) -> None:
        """Stand on the ground of another answer."""
        if look == self._look:
            return
        self._look = look
        colours = DOOR[look]
        self.setStyleSheet(
            f"QLineEdit {{ background: {colours.side}; color: {colours.ink};"
            f" border: 2px solid {colours.soft}; border-radius: 12px; }}"
        )


class Actions(QWidget):
    """The bar below an answer. Nothing is preset: of several posts none is ticked (EC-01).

    Signals:
        confirmed: (posts, last four or number).
        denied, later, leave: as they say.
    """

    confirmed = Signal(object, str)
    denied = Signal()
    later = Signal()
    leave = Signal()

    def __init__(self, *, small: bool = False) -> None:
        super().__init__()
        self._small = small
        self._visit: Visit | None = None
        self._three = False
        self.posts: dict[Role, DoorButton] = {}
        self.post_row = QHBoxLayout()
        self.post_row.setSpacing(Space.M)
        self.four = LastFour()
        self.yes = DoorButton(tr("It is he: let in"), loud=True, small=small)
        self.no = DoorButton(tr("It is not he"), small=small)
        self.wait = DoorButton(tr("Later"), small=small)
        self.out = DoorButton(tr("Check out"), small=small)
        self.yes.clicked.connect(self.say_yes)
        self.no.clicked.connect(self.denied)
        self.wait.clicked.connect(self.later)
        self.out.clicked.connect(self.leave)
        self.four.textChanged.connect(self._renew)
        self.four.returnPressed.connect(self.say_yes)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addLayout(self.post_row)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        for widget in (self.wait, self.no, self.out):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.four)
        row.addWidget(self.yes)
        column.addLayout(row)

    def show_visit(self, visit: Visit | None, *, three: bool = False) -> None:
        """Offer what may be said to this answer; ``three``: this place asks for both look and last four."""
        self._visit, self._three = visit, three
        asks = visit is not None and visit.asks
        step = visit.step if visit is not None else None
        coming = step is Step.ASK_IN
        self._show_posts(visit if coming else None)
        self.four.clear()
        self.four.setVisible(coming and not self._small)
        self.yes.setVisible(asks)
        self.yes.set_text(self._yes_words(step))
        self.no.setVisible(step in {Step.ASK_IN, Step.ASK_ROLL, Step.ALREADY})
        self.out.setVisible(step is Step.ALREADY)
        self.wait.setVisible(asks)
        self.setVisible(asks or step is Step.ALREADY)
        look = visit.look if visit is not None else "ready"
        for widget in (self.yes, self.no, self.wait, self.out, *self.posts.values()):
            widget.set_look(look)
        if coming:
            self.four.set_look(look)
        self._renew()

    def _yes_words(self, step: Step | None) -> str:
        words = {
            Step.ASK_OUT: tr("Check out"),
            Step.ASK_ROLL: tr("It is he: here"),
            Step.ASK_CERTIFICATE: tr("Keep it"),
        }
        return words[step] if step in words else tr("It is he: let in")

    def _show_posts(self, visit: Visit | None) -> None:
        while (item := self.post_row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        self.posts = {}
        roles = visit.posts if visit is not None and len(visit.posts) > 1 else ()
        for role in roles:
            button = DoorButton(ROLE_ZH[role], small=True)
            button.setCheckable(True)
            button.toggled.connect(self._renew)
            self.posts[role] = button
            self.post_row.addWidget(button)
        if roles:
            self.post_row.addStretch(1)

    def taken(self) -> tuple[Role, ...]:
        """The posts he is here in today."""
        if self.posts:
            return tuple(role for role, button in self.posts.items() if button.isChecked())
        return self._visit.posts if self._visit is not None else ()

    def _renew(self) -> None:
        lacking = bool(self.posts) and not self.taken()
        half = 0 < len(self.four.text()) < _FOUR or (self._three and len(self.four.text()) < _FOUR)
        self.yes.setEnabled(not lacking and not half)

    def say_yes(self) -> None:
        """Confirm, if everything is there."""
        if self.yes.isEnabled() and self._visit is not None and self._visit.asks:
            self.confirmed.emit(self.taken(), self.four.text().upper())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is the next step."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.yes.isVisible():
            self.say_yes()
        else:
            super().keyPressEvent(event)
