"""需修改完善的具体内容: the table and the sheet of one row (3.2 part 三; vague hints of 2.7, C45)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models import facts as f
from app.models.checks.session import vague
from app.models.finding import Finding
from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.stages.parts.experts import as_expert, as_leader
from app.ui.stages.parts.reason import ReasonSheet
from app.ui.theme import Space, Tone
from app.ui.widgets import (
    Choice,
    Column,
    EditableList,
    FormRow,
    Notice,
    Row,
    Segment,
    Segments,
    State,
    TextArea,
    TextField,
    Tick,
    TitledCard,
)

if TYPE_CHECKING:
    from app.models.entry import By
    from app.services.desk.desk import View
    from app.ui.stages.base import Host

_MUST, _MAY = "must", "may"


class ItemsCard(TitledCard):
    """The table of revision items."""

    def __init__(self, host: Host) -> None:
        super().__init__(tr("Points to be changed"))
        self.host = host
        self._keys: list[str] = []
        self._drawn: object = None
        columns = (
            Column(tr("Place in the plan"), 3),
            Column(tr("Problem"), 4),
            Column(tr("Required change"), 5),
            Column(tr("Basis"), 3),
            Column(tr("Expert"), width=76),
            Column(tr("Compulsory or not"), width=84),
        )
        self.table = EditableList(
            columns,
            tr("Add a point"),
            tr("No points yet."),
            tr("A conclusion with changes needs at least one compulsory point with place and requirement."),
        )
        self.table.add_asked.connect(lambda: self._open(""))
        self.table.edit_asked.connect(self._open)
        self.table.remove_asked.connect(self._remove)
        self.add(self.table)

    def show_view(self, view: View, *, open_: bool) -> None:
        """Draw the rows, anew only if they changed."""
        m = view.m
        locked = "" if open_ else tr("The content is fixed; it can no longer be changed here.")
        rows = []
        for item in m.session.items.values():
            kind = tr("compulsory") if item.required else tr("advice")
            if vague(item) and not item.confirmed:
                kind = f"{kind}\n{tr('vague')}"
            name = m.name(item.expert) if item.expert else ""
            cells = (item.place, item.problem, item.requirement, item.basis, name, kind)
            rows.append(Row(item.item, cells, locked))
        must = sum(1 for item in m.session.items.values() if item.required)
        self.side.setText(tr("{n} points, {must} compulsory").format(n=len(rows), must=must) if rows else "")
        self.table.add_button.set_blocked(locked)
        if rows != self._drawn:
            self._drawn = rows
            self._keys = [row.key for row in rows]
            self.table.set_rows(rows)

    def focus_row(self, item: str) -> QWidget | None:
        """The button that changes this row."""
        return self.table.row_buttons(self._keys.index(item))[0] if item in self._keys else None

    def _open(self, item: str) -> None:
        was = view_of(self.host).m.session.items.get(item)
        as_leader(
            self.host, tr("Points to be changed"), lambda by: ItemSheet(self.host, self, by, was).open()
        )

    def _remove(self, item: str) -> None:
        def then(by: By) -> None:
            def done(sheet: ReasonSheet, reason: str) -> None:
                sheet.send(f.RevisionItemRemoved(item=item, reason=reason), by)

            ReasonSheet(
                self.host,
                self,
                tr("Remove this point"),
                done,
                sub=view_of(self.host).m.session.items[item].requirement,
                usual=(tr("Entered twice"), tr("Withdrawn by the group")),
                primary=tr("Remove"),
                danger=True,
            ).open()

        as_leader(self.host, tr("Remove this point"), then)


class ItemSheet(AskSheet):
    """One point: where, what is wrong, what is required, on what basis, from whom."""

    def __init__(self, host: Host, parent: QWidget, by: By, was: f.RevisionItemWritten | None = None) -> None:
        title = tr("Change this point") if was else tr("Add a point")
        super().__init__(host, parent, title, primary=tr("Record this point"), width=760)
        self._by = by
        self._item = was.item if was else uuid4().hex[:12]
        m = view_of(host).m
        self.place = TextField(was.place if was else "", tr("Chapter, page, drawing or calculation"))
        self.wrong = TextArea(was.problem if was else "", least=1, most=4, longest=1000)
        self.requirement = TextArea(
            was.requirement if was else "",
            tr("What is to be done, with values where there are any"),
            most=5,
            longest=2000,
        )
        self.basis = TextField(was.basis if was else "", tr("Standard and clause"))
        here = dict.fromkeys((*m.present_experts(), *((was.expert,) if was and was.expert else ())))
        self.expert = Choice([("", tr("The whole group")), *((p, m.name(p)) for p in here)])
        self.expert.set_key(was.expert if was else "")
        self.kind = Segments(
            [
                Segment(_MUST, tr("compulsory"), Tone.WARNING),
                Segment(_MAY, tr("advice"), Tone.NEUTRAL),
            ]
        )
        self.kind.set_key(_MAY if was and not was.required else _MUST)
        self.hint = Notice("", State.WARNING)
        self.concrete = Tick(tr("Confirmed: concrete and feasible as it is"))
        self.concrete.setChecked(bool(was and was.confirmed))
        self.first = self.place
        self._lay_out()
        for field in (self.wrong, self.requirement):
            field.textChanged.connect(self.renew)
        self.place.textChanged.connect(self.renew)
        self.renew()

    def _lay_out(self) -> None:
        box = self._box = self.scrolled(480)
        box.addWidget(FormRow(tr("Place in the plan"), self.place, required=True))
        box.addWidget(FormRow(tr("Problem"), self.wrong))
        box.addWidget(FormRow(tr("Required change"), self.requirement, required=True))
        box.addWidget(self.hint)
        box.addWidget(self.concrete)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(FormRow(tr("Basis"), self.basis), 3, top)
        row.addWidget(FormRow(tr("Expert"), self.expert), 2, top)
        row.addWidget(FormRow(tr("Compulsory or not"), self.kind), 2, top)
        box.addLayout(row)

    def fact(self) -> f.RevisionItemWritten:
        """The point as it stands in the sheet."""
        return f.RevisionItemWritten(
            item=self._item,
            place=self.place.text().strip(),
            problem=self.wrong.toPlainText().strip(),
            requirement=self.requirement.toPlainText().strip(),
            basis=self.basis.text().strip(),
            expert=self.expert.key(),
            required=self.kind.key() != _MAY,
            confirmed=self.concrete.isVisibleTo(self) and self.concrete.isChecked(),
        )

    def renew(self) -> None:
        """Show what 2.7 thinks of the words, and what is lacking."""
        said = self.fact()
        why = vague(said) if said.requirement else ""
        shown = bool(why) != self.hint.isHidden()
        self.hint.setVisible(bool(why))
        self.concrete.setVisible(bool(why))
        if why:
            self._say(why, said.requirement)
        if not shown:
            QTimer.singleShot(0, self, self._grow)
        lack = "" if said.requirement else tr("Write the required change.")
        self.primary.set_blocked(lack)

    def _grow(self) -> None:
        """Take the height the hint needs; the layouts inside must have seen it first."""
        self._box.activate()
        self.body.invalidate()
        self.refit()

    def _say(self, why: str, requirement: str) -> None:
        rule = view_of(self.host).case.pack.check("C45")
        args = {"text": requirement[:20]}
        found = Finding(check="C45", level=rule.level, clause=rule.src, variant=why, args=args)
        sentence = self.host.words.finding(found)
        self.hint.set_notice(f"{sentence.text}{sentence.next}", State.WARNING, clause=sentence.clause)

    def accept(self) -> None:
        """Send; who confirms that a vague point is concrete is its author (C45)."""
        if not self.primary.is_free():
            return
        said = self.fact()
        if said.confirmed and said.expert and said.expert != self._by.person:
            as_expert(self.host, said.expert, tr("The author confirms it"), lambda by: self.send(said, by))
            return
        self.send(said, self._by)
