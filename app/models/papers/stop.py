"""Rows of the stop record (3.6)."""

from msgspec import Struct

from app.models.checks import Case
from app.models.meeting import Stop
from app.models.papers.head import ROLE_ZH, Head, clock, head_of
from app.models.terms import Role


class MissingRow(Struct, frozen=True, kw_only=True):
    """未到场或未满足事项: check, and who or what."""

    check: str
    subject: str
    who: str
    unit: str
    clause: str
    reason: str = ""


class CameRow(Struct, frozen=True, kw_only=True):
    """已到专家: they are not absent."""

    person: str
    name: str
    unit: str
    came: str
    picture: str


class StopRecord(Struct, frozen=True, kw_only=True):
    """The record of one stop."""

    head: Head
    planned: str
    stopped: str
    kind: str
    missing: tuple[MissingRow, ...]
    reason: str
    decider: str
    decider_role: str
    decider_picture: str
    resumed: str
    outcome: str
    came: tuple[CameRow, ...]
    sent: str
    next_application: str = ""


def stop_record(c: Case, which: int = -1) -> StopRecord:
    """The record of stop ``which`` (default: the last).

    Raises:
        LookupError: the meeting was never stopped.

    """
    if not c.m.stops:
        raise LookupError("never stopped")
    stop = c.m.stops[which]
    ink = stop.fact.ink
    return StopRecord(
        head=head_of(c),
        planned=clock(c.m.info.meeting.planned_start),
        stopped=clock(stop.at),
        kind=stop.kind.value,
        missing=tuple(_missing(c, key) for key in stop.fact.keys),
        reason=stop.fact.reason,
        decider=stop.by.name or c.name(stop.by.person),
        decider_role=ROLE_ZH[stop.by.role],
        decider_picture=ink.picture if ink else "",
        resumed=clock(stop.lifted),
        outcome=_outcome(c, stop),
        came=_came(c, stop),
        sent=clock(c.m.after.received_at),
        next_application=c.m.next_application,
    )


def stop_records(c: Case) -> tuple[StopRecord, ...]:
    """Every stop of the meeting, in order: each has its own record."""
    return tuple(stop_record(c, n) for n in range(len(c.m.stops)))


def _missing(c: Case, key: str) -> MissingRow:
    check, _variant, subject = key.split(":", 2)
    clause = c.law.cite(c.pack.check(check).src)
    if "@" in subject:
        role, _, code = subject.partition("@")
        holders = (
            "、".join(c.name(h.person) for h in c.m.holders(Role(role), code or None))
            if role in Role.__members__
            else ""
        )
        what = ROLE_ZH[Role(role)] if role in Role.__members__ else c.name(role)
        return MissingRow(
            check=check, subject=what, who=holders, unit=c.party_codes.get(code, ""), clause=clause
        )
    unit = c.m.experts[subject].employer_name if subject in c.m.experts else ""
    who = c.name(subject) if subject in c.m.people else ""
    # A person is here or not for more than one reason: the name of the check says which, the code says it to nobody.
    what = c.pack.check(check).zh + ("（专家）" if subject in c.m.experts else "")
    return MissingRow(
        check=check, subject=what, who=who, unit=unit, clause=clause, reason=_why_away(c, subject)
    )


def _why_away(c: Case, person: str) -> str:
    """What is known of why an expert is not here: leave or absence with its cause (3.6 原因)."""
    known = c.m.absences.get(person)
    return " ".join(x for x in (known.absence.value, known.reason) if x) if known else ""


def _outcome(c: Case, stop: Stop) -> str:
    """resumed, redrawn, postponed, or empty while it is open (3.6 处理)."""
    if stop.redrawn:
        return "redrawn"
    if stop.lifted:
        return "resumed"
    return "postponed" if c.m.abort_reason and stop is c.m.stops[-1] else ""


def _came(c: Case, stop: Stop) -> tuple[CameRow, ...]:
    from app.models.papers.signin import signature_picture

    rows = []
    for person, e in c.m.experts.items():
        came = c.m.first_came(person)
        if came and came <= stop.at:
            rows.append(
                CameRow(
                    person=person,
                    name=c.name(person),
                    unit=e.employer_name,
                    came=clock(came),
                    picture=signature_picture(c, person),
                )
            )
    return tuple(rows)
