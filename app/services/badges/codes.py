"""The badges of a meeting as it stands: whose code is good now, and the sheet that prints them."""

import hashlib
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from app.models.badge import Issuer
from app.models.doorway import held_roles
from app.models.facts import BadgeReissued
from app.models.meeting import Meeting
from app.models.papers.badges import BadgeCard, BadgeSheet, group_of
from app.models.papers.head import ROLE_ZH, clock
from app.services.badges.issue import made_here, serial_of
from app.services.intake.package_file import decode_package

if TYPE_CHECKING:
    from app.services.desk.desk import View

Blob = Callable[[str], bytes]
"""Reads a blob of the ledger by its SHA-256."""


def codes_of(view: "View", blob: Blob, issuer: Issuer | None = None) -> dict[str, str]:
    """Person → QR text of the badge that opens the door now.

    Who has none is left out: the package is from before badges, he came to his post later, his badge is revoked, or it was
    made again on another desk. Reads the package: off the GUI thread.

    Args:
        view: the meeting.
        blob: reads a blob.
        issuer: the key of this device, for the badges that were made again here.

    """
    m = view.m
    signed = decode_package(blob(m.package_blob))
    codes = {
        badge.person: badge.code
        for badge in signed.badges
        if badge.person in m.people and serial_of(signed.package, badge.person) not in m.revoked
    }
    for person in m.badges:
        code = _again(view, person, issuer) if issuer is not None else ""
        codes.pop(person, None)
        if code:
            codes[person] = code
    return codes


def _again(view: "View", person: str, issuer: Issuer) -> str:
    """The badge made again, as it was made: the same key and the same posts give the same text; else nothing."""
    m, fact = view.m, view.m.badges[person]
    if fact.serial in m.revoked or not held_roles(m, person):
        return ""
    made = [e.fact for e in view.entries if isinstance(e.fact, BadgeReissued) and e.fact.person == person]
    for times in range(len(made), 0, -1):
        code = made_here(m, person, issuer, times)[1]
        if hashlib.sha256(code.encode()).hexdigest() == fact.code_sha256:
            return code
    return ""


def people_of(m: Meeting) -> tuple[str, ...]:
    """Everybody of the roster who has a post, experts first, then as the roster has them: the order of all prints."""
    posted = [person for person in m.people if held_roles(m, person)]
    return tuple(sorted(posted, key=lambda person: person not in m.experts))


def sheet_now(view: "View", codes: Mapping[str, str], only: Collection[str] | None = None) -> BadgeSheet:
    """What is printed of the roster as it is now, changes of posts included; ``only`` these persons if given.

    A card without a code has an empty one; table cards and the door list need none.
    """
    m = view.m
    numbered = enumerate(people_of(m), 1)
    info = m.info
    return BadgeSheet(
        plan=info.plan.name,
        project=info.project.name,
        meeting=m.id,
        start=f"{clock(info.meeting.planned_start)}（北京时间）",
        place=info.meeting.place,
        roster_version=info.roster_version,
        made_at=view.case.now,
        cards=tuple(_card(m, n, who, codes) for n, who in numbered if only is None or who in only),
    )


def _card(m: Meeting, number: int, person: str, codes: Mapping[str, str]) -> BadgeCard:
    roles = held_roles(m, person)
    again = m.badges.get(person)
    return BadgeCard(
        number=number,
        person=person,
        name=m.name(person),
        unit=m.people[person].unit_name,
        posts=tuple(ROLE_ZH[role] for role in roles),
        group=group_of(roles[0]),
        code=codes.get(person, ""),
        serial=again.serial if again else serial_of(m.info, person),
    )
