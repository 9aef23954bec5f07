"""What is to be done besides letting people in: proofs, leader, declarations, verification; and the rarer ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.models import quorum
from app.models.checks.desk import required_people
from app.models.terms import Stage, Tick
from app.ui.i18n import tr
from app.ui.stages.checkin_person import BEFORE, DAY
from app.ui.stages.parts.people import hm
from app.ui.stages.parts.roll import roll_left, wanted
from app.ui.theme import Space, Tone
from app.ui.widgets import ChipButton, FlowLayout, State, tone_of

if TYPE_CHECKING:
    from app.services.desk.desk import View


@dataclass(frozen=True, slots=True)
class Task:
    """A thing to do: words, how it stands (None = just a way), and the tone of a way."""

    key: str
    text: str
    state: State | None = None
    tone: Tone = Tone.BRAND


def tasks(view: View) -> list[Task]:
    """What is of use in this stage, in the order in which it is usually done."""
    if view.stage not in DAY:
        return []
    found = [_proofs(view), _declarations(view), _leader(view)]
    if view.case.pack.attendance.verifier == "OWNER":
        found.append(_verified(view))
    if view.stage is Stage.SUSPENDED:
        found.append(_roll(view))
    if view.stage in BEFORE and view.stage is not Stage.STOPPED:
        found.append(Task("share", tr("From another meeting"), None, Tone.NEUTRAL))
        found.append(Task("stop", tr("Stop the meeting"), None, Tone.BLOCK))
        found.append(Task("cancel", tr("Cancel the meeting"), None, Tone.NEUTRAL))
    return found


def _proofs(view: View) -> Task:
    rows = required_people(view.case)
    results = [view.m.qualifications[row].tick.result for row in rows if row in view.m.qualifications]
    text = tr("Proofs checked {n} / {all}").format(n=len(results), all=len(rows))
    if Tick.NOT_CONFORMING in results:
        return Task("proofs", text, State.BLOCK)
    done = bool(rows) and len(results) == len(rows)
    return Task("proofs", text, State.PRESENT if done else State.ATTENTION)


def _declarations(view: View) -> Task:
    here = view.m.present_experts()
    signed = [view.m.declarations[p] for p in here if p in view.m.declarations]
    text = tr("Declarations {n} / {all}").format(n=len(signed), all=len(here))
    if any(d.interest for d in signed):
        return Task("declare", text, State.BLOCK)
    done = bool(here) and len(signed) == len(here)
    return Task("declare", text, State.PRESENT if done else State.ATTENTION)


def _leader(view: View) -> Task:
    m = view.m
    if not m.leader:
        return Task("leader", tr("Elect the leader"), State.ATTENTION)
    votes = sum(1 for b in m.election.ballots if b.candidate == m.leader) if m.election else 0
    text = tr("Leader {name}").format(name=m.name(m.leader))
    if votes:
        text = tr("Leader {name}, {n} votes").format(name=m.name(m.leader), n=votes)
    return Task("leader", text, State.PRESENT if m.leader in view.case.present else State.ATTENTION)


def _verified(view: View) -> Task:
    m = view.m
    if m.verification is None:
        return Task("verify", tr("Owner has not signed"), State.ATTENTION)
    if m.verification.attendance != quorum.attendance_hash(m, view.case.pack):
        return Task("verify", tr("Owner must sign again: people changed"), State.WARNING)
    if any(x.check == "C29" and x.is_open for x in view.findings):
        return Task("verify", tr("Owner must sign again after the pause"), State.WARNING)
    text = tr("Owner signed at {time}").format(time=hm(m.verification.at))
    return Task("verify", text, State.PRESENT)


def _roll(view: View) -> Task:
    left = len(roll_left(view))
    text = tr("Roll-call {n} / {all}").format(n=len(wanted(view)) - left, all=len(wanted(view)))
    return Task("roll", text, State.ATTENTION if left else State.PRESENT)


class TaskStrip(QWidget):
    """The tasks as chips; emits ``asked(key)``."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._flow = FlowLayout(self, Space.S, 0)
        self.chips: dict[str, ChipButton] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_view(self, view: View) -> None:
        """Change the words of chips that stay; make and remove only what came or went."""
        wanted_now = tasks(view)
        keys = [task.key for task in wanted_now]
        if keys != list(self.chips):
            self._rebuild(wanted_now)
        for task in wanted_now:
            tone = tone_of(task.state) if task.state else task.tone
            chip = self.chips[task.key]
            chip.set_chip(task.text, tone, task.state)
            chip.setAccessibleName(task.text)

    def _rebuild(self, wanted_now: list[Task]) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.chips = {}
        for task in wanted_now:
            chip = ChipButton(task.text, task.tone, state=task.state)
            chip.clicked.connect(lambda _=False, key=task.key: self.asked.emit(key))
            self.chips[task.key] = chip
            self._flow.addWidget(chip)
        self.updateGeometry()
