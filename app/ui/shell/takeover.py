"""Another computer is the primary of the meeting: said at the top of every screen, with the way to take over (EC-19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models.terms import Role
from app.services.desk.requests_door import TakePrimary
from app.ui.i18n import tr
from app.ui.stages.parts.signature import SignatureSheet
from app.ui.widgets import Button, FormRow, Kind, Notice, State, TextArea, TextField

if TYPE_CHECKING:
    from app.models.entry import By
    from app.services.desk.desk import View
    from app.services.desk.requests import Drawing
    from app.ui.host import DeskHost
    from app.ui.shell.meeting import MeetingShell

_OWNERS = (Role.OWNER_PM, Role.OWNER_VERIFIER)
_FOUR = 4


class TakeOverSheet(SignatureSheet):
    """The owner agrees with his signature; the secretary says why, and shows by his ID that it is he."""

    def __init__(self, host: DeskHost, parent: QWidget, owner: By) -> None:
        self._owner = owner
        text = tr(
            "From now on this computer opens the meeting, proposes, freezes and seals. The other one may only check people "
            "in and out, even if it comes back. The take-over and both names stay in the record."
        )
        super().__init__(
            host,
            parent,
            tr("Take over the meeting"),
            text,
            self._send,
            sub=tr("{name} agrees for the owner").format(name=owner.name),
            primary=tr("Take over with this signature"),
        )
        self.text = TextArea("", tr("What happened to the other computer"), least=1, most=3)
        self.four = TextField("", longest=_FOUR)
        self.extra.addWidget(FormRow(tr("Reason"), self.text, required=True))
        self.extra.addWidget(FormRow(tr("Last four of the secretary's own ID"), self.four, required=True))
        self.text.textChanged.connect(self.renew)
        self.four.textChanged.connect(self.renew)
        self.first = self.text
        self.renew()

    def lack(self) -> str:
        """What still has to be filled in."""
        if not hasattr(self, "four"):
            return ""  # the sheet is still being built
        if not self.text.toPlainText().strip():
            return tr("Write what happened to it.")
        return "" if len(self.four.text().strip()) == _FOUR else tr("Type the four digits.")

    def _send(self, sheet: SignatureSheet, made: Drawing) -> None:
        request = TakePrimary(
            owner=self._owner.person,
            reason=self.text.toPlainText().strip(),
            last4=self.four.text().strip(),
            drawing=made,
        )
        said = tr("This computer is the primary now")
        sheet.send(request, self.host.secretary(), lambda _view: self.host.say(said))


class TakeOverNotice(Notice):
    """Shown while another device is the primary of a meeting that is not sealed yet."""

    def __init__(self, host: DeskHost, parent: MeetingShell) -> None:
        super().__init__("", State.WARNING, parent=parent)
        self._host, self._over = host, parent
        self._told = ""
        self.other = False
        self.sent_away = ""
        self.acted.connect(self.ask)
        self.door = Button(tr("Open the door screen"), Kind.PRIMARY)
        self.door.clicked.connect(host.open_kiosk)
        self.door.hide()
        row = self.layout()
        if isinstance(row, QHBoxLayout):
            row.insertWidget(row.indexOf(self.action), self.door)
        self.hide()

    def show_view(self, view: View) -> None:
        """Compare the primary with this device."""
        other = bool(view.m.primary) and view.m.primary != self._host.store.desk.ledger.device
        self.other = other and view.m.seal is None
        joined = view.m.devices.get(self._host.store.desk.ledger.device)
        self.door.setVisible(joined is not None)
        if other and view.m.seal is None and joined is not None:
            text = tr(
                "This is a door of the meeting ({name}). Here people are checked in and out; opening, verdict and seal are "
                "done on the primary."
            ).format(name=joined.name)
            state = State.WARNING if self._told else State.NOTE
            self.set_notice(self._told or text, state, action=tr("Take over..."))
        elif other and view.m.seal is None:
            text = tr(
                "This computer is not the primary of this meeting ({device}): here people are only checked in and out."
            ).format(device=view.m.primary[:12])
            self.set_notice(text, State.WARNING, action=tr("Take over..."))
        self.setVisible(other and view.m.seal is None)

    def inert(self, key: str) -> bool:
        """Is nothing to be done on this screen here? A door checks in and out (4.3-3), one that was sent away does not."""
        return self.other and (key != "checkin" or bool(self.sent_away))

    def hear(self, told: str) -> None:
        """What is the matter with the venue comes before what a door is for: its records may not count."""
        if told != self._told:
            self._told = told
            if self._host.store.view is not None:
                self.show_view(self._host.store.view)

    def ask(self) -> None:
        """The PIN of this computer first, then the owner (EC-19); where there is none yet, it is chosen."""
        self._over.door.with_pin(
            self._identify,
            why=tr("Only who knows the PIN of this computer may take the meeting over with it."),
            new_why=tr(
                "Taking over needs a PIN of this computer. There is none yet: choose one now and keep it in mind; it also "
                "leads out of the door's kiosk."
            ),
        )

    def _identify(self) -> None:
        """The owner identifies himself."""
        title = tr("Who agrees for the owner that this computer takes over")
        self._host.identify(_OWNERS, title, lambda by: TakeOverSheet(self._host, self._over, by).open())
