"""Key nodes after the meeting: planned → invited → inspected → pushed, overdue said (T33, C63; 3.9, EC-35)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models import after
from app.models import facts as f
from app.models.fold.moves import allowed
from app.models.keynodes import NodeState, node_states
from app.models.terms import Document
from app.ui.i18n import tr
from app.ui.shell.moments import moment_text
from app.ui.stages.report_nodesheets import InviteSheet, PushSheet, VisitSheet
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import (
    Button,
    Chip,
    FlowLayout,
    Kind,
    State,
    StateMark,
    Surface,
    TitledCard,
    WrapLabel,
    tone_of,
)

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.ui.stages.base import Host

RESULTS = {"合格": Tone.PRESENT, "整改后复验": Tone.WARNING, "不合格": Tone.BLOCK}
_STEPS = ("PLANNED", "INVITED", "INSPECTED", "PUSHED")


def reached(node: NodeState) -> int:
    """How many of the four steps are behind: 1 planned … 4 pushed; OVERDUE says how far it came."""
    if node.pushed is not None or (node.visited is not None and node.lack in {"", "fix"}):
        return 4
    if node.visited is not None:
        return 3
    return 2 if node.invited is not None else 1


def step_name(step: str) -> str:
    """The word of a step."""
    return {
        "PLANNED": tr("planned"),
        "INVITED": tr("invited"),
        "INSPECTED": tr("inspected"),
        "PUSHED": tr("pushed to the system"),
    }[step]


class NodeRow(Surface):
    """One key node: four steps, who goes, until when, the next step and the form."""

    def __init__(self, host: Host, node: str, owner: QWidget) -> None:
        super().__init__("well", margin=Space.M)
        self.host, self.node, self.owner = host, node, owner
        self.mark = StateMark(State.WAITING, 26)
        self.name = WrapLabel("", Type.NAME, bold=True)
        self.line = WrapLabel("", Type.SMALL, ink="ink2")
        self.steps = [Chip(step_name(step), Tone.NEUTRAL) for step in _STEPS]
        self.result = Chip("", Tone.NEUTRAL)
        self.invite = Button(tr("Invite"), Kind.SECONDARY)
        self.record = Button(tr("Record a visit"), Kind.SECONDARY)
        self.push = Button(tr("Record the push"), Kind.SECONDARY)
        self.paper = Button(tr("Form"), Kind.QUIET, icon_name="print")
        self._layout()
        self.invite.clicked.connect(lambda: InviteSheet(host, owner, node).open())
        self.record.clicked.connect(lambda: VisitSheet(host, owner, node).open())
        self.push.clicked.connect(lambda: PushSheet(host, owner, node).open())
        self.paper.clicked.connect(lambda: host.show_document(Document.KEY_NODE, node))

    def _layout(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.name)
        words.addWidget(self.line)
        top = QHBoxLayout()
        top.setSpacing(Space.M)
        top.addWidget(self.mark)
        top.addLayout(words, 1)
        top.addWidget(self.paper)
        for button in (self.invite, self.record, self.push):
            top.addWidget(button)
        track = QWidget()
        flow = FlowLayout(track, Space.S, 0)
        for chip in (*self.steps, self.result):
            flow.addWidget(chip)
        self.box.addLayout(top)
        self.add(track)

    def show_node(self, view: View, node: NodeState) -> None:
        """Draw it; the next step is the strong button."""
        done, overdue = reached(node), node.state == "OVERDUE"
        state = State.BLOCK if overdue else State.PRESENT if not node.lack else State.MISSING
        self.mark.set_state(state)
        self.name.setText(node.name)
        self.line.setText(node_line(view, node))
        self.line.set_ink(tone_of(State.BLOCK) if overdue else "ink2")
        for n, chip in enumerate(self.steps, 1):
            there = n <= done
            chip.set_chip(
                step_name(_STEPS[n - 1]),
                Tone.PRESENT if there else Tone.NEUTRAL,
                State.PRESENT if there else State.MISSING,
            )
        follow = view.case.pack.keynode.inspection != "none"
        for step, chip in zip(_STEPS, self.steps, strict=True):
            chip.setVisible(follow or step not in {"INVITED", "PUSHED"})
        result = node.visited.result if node.visited else ""
        self.result.setVisible(bool(result))
        if result:
            self.result.set_chip(result, RESULTS[result], None)
        self._buttons(view, node)
        self.setAccessibleName(f"{node.name} {self.line.text()}")

    def next_button(self) -> Button:
        """The button of the next step."""
        ways = (self.push, self.invite, self.record)
        return next((b for b in ways if not b.isHidden() and b.is_free()), self.record)

    def _buttons(self, view: View, node: NodeState) -> None:
        open_ = allowed(f.KeyNodeVisited, view.m.stage)
        closed = "" if open_ else tr("This record is no longer open.")
        follow = view.case.pack.keynode.inspection != "none"
        self.invite.setVisible(follow and (node.visited is None or node.lack == "fix"))
        self.push.setVisible(follow and node.visited is not None)
        self.invite.set_blocked(closed)
        self.record.set_blocked(closed)
        self.push.set_blocked(closed or ("" if node.lack == "push" else tr("This visit was pushed.")))
        self.record.setAccessibleName(tr("Record a visit at {node}").format(node=node.name))
        self.invite.setAccessibleName(tr("Invite to {node}").format(node=node.name))
        self.push.setAccessibleName(tr("Record the push of {node}").format(node=node.name))


def node_line(view: View, node: NodeState) -> str:
    """Who goes, by what, and until when, in one line."""
    m = view.m
    who = m.name(node.expert)
    if node.expert != after.acting_leader(m):
        paper = node.invited.delegation if node.invited else ""
        who = tr("{name}, delegated by the leader ({paper})").format(name=who, paper=paper or "—")
    parts = [who]
    if node.invited:
        parts.append(
            tr("invited {time} by {how}").format(
                time=moment_text(node.invited.invited_at), how=node.invited.channel
            )
        )
    if node.visited:
        parts.append(tr("visited on {day}").format(day=node.visited.visited_on))
    if node.pushed:
        parts.append(tr("pushed {time}").format(time=moment_text(node.pushed.pushed_at)))
    lack = {
        "visit": tr("visit due on {day}"),
        "fix": tr("to be inspected again by {day}"),
        "push": tr("push due on {day}"),
    }.get(node.lack)
    if lack:
        day = node.due.isoformat() if node.due else m.session.nodes[node.node].expected
        parts.append(lack.format(day=day) if day else tr("the report names no day"))
    return " · ".join(parts)


class VisitsCard(TitledCard):
    """All key nodes of the report, in its order."""

    def __init__(self, host: Host) -> None:
        super().__init__(tr("Key nodes"))
        self.host = host
        self.rows: dict[str, NodeRow] = {}

    def show_view(self, view: View) -> None:
        """Draw the rows."""
        nodes = node_states(view.case) if view.m.frozen else ()
        self.setVisible(bool(nodes))
        if [n.node for n in nodes] != list(self.rows):
            for row in self.rows.values():
                self.box.removeWidget(row)
                row.deleteLater()
            self.rows = {n.node: NodeRow(self.host, n.node, self) for n in nodes}
            for row in self.rows.values():
                self.add(row)
        late = sum(n.state == "OVERDUE" for n in nodes)
        self.side.setText(tr("{n} overdue").format(n=late) if late else "")
        for node in nodes:
            self.rows[node.node].show_node(view, node)
