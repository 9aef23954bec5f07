"""The short way to canonical bytes gives what the long way gives, for every fact there is."""

import string
from datetime import UTC, timedelta, timezone
from typing import Any, get_args

import msgspec
import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import inspect

from app.models.facts import Fact
from app.services.signing.canonical import NotCanonical, canonical, is_plain, sha256_hex

KINDS: tuple[type[msgspec.Struct], ...] = get_args(Fact)
TEXT = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    ['\x00\x1f\x7f"\\/\b\f\n\r\t', "𠮷·䶮\u2028"]
)
INTS = st.integers(-(2**53) + 1, 2**53 - 1)
SIMPLE: dict[type[inspect.Type], st.SearchStrategy[Any]] = {
    inspect.StrType: TEXT,
    inspect.BoolType: st.booleans(),
    inspect.IntType: INTS,
    inspect.FloatType: st.floats(-(2**53) + 1, 2**53 - 1),
    inspect.NoneType: st.none(),
    inspect.DateTimeType: st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=8)), None])),
    inspect.DateType: st.dates(),
}


def values(info: inspect.Type) -> st.SearchStrategy[Any]:
    if isinstance(info, inspect.StructType):
        return st.builds(info.cls, **{field.name: values(field.type) for field in info.fields})
    if isinstance(info, inspect.UnionType):
        return st.one_of([values(part) for part in info.types])
    if isinstance(info, inspect.VarTupleType):
        return st.lists(values(info.item_type), max_size=3).map(tuple)
    if isinstance(info, inspect.DictType):
        return st.dictionaries(values(info.key_type), values(info.value_type), max_size=3)
    if isinstance(info, inspect.EnumType | inspect.LiteralType):
        return st.sampled_from(list(info.cls) if isinstance(info, inspect.EnumType) else info.values)
    return SIMPLE[type(info)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_both_ways_agree_on_every_fact(kind: type[msgspec.Struct]) -> None:
    @settings(deadline=None)
    @given(values(inspect.type_info(kind)))
    def agree(fact: msgspec.Struct) -> None:
        data = canonical(fact)
        assert data == rfc8785.dumps(msgspec.to_builtins(fact))
        assert canonical(msgspec.json.decode(data)) == data

    agree()


def test_which_facts_take_the_long_way() -> None:
    long = {kind.__name__ for kind in KINDS if not is_plain(kind)}
    assert long == {
        "ClockAnchored",
        "ClockAttested",
        "DefectFixed",
        "DefectsAnswered",
        "ExpertScored",
        "ScopeDecided",
    }


class Words(msgspec.Struct):
    text: str


class Numbers(msgspec.Struct):
    many: tuple[int, ...] = ()
    one: int = 0


def test_numbers_json_cannot_hold_are_refused_either_way() -> None:
    class One(msgspec.Struct):
        one: int

    assert is_plain(One)
    assert not is_plain(Numbers)
    assert canonical(One(2**53 - 1)) == b'{"one":9007199254740991}'
    for bad in (One(2**53), One(-(2**53)), Numbers((2**53,)), {"x": float("nan")}, {1: "x"}, object()):
        with pytest.raises(NotCanonical):
            canonical(bad)


@pytest.mark.parametrize("wrap", [dict, Words])
def test_a_lone_surrogate_is_refused(wrap: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical(wrap(text="\ud800"))


def test_the_vector_of_rfc_8785() -> None:
    given_value = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        "literals": [None, True, False],
    }
    expected = (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )
    assert canonical(given_value) == expected.encode()


@settings(deadline=None)
@given(st.binary())
def test_digests_are_64_lower_hex(data: bytes) -> None:
    digest = sha256_hex(data)
    assert len(digest) == 64
    assert set(digest) <= set(string.hexdigits.lower())
