"""What follows a record without a valid result: the next meeting, or the plan withdrawn (T09, T26b, T31; EC-31)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.models import facts as f
from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.widgets import FormRow, Notice, State, TextArea, TextField

if TYPE_CHECKING:
    from app.ui.stages.base import Host


class NextSheet(AskSheet):
    """Number of the application or of the meeting that follows."""

    def __init__(self, host: Host, parent: QWidget) -> None:
        sub = tr("A new application with its own lead time; the report of this meeting is shown there.")
        super().__init__(
            host, parent, tr("New application or new meeting"), sub, primary=tr("Record the number")
        )
        self.number = TextField(view_of(host).m.after.next_meeting, longest=80)
        self.body.addWidget(FormRow(tr("Number of the application or meeting"), self.number, required=True))
        self.first = self.number
        self.number.textChanged.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        """Say what is lacking."""
        self.primary.set_blocked("" if self.number.text().strip() else tr("Write the number."))

    def accept(self) -> None:
        """Send."""
        if self.primary.is_free():
            fact = f.NextMeetingLinked(next_meeting=self.number.text().strip())
            self.send(fact, self.host.secretary())


class WithdrawSheet(AskSheet):
    """T26b: the plan is withdrawn or a new meeting was registered for it; this record has no valid result."""

    def __init__(self, host: Host, parent: QWidget) -> None:
        super().__init__(
            host, parent, tr("The plan was withdrawn"), primary=tr("Close the record"), danger=True, width=620
        )
        text = tr(
            "The record is closed without a valid result: the plan may not be carried out. The uploads of "
            "the meeting that was held must be there first."
        )
        self.reason = TextArea("", least=2, longest=1000)
        self.number = TextField("", longest=80)
        self.body.addWidget(Notice(text, State.WARNING))
        self.body.addWidget(FormRow(tr("Reason"), self.reason, required=True))
        self.body.addWidget(FormRow(tr("Number of the new application or meeting, if any"), self.number))
        self.first = self.reason
        self.reason.textChanged.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        """Say what is lacking."""
        self.primary.set_blocked("" if self.reason.toPlainText().strip() else tr("Write the reason."))

    def accept(self) -> None:
        """Send."""
        if self.primary.is_free():
            fact = f.RecordWithdrawn(
                reason=self.reason.toPlainText().strip(), next_meeting=self.number.text().strip()
            )
            self.send(fact, self.host.secretary())
