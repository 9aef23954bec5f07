"""Who decides: people are identified at the moment they decide, for a short while (C31; issue: "the fact carries it")."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.models.entry import By
from app.models.papers.head import ROLE_ZH
from app.models.terms import Factor, Role
from app.ui.i18n import tr
from app.ui.widgets import Button, Candidate, IdentifyDialog, Kind, Notice, State

if TYPE_CHECKING:
    from app.models.meeting import Meeting

LASTS = timedelta(minutes=10)
"""How long one identification serves."""

_TRIES = 3
FACTORS = (Factor.LOOK, Factor.LAST4)


def utc_now() -> datetime:
    """The moment, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Known:
    """A person identified at ``at``."""

    person: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Holder:
    """A person who may answer, in the role he would act in."""

    person: str
    role: Role


def holders(m: Meeting, roles: Sequence[Role], people: Sequence[str] = ()) -> tuple[Holder, ...]:
    """Return who may answer: holders of ``roles`` in that order, only ``people`` where named; each person once."""
    found: dict[str, Holder] = {}
    for role in _chairs(m, roles):
        here = tuple(m.experts) if role is Role.EXPERT else tuple(h.person for h in m.holders(role))
        for person in here:
            if person in m.people and (not people or person in people):
                found.setdefault(person, Holder(person, role))
    return tuple(found.values())


def _chairs(m: Meeting, roles: Sequence[Role]) -> Sequence[Role]:
    """Where the roster names no host, the owner's project leader takes the chair."""
    if Role.HOST in roles and not m.holders(Role.HOST):
        return tuple(Role.OWNER_PM if role is Role.HOST else role for role in roles)
    return roles


def role_words(m: Meeting, holder: Holder) -> str:
    """What a person is, for a list: leader or role, and unit."""
    leader = holder.role is Role.EXPERT and holder.person == m.leader
    what = tr("leader of the group") if leader else ROLE_ZH[holder.role]
    return f"{what} · {m.people[holder.person].unit_name}"


class Identities(QObject):
    """The people identified a short time ago. Lives with the window, is stored nowhere.

    Signals:
        changed: somebody was identified, ended, or ran out.
    """

    changed = Signal()

    def __init__(self, now: Callable[[], datetime] = utc_now, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._known: dict[str, Known] = {}
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._expire)

    def known(self, person: str) -> Known | None:
        """Return the identification of a person if it still serves."""
        found = self._known.get(person)
        return found if found and self._now() - found.at < LASTS else None

    def all(self) -> tuple[Known, ...]:
        """Everybody whose identification still serves, the newest last."""
        return tuple(k for k in self._known.values() if self.known(k.person))

    def keep(self, person: str, name: str) -> Known:
        """A person was identified now."""
        self._known.pop(person, None)
        self._known[person] = Known(person, name, self._now())
        self._timer.start(int(LASTS.total_seconds() * 1000))
        self.changed.emit()
        return self._known[person]

    def come(self, person: str, name: str) -> Known:
        """A person sits down at the laptop: whoever was identified there before decides nothing more (C31)."""
        self._known.clear()
        return self.keep(person, name)

    def end(self, person: str) -> None:
        """The person goes away from the laptop."""
        if self._known.pop(person, None):
            self.changed.emit()

    def _expire(self) -> None:
        self._known = {k: v for k, v in self._known.items() if self.known(k)}
        if self._known:
            oldest = min(k.at for k in self._known.values())
            self._timer.start(max(int((LASTS - (self._now() - oldest)).total_seconds() * 1000), 1000))
        self.changed.emit()


class IdentitySheet(IdentifyDialog):
    """IdentifyDialog that compares the last four with the roster before it closes.

    Signals:
        suspected: after the third wrong answer somebody chose to record a suspected substitution (3.7); person id.
    """

    suspected = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        m: Meeting,
        people: Sequence[Holder],
        title: str,
        *,
        known: Known | None = None,
    ) -> None:
        super().__init__(
            parent,
            [Candidate(h.person, m.name(h.person), role_words(m, h)) for h in people],
            title=title,
        )
        self._m = m
        self._wrong: dict[str, int] = {}
        self.again = ""
        self.same: Button | None = None
        self.notice = Notice(parent=self)
        self.notice.hide()
        self.notice.acted.connect(self._suspect)
        self.body.insertWidget(0, self.notice)
        if known is not None:
            self.same = Button(tr("Go on as {name}").format(name=known.name), Kind.SECONDARY)
            self.same.clicked.connect(lambda: self._same(known.person))
            self.add_foot(self.same)

    def chosen(self) -> str:
        """The person to act: identified now, or known from before."""
        return self.again or self.identified().key

    def accept(self) -> None:
        """Close only when the four characters are those of the roster."""
        if self.primary.reason():
            return
        said = self.identified()
        expected = self._m.people[said.key].last4.upper()
        if expected and said.last_four == expected:
            super().accept()
            return
        self._tell(said.key, expected)

    def _tell(self, person: str, expected: str) -> None:
        name = self._m.name(person)
        self._wrong[person] = self._wrong.get(person, 0) + 1
        if not expected:
            text = tr(
                "The roster has no last four for {name}. Take the newest roster, then check again."
            ).format(name=name)
            self.notice.set_notice(text, State.BLOCK)
        elif self._wrong[person] < _TRIES:
            text = tr("These are not the last four of {name}. Look at the document again.").format(name=name)
            self.notice.set_notice(text, State.BLOCK)
        else:
            text = tr("Wrong {n} times: is this really {name}? Keep the document and look at the photo.")
            action = tr("Record a suspected substitution")
            self.notice.set_notice(text.format(n=self._wrong[person], name=name), State.BLOCK, action=action)
        self.notice.show()
        self.four.selectAll()
        self.four.setFocus()
        self.refit()

    def _suspect(self) -> None:
        person = self.identified().key
        self.reject()
        self.suspected.emit(person)

    def _same(self, person: str) -> None:
        self.again = person
        super(IdentifyDialog, self).accept()


def by_of(m: Meeting, holder: Holder) -> By:
    """The person as the fact will carry him, with both factors."""
    return By(person=holder.person, role=holder.role, name=m.name(holder.person), factors=FACTORS)
