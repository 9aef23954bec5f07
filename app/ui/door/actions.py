"""What whoever stands at the door may say to an answer: it is he, it is not, later; which posts; the last four."""

from __future__ import annotations

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.models.certificates import MAX_NUMBER
from app.models.papers.head import ROLE_ZH
from app.models.terms import Role
from app.ui import theme
from app.ui.door.buttons import DoorButton
from app.ui.door.certificates import needs_number
from app.ui.door.visit import Step, Visit
from app.ui.i18n import tr
from app.ui.theme import DOOR, Space

_FOUR = 4


class DoorField(QLineEdit):
    """A field on the ground of an answer, ``tall`` pixels high: the program's own style would make it lower."""

    def __init__(self, tall: int = 64) -> None:
        super().__init__()
        self._look, self._tall = "", tall
        self.setProperty("bare", True)  # noqa: FBT003 - Qt's signature

    def set_look(self, look: str) -> None:
        """Stand on the ground of another answer."""
        if look == self._look:
            return
        self._look = look
        colours = DOOR[look]
        self.setStyleSheet(
            f"QLineEdit {{ background: {colours.side}; color: {colours.ink};"
            f" border: 2px solid {colours.soft}; border-radius: 12px; min-height: {self._tall - 4}px; }}"
            f" QLineEdit:focus {{ border: 3px solid {colours.ink}; min-height: {self._tall - 6}px; }}"
        )


class LastFour(DoorField):
    """The last four of the document, as the second factor instead of the look."""

    def __init__(self) -> None:
        super().__init__()
        self.setMaxLength(_FOUR)
        self.setFixedSize(160, 64)
        self.setFont(theme.figures(26, bold=True))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setPlaceholderText(tr("or last four"))
        self.setAccessibleName(tr("Last four of the identity document"))
        self.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.setValidator(QRegularExpressionValidator(QRegularExpression(r"[0-9]{0,3}[0-9Xx]?"), self))


class NumberField(DoorField):
    """The number of an e-certificate, read off it where its code does not bear it.

    Signals:
        entered: Enter was pressed in it. The bar does not hear of it: it may be the end of a slow scanner's code.
    """

    entered = Signal()

    def __init__(self, *, small: bool) -> None:
        super().__init__(44 if small else 64)
        self.setMaxLength(MAX_NUMBER)
        self.setFixedHeight(self._tall)
        self.setMinimumWidth(200 if small else 380)
        self.setFont(theme.figures(15 if small else 24, bold=True))
        self.setTextMargins(Space.M, 0, Space.M, 0)
        self.setPlaceholderText(tr("number on the certificate"))
        self.setAccessibleName(tr("Number of the e-certificate"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class Actions(QWidget):
    """The bar below an answer. Nothing is preset: of several posts none is ticked (EC-01).

    Signals:
        confirmed: (posts, last four; of an e-certificate the number that was typed).
        denied, later, leave, seen: as they say.
    """

    confirmed = Signal(object, str)
    denied = Signal()
    later = Signal()
    leave = Signal()
    seen = Signal()

    def __init__(self, *, small: bool = False) -> None:
        super().__init__()
        self._small = small
        self._visit: Visit | None = None
        self._three = self._again = False
        self._digest = ""
        self.posts: dict[Role, DoorButton] = {}
        self.post_row = QHBoxLayout()
        self.post_row.setSpacing(Space.M)
        self.four = LastFour()
        self.number = NumberField(small=small)
        self.yes = DoorButton(tr("It is he: let in"), loud=True, small=small)
        self.no = DoorButton(tr("It is not he"), small=small)
        self.wait = DoorButton(tr("Not now"), small=small)
        self.out = DoorButton(tr("Check out"), small=small)
        self.yes.clicked.connect(self.say_yes)
        self.no.clicked.connect(self.denied)
        self.wait.clicked.connect(self.later)
        self.out.clicked.connect(self.leave)
        self.ok = DoorButton(tr("Next person"), loud=True, small=small)
        self.ok.clicked.connect(self.seen)
        self.four.textChanged.connect(self._renew)
        self.four.returnPressed.connect(self.say_yes)
        self.number.textChanged.connect(self._renew)
        self.number.entered.connect(self._number_typed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addLayout(self.post_row)
        if small:
            column.addWidget(self.number)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        for widget in (self.wait, self.no, self.out):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.four)
        if not small:
            row.addWidget(self.number)
        row.addWidget(self.yes)
        row.addWidget(self.ok)
        column.addLayout(row)

    def show_visit(self, visit: Visit | None, *, three: bool = False) -> None:
        """Offer what may be said to this answer; ``three``: this place asks for both look and last four."""
        self._visit, self._three = visit, three
        self._again = visit is not None and bool(
            visit.problem
        )  # digits that were wrong are not passed by a look
        asks = visit is not None and visit.asks
        step = visit.step if visit is not None else None
        coming = step is Step.ASK_IN
        self._show_posts(visit if coming else None)
        self._show_fields(visit)
        self.yes.set_text(self._yes_words(step))
        self.no.set_text(tr("Suspected substitution...") if step is Step.SWAPPED else tr("It is not he"))
        self.wait.set_text(self._wait_words(step))
        self._offer(visit, step, asks=asks)
        look = visit.look if visit is not None else "ready"
        for widget in (self.yes, self.no, self.wait, self.out, self.ok, *self.posts.values()):
            widget.set_look(look)
        if coming:
            self.four.set_look(look)
        if needs_number(visit):
            self.number.set_look(look)
        self._renew()

    def _show_fields(self, visit: Visit | None) -> None:
        """What was typed stays as long as the same code is asked about: a wrong sign is mended, not typed anew."""
        digest = visit.scan.digest if visit is not None else ""
        self.four.clear()
        if digest != self._digest:
            self.number.clear()
        self._digest = digest

    def _number_typed(self) -> None:
        """Enter leads to the button, the next one presses it."""
        if self.yes.isEnabled():
            self.yes.setFocus()

    def begin(self) -> None:
        """Stand at the one thing to do: the number if it must be typed, else the answer."""
        (self.number if needs_number(self._visit) else self.yes).setFocus()

    def _offer(self, visit: Visit | None, step: Step | None, *, asks: bool) -> None:
        """Show what fits. What goes is hidden first: all of them beside each other are wider than a small screen."""
        turned = step in {Step.ALREADY, Step.NO} and not self._small
        offered = {
            self.four: step is Step.ASK_IN and not self._small,
            self.number: needs_number(visit),
            self.yes: asks,
            self.no: step in {Step.ASK_IN, Step.ASK_ROLL, Step.ALREADY, Step.SWAPPED},
            self.out: step is Step.ALREADY,
            self.wait: asks or step is Step.SWAPPED,
            self.ok: turned,
        }
        for widget, wanted in sorted(offered.items(), key=lambda pair: pair[1]):
            widget.setVisible(wanted)
        self.setVisible(asks or turned or step in {Step.ALREADY, Step.SWAPPED})

    def _yes_words(self, step: Step | None) -> str:
        words = {
            Step.ASK_OUT: tr("Check out"),
            Step.ASK_ROLL: tr("It is he: here"),
            Step.ASK_CERTIFICATE: tr("Keep it"),
        }
        return words[step] if step in words else tr("It is he: let in")

    @staticmethod
    def _wait_words(step: Step | None) -> str:
        words = {
            Step.ASK_OUT: tr("He stays"),
            Step.ASK_ROLL: tr("Not here now"),
            Step.ASK_CERTIFICATE: tr("Do not keep it"),
            Step.SWAPPED: tr("Understood"),
        }
        return words[step] if step in words else tr("Not now")

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
        coming = self._visit is not None and self._visit.step is Step.ASK_IN
        typed = len(self.four.text())
        half = coming and (0 < typed < _FOUR or ((self._three or self._again) and typed < _FOUR))
        unread = needs_number(self._visit) and not self.number.text().strip()
        self.yes.setEnabled(not (lacking or half or unread))

    def say_yes(self) -> None:
        """Confirm, if everything is there."""
        if self.yes.isEnabled() and self._visit is not None and self._visit.asks:
            number = needs_number(self._visit)
            self.confirmed.emit(
                self.taken(), self.number.text().strip() if number else self.four.text().upper()
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is the next step."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.yes.isVisible():
            self.say_yes()
        else:
            super().keyPressEvent(event)
