"""What the door answers to a badge: a pure function of the meeting, the badge and the moment."""

from datetime import datetime

from msgspec import Struct

from app.models.badge import Badge, Outcome
from app.models.meeting import Meeting
from app.models.terms import Role


class Answer(Struct, frozen=True, kw_only=True):
    """The decision on one scan.

    ``roles`` are the posts the badge names that this person holds on the roster now; ``since`` when he came (already in),
    ``limit`` the moment a time rule turns on, ``other`` what the badge names instead (meeting id, roster version).
    """

    outcome: Outcome
    person: str = ""
    roles: tuple[Role, ...] = ()
    since: datetime | None = None
    limit: datetime | None = None
    other: str = ""


def held_roles(m: Meeting, person: str) -> tuple[Role, ...]:
    """All posts of a person on the roster as it is now."""
    roles = [Role.EXPERT] if person in m.experts else []
    return tuple(dict.fromkeys([*roles, *(h.role for h in m.posts.of(person))]))


def judge(m: Meeting, badge: Badge, now: datetime, revoked: frozenset[str]) -> Answer:
    """Answer to a badge whose signature holds.

    A badge of an older roster version is good while its person still holds a post of it (EC-23: events of persons still
    on the roster are kept); one of a newer version says that this device lacks a refresh (T02).
    """
    held = held_roles(m, badge.person)
    roles = tuple(role for role in badge.roles if role in held)
    refused = _not_for_here(m, badge, roles, revoked) or _not_now(badge, now)
    if refused is not None:
        outcome, other, limit = refused
        return Answer(outcome=outcome, person=badge.person, roles=roles, other=other, limit=limit)
    if any(s.person == badge.person for s in m.substitutions) and badge.person not in m.cleared:
        return Answer(outcome=Outcome.SUSPECTED, person=badge.person, roles=roles)
    span = m.span(badge.person)
    if span is not None and span.left is None:
        return Answer(outcome=Outcome.ALREADY_IN, person=badge.person, roles=roles, since=span.came)
    return Answer(outcome=Outcome.ADMITTED, person=badge.person, roles=roles)


Refused = tuple[Outcome, str, datetime | None]


def _not_for_here(
    m: Meeting, badge: Badge, roles: tuple[Role, ...], revoked: frozenset[str]
) -> Refused | None:
    if badge.meeting != m.id:
        return Outcome.OTHER_MEETING, badge.meeting, None
    if badge.serial in revoked:
        return Outcome.REVOKED, "", None
    if badge.roster_version > m.info.roster_version or not roles:
        return Outcome.WRONG_ROSTER, str(badge.roster_version), None
    return None


def _not_now(badge: Badge, now: datetime) -> Refused | None:
    if now < badge.not_before:
        return Outcome.NOT_YET_VALID, "", badge.not_before
    return (Outcome.EXPIRED, "", badge.expires) if now >= badge.expires else None
