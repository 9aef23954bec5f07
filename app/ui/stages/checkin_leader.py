"""组长推选: the experts present vote, one vote each, more than half decides (C33, TX)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models import facts as f
from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.stages.parts.people import unit_name
from app.ui.theme import Space, Type
from app.ui.widgets import Button, Choice, FormRow, Kind, State, StateMark, WrapLabel

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.ui.stages.base import Host


class Vote(QWidget):
    """One expert and whom he votes for."""

    def __init__(self, voter: str, name: str, candidates: list[tuple[str, str]]) -> None:
        super().__init__()
        self.voter = voter
        self.choice = Choice([("", tr("not voted")), *candidates])
        self.choice.setFixedWidth(280)
        self.choice.setAccessibleName(tr("Vote of {name}").format(name=name))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(WrapLabel(name, Type.NAME, bold=True), 1)
        row.addWidget(self.choice)


class LeaderSheet(AskSheet):
    """The votes as they are called out; the winner must have more than half of the experts present."""

    def __init__(self, host: Host, parent: QWidget, view: View) -> None:
        self.here = view.case.present
        super().__init__(
            host,
            parent,
            tr("Election of the leader"),
            tr("{n} experts are here, one vote each; more than half ({least}) decides.").format(
                n=len(self.here), least=len(self.here) // 2 + 1
            ),
            primary=tr("Record the election"),
            width=720,
        )
        m = view.m
        self._names = {p: m.name(p) for p in self.here}
        candidates = [(p, f"{m.name(p)} · {unit_name(m, p)}") for p in self.here]
        names = [(p, m.name(p)) for p in self.here]
        self.candidate = Choice([("", tr("Choose whom")), *candidates])
        together = Button(tr("All vote for this expert"), Kind.SECONDARY)
        together.clicked.connect(self._together)
        self.together = together
        self.candidate.setAccessibleName(tr("Choose whom"))
        self.first = self.candidate
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self.candidate, 1)
        row.addWidget(together)
        line = QWidget()
        line.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(FormRow(tr("Unanimous? Choose once"), line))
        box = self.scrolled(least=220)
        self.votes = [Vote(p, m.name(p), names) for p in self.here]
        for vote in self.votes:
            box.addWidget(vote)
            vote.choice.currentIndexChanged.connect(self.renew)
        self.mark = StateMark(State.WAITING, 26)
        self.tally = WrapLabel("", Type.NAME, bold=True)
        foot = QHBoxLayout()
        foot.setSpacing(Space.M)
        foot.addWidget(self.mark)
        foot.addWidget(self.tally, 1)
        self.body.addLayout(foot)
        self.candidate.currentIndexChanged.connect(self.renew)
        self.renew()

    def _together(self) -> None:
        for vote in self.votes:
            vote.choice.set_key(self.candidate.key())

    def ballots(self) -> tuple[f.Ballot, ...]:
        """The votes given."""
        return tuple(f.Ballot(voter=v.voter, candidate=v.choice.key()) for v in self.votes if v.choice.key())

    def winner(self) -> str:
        """Who has more than half of the experts present; empty if nobody has."""
        counted = Counter(b.candidate for b in self.ballots())
        return next((p for p, n in counted.items() if n * 2 > len(self.here)), "")

    def renew(self) -> None:
        """Count again."""
        counted = Counter(b.candidate for b in self.ballots())
        won = self.winner()
        said = [tr("{name} {n} votes").format(name=self._names[p], n=n) for p, n in counted.most_common()]
        self.tally.setText("　".join(said) or tr("No vote yet."))
        self.mark.set_state(State.PRESENT if won else State.WAITING)
        self.together.set_blocked("" if self.candidate.key() else tr("Choose whom first."))
        self.primary.setText(
            tr("Record: {name} is leader").format(name=self._names[won]) if won else tr("Record the election")
        )
        self.primary.set_blocked("" if won else tr("Nobody has more than half of the experts present yet."))

    def accept(self) -> None:
        """Ask the desk."""
        if self.primary.is_free():
            leader = self.winner()
            said = tr("{name} is the leader").format(name=self._names[leader])
            fact = f.LeaderElected(leader=leader, ballots=self.ballots())
            self.send(fact, self.host.secretary(), lambda _view: self.host.say(said))


def elect(host: Host, parent: QWidget) -> None:
    """Open the election."""
    LeaderSheet(host, parent, view_of(host)).open()
