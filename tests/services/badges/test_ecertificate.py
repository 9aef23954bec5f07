"""The QR of an e-certificate is recognised as one, its kind and number read; never a badge, and a badge never it (CJ-二12)."""

import time
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.badge import Badge, Outcome
from app.models.certificates import MAX_NUMBER, ROOT, check_letter, same_number
from app.models.terms import Role
from app.services.badges import token
from app.services.badges.door import answer_scan, door_keys
from app.services.badges.foreign import E_CERTIFICATE, what_is
from app.services.signing.keys import DeviceKey
from support.walk import checked_in

ORGAN = "11650000SAMPLE000X"
B_NUMBER = "新建安B(2024)0000001"


def identifier(kind: str = "11100000000013338W011", serial: str = "20260000001", *, letter: str = "") -> str:
    """A 证照标识 of the made-up organ, with the right check letter unless another is asked for."""
    right = check_letter(kind + ORGAN + serial + "001")
    return f"{ROOT}{kind}.{ORGAN}.{serial}.001.{letter or right}"


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("11100000000013338W011" + "11430000006122244L" + "20230000403" + "001", "U"),
        ("11100000000013338W011" + "11430000006122244L" + "20230000403" + "002", "S"),
    ],
)
def test_the_check_letter_is_that_of_the_published_example(text: str, letter: str) -> None:
    """The example of the interface description of the national platform; it names an organ, nobody's certificate."""
    assert check_letter(text) == letter


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("11100000000013338W011", "安管人员"),
        ("11100000000013338W032", "特种作业"),
        ("11100000000013338W001", "二级建造师"),
        ("11100000000013338W999", "住房和城乡建设领域"),
        ("11100000000099999A001", "其他部门"),
    ],
)
def test_an_identifier_says_its_kind_and_is_its_own_number(kind: str, said: str) -> None:
    found = what_is(identifier(kind))
    assert (found.kind, found.number) == (E_CERTIFICATE, identifier(kind))
    assert said in found.zh
    assert "不符" not in found.zh
    assert what_is(identifier(kind).lower()).number == identifier(kind)


def test_a_wrong_check_letter_is_said_and_inside_other_words_not_taken() -> None:
    right = identifier()
    wrong = identifier(letter="A" if right[-1] != "A" else "B")
    assert "校验位不符" in what_is(wrong).zh
    assert what_is(f"https://example.org/?c={right}").number == right
    assert what_is(f"https://example.org/?c={wrong}").kind == "url"
    assert what_is(right + "Z").kind != E_CERTIFICATE
    assert what_is("9" + right).kind != E_CERTIFICATE


LINKS = {
    f"https://zlaq.mohurd.gov.cn/fwmh/bjxcjgl/cert?certNum={quote(B_NUMBER)}": ("B证", B_NUMBER),
    "https://zlaq.mohurd.gov.cn/fwmh/bjxcjgl/fwmh/pages/construction_safety/qyaqscglry/a?k=1": (
        "安管人员",
        "",
    ),
    "https://zlaq.mohurd.gov.cn/fwmh/x/qyaqscxkz/qyaqscxkz": ("安全生产许可证", ""),
    "http://zlaq.mohurd.gov.cn:8080/e?k=ABCDEF": ("住房和城乡建设领域", ""),
    "https://jzsc.mohurd.gov.cn/data/person/detail?id=1": ("注册执业证书", ""),
    f"https://zjt.example.gov.cn/dzzz?zsbh={quote('新建安C2（2024）0000001')}": (
        "C证",
        "新建安C2（2024）0000001",
    ),
}


@pytest.mark.parametrize(("text", "expected"), LINKS.items())
def test_links_of_the_platforms(text: str, expected: tuple[str, str]) -> None:
    found = what_is(text)
    assert found.kind == E_CERTIFICATE
    assert expected[0] in found.zh
    assert found.number == expected[1]


@pytest.mark.parametrize(
    "text",
    [
        "https://zlaq.mohurd.gov.cn.example.org/fwmh/cert?certNum=1234567",
        "https://zlaq.mohurd.gov.cn@example.org/fwmh/cert?certNum=1234567",
        "https://example.org/?u=https://zlaq.mohurd.gov.cn/fwmh/cert",
        "https://evilmohurd.gov.cn/fwmh/cert",
        "https://www.mohurd.gov.cn/gongkai/a.html",
        "https://zlaq.mohurd.gov.cn/",
        "https://zjt.example.gov.cn/news?id=12345678",
        f"https://example.org/{B_NUMBER}",
        "ftp://zlaq.mohurd.gov.cn/fwmh/cert",
    ],
)
def test_what_only_looks_like_one(text: str) -> None:
    assert what_is(text).kind != E_CERTIFICATE


@pytest.mark.parametrize(
    ("text", "said", "number"),
    [
        (B_NUMBER, "B证", B_NUMBER),
        ("证书编号：新建安A（2024）0000001\n姓名：样例", "A证", "新建安A(2024)0000001"),
        ("(新)JZ安许证字〔2024〕000001", "安全生产许可证", "(新)JZ安许证字[2024]000001"),
        ("新A012024000001", "特种作业", "新A012024000001"),
        ("新2651800000001", "二级建造师", "新2651800000001"),
        ("新1651800000001", "一级建造师", "新1651800000001"),
    ],
)
def test_numbers_in_words(text: str, said: str, number: str) -> None:
    found = what_is(text)
    assert (found.kind, found.number) == (E_CERTIFICATE, number)
    assert said in found.zh


@pytest.mark.parametrize(
    "text", ["车牌新A012024000001号车", "手机新1651800000001", "13800000000", "新A12345"]
)
def test_a_short_number_among_other_words_is_left_alone(text: str) -> None:
    assert what_is(text).kind != E_CERTIFICATE


def test_a_number_with_hidden_signs_is_not_shown() -> None:
    hidden = quote("新建安B(2024)\u202e0000001")
    found = what_is(f"https://zlaq.mohurd.gov.cn/fwmh/cert?certNum={hidden}")
    assert (found.kind, found.number) == (E_CERTIFICATE, "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("新建安B（2024）0000001", "新建安b(2024) 0000001"),
        ("(新)JZ安许证字〔2024〕1", "（新）JZ安许证字[2024]1"),
    ],
)
def test_two_ways_to_write_one_number(one: str, other: str) -> None:
    assert same_number(one) == same_number(other)


@given(
    st.text(max_size=40), st.sampled_from([identifier(), B_NUMBER, next(iter(LINKS))]), st.text(max_size=2000)
)
def test_hostile_surroundings_are_bounded(before: str, middle: str, after: str) -> None:
    began = time.perf_counter()
    found = what_is(before + middle + after)
    assert time.perf_counter() - began < 0.5
    assert len(found.number) <= MAX_NUMBER


@pytest.mark.parametrize("piece", ["1.2.156.3005.2.", "A.", "a.gov.cn/", "certnum=", "新建安B(", "%E6%96%B0"])
def test_a_thousand_of_one_piece_does_not_hang(piece: str) -> None:
    began = time.perf_counter()
    what_is("https://" + piece * 1000)
    what_is(piece * 1000)
    assert time.perf_counter() - began < 0.5


BOOK = checked_in()
KEY = DeviceKey.in_memory(b"\x07" * 32)
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
_ID = st.text("ABCDEFGHIJ.0123456789新建安B-", min_size=1, max_size=60)


@settings(max_examples=300)
@given(meeting=_ID, person=_ID, serial=st.binary(min_size=8, max_size=8))
def test_a_badge_is_never_an_e_certificate(meeting: str, person: str, serial: bytes) -> None:
    badge = Badge(
        kid="n-1",
        meeting=meeting,
        person=person,
        roles=(Role.GC_PM,),
        roster_version=1,
        not_before=NOW - timedelta(hours=1),
        expires=NOW + timedelta(hours=8),
        serial=serial.hex(),
    )
    text = token.encode(badge, KEY)
    assert (
        answer_scan(text, BOOK.m, door_keys({"n-1": KEY.public}), NOW).answer.outcome
        is not Outcome.E_CERTIFICATE
    )
    assert what_is(text).kind != E_CERTIFICATE
    assert what_is(text.lower()).kind != E_CERTIFICATE


@given(st.sampled_from([identifier(), B_NUMBER, *LINKS]))
def test_an_e_certificate_is_never_a_badge(text: str) -> None:
    seen = answer_scan(text, BOOK.m, door_keys({"n-1": KEY.public}), NOW)
    assert seen.answer.outcome is Outcome.E_CERTIFICATE
    assert seen.badge is None
    assert seen.answer.person == ""
