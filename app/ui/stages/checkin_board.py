"""The check-in board as data: who is shown in which group, and in which state. A pure function of the view."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.models import quorum
from app.models.posts import Held
from app.models.terms import DELEGATE_OF, OBSERVERS, AbsenceKind, PartyKind, Role, Stage, Tick
from app.ui.i18n import tr
from app.ui.stages.parts.people import hm, role_name, roles_text, unit_name
from app.ui.widgets import Person, State

if TYPE_CHECKING:
    from app.models.checks import Case
    from app.models.meeting import Meeting
    from app.services.desk.desk import View

EXPERTS, OWNER, GENERAL, SUB, DESIGN, OTHERS = "experts", "owner", "general", "sub", "design", "others"
_KINDS: dict[str, tuple[PartyKind, ...]] = {
    OWNER: (PartyKind.OWNER, PartyKind.SUPERVISOR),
    GENERAL: (PartyKind.GC,),
    SUB: (PartyKind.SC,),
    DESIGN: (PartyKind.SURVEY, PartyKind.DESIGN),
}
_FLAGS = {
    PartyKind.SURVEY: "has_survey",
    PartyKind.DESIGN: "has_design",
    PartyKind.SC: "has_subcontractor",
}
_DESK_STAFF = frozenset({Role.SECRETARY, Role.SCANNER, Role.HOST})
NOBODY = "post:"
"""Key of a card for a post that has no holder: ``post:ROLE@unit code``."""


@dataclass(slots=True)
class Group:
    """One panel of the board; ``due`` and ``here`` count posts (for experts: people)."""

    key: str
    people: list[Person] = field(default_factory=list)
    due: int = 0
    here: int = 0
    foot: str = ""


def board(view: View, *, others: bool = True) -> dict[str, Group]:
    """All groups of the board; without ``others`` only those somebody is due in."""
    groups = {EXPERTS: _experts(view)}
    filled = {(n.role, n.unit_code): quorum.filled_by(view.m, view.case.pack, n) for n in _needs(view)}
    for key, kinds in _KINDS.items():
        groups[key] = _posts(view, key, kinds, filled)
    if others:
        groups[OTHERS] = _others(view)
    return groups


def _needs(view: View) -> tuple[quorum.Need, ...]:
    return quorum.needs(view.m, view.case.pack)


def _came(m: Meeting, person: str) -> str:
    span = m.span(person)
    return hm(span.came) if span and span.left is None else ""


# --- experts ------------------------------------------------------------------------------------


def _experts(view: View) -> Group:
    m = view.m
    people = [_expert(view.case, p) for p in sorted(m.experts, key=lambda p: p != m.leader)]
    here = len(view.case.present)
    return Group(EXPERTS, people, due=len(m.experts), here=here)


def _expert(c: Case, person: str) -> Person:
    m, expert = c.m, c.m.experts[person]
    state, said = _expert_state(c, person)
    unit = unit_name(m, person)
    waits = m.present(person) and said
    words = [expert.discipline or expert.draw_specialty, said if waits else unit]
    if person == m.leader:
        words.insert(0, tr("Leader of the experts"))
    return Person(
        key=person,
        name=m.name(person),
        second=" · ".join(x for x in words if x),
        time=_came(m, person) or said,
        state=state,
        leader=person == m.leader,
        hint=unit if waits else "",
    )


def _expert_state(c: Case, person: str) -> tuple[State, str]:
    m = c.m
    if not m.present(person):
        return State.MISSING, _away(m, person)
    declared = m.declarations.get(person)
    if declared and declared.interest:
        return State.BLOCK, tr("declared an interest: must leave")
    if any(s.person == person for s in m.substitutions):
        return State.ATTENTION, tr("maybe a substitute")
    if _to_roll(m, person):
        return State.ATTENTION, tr("to be called")
    if declared is None:
        return State.ATTENTION, tr("declaration not signed")
    return _ticked(m, person, (Role.EXPERT,))


def _away(m: Meeting, person: str) -> str:
    span, absent = m.span(person), m.absences.get(person)
    if span and span.left:
        return tr("left at {time}").format(time=hm(span.left))
    if absent and absent.absence in {AbsenceKind.LEAVE, AbsenceKind.ABSENT}:
        return absent.absence.value
    return tr("not here yet")


def _to_roll(m: Meeting, person: str) -> bool:
    return m.stage is Stage.SUSPENDED and m.pause is not None and person not in m.pause.rolled


def _ticked(m: Meeting, person: str, roles: tuple[Role, ...]) -> tuple[State, str]:
    """What the look at the proofs says (C30); nothing said = here and in order."""
    results = {
        t.tick.result for (who, role), t in m.qualifications.items() if who == person and role in roles
    }
    if Tick.NOT_CONFORMING in results:
        return State.BLOCK, tr("proof does not conform")
    if Tick.NOT_BROUGHT in results:
        return State.WARNING, tr("proof not brought")
    return State.PRESENT, ""


# --- posts of the units -------------------------------------------------------------------------

Filled = dict[tuple[Role, str], tuple[str, ...]]


def _posts(view: View, key: str, kinds: tuple[PartyKind, ...], filled: Filled) -> Group:
    m = view.m
    wanted = [n for n in _needs(view) if quorum.PARTY_OF[n.role.value.split("_", 1)[0]] in kinds]
    group = Group(key, due=len(wanted), here=sum(1 for n in wanted if filled[n.role, n.unit_code]))
    for kind in kinds:
        for party in m.parties.values():
            if party.kind is kind and party.relevant and _concerned(m, kind):
                group.people += _unit(view, party.code, filled)
    group.people += [_nobody(n) for n in wanted if not m.holders(n.role, n.unit_code or None)]
    group.foot = "\n".join(_foot(m, kinds))
    return group


def _concerned(m: Meeting, kind: PartyKind) -> bool:
    flag = m.flags.get(_FLAGS.get(kind, ""))
    return flag is None or flag.value is not False


def _foot(m: Meeting, kinds: tuple[PartyKind, ...]) -> Iterator[str]:
    names = {
        PartyKind.SURVEY: tr("Survey unit"),
        PartyKind.DESIGN: tr("Design unit"),
        PartyKind.SC: tr("Subcontractor unit"),
    }
    for kind in kinds:
        flag = m.flags.get(_FLAGS.get(kind, ""))
        if flag and flag.value is False:
            yield tr("{who}: not concerned ({reason})").format(who=names[kind], reason=flag.reason)
        elif flag and flag.value is None:
            yield tr("{who}: not decided yet").format(who=names[kind])
    for party in m.parties.values():
        if party.kind in kinds and not party.relevant:
            yield tr("{who}: need not come ({reason})").format(who=party.name, reason=party.reason)


def _nobody(need: quorum.Need) -> Person:
    return Person(
        key=f"{NOBODY}{need.subject}",
        name=role_name(need.role),
        second=tr("nobody on the roster"),
        state=State.MISSING,
    )


def _unit(view: View, code: str, filled: Filled) -> list[Person]:
    held: dict[str, list[Held]] = {}
    for h in view.m.posts.in_unit(code):
        if h.role not in _DESK_STAFF and h.role not in OBSERVERS:
            held.setdefault(h.person, []).append(h)
    verifiers = [h for h in view.m.holders(Role.OWNER_VERIFIER) if _unit_of(view.m, h.person) == code]
    for h in verifiers:
        if h not in held.get(h.person, []):
            held.setdefault(h.person, []).append(h)
    return [_holder(view, person, posts, filled) for person, posts in held.items()]


def _unit_of(m: Meeting, person: str) -> str:
    return m.people[person].unit_code if person in m.people else ""


def _holder(view: View, person: str, posts: list[Held], filled: Filled) -> Person:
    m = view.m
    roles = tuple(h.role for h in posts)
    state, said = _holder_state(view, person, posts, filled)
    away = state in {State.MISSING, State.WAITING}
    words = [roles_text(roles), _letter(m, posts), "" if away else said]
    return Person(
        key=person,
        name=m.name(person),
        second=" · ".join(x for x in words if x),
        time=_came(m, person) or (said if away else ""),
        state=state,
        hint=unit_name(m, person),
    )


def _letter(m: Meeting, posts: list[Held]) -> str:
    for h in posts:
        letter = quorum.letter_of(m, h.unit_code, h.person) if h.role in DELEGATE_OF.values() else None
        if letter:
            return tr("letter {number}").format(number=letter.letter.number)
    return ""


def _asked(h: Held, filled: Filled) -> tuple[Role, str] | None:
    """The required post this holder fills himself or as a delegate; None if nobody asks for it."""
    own = {v: k for k, v in DELEGATE_OF.items()}.get(h.role, h.role)
    return (own, h.unit_code) if (own, h.unit_code) in filled else None


def _holder_state(view: View, person: str, posts: list[Held], filled: Filled) -> tuple[State, str]:
    m = view.m
    asked = [post for h in posts if (post := _asked(h, filled)) is not None]
    if not m.present(person):
        return _holder_away(m, person, [filled[post] for post in asked])
    if any(s.person == person for s in m.substitutions):
        return State.ATTENTION, tr("maybe a substitute")
    if asked and _to_roll(m, person):
        return State.ATTENTION, tr("to be called")
    faults = _faults(view, person, posts, filled)
    if faults:
        return State.ATTENTION, faults
    return _ticked(m, person, tuple(h.role for h in posts))


def _holder_away(m: Meeting, person: str, asked: list[tuple[str, ...]]) -> tuple[State, str]:
    if any(not by for by in asked):
        return State.MISSING, _away(m, person)
    if asked:
        return State.NOTE, tr("{name} came instead").format(name="、".join(m.name(p) for p in asked[0]))
    return State.WAITING, _away(m, person)


def _faults(view: View, person: str, posts: list[Held], filled: Filled) -> str:
    """Why somebody who is here does not fill a required post: letter, or the post was not taken."""
    m = view.m
    span = m.span(person)
    for h in posts:
        post = _asked(h, filled)
        if post is None or filled[post]:
            continue
        if h.role in DELEGATE_OF.values():
            letter = quorum.letter_of(m, h.unit_code, person)
            return tr("letter is incomplete") if letter else tr("no delegate letter")
        if span and h.role not in span.roles:
            return tr("did not take the post {post}").format(post=role_name(h.role))
    return ""


# --- others -------------------------------------------------------------------------------------


def _others(view: View) -> Group:
    m = view.m
    group = Group(OTHERS)
    purpose = {s.person: s.purpose for s in m.info.staff}
    for h in m.posts:
        if h.role in OBSERVERS or h.role in _DESK_STAFF:
            words = [role_name(h.role), purpose.get(h.person, ""), unit_name(m, h.person)]
            group.people.append(_guest(m, h.person, words))
    for visitor in m.visitors.values():
        group.people.append(_guest(m, visitor.visitor, [visitor.purpose, visitor.unit]))
    group.here = group.due = sum(p.state is State.PRESENT for p in group.people)
    return group


def _guest(m: Meeting, person: str, words: list[str]) -> Person:
    here = m.present(person)
    return Person(
        key=person,
        name=m.name(person),
        second=" · ".join(x for x in words if x),
        time=_came(m, person) or _away(m, person),
        state=State.PRESENT if here else State.WAITING,
    )
