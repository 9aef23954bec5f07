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
from app.services.desk.scanning import AGAIN, MOST_UNKNOWN
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


def test_a_camera_before_a_screen_that_changes_does_not_fill_the_record(office: Office) -> None:
    office.until("CheckInOpened")
    before, now = len(office.view.m.turned_away), office.clock.now
    for n in range(MOST_UNKNOWN + 30):
        office.clock.now = now  # all of it within one minute
        assert turned(office, digest=f"{n:064x}") == ""
    assert len(office.view.m.turned_away) == before + MOST_UNKNOWN
    office.clock.now = now
    assert turned(office, person="e1", outcome=Outcome.NOT_COMPARED, digest="7a" * 32) == ""
    assert len(office.view.m.turned_away) == before + MOST_UNKNOWN + 1, (
        "what is about a person is always kept"
    )
    office.clock.now += AGAIN + timedelta(seconds=1)
    assert turned(office, digest="7b" * 32) == ""
    assert len(office.view.m.turned_away) == before + MOST_UNKNOWN + 2


def test_a_clock_set_back_does_not_silence_the_door(office: Office) -> None:
    office.until("CheckInOpened")
    assert turned(office) == ""
    office.clock.now -= timedelta(hours=3)
    before = len(office.view.m.turned_away)
    assert turned(office) == ""
    assert len(office.view.m.turned_away) == before + 1


def test_suspicions_of_everybody_by_a_hostile_scanner_can_be_mended(office: Office) -> None:
    """The owner, too, is suspected, who alone may clear one; the secretary takes that of him back."""
    office.until("CheckInOpened")
    meeting = office.package.meeting.id
    m = office.view.m
    everybody = tuple(dict.fromkeys([*m.experts, *(h.person for h in m.posts)]))
    with office.desk.ledger.write(meeting) as tx:
        for person in (*everybody, "owner-pm"):
            tx.append(actor(m, "secretary"), f.SubstitutionSuspected(person=person, evidence="x"))
    assert all(office.view.m.suspected(person) for person in everybody)
    mine = [e for e in office.view.entries if isinstance(e.fact, f.SubstitutionSuspected)]
    for entry in mine:
        if isinstance(entry.fact, f.SubstitutionSuspected) and entry.fact.person == "owner-pm":
            office.desk.do(
                meeting, f.FactUndone(target=entry.hash, reason="设备被冒用"), actor(m, "secretary")
            )
    assert not office.view.m.suspected("owner-pm")
    last4 = office.view.m.people["owner-pm"].last4
    here = r.CheckIn(
        person="owner-pm",
        roles=(Role.OWNER_PM,),
        factors=(Factor.LOOK, Factor.LAST4),
        last4=last4,
        manual_reason="无胸牌",
    )
    office.desk.do(meeting, here, actor(m, "secretary"))
    for person in everybody:
        if person != "owner-pm":
            clear = f.SubstitutionCleared(person=person, reason="当面核对无误")
            office.desk.do(meeting, clear, actor(office.view.m, "owner-pm"))
    assert not any(office.view.m.suspected(person) for person in everybody)
    assert come(office, "e1", code_of(office, "e1")) == ""
