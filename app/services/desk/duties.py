"""Verbs of an expert's duty to come (3.7, C64) and of consent to collecting personal data (C36)."""

from app.models import facts as f
from app.models.beijing import BEIJING
from app.models.facts import Fact
from app.models.terms import AbsenceKind
from app.services.desk import requests as r
from app.services.desk.context import Ctx
from app.services.desk.preparing import text_needed
from app.services.desk.refusal import Refusal
from app.services.desk.registry import verb

_STAYED_AWAY = frozenset({AbsenceKind.ABSENT, AbsenceKind.UNCONFIRMED})
_CAME = frozenset({AbsenceKind.LATE, AbsenceKind.LEFT_EARLY})


@verb(f.AbsenceRecorded)
def record_absence(ctx: Ctx, request: f.AbsenceRecorded) -> tuple[Fact, ...]:
    """3.7: the class must fit what the door knows; who came is not absent (3.6), whatever stopped the meeting."""
    m, person = ctx.m, request.person
    if person not in m.experts:
        raise Refusal("not_an_expert", name=m.name(person))
    came = m.first_came(person)
    if request.absence in _STAYED_AWAY and came:
        raise Refusal(
            "came_not_absent", name=m.name(person), since=came.astimezone(BEIJING).strftime("%H:%M")
        )
    if request.absence in _CAME and not came:
        raise Refusal("never_came", name=m.name(person))
    if request.absence is AbsenceKind.LEAVE:
        text_needed(request.reason, "reason")
    if request.absence is AbsenceKind.SUBSTITUTE:
        text_needed(request.evidence, "evidence")
    review = m.experts[person].prereview
    if request.absence is AbsenceKind.NO_PREREVIEW and review and review.opinion_at:
        raise Refusal("prereview_there", name=m.name(person))
    return (request,)


@verb(r.GiveConsent)
def give_consent(ctx: Ctx, request: r.GiveConsent) -> tuple[Fact, ...]:
    """Given only with a signature of its own; a refusal is only recorded, it bars nobody (C36, EC-41)."""
    if request.person not in ctx.m.people:
        raise Refusal("not_on_roster", name=ctx.m.name(request.person), role="")
    if request.given and request.drawing is None:
        raise Refusal("ink_needed")
    ink = ctx.ink(request.drawing) if request.given else None
    return (f.ConsentGiven(person=request.person, what=request.what, given=request.given, ink=ink),)
