"""A device that never met the central node verifies badges: with the package, the join answer, and the primaries' keys."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from app.models import facts as f
from app.models.badge import Outcome
from app.models.package import TrustedKey
from app.server.packages import Packages
from app.services.badges.door import answer_scan, door_keys
from app.services.badges.issue import badge_of, issue, serial_of
from app.services.badges.keys import badge_keys, with_badge_key
from app.services.badges.token import encode
from app.services.intake.package_file import decode_package
from app.services.intake.sample import SAMPLE_KID, sample_key, sample_package
from app.services.ledger import Ledger
from app.services.signing.keys import DeviceKey, NodeKey, pack
from support import walk
from support.book import Book

NODE = NodeKey.in_memory(b"\x07" * 32)
DESK = DeviceKey.in_memory(b"\x08" * 32)


def book(*, sample: bool = False) -> Book:
    """A meeting of a real package that names nobody's key, checked in by two devices."""
    plain = walk.prepared()
    package = replace(plain.package, meeting=replace(plain.package.meeting, sample=sample))
    made = Book("xinjiang", package)
    made.import_package(NODE.kid)
    return made


def test_the_node_names_its_key_in_what_it_signs(tmp_path: Path) -> None:
    draft = sample_package()
    draft = replace(draft, meeting=replace(draft.meeting, id="REAL-1", sample=False))
    with Ledger.open(tmp_path / "ledger.db", DeviceKey.in_memory()) as ledger:
        shelf = Packages(ledger, NODE, sample=False)
        info = shelf.sign(msgspec.json.encode(draft))
        signed = decode_package(ledger.blob(info.sha256))
    assert TrustedKey(kid=NODE.kid, key=pack(NODE.public), use="badge") in signed.package.keys
    assert with_badge_key(signed.package, NODE) is signed.package
    made = Book("xinjiang", signed.package)
    made.import_package()
    keys = door_keys(badge_keys(made.m, {}, {}))
    now = signed.package.meeting.planned_start - timedelta(minutes=20)
    answers = {answer_scan(badge.code, made.m, keys, now).answer.outcome for badge in signed.badges}
    assert Outcome.UNKNOWN_KEY not in answers
    assert Outcome.BAD_SIGNATURE not in answers


def test_the_sample_key_is_for_samples_only() -> None:
    assert SAMPLE_KID not in badge_keys(book().m, {SAMPLE_KID: sample_key().public}, {})
    assert badge_keys(book(sample=True).m, {}, {})[SAMPLE_KID] == sample_key().public


def test_a_package_cannot_name_another_sample_key() -> None:
    made = book(sample=True)
    evil = TrustedKey(kid=SAMPLE_KID, key=pack(NODE.public), use="badge")
    made.world.packages["pkg-1"] = replace(made.package, keys=(evil,))
    assert badge_keys(made.m, {}, {})[SAMPLE_KID] == sample_key().public


@pytest.mark.parametrize(("use", "there"), [("badge", True), ("node", False), ("device", False)])
def test_only_keys_for_badges_count(use: str, *, there: bool) -> None:
    made = book()
    row = msgspec.convert({"kid": "k", "key": pack(NODE.public), "use": use}, TrustedKey)
    made.world.packages["pkg-1"] = replace(made.package, keys=(row,))
    assert ("k" in badge_keys(made.m, {}, {})) is there


def test_a_badge_of_the_primary_is_known_also_after_a_take_over() -> None:
    made = book()
    person = issue(made.package, NODE)[0].person
    serial = serial_of(made.package, person, 1)
    made.add(f.BadgeReissued(person=person, serial=serial, code_sha256="", replaces=(), reason="遗失"))
    made.add(f.PrimaryTaken(device="d2", how="takeover", owner="owner-pm", reason="主控损坏"), device="d2")
    keys = badge_keys(
        made.m, {NODE.kid: NODE.public}, {"d1": DESK.public, "d2": NODE.public, "d3": DESK.public}
    )
    assert set(keys) == {NODE.kid, "d1", "d2"}
    text = encode(badge_of(made.package, person, "d1", serial), DESK)
    now = made.package.meeting.planned_start
    assert answer_scan(text, made.m, door_keys(keys), now).answer.outcome is not Outcome.UNKNOWN_KEY
