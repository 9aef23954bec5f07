"""不同意、拒绝签字 in the expert's own words with his own signature (EC-08), and the end without agreement (T20, 3.11)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.models import facts as f
from app.models.papers.dissent import dissent_of, wordless
from app.models.terms import Document, Role, Stance
from app.services.desk import requests as r
from app.ui.i18n import tr
from app.ui.stages.parts.ask import view_of
from app.ui.stages.parts.experts import as_expert, as_leader
from app.ui.stages.parts.record import starred
from app.ui.stages.parts.signature import SignatureSheet
from app.ui.theme import Space, Tone
from app.ui.widgets import (
    Button,
    ChipButton,
    FlowLayout,
    FormRow,
    Kind,
    Notice,
    State,
    TextArea,
)

if TYPE_CHECKING:
    from app.models.entry import By
    from app.services.desk.desk import View
    from app.services.desk.requests import Drawing
    from app.ui.stages.base import Host

Said = Callable[["OwnWordsSheet", str, "Drawing | None"], object]


class OwnWordsSheet(SignatureSheet):
    """An expert writes why, and signs his words if he will; ``use(sheet, words, drawing)`` sends them."""

    def __init__(  # noqa: PLR0913  the parts of the sheet
        self, host: Host, parent: QWidget, title: str, sub: str, use: Said, *, label: str = "", primary: str
    ) -> None:
        self.text = TextArea(least=3, most=8, longest=4000)
        self._say = use
        super().__init__(
            host,
            parent,
            title,
            "",
            lambda _s, made: use(self, self.words(), made),
            sub=sub,
            primary=primary,
            danger=True,
        )
        self.extra.addWidget(FormRow(label or tr("Why, in his own words"), self.text, required=True))
        self.first = self.text
        self.text.textChanged.connect(self.renew)
        self.unsigned = Button(tr("Does not sign these words"), Kind.QUIET)
        self.unsigned.clicked.connect(self._without)
        self.add_foot(self.unsigned)
        self.renew()

    def words(self) -> str:
        """His words as written."""
        return self.text.toPlainText().strip()

    def shown(self) -> str:
        """What he signs: his words."""
        return self.words()

    def lack(self) -> str:
        """The words."""
        return "" if self.words() else tr("Please give the reason first.")

    def renew(self) -> None:
        """Without a signature the words still count; a note of fact then stands beside them."""
        super().renew()
        if hasattr(self, "unsigned"):
            self.unsigned.set_blocked(self.lack())

    def _without(self) -> None:
        self._say(self, self.words(), None)


def object_to(host: Host, parent: QWidget, by: By, version: int) -> None:
    """不同意 on proposal ``version``: the stance, then his signature under his words (form WY)."""

    def use(sheet: OwnWordsSheet, words: str, drawing: Drawing | None) -> None:
        stance = f.StanceTaken(expert=by.person, version=version, stance=Stance.DISAGREE, reason=words)
        sheet.send(stance, by, lambda _view: sign_words(host, by, drawing))

    OwnWordsSheet(
        host,
        parent,
        tr("{name} does not agree").format(name=by.name),
        tr("Without agreement of everybody no conclusion stands. The words are kept as written."),
        use,
        primary=tr("Record the objection"),
    ).open()


def sign_words(host: Host, by: By, drawing: Drawing | None) -> None:
    """Keep the signature of a person for the record 3.11; its hash binds the words he saw."""
    if drawing is not None:
        host.ask(r.Sign(person=by.person, document=Document.NO_CONSENSUS, drawing=drawing), by)


def may_close_without(view: View) -> bool:
    """T20 needs a 不同意 or a refusal to sign (EC-08)."""
    session = view.m.session
    ever = any(s is Stance.DISAGREE for p in session.proposals for s in p.stances.values())
    return ever or bool(view.m.sign_refusals)


def close_without(host: Host, parent: QWidget) -> None:
    """T20 by the leader."""
    as_leader(host, tr("Close without agreement"), lambda by: NoConsensusSheet(host, parent, by).open())


class NoConsensusSheet(SignatureSheet):
    """未形成一致意见: what was not agreed, whose words stand, a note of fact by two where there are none, the signatures."""

    def __init__(self, host: Host, parent: QWidget, by: By) -> None:
        self._by = by
        view = view_of(host)
        self.reason = TextArea("", tr("What no agreement was reached on"), least=2, longest=2000)
        self.note = TextArea("", tr("What happened, as seen by the leader"), least=2, longest=2000)
        super().__init__(
            host,
            parent,
            tr("Close without agreement"),
            "",
            lambda _sheet, made: self._leader_signed(made),
            sub=tr(
                "The record is closed without a conclusion. The plan may not be carried out; a new review is needed."
            ),
            primary=tr("Close without agreement"),
            danger=True,
            width=820,
        )
        self.silent = wordless(view.case)
        self.box.pad.setFixedHeight(120)
        self.extra.addWidget(Notice(self._who(view), State.WARNING))
        self.extra.addWidget(FormRow(tr("Matters without agreement"), self.reason, required=True))
        self.note_row = FormRow(
            tr("Note of fact: {names} signed no words of their own").format(
                names="、".join(view.m.name(p) for p in self.silent)
            ),
            self.note,
            required=True,
        )
        self.note_row.setVisible(bool(self.silent))
        self.extra.addWidget(self.note_row)
        self.people = QWidget()
        self._flow = FlowLayout(self.people, Space.S, Space.S)
        self.chips: dict[str, ChipButton] = {}
        self.extra.addWidget(FormRow(tr("Signatures of the experts (they may refuse)"), self.people))
        self.first = self.reason
        self.reason.textChanged.connect(self.renew)
        self.note.textChanged.connect(self.renew)
        host.store.changed.connect(self._chips)
        self._chips(view)
        self.renew()

    @staticmethod
    def _who(view: View) -> str:
        said = dissent_of(view.m)
        return "；".join(f"{view.m.name(p)}（{what}）：{text}" for p, (what, text) in said.items())

    def _chips(self, view: View) -> None:
        m = view.m
        if m.no_consensus_fact is not None:
            return
        self.silent = wordless(view.case)
        self.note_row.setVisible(bool(self.silent))
        self.renew()
        for person in (p for p in m.present_experts() if p != m.leader):
            if person not in self.chips:
                chip = ChipButton("")
                chip.clicked.connect(partial(self._expert_signs, person))
                self.chips[person] = chip
                self._flow.addWidget(chip)
            signed = (Document.NO_CONSENSUS, person) in m.signatures
            state = State.PRESENT if signed else State.MISSING
            self.chips[person].set_chip(starred(m, person), Tone.PRESENT if signed else Tone.NEUTRAL, state)

    def _expert_signs(self, person: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002  Qt signal
        title = tr("Signature under the record without agreement")

        def then(by: By) -> None:
            def use(sheet: SignatureSheet, made: Drawing) -> None:
                sheet.send(r.Sign(person=by.person, document=Document.NO_CONSENSUS, drawing=made), by)

            SignatureSheet(self.host, self.over, title, self._matter(), use).open()

        as_expert(self.host, person, title, then)

    def _matter(self) -> str:
        return "\n".join(x for x in (self.reason.toPlainText().strip(), self._who(view_of(self.host))) if x)

    def shown(self) -> str:
        """What the leader signs."""
        return "\n".join((self._matter(), self.note.toPlainText().strip()))

    def lack(self) -> str:
        """The reason, and the note where somebody wrote nothing."""
        if not self.reason.toPlainText().strip():
            return tr("Please give the reason first.")
        if self.silent and not self.note.toPlainText().strip():
            return tr("Write the note of fact: somebody signed no words of his own.")
        return ""

    def _leader_signed(self, made: Drawing) -> None:
        sign = r.Sign(person=self._by.person, document=Document.NO_CONSENSUS, drawing=made)
        self.host.ask(sign, self._by, lambda _view: self._witness(), self._free)

    def _free(self, _error: Exception) -> bool:
        """The desk said no: the window says why, the sheet stays as it was."""
        self.primary.set_busy("")
        return False

    def _witness(self) -> None:
        """The note of fact is signed by the owner's project leader too, and where he is absent by the chief supervisor."""
        note = self.note.toPlainText().strip() if self.silent else ""
        if not note:
            self._close("", "")
            return
        m = view_of(self.host).m
        owner = any(m.present(h.person) for h in m.holders(Role.OWNER_PM))
        role = Role.OWNER_PM if owner else Role.SUP_CHIEF
        title = tr("Signature under the note of fact")

        def then(by: By) -> None:
            def use(sheet: SignatureSheet, made: Drawing) -> None:
                sign = r.Sign(person=by.person, document=Document.NO_CONSENSUS, drawing=made)
                sheet.send(sign, by, lambda _view: self._close(note, by.person))

            SignatureSheet(self.host, self.over, title, note, use).open()

        self.primary.set_busy("")
        self.host.identify((role,), title, then)

    def _close(self, note: str, second: str) -> None:
        fact = f.NoConsensusClosed(reason=self.reason.toPlainText().strip(), fact_note=note, second=second)
        self.send(fact, self._by, lambda _view: self.host.go("seal"))
