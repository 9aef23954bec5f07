"""All six packs against an independent table: every value, level, second level and pair of roles."""

import json
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.models.packvalues import KEYS
from app.models.rulepack import RulePack
from app.models.terms import Level, Role
from app.services.packs import list_packs, load_pack

TABLE: dict[str, Any] = json.loads(
    Path(__file__).with_name("expected_packs.json").read_text(encoding="utf-8")
)
PROSE = {"experts.qualification", "experts.absence_limit", "experts.substitution"}
AT_THE_DOOR = {"checkin.ecert_scan", "checkin.face_recognition", "checkin.key_post_record"}
PLACES = sorted(TABLE)


@cache
def pack_of(place: str) -> RulePack:
    return load_pack(place, allow_draft=True)


def test_the_six_packs_are_shipped() -> None:
    assert sorted(meta.id for meta in list_packs()) == PLACES


@pytest.mark.parametrize("place", PLACES)
def test_every_value_is_the_one_of_the_table(place: str) -> None:
    expected = TABLE[place]["values"]
    pack = pack_of(place)
    assert set(expected) | AT_THE_DOOR == set(KEYS)
    for key in set(expected) - PROSE:
        assert msgspec.json.decode(msgspec.json.encode(pack.value(key))) == expected[key], key
    for key in PROSE:
        assert (pack.value(key) is None) == (expected[key] is None), key


@pytest.mark.parametrize("place", PLACES)
def test_every_level_is_the_one_of_the_table(place: str) -> None:
    expected, pack = TABLE[place], pack_of(place)
    found = {code: "M" if rule.by_matrix else rule.level.value for code, rule in pack.checks.items()}
    assert found == expected["levels"]
    seconds = {code: rule.also.level.value for code, rule in pack.checks.items() if rule.also is not None}
    assert seconds == expected["also"]
    unknowns = {code: rule.unknown for code, rule in pack.checks.items() if rule.unknown is not None}
    assert unknowns == expected["unknown"]
    words = {code: [rule.phase, rule.name, rule.zh] for code, rule in pack.checks.items()}
    assert words == expected["phases"]


def _matches(role: Role, patterns: list[str]) -> bool:
    return any(
        role.value == pattern or (pattern.endswith("*") and role.value.startswith(pattern[:-1]))
        for pattern in patterns
    )


def _expected_level(rows: list[list[Any]], first: Role, second: Role, *, same_unit: bool) -> str:
    fitting = {
        level
        for a, b, unit, level in rows
        if unit in {"any", "same" if same_unit else "other"}
        and ((_matches(first, a) and _matches(second, b)) or (_matches(second, a) and _matches(first, b)))
    }
    assert len(fitting) <= 1
    return str(fitting.pop()) if fitting else "W"


@pytest.mark.parametrize("place", PLACES)
def test_every_pair_of_roles_has_the_level_of_the_table(place: str) -> None:
    rows, pack = TABLE[place]["duals"], pack_of(place)
    for first, second, same_unit in product(Role, Role, (True, False)):
        expected = _expected_level(rows, first, second, same_unit=same_unit)
        assert pack.dual(first, second, same_unit=same_unit).value == expected, (first, second, same_unit)


@pytest.mark.parametrize("place", PLACES)
def test_every_value_and_level_has_a_clause_and_a_chinese_name(place: str) -> None:
    pack = pack_of(place)
    assert set(pack.sources) == set(KEYS)
    assert all(source.src.strip() and source.zh.strip() for source in pack.sources.values())
    assert all(rule.src.strip() for rule in pack.checks.values())
    assert all(rule.also.src and rule.also.when for rule in pack.checks.values() if rule.also)


@pytest.mark.parametrize(
    ("place", "own", "foreign"),
    [
        ("national", "", ("XJ", "QD", "NN", "CJ", "ZZ")),
        ("xinjiang", "XJ", ("QD", "NN", "CJ", "ZZ")),
        ("changji", "XJ", ("QD", "NN", "ZZ")),
        ("qingdao", "QD", ("XJ", "NN", "CJ", "ZZ")),
        ("nanning", "NN", ("XJ", "QD", "CJ", "ZZ")),
        ("zhengzhou", "ZZ", ("XJ", "QD", "NN", "CJ")),
    ],
)
def test_no_clause_of_another_place_is_printed(place: str, own: str, foreign: tuple[str, ...]) -> None:
    pack = pack_of(place)
    clauses = [rule.src for rule in pack.checks.values()]
    clauses += [rule.also.src for rule in pack.checks.values() if rule.also]
    clauses += [source.src for source in pack.sources.values()]
    clauses += [pair.src for pair in pack.duals.pairs]
    assert any(own in clause for clause in clauses)
    assert not [clause for clause in clauses if any(tag in clause for tag in foreign)]


def test_changji_is_judged_by_the_rules_of_xinjiang_with_its_own_door() -> None:
    changji = pack_of("changji")
    assert changji.chain == (("national", "1.0"), ("xinjiang", "1.0"), ("changji", "1.0"))
    assert changji.check("C20").level is Level.BLOCK
    assert changji.sources["experts.all_drawn_must_attend"].pack == "xinjiang"
    assert changji.checkin.ecert_scan is True
    assert pack_of("xinjiang").checkin.ecert_scan is False
