"""点名 after a break: one tap confirms one person (EC-47). The sheet shows what the facts say; it keeps nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.models import facts as f
from app.models import quorum
from app.models.terms import Stage
from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.stages.parts.people import roles_of, roles_text, unit_name
from app.ui.theme import Type
from app.ui.widgets import CardGrid, FitScroll, Person, State, WrapLabel

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.ui.stages.base import Host


def wanted(view: View) -> tuple[str, ...]:
    """Who must be confirmed: experts here and those who fill a required post."""
    m, pack = view.m, view.case.pack
    filled = [p for need in quorum.needs(m, pack) for p in quorum.filled_by(m, pack, need)]
    return tuple(dict.fromkeys([*m.present_experts(), *filled]))


def rolled(view: View) -> frozenset[str]:
    """Who has been confirmed in the present pause."""
    return frozenset(view.m.pause.rolled) if view.m.pause else frozenset()


def roll_left(view: View) -> tuple[str, ...]:
    """Who must still be confirmed."""
    done = rolled(view)
    return tuple(p for p in wanted(view) if p not in done)


class RollSheet(AskSheet):
    """Everybody who is listed as present, the required ones first; a tap says "still here"."""

    def __init__(self, host: Host, parent: QWidget) -> None:
        super().__init__(
            host,
            parent,
            tr("Roll-call"),
            tr("Look at each person and tap the card. Who is not in the room: check out, or wait."),
            primary=tr("Close the roll-call"),
            width=900,
        )
        self.left = WrapLabel("", Type.TITLE, bold=True)
        self.body.addWidget(self.left)
        self.grid = CardGrid(settle_ms=600, missing_first=False)
        self.grid.chosen.connect(self._tap)
        self.area = FitScroll(self.grid, least=320)
        self.body.addWidget(self.area, 1)
        self.cancel.hide()
        host.store.changed.connect(self._show)
        self._show(view_of(host))

    def accept(self) -> None:
        """Close; every tap is on disk already."""
        self.done(int(self.DialogCode.Accepted))

    def _show(self, view: View) -> None:
        if view.m.stage is not Stage.SUSPENDED:
            self.accept()
            return
        m, done = view.m, rolled(view)
        must = wanted(view)
        others = [p for p in m.spans if m.present(p) and p not in must]
        self.grid.set_people(
            Person(
                key=p,
                name=m.name(p),
                second=" · ".join(x for x in (roles_text(roles_of(m, p)), unit_name(m, p)) if x),
                state=State.PRESENT if p in done else State.ATTENTION if p in must else State.WAITING,
                leader=p == m.leader,
            )
            for p in (*must, *others)
        )
        left = roll_left(view)
        self.left.setText(
            tr("{n} still to be confirmed").format(n=len(left)) if left else tr("Everybody required is here.")
        )

    def _tap(self, person: str) -> None:
        if person not in rolled(view_of(self.host)):
            self.host.ask(f.RollCalled(people=(person,)), self.host.secretary())
