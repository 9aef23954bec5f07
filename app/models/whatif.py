"""The day before the day: what would still stop the meeting if everybody on the roster came. Pure.

C20-C28 and C32 look at who is here, so before check-in they say nothing; the secretary needs to know while a roster can
still be mended.
"""

import copy

from app.models.checks import Case, evaluate
from app.models.entry import By
from app.models.finding import Finding
from app.models.meeting import Meeting, Span
from app.models.rulepack import RulePack
from app.models.terms import Factor, Presence, Role, Stage

ASKED = ("C20", "C21", "C22", "C23", "C24", "C25", "C26", "C27", "C28", "C32")
"""Checks of the day that the roster alone decides once all are here."""


def if_everybody_comes(case: Case) -> tuple[Finding, ...]:
    """Findings that would stop the opening although everybody on the roster is here with what the door asks of him.

    Nothing once check-in was open: from then on the checks themselves speak of those who are here.
    """
    if case.m.stage is not Stage.PREPARED:
        return ()
    full = Case(_full_house(case.m, case.pack), case.pack, case.law, case.now, case.newer_pack)
    return tuple(found for found in evaluate(full, ASKED) if found.stops)


def _full_house(m: Meeting, pack: RulePack) -> Meeting:
    """A copy of the meeting with everybody checked in at the planned start; the meeting itself stays as it is."""
    start = m.info.meeting.planned_start
    roles: dict[str, list[Role]] = {person: [Role.EXPERT] for person in m.experts}
    for held in m.posts:
        roles.setdefault(held.person, []).append(held.role)
    factors = tuple(Factor)[: max(pack.identity.factors, 1)]
    full = copy.copy(m)
    full.checkin_opened_at = start
    full.stage = Stage.CHECKIN
    full.spans = {
        person: (
            Span(
                came=start,
                roles=tuple(dict.fromkeys(held)),
                factors=factors,
                presence=Presence.ONSITE,
                notice=True,
                manual_reason="",
                entry="",
                by=By(person=person, role=held[0]),
            ),
        )
        for person, held in roles.items()
    }
    return full
