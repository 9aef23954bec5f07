"""保留意见 of experts who agree and sign (3.2 part 七). Each writes his own, identified himself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.models import facts as f
from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.stages.parts.experts import as_expert
from app.ui.widgets import Column, EditableList, FormRow, Row, TextArea, TitledCard

if TYPE_CHECKING:
    from app.models.entry import By
    from app.services.desk.desk import View
    from app.ui.stages.base import Host


class ReserveCard(TitledCard):
    """Reserved opinions, one of an expert at most."""

    def __init__(self, host: Host) -> None:
        super().__init__(tr("Reserved opinions"), tr("of experts who agree and sign all the same"))
        self.host = host
        self._drawn: object = None
        self.table = EditableList(
            (Column(tr("Expert"), width=110), Column(tr("Reserved opinion"), 1)),
            tr("Write a reserved opinion"),
            tr("None."),
            tr("It is printed in the report under the name of the expert."),
        )
        self.table.add_asked.connect(self._ask)
        self.table.edit_asked.connect(self._open)
        self.table.remove_asked.connect(self._remove)
        self.add(self.table)

    def show_view(self, view: View, *, open_: bool) -> None:
        """Draw the rows, anew only if they changed."""
        m = view.m
        locked = "" if open_ else tr("The content is fixed; it can no longer be changed here.")
        rows = [Row(x.expert, (m.name(x.expert), x.text), locked) for x in m.session.reservations.values()]
        self.table.add_button.set_blocked(locked)
        if rows != self._drawn:
            self._drawn = rows
            self.table.set_rows(rows)

    def _ask(self) -> None:
        from app.models.terms import Role

        people = view_of(self.host).m.present_experts()
        self.host.identify((Role.EXPERT,), tr("Write a reserved opinion"), self._sheet, people=people)

    def _open(self, person: str) -> None:
        as_expert(self.host, person, tr("Change the reserved opinion"), self._sheet)

    def _sheet(self, by: By) -> None:
        ReserveSheet(self.host, self, by).open()

    def _remove(self, person: str) -> None:
        def then(by: By) -> None:
            self.host.ask(f.ReservationWritten(expert=person, text=""), by)

        as_expert(self.host, person, tr("Take the reserved opinion back"), then)


class ReserveSheet(AskSheet):
    """The text of one expert."""

    def __init__(self, host: Host, parent: QWidget, by: By) -> None:
        title = tr("Reserved opinion of {name}").format(name=by.name)
        super().__init__(host, parent, title, tr("It is printed as written."), primary=tr("Record it"))
        self._by = by
        was = view_of(host).m.session.reservations.get(by.person)
        self.text = TextArea(was.text if was else "", least=3, longest=2000)
        self.body.addWidget(FormRow(tr("Reserved opinion"), self.text, required=True))
        self.first = self.text
        self.text.textChanged.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        """Say what is lacking."""
        self.primary.set_blocked("" if self.text.toPlainText().strip() else tr("Write the opinion first."))

    def accept(self) -> None:
        """Send."""
        if self.primary.is_free():
            text = self.text.toPlainText().strip()
            self.send(f.ReservationWritten(expert=self._by.person, text=text), self._by)
