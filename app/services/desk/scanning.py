"""Verbs of scanning: what the door turned away, a badge as a factor, a lost badge made again, badges revoked here."""

import hashlib
import re
from collections.abc import Iterator
from datetime import timedelta

from app.models import facts as f
from app.models.badge import Badge, Outcome
from app.models.doorway import held_roles
from app.models.facts import Fact
from app.models.package import Package, SignedPackage
from app.services.desk import requests as r
from app.services.desk import requests_door as rd
from app.services.desk.context import Ctx
from app.services.desk.preparing import text_needed
from app.services.desk.refusal import Refusal
from app.services.desk.registry import verb

AGAIN = timedelta(seconds=60)
"""One code held before one door is one scan."""

MOST_UNKNOWN = 120
"""Codes of nobody in a minute before one door; a camera before a screen that changes would fill the record."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_SERIAL = re.compile(r"(?:[0-9a-f]{16})?")
_MOST_NOTE = 200
_MOST_KIND = 40
_TAKEN = frozenset({Outcome.ADMITTED, Outcome.ALREADY_IN})


def shown_badge(ctx: Ctx, request: r.CheckIn) -> Badge:
    """The badge a check-in names as a factor: read here again, its signature held against the keys of this meeting.

    Raises:
        Refusal: ``badge_not_shown`` (none, or that of another person), ``badge_refused`` with what the door answers to it,
            ``suspected``.

    """
    from app.services.badges.door import answer_scan, door_keys
    from app.services.badges.keys import badge_keys
    from app.services.badges.words import say

    name, clause = ctx.m.name(request.person), ctx.case.pack.check("C31").src
    keys = door_keys(badge_keys(ctx.m, ctx.gate.trusted(), ctx.devices(), ctx.venue_keys))
    scan = answer_scan(request.badge, ctx.m, keys, ctx.now)
    if not request.badge or (scan.badge is not None and scan.badge.person != request.person):
        raise Refusal("badge_not_shown", name=name, clause=clause)
    if scan.answer.outcome is Outcome.SUSPECTED:
        raise Refusal("suspected", name=name, clause=clause)
    if scan.badge is None or scan.answer.outcome not in _TAKEN:
        raise Refusal("badge_refused", name=name, what=say(scan, ctx.m).title, clause=clause)
    return scan.badge


@verb(f.ScanTurnedAway)
def turn_away(ctx: Ctx, request: f.ScanTurnedAway) -> tuple[Fact, ...]:
    """A scan that let nobody in. The same code before the same door within a minute is the same scan."""
    known = not request.person or bool(held_roles(ctx.m, request.person)) or request.person in ctx.m.people
    sound = known and _DIGEST.fullmatch(request.digest) and _SERIAL.fullmatch(request.serial)
    short = len(request.note) <= _MOST_NOTE and len(request.code) <= _MOST_KIND
    if request.outcome is Outcome.ADMITTED or not (sound and short):
        raise Refusal("scan_unsound")
    return () if _heard_already(ctx, request) else (request,)


def _heard_already(ctx: Ctx, request: f.ScanTurnedAway) -> bool:
    """The same scan, or more unknown codes in a minute than people hold up: the answer is shown, the record does not grow.

    Only what this device recorded counts: the clock of another one may be off (EC-17), and so may ours since we set it.
    """
    same, unknown = (request.digest, request.outcome, request.note), 0
    for before in reversed(ctx.m.turned_away):
        if before.device != ctx.device:
            continue
        if abs(ctx.now - before.at) > AGAIN:
            break
        if (before.fact.digest, before.fact.outcome, before.fact.note) == same:
            return True
        unknown += not before.fact.person
    return not request.person and unknown >= MOST_UNKNOWN


@verb(rd.ReissueBadge)
def reissue_badge(ctx: Ctx, request: rd.ReissueBadge) -> tuple[Fact, ...]:
    """EC-40: a lost badge is made again under this desk's own key; every earlier one of this person is void at once."""
    person = request.person
    text_needed(request.reason, "reason")
    if not held_roles(ctx.m, person):
        raise Refusal("not_on_roster", name=ctx.m.name(person), role="")
    old = tuple(dict.fromkeys(serials_of(ctx, person)))
    badge, code = made_again(ctx, person)
    return (
        f.BadgeReissued(
            person=person,
            serial=badge.serial,
            code_sha256=hashlib.sha256(code.encode()).hexdigest(),
            replaces=old,
            reason=request.reason.strip(),
        ),
    )


def made_again(ctx: Ctx, person: str) -> tuple[Badge, str]:
    """The next badge of a person under the key of this device, and its text."""
    from app.services.badges.issue import made_here

    if ctx.issuer is None:
        raise Refusal("badge_no_key")
    return made_here(ctx.m, person, ctx.issuer, times_made(ctx, person) + 1)


def times_made(ctx: Ctx, person: str) -> int:
    """How often a badge of this person was made again."""
    return sum(isinstance(e.fact, f.BadgeReissued) and e.fact.person == person for e in ctx.entries)


def serials_of(ctx: Ctx, person: str) -> Iterator[str]:
    """Serials of every badge this person was ever given: with each version of the roster, and here."""
    from app.services.badges.issue import serial_of

    for entry in ctx.entries:
        fact = entry.fact
        if isinstance(fact, f.PackageImported | f.PackageRefreshed):
            yield serial_of(_package(ctx.blob(fact.package)), person)
        elif isinstance(fact, f.BadgeReissued) and fact.person == person:
            yield fact.serial


def _package(data: bytes) -> Package:
    import msgspec

    return msgspec.json.decode(data, type=SignedPackage).package


@verb(rd.RevokeBadge)
def revoke_badge(ctx: Ctx, request: rd.RevokeBadge) -> tuple[Fact, ...]:
    """A badge that was lost or misused is void here, without a new one; its person comes in by hand (EC-40)."""
    text_needed(request.reason, "reason")
    if not held_roles(ctx.m, request.person):
        raise Refusal("not_on_roster", name=ctx.m.name(request.person), role="")
    serials = tuple(s for s in dict.fromkeys(serials_of(ctx, request.person)) if s not in ctx.m.revoked)
    if not serials:
        raise Refusal("badge_none_left", name=ctx.m.name(request.person))
    return (f.BadgesRevoked(serials=serials, source="desk", as_of=ctx.now, reason=request.reason.strip()),)
