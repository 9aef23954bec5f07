"""Whose badges a door must not take: of a desk that was deposed, of a key everybody can make, of two desks that were apart."""

import pytest
from msgspec.structs import replace

from app.models import facts as f
from app.models.badge import Outcome
from app.models.facts import BadgeReissued
from app.models.package import TrustedKey
from app.models.terms import Factor, Role
from app.services.badges.door import answer_scan, door_keys
from app.services.badges.issue import badge_of
from app.services.badges.keys import badge_keys
from app.services.badges.token import encode
from app.services.intake.sample_key import sample_key
from app.services.signing.keys import DeviceKey, NodeKey, pack
from support import walk
from support.book import Book

NODE = NodeKey.in_memory(b"\x07" * 32)
OLD, NEW = DeviceKey.in_memory(b"\x08" * 32), DeviceKey.in_memory(b"\x09" * 32)
KEYS = {"d1": OLD.public, "d2": NEW.public}


def meeting(**of_meeting: object) -> Book:
    plain = walk.prepared()
    package = replace(
        plain.package, meeting=replace(plain.package.meeting, **({"sample": False} | of_meeting))
    )
    made = Book("xinjiang", package)
    made.import_package(NODE.kid)
    made.add(f.CheckInOpened())
    return made


def made_again(serial: str, *replaces: str) -> BadgeReissued:
    return BadgeReissued(
        person="e1", serial=serial * 16, code_sha256="0" * 64, replaces=replaces, reason="遗失"
    )


def shown(book: Book, key: DeviceKey | NodeKey, kid: str, serial: str) -> Outcome:
    text = encode(badge_of(book.package, "e1", kid, serial * 16), key)
    keys = door_keys(badge_keys(book.m, {NODE.kid: NODE.public}, KEYS))
    return answer_scan(text, book.m, keys, book.package.meeting.planned_start).answer.outcome


def test_a_stolen_desk_that_was_deposed_makes_no_badges_any_more() -> None:
    book = meeting()
    book.add(made_again("a"))
    assert shown(book, OLD, "d1", "a") is Outcome.ADMITTED
    assert shown(book, OLD, "d1", "b") is Outcome.ADMITTED, "the primary's word is its signature"
    book.add(f.PrimaryTaken(device="d2", how="takeover", owner="owner-pm", reason="主控被盗"), device="d2")
    assert shown(book, OLD, "d1", "a") is Outcome.ADMITTED, "made while it was the primary"
    assert shown(book, OLD, "d1", "b") is Outcome.UNKNOWN_KEY
    book.add(made_again("b", "a" * 16), device="d1")
    assert shown(book, OLD, "d1", "b") is Outcome.UNKNOWN_KEY, "its facts count for nothing either"
    assert shown(book, OLD, "d1", "a") is Outcome.ADMITTED
    assert shown(book, NEW, "d2", "c") is Outcome.ADMITTED


def test_of_two_desks_that_were_apart_only_one_badge_of_a_person_stays_good() -> None:
    book = meeting()
    book.add(made_again("a"))
    book.add(f.PrimaryTaken(device="d2", how="takeover", owner="owner-pm", reason="主控损坏"), device="d2")
    book.add(made_again("c"), device="d2")
    assert shown(book, OLD, "d1", "a") is Outcome.REVOKED
    assert shown(book, NEW, "d2", "c") is Outcome.ADMITTED


@pytest.mark.parametrize("kid", ["sample", "n-0123456789abcdef", NODE.kid])
def test_the_key_everybody_can_make_opens_no_real_meeting_under_any_name(kid: str) -> None:
    book = meeting()
    row = TrustedKey(kid=kid, key=pack(sample_key().public), use="badge")
    book.world.packages["pkg-1"] = replace(book.package, keys=(row,))
    text = encode(badge_of(book.package, "e1", kid, "a" * 16), sample_key())
    keys = door_keys(badge_keys(book.m, {kid: sample_key().public}, KEYS))
    said = answer_scan(text, book.m, keys, book.package.meeting.planned_start).answer.outcome
    assert said in {Outcome.UNKNOWN_KEY, Outcome.BAD_SIGNATURE}


def test_keys_of_the_venue_are_asked_only_for_the_signer_this_desk_lacks() -> None:
    book = meeting()
    asked: list[str] = []

    def venue(of: str) -> dict[str, bytes]:
        asked.append(of)
        return {NODE.kid: NODE.public, "n-other": OLD.public}

    assert badge_keys(book.m, {}, {}, venue) == {NODE.kid: NODE.public}
    assert asked == [book.m.id]
    assert badge_keys(book.m, {NODE.kid: NODE.public}, {}, venue) == {NODE.kid: NODE.public}
    assert len(asked) == 1


def came(badge: str) -> f.PersonCheckedIn:
    return f.PersonCheckedIn(
        person="e1", roles=(Role.EXPERT,), factors=(Factor.BADGE, Factor.LOOK), badge=badge, way="camera"
    )


def test_a_badge_void_at_one_door_and_shown_at_another_that_had_not_heard_is_no_factor() -> None:
    book = meeting()
    book.add(f.DeviceJoined(device="d3", public="", name="东门"))
    book.add(f.BadgesRevoked(serials=("a" * 16,), source="desk", as_of=book.clock, reason="被冒用"))
    book.add(came("a" * 16), device="d3")
    assert book.m.spans["e1"][-1].factors == (Factor.LOOK,)
    assert "C31:badge_void:e1" in book.find("C31")
    assert "e1" in book.m.spans, "he is not thrown out: people look"


def test_a_badge_lost_after_the_check_in_takes_nothing_back() -> None:
    book = meeting()
    book.add(came("a" * 16))
    book.add(f.BadgesRevoked(serials=("a" * 16,), source="desk", as_of=book.clock, reason="遗失"))
    assert book.m.spans["e1"][-1].factors == (Factor.BADGE, Factor.LOOK)
    assert "C31:badge_void:e1" not in book.find("C31")
