"""Who gets which badge: issued by the central node with the package, made again by the primary desk for a lost one."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta

from app.models.badge import MAX_ROLES, SERIAL_BYTES, Badge, Issuer
from app.models.doorway import held_roles
from app.models.meeting import Meeting
from app.models.package import IssuedBadge, Package, roles_by_person
from app.models.papers.badges import BadgeCard, BadgeSheet, group_of
from app.models.papers.head import ROLE_ZH, clock
from app.services.badges.token import encode

EARLY, LATE = timedelta(hours=24), timedelta(hours=72)
"""A badge is good from a day before the planned start to three days after it: an adjourned meeting (续会) is covered."""


def serial_of(package: Package, person: str, again: int = 0) -> str:
    """16 hex digits that follow from what the badge is for; the ``again``-th re-issue has another one."""
    seed = f"{package.meeting.id}|{package.roster_version}|{package.made_at.isoformat()}|{person}|{again}"
    return hashlib.sha256(seed.encode()).hexdigest()[: 2 * SERIAL_BYTES]


def badge_of(package: Package, person: str, kid: str, serial: str) -> Badge:
    """The claims of one person's badge.

    Raises:
        LookupError: he has no post on this roster.

    """
    start = package.meeting.planned_start.replace(microsecond=0)
    return Badge(
        kid=kid,
        meeting=package.meeting.id,
        person=person,
        roles=roles_by_person(package)[person][:MAX_ROLES],
        roster_version=package.roster_version,
        not_before=start - EARLY,
        expires=start + LATE,
        serial=serial,
    )


def issue(package: Package, key: Issuer) -> tuple[IssuedBadge, ...]:
    """A badge for everybody on the roster. The same package and key give the same badges."""
    return tuple(
        IssuedBadge(
            person=person,
            code=encode(badge_of(package, person, key.kid, serial_of(package, person)), key),
        )
        for person in roles_by_person(package)
    )


def made_here(m: Meeting, person: str, issuer: Issuer, again: int) -> tuple[Badge, str]:
    """The ``again``-th badge a desk makes for a person under its own key, and its text; the same every time.

    The serial names the device too: two desks that were apart never give one serial to two badges.
    Posts are those of the roster as it is now, changes of post holders included (EC-44).

    Raises:
        LookupError: he has no post.

    """
    package = m.info
    roles = held_roles(m, person)
    if not roles:
        raise LookupError(person)
    seed = f"{serial_of(package, person, again)}|{issuer.kid}"
    start = package.meeting.planned_start.replace(microsecond=0)
    badge = Badge(
        kid=issuer.kid,
        meeting=package.meeting.id,
        person=person,
        roles=roles[:MAX_ROLES],
        roster_version=package.roster_version,
        not_before=start - EARLY,
        expires=start + LATE,
        serial=hashlib.sha256(seed.encode()).hexdigest()[: 2 * SERIAL_BYTES],
    )
    return badge, encode(badge, issuer)


def sheet_of(package: Package, codes: Mapping[str, str], serials: Mapping[str, str]) -> BadgeSheet:
    """What is printed: one card for each person of ``codes``, in the order of the roster."""
    people = {who.id: who for who in package.people}
    cards = []
    for number, (person, roles) in enumerate(roles_by_person(package).items(), 1):
        who = people.get(person)
        if person not in codes or who is None:
            continue
        cards.append(
            BadgeCard(
                number=number,
                person=person,
                name=who.name,
                unit=who.unit_name,
                posts=tuple(ROLE_ZH[role] for role in roles),
                group=group_of(roles[0]),
                code=codes[person],
                serial=serials.get(person, ""),
            )
        )
    info = package.meeting
    return BadgeSheet(
        plan=package.plan.name,
        project=package.project.name,
        meeting=info.id,
        start=f"{clock(info.planned_start)}（北京时间）",
        place=info.place,
        roster_version=package.roster_version,
        made_at=package.made_at,
        cards=tuple(cards),
    )
