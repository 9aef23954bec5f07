"""What a typed scan was meant to be, whatever this computer wrote."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from app.models.badge import ROLE_CODES, Badge, BadgeError
from app.services.badges import token
from app.services.scanning import repairs as tables
from app.services.scanning.wedge import repairs
from support.wedging import Board, Ears

BODY = st.text(sorted(tables._ALPHABET), max_size=120).filter(lambda body: tables.PREFIX not in body)
FULL = {ord(char): chr(ord(char) + 0xFEE0) for char in map(chr, range(0x21, 0x7F))}


def _here(text: str, layout: str = tables._US, *, caps: bool = False) -> str:
    """What a computer of another layout writes when a US scanner sends a text."""
    return "".join(Board(layout=layout, caps=caps).written(char) for char in text)


@given(body=BODY, layout=st.sampled_from([tables._US, tables._GERMAN, tables._FRENCH]), caps=st.booleans())
def test_caps_lock_and_layouts(body: str, layout: str, *, caps: bool) -> None:
    text = tables.PREFIX + body
    found = list(repairs(_here(text, layout, caps=caps)))
    assert text in found
    assert len(found) <= tables.MAX_CANDIDATES
    assert len(set(found)) == len(found)


@given(BODY, st.sampled_from([tables._GERMAN, tables._FRENCH]))
def test_a_scanner_set_to_the_layout_of_the_country(body: str, layout: str) -> None:
    """Its keys, read as a US keyboard: what they write here has to come back."""
    text = tables.PREFIX + body
    keys = "".join(tables._US[layout.index(char)] if char != " " else char for char in text)
    assert text in list(repairs(keys))


@given(BODY)
def test_full_width(body: str) -> None:
    text = tables.PREFIX + body
    assert text in list(repairs(text.translate(FULL)))


def test_chinese_punctuation() -> None:
    assert "HQB1:A$.*/-" in list(repairs("HQB1：A￥。×、—"))


@pytest.mark.parametrize(
    ("sent", "meant"), [("hqb1öÀ", "HQB1:+A"), ("HQB1ÖàB", "HQB1:+AB"), ("HQB1Öẞ", "HQB1:-")]
)
def test_german_dead_keys_melt_into_the_next_letter(sent: str, meant: str) -> None:
    assert meant in list(repairs(sent))


@pytest.mark.parametrize("around", [("]Q1", ""), ("~", "#"), ("a", "\r\n"), ("", "_HQB1:ABC")])
def test_what_a_scanner_sends_around_a_badge_is_cut_off(around: tuple[str, str]) -> None:
    assert "HQB1:ABC" in list(repairs(around[0] + "HQB1:ABC" + around[1]))


def test_the_first_is_the_text_itself_and_other_codes_stay_as_they_are() -> None:
    assert list(repairs("https://example.com/a?B=1")) == ["https://example.com/a?B=1"]
    assert list(repairs("https：//example。com")) == ["https：//example。com", "https://example.com"]
    assert next(iter(repairs("HQB1:ABC"))) == "HQB1:ABC"


@given(st.text(max_size=300))
def test_any_text_is_taken_and_the_candidates_are_few(text: str) -> None:
    found = list(repairs(text))
    assert found[0] == text
    assert len(found) <= tables.MAX_CANDIDATES


def test_the_prefix_is_the_badges() -> None:
    assert tables.PREFIX == token.PREFIX


@pytest.mark.parametrize("layout", [tables._GERMAN, tables._FRENCH])
@pytest.mark.parametrize("caps", [False, True])
def test_the_signature_says_which_is_right(layout: str, *, caps: bool) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    badge = Badge(
        kid="k1",
        meeting="m-1",
        person="p-7",
        roles=(next(iter(ROLE_CODES)),),
        roster_version=3,
        not_before=now,
        expires=now + timedelta(days=1),
        serial="00" * 8,
    )
    text = token.encode(badge, key)
    board = Board(layout=layout, caps=caps)
    board.scan(text, [7])
    (typed,) = Ears().hear(board.sorted()).scans()
    assert typed == text, "read by the keys, the layout does not matter"
    holds = []
    for candidate in repairs(_here(text, layout, caps=caps)):
        try:
            holds.append(token.decode(candidate, {"k1": key.public_key()}))
        except BadgeError:
            continue
    assert holds == [badge]
