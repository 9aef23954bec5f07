"""Who acts as leader after the meeting: identified by the roster, or by his ID beside the authority's document (T28, EC-35)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.models.after import acting_leader
from app.models.entry import By
from app.models.terms import Factor, Role
from app.ui.i18n import tr
from app.ui.stages.parts.ask import view_of
from app.ui.widgets import Sheet, Tick

if TYPE_CHECKING:
    from app.ui.stages.base import Host


def as_acting_leader(host: Host, parent: QWidget, title: str, then: Callable[[By], object]) -> None:
    """Identify who acts as leader now, then go on as him."""
    m = view_of(host).m
    person = acting_leader(m)
    if person in m.people:
        host.identify((Role.EXPERT,), title, then, people=(person,))
        return
    sheet = StrangerSheet(parent, title, m.name(person))
    by = By(person=person, role=Role.EXPERT, name=m.name(person), factors=(Factor.LOOK, Factor.LAST4))
    sheet.accepted.connect(lambda: then(by))
    sheet.open()


class StrangerSheet(Sheet):
    """The named leader was not on the roster: his ID is compared with his face and with the document."""

    def __init__(self, parent: QWidget, title: str, name: str) -> None:
        sub = tr("{name} was named by the authority and is not on the roster: look at the ID document.")
        super().__init__(parent, title, sub.format(name=name), primary=tr("Identified"))
        self.look = Tick(tr("The photo on the document is the person here"))
        self.same = Tick(tr("Name and ID number are those in the authority's document"))
        for tick in (self.look, self.same):
            self.body.addWidget(tick)
            tick.toggled.connect(self._renew)
        self._renew()

    def _renew(self) -> None:
        both = self.look.isChecked() and self.same.isChecked()
        self.primary.set_blocked("" if both else tr("Tick both after you have looked."))
