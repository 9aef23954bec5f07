"""What a newer roster changes (T02, EC-23): shown before it is taken, so nothing changes behind anybody's back."""

from collections.abc import Iterator

from msgspec import Struct

from app.models.package import Package
from app.models.terms import Role


class Change(Struct, frozen=True):
    """One difference. ``what``: plan, person, expert, post, unit, meeting; ``before`` or ``after`` empty = came or gone."""

    what: str
    name: str
    before: str = ""
    after: str = ""


def changes(old: Package, new: Package) -> tuple[Change, ...]:
    """All differences people decide by, in the order plan, meeting, units, posts, experts, people."""
    return (*_head(old, new), *_units(old, new), *_posts(old, new), *_experts(old, new), *_people(old, new))


def _head(old: Package, new: Package) -> Iterator[Change]:
    pairs = (
        ("plan", "name", old.plan.name, new.plan.name),
        ("plan", "version", old.plan.version, new.plan.version),
        ("plan", "pages", str(old.plan.pages), str(new.plan.pages)),
        ("plan", "sha256", old.plan.sha256[:12], new.plan.sha256[:12]),
        ("meeting", "start", old.meeting.planned_start.isoformat(), new.meeting.planned_start.isoformat()),
        ("meeting", "place", old.meeting.place, new.meeting.place),
    )
    return (Change(what, name, before, after) for what, name, before, after in pairs if before != after)


def _units(old: Package, new: Package) -> Iterator[Change]:
    return _rows("unit", {p.code: p.name for p in old.parties}, {p.code: p.name for p in new.parties})


def _posts(old: Package, new: Package) -> Iterator[Change]:
    before, after = _held(old), _held(new)
    for (unit, role), people in {**before, **after}.items():
        del people
        one, two = before.get((unit, role), ""), after.get((unit, role), "")
        if one != two:
            yield Change("post", role.value, one, two)


def _held(package: Package) -> dict[tuple[str, Role], str]:
    names = {p.id: p.name for p in package.people}
    found: dict[tuple[str, Role], list[str]] = {}
    for party in package.parties:
        for post in party.posts:
            found.setdefault((party.code, post.role), []).append(names.get(post.person, post.person))
    for staff in package.staff:
        found.setdefault(("", staff.role), []).append(names.get(staff.person, staff.person))
    return {key: "、".join(people) for key, people in found.items()}


def _experts(old: Package, new: Package) -> Iterator[Change]:
    def named(package: Package) -> dict[str, str]:
        names = {p.id: p.name for p in package.people}
        return {
            e.person: f"{names.get(e.person, e.person)} {e.employer_name}".strip() for e in package.experts
        }

    return _rows("expert", named(old), named(new))


def _people(old: Package, new: Package) -> Iterator[Change]:
    def named(package: Package) -> dict[str, str]:
        return {p.id: f"{p.name} {p.unit_name} {p.title} {p.last4}".strip() for p in package.people}

    return _rows("person", named(old), named(new))


def _rows(what: str, before: dict[str, str], after: dict[str, str]) -> Iterator[Change]:
    for key in {**before, **after}:
        one, two = before.get(key, ""), after.get(key, "")
        if one != two:
            yield Change(what, key, one, two)
