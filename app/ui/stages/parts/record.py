"""Small things the closing screens say alike: short hashes, who stands where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.models.terms import Role

if TYPE_CHECKING:
    from app.models.meeting import Meeting

_GROUPS = 3
_DIGITS = 4


def short(digest: str) -> str:
    """First twelve digits of a digest in groups of four, as in the footer of the pages."""
    return " ".join(digest[i : i + _DIGITS] for i in range(0, _GROUPS * _DIGITS, _DIGITS))


def expert_line(m: Meeting, person: str) -> str:
    """Unit, title and specialty of an expert."""
    expert, who = m.experts.get(person), m.people.get(person)
    if who is None:
        return ""
    unit = (expert.employer_name if expert else "") or who.unit_name
    specialty = expert.draw_specialty if expert else ""
    return " · ".join(x for x in (unit, who.title, specialty) if x)


def starred(m: Meeting, person: str) -> str:
    """The name, with the star of the leader."""
    return f"{m.name(person)} ★" if person == m.leader else m.name(person)


def owner_people(m: Meeting) -> tuple[str, ...]:
    """Verifiers of the owner, then its project leader (C53)."""
    roles = (Role.OWNER_VERIFIER, Role.OWNER_PM)
    return tuple(dict.fromkeys(h.person for role in roles for h in m.holders(role)))
