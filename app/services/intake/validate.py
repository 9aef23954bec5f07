"""Does a package make sense in itself? All faults at once, each with its place.

What the law decides (missing posts, undecided flags, an expert without employer code, a late upload) is no fault of the
file: the checks C01–C19 say that. Here is only what no honest package can contain.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from typing import Any

import msgspec
from msgspec import Struct

from app.models.calendar import SATURDAY, beijing_day
from app.models.package import HolidayYear, Package, Party
from app.models.scope import Category
from app.models.terms import OBSERVERS, STAFF, PartyKind, Role
from app.services.intake.fieldrules import YEARS, field_problem
from app.services.intake.problems import IntakeProblem, unique

MAX_ITEMS = 5_000
"""Of any list; bounds every loop that follows."""

ROLES_OF: dict[PartyKind, frozenset[Role]] = {
    PartyKind.OWNER: frozenset({Role.OWNER_PM}),
    PartyKind.SURVEY: frozenset({Role.SURVEY_TECH}),
    PartyKind.DESIGN: frozenset({Role.DESIGN_TECH}),
    PartyKind.GC: frozenset(role for role in Role if role.startswith("GC_")),
    PartyKind.SC: frozenset(role for role in Role if role.startswith("SC_")),
    PartyKind.SUPERVISOR: frozenset({Role.SUP_CHIEF, Role.SUP_ENG}),
    PartyKind.MONITOR: frozenset(),
    PartyKind.INSTITUTION: frozenset(),
}
"""Posts of each kind of unit (31号-三); everybody else stands under ``staff``."""

STAFF_ROLES = STAFF | OBSERVERS
CATEGORIES = frozenset(category.value for category in Category)
MIN_AGE = 18


def validate(package: Package, root: str = "$") -> tuple[IntakeProblem, ...]:
    """Return every fault, in the order of the file; ``root`` is the JSON path of the package itself."""
    if any(isinstance(part, tuple) and len(part) > MAX_ITEMS for part in msgspec.structs.astuple(package)):
        return (IntakeProblem(root, "too_many", {"limit": str(MAX_ITEMS)}),)
    found = [*_fields(package, root), *_relations(package, root)]
    return unique(found)


def _fields(owner: Struct, where: str) -> Iterator[IntakeProblem]:
    for name in owner.__struct_fields__:
        yield from _value(type(owner), name, getattr(owner, name), f"{where}.{name}")


def _value(owner: type, field: str, value: Any, where: str) -> Iterator[IntakeProblem]:
    if isinstance(value, Struct):
        yield from _fields(value, where)
    elif isinstance(value, tuple):
        for number, part in enumerate(value):
            yield from _value(owner, field, part, f"{where}[{number}]")
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _value(owner, field, part, f"{where}.{key}")
    else:
        problem = field_problem(where, owner, field, value)
        if problem:
            yield problem


def _relations(package: Package, root: str) -> Iterator[IntakeProblem]:
    yield from _doubles(package, root)
    yield from _parties(package, root)
    yield from _experts(package, root)
    yield from _staff_and_letters(package, root)
    yield from _plan(package, root)
    for number, table in enumerate(package.holidays):
        yield from _holidays(table, f"{root}.holidays[{number}]")


def _doubles(package: Package, root: str) -> Iterator[IntakeProblem]:
    yield from _twice((x.id for x in package.people), f"{root}.people", "id")
    yield from _twice((x.code for x in package.parties), f"{root}.parties", "code")
    yield from _twice((x.person for x in package.experts), f"{root}.experts", "person")
    yield from _twice(((x.role, x.person) for x in package.staff), f"{root}.staff", "person")
    yield from _twice((x.number for x in package.letters), f"{root}.letters", "number")
    yield from _twice((x.year for x in package.holidays), f"{root}.holidays", "year")
    yield from _twice((x.kid for x in package.keys), f"{root}.keys", "kid")


def _twice(values: Iterable[Hashable], where: str, field: str) -> Iterator[IntakeProblem]:
    seen: Counter[Hashable] = Counter()
    for number, value in enumerate(values):
        seen[value] += 1
        if seen[value] > 1:
            got = value[-1] if isinstance(value, tuple) else value
            yield IntakeProblem(f"{where}[{number}].{field}", "twice", {"got": str(got)})


def _parties(package: Package, root: str) -> Iterator[IntakeProblem]:
    people = {x.id for x in package.people}
    for number, party in enumerate(package.parties):
        where = f"{root}.parties[{number}]"
        yield from _twice(((x.role, x.person) for x in party.posts), f"{where}.posts", "person")
        for row, post in enumerate(party.posts):
            yield from _known(post.person, people, f"{where}.posts[{row}].person", "person_unknown")
            if post.role not in ROLES_OF[party.kind]:
                args = {"role": post.role.value, "kind": party.kind.value, "unit": party.name}
                yield IntakeProblem(f"{where}.posts[{row}].role", "role_kind", args)
    yield from _leads(package.parties, root)


def _leads(parties: tuple[Party, ...], root: str) -> Iterator[IntakeProblem]:
    """A consortium needs a lead, or nobody's posts would be asked for (EC-45)."""
    for kind in (PartyKind.OWNER, PartyKind.SURVEY, PartyKind.DESIGN, PartyKind.GC, PartyKind.SUPERVISOR):
        rows = [number for number, party in enumerate(parties) if party.kind is kind]
        if rows and not any(parties[number].lead for number in rows):
            yield IntakeProblem(f"{root}.parties[{rows[0]}].lead", "no_lead", {"kind": kind.value})


def _experts(package: Package, root: str) -> Iterator[IntakeProblem]:
    people = {x.id for x in package.people}
    for number, expert in enumerate(package.experts):
        where = f"{root}.experts[{number}]"
        yield from _known(expert.person, people, f"{where}.person", "person_unknown")
        year = package.meeting.planned_start.year
        if expert.birth_year and expert.birth_year > year - MIN_AGE:
            yield IntakeProblem(f"{where}.birth_year", "too_young", {"got": str(expert.birth_year)})
    if package.leader_id is not None and package.leader_id not in {x.person for x in package.experts}:
        yield IntakeProblem(f"{root}.leader_id", "leader_unknown", {"got": package.leader_id})


def _staff_and_letters(package: Package, root: str) -> Iterator[IntakeProblem]:
    people, units = {x.id for x in package.people}, {x.code for x in package.parties}
    for number, staff in enumerate(package.staff):
        where = f"{root}.staff[{number}]"
        yield from _known(staff.person, people, f"{where}.person", "person_unknown")
        if staff.role not in STAFF_ROLES:
            yield IntakeProblem(f"{where}.role", "role_staff", {"role": staff.role.value})
    for number, letter in enumerate(package.letters):
        where = f"{root}.letters[{number}]"
        yield from _known(letter.delegate, people, f"{where}.delegate", "person_unknown")
        yield from _known(letter.unit_code, units, f"{where}.unit_code", "unit_unknown")


def _known(key: str, known: set[str], where: str, code: str) -> Iterator[IntakeProblem]:
    if key and key not in known:
        yield IntakeProblem(where, code, {"got": key})


def _plan(package: Package, root: str) -> Iterator[IntakeProblem]:
    plan, where = package.plan, f"{root}.plan"
    units = {x.code for x in package.parties}
    yield from _known(plan.author_unit, units, f"{where}.author_unit", "unit_unknown")
    for number, off in enumerate(plan.sign_offs):
        yield from _known(off.unit_code, units, f"{where}.sign_offs[{number}].unit_code", "unit_unknown")
    start = package.meeting.planned_start
    if start.tzinfo and start.year in YEARS and plan.dated > beijing_day(start):
        yield IntakeProblem(f"{where}.dated", "after_meeting", {"got": plan.dated.isoformat()})
    allowed = "、".join(category.value for category in Category)
    named = [("primary_category", plan.primary_category)]
    named += [(f"touched_categories[{n}]", code) for n, code in enumerate(plan.touched_categories)]
    for field, code in named:
        if code.strip() and code not in CATEGORIES:
            yield IntakeProblem(f"{where}.{field}", "choice", {"got": code, "allowed": allowed})


def _holidays(table: HolidayYear, where: str) -> Iterator[IntakeProblem]:
    for field in ("days_off", "makeup_days"):
        for number, day in enumerate(getattr(table, field)):
            at, args = f"{where}.{field}[{number}]", {"got": day.isoformat(), "year": str(table.year)}
            if day.year != table.year:
                yield IntakeProblem(at, "other_year", args)
            elif field == "makeup_days" and (day.weekday() < SATURDAY or day in table.days_off):
                yield IntakeProblem(at, "makeup_day", args)
