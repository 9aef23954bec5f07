"""The PIN of this computer: chosen when the kiosk is first opened, typed to leave it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui import theme
from app.ui.i18n import tr
from app.ui.theme import Type
from app.ui.widgets import FormRow, Notice, Sheet, State, TextField

if TYPE_CHECKING:
    from app.services.pin import PinPad
    from app.ui.lane import Pool

_MOST = 8
_LEAST = 4


def pin_field(name: str) -> TextField:
    """Digits that nobody beside can read."""
    field = TextField("", longest=_MOST)
    field.setAccessibleName(name)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setValidator(QRegularExpressionValidator(QRegularExpression(r"[0-9]{0,8}"), field))
    field.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
    field.setFont(theme.figures(Type.CLOCK))
    return field


class PinSheet(Sheet):
    """Asks for the PIN, or, where there is none, for a new one twice; ``then`` runs when it is right."""

    def __init__(
        self, parent: QWidget, pad: PinPad, pool: Pool, then: Callable[[], object], *, new: bool, why: str
    ) -> None:
        title = tr("Choose a PIN for this computer") if new else tr("PIN of this computer")
        super().__init__(parent, title, why, primary=tr("Continue"), width=480)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._pad, self._pool, self._then, self._new = pad, pool, then, new
        self.pin = pin_field(tr("PIN"))
        self.body.addWidget(FormRow(tr("PIN, 4 to 8 digits"), self.pin, required=True))
        self.again = pin_field(tr("The same PIN again"))
        self.again_row = FormRow(tr("The same PIN again"), self.again, required=True)
        self.again_row.setVisible(new)
        self.body.addWidget(self.again_row)
        self.notice = Notice("", State.BLOCK)
        self.notice.hide()
        self.body.addWidget(self.notice)
        for field in (self.pin, self.again):
            field.textChanged.connect(self._renew)
        self._renew()

    def _renew(self) -> None:
        pin = self.pin.text()
        lacking = ""
        if len(pin) < _LEAST:
            lacking = tr("Type 4 to 8 digits.")
        elif self._new and self.again.text() != pin:
            lacking = tr("Type the same PIN a second time.")
        self.primary.set_blocked(lacking)

    def accept(self) -> None:
        """Check or keep it off the GUI thread: it is slow on purpose."""
        if not self.primary.is_free():
            return
        pin = self.pin.text()
        self.primary.set_busy(tr("Checking"))
        work = (lambda: self._pad.set(pin)) if self._new else (lambda: self._pad.check(pin))
        self._pool.submit(work, self._right, self._wrong, owner=self)

    def _right(self, _none: object) -> None:
        self.done(int(self.DialogCode.Accepted))
        self._then()

    def _wrong(self, error: Exception) -> None:
        from app.services.pin import PinRefused

        self.primary.set_busy("")
        if isinstance(error, PinRefused) and error.code == "wait":
            text = tr("Wrong three times. Try again in {n} seconds.").format(n=error.seconds)
        elif isinstance(error, PinRefused) and error.code == "gone":
            text = tr(
                "No PIN of this computer can be read. Whoever owns the account sets one: huiqian pin set"
            )
        elif isinstance(error, PinRefused):
            text = tr("That is not the PIN; {n} tries left.").format(n=error.left)
        else:
            text = tr("The PIN could not be kept on this computer. Is the data folder writable?")
        self.notice.set_notice(text, State.BLOCK)
        self.notice.show()
        self.pin.selectAll()
        self.pin.setFocus()
        self.refit()
