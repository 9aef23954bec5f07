"""Rows of 未形成一致意见记录 (3.11, type WY): what nobody could agree on, in the dissenters' own words. No verdict box."""

from msgspec import Struct

from app.models.checks import Case
from app.models.meeting import Meeting
from app.models.papers.head import ROLE_ZH, Head, clock, head_of
from app.models.papers.signin import signature_picture
from app.models.terms import Document, Role, Stance


class ConclusionRow(Struct, frozen=True, kw_only=True):
    """An expert and his own conclusion (personal_conclusion)."""

    name: str
    unit: str
    conclusion: str
    came: bool


class DissentRow(Struct, frozen=True, kw_only=True):
    """An expert who refused or did not agree: his words as written, and his signature on them."""

    person: str
    name: str
    unit: str
    what: str
    text: str
    picture: str


class SignedRow(Struct, frozen=True, kw_only=True):
    """A place for a signature; without a picture it may be signed on paper or stay empty (it may be refused)."""

    name: str
    role: str
    picture: str


class DissentRecord(Struct, frozen=True, kw_only=True):
    """The whole record."""

    head: Head
    conclusions: tuple[ConclusionRow, ...]
    matters: str
    dissent: tuple[DissentRow, ...]
    fact_note: str
    fact_signed: tuple[SignedRow, ...]
    rounds: int
    ended: str
    leader: SignedRow | None
    experts: tuple[SignedRow, ...]
    sent: str


def dissent_of(m: Meeting) -> dict[str, tuple[str, str]]:
    """Every expert whose dissent stands: what it was (refused to sign, or 不同意 on which version) and his words (C47).

    The latest word of each counts: who agreed to a later version dissents no more.
    """
    found: dict[str, tuple[str, str]] = {}
    for proposal in m.session.proposals:
        for person, stance in proposal.stances.items():
            if stance is Stance.DISAGREE:
                what = f"对结论 v{proposal.version}（{proposal.verdict.value}）不同意"
                found[person] = (what, proposal.objections.get(person, ""))
            else:
                found.pop(person, None)
    for person, refused in m.sign_refusals.items():
        found[person] = ("拒绝签字", refused.reason)
    return found


def dissent_picture(c: Case, person: str) -> str:
    """The picture of the dissenter's own signature under his words, or empty."""
    refused = c.m.sign_refusals.get(person)
    if refused and refused.ink:
        return refused.ink.picture
    return signature_picture(c, person, Document.NO_CONSENSUS)


def wordless(c: Case) -> tuple[str, ...]:
    """Dissenters who wrote nothing or did not sign it: for them a note of fact is needed (T20)."""
    return tuple(
        p for p, (_what, text) in dissent_of(c.m).items() if not text.strip() or not dissent_picture(c, p)
    )


def dissent_record(c: Case) -> DissentRecord:
    """The record of a meeting that ends without an agreed opinion; also as a draft before it is closed."""
    m, closed = c.m, c.m.no_consensus_fact
    second = closed.second if closed else ""
    return DissentRecord(
        head=head_of(c),
        conclusions=tuple(
            ConclusionRow(
                name=c.name(p),
                unit=e.employer_name,
                conclusion=m.session.conclusions[p].value if p in m.session.conclusions else "",
                came=m.first_came(p) is not None,
            )
            for p, e in m.experts.items()
        ),
        matters=closed.reason if closed else "",
        dissent=tuple(
            DissentRow(
                person=p,
                name=c.name(p),
                unit=m.experts[p].employer_name if p in m.experts else "",
                what=what,
                text=text,
                picture=dissent_picture(c, p),
            )
            for p, (what, text) in dissent_of(m).items()
        ),
        fact_note=closed.fact_note if closed else "",
        fact_signed=_signed(c, *(x for x in (m.leader, second) if x)) if closed and closed.fact_note else (),
        rounds=len(m.session.proposals),
        ended=clock(m.ended_at),
        leader=_signed(c, m.leader)[0] if m.leader else None,
        experts=_signed(c, *(p for p in m.experts if m.first_came(p) and p != m.leader)),
        sent=clock(m.after.received_at),
    )


def _signed(c: Case, *people: str) -> tuple[SignedRow, ...]:
    return tuple(
        SignedRow(name=c.name(p), role=_role(c.m, p), picture=signature_picture(c, p, Document.NO_CONSENSUS))
        for p in people
    )


def _role(m: Meeting, person: str) -> str:
    if person == m.leader:
        return "专家组组长"
    if person in m.experts:
        return ROLE_ZH[Role.EXPERT]
    held = next((h.role for h in m.posts if h.person == person), Role.OTHER)
    return ROLE_ZH[held]
