"""一人多角色: every pair of roles against the table of rules.md 2.4, written here a second time."""

from itertools import combinations_with_replacement

import pytest

from app.models import facts as f
from app.models.terms import Level, Role
from app.services.packs import load_pack
from support import build, walk
from support.book import BOTH, INK, OWNER_PM
from support.build import GC, SC

EVERY = tuple(Role)


def some(*names: str) -> frozenset[Role]:
    return frozenset(r for r in Role for n in names if r == n or (n.endswith("*") and r.startswith(n[:-1])))


BLOCK = [
    (some("EXPERT"), some("OWNER_*", "SURVEY_TECH", "DESIGN_TECH", "GC_*", "SC_*", "SUP_*", "MONITOR")),
    (some("EXPERT"), some("SECRETARY", "SCANNER", "AUTHORITY")),
    (
        some("AUTHORITY"),
        some(
            "OWNER_*", "SURVEY_TECH", "DESIGN_TECH", "GC_*", "SC_*", "SUP_*", "SECRETARY", "SCANNER", "HOST"
        ),
    ),
    (some("OWNER_*"), some("GC_*", "SC_*", "SUP_*")),
    (some("SUP_*"), some("GC_*", "SC_*")),
    (some("GC_*"), some("SC_*")),
]
FREE = [
    (some("OWNER_PM"), some("OWNER_VERIFIER")),
    (some("HOST"), some("OWNER_*", "GC_*", "SC_*", "SUP_*", "SECRETARY")),
    (some("SCANNER"), some("SECRETARY", "HOST", "OWNER_VERIFIER")),
]
ONE_FIRM = ("PM", "PROJ_TECH", "AUTHOR")


def meets(table: list[tuple[frozenset[Role], frozenset[Role]]], one: Role, two: Role) -> bool:
    return any((one in a and two in b) or (two in a and one in b) for a, b in table)


def contractor(one: Role, two: Role, *, strict: bool, same: bool) -> str | None:
    """Two posts of contractors (both GC or both SC)."""
    for prefix in ("GC_", "SC_"):
        if one.startswith(prefix) and two.startswith(prefix):
            pair = {one.removeprefix(prefix), two.removeprefix(prefix)}
            if not same:
                return "B" if prefix == "SC_" else "W"
            director = pair & {"TECH", "TECH_DELEGATE"}
            if "SAFETY" in pair and len(pair) > 1:
                return "B" if strict else "O"
            if director and pair & set(ONE_FIRM):
                return "O"
            return "W"
    return None


def expected(one: Role, two: Role, *, strict: bool, same: bool) -> str:
    pair = {one, two}
    if meets(BLOCK, one, two):
        return "B"
    firm = contractor(one, two, strict=strict, same=same)
    if firm:
        return firm
    if pair == {Role.SUP_CHIEF, Role.SUP_ENG}:
        return "O"
    if pair == {Role.SURVEY_TECH, Role.DESIGN_TECH}:
        return "W" if same else "B"
    if pair == {Role.SECRETARY, Role.OWNER_VERIFIER}:
        return "B" if strict else "-"
    return "-" if meets(FREE, one, two) else "W"


@pytest.mark.parametrize("same", [True, False])
@pytest.mark.parametrize(
    ("place", "strict"),
    [("national", False), ("xinjiang", True), ("changji", True), ("qingdao", False), ("nanning", False)],
)
def test_every_pair_of_2_4(place: str, strict: bool, same: bool) -> None:  # noqa: FBT001  table columns
    pack = load_pack(place)
    for one, two in combinations_with_replacement(EVERY, 2):
        want = expected(one, two, strict=strict, same=same)
        assert pack.dual(one, two, same_unit=same).value == want, (one, two)
        assert pack.dual(two, one, same_unit=same).value == want, (two, one)


@pytest.mark.parametrize(
    ("unit", "role", "holder", "key", "levels"),
    [
        (GC, Role.GC_SAFETY, "gc-pm", "gc-pm+GC_PM+GC_SAFETY", "OB"),
        (GC, Role.GC_TECH_DELEGATE, "gc-pm", "gc-pm+GC_PM+GC_TECH_DELEGATE", "OO"),
        (GC, Role.GC_AUTHOR, "gc-proj-tech", "gc-proj-tech+GC_AUTHOR+GC_PROJ_TECH", "WW"),
        (SC, Role.SC_PM, "gc-pm", f"gc-pm+GC_PM+SC_PM+{GC}+{SC}", "BB"),
        (build.SUPERVISOR, Role.SUP_ENG, "sup-chief", "sup-chief+SUP_CHIEF+SUP_ENG", "OO"),
        (
            build.SURVEY,
            Role.SURVEY_TECH,
            "e2",
            f"e2+EXPERT+SURVEY_TECH+{build.SURVEY}+91650100MA0EXPRT02",
            "BB",
        ),
    ],
)
def test_one_person_in_two_posts(unit: str, role: Role, holder: str, key: str, levels: str) -> None:
    for place, level in zip(("national", "xinjiang"), levels, strict=True):
        base = build.with_post(build.package(place), unit, role, holder)
        before = walk.prepared(place, base).find("C32")
        book = walk.checked_in(place, base)
        found = book.find("C32")
        parts = key.split("+")
        want = "+".join([*parts[:3], *sorted(parts[3:])])
        assert list(found) == list(before) == [f"C32:level_{level}:{want}"]
        assert found[f"C32:level_{level}:{want}"].level is Level(level)


def test_roles_not_taken_at_the_door_do_not_count() -> None:
    base = build.with_post(build.package("national"), GC, Role.GC_SAFETY, "gc-pm")
    book = walk.checked_in("national", base, skip=["gc-pm"])
    book.add(f.PersonCheckedIn(person="gc-pm", roles=(Role.GC_PM,), factors=BOTH))
    assert book.find("C32") == {}
    assert list(book.find("C26")) == [f"C26::GC_SAFETY@{GC}"]


def test_the_override_of_a_pair_binds_to_the_pair() -> None:
    base = build.with_post(build.package("national"), build.SUPERVISOR, Role.SUP_ENG, "sup-chief")
    book = walk.checked_in("national", base)
    key = next(iter(book.find("C32")))
    book.add(f.GapOverridden(keys=(key,), reason="小项目", ink=INK), OWNER_PM)
    assert [x.is_open for x in book.find("C32").values()] == [False]
    assert book.find("C28") == {}, "one person in both posts meets C28 with the override (8.7-20)"
