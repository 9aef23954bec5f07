"""关键节点和验收节点 (3.2 part 五, XJ-三（四）; C46): the table, usual nodes of this kind of work, and the sheet of one node."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models import facts as f
from app.models.scope import Category
from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.stages.parts.experts import as_leader
from app.ui.stages.parts.reason import ReasonSheet, suggestions
from app.ui.theme import Space, Type
from app.ui.widgets import (
    Choice,
    Column,
    EditableList,
    FlowLayout,
    FormRow,
    Row,
    TextArea,
    TextField,
    TitledCard,
    WrapLabel,
)
from app.ui.widgets.chip import ChipButton

if TYPE_CHECKING:
    from app.models.entry import By
    from app.services.desk.desk import View
    from app.ui.stages.base import Host


def templates(view: View) -> tuple[str, ...]:
    """Usual nodes of the categories of this plan that are not in the list yet."""
    named = {node.name for node in view.m.session.nodes.values()}
    found: list[str] = []
    for code in (view.m.primary_category, *view.m.touched_categories):
        if code in Category.__members__:
            found += view.case.law.scope.key_nodes.get(Category(code), ())
    return tuple(name for name in dict.fromkeys(found) if name not in named)


class NodesCard(TitledCard):
    """The table of key nodes with the usual ones as chips."""

    def __init__(self, host: Host) -> None:
        super().__init__(tr("Key nodes"))
        self.host = host
        self._keys: list[str] = []
        self._drawn: object = None
        self._offered: tuple[str, ...] | None = None
        columns = (
            Column(tr("Node"), 3),
            Column(tr("What is checked and accepted, by which standard"), 5),
            Column(tr("Expected"), width=104),
            Column(tr("Expert on site"), width=92),
            Column(tr("How invited"), 2),
        )
        self.table = EditableList(
            columns,
            tr("Add a node"),
            tr("No key nodes yet."),
            tr("Press a usual node below, or add one of your own."),
        )
        self.table.add_asked.connect(lambda: self._open("", ""))
        self.table.edit_asked.connect(lambda key: self._open(key, ""))
        self.table.remove_asked.connect(self._remove)
        self.add(self.table)
        self.usual = QWidget()
        self._flow = FlowLayout(self.usual, Space.S, 0)
        self.label = WrapLabel(
            tr("Usual for this kind of work; press to take one over:"), Type.SMALL, ink="ink2"
        )
        self.add(self.label)
        self.add(self.usual)
        self.chips: dict[str, ChipButton] = {}

    def show_view(self, view: View, *, open_: bool) -> None:
        """Draw rows and chips, anew only if they changed."""
        m = view.m
        locked = "" if open_ else tr("The content is fixed; it can no longer be changed here.")
        rows = [
            Row(
                node.node,
                (
                    node.name,
                    node.content,
                    node.expected,
                    m.name(node.expert) if node.expert and node.expert != m.leader else tr("leader"),
                    node.notify,
                ),
                locked,
            )
            for node in m.session.nodes.values()
        ]
        self.table.add_button.set_blocked(locked)
        if rows != self._drawn:
            self._drawn = rows
            self._keys = [row.key for row in rows]
            self.table.set_rows(rows)
        self._offer(templates(view) if open_ else ())

    def _offer(self, names: tuple[str, ...]) -> None:
        self.label.setVisible(bool(names))
        self.usual.setVisible(bool(names))
        if names == self._offered:
            return
        self._offered = names
        for chip in self.chips.values():
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self.chips = {}
        for name in names:
            chip = ChipButton(f"+ {name}")
            chip.setAccessibleName(tr("Take over the node {name}").format(name=name))
            chip.clicked.connect(lambda _=False, said=name: self._open("", said))
            self.chips[name] = chip
            self._flow.addWidget(chip)
            chip.show()
        self.usual.updateGeometry()

    def focus_row(self, node: str) -> QWidget | None:
        """The button that changes this row."""
        return self.table.row_buttons(self._keys.index(node))[0] if node in self._keys else None

    def _open(self, node: str, name: str) -> None:
        was = view_of(self.host).m.session.nodes.get(node)
        as_leader(self.host, tr("Key nodes"), lambda by: NodeSheet(self.host, self, by, was, name).open())

    def _remove(self, node: str) -> None:
        def then(by: By) -> None:
            def done(sheet: ReasonSheet, reason: str) -> None:
                sheet.send(f.KeyNodeRemoved(node=node, reason=reason), by)

            ReasonSheet(
                self.host,
                self,
                tr("Remove this node"),
                done,
                sub=view_of(self.host).m.session.nodes[node].name,
                usual=(tr("Entered twice"), tr("Withdrawn by the group")),
                primary=tr("Remove"),
                danger=True,
            ).open()

        as_leader(self.host, tr("Remove this node"), then)


class NodeSheet(AskSheet):
    """One key node. An expected day written as a date is watched (C63)."""

    def __init__(
        self, host: Host, parent: QWidget, by: By, was: f.KeyNodeWritten | None = None, name: str = ""
    ) -> None:
        title = tr("Change this node") if was else tr("Add a node")
        super().__init__(host, parent, title, primary=tr("Record this node"), width=700)
        self._by = by
        self._node = was.node if was else uuid4().hex[:12]
        m = view_of(host).m
        self._leader = m.leader
        self.name = TextField(was.name if was else name, longest=80)
        self.content = TextArea(
            was.content if was else "",
            tr("What is looked at, measured or tested, and the limit"),
            longest=1000,
        )
        self.expected = TextField(was.expected if was else "", "2026-12-20", longest=40)
        others = [(p, m.name(p)) for p in m.experts if p != m.leader]
        self.expert = Choice([("", tr("Leader ({name})").format(name=m.name(m.leader))), *others])
        self.expert.set_key(was.expert if was and was.expert != m.leader else "")
        self.notify = TextField(was.notify if was else "", longest=80)
        box = self.scrolled(260)
        box.addWidget(FormRow(tr("Node"), self.name, required=True))
        label = tr("What is checked and accepted, by which standard")
        box.addWidget(FormRow(label, self.content, required=True))
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        hint = tr("As a date like 2026-12-20 it is watched; words are possible too.")
        self.expected_row = FormRow(tr("Expected"), self.expected, hint)
        row.addWidget(self.expected_row, 1)
        row.addWidget(FormRow(tr("Expert on site"), self.expert), 1, Qt.AlignmentFlag.AlignTop)
        box.addLayout(row)
        box.addWidget(FormRow(tr("How invited"), self.notify))
        usual = (tr("By phone 3 days before"), tr("In writing 3 days before"), tr("By SMS 2 days before"))
        box.addWidget(suggestions(usual, self.notify.setText))
        self.name.textChanged.connect(self.renew)
        self.content.textChanged.connect(self.renew)
        self.expected.textChanged.connect(self.renew)
        self.first = self.content if name else self.name
        self.renew()

    def renew(self) -> None:
        """Say what is lacking."""
        lack = "" if self.name.text().strip() else tr("Name the node.")
        if not lack and not self.content.toPlainText().strip():
            lack = tr("Say what is checked and accepted there.")
        day = self.expected.text().strip()
        wrong = day[:2] == "20" and "-" in day and not _is_date(day)
        self.expected_row.set_error(tr("This day does not exist; write it like 2026-12-20.") if wrong else "")
        self.primary.set_blocked(lack or self.expected_row.error())

    def accept(self) -> None:
        """Send."""
        if not self.primary.is_free():
            return
        self.send(
            f.KeyNodeWritten(
                node=self._node,
                name=self.name.text().strip(),
                content=self.content.toPlainText().strip(),
                expected=self.expected.text().strip(),
                expert=self.expert.key(),
                notify=self.notify.text().strip(),
            ),
            self._by,
        )


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
