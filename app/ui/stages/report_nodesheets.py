"""What is recorded at a key node: the invitation, the visit (form 3.9), the push (T33)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models import after
from app.models import facts as f
from app.models.calendar import beijing_day
from app.models.papers.keynode import ACCEPTORS
from app.models.terms import Role
from app.services.desk import requests as r
from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.stages.parts.fieldsday import DayField
from app.ui.stages.parts.signature import SignatureBox
from app.ui.theme import Space, Tone
from app.ui.widgets import (
    Choice,
    FlowLayout,
    FormRow,
    MomentField,
    Segment,
    Segments,
    TextArea,
    TextField,
    Tick,
)

if TYPE_CHECKING:
    from app.models.meeting import Meeting
    from app.services.desk.requests import Drawing
    from app.ui.stages.base import Host

GOOD: Final = "合格"
AGAIN: Final = "整改后复验"
BAD: Final = "不合格"
CHANNELS = ("系统消息", "电话", "短信", "书面")


def side_by_side(*rows: QWidget) -> QHBoxLayout:
    """Form rows beside each other."""
    line = QHBoxLayout()
    line.setSpacing(Space.M)
    for row in rows:
        line.addWidget(row, 1)
    return line


def goers(m: Meeting) -> list[tuple[str, str]]:
    """Who may go to a key node: who acts as leader first, then the members of the group (XJ-三（四）)."""
    leader = after.acting_leader(m)
    members = [p for p in after.report_experts(m) if p != leader]
    named = tr("{name} (leader)").format(name=m.name(leader))
    return [(leader, named), *((p, m.name(p)) for p in members)]


class InviteSheet(AskSheet):
    """The contractor invites the leader, or the member the leader delegates in writing."""

    def __init__(self, host: Host, parent: QWidget, node: str) -> None:
        view = view_of(host)
        written = view.m.session.nodes[node]
        title = tr("Invite to {node}").format(node=written.name)
        super().__init__(host, parent, title, primary=tr("Record the invitation"), width=620)
        self._node = node
        self.expert = Choice(goers(view.m))
        if written.expert:
            self.expert.set_key(written.expert)
        self.delegation = TextField("", longest=200)
        self.delegated = FormRow(
            tr("Written delegation of the leader"),
            self.delegation,
            tr("Number or date of the paper. Without it only the leader goes."),
            required=True,
        )
        self.channel = Segments([Segment(x, x) for x in CHANNELS])
        self.at = MomentField(view.case.now)
        self.body.addWidget(FormRow(tr("Who goes"), self.expert, required=True))
        self.body.addWidget(self.delegated)
        self.body.addWidget(FormRow(tr("How"), self.channel, required=True))
        self.body.addWidget(FormRow(tr("When (Beijing time)"), self.at))
        self.expert.currentIndexChanged.connect(self.renew)
        self.delegation.textChanged.connect(self.renew)
        self.channel.chosen.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        """Show the delegation where it is needed and say what is lacking."""
        member = self.expert.key() != after.acting_leader(view_of(self.host).m)
        self.delegated.setVisible(member)
        lack = "" if self.channel.key() else tr("Choose how they were told.")
        if member and not self.delegation.text().strip():
            lack = tr("Write the delegation of the leader.")
        self.primary.set_blocked(lack)
        self.refit()

    def accept(self) -> None:
        """Send."""
        if not self.primary.is_free():
            return
        shown = self.delegated.isVisibleTo(self)
        fact = f.KeyNodeInvited(
            node=self._node,
            expert=self.expert.key(),
            invited_at=self.at.moment(),
            channel=self.channel.key(),
            delegation=self.delegation.text().strip() if shown else "",
        )
        self.send(fact, self.host.secretary())


class VisitSheet(AskSheet):
    """Form 3.9: what was found, the written guidance, the acceptance, who took part."""

    def __init__(self, host: Host, parent: QWidget, node: str) -> None:
        view = view_of(host)
        title = tr("Visit at {node}").format(node=view.m.session.nodes[node].name)
        super().__init__(host, parent, title, primary=tr("Record the visit"), width=860)
        self._node = node
        today = beijing_day(view.case.now)
        self.day, self.fix = DayField(today), DayField(today)
        self.expert = Choice(goers(view.m))
        invited = view.m.after.invitations.get(node)
        self.expert.set_key(invited.expert if invited else after.acting_leader(view.m))
        self.state = TextArea("", least=1, longest=1000)
        self.problems = TextArea("", least=1, longest=2000)
        self.guidance = TextArea("", least=2, longest=2000)
        tones = {GOOD: Tone.PRESENT, AGAIN: Tone.WARNING, BAD: Tone.BLOCK}
        self.outcome = Segments([Segment(key, key, tone) for key, tone in tones.items()])
        self.fixed = FormRow(tr("To be put right by"), self.fix, required=True)
        self.tech = _holders(view.m, Role.GC_PROJ_TECH, Role.SC_PROJ_TECH)
        self.chief = _holders(view.m, Role.SUP_CHIEF)
        self.people = _people(view.m)
        self.signs = Tick(tr("The expert signs on this computer"))
        self.ink = SignatureBox(host, height=140)
        self._build()
        self.first = self.guidance
        self.guidance.textChanged.connect(self.renew)
        self.outcome.chosen.connect(self.renew)
        self.signs.toggled.connect(self.renew)
        self.ink.changed.connect(self.renew)
        self.renew()

    def _build(self) -> None:
        box = self.scrolled(400)
        box.addLayout(
            side_by_side(
                FormRow(tr("Day of the visit"), self.day), FormRow(tr("Expert on site"), self.expert)
            )
        )
        box.addWidget(FormRow(tr("How the work agrees with the plan"), self.state))
        box.addWidget(FormRow(tr("Problems found"), self.problems))
        box.addWidget(FormRow(tr("Written guidance"), self.guidance, required=True))
        box.addWidget(FormRow(tr("Result of the acceptance"), self.outcome, required=True))
        box.addWidget(self.fixed)
        clause = tr("Both sign the acceptance (order 37, article 21).")
        box.addLayout(
            side_by_side(
                FormRow(tr("Project technical lead of the contractor"), self.tech, clause),
                FormRow(tr("Chief supervisor"), self.chief, clause),
            )
        )
        others = QWidget()
        flow = FlowLayout(others, Space.M, Space.XS)
        for tick in self.people.values():
            flow.addWidget(tick)
        box.addWidget(FormRow(tr("Others who took part"), others))
        box.addWidget(self.signs)
        box.addWidget(self.ink)

    def lack(self) -> str:
        """What is lacking."""
        if not self.guidance.toPlainText().strip():
            return tr("Write the guidance.")
        if not self.outcome.key():
            return tr("Choose the result.")
        if self.outcome.key() == GOOD and not (self.tech.key() and self.chief.key()):
            return tr("Name the two who sign the acceptance.")
        unsigned = self.signs.isChecked() and self.ink.is_blank()
        return tr("Sign on the pad first.") if unsigned else ""

    def renew(self) -> None:
        """Show what the result asks for; block or free the button."""
        self.fixed.setVisible(self.outcome.key() in {AGAIN, BAD})
        self.ink.setVisible(self.signs.isChecked())
        self.primary.set_blocked(self.lack())

    def accept(self) -> None:
        """Take the ink if there is any, then send."""
        if not self.primary.is_free():
            return
        if not self.signs.isChecked():
            self._send(None)
            return
        self.primary.set_busy(tr("Writing it down"))
        self.ink.take(self.guidance.toPlainText(), self._send)

    def _send(self, drawing: Drawing | None) -> None:
        key = self.outcome.key()
        self.send(
            r.VisitNode(
                node=self._node,
                visited_on=self.day.day(),
                expert=self.expert.key(),
                guidance=self.guidance.toPlainText().strip(),
                result=GOOD if key == GOOD else BAD if key == BAD else AGAIN,
                state=self.state.toPlainText().strip(),
                problems=self.problems.toPlainText().strip(),
                fix_by=None if key == GOOD else self.fix.day(),
                project_tech=self.tech.key(),
                chief=self.chief.key(),
                present=tuple(p for p, tick in self.people.items() if tick.isChecked()),
                drawing=drawing,
            ),
            self.host.secretary(),
        )


def _holders(m: Meeting, *roles: Role) -> Choice:
    found = {h.person: m.name(h.person) for role in roles for h in m.holders(role)}
    return Choice([*found.items(), ("", tr("nobody"))])


def _people(m: Meeting) -> dict[str, Tick]:
    """The others of 31号-七, by unit."""
    two = {Role.GC_PROJ_TECH, Role.SC_PROJ_TECH, Role.SUP_CHIEF}
    found = {h.person: h for role in ACCEPTORS if role not in two for h in m.holders(role)}
    return {p: Tick(f"{m.name(p)}（{m.people[p].unit_name}）") for p in found if p in m.people}


class PushSheet(AskSheet):
    """When guidance and acceptance went to the management system, and its number."""

    def __init__(self, host: Host, parent: QWidget, node: str) -> None:
        view = view_of(host)
        title = tr("Push of {node}").format(node=view.m.session.nodes[node].name)
        sub = tr("Guidance and acceptance are entered in the management system.")
        super().__init__(host, parent, title, sub, primary=tr("Record the push"))
        self._node = node
        self.at = MomentField(view.case.now)
        self.number = TextField("", longest=80)
        self.body.addWidget(FormRow(tr("When (Beijing time)"), self.at))
        self.body.addWidget(FormRow(tr("Number of the receipt"), self.number, tr("If the system gives one.")))
        self.first = self.number

    def accept(self) -> None:
        """Send."""
        number = self.number.text().strip()
        self.send(
            f.KeyNodePushed(node=self._node, pushed_at=self.at.moment(), number=number), self.host.secretary()
        )
