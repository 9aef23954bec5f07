"""The proposal v_n in large words, and what each expert says to it (C47). Everyone answers for himself, identified."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.models import facts as f
from app.models.terms import Stage, Stance
from app.ui.i18n import tr
from app.ui.shell.moments import clock_text
from app.ui.stages.parts.dissent import object_to
from app.ui.stages.parts.experts import as_expert
from app.ui.stages.parts.record import starred
from app.ui.stages.verdict_boxes import TONES
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import Button, Chip, Kind, Notice, State, Surface, TitledCard, WrapLabel

if TYPE_CHECKING:
    from app.models.entry import By
    from app.models.meetingparts import Proposal
    from app.services.desk.desk import View
    from app.ui.stages.base import Host

_COLUMNS = 2


class StanceRow(Surface):
    """One expert: name, what he says, and his two answers."""

    def __init__(self, host: Host, person: str, owner: QWidget) -> None:
        super().__init__("well", margin=Space.S)
        self.host, self.person, self._owner = host, person, owner
        self._version = 0
        self.name = WrapLabel("", Type.NAME, bold=True)
        self.chip = Chip("", Tone.NEUTRAL)
        self.words = WrapLabel("", Type.SMALL, ink="ink2")
        self.agree = Button(Stance.AGREE.value, Kind.SECONDARY)
        self.disagree = Button(Stance.DISAGREE.value, Kind.DANGER)
        for button in (self.agree, self.disagree):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for button in (self.agree, self.disagree):
            button.setSizePolicy(
                QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed
            )  # the width is the name's
        self.agree.clicked.connect(self._agree)
        self.disagree.clicked.connect(self._disagree)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        left = QVBoxLayout()
        left.setSpacing(2)
        left.addWidget(self.name)
        left.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignLeft)
        head.addLayout(left, 1)
        head.addWidget(self.agree)
        head.addWidget(self.disagree)
        self.box.addLayout(head)
        self.box.addWidget(self.words)

    def show_stance(self, view: View, proposal: Proposal) -> None:
        """Draw what the facts say of this expert."""
        m, person = view.m, self.person
        self._version = proposal.version
        stance = proposal.stances.get(person)
        refused = m.sign_refusals.get(person)
        self.name.setText(starred(m, person))
        if refused:
            self.chip.set_chip(tr("refused to sign"), Tone.BLOCK, State.BLOCK)
        elif stance is Stance.AGREE:
            self.chip.set_chip(stance.value, Tone.PRESENT, State.PRESENT)
        elif stance is Stance.DISAGREE:
            self.chip.set_chip(stance.value, Tone.BLOCK, State.BLOCK)
        else:
            self.chip.set_chip(tr("has not answered"), Tone.NEUTRAL, State.MISSING)
        said = refused.reason if refused else proposal.objections.get(person, "")
        self.words.setText(said)
        self.words.setVisible(bool(said))
        here = "" if m.present(person) else tr("{name} is not here.").format(name=m.name(person))
        if view.stage is not Stage.PROPOSED:
            here = tr("The content is fixed; it can no longer be changed here.")
        self.agree.set_blocked(here or (tr("This is recorded already.") if stance is Stance.AGREE else ""))
        self.disagree.set_blocked(here)
        spoken = self.chip.text()
        self.setAccessibleName(f"{m.name(person)}：{spoken}")
        self.agree.setAccessibleName(f"{m.name(person)} {Stance.AGREE.value}")
        self.disagree.setAccessibleName(f"{m.name(person)} {Stance.DISAGREE.value}")

    def _agree(self) -> None:
        def then(by: By) -> None:
            said = f.StanceTaken(expert=self.person, version=self._version, stance=Stance.AGREE)
            self.host.ask(said, by)

        as_expert(self.host, self.person, tr("Agree to the proposed conclusion"), then)

    def _disagree(self) -> None:
        version = self._version

        def then(by: By) -> None:
            object_to(self.host, self._owner, by, version)

        as_expert(self.host, self.person, tr("Not agree to the proposed conclusion"), then)


class ProposalCard(TitledCard):
    """The proposal of the leader and the board of stances."""

    def __init__(self, host: Host) -> None:
        super().__init__(tr("The leader's proposal"))
        self.host = host
        self.words = WrapLabel("", 44, bold=True)
        self.reason = WrapLabel("", Type.BASE, ink="ink2")
        self.count = WrapLabel("", Type.ANSWER, bold=True, ink="brand")
        line = QHBoxLayout()
        line.setSpacing(Space.L)
        line.addWidget(self.words, 1)
        line.addWidget(self.count)
        self.older = Notice("", State.WARNING)
        self.older.hide()
        self.grid_box = QWidget()
        self._grid = QGridLayout(self.grid_box)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(Space.S)
        self.rows: dict[str, StanceRow] = {}
        self.box.addLayout(line)
        for widget in (self.reason, self.older, self.grid_box):
            self.add(widget)

    def show_view(self, view: View) -> None:
        """Draw the current proposal."""
        proposal = view.m.session.proposal
        if proposal is None:
            return
        self.title.setText(tr("The leader's proposal, version {n}").format(n=proposal.version))
        self.side.setText(clock_text(proposal.at))
        self.words.setText(proposal.verdict.value)
        self.words.set_ink(TONES[proposal.verdict])
        self.reason.setText(proposal.reason)
        self.reason.setVisible(bool(proposal.reason))
        self._older(view, proposal)
        people = list(dict.fromkeys((*view.case.present, *proposal.stances)))
        people.sort(key=lambda p: p != view.m.leader)
        if people != list(self.rows):
            self._people(people)
        for row in self.rows.values():
            row.show_stance(view, proposal)
        agreed = sum(1 for p in people if proposal.stances.get(p) is Stance.AGREE)
        self.count.setText(tr("{n} / {of} agree").format(n=agreed, of=len(people)))

    def _older(self, view: View, proposal: Proposal) -> None:
        void = [p for p in view.m.session.proposals if p.version < proposal.version]
        said = sum(len(p.stances) for p in void)
        self.older.setVisible(bool(void))
        if void:
            text = tr(
                "This is version {n}. What was said or signed on earlier versions ({m}) is void: everyone answers again."
            )
            self.older.set_notice(
                text.format(n=proposal.version, m=said + len(view.m.invalidated)), State.WARNING
            )

    def _people(self, people: list[str]) -> None:
        for row in self.rows.values():
            self._grid.removeWidget(row)
            row.deleteLater()
        self.rows = {p: StanceRow(self.host, p, self) for p in people}
        for n, row in enumerate(self.rows.values()):
            self._grid.addWidget(row, n // _COLUMNS, n % _COLUMNS)
