"""A node that changed its key: badges of the older key are good while the package lists it, and of no other key."""

import base64

import pytest
from msgspec.structs import replace

from app.models.badge import Outcome
from app.models.package import Package, TrustedKey
from app.services.badges.door import answer_scan, door_keys
from app.services.badges.issue import badge_of, serial_of
from app.services.badges.token import encode
from app.services.signing.keys import NodeKey, pack, unpack
from support import build, walk

OLD, NEW, STRANGE = (NodeKey.in_memory(bytes([n]) * 32) for n in (1, 2, 3))
PACKAGE = replace(
    build.package("xinjiang"),
    keys=tuple(TrustedKey(kid=key.kid, key=pack(key.public), use="badge") for key in (OLD, NEW)),
)


def keys_of(package: Package = PACKAGE) -> dict[str, bytes]:
    """The badge keys a package lists, as raw bytes."""
    listed = [(key.kid, unpack(key.key)) for key in package.keys if key.use == "badge"]
    return {kid: raw for kid, raw in listed if raw is not None}


def code(key: NodeKey, person: str = "e1", kid: str = "") -> str:
    """A badge of the meeting, signed by a key, under its own name or another's."""
    return encode(badge_of(PACKAGE, person, kid or key.kid, serial_of(PACKAGE, person)), key)


def door(text: str, keys: dict[str, bytes]) -> tuple[Outcome, str]:
    m = walk.prepared("xinjiang", PACKAGE).m
    m.id = PACKAGE.meeting.id
    seen = answer_scan(text, m, door_keys(keys), PACKAGE.meeting.planned_start)
    return seen.answer.outcome, seen.kid


@pytest.mark.parametrize("key", [OLD, NEW])
def test_a_badge_of_a_listed_key_is_good_older_or_newer(key: NodeKey) -> None:
    assert door(code(key), keys_of()) == (Outcome.ADMITTED, key.kid)


def test_a_badge_of_a_key_that_is_not_listed_is_not() -> None:
    assert door(code(STRANGE), keys_of()) == (Outcome.UNKNOWN_KEY, STRANGE.kid)
    assert door(code(STRANGE, kid=OLD.kid), keys_of()) == (Outcome.BAD_SIGNATURE, OLD.kid)
    assert door(code(OLD, kid=NEW.kid), keys_of()) == (Outcome.BAD_SIGNATURE, NEW.kid)


def test_a_key_that_was_withdrawn_opens_no_door_any_more() -> None:
    only_new = replace(PACKAGE, keys=PACKAGE.keys[1:])
    assert door(code(OLD), keys_of(only_new)) == (Outcome.UNKNOWN_KEY, OLD.kid)
    assert door(code(NEW), keys_of(only_new))[0] is Outcome.ADMITTED


def test_a_key_for_another_use_opens_no_door() -> None:
    other = replace(PACKAGE, keys=(replace(PACKAGE.keys[0], use="node"), PACKAGE.keys[1]))
    assert door(code(OLD), keys_of(other))[0] is Outcome.UNKNOWN_KEY


def test_what_is_no_key_is_left_out_and_the_others_stay() -> None:
    spoilt = {OLD.kid: b"short", NEW.kid: NEW.public, "n-x": base64.b64decode("AAAA")}
    assert door(code(NEW), spoilt)[0] is Outcome.ADMITTED
    assert door(code(OLD), spoilt)[0] is Outcome.UNKNOWN_KEY
