"""The three topics of 31号-四 and the nine parts of a plan (31号-二), as the leader concludes them (C48).

What is typed and not yet recorded is a draft of the widget; a new view never wipes it out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models import facts as f
from app.models.checks.session import PARTS, TOPICS
from app.models.terms import Conformity, PartTick
from app.ui.i18n import tr
from app.ui.stages.parts.experts import DELIBERATION, as_leader
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import (
    Button,
    FitScroll,
    Kind,
    Segment,
    Segments,
    Surface,
    TextArea,
    TextField,
    TitledCard,
    WrapLabel,
)

if TYPE_CHECKING:
    from app.models.entry import By
    from app.services.desk.desk import View
    from app.ui.stages.base import Host

_TONES = {Conformity.CONFORMS: Tone.PRESENT, Conformity.MOSTLY: Tone.WARNING, Conformity.FAILS: Tone.BLOCK}
_PART_TONES = {
    PartTick.THERE: Tone.PRESENT,
    PartTick.MISSING: Tone.BLOCK,
    PartTick.NOT_APPLICABLE: Tone.NEUTRAL,
}


class TopicCard(Surface):
    """One topic: words, conclusion, note."""

    changed = Signal()

    def __init__(self, number: int) -> None:
        super().__init__("card", margin=Space.M)
        self.number = number
        self._was: tuple[str, str] = ("", "")
        self.words = WrapLabel("", Type.BASE, bold=True)
        self.choice = Segments(Segment(k.value, k.value, tone) for k, tone in _TONES.items())
        self.choice.setFixedWidth(360)
        self.note = TextArea("", tr("Note, if one is needed"), least=1, most=6, longest=2000)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self.words, 1)
        row.addWidget(self.choice)
        self.box.addLayout(row)
        self.box.addWidget(self.note)
        self.choice.chosen.connect(self.changed)
        self.note.textChanged.connect(self.changed)

    def show_topic(self, words: str, fact: f.TopicConcluded | None) -> None:
        """Show what the facts say, unless something else is being typed."""
        self.words.setText(f"{self.number}. {words}")
        self.choice.setAccessibleName(words)
        self.note.setAccessibleName(tr("Note on topic {n}").format(n=self.number))
        new = (fact.conclusion.value, fact.note) if fact else ("", "")
        clean = self._now() == self._was
        self._was = new
        if clean and self._now() != new:
            self.choice.set_key(new[0])
            self.note.setPlainText(new[1])

    def _now(self) -> tuple[str, str]:
        return (self.choice.key(), self.note.toPlainText().strip())

    def dirty(self) -> bool:
        """Does it differ from what is recorded?"""
        return self._now() != self._was

    def lack(self) -> str:
        """Why it cannot be recorded as it is."""
        key = self.choice.key()
        return (
            tr("Choose a conclusion for topic {n}.").format(n=self.number) if self.dirty() and not key else ""
        )

    def fact(self) -> f.TopicConcluded | None:
        """What would be recorded."""
        if not self.dirty() or not self.choice.key():
            return None
        topic = cast("Literal[1, 2, 3]", self.number)
        return f.TopicConcluded(topic=topic, conclusion=Conformity(self.choice.key()), note=self._now()[1])


class PartRow(QWidget):
    """One of the nine parts: there, missing (with a remark), or not concerned."""

    changed = Signal()

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self._was: tuple[str, str] = ("", "")
        self.words = WrapLabel("", Type.BASE)
        self.choice = Segments(Segment(k.value, k.value, tone) for k, tone in _PART_TONES.items())
        self.choice.setFixedWidth(300)
        self.remark = TextField("", tr("What is missing"), longest=200)
        self.remark.setMinimumWidth(200)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self.words, 1)
        row.addWidget(self.remark, 1)
        row.addWidget(self.choice)
        self.choice.chosen.connect(self._renew)
        self.remark.textChanged.connect(self.changed)
        self.remark.hide()

    def show_part(self, words: str, part: f.PlanPart | None) -> None:
        """Show what the facts say, unless something else is being typed."""
        self.words.setText(f"{self.number}. {words}")
        self.choice.setAccessibleName(words)
        self.remark.setAccessibleName(tr("What is missing in {part}").format(part=words))
        new = (part.tick.value, part.remark) if part else ("", "")
        clean = self._now() == self._was
        self._was = new
        if clean and self._now() != new:
            self.choice.set_key(new[0])
            self.remark.setText(new[1])
            self._renew()

    def _renew(self, _key: str = "") -> None:
        self.remark.setVisible(self.choice.key() == PartTick.MISSING.value)
        self.changed.emit()

    def _now(self) -> tuple[str, str]:
        missing = self.choice.key() == PartTick.MISSING.value
        return (self.choice.key(), self.remark.text().strip() if missing else "")

    def dirty(self) -> bool:
        """Does it differ from what is recorded?"""
        return self._now() != self._was

    def lack(self) -> str:
        """缺 needs a remark."""
        open_ = self._now() == (PartTick.MISSING.value, "")
        return tr("Say what is missing in part {n}.").format(n=self.number) if open_ else ""

    def part(self) -> f.PlanPart | None:
        """What would be recorded."""
        key, remark = self._now()
        if not self.dirty() or not key:
            return None
        return f.PlanPart(part=self.number, tick=PartTick(key), remark=remark)


class TopicsPage(QWidget):
    """Three topics and nine parts with one button by which the leader records what changed."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host = host
        self._open = False
        self.topics = [TopicCard(n) for n in TOPICS]
        self.parts = [PartRow(n) for n in PARTS]
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, Space.S, 0)
        column.setSpacing(Space.M)
        for card in self.topics:
            column.addWidget(card)
            card.changed.connect(self.renew)
        column.addWidget(self._parts_card())
        column.addStretch(1)
        self.left = WrapLabel("", Type.BASE, ink="ink2")
        self.save = Button(tr("The leader records this"), Kind.SECONDARY)
        self.save.clicked.connect(self._save)
        foot = QHBoxLayout()
        foot.setSpacing(Space.M)
        foot.addWidget(self.left, 1)
        foot.addWidget(self.save)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(Space.S)
        outer.addWidget(FitScroll(inner, least=200), 1)
        outer.addLayout(foot)

    def _parts_card(self) -> TitledCard:
        card = TitledCard(tr("Nine parts of the plan"))
        card.box.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        self.all = Button(tr("All the rest are there"), Kind.SECONDARY)
        self.all.clicked.connect(self._all_there)
        card.add_head(self.all)
        for row in self.parts:
            card.add(row)
            row.changed.connect(self.renew)
        return card

    def show_view(self, view: View) -> None:
        """Draw what the leader has recorded."""
        case, session = view.case, view.m.session
        self._open = view.stage in DELIBERATION
        for card in self.topics:
            card.show_topic(case.topic(card.number), session.topics.get(card.number))
            card.setEnabled(self._open)
        for row in self.parts:
            row.show_part(case.plan_part(row.number), session.parts.get(row.number))
            row.setEnabled(self._open)
        self.renew()

    def renew(self) -> None:
        """Say what is not recorded yet."""
        rows: list[TopicCard | PartRow] = [*self.topics, *self.parts]
        dirty = sum(1 for x in rows if x.dirty())
        lack = next((said for x in rows if (said := x.lack())), "")
        self.left.setText(tr("{n} changes are not recorded yet.").format(n=dirty) if dirty else "")
        closed = "" if self._open else tr("Only while the experts deliberate.")
        self.save.set_blocked(closed or lack or ("" if dirty else tr("Nothing was changed here.")))
        unset = any(not row.choice.key() for row in self.parts)
        self.all.set_blocked(closed or ("" if unset else tr("Nothing is open.")))

    def _all_there(self) -> None:
        for row in self.parts:
            if not row.choice.key():
                row.choice.set_key(PartTick.THERE.value)
        self.renew()

    def _save(self) -> None:
        as_leader(self.host, tr("The leader records topics and parts"), self._record)

    def _record(self, by: By) -> None:
        for card in self.topics:
            fact = card.fact()
            if fact:
                self.host.ask(fact, by)
        parts = tuple(part for row in self.parts if (part := row.part()) is not None)
        if parts:
            self.host.ask(f.PlanPartsTicked(parts=parts), by)
