"""The matrix of two roles of one person: patterns, units, and no two lines for one pair."""

import pytest

from app.models.dualroles import DualPair, DualRoles, Unit, expand
from app.models.terms import Level, Role
from app.services.packs import load_pack


def line(name: str, a: tuple[str, ...], b: tuple[str, ...], unit: Unit = "any") -> DualPair:
    return DualPair(id=name, a=expand(a), b=expand(b), unit=unit, level=Level.BLOCK, src="样例")


def matrix(*pairs: DualPair) -> DualRoles:
    return DualRoles(default=Level.WARN, default_src="APP", pairs=pairs)


def test_a_star_is_every_role_with_the_prefix() -> None:
    assert expand(("SUP_*", "HOST")) == (Role.SUP_CHIEF, Role.SUP_ENG, Role.HOST)
    with pytest.raises(ValueError, match="BOSS"):
        expand(("BOSS",))


def test_a_line_fits_either_way_round_and_by_unit() -> None:
    rules = matrix(line("two", ("SURVEY_TECH",), ("DESIGN_TECH",), "other"))
    assert rules.level(Role.DESIGN_TECH, Role.SURVEY_TECH, same_unit=False) is Level.BLOCK
    assert rules.level(Role.SURVEY_TECH, Role.DESIGN_TECH, same_unit=True) is Level.WARN
    assert rules.find(Role.HOST, Role.SECRETARY, same_unit=True) is None


def test_two_lines_for_one_pair_are_found() -> None:
    first, second = line("one", ("GC_*",), ("SC_*",)), line("two", ("SC_PM",), ("GC_PM",), "same")
    assert matrix(first, second).overlaps() == ("one", "two")
    assert load_pack("national").duals.overlaps() is None


@pytest.mark.parametrize(
    ("place", "level"), [("national", Level.OVERRIDE), ("xinjiang", Level.BLOCK), ("changji", Level.BLOCK)]
)
def test_a_full_time_safety_officer_holds_no_second_post(place: str, level: Level) -> None:
    pack = load_pack(place)
    assert pack.dual(Role.GC_SAFETY, Role.GC_PM, same_unit=True) is level
    assert pack.dual(Role.SECRETARY, Role.OWNER_VERIFIER, same_unit=True) is (
        Level.OFF if place == "national" else Level.BLOCK
    )
    assert pack.dual(Role.EXPERT, Role.GC_TECH, same_unit=False) is Level.BLOCK
