"""A home with a thousand meetings, imported by the verb of the desk, each with five facts; three of them are today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from app.bootstrap import open_home
from app.models.calendar import beijing_day
from app.models.entry import By
from app.models.facts import CheckInOpened, Fact, PersonCheckedIn
from app.models.package import Package
from app.models.terms import Factor, Role
from app.services.desk.desk import Desk
from app.services.desk.requests import ImportPackage
from app.services.intake.package_file import encode_package, sign_package
from app.services.intake.sample import sample_key, sample_package
from app.services.sync import TrustBook

MEETINGS = 1000
TODAY = 3
DAYS = 50
"""The other meetings lie on so many days before today, twenty or so a day."""

ARRIVED = 3


@dataclass(frozen=True)
class StoredHome:
    """Where it lies, how many meetings it holds and how many of them are today, and what finds exactly one other."""

    path: Path
    meetings: int
    today: int
    query: str


def build(path: Path, meetings: int = MEETINGS) -> StoredHome:
    """Import ``meetings`` packages; the first ``TODAY`` are today's."""
    today = beijing_day(datetime.now(UTC))
    desk = open_home(path, lambda: TrustBook(path).keys())
    try:
        for package in _packages(today, meetings):
            _import(desk, package)
    finally:
        desk.ledger.close()
    return StoredHome(path, meetings, TODAY, _title(meetings - 1))


def _packages(today: date, count: int) -> Iterable[Package]:
    """One template a day (dates need the calendar), then only number and title differ."""
    per_day = -(-(count - TODAY) // DAYS)
    for back in range(DAYS + 1):
        template = sample_package(today - timedelta(days=back))
        first = TODAY + (back - 1) * per_day if back else 0
        last = min(first + per_day, count) if back else TODAY
        for number in range(first, last):
            meeting = replace(template.meeting, id=f"BENCH-{number:04d}")
            yield replace(template, meeting=meeting, plan=replace(template.plan, name=_title(number)))


def _title(number: int) -> str:
    return f"样例工程{number:04d}号深基坑专项施工方案"


def _import(desk: Desk, package: Package) -> None:
    staff = package.staff[0].person
    by = By(person=staff, role=Role.SECRETARY, factors=(Factor.BADGE, Factor.LOOK))
    data = encode_package(sign_package(package, sample_key()))
    desk.do(package.meeting.id, ImportPackage(data=data), by)
    with desk.ledger.write(package.meeting.id) as tx:
        for fact in _arrivals(package):
            tx.append(by, fact)


def _arrivals(package: Package) -> Iterable[Fact]:
    yield CheckInOpened()
    for expert in package.experts[:ARRIVED]:
        yield PersonCheckedIn(person=expert.person, roles=(Role.EXPERT,), factors=(Factor.BADGE, Factor.LOOK))
