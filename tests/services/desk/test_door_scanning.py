"""Badges as a factor, scans turned away, a lost badge made again: at a real desk with real tokens."""

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from app.models import facts as f
from app.models.badge import Outcome
from app.models.terms import Factor, Role
from app.services.badges.door import Scan, answer_scan, door_keys
from app.services.badges.issue import badge_of, made_here, serial_of
from app.services.badges.keys import badge_keys
from app.services.badges.token import encode
from app.services.desk import requests as r
from app.services.desk.refusal import Refusal
from app.services.desk.scanning import AGAIN
from app.services.intake.package_file import decode_package
from app.services.intake.sample_key import sample_key
from app.services.rehearsal.people import actor
from app.services.signing.keys import DeviceKey
from support.office import Office

DIGEST = "5e" * 32


def code_of(office: Office, person: str) -> str:
    signed = decode_package(office.signed(office.package))
    return next(b.code for b in signed.badges if b.person == person)


def come(office: Office, person: str, badge: str, **more: Any) -> str:
    roles = (Role.EXPERT,) if person.startswith("e") else (Role.OWNER_PM,)
    factors = (Factor.BADGE, Factor.LOOK)
    request = r.CheckIn(person=person, roles=roles, factors=factors, badge=badge, way="camera", **more)
    try:
        office.desk.do(office.package.meeting.id, request, actor(office.view.m, "secretary"))
    except Refusal as said:
        return said.code
    return ""


def answer(office: Office, text: str) -> Scan:
    m = office.view.m
    keys = door_keys(badge_keys(m, {}, office.desk.ledger.devices()))
    return answer_scan(text, m, keys, office.clock.now)


def turned(office: Office, **with_: Any) -> str:
    fact = f.ScanTurnedAway(**({"outcome": Outcome.FOREIGN, "way": "camera", "digest": DIGEST} | with_))
    try:
        office.desk.do(office.package.meeting.id, fact, actor(office.view.m, "secretary"))
    except Refusal as said:
        return said.code
    return ""


def test_a_badge_is_a_factor_only_when_it_is_shown(office: Office) -> None:
    office.until("CheckInOpened")
    assert come(office, "e1", "") == "badge_not_shown"
    assert come(office, "e1", code_of(office, "e2")) == "badge_not_shown", "that of another person"
    assert come(office, "e1", "https://example.invalid/") == "badge_refused"
    assert come(office, "e1", code_of(office, "e1")[:-3]) == "badge_refused"
    assert office.view.m.spans == {}
    assert come(office, "e1", code_of(office, "e1")) == ""
    span = office.view.m.spans["e1"][-1]
    assert span.badge == serial_of(office.package, "e1")
    assert span.way == "camera"
    assert span.manual_reason == ""


def test_a_badge_by_a_stranger_or_for_another_meeting_opens_nothing(office: Office) -> None:
    office.until("CheckInOpened")
    stranger = DeviceKey.in_memory(b"stranger".ljust(32, b"."))
    forged = encode(
        badge_of(office.package, "e1", sample_key().kid, serial_of(office.package, "e1")), stranger
    )
    assert come(office, "e1", forged) == "badge_refused"
    other = replace(office.package, meeting=replace(office.package.meeting, id="XJ-OTHER"))
    elsewhere = encode(badge_of(other, "e1", sample_key().kid, serial_of(other, "e1")), sample_key())
    said = answer(office, elsewhere).answer
    assert (said.outcome, said.other) == (Outcome.OTHER_MEETING, "XJ-OTHER")
    assert come(office, "e1", elsewhere) == "badge_refused"


def test_a_lost_badge_is_made_again_here_and_the_old_one_is_void(office: Office) -> None:
    office.until("CheckInOpened")
    old = code_of(office, "e1")
    assert office.play("ReissueBadge", person="e1", reason=" ") == "text_needed"
    assert office.play("ReissueBadge", person="nobody", reason="遗失") == "not_on_roster"
    assert office.play("ReissueBadge", person="e1", reason="在路上遗失") == ""
    assert answer(office, old).answer.outcome is Outcome.REVOKED
    assert come(office, "e1", old) == "badge_refused"
    badge, new = made_here(office.view.m, "e1", office.desk.ledger.issuer, 1)
    assert office.view.m.badges["e1"].serial == badge.serial
    assert office.play("ReissueBadge", person="e1", reason="又遗失") == ""
    assert answer(office, new).answer.outcome is Outcome.REVOKED, "the first of the two made here"
    _, newest = made_here(office.view.m, "e1", office.desk.ledger.issuer, 2)
    assert come(office, "e1", newest) == ""
    assert office.view.m.spans["e1"][-1].badge == office.view.m.badges["e1"].serial


def test_a_badge_is_revoked_without_a_new_one(office: Office) -> None:
    office.until("CheckInOpened")
    assert office.play("RevokeBadge", person="e1", reason="被他人冒用") == ""
    assert answer(office, code_of(office, "e1")).answer.outcome is Outcome.REVOKED
    assert office.play("RevokeBadge", person="e1", reason="再来一次") == "badge_none_left"


def test_badges_of_an_older_roster_die_with_the_lost_one(office: Office) -> None:
    """EC-23 lets a badge of an older roster in; a lost one must not come back that way."""
    office.until("CheckInOpened")
    old = code_of(office, "e1")
    newer = replace(office.package, roster_version=2, made_at=office.package.made_at + timedelta(minutes=5))
    office.desk.do(
        office.package.meeting.id,
        r.RefreshPackage(data=office.signed(newer)),
        actor(office.view.m, "secretary"),
    )
    assert answer(office, old).answer.outcome is Outcome.ADMITTED
    assert office.play("ReissueBadge", person="e1", reason="遗失") == ""
    assert answer(office, old).answer.outcome is Outcome.REVOKED


def test_one_code_before_one_door_is_one_scan(office: Office) -> None:
    office.until("CheckInOpened")
    for _ in range(3):
        assert turned(office) == ""
    assert len(office.view.m.turned_away) == 1
    assert turned(office, note="面貌不符", outcome=Outcome.SUSPECTED, person="e1") == ""
    office.clock.now += AGAIN + timedelta(seconds=5)
    assert turned(office) == ""
    assert [x.fact.outcome for x in office.view.m.turned_away] == [
        Outcome.FOREIGN,
        Outcome.SUSPECTED,
        Outcome.FOREIGN,
    ]


def test_a_record_of_a_scan_that_makes_no_sense_is_not_taken(office: Office) -> None:
    office.until("CheckInOpened")
    for bad in (
        {"digest": "x"},
        {"digest": DIGEST, "person": "nobody"},
        {"serial": "zz"},
        {"code": "k" * 41},
        {"note": "n" * 201},
        {"outcome": Outcome.ADMITTED},
    ):
        assert turned(office, **bad) == "scan_unsound", bad
    assert office.view.m.turned_away == []
