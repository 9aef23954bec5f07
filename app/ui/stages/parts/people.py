"""What a screen says about a person: posts, unit, times. Pure functions of the meeting; no state, no Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.models.entry import By
from app.models.papers.head import ROLE_ZH, clock
from app.models.terms import Factor, Role

if TYPE_CHECKING:
    from datetime import datetime

    from app.models.meeting import Meeting

OWNERS = (Role.OWNER_VERIFIER, Role.OWNER_PM)
"""Who may verify and decide for the owner, in the order in which they are offered (T07, C29)."""

BOTH = (Factor.LOOK, Factor.LAST4)
"""The two factors taken where there is no badge (C31)."""


def hm(at: datetime | None) -> str:
    """Beijing time HH:MM, empty if unknown."""
    return clock(at, day=False)


def roles_of(m: Meeting, person: str) -> tuple[Role, ...]:
    """All posts the roster and later changes give this person, 专家 first."""
    roles = [h.role for h in m.posts.of(person)]
    if person in m.experts:
        roles.insert(0, Role.EXPERT)
    return tuple(dict.fromkeys(roles))


def role_name(role: Role) -> str:
    """Official name of a post (31号-三)."""
    return ROLE_ZH[role]


def roles_text(roles: tuple[Role, ...]) -> str:
    """Several posts in one line."""
    return "、".join(ROLE_ZH[role] for role in roles)


def unit_name(m: Meeting, person: str) -> str:
    """The unit of a person or visitor as received."""
    if person in m.people:
        expert = m.experts.get(person)
        return (expert.employer_name if expert else "") or m.people[person].unit_name
    return m.visitors[person].unit if person in m.visitors else ""


def just_identified(m: Meeting, person: str) -> By:
    """The person as identified at his check-in a moment ago, for what he signs right after it (C31)."""
    span = m.span(person)
    roles = span.roles if span else roles_of(m, person)
    return By(
        person=person,
        role=roles[0],
        name=m.name(person),
        factors=span.factors if span else (),
    )
