"""What the wall may see of a meeting, row by row: a pure function of the view. The wall draws these rows and nothing else.

This is a list of what is allowed, so a new secret of the meeting is hidden until somebody puts it here. Never here: parts of
ID and phone numbers, conclusions, stances, votes, refusals, suspicions, reasons of any kind, who answered what. Somebody who
does not count yet, for whatever reason, has not come. Who counts is decided by ``app.models.quorum`` alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.models import quorum
from app.models.checks.sign import signers
from app.models.papers.head import KIND_ZH
from app.models.terms import Document, PartyKind, PauseKind, Role, Stage
from app.ui.i18n import tr
from app.ui.shell.answer import answer_of
from app.ui.shell.moments import clock_text, day_text
from app.ui.stages.parts.people import role_name
from app.ui.stages.parts.roll import roll_left, wanted
from app.ui.widgets.marks import State

if TYPE_CHECKING:
    from datetime import datetime

    from app.models.meeting import Meeting
    from app.models.quorum import Need
    from app.services.desk.desk import View

_ORDER = (
    PartyKind.OWNER,
    PartyKind.SURVEY,
    PartyKind.DESIGN,
    PartyKind.GC,
    PartyKind.SC,
    PartyKind.SUPERVISOR,
)
_BEFORE = frozenset({Stage.NEW, Stage.PREPARED})
_AT_THE_DOOR = frozenset({Stage.CHECKIN, Stage.READY})
_LIVE = _AT_THE_DOOR | {Stage.STOPPED, Stage.IN_SESSION, Stage.SUSPENDED, Stage.PROPOSED, Stage.SIGNING}
_LATEST = 8
_TOLD_APART = 2
"""Kinds of units whose empty posts are told one by one in the line below the answer; the tiles tell them all."""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Experts (people) or the posts of one kind of unit: who counts of those who are due."""

    label: str
    here: int
    due: int


@dataclass(frozen=True, slots=True)
class MissingRow:
    """An expert by name, or a post by its official name; then as what, or of which unit and who holds it."""

    name: str
    second: str


@dataclass(frozen=True, slots=True)
class CameRow:
    """Somebody who counts and when he came, Beijing HH:MM."""

    name: str
    time: str


@dataclass(frozen=True, slots=True)
class BoardRows:
    """All that is on the wall. ``phase``: "before" check-in, "live", or "over"; ``roll``: after a break not all were called."""

    phase: str
    title: str
    project: str
    place: str
    word: str
    sub: str
    state: State
    next: str
    roll: bool = False
    groups: tuple[GroupRow, ...] = ()
    missing: tuple[MissingRow, ...] = ()
    came: tuple[CameRow, ...] = ()

    @property
    def here(self) -> int:
        """How many experts and posts are here."""
        return sum(group.here for group in self.groups)

    @property
    def due(self) -> int:
        """How many experts and posts are due."""
        return sum(group.due for group in self.groups)


Said = tuple[str, str, State, str]
"""The answer, the line below it, its shape, and what comes next."""


def rows_of(view: View) -> BoardRows:
    """What the wall shows now."""
    m = view.m
    phase = "before" if view.stage in _BEFORE else "live" if _is_live(view) else "over"
    word, sub, state, after = _said(view)
    over, live = phase == "over", phase == "live"
    return BoardRows(
        phase=phase,
        title=tr("{plan}: expert review").format(plan=m.info.plan.name),
        project=m.info.project.name,
        place=m.info.meeting.place,
        word=word,
        sub=sub,
        state=state,
        next=after,
        roll=_roll(view),
        groups=() if over else tuple(_groups(view)),
        missing=tuple(_missing(view)) if live else (),
        came=tuple(_came(view)) if live else (),
    )


def _is_live(view: View) -> bool:
    return view.stage in _LIVE and view.m.ended_at is None


def _roll(view: View) -> bool:
    """After a break nobody counts as here before the roll was called (EC-47)."""
    return view.stage is Stage.SUSPENDED and bool(roll_left(view))


# --- who is here, who is not --------------------------------------------------------------------


def _kind(need: Need) -> PartyKind:
    return quorum.PARTY_OF[need.role.value.split("_", 1)[0]]


def _groups(view: View) -> Iterator[GroupRow]:
    case = view.case
    yield GroupRow(tr("Experts"), len(case.present), len(case.m.experts))
    for kind in _ORDER:
        posts = [people for need, people in case.filled.items() if _kind(need) is kind]
        if posts:
            yield GroupRow(KIND_ZH[kind], sum(1 for people in posts if people), len(posts))


def _missing(view: View) -> Iterator[MissingRow]:
    """Experts first, then posts in the order of 31号-三."""
    m = view.m
    for person in quorum.missing_experts(m, view.case.pack):
        yield MissingRow(m.name(person), tr("Expert"))
    several = _kinds_of_several_units(view)
    for need in view.case.empty_posts:
        unit = need.unit_name if _kind(need) in several else KIND_ZH[_kind(need)]
        holders = "、".join(m.name(h.person) for h in m.holders(need.role, need.unit_code or None))
        yield MissingRow(_post(need.role), " · ".join(word for word in (unit, holders) if word))


def _post(role: Role) -> str:
    """The post in the words of the room: its unit stands beside it."""
    short = {
        Role.OWNER_PM: tr("Project manager"),
        Role.SURVEY_TECH: tr("Project technical lead"),
        Role.DESIGN_TECH: tr("Project technical lead"),
        Role.GC_SAFETY: tr("Safety officer"),
        Role.SC_SAFETY: tr("Safety officer"),
        Role.SUP_CHIEF: tr("Chief supervisor"),
    }
    return short.get(role) or role_name(role)


def _kinds_of_several_units(view: View) -> set[PartyKind]:
    units = {(_kind(need), need.unit_code) for need in view.case.filled}
    kinds = [kind for kind, _ in units]
    return {kind for kind in kinds if kinds.count(kind) > 1}


def _came(view: View) -> Iterator[CameRow]:
    """Who counts, the latest first; a person of several posts once."""
    m = view.m
    counted = dict.fromkeys(
        (*view.case.present, *(p for people in view.case.filled.values() for p in people))
    )
    spans = [(span.came, person) for person in counted if (span := m.span(person)) is not None]
    for at, person in sorted(spans, key=lambda pair: pair[0], reverse=True)[:_LATEST]:
        yield CameRow(m.name(person), clock_text(at))


def _lacking(view: View) -> str:
    """``专家 1 人，总承包 1 岗``: what still stands in the way by number, not who; of many units together; "" if nothing does."""
    found = []
    experts = _experts_short(view)
    if experts:
        found.append(tr("{n} experts").format(n=experts))
    pack = view.case.pack
    stopping = Counter(_kind(n) for n in view.case.empty_posts if not quorum.let_through(view.m, pack, n))
    if len(stopping) > _TOLD_APART:
        found.append(tr("all units {n} posts").format(n=stopping.total()))
    else:
        found += [
            tr("{unit} {n} posts").format(unit=KIND_ZH[kind], n=stopping[kind])
            for kind in _ORDER
            if stopping[kind]
        ]
    return tr("Still lacking: {what}").format(what=tr(", ").join(found)) if found else ""


def _experts_short(view: View) -> int:
    """How many more experts are needed at least (C20 to C23)."""
    case = view.case
    if not quorum.experts_short(case.m, case.pack):
        return 0
    if case.pack.experts.all_drawn_must_attend:
        return max(1, len(quorum.missing_experts(case.m, case.pack)))
    return max(1, case.pack.experts.min_count - len(case.present))


# --- the one answer -----------------------------------------------------------------------------


def _said(view: View) -> Said:
    if view.stage in _LIVE and not _is_live(view):
        return _ended(view)
    return _OF.get(view.stage, _ended)(view)


def _prepared(view: View) -> Said:
    at = _moment(view.m, view.m.info.meeting.planned_start)
    return tr("Not begun yet"), tr("Planned for {time}").format(time=at), State.WAITING, tr("Check-in opens")


def _checkin(view: View) -> Said:
    answer, lacking = answer_of(view), _lacking(view)
    if answer.state is State.PRESENT:
        return answer.text, tr("Everyone is here."), State.PRESENT, tr("The host opens the meeting")
    if lacking:
        at = clock_text(view.m.info.meeting.planned_start)
        after = tr("Opens when everyone is here (planned {time})").format(time=at)
        return tr("Waiting to begin"), lacking, State.BLOCK, after
    sub = tr("Everyone is here; the formalities are being finished.")
    after = tr("The owner verifies, then the meeting is opened")
    return tr("Waiting to begin"), sub, State.ATTENTION, after


def _stopped(view: View) -> Said:
    since = clock_text(view.m.stops[-1].at) if view.m.stops else ""
    sub = tr("since {time}").format(time=since) if since else ""
    return tr("The meeting is stopped"), sub, State.BLOCK, tr("Please wait for the secretary's word")


def _session(view: View) -> Said:
    if answer_of(view, "review").state is State.BLOCK:
        return tr("Please wait"), _lacking(view), State.BLOCK, tr("Goes on when everyone is back")
    since = tr("since {time}").format(time=clock_text(view.m.opened_at))
    return tr("The meeting is in session"), since, State.PRESENT, tr("The experts come to a conclusion")


def _suspended(view: View) -> Said:
    pause, m = view.m.pause, view.m
    words = {PauseKind.BREAK: tr("Break"), PauseKind.ADJOURNMENT: tr("Adjourned")}
    rest = pause is not None and pause.kind in words
    word = words[pause.kind] if pause is not None and rest else tr("The meeting is paused")
    since = tr("since {time}").format(time=clock_text(pause.since)) if pause is not None else ""
    back = tr("Goes on at {time}").format(time=_moment(m, pause.until)) if pause and pause.until else ""
    must, left = wanted(view), roll_left(view)
    called = tr("called {n} / {of}").format(n=len(must) - len(left), of=len(must))
    sub = " · ".join(word for word in (since, called) if word) if rest else _lacking(view) or since
    return word, sub, State.WAITING if rest else State.ATTENTION, back or tr("Goes on after a roll-call")


def _proposed(_view: View) -> Said:
    sub = tr("The experts are coming to a conclusion.")
    return tr("The meeting is in session"), sub, State.PRESENT, tr("The experts sign")


def _signing(view: View) -> Said:
    due = signers(view.case)
    given = sum(1 for person in due if (Document.REPORT, person) in view.m.signatures)
    word = tr("Signed {n} / {of}").format(n=given, of=len(due))
    if given < len(due):
        sub = tr("Experts, please come to the signing desk.")
        return word, sub, State.ATTENTION, tr("The meeting ends when all have signed")
    return word, tr("All have signed."), State.PRESENT, tr("The host ends the meeting")


def _ended(view: View) -> Said:
    never = view.stage is Stage.ABORTED and view.m.opened_at is None
    word = tr("The meeting does not take place") if never else tr("The meeting is over")
    sub = "" if never else tr("Thank you for coming.")
    after = tr("Please wait for the secretary's word") if never else tr("Please hand back your badge")
    return word, sub, State.NOTE, after


_OF: dict[Stage, Callable[[View], Said]] = {
    Stage.NEW: _prepared,
    Stage.PREPARED: _prepared,
    Stage.CHECKIN: _checkin,
    Stage.READY: _checkin,
    Stage.STOPPED: _stopped,
    Stage.IN_SESSION: _session,
    Stage.SUSPENDED: _suspended,
    Stage.PROPOSED: _proposed,
    Stage.SIGNING: _signing,
}


def _moment(m: Meeting, at: datetime) -> str:
    """The minute, with the day if it is not the day of the meeting."""
    day = day_text(at)
    same = day == day_text(m.info.meeting.planned_start)
    return clock_text(at) if same else f"{day} {clock_text(at)}"
