"""The join code: what is written is read again, and nothing else is."""

import base64
from datetime import UTC, datetime

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.badges.foreign import what_is
from app.services.venue.joincode import PREFIX, JoinCode, JoinCodeError, clean, decode, encode

CODE = JoinCode(
    places=(("192.168.1.20", 47213), ("169.254.7.9", 47213)),
    key=bytes(range(32)),
    meeting="XJ-2026-1120",
    secret=b"s" * 16,
    expires=datetime(2026, 11, 20, 2, 10, tzinfo=UTC),
)
ALPHANUMERIC = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def base32(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=")


codes = st.builds(
    JoinCode,
    places=st.lists(
        st.tuples(st.ip_addresses(v=4).map(str), st.integers(1, 65535)), min_size=1, max_size=8
    ).map(tuple),
    key=st.binary(min_size=32, max_size=32),
    meeting=st.text(st.characters(codec="utf-8"), min_size=1, max_size=64),
    secret=st.binary(min_size=16, max_size=16),
    expires=st.integers(0, 2**32 - 1).map(lambda s: datetime.fromtimestamp(s, UTC)),
)


@given(code=codes)
def test_what_is_written_is_read_again(code: JoinCode) -> None:
    text = encode(code)
    assert decode(text) == code
    assert set(text) <= ALPHANUMERIC
    assert len(text) <= 605
    assert what_is(text).kind == "join"


def test_a_usual_code_is_small_and_read_from_a_screen() -> None:
    text = encode(CODE)
    assert len(text) < 160
    assert decode(f"  {text[:20].lower()} {text[20:]}\n") == CODE


def refused(text: str) -> bool:
    """Refused with a reason, or taken as the one text that says it."""
    try:
        return encode(decode(text)) == clean(text)
    except JoinCodeError as bad:
        return bad.reason in {"prefix", "length", "base32", "cbor", "content"}


@settings(max_examples=2000, deadline=None)
@given(data=st.data())
def test_no_mutation_is_taken(data: st.DataObject) -> None:
    text = encode(CODE)
    at = data.draw(st.integers(0, len(text) - 1))
    kind = data.draw(st.sampled_from(["put", "drop", "double", "swap"]))
    sign = data.draw(st.sampled_from(sorted(ALPHANUMERIC | {"a", "é", "\x00", "会"})))
    made = {
        "put": text[:at] + sign + text[at + 1 :],
        "drop": text[:at] + text[at + 1 :],
        "double": text[: at + 1] + text[at:],
        "swap": text[:at] + text[at : at + 2][::-1] + text[at + 2 :],
    }[kind]
    assert refused(made)


@settings(max_examples=1000, deadline=None)
@given(text=st.one_of(st.text(max_size=700), st.binary(max_size=370).map(lambda b: PREFIX + base32(b))))
def test_anything_else_is_refused_with_a_reason(text: str) -> None:
    assert refused(text)


WHOLE = [[bytes(6)[:4] + b"\x01\x00"], b"k" * 32, "M", b"s" * 16, 0]


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (0, []),
        (0, [b"\x01" * 6] * 9),
        (0, [b"\x01" * 5]),
        (0, [b"\x01\x01\x01\x01\x00\x00"]),
        (0, "x"),
        (1, b"k" * 31),
        (1, "k" * 32),
        (2, ""),
        (2, "M" * 65),
        (3, b"s" * 15),
        (4, -1),
        (4, 2**40),
        (4, True),
        (4, 1.5),
    ],
)
def test_each_part_has_its_bounds(at: int, value: object) -> None:
    def text(whole: list[object]) -> str:
        return PREFIX + base32(cbor2.dumps(whole, canonical=True))

    assert decode(text(list(WHOLE))).meeting == "M"
    changed: list[object] = [*WHOLE]
    changed[at] = value
    with pytest.raises(JoinCodeError, match="content"):
        decode(text(changed))


@pytest.mark.parametrize("extra", [b"\x00", b"\xf6"], ids=["zero", "null"])
def test_trailing_bytes_and_another_encoding_are_refused(extra: bytes) -> None:
    data = cbor2.dumps(WHOLE, canonical=True)
    with pytest.raises(JoinCodeError, match="cbor"):
        decode(PREFIX + base32(data + extra))
    long_zero = data[:-1] + b"\x18\x00"
    with pytest.raises(JoinCodeError, match="cbor"):
        decode(PREFIX + base32(long_zero))


def test_a_code_that_could_not_be_read_is_not_written() -> None:
    with pytest.raises(ValueError, match="content"):
        encode(JoinCode(places=(), key=b"", meeting="", secret=b"", expires=CODE.expires))
