"""Rows of the sign-in sheet (3.1)."""

from msgspec import Struct

from app.models.checks import Case, evaluate
from app.models.papers.events import events
from app.models.papers.head import KIND_ZH, ROLE_ZH, TRANSITION_ZH, Head, clock, head_of, is_delegate
from app.models.quorum import filled_by, letter_of, needs
from app.models.terms import OBSERVERS, Document, PartyKind, Role

STAFF_ONLY = frozenset({Role.SECRETARY, Role.SCANNER, Role.HOST})


class ExpertRow(Struct, frozen=True, kw_only=True):
    """Block B. ``person`` keys the signature picture."""

    number: int
    person: str
    name: str
    unit: str
    title: str
    specialty: str
    certificate: str
    phone_tail: str
    declaration: str
    came: str
    left: str
    leader: bool


class PostRow(Struct, frozen=True, kw_only=True):
    """Block C: one line per person and unit; two posts of one person stand in one line (EC-01)."""

    kind: str
    unit: str
    roles: str
    person: str
    name: str
    certificate: str
    delegated: str
    came: str
    left: str
    note: str = ""


class ObserverRow(Struct, frozen=True, kw_only=True):
    """Block D."""

    unit: str
    name: str
    purpose: str
    person: str
    came: str


class LetThrough(Struct, frozen=True, kw_only=True):
    """An O or W that let a transition go on, with who and why."""

    check: str
    about: str
    reason: str
    who: str
    at: str
    kind: str
    title: str = ""
    clause: str = ""


class SignIn(Struct, frozen=True, kw_only=True):
    """The whole sheet."""

    head: Head
    oversize_title: bool
    ends: str
    experts: tuple[ExpertRow, ...]
    posts: tuple[PostRow, ...]
    observers: tuple[ObserverRow, ...]
    experts_due: int
    experts_came: int
    posts_due: int
    posts_filled: int
    absent: tuple[str, ...]
    let_through: tuple[LetThrough, ...]
    letters_late: tuple[str, ...]
    verify: bool
    verified_by: str
    verified_at: str
    verifier_picture: str
    same_unit: tuple[str, ...]
    pauses: tuple[str, ...]
    absences: tuple[str, ...]
    confirmed_absent: tuple[str, ...]
    posts_missing: tuple[str, ...]
    refused: tuple[str, ...]
    events: tuple[str, ...] = ()


def sign_in(c: Case) -> SignIn:
    """The sign-in sheet for the meeting as it is."""
    m = c.m
    wanted = needs(m, c.pack)
    verification = m.verification
    return SignIn(
        head=head_of(c),
        oversize_title=bool(c.assessment.oversize),
        ends=clock(m.ended_at),
        experts=_experts(c),
        posts=_posts(c),
        observers=_observers(c),
        experts_due=len(m.experts),
        experts_came=sum(1 for p in m.experts if m.first_came(p)),
        posts_due=len(wanted),
        posts_filled=sum(
            1 for n in wanted if _ever_filled(c, n.role, n.unit_code) or filled_by(m, c.pack, n)
        ),
        absent=tuple(c.name(p) for p in m.experts if not m.first_came(p)),
        let_through=_let_through(c),
        letters_late=tuple(x.args.get("number", "") for x in evaluate(c, ("C69",))),
        verify=c.pack.attendance.verifier == "OWNER",
        verified_by=verification.by.name if verification else "",
        verified_at=clock(verification.at) if verification else "",
        verifier_picture=verification.ink.picture if verification else "",
        same_unit=tuple(x.args.get("names", "") for x in evaluate(c, ("C17",)) if x.variant == "same"),
        pauses=tuple(
            f"{clock(p.since)}—{clock(p.resumed)} {p.kind.value} {p.reason}".strip() for p in m.pauses
        ),
        absences=tuple(
            f"{c.name(a.person)}：{a.absence.value} {a.reason}".strip() for a in m.absences.values()
        ),
        confirmed_absent=tuple(
            c.name(p) for p, e in m.experts.items() if e.confirmed and not m.first_came(p)
        ),
        posts_missing=tuple(
            f"{n.unit_name} {ROLE_ZH[n.role]}".strip()
            for n in wanted
            if not (_ever_filled(c, n.role, n.unit_code) or filled_by(m, c.pack, n))
        ),
        refused=_refused(c),
        events=events(c),
    )


def _ever_filled(c: Case, role: Role, unit: str) -> bool:
    return any(c.m.first_came(h.person) for h in c.m.holders(role, unit or None))


def _experts(c: Case) -> tuple[ExpertRow, ...]:
    m = c.m
    order = sorted(m.experts, key=lambda p: p != m.leader)
    rows = []
    for n, person in enumerate(order, 1):
        e, who, span = m.experts[person], m.people[person], m.span(person)
        signed = m.declarations.get(person)
        declaration = "" if signed is None else ("有利害关系" if signed.interest else "已签")
        rows.append(
            ExpertRow(
                number=n,
                person=person,
                name=who.name,
                unit=e.employer_name or who.unit_name,
                title=who.title,
                specialty=e.draw_specialty or "、".join(e.pool_labels),
                certificate=e.certificate,
                phone_tail=who.phone_tail,
                declaration=declaration,
                came=clock(m.first_came(person)),
                left=clock(span.left if span and span.left else (m.ended_at if span else None)),
                leader=person == m.leader,
            )
        )
    return tuple(rows)


_FLAG_OF = {PartyKind.SURVEY: "has_survey", PartyKind.DESIGN: "has_design", PartyKind.SC: "has_subcontractor"}


def _posts(c: Case) -> tuple[PostRow, ...]:
    m = c.m
    order = [k for k in PartyKind if k not in {PartyKind.MONITOR, PartyKind.INSTITUTION}]
    rows: list[PostRow] = []
    for kind in order:
        flag = m.flags.get(_FLAG_OF.get(kind, ""))
        if flag and flag.value is False:
            rows.append(_empty(KIND_ZH[kind], f"不涉及，理由：{flag.reason}"))
            continue
        for party in (p for p in m.parties.values() if p.kind is kind):
            if not party.relevant:
                rows.append(_empty(KIND_ZH[kind], f"{party.name}：不需到会，理由：{party.reason}"))
                continue
            rows += _unit_posts(c, KIND_ZH[kind], party.code, party.name)
    return tuple(rows)


def _empty(kind: str, note: str) -> PostRow:
    return PostRow(
        kind=kind,
        unit="",
        roles="",
        person="",
        name="",
        certificate="",
        delegated="",
        came="",
        left="",
        note=note,
    )


def _unit_posts(c: Case, kind: str, code: str, unit: str) -> list[PostRow]:
    m = c.m
    held: dict[str, list[Role]] = {}
    for h in m.posts:
        if h.unit_code == code and h.role not in STAFF_ONLY and h.role not in OBSERVERS:
            held.setdefault(h.person, []).append(h.role)
    rows = []
    for person, roles in held.items():
        span = m.span(person)
        shown = letter_of(m, code, person) if any(is_delegate(r) for r in roles) else None
        certificates = [h.certificate for h in m.posts if h.person == person and h.certificate]
        rows.append(
            PostRow(
                kind=kind,
                unit=unit,
                roles="、".join(ROLE_ZH[r] for r in roles),
                person=person,
                name=c.name(person),
                certificate="、".join(dict.fromkeys(certificates)),
                delegated=shown.letter.number if shown else "",
                came=clock(m.first_came(person)),
                left=clock(span.left if span and span.left else (m.ended_at if span else None)),
            )
        )
    return rows


def _observers(c: Case) -> tuple[ObserverRow, ...]:
    m = c.m
    rows = [
        ObserverRow(
            unit=v.unit, name=v.name, purpose=v.purpose, person=v.visitor, came=clock(m.first_came(v.visitor))
        )
        for v in m.visitors.values()
    ]
    staff = {s.person: s.purpose for s in m.info.staff}
    for h in m.posts:
        if h.role in OBSERVERS and m.first_came(h.person):
            who = m.people[h.person]
            rows.append(
                ObserverRow(
                    unit=who.unit_name,
                    name=who.name,
                    purpose=staff.get(h.person) or ROLE_ZH[h.role],
                    person=h.person,
                    came=clock(m.first_came(h.person)),
                )
            )
    return tuple(rows)


def _let_through(c: Case) -> tuple[LetThrough, ...]:
    """One line for all that one person let through of one check with one reason at one moment."""
    rows: dict[tuple[str, str, str, str, str], list[str]] = {}
    for kind, notes in (("放行", c.m.overridden), ("确认", c.m.acknowledged)):
        for key, note in notes.items():
            check, _variant, subject = key.split(":", 2)
            who = note.by.name or note.by.person
            rows.setdefault((kind, check, note.reason, who, clock(note.at)), []).append(about(c, subject))
    return tuple(
        LetThrough(
            check=check,
            about="、".join(dict.fromkeys(x for x in names if x)),
            reason=reason,
            who=who,
            at=at,
            kind=kind,
            title=c.pack.check(check).zh,
            clause=c.law.cite(c.pack.check(check).src),
        )
        for (kind, check, reason, who, at), names in rows.items()
    )


def about(c: Case, subject: str) -> str:
    """Whom or what a finding's subject names, in words; empty if it needs none."""
    head = subject.split("+", 1)[0].split("#", 1)[0]
    role, _, unit = head.partition("@")
    if role in c.m.people:
        return c.name(role)
    if role in Role.__members__:
        return f"{c.party_codes.get(unit, '')}{ROLE_ZH[Role(role)]}"
    return ""


def _refused(c: Case) -> tuple[str, ...]:
    """Blocks that stopped a transition (4.3-4): when, which, each check with whom or what it concerned, and who asked."""
    lines = []
    for r in c.m.refused:
        checks: dict[str, list[str]] = {}
        for key in r.keys:
            check, _variant, subject = key.split(":", 2)
            checks.setdefault(check, []).append(about(c, subject))
        said = "、".join(f"{x} {c.pack.check(x).zh}{_whom(names)}" for x, names in checks.items())
        who = r.by.name or (c.name(r.by.person) if r.by.person else "")
        step = TRANSITION_ZH.get(r.transition, r.transition)
        lines.append(f"{clock(r.at)} {step}：{said}{f'　提出人：{who}' if who else ''}")
    return tuple(lines)


def _whom(names: list[str]) -> str:
    known = "、".join(dict.fromkeys(x for x in names if x))
    return f"【{known}】" if known else ""


def signature_picture(c: Case, person: str, document: Document = Document.SIGN_IN) -> str:
    """Blob name of a person's signature on a document, or empty."""
    signed = c.m.signatures.get((document, person))
    return signed.given.ink.picture if signed and signed.given.ink else ""
