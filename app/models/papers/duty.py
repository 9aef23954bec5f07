"""Rows of 缺席与履职记录 (3.7; XJ-二（四）6, ZZ§12（二）, QD-二（三）) and of the registration slips (ZZ-30)."""

from msgspec import Struct

from app.models.calendar import Unknown, beijing_day, term
from app.models.checks import Case
from app.models.facts import AbsenceRecorded
from app.models.papers.head import Head, clock, head_of
from app.models.papers.number import document_number
from app.models.terms import AbsenceKind, Document


class DutyRow(Struct, frozen=True, kw_only=True):
    """One class of one expert: what happened when, what proves it, what he says himself."""

    name: str
    unit: str
    kind: str
    fact: str
    evidence: str
    statement: str


class PresenceRow(Struct, frozen=True, kw_only=True):
    """When an expert came and left, as recorded."""

    number: int
    name: str
    unit: str
    came: str
    left: str
    factors: str
    prereview: str


class RefusalRow(Struct, frozen=True, kw_only=True):
    """拒绝签字: a right, never counted against the expert (ZZ§11（二）)."""

    name: str
    reason: str


class ScoreRow(Struct, frozen=True, kw_only=True):
    """Scores of one expert (NN-四（八）); ``lines`` are ready to print."""

    name: str
    lines: tuple[str, ...]


class DutyPaper(Struct, frozen=True, kw_only=True):
    """The whole record."""

    head: Head
    rows: tuple[DutyRow, ...]
    presence: tuple[PresenceRow, ...]
    refusals: tuple[RefusalRow, ...]
    scores: tuple[ScoreRow, ...]
    confirmed: bool
    sent: str


class SlipRow(Struct, frozen=True, kw_only=True):
    """One expert who has to register in the management system."""

    name: str
    unit: str
    certificate: str
    registered: str
    number: str


class SlipPaper(Struct, frozen=True, kw_only=True):
    """登记确认提醒单 (C62, ZZ-30): one slip each. ``due`` is empty where the calendar does not know it."""

    head: Head
    report_number: str
    verdict: str
    ended: str
    due: str
    unknown_year: str
    slips: tuple[SlipRow, ...]
    clause: str


def duty_paper(c: Case, subject: str = "") -> DutyPaper:
    """The record as it stands; without any absence it says so."""
    del subject
    m = c.m
    return DutyPaper(
        head=head_of(c),
        rows=(*(_duty(c, duty) for duty in m.duties.values()), *_substitutions(c)),
        presence=_presence(c),
        refusals=tuple(RefusalRow(name=c.name(p), reason=x.reason) for p, x in m.sign_refusals.items()),
        scores=scores(c) if m.seal else (),
        confirmed=m.ended_at is not None,
        sent=clock(m.after.received_at),
    )


def _duty(c: Case, duty: AbsenceRecorded) -> DutyRow:
    said = [duty.reason or _not_seen(c, duty)]
    if duty.noticed_at:
        said.append(f"{clock(duty.noticed_at)} 提出")
    if duty.excused is not None:
        said.append("有正当理由" if duty.excused else "无正当理由")
    return DutyRow(
        name=c.name(duty.person),
        unit=_unit(c, duty.person),
        kind=duty.absence.value,
        fact="；".join(x for x in said if x),
        evidence=duty.evidence,
        statement=duty.statement,
    )


def _not_seen(c: Case, duty: AbsenceRecorded) -> str:
    """What the record itself knows of an absence nobody described: when he was due, and until when he was not seen."""
    until = c.m.ended_at or (c.m.stops[-1].at if c.m.stops else None)
    if duty.absence is not AbsenceKind.ABSENT or until is None:
        return ""
    return f"应于 {clock(c.m.info.meeting.planned_start)} 到会，至 {clock(until)} 没有签到记录"


def _substitutions(c: Case) -> tuple[DutyRow, ...]:
    written = {person for person, kind in c.m.duties if kind == AbsenceKind.SUBSTITUTE}
    rows = []
    for found in c.m.substitutions:
        if found.person in written:
            continue
        cleared = c.m.cleared.get(found.person)
        rows.append(
            DutyRow(
                name=c.name(found.person),
                unit=_unit(c, found.person),
                kind=AbsenceKind.SUBSTITUTE.value,
                fact=f"本人后到，重新核对身份后参加：{cleared.reason}" if cleared else "当场不予签到",
                evidence=found.evidence,
                statement="",
            )
        )
    return tuple(rows)


def _unit(c: Case, person: str) -> str:
    expert, who = c.m.experts.get(person), c.m.people.get(person)
    return (expert.employer_name if expert else "") or (who.unit_name if who else "")


_FACTOR_ZH = {
    "BADGE": "胸牌",
    "LOOK": "人证核对",
    "LAST4": "证件尾号",
    "CA_CERT": "CA证书",
    "LIVE_VIDEO": "视频",
}


def _presence(c: Case) -> tuple[PresenceRow, ...]:
    rows = []
    for n, (person, expert) in enumerate(c.m.experts.items(), 1):
        span, review = c.m.span(person), expert.prereview
        left = span.left if span and span.left else (c.m.ended_at if span else None)
        rows.append(
            PresenceRow(
                number=n,
                name=c.name(person),
                unit=_unit(c, person),
                came=clock(c.m.first_came(person)),
                left=clock(left),
                factors="、".join(_FACTOR_ZH[x] for x in span.factors) if span else "",
                prereview=clock(review.opinion_at) if review else "",
            )
        )
    return tuple(rows)


def scores(c: Case) -> tuple[ScoreRow, ...]:
    """The last value of each line of each expert; sums are for the authority to make."""
    found: dict[str, dict[tuple[str, str], str]] = {}
    for s in c.m.after.scores:
        line = f"{score_name(c, s.scheme, s.item)} {s.points:g}"
        found.setdefault(s.expert, {})[s.scheme, s.item] = f"{line}（{s.note}）" if s.note else line
    return tuple(ScoreRow(name=c.name(p), lines=tuple(x.values())) for p, x in found.items())


def score_name(c: Case, scheme: str, item: str) -> str:
    """What a line of a score sheet is called; the key itself if the table has none."""
    tables = c.law.scores
    named = {x.id: x.zh for x in tables.organiser.items}
    if scheme == "term":
        named = {x.id: x.zh for x in (*tables.term.plus, *tables.term.minus)}
    return named.get(item, item)


def slip_paper(c: Case, subject: str = "") -> SlipPaper:
    """The slips of all experts of the report, or of the one ``subject`` names.

    Raises:
        LookupError: there is no report, or the pack asks for no registration.

    """
    m = c.m
    if m.frozen is None or m.ended_at is None or not c.pack.check("C62").on:
        raise LookupError("no registration")
    due = term(c.calendar, beijing_day(m.ended_at), c.pack.post.expert_confirm or "W+3")
    unknown = due.unknown
    people = [p for p in m.frozen.present if subject in {"", p}]
    return SlipPaper(
        head=head_of(c),
        report_number=document_number(c, Document.REPORT),
        verdict=m.verdict.value if m.verdict else "",
        ended=clock(m.ended_at),
        due="" if isinstance(due.target, Unknown) else due.target.isoformat(),
        unknown_year=str(unknown.year) if unknown else "",
        slips=tuple(_slip(c, p) for p in people),
        clause=c.law.cite(c.pack.check("C62").src),
    )


def _slip(c: Case, person: str) -> SlipRow:
    expert, done = c.m.experts[person], c.m.after.registered.get(person)
    return SlipRow(
        name=c.name(person),
        unit=_unit(c, person),
        certificate=expert.certificate,
        registered=clock(done.registered_at) if done else "",
        number=done.number if done else "",
    )
