"""Key nodes after the meeting: visits of the leader or a member, guidance and acceptance (T33, C63; 3.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models import facts as f
from app.models.calendar import beijing_day
from app.models.fold.moves import allowed
from app.models.terms import Role
from app.ui.i18n import tr
from app.ui.shell.moments import moment_text
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.stages.parts.fieldsday import DayField
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import (
    Button,
    Chip,
    Choice,
    FormRow,
    Kind,
    Segment,
    Segments,
    State,
    Surface,
    TextArea,
    TextField,
    Tick,
    TitledCard,
    WrapLabel,
)

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.ui.stages.base import Host

RESULTS = {"合格": Tone.PRESENT, "整改后复验": Tone.WARNING, "不合格": Tone.BLOCK}


class NodeRow(Surface):
    """One key node of the report and its last visit."""

    def __init__(self, host: Host, node: str, owner: QWidget) -> None:
        super().__init__("well", margin=Space.M)
        self.name = WrapLabel("", Type.BASE, bold=True)
        self.line = WrapLabel("", Type.SMALL, ink="ink2")
        self.chip = Chip("", Tone.NEUTRAL)
        self.record = Button(tr("Record a visit"), Kind.SECONDARY)
        self.record.clicked.connect(lambda: VisitSheet(host, owner, node).open())
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self.name, 2)
        row.addWidget(self.chip)
        row.addWidget(self.line, 3)
        row.addWidget(self.record)
        self.box.addLayout(row)

    def show_node(self, view: View, node: f.KeyNodeWritten) -> None:
        """Draw it."""
        visits = [v for v in view.m.after.visits if v.node == node.node]
        self.name.setText(node.name)
        late = any(x.check == "C63" and x.subject == node.node for x in view.findings)
        if visits:
            last = visits[-1]
            pushed = (
                tr("pushed {time}").format(time=moment_text(last.pushed_at))
                if last.pushed_at
                else tr("not pushed")
            )
            self.chip.set_chip(last.result, RESULTS[last.result], None)
            self.line.setText(f"{last.visited_on} · {view.m.name(last.expert)} · {pushed}")
        elif late:
            self.chip.set_chip(tr("the day is over"), Tone.WARNING, State.WARNING)
            self.line.setText(node.expected)
        else:
            self.chip.set_chip(tr("to come"), Tone.NEUTRAL, State.MISSING)
            self.line.setText(node.expected)
        open_ = allowed(f.KeyNodeVisited, view.m.stage)
        self.record.set_blocked("" if open_ else tr("This record is no longer open."))
        self.record.setAccessibleName(tr("Record a visit at {node}").format(node=node.name))


class VisitsCard(TitledCard):
    """All key nodes of the report."""

    def __init__(self, host: Host) -> None:
        super().__init__(tr("Visits at key nodes"))
        self.host = host
        self.rows: dict[str, NodeRow] = {}

    def show_view(self, view: View) -> None:
        """Draw the rows."""
        nodes = view.m.session.nodes if view.m.frozen else {}
        self.setVisible(bool(nodes))
        if list(nodes) != list(self.rows):
            for row in self.rows.values():
                self.box.removeWidget(row)
                row.deleteLater()
            self.rows = {node: NodeRow(self.host, node, self) for node in nodes}
            for row in self.rows.values():
                self.add(row)
        for node, row in self.rows.items():
            row.show_node(view, nodes[node])


class VisitSheet(AskSheet):
    """Who was there when, what he said, the result, and whether it was pushed to the system."""

    def __init__(self, host: Host, parent: QWidget, node: str) -> None:
        view = view_of(host)
        title = tr("Visit at {node}").format(node=view.m.session.nodes[node].name)
        super().__init__(host, parent, title, primary=tr("Record the visit"), width=640)
        self._node = node
        self.day = DayField(beijing_day(view.case.now))
        named = view.m.session.nodes[node].expert or view.m.leader
        self.expert = Choice([(p, view.m.name(p)) for p in view.m.experts])
        self.expert.set_key(named)
        self.guidance = TextArea("", least=2, longest=2000)
        self.outcome = Segments([Segment(key, key, tone) for key, tone in RESULTS.items()])
        self.tech = TextField(self._holder(view, Role.GC_PROJ_TECH), "", longest=50)
        self.chief = TextField(self._holder(view, Role.SUP_CHIEF), "", longest=50)
        self.fix_by = DayField(beijing_day(view.case.now))
        self.pushed = Tick(tr("Pushed to the management system"))
        pair = QHBoxLayout()
        pair.setSpacing(Space.M)
        pair.addWidget(FormRow(tr("Day of the visit"), self.day))
        pair.addWidget(FormRow(tr("Expert on site"), self.expert))
        self.body.addLayout(pair)
        self.body.addWidget(FormRow(tr("Written guidance"), self.guidance, required=True))
        self.body.addWidget(FormRow(tr("Result of the acceptance"), self.outcome, required=True))
        signers = QHBoxLayout()
        signers.setSpacing(Space.M)
        signers.addWidget(FormRow(tr("Signed by the project's technical lead"), self.tech))
        signers.addWidget(FormRow(tr("Signed by the chief supervisor"), self.chief))
        self.body.addLayout(signers)
        self.body.addWidget(FormRow(tr("To be put right by"), self.fix_by))
        self.body.addWidget(self.pushed)
        self.first = self.guidance
        self.guidance.textChanged.connect(self.renew)
        self.outcome.chosen.connect(self.renew)
        self.renew()

    @staticmethod
    def _holder(view: View, role: Role) -> str:
        return "、".join(view.m.name(held.person) for held in view.m.holders(role))

    def renew(self) -> None:
        """Say what is lacking."""
        lack = "" if self.guidance.toPlainText().strip() else tr("Write the guidance.")
        self.primary.set_blocked(lack or ("" if self.outcome.key() else tr("Choose the result.")))

    def accept(self) -> None:
        """Send."""
        if not self.primary.is_free():
            return
        key = self.outcome.key()
        self.send(
            f.KeyNodeVisited(
                node=self._node,
                visited_on=self.day.day(),
                expert=self.expert.key(),
                guidance=self.guidance.toPlainText().strip(),
                result="合格" if key == "合格" else "不合格" if key == "不合格" else "整改后复验",
                fix_by=None if key == "合格" else self.fix_by.day(),
                project_tech=self.tech.text().strip(),
                chief=self.chief.text().strip(),
                pushed_at=view_of(self.host).case.now if self.pushed.isChecked() else None,
            ),
            self.host.secretary(),
        )
