"""Who must be here and is not: the attendance part of the quorum formula (rules.md 2.5). Pure; used by checks and fold."""

import hashlib
import json
from collections.abc import Iterator

from msgspec import Struct

from app.models.calendar import beijing_day
from app.models.meeting import Meeting, ShownLetter
from app.models.names import search_key
from app.models.package import Letter, Party
from app.models.posts import Held
from app.models.rulepack import RulePack
from app.models.terms import DELEGATE_OF, Level, Mode, PartyKind, Presence, Role

GC_POSTS = (Role.GC_TECH, Role.GC_PM, Role.GC_PROJ_TECH, Role.GC_AUTHOR, Role.GC_SAFETY)
SC_POSTS = (Role.SC_TECH, Role.SC_PM, Role.SC_PROJ_TECH, Role.SC_AUTHOR, Role.SC_SAFETY)

PARTY_OF: dict[str, PartyKind] = {
    "OWNER": PartyKind.OWNER,
    "SURVEY": PartyKind.SURVEY,
    "DESIGN": PartyKind.DESIGN,
    "GC": PartyKind.GC,
    "SC": PartyKind.SC,
    "SUP": PartyKind.SUPERVISOR,
}

CHECK_OF_POST: dict[str, str] = {
    "OWNER": "C24",
    "SURVEY": "C25",
    "DESIGN": "C25",
    "GC": "C26",
    "SC": "C27",
    "SUP": "C28",
}


STOPPING = frozenset({Level.BLOCK, Level.OVERRIDE})
"""Levels at which an open check stops a transition (0.2)."""


class Need(Struct, frozen=True, kw_only=True):
    """A post that must be filled at the meeting: the check that asks for it, the role, the unit."""

    check: str
    role: Role
    unit_code: str
    unit_name: str = ""

    @property
    def subject(self) -> str:
        """Stable name ``ROLE@unit code``."""
        return f"{self.role}@{self.unit_code}"


def _needs_of(m: Meeting, role: Role) -> Iterator[Need]:
    prefix = _prefix(role)
    check = CHECK_OF_POST[prefix]
    units = [p for p in m.parties.values() if p.kind is PARTY_OF[prefix] and p.relevant and _leads(p)]
    if not units:
        yield Need(check=check, role=role, unit_code="")
    for unit in units:
        yield Need(check=check, role=role, unit_code=unit.code, unit_name=unit.name)


def _leads(party: Party) -> bool:
    """Members of a consortium beside the lead are only a W (C76); every subcontractor counts by itself (C27)."""
    return party.lead or party.kind is PartyKind.SC


def needs(m: Meeting, pack: RulePack) -> tuple[Need, ...]:
    """Every post that 31号-三 and the pack ask for, in the order of 31号-三; experts are counted apart.

    A condition whose flag is undecided adds nothing here: C10 stops the meeting until it is decided.
    """
    found: list[Need] = []
    roles: list[Role] = [r for r in pack.attendance.required_roles if r is not Role.EXPERT]
    conditional = pack.attendance.conditional_roles
    roles += [r for flag, more in conditional.items() if _flagged(m, flag) for r in more]
    for role in roles:
        found += _needs_of(m, role)
    order = {prefix: at for at, prefix in enumerate(PARTY_OF)}
    units = {code: at for at, code in enumerate(m.parties)}
    return tuple(sorted(found, key=lambda n: (order[_prefix(n.role)], units.get(n.unit_code, 0))))


def _flagged(m: Meeting, flag: str) -> bool:
    state = m.flags.get(flag)
    return state is not None and state.value is True


def _prefix(role: Role) -> str:
    return role.value.split("_", 1)[0]


def identified(m: Meeting, pack: RulePack, person: str) -> bool:
    """Two different identity factors at the latest check-in, and no open 疑似替代 (C31, EC-05)."""
    span = m.span(person)
    return span is not None and len(set(span.factors)) >= pack.identity.factors and not m.suspected(person)


def admitted(m: Meeting, pack: RulePack, person: str) -> bool:
    """Does his way of being present count: in an on-site meeting a person on a screen only where C35 let him in (8.7-15)."""
    span = m.span(person)
    if span is None or span.presence is Presence.ONSITE or (m.mode or m.info.meeting.mode) is not Mode.ONSITE:
        return True
    level = pack.check("C35").level
    return level not in STOPPING or (level is Level.OVERRIDE and f"C35:remote:{person}" in m.overridden)


def here(m: Meeting, pack: RulePack, held: Held) -> bool:
    """Does this holder fill the post now: present in that role, identity ok (2.5)."""
    span = m.span(held.person)
    return (
        span is not None
        and span.left is None
        and held.role in span.roles
        and identified(m, pack, held.person)
        and admitted(m, pack, held.person)
    )


def meeting_day_iso(m: Meeting) -> str:
    """Beijing date of the meeting day: of the opening, else the planned one (EC-15)."""
    return beijing_day(m.opened_at or m.info.meeting.planned_start).isoformat()


def letter_of(m: Meeting, unit_code: str, delegate: str) -> ShownLetter | None:
    """The first complete letter that names this delegate of this unit, else the last one shown (C08, C69)."""
    found = [
        s for s in m.letters.values() if s.letter.unit_code == unit_code and s.letter.delegate == delegate
    ]
    complete = [s for s in found if not letter_faults(m, s.letter)]
    return complete[0] if complete else (found[-1] if found else None)


def letter_faults(m: Meeting, letter: Letter) -> tuple[str, ...]:
    """What keeps a letter from being complete (C08): codes ``delegator plan stamp signed date``."""
    directors = {search_key(s.name) for s in m.info.plan.sign_offs if s.unit_code == letter.unit_code}
    directors |= {
        search_key(m.name(h.person)) for role in DELEGATE_OF for h in m.holders(role, letter.unit_code)
    }
    faults = {
        "delegator": search_key(letter.delegator) not in directors,
        "plan": letter.plan_name != m.info.plan.name,
        "stamp": not letter.stamped,
        "signed": not letter.signed,
        "date": letter.dated is None or letter.dated.isoformat() > meeting_day_iso(m),
    }
    return tuple(code for code, bad in faults.items() if bad)


def filled_by(m: Meeting, pack: RulePack, need: Need) -> tuple[str, ...]:
    """Persons who fill the post now: its holders, or delegates with a complete letter where that is allowed."""
    unit = need.unit_code or None
    people = [h.person for h in m.holders(need.role, unit) if here(m, pack, h)]
    if need.role in pack.attendance.delegable_roles:
        for h in m.holders(DELEGATE_OF[need.role], unit):
            shown = letter_of(m, h.unit_code, h.person)
            if here(m, pack, h) and shown and not letter_faults(m, shown.letter):
                people.append(h.person)
    return tuple(people)


def filled(m: Meeting, pack: RulePack) -> dict[Need, tuple[str, ...]]:
    """Every post that is asked for, in the order of ``needs``, with those who fill it now."""
    return {need: filled_by(m, pack, need) for need in needs(m, pack)}


def empty_posts(m: Meeting, pack: RulePack) -> tuple[Need, ...]:
    """Posts nobody fills now (C24–C28)."""
    return tuple(need for need, people in filled(m, pack).items() if not people)


def present_experts(m: Meeting, pack: RulePack) -> tuple[str, ...]:
    """Experts here with two factors, without a declared interest, in a way that counts (C20, C21, C34, C35)."""
    factors = pack.identity.factors
    return tuple(p for p in m.experts if _counts(m, p, factors) and admitted(m, pack, p))


def _counts(m: Meeting, expert: str, factors: int) -> bool:
    span = m.span(expert)
    if span is None or span.left is not None or Role.EXPERT not in span.roles:
        return False
    declared = m.declarations.get(expert)
    if m.suspected(expert):
        return False
    return len(set(span.factors)) >= factors and not (declared and declared.interest)


def missing_experts(m: Meeting, pack: RulePack) -> tuple[str, ...]:
    """Experts of the frozen roster who are not here (C20)."""
    there = set(present_experts(m, pack))
    return tuple(p for p in m.experts if p not in there)


def experts_short(m: Meeting, pack: RulePack) -> tuple[str, ...]:
    """Which of C20–C23 fail now, of those that are on in this pack."""
    there = present_experts(m, pack)
    rules = pack.experts
    tests = {
        "C20": rules.all_drawn_must_attend and len(there) < len(m.experts),
        "C21": len(there) < rules.min_count,
        "C22": rules.odd_required and len(there) % 2 == 0,
        "C23": rules.min_same_specialty is not None and _same_specialty(m, there) < rules.min_same_specialty,
    }
    return tuple(c for c, bad in tests.items() if bad and pack.check(c).on)


def _same_specialty(m: Meeting, there: tuple[str, ...]) -> int:
    primary = m.info.meeting.primary_specialty
    return sum(1 for p in there if m.experts[p].draw_specialty == primary)


def guard_lost(m: Meeting, pack: RulePack) -> bool:
    """T11: C40 false, or C39 false at level B or O, not overridden."""
    if pack.check("C40").on and experts_short(m, pack):
        return True
    if pack.check("C39").level not in STOPPING:
        return False
    return any(not let_through(m, pack, n) for n in empty_posts(m, pack))


def let_through(m: Meeting, pack: RulePack, need: Need) -> bool:
    """An empty post with an override of its own check or of C39; where the level is B nothing lets it through (0.2)."""
    return any(
        pack.check(id_).level is Level.OVERRIDE and f"{id_}::{need.subject}" in m.overridden
        for id_ in (need.check, "C39")
    )


def counted_rows(m: Meeting, pack: RulePack) -> list[list[object]]:
    """Rows of experts and required or conditional posts only, sorted by person id; observers do not count (C29)."""
    wanted = {(n.role, n.unit_code) for n in needs(m, pack)}
    wanted |= {(DELEGATE_OF[r], u) for r, u in wanted if r in DELEGATE_OF}
    held = {h.person for role, unit in wanted for h in m.posts.holding(role, unit)} | set(m.experts)
    rows: list[list[object]] = []
    for person in sorted(held & set(m.spans)):
        span = m.spans[person][-1]
        ticks = [
            [role, t.tick.result, t.tick.proof]
            for (who, role), t in sorted(m.qualifications.items())
            if who == person
        ]
        left = span.left.isoformat() if span.left else ""
        rows.append([person, sorted(span.roles), span.came.isoformat(), left, ticks])
    return rows


def attendance_hash(m: Meeting, pack: RulePack) -> str:
    """SHA-256 (hex) of the counted rows: what the owner's verification binds (C29)."""
    text = json.dumps(counted_rows(m, pack), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def remote_people(m: Meeting) -> tuple[str, ...]:
    """Persons now present by video (C35)."""
    return tuple(p for p, s in m.spans.items() if s[-1].left is None and s[-1].presence is Presence.REMOTE)
