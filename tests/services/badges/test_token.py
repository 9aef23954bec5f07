"""The badge token: what is signed comes back, another library agrees, and nothing else gets in."""

import random
from datetime import UTC, datetime, timedelta

import base45  # type: ignore[import-untyped]  # it ships no types
import cbor2
import cwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.models.badge import ROLE_CODES, Badge, BadgeError, BadgeFault
from app.models.terms import Role
from app.services.badges import token

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
KEYS = {"node-1": KEY.public_key()}
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
BADGE = Badge(
    kid="node-1",
    meeting="SAMPLE-2026-0001",
    person="e1",
    roles=(Role.EXPERT,),
    roster_version=3,
    not_before=NOON - timedelta(hours=12),
    expires=NOON + timedelta(hours=12),
    serial="00112233445566ff",
)
TEXT = token.encode(BADGE, KEY)


def test_what_was_signed_comes_back() -> None:
    assert token.decode(TEXT, KEYS) == BADGE
    assert len(TEXT) < 260
    assert set(TEXT) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"), "QR alphanumeric mode"


ids = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=64)
moments = st.integers(0, 2**33 - 1).map(lambda s: datetime.fromtimestamp(s, UTC))
badges = st.builds(
    Badge,
    kid=st.just("node-1"),
    meeting=ids,
    person=ids,
    roles=st.lists(st.sampled_from(list(Role)), min_size=1, max_size=8).map(tuple),
    roster_version=st.integers(0, 2**33 - 1),
    not_before=moments,
    expires=moments,
    serial=st.binary(min_size=8, max_size=8).map(bytes.hex),
)


@given(badges)
def test_every_badge_comes_back(badge: Badge) -> None:
    text = token.encode(badge, KEY)
    assert len(text) <= token.MAX_TEXT
    assert token.decode(text, KEYS) == badge


def test_another_library_reads_it_and_is_read() -> None:
    far = replace(
        BADGE, expires=datetime(2099, 1, 1, tzinfo=UTC), not_before=datetime(2020, 1, 1, tzinfo=UTC)
    )
    text = token.encode(far, KEY)
    public = cwt.COSEKey.from_jwk(
        {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "kid": "node-1", "x": _x()}
    )
    claims = cwt.decode(base45.b45decode(text.removeprefix(token.PREFIX)), public)
    assert claims[2] == "e1"
    assert claims[-70001] == "SAMPLE-2026-0001"
    assert claims[-70002] == [ROLE_CODES[Role.EXPERT]]


def _x() -> str:
    from base64 import urlsafe_b64encode

    return urlsafe_b64encode(KEY.public_key().public_bytes_raw()).rstrip(b"=").decode()


def fault_of(text: str) -> BadgeFault:
    with pytest.raises(BadgeError) as caught:
        token.decode(text, KEYS)
    return caught.value.fault


def test_a_key_nobody_knows_and_a_signature_of_another_key() -> None:
    assert fault_of(token.encode(replace(BADGE, kid="node-9"), KEY)) is BadgeFault.UNKNOWN_KEY
    assert fault_of(token.encode(BADGE, OTHER)) is BadgeFault.BAD_SIGNATURE


def wrapped(message: object, tail: bytes = b"") -> str:
    data = cbor2.dumps(cbor2.CBORTag(18, message), canonical=True) + tail
    text: str = base45.b45encode(data).decode()
    return token.PREFIX + text


def signed(payload: bytes, protected: bytes | None = None) -> list[object]:
    header = protected or cbor2.dumps({1: -8, 4: b"node-1"}, canonical=True)
    sig = KEY.sign(cbor2.dumps(["Signature1", header, b"", payload], canonical=True))
    return [header, {}, payload, sig]


GOOD = cbor2.dumps({2: "e1", 4: 9, 5: 1, 7: bytes(8), -70001: "M", -70002: [0], -70003: 1}, canonical=True)


@pytest.mark.parametrize(
    "claims",
    [
        {},
        [],
        "e1",
        {2: "e1"},
        {2: "", 4: 9, 5: 1, 7: bytes(8), -70001: "M", -70002: [0], -70003: 1},
        {2: "e" * 65, 4: 9, 5: 1, 7: bytes(8), -70001: "M", -70002: [0], -70003: 1},
        {2: "e1", 4: 2**60, 5: 1, 7: bytes(8), -70001: "M", -70002: [0], -70003: 1},
        {2: "e1", 4: True, 5: 1, 7: bytes(8), -70001: "M", -70002: [0], -70003: 1},
        {2: "e1", 4: 9, 5: -1, 7: bytes(8), -70001: "M", -70002: [0], -70003: 1},
        {2: "e1", 4: 9, 5: 1, 7: bytes(9), -70001: "M", -70002: [0], -70003: 1},
        {2: "e1", 4: 9, 5: 1, 7: bytes(8), -70001: "M", -70002: [], -70003: 1},
        {2: "e1", 4: 9, 5: 1, 7: bytes(8), -70001: "M", -70002: [99], -70003: 1},
        {2: "e1", 4: 9, 5: 1, 7: bytes(8), -70001: "M", -70002: [0] * 9, -70003: 1},
        {2: "e1", 4: 9, 5: 1, 7: bytes(8), -70001: "M", -70002: [[0]], -70003: 1},
        {2: "e1", 4: 9, 5: 1, 7: bytes(8), -70001: "M", -70002: [0], -70003: 1, 99: 1},
    ],
)
def test_signed_nonsense_is_not_a_badge(claims: object) -> None:
    assert fault_of(wrapped(signed(cbor2.dumps(claims, canonical=True)))) is BadgeFault.UNREADABLE


def test_only_the_one_encoding_is_taken() -> None:
    assert token.decode(wrapped(signed(GOOD)), KEYS).person == "e1"
    twice = b"\xa2\x02\x62e1\x02\x62e2"
    header = cbor2.dumps({1: -8, 4: b"node-1"}, canonical=True)
    assert fault_of(wrapped(signed(GOOD), b"\x00")) is BadgeFault.UNREADABLE
    assert fault_of(wrapped(signed(GOOD + b"\x00"))) is BadgeFault.UNREADABLE
    assert fault_of(wrapped(signed(twice))) is BadgeFault.UNREADABLE
    for weak in ({1: -7, 4: b"node-1"}, {1: 5, 4: b"node-1"}, {4: b"node-1"}, {1: -8, 4: b"node-1", 2: [1]}):
        protected = cbor2.dumps(weak, canonical=True)
        assert fault_of(wrapped(signed(GOOD, protected))) is BadgeFault.UNREADABLE
    sig = KEY.sign(b"x")
    assert fault_of(wrapped([header, {4: b"node-1"}, GOOD, sig])) is BadgeFault.UNREADABLE
    assert fault_of(wrapped([header, {}, GOOD])) is BadgeFault.UNREADABLE
    assert fault_of(wrapped([header, {}, GOOD, sig])) is BadgeFault.BAD_SIGNATURE


@pytest.mark.parametrize(
    "text",
    ["", "HQB1:", "HQB1: ", "HQB1:::", "hqb1:AA", "HQB1:" + "0" * 5000, "https://x.example/", "HQB1:汉"],
)
def test_other_texts_are_unreadable(text: str) -> None:
    assert fault_of(text) is BadgeFault.UNREADABLE


@settings(max_examples=300)
@given(st.integers(0, 2**32))
def test_no_mutated_badge_is_taken(seed: int) -> None:
    mutate(seed)


def mutate(seed: int) -> None:
    """Change, cut, swap or lengthen a good badge: never accepted, never another error."""
    rng = random.Random(seed)  # noqa: S311  the same mutation again for the same seed
    chars = list(TEXT)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(5, len(chars))
        match rng.randrange(4):
            case 0:
                chars[at] = rng.choice("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
            case 1:
                del chars[at:]
            case 2:
                chars.insert(at, rng.choice("0Z:"))
            case _:
                other = rng.randrange(5, len(chars))
                chars[at], chars[other] = chars[other], chars[at]
        if len(chars) < 7:
            break
    text = "".join(chars)
    if text == TEXT:
        return
    with pytest.raises(BadgeError):
        token.decode(text, KEYS)
