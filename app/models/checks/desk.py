"""Checks on the day: identity, proofs, the owner's verification, mode, notice, clock, printer (phase DAY)."""

from collections.abc import Iterator
from datetime import timedelta

from app.models import quorum
from app.models.certificates import standing_faults, swapped
from app.models.checks.case import Case, check
from app.models.entry import By
from app.models.finding import Gap
from app.models.terms import DELEGATE_OF, Factor, Mode, PartyKind, Role, Tick


@check("C29")
def owner_verified(c: Case) -> Iterator[Gap]:
    """建设单位资质资格核对签认 on the rows as they are now; after a pause once again (EC-47)."""
    if c.pack.attendance.verifier != "OWNER":
        return
    if c.m.verification is None or not _of_owner(c, c.m.verification.by):
        yield Gap(variant="missing")
    elif c.m.verification.attendance != quorum.attendance_hash(c.m, c.pack):
        yield Gap(variant="stale", args={"name": c.m.verification.by.name})
    elif c.m.pause is not None and not c.m.pause.verified:
        yield Gap(variant="again", args={"name": c.m.verification.by.name})


def _of_owner(c: Case, by: By) -> bool:
    """2.5: a person of the owner's unit by its code, not SECRETARY (EC-42)."""
    owners = {p.code for p in c.m.parties.values() if p.kind is PartyKind.OWNER}
    person = c.m.people.get(by.person)
    return by.role is not Role.SECRETARY and person is not None and person.unit_code in owners


def required_people(c: Case) -> list[tuple[str, Role]]:
    """(person, role) of experts present and of those who fill a required or conditional post."""
    rows = [(p, Role.EXPERT) for p in c.m.present_experts()]
    for need, people in c.filled.items():
        for person in people:
            span = c.m.span(person)
            held = need.role if span and need.role in span.roles else None
            rows.append((person, held or DELEGATE_OF[need.role]))
    return list(dict.fromkeys(rows))


@check("C30")
def qualification(c: Case) -> Iterator[Gap]:
    """证件/资格核对: a tick per required person, none 不符合, no proof expired, on paper or as e-certificate; 未带 is W."""
    for person, role in required_people(c):
        ticked = c.m.qualifications.get((person, role))
        args = {"name": c.name(person), "role": role.value}
        subject = f"{person}@{role}"
        if ticked is None:
            yield Gap(subject=subject, variant="unticked", args=args, people=(person,))
        elif ticked.tick.result is Tick.NOT_CONFORMING:
            yield Gap(subject=subject, variant="not_conforming", args=args, people=(person,))
        elif ticked.tick.result is Tick.NOT_BROUGHT:
            yield Gap(subject=subject, variant="not_brought", args=args, people=(person,), second=True)
        for certificate in c.m.people[person].certificates if person in c.m.people else ():
            if certificate.expires and certificate.expires < c.day:
                more = {"kind": certificate.kind, "day": certificate.expires.isoformat()}
                yield Gap(subject=subject, variant="expired", args=args | more, people=(person,))
    for person in dict.fromkeys(person for person, _role in required_people(c)):
        yield from _e_certificates(c, person)


def _e_certificates(c: Case, person: str) -> Iterator[Gap]:
    """CJ-02: an e-certificate that has expired is a proof that has expired.

    Of one that was revoked or is another person's no text says what follows: it is no proof, so it is shown at the level
    of a proof that was not brought, and people decide.
    """
    for state, shown in standing_faults(c.m, person):
        answer = shown.answer
        args = {
            "name": c.name(person),
            "kind": shown.seen.certificate,
            "number": shown.seen.number,
            "detail": answer.detail if answer else "",
        }
        subject = f"{person}@{shown.seen.digest[:12]}"
        if state == "expired":
            yield Gap(subject=subject, variant="ecert_expired", args=args, people=(person,))
        elif state == "other_person":
            yield Gap(subject=subject, variant="ecert_other", args=args, people=(person,), second=True)
        else:
            yield Gap(subject=subject, variant="ecert_revoked", args=args, people=(person,), second=True)
    for seen in swapped(c.m, person):
        args = {"name": c.name(person), "kind": seen.certificate, "number": seen.number}
        subject = f"{person}@{seen.digest[:12]}"
        yield Gap(subject=subject, variant="ecert_twice", args=args, people=(person,), second=True)


@check("C31")
def identity(c: Case) -> Iterator[Gap]:
    """人证一致: two different factors and no open 疑似替代; without a badge the check-in is 手工签到 with a reason."""
    came = c.m.spans  # asked of those who came: of a long roster it may be few; in one order on every device
    required = dict.fromkeys((*(p for p in c.m.experts if p in came), *c.m.posts.in_order(came)))
    for person in required:
        span = c.m.span(person)
        if span is None or span.left is not None:
            continue
        if c.m.suspected(person):
            yield Gap(subject=person, variant="suspected", args={"name": c.name(person)}, people=(person,))
        elif len(set(span.factors)) < c.pack.identity.factors:
            void = bool(span.badge) and Factor.BADGE not in span.factors
            variant = "badge_void" if void else ""
            yield Gap(subject=person, variant=variant, args={"name": c.name(person)}, people=(person,))


@check("C35")
def mode_allowed(c: Case) -> Iterator[Gap]:
    """会议方式允许; on-site: nobody counts by video (EC-28)."""
    mode = c.m.mode or c.m.info.meeting.mode
    if mode not in c.pack.meeting.modes:
        yield Gap(variant="mode", args={"mode": mode.value})
    if mode is Mode.ONSITE:
        for person in quorum.remote_people(c.m):
            yield Gap(subject=person, variant="remote", args={"name": c.name(person)}, people=(person,))


@check("C36")
def notice_consent(c: Case) -> Iterator[Gap]:
    """个人信息告知 shown to each person who came."""
    for person, spans in c.m.spans.items():
        if not spans[-1].notice:
            yield Gap(subject=person, args={"name": c.name(person)}, people=(person,))


@check("C72")
def day_tolerance(c: Case) -> Iterator[Gap]:
    """签到时间与会议日相符."""
    opened = c.m.checkin_opened_at
    if opened is None:
        return
    away = abs(opened - c.m.info.meeting.planned_start)
    if away > timedelta(hours=c.pack.time.checkin_tolerance_hours):
        yield Gap(args={"hours": str(int(away.total_seconds() // 3600))})


@check("C73")
def clock_sane(c: Case) -> Iterator[Gap]:
    """本机时钟可信: drift against the last server time, or the true time attested (EC-17)."""
    if c.m.clock_attested:
        return
    drift = c.m.clock_drift
    if drift is not None and abs(drift) > c.pack.time.clock_drift_warn_minutes * 60:
        yield Gap(variant="drift", args={"minutes": str(round(abs(drift) / 60))})
    if c.m.clock_back:
        yield Gap(variant="back", args={"minutes": str(c.m.clock_back)})


@check("C75")
def print_ready(c: Case) -> Iterator[Gap]:
    """打印与扫描条件, where the pack takes pen on paper (EC-53)."""
    if "WET_INK" not in c.pack.signature.onsite:
        return
    ready = c.m.printing
    if ready is None:
        yield Gap(variant="unknown")
    elif not (ready.printer and ready.scanner):
        yield Gap(variant="lacking")
