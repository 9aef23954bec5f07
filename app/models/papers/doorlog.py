"""The history of the door: every scan and every coming and going, refusals included, newest first. From the facts alone."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from app.models import facts as f
from app.models.entry import Entry
from app.models.meeting import Meeting

IN, OUT, ROLLED, VISITOR, TURNED, SUSPECTED, REISSUED, REVOKED, CERTIFICATE = (
    "in",
    "out",
    "rolled",
    "visitor",
    "turned",
    "suspected",
    "reissued",
    "revoked",
    "certificate",
)


class DoorRow(Struct, frozen=True, kw_only=True):
    """One line. ``outcome``: of a scan turned away; ``way``: how the code was read, "" = by hand; ``device``: whose door.

    ``undone``: taken back by a later fact; the line stays.
    """

    at: datetime
    kind: str
    entry: str
    device: str
    by: str
    person: str = ""
    name: str = ""
    unit: str = ""
    outcome: str = ""
    way: str = ""
    note: str = ""
    undone: bool = False


def door_log(entries: Iterable[Entry], m: Meeting) -> tuple[DoorRow, ...]:
    """All lines, newest first."""
    entries = tuple(entries)
    rows = [row for entry in entries for row in _rows(entry, m, m.undone)]
    return tuple(reversed(rows))


def _rows(entry: Entry, m: Meeting, undone: set[str]) -> Iterator[DoorRow]:
    for kind, person, more in _lines(entry):
        who = m.people.get(person)
        visitor = m.visitors.get(person)
        yield DoorRow(
            at=entry.body.at,
            kind=kind,
            entry=entry.hash,
            device=entry.body.device,
            by=entry.body.by.name or entry.body.by.person,
            person=person,
            name=m.name(person) if person else "",
            unit=who.unit_name if who else visitor.unit if visitor else "",
            undone=entry.hash in undone,
            **more,
        )


Line = tuple[str, str, dict[str, str]]


def _lines(entry: Entry) -> Iterator[Line]:
    fact = entry.fact
    if isinstance(fact, f.PersonCheckedIn):
        yield IN, fact.person, {"way": fact.way, "note": fact.manual_reason}
    elif isinstance(fact, f.PersonCheckedOut):
        yield OUT, fact.person, {"note": fact.reason}
    elif isinstance(fact, f.VisitorCheckedIn):
        yield VISITOR, fact.visitor, {"note": fact.purpose}
    elif isinstance(fact, f.ScanTurnedAway):
        yield TURNED, fact.person, {"outcome": fact.outcome.value, "way": fact.way, "note": fact.note}
    elif isinstance(fact, f.RollCalled):
        for person in fact.people:
            yield ROLLED, person, {}
    else:
        yield from _rarer(entry)


def _rarer(entry: Entry) -> Iterator[Line]:
    fact = entry.fact
    if isinstance(fact, f.SubstitutionSuspected):
        yield SUSPECTED, fact.person, {"note": fact.evidence}
    elif isinstance(fact, f.BadgeReissued):
        yield REISSUED, fact.person, {"note": fact.reason}
    elif (
        isinstance(fact, f.BadgesRevoked) and fact.serials
    ):  # without any it only says that the list was heard
        yield REVOKED, "", {"note": fact.reason}
    elif isinstance(fact, f.ECertificateSeen):
        yield CERTIFICATE, fact.person, {"note": f"{fact.certificate} {fact.number}".strip()}
