"""Every deadline of a meeting with its countdown (rules.md 0.3): what is due when, by which clause, and whether it is done.

A day the calendar cannot give is ``by_hand``, done or not, never a green tick (EC-36).
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Literal

from msgspec import Struct

from app.models import after, keynodes
from app.models.calendar import (
    BEIJING,
    DueState,
    LeadReading,
    Unknown,
    beijing_day,
    end_of_day,
    hours_after,
    lead,
)
from app.models.calendar import Deadline as Due
from app.models.checks.case import Case
from app.models.checks.papers import delegates_in_use
from app.models.checks.post import register_term, upload_term
from app.models.quorum import letter_of
from app.models.terms import PauseKind, Stage

DueWord = Literal["done", "borderline", "running", "due_today", "past_target", "late", "by_hand"]
_OVER = frozenset({Stage.VOID, Stage.ABORTED, Stage.NO_CONSENSUS})


class Deadline(Struct, frozen=True, kw_only=True):
    """One deadline. ``target`` is what counts down and turns red, ``latest`` (最迟) the day 民法典203 extends it to.

    A ``date`` ends at 24:00 Beijing time, a ``datetime`` at that moment; None: it cannot be computed. ``done_at``: when
    it was done; ``borderline`` (临界): in time by one reading of the words, one day late by the strict one.
    ``subject``: the expert or node it is about. ``in_time``: was it, or None while open or unknown.
    """

    key: str
    zh: str
    clause: str
    target: date | datetime | None
    latest: date | datetime | None
    state: DueWord
    check: str
    done_at: datetime | None = None
    subject: str = ""
    in_time: bool | None = None

    @property
    def ends(self) -> datetime | None:
        """The last moment of the target."""
        return _moment(self.target)


def deadlines(case: Case) -> tuple[Deadline, ...]:
    """All deadlines of the meeting: those of before the opening until it opens, those of after the end from E on."""
    if case.m.stage in _OVER:
        return ()
    found = _before(case) if case.before_opening else iter(())
    return (*found, *_today(case), *_after(case))


def urgency(due: Deadline) -> tuple[int, datetime]:
    """Sort key, the most urgent first: late, past the target, today, running; what is by hand or done comes last."""
    order = ("late", "past_target", "due_today", "running", "by_hand", "borderline", "done")
    return order.index(due.state), due.ends or datetime.max.replace(tzinfo=BEIJING)


def _before(c: Case) -> Iterator[Deadline]:
    info, rules = c.m.info.meeting, c.pack.meeting
    reading = LeadReading(c.pack.time.lead_count_mode, c.pack.time.two_days_mode)
    start = info.planned_start
    if rules.apply_lead and c.pack.check("C04").on:
        due = lead(c.calendar, start, rules.apply_lead, reading)
        yield _of(c, _What("apply_lead", "论证申请", "C04"), due, info.applied_at)
    if rules.plan_lead and c.pack.check("C05").on:
        working = rules.plan_lead.startswith("W")
        done = c.plan.uploaded_at if working else c.plan.submitted_at
        due = lead(c.calendar, start, rules.plan_lead, reading, two_readings=working)
        yield _of(c, _What("plan_lead", "方案送审", "C05"), due, done)
    yield from _letters(c, reading)
    yield from _confirmations(c)


def _letters(c: Case, reading: LeadReading) -> Iterator[Deadline]:
    """委托书: by W-1 where the place says so; elsewhere it is only needed at the opening (C69 off)."""
    offset = c.pack.attendance.delegate_letter_deadline
    if not offset.startswith("W") or not c.pack.check("C69").on:
        return
    due = lead(c.calendar, c.m.info.meeting.planned_start, offset, reading)
    for unit, person in delegates_in_use(c):
        shown = letter_of(c.m, unit, person)
        at = shown.at if shown and shown.channel != "paper" else None
        yield _of(c, _What("letter", f"{c.name(person)} 的委托书上传", "C69", person), due, at)


def _confirmations(c: Case) -> Iterator[Deadline]:
    hours = c.pack.experts.confirm_window_hours
    if not hours or not c.pack.check("C07").on:
        return
    for e in c.m.experts.values():
        if e.sms_at is None:
            continue
        until = hours_after(e.sms_at, hours)
        what = _What(f"confirm:{e.person}", f"{c.name(e.person)} 确认参会", "C07", e.person)
        yield _until(c, what, until, e.confirmed_at)


def _today(c: Case) -> Iterator[Deadline]:
    m = c.m
    if m.stage is Stage.STOPPED:
        until = end_of_day(beijing_day(m.stops[-1].at))
        yield _until(c, _What("stop_day", "停止当日恢复", "T09"), until)
    if m.stage is Stage.SUSPENDED and m.pause and m.pause.kind is not PauseKind.ADJOURNMENT:
        until = m.pause.since + timedelta(hours=c.pack.time.max_pause_hours)
        yield _until(c, _What("pause", "中止后恢复", "T13"), until)


def _after(c: Case) -> Iterator[Deadline]:
    if c.m.ended_at is None or not after.has_report(c.m):
        return
    uploads = upload_term(c)
    if uploads is not None:
        yield _of(c, _What("upload", "上传论证资料", "C67"), uploads, _uploaded_at(c))
    registration = register_term(c)
    if registration is not None:
        for person in after.report_experts(c.m):
            done = c.m.after.registered.get(person)
            what = _What(f"register:{person}", f"{c.name(person)} 登记确认", "C62", person)
            yield _of(c, what, registration, done.registered_at if done else None)
    if c.pack.check("C63").on:
        for node in keynodes.node_states(c):
            yield _node(c, node)


def _uploaded_at(c: Case) -> datetime | None:
    """When the last receipt came, if none is missing."""
    if after.missing_uploads(c.m, c.pack):
        return None
    return max((r.received_at for r in c.m.after.uploads.values()), default=None)


def _node(c: Case, node: keynodes.NodeState) -> Deadline:
    """The next thing to do at a key node; done when the acceptance is pushed."""
    step = {"visit": "现场检查验收", "fix": "整改后复验", "push": "推送检查意见", "": "检查验收并推送"}[
        node.lack
    ]
    what = _What(f"key_node:{node.node}", f"关键节点“{node.name}”{step}", "C63", node.node)
    done = _pushed_at(node) if not node.lack else None
    if node.due is not None:
        return _of(c, what, Due("", node.due, node.due), None)
    if done is not None:
        return _of(c, what, Due("", beijing_day(done), beijing_day(done)), done)
    unknown = Unknown(beijing_day(c.now).year)  # the report names no date
    return _of(c, what, Due("", unknown, unknown), None)


def _pushed_at(node: keynodes.NodeState) -> datetime | None:
    if node.pushed:
        return node.pushed.pushed_at
    return node.visited.pushed_at if node.visited else None


class _What(Struct, frozen=True):
    """What a deadline is about, before it is judged."""

    key: str
    zh: str
    check: str
    subject: str = ""


def _of(c: Case, what: _What, due: Due, done_at: datetime | None) -> Deadline:
    """A deadline in days."""
    state = due.state(c.now, done_at)
    target: date | datetime | None = due.moment or _known(due.target)
    latest: date | datetime | None = due.moment or _known(due.latest)
    word = _word(c, state, done=done_at is not None, ends=_moment(target))
    known = done_at is not None and state is not DueState.UNKNOWN
    return Deadline(
        key=what.key,
        zh=what.zh,
        clause=_clause(c, what.check),
        target=target,
        latest=latest,
        state=word,
        check=what.check,
        done_at=done_at,
        subject=what.subject,
        in_time=state in {DueState.MET, DueState.BORDERLINE} if known else None,
    )


def _until(c: Case, what: _What, until: datetime, done_at: datetime | None = None) -> Deadline:
    """A deadline at a moment."""
    day = beijing_day(until)
    return _of(c, what, Due("", day, day, moment=until), done_at)


def _clause(c: Case, check: str) -> str:
    """The clause of a check; a row of the table of transitions is the product's own (APP)."""
    return c.pack.check(check).src if check.startswith("C") else "APP"


def _word(c: Case, state: DueState, *, done: bool, ends: datetime | None) -> DueWord:
    if state is DueState.UNKNOWN:
        return "by_hand"
    if done:
        return "borderline" if state is DueState.BORDERLINE else "done"
    if state is DueState.LATE:
        return "late"
    if state is DueState.PAST_TARGET:
        return "past_target"
    last_second = ends - timedelta(seconds=1) if ends else None
    return "due_today" if last_second and beijing_day(last_second) == beijing_day(c.now) else "running"


def _known(day: date | Unknown) -> date | None:
    return None if isinstance(day, Unknown) else day


def _moment(day: date | datetime | None) -> datetime | None:
    if day is None or isinstance(day, datetime):
        return day
    return end_of_day(day)
