"""专家个人审查意见表 (3.3): each expert alone; others see it when all are in (XJ-06)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.i18n import tr
from app.ui.stages.parts.experts import DELIBERATION
from app.ui.stages.parts.people import unit_name
from app.ui.stages.review_form import VERDICT_TONE, form_words, write_form
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import Button, Chip, FitScroll, Kind, Notice, State, Surface, WrapLabel

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.ui.stages.base import Host


def all_in(view: View) -> bool:
    """Has every expert who is here given his own conclusion?"""
    here = view.case.present
    return bool(here) and all(p in view.m.session.conclusions for p in here)


class FormCard(Surface):
    """One expert's form on the page: that it is in, and, when all are in, what it says."""

    def __init__(self, host: Host, page: QWidget, person: str) -> None:
        super().__init__("card", margin=Space.M)
        self.person = person
        self.name = WrapLabel("", Type.NAME, bold=True)
        self.unit = WrapLabel("", Type.SMALL, ink="ink2")
        self.state = Chip("", Tone.NEUTRAL)
        self.write = Button(tr("Fill in the form"), Kind.SECONDARY)
        self.write.clicked.connect(lambda: write_form(host, page, person))
        self.text = WrapLabel("", Type.BASE)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.unit)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addLayout(words, 1)
        row.addWidget(self.state)
        row.addWidget(self.write)
        self.box.addLayout(row)
        self.box.addWidget(self.text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_form(self, view: View, *, open_: bool) -> None:
        """Show the state, and the content only when all are in."""
        m, person = view.m, self.person
        given, form = m.session.conclusions.get(person), m.session.forms.get(person)
        self.name.setText(f"{m.name(person)} ★" if person == m.leader else m.name(person))
        self.unit.setText(unit_name(m, person))
        if given is None:
            self.state.set_chip(tr("not submitted"), Tone.NEUTRAL, State.WAITING)
        elif open_:
            self.state.set_chip(given.value, VERDICT_TONE[given])
        elif form is None:
            self.state.set_chip(tr("conclusion given"), Tone.WARNING, State.WARNING)
        else:
            self.state.set_chip(tr("submitted"), Tone.PRESENT, State.PRESENT)
        said = form_words(form) if form and open_ else ""
        self.text.setText(said)
        self.text.setVisible(bool(said))
        self.write.setText(tr("Change the form") if given else tr("Fill in the form"))
        self.write.setAccessibleName(tr("Personal opinion: {name}").format(name=m.name(person)))
        self.write.set_blocked(_closed(view, person))


def _closed(view: View, person: str) -> str:
    if view.stage not in DELIBERATION:
        return tr("Only while the experts deliberate.")
    return "" if view.m.present(person) else tr("{name} is not in the room.").format(name=view.m.name(person))


class FormsPage(QWidget):
    """All forms."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host = host
        self.cards: dict[str, FormCard] = {}
        self.hidden = Notice("", State.NOTE)
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, Space.S, 0)
        self._column.setSpacing(Space.S)
        self._column.addWidget(self.hidden)
        self._column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(FitScroll(inner, least=200), 1)

    def show_view(self, view: View) -> None:
        """Draw the forms."""
        experts = [p for p in view.m.experts if view.m.first_came(p)]
        for person in [p for p in self.cards if p not in experts]:
            self.cards.pop(person).deleteLater()
        for person in experts:
            if person not in self.cards:
                self.cards[person] = FormCard(self.host, self, person)
                self._column.insertWidget(self._column.count() - 1, self.cards[person])
        open_ = all_in(view)
        done = sum(1 for p in view.case.present if p in view.m.session.conclusions)
        said = tr("Submitted {n} / {all}. The contents are shown when all are in (independent review).")
        if open_:
            said = tr("All {all} are in; {n} conclusions below.")
        text = said.format(n=done, all=len(view.case.present))
        if text != self.hidden.text():
            self.hidden.set_notice(text, State.PRESENT if open_ else State.NOTE)
        for card in self.cards.values():
            card.show_form(view, open_=open_)
