"""The door of the meetings still to be held: badges, the list of revoked ones, roster photos (C31).

All is asked of what the door itself asks: its keys, its answer to a code, its pictures. No second judgement is made here.
"""

import time
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Struct

from app.models.badge import Badge, Outcome
from app.models.beijing import beijing_day
from app.models.calendar import end_of_day
from app.models.doorway import judge
from app.models.meeting import Meeting
from app.models.papers.head import clock
from app.models.terms import Factor, Mode, Stage
from app.services.badges.codes import codes_of, people_of
from app.services.badges.door import answer_scan, door_keys
from app.services.desk.desk import Desk, View
from app.services.doctor.line import Line, ok, warn
from app.services.intake.photos import photos_in
from app.services.sync.door import QUIET

MOST = 5
"""Meetings looked at, newest first: who holds more at once looks at them on the desk."""

BUDGET = 0.8
"""Seconds for all of them; the first is always looked at."""

MOST_CODES = 500
"""Badges held against their keys; those of one package are all made alike."""

EARLY = timedelta(hours=1)
"""The first people come about so long before the planned start."""

_DONE = frozenset({Stage.ABORTED, Stage.NO_CONSENSUS, Stage.CLOSED, Stage.VOID})
_STRANGE = frozenset({Outcome.UNKNOWN_KEY, Outcome.BAD_SIGNATURE, Outcome.UNREADABLE})
_LONGEST_TITLE = 24
_NAMED = 5

Keys = Mapping[str, Ed25519PublicKey]


class Door(Struct, frozen=True, kw_only=True):
    """What is known of the meetings still to be held; not ``known``: the ledger could not be looked at.

    ``here``: ids of all meetings of this desk, over or not.
    """

    known: bool = False
    meetings: tuple[Meeting, ...] = ()
    here: frozenset[str] = frozenset()
    badges: tuple[Line, ...] = ()
    photos: tuple[Line, ...] = ()

    def lines(self) -> tuple[Line, ...]:
        """Badges first, then photos; one line each where there is nothing to say."""
        how = "none" if self.known else "unseen"
        line = ok if self.known else warn
        return (*(self.badges or (line("badges", how),)), *(self.photos or (line("photos", how),)))

    def title(self, meeting: str) -> str:
        """What a meeting is called; its id if it was not looked at."""
        return next((title(m) for m in self.meetings if m.id == meeting), meeting)


class Source(Struct, frozen=True, kw_only=True):
    """Where this device could hear from which badges are revoked: a central node it knows; ``own``: its id, "" if unknown."""

    node: bool = False
    own: str = ""


def look(desk: Desk, still: tuple[str, ...], source: Source, *, left: int = 0, here: frozenset[str]) -> Door:
    """Look at the meetings ``still`` to be held, newest first; of ``left`` more nothing is known."""
    badges: list[Line] = []
    photos: list[Line] = []
    seen: list[Meeting] = []
    now, until, looked = desk.clock(), time.monotonic() + BUDGET, 0
    for meeting in still[:MOST]:
        if looked and time.monotonic() > until:
            break
        looked += 1
        view = desk.view(meeting)
        if not _to_be_held(view.m, now):
            continue
        seen.append(view.m)
        codes = codes_of(view, desk.ledger.blob)
        badges += badge_lines(view, codes, door_keys(desk.badge_keys(view.m)), now, source)
        photos.append(photo_line(view, photos_in(desk.ledger.blob(view.m.package_blob))))
    more = left + len(still) - looked
    if more:
        badges.append(ok("badges", "more", n=more))
    return Door(known=True, meetings=tuple(seen), here=here, badges=tuple(badges), photos=tuple(photos))


def _to_be_held(m: Meeting, now: datetime) -> bool:
    """Not sealed, not called off, and not one that everybody has forgotten."""
    start = m.info.meeting.planned_start
    forgotten = start < now and m.last_at is not None and now - m.last_at > QUIET
    return m.seal is None and m.stage not in _DONE and not forgotten


def title(m: Meeting) -> str:
    """What people call a meeting: its plan, short enough for a line, and its day."""
    name, day = m.info.plan.name, beijing_day(m.info.meeting.planned_start)
    short = name if len(name) <= _LONGEST_TITLE else f"{name[: _LONGEST_TITLE - 1]}…"
    return f"《{short}》（{day.month}月{day.day}日）"


# --- badges ---------------------------------------------------------------------------------------------------


def badge_lines(
    view: View, codes: Mapping[str, str], keys: Keys, now: datetime, source: Source
) -> Iterator[Line]:
    """Does the door take the badges of a meeting from the first arrival to the end of its day, and whom does it still take?

    Args:
        view: the meeting.
        codes: person → QR text of the badges of its package that are good.
        keys: those the door takes.
        now: UTC.
        source: who could say which badges are revoked.

    """
    m, named = view.m, title(view.m)
    if not codes and not m.badges:
        yield warn("badges", "none_issued", title=named)
        return
    day = max(now, m.info.meeting.planned_start)
    first, last = max(now, day - EARLY), end_of_day(beijing_day(day))
    scans = [answer_scan(code, m, keys, first) for code in list(codes.values())[:MOST_CODES]]
    strange = sum(scan.answer.outcome in _STRANGE for scan in scans)
    good = [scan.badge for scan in scans if scan.badge is not None]
    if strange:
        yield warn("badges", "unknown", title=named, n=strange)
    yield from _too_early(m, good, first)
    yield from _too_short(m, good, last)
    yield _list_line(view, len(good), now, source)


def _too_early(m: Meeting, badges: list[Badge], first: datetime) -> Iterator[Line]:
    late = [b.not_before for b in badges if _says(m, b, first, Outcome.NOT_YET_VALID)]
    if late:
        yield warn("badges", "early", title=title(m), n=len(late), since=clock(max(late)))


def _too_short(m: Meeting, badges: list[Badge], last: datetime) -> Iterator[Line]:
    short = [b.expires for b in badges if _says(m, b, last - timedelta(seconds=1), Outcome.EXPIRED)]
    if short:
        yield warn("badges", "expire", title=title(m), n=len(short), until=clock(min(short)))


def _says(m: Meeting, badge: Badge, moment: datetime, outcome: Outcome) -> bool:
    return judge(m, badge, moment, frozenset(m.revoked)).outcome is outcome


def _list_line(view: View, n: int, now: datetime, source: Source) -> Line:
    """How old the list of revoked badges is: as the fold has it, which is what the window shows (``stages/parts/revoked``).

    It is called old when it is older than the package itself may be at the opening (C70).
    """
    m, named = view.m, title(view.m)
    as_of = m.revoked_as_of
    if as_of is None:
        joined = source.own in m.devices and source.own != m.primary
        how = "at_primary" if joined else "never" if source.node else "no_node"
        return warn("badges", how, title=named, n=n)
    hours = int((now - as_of) / timedelta(hours=1))
    if hours >= view.case.pack.package.max_age_hours:
        return warn("badges", "old", title=named, n=n, as_of=clock(as_of), hours=hours)
    return ok("badges", title=named, n=n, as_of=clock(as_of))


# --- photos ---------------------------------------------------------------------------------------------------


def photo_line(view: View, pictures: Mapping[str, bytes]) -> Line:
    """How many of those the door looks in the face have no picture to be held against.

    A badge alone is enough where the pack asks for one factor, and at a remote meeting nobody comes to a door.
    """
    m, named = view.m, title(view.m)
    looked_at = view.case.pack.identity.factors > len((Factor.BADGE,))
    if not looked_at or m.info.meeting.mode is Mode.REMOTE_VIDEO:
        return ok("photos", "unused", title=named)
    people = people_of(m)
    lacking = [person for person in people if (m.people[person].photo or "") not in pictures]
    if not lacking:
        return ok("photos", title=named, n=len(people))
    if len(lacking) == len(people):
        return warn("photos", "all", title=named, n=len(people))
    names = "、".join(m.name(person) for person in lacking[:_NAMED])
    names += "等" if len(lacking) > _NAMED else ""
    return warn("photos", "some", title=named, n=len(people), lacking=len(lacking), names=names)
