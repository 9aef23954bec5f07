"""Rows of the small forms (3.10): 例外放行 LW, 组长推选 TX, 回避声明 HB, 单独同意 GZ."""

from collections import Counter

from msgspec import Struct

from app.models.checks import Case
from app.models.facts import GapOverridden
from app.models.meeting import Note
from app.models.papers.head import ROLE_ZH, Head, clock, head_of
from app.models.papers.signin import about, signature_picture
from app.models.terms import Document


class GapRow(Struct, frozen=True, kw_only=True):
    """One gap let through: check, its name, whom or what it concerns, and the clause."""

    check: str
    title: str
    about: str
    clause: str


class OverrideRow(Struct, frozen=True, kw_only=True):
    """One decision: the gaps, the reason, who answers for it (one person or two) and when."""

    gaps: tuple[GapRow, ...]
    reason: str
    who: str
    picture: str
    second: str
    second_picture: str
    at: str


class OverrideRecord(Struct, frozen=True, kw_only=True):
    """例外放行记录 (LW)."""

    head: Head
    rows: tuple[OverrideRow, ...]


class CandidateRow(Struct, frozen=True, kw_only=True):
    """One candidate and the votes for him."""

    name: str
    unit: str
    votes: int
    elected: bool


class VoterRow(Struct, frozen=True, kw_only=True):
    """One expert who was there: he signs that the vote was so."""

    person: str
    name: str
    unit: str
    picture: str


class ElectionRecord(Struct, frozen=True, kw_only=True):
    """组长推选记录 (TX). ``by_system``: the system determined the leader, nobody voted (NN)."""

    head: Head
    by_system: bool
    at: str
    present: int
    candidates: tuple[CandidateRow, ...]
    leader: str
    voters: tuple[VoterRow, ...]


class DeclarationRow(Struct, frozen=True, kw_only=True):
    """One expert's declaration."""

    name: str
    unit: str
    certificate: str
    interest: bool
    with_whom: str
    picture: str
    at: str


class Declarations(Struct, frozen=True, kw_only=True):
    """回避声明 (HB) of every expert who declared, with the units it is about."""

    head: Head
    units: tuple[str, ...]
    rows: tuple[DeclarationRow, ...]


class ConsentRow(Struct, frozen=True, kw_only=True):
    """One answer of one person about one kind of sensitive data."""

    name: str
    unit: str
    what: str
    given: bool
    picture: str
    at: str


class Consents(Struct, frozen=True, kw_only=True):
    """个人信息处理告知及单独同意书 (GZ): how many were told, and who was asked for a consent of its own."""

    head: Head
    organiser: str
    told: int
    rows: tuple[ConsentRow, ...]


_WHAT_ZH = {"id_photo": "证件照片", "biometric": "生物识别信息"}


def override_record(c: Case) -> OverrideRecord:
    """All O findings let through, one row per decision.

    Raises:
        LookupError: nothing was let through.

    """
    if not c.m.overridden:
        raise LookupError("nothing was let through")
    decisions: dict[tuple[str, str, str], tuple[list[str], Note]] = {}
    for key, note in c.m.overridden.items():
        name = (note.by.person, clock(note.at), note.reason)
        decisions.setdefault(name, ([], note))[0].append(key)
    return OverrideRecord(head=head_of(c), rows=tuple(_override(c, *x) for x in decisions.values()))


def _override(c: Case, keys: list[str], note: Note) -> OverrideRow:
    fact: GapOverridden | None = note.override
    second = fact.second if fact else ""
    ink = fact.second_ink if fact else None
    who = note.by.name or c.name(note.by.person)
    return OverrideRow(
        gaps=tuple(_gap(c, key) for key in keys),
        reason=note.reason,
        who=f"{ROLE_ZH[note.by.role]}　{who}",
        picture=fact.ink.picture if fact else "",
        second=f"专家组组长　{c.name(second)}" if second else "",
        second_picture=ink.picture if ink else "",
        at=clock(note.at),
    )


def _gap(c: Case, key: str) -> GapRow:
    check, _variant, subject = key.split(":", 2)
    rule = c.pack.check(check)
    return GapRow(check=check, title=rule.zh, about=about(c, subject), clause=c.law.cite(rule.src))


def election_record(c: Case) -> ElectionRecord:
    """The vote as it was, or the leader the system named.

    Raises:
        LookupError: there is no leader.

    """
    m = c.m
    if not m.leader:
        raise LookupError("no leader")
    ballots = m.election.ballots if m.election else ()
    votes = Counter(b.candidate for b in ballots)
    here = tuple(dict.fromkeys(b.voter for b in ballots)) or m.present_experts()
    return ElectionRecord(
        head=head_of(c),
        by_system=m.election is None,
        at=clock(m.when.get(("LeaderElected", ""))),
        present=len(here),
        candidates=tuple(
            CandidateRow(name=c.name(p), unit=_unit(c, p), votes=n, elected=p == m.leader)
            for p, n in votes.most_common()
        ),
        leader=c.name(m.leader),
        voters=tuple(
            VoterRow(
                person=p,
                name=c.name(p),
                unit=_unit(c, p),
                picture=signature_picture(c, p, Document.ELECTION),
            )
            for p in here
        ),
    )


def declarations(c: Case) -> Declarations:
    """Every declaration given.

    Raises:
        LookupError: nobody declared.

    """
    m = c.m
    if not m.declarations:
        raise LookupError("nobody declared")
    return Declarations(
        head=head_of(c),
        units=tuple(p.name for p in m.parties.values()),
        rows=tuple(
            DeclarationRow(
                name=c.name(person),
                unit=_unit(c, person),
                certificate=m.experts[person].certificate if person in m.experts else "",
                interest=said.interest,
                with_whom=said.with_whom,
                picture=said.ink.picture if said.ink else "",
                at=clock(m.when.get(("DeclarationSigned", person))),
            )
            for person, said in m.declarations.items()
        ),
    )


def consents(c: Case) -> Consents:
    """Who was asked for a separate consent, and what he said.

    Raises:
        LookupError: nobody was asked.

    """
    m = c.m
    if not m.consents:
        raise LookupError("nobody was asked for a separate consent")
    return Consents(
        head=head_of(c),
        organiser=head_of(c).organiser or "组织单位",
        told=sum(1 for spans in m.spans.values() if spans and spans[0].notice),
        rows=tuple(
            ConsentRow(
                name=c.name(person),
                unit=m.people[person].unit_name if person in m.people else "",
                what=_WHAT_ZH[what],
                given=said.given,
                picture=said.ink.picture if said.ink else "",
                at=clock(m.when.get(("ConsentGiven", f"{person}+{what}"))),
            )
            for (person, what), said in m.consents.items()
        ),
    )


def _unit(c: Case, person: str) -> str:
    expert = c.m.experts.get(person)
    who = c.m.people.get(person)
    return (expert.employer_name if expert else "") or (who.unit_name if who else "")
