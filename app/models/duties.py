"""How the experts did their duty (3.7, C64): what the facts prove, drafted at a stop and confirmed at the end (8.7-6)."""

from collections.abc import Iterator
from datetime import datetime

from app.models.beijing import BEIJING
from app.models.calendar import hours_after
from app.models.checks.case import Case
from app.models.facts import AbsenceRecorded
from app.models.meeting import Meeting
from app.models.package import Expert
from app.models.terms import AbsenceKind, Role

_STAYED_AWAY = (AbsenceKind.ABSENT, AbsenceKind.LEAVE)


def drafts(case: Case, at: datetime | None = None) -> tuple[AbsenceRecorded, ...]:
    """What would be recorded of the experts if the meeting ended now (``at``), without what is recorded already.

    缺席 who never came and asked for no leave; 迟到 who came after the opening; 中途离场 who left before the end and did
    not come back; 未确认 within the hours of the pack and never came (QD-二（三）); 未提交预审意见 where the place asks for
    one (C06). A refusal to sign is a right and never stands here (ZZ§11（二）). A re-issue repeats no duty.
    """
    m = case.m
    if m.checkin_opened_at is None or m.reissue is not None:
        return ()
    found = [d for e in m.experts.values() for d in _of(case, e, at or m.ended_at or case.now)]
    return tuple(d for d in found if not recorded(m, d))


def recorded(m: Meeting, draft: AbsenceRecorded) -> bool:
    """Is this class recorded of this person already; who is on leave is not absent, and the other way round."""
    if draft.absence in _STAYED_AWAY:
        return any((draft.person, kind) in m.duties for kind in _STAYED_AWAY)
    return (draft.person, draft.absence) in m.duties


def _of(case: Case, expert: Expert, end: datetime) -> Iterator[AbsenceRecorded]:
    yield from _at_the_door(case.m, expert.person, end)
    hours = case.pack.experts.confirm_window_hours
    if hours and expert.sms_at and not case.m.first_came(expert.person) and _unconfirmed(expert, hours):
        told = f"{hours} 小时内未确认（短信 {_clock(expert.sms_at)}）"
        yield AbsenceRecorded(person=expert.person, absence=AbsenceKind.UNCONFIRMED, reason=told)
    known = case.pack.experts.prereview == "required" and expert.prereview is not None
    if known and expert.prereview and expert.prereview.opinion_at is None:
        yield AbsenceRecorded(person=expert.person, absence=AbsenceKind.NO_PREREVIEW)


def _at_the_door(m: Meeting, person: str, end: datetime) -> Iterator[AbsenceRecorded]:
    stays = [s for s in m.spans.get(person, ()) if Role.EXPERT in s.roles]
    if not stays:
        yield AbsenceRecorded(person=person, absence=AbsenceKind.ABSENT)
        return
    if stays[0].late:
        told = f"{_clock(stays[0].came)} 到场，{_clock(m.opened_at)} 开会"
        yield AbsenceRecorded(person=person, absence=AbsenceKind.LATE, reason=told)
    left = stays[-1].left
    if left is not None and left < end and m.opened_at is not None:
        told = f"{_clock(left)} 离场"
        yield AbsenceRecorded(person=person, absence=AbsenceKind.LEFT_EARLY, reason=told)


def _unconfirmed(expert: Expert, hours: int) -> bool:
    """Only what the package says counts against a person; a field that was not sent does not."""
    if expert.confirmed is False:
        return True
    late = expert.sms_at and expert.confirmed_at and expert.confirmed_at > hours_after(expert.sms_at, hours)
    return bool(late)


def _clock(at: datetime | None) -> str:
    return at.astimezone(BEIJING).strftime("%m-%d %H:%M") if at else ""
