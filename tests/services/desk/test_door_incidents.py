"""疑似替代, a second role at the door, the leader who changes, a shared check-in, a pictured name, a second device."""

import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PIL import Image, ImageDraw

from app.models import facts as f
from app.models.terms import Stage
from app.services.intake.sample import sample_package
from support.office import Office


def arrive(office: Office, person: str, **more: Any) -> str:
    return office.play("Arrive", person=person, **more)


def test_a_suspected_person_is_turned_away_until_the_owner_confirms(office: Office) -> None:
    office.until("CheckInOpened")
    assert arrive(office, "owner-pm") == ""
    assert office.play("SubstitutionSuspected", person="e3", evidence="面貌与名单照片不符") == ""
    assert arrive(office, "e3") == "suspected"
    cleared: dict[str, Any] = {"person": "e3", "reason": "本人持身份证到场"}
    assert office.play("SubstitutionCleared", "secretary", **cleared) == "who_owner"
    arrive(office, "owner-verifier")
    assert office.play("SubstitutionCleared", "verifier", **cleared) == "clear_who"
    assert office.play("SubstitutionCleared", "owner", person="e4", reason="x") == "not_suspected"
    assert office.play("SubstitutionCleared", "owner", person="e3", reason=" ") == "text_needed"
    assert office.play("SubstitutionCleared", "owner", **cleared) == ""
    assert arrive(office, "e3") == ""
    m = office.view.m
    assert [x.person for x in m.substitutions] == ["e3"], "the incident stays"
    assert {x.check for x in office.view.findings if x.key.startswith("C31")} == set()


def test_who_sits_there_under_suspicion_counts_for_nobody(office: Office) -> None:
    office.until("TickAll")
    assert office.play("SubstitutionSuspected", person="e3", evidence="照片不符") == ""
    open_now = {x.key for x in office.view.findings if x.stops}
    assert {"C31:suspected:e3", "C20:not_counted:e3"} <= open_now
    assert office.play("Declare", "e3", person="e3", interest=True, with_whom="某") == "suspected"
    assert office.play("SubstitutionCleared", "owner", person="e3", reason="本人到场") == "clear_out_first"
    assert office.play("PersonCheckedOut", person="e3", reason="冒名") == ""
    assert office.play("SubstitutionCleared", "owner", person="e3", reason="本人到场") == ""
    assert office.play("SubstitutionSuspected", person="e3", evidence="又一次") == ""
    assert arrive(office, "e3") == "suspected"


def test_a_suspicion_in_session_suspends_it(office: Office) -> None:
    office.until("MeetingOpened")
    assert office.play("SubstitutionSuspected", person="e3", evidence="照片不符") == ""
    assert office.view.stage is Stage.SUSPENDED


def test_a_second_role_is_asked_for_and_added(tmp_path: Path) -> None:
    package = sample_package()
    parties = tuple(
        replace(
            p,
            posts=tuple(
                replace(post, person="gc-proj-tech") if post.role == "GC_AUTHOR" else post for post in p.posts
            ),
        )
        for p in package.parties
    )
    office = Office(tmp_path, replace(package, parties=parties))
    office.until("CheckInOpened")
    assert arrive(office, "gc-proj-tech", roles=["GC_PROJ_TECH"]) == ""
    assert any(x.key.startswith("C26::GC_AUTHOR") for x in office.view.findings)
    assert arrive(office, "gc-proj-tech", roles=["GC_PROJ_TECH"]) == "already_in"
    assert arrive(office, "gc-proj-tech", roles=["GC_AUTHOR"]) == ""
    assert not any(x.key.startswith("C26::GC_AUTHOR") for x in office.view.findings)
    assert office.view.m.spans["gc-proj-tech"][-1].roles == ("GC_PROJ_TECH", "GC_AUTHOR")
    office.desk.ledger.close()


def test_a_new_leader_while_signing_voids_the_signatures(office: Office) -> None:
    office.until("Freeze")
    assert office.play("Sign", "e2", person="e2", document="LZ", warned=True) == ""
    assert office.play("Elect", leader="e1") == "leader_already"
    assert office.play("Elect", leader="e2") == ""
    view = office.view
    assert (view.stage, view.m.leader, view.m.frozen) == (Stage.PROPOSED, "e2", None)
    assert len(view.m.invalidated) == 1
    assert view.m.session.proposal is not None
    assert view.m.session.proposal.stances == {}
    assert "T18" in [s.transition for s in view.m.walk]


def test_a_new_leader_of_a_proposal_asks_everybody_again(office: Office) -> None:
    office.until("AgreeAll")
    old = office.view.m.session.proposal
    assert old is not None
    assert office.play("Elect", leader="e2") == ""
    new = office.view.m.session.proposal
    assert new is not None
    assert (new.version, new.stances) == (old.version + 1, {})


@pytest.mark.parametrize(("last", "stage"), [("AgreeAll", "PROPOSED"), ("Freeze", "SIGNING")])
def test_a_new_leader_in_a_pause_is_a_new_content_too(office: Office, last: str, stage: str) -> None:
    office.until(last)
    assert office.view.stage == stage
    version = office.view.m.session.proposals[-1].version
    assert office.play("SessionSuspended", "host", pause="休息", reason="休会") == ""
    assert office.play("Elect", leader="e2") == ""
    m = office.view.m
    assert (m.stage, m.frozen, m.session.proposals[-1].version) == (Stage.SUSPENDED, None, version + 1)
    assert m.pause is not None
    assert m.pause.came_from is Stage.PROPOSED


def png(text: str = "", size: tuple[int, int] = (160, 48)) -> bytes:
    picture = Image.new("L", size, 255)
    ImageDraw.Draw(picture).rectangle((4, 4, size[0] - 4, size[1] - 4), outline=0, width=3)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue() + text.encode()


def test_a_name_without_a_glyph_stops_the_seal_until_it_is_a_picture(tmp_path: Path) -> None:
    package = sample_package()
    rare = "样\U0003347f"  # a plane where no bundled font has a glyph
    people = tuple(replace(p, name=rare) if p.id == "e6" else p for p in package.people)
    office = Office(tmp_path, replace(package, people=people))
    for do in ("AcknowledgeAll",):
        office.until(do)
    assert office.play("PictureName", person="e6", text="别名", picture=png()) == "name_differs"
    assert office.play("PictureName", person="e1", text="陈样一", picture=png()) == "name_drawable"
    assert office.play("PictureName", person="e6", text=rare, picture=b"GIF89a") == "picture_wrong"
    assert office.desk.papers.missing_glyphs(office.view.case) == ("\U0003347f",)
    assert office.play("PictureName", person="e6", text=rare, picture=png()) == ""
    assert office.desk.papers.missing_glyphs(office.view.case) == ()
    said = office.view.m.pictured["e6"]
    assert said.code_points == "U+6837 U+3347F"
    assert office.desk.ledger.blob(said.picture) == png()
    assert hashlib.sha256(png()).hexdigest() == said.picture
    office.desk.ledger.close()


def test_nobody_else_seals_names_or_shares(office: Office) -> None:
    office.until("CheckInOpened")
    assert office.play("ShareCheckIn", "host", source="x") == "who_secretary"
    assert office.play("ShareCheckIn", source="x") == "share_unknown"
    assert office.play("ShareCheckIn", source=office.package.meeting.id) == "share_unknown"


def second(office: Office, meeting: str, **changes: Any) -> Office:
    """Another plan on the same desk."""
    package = office.package
    info = replace(package.meeting, id=meeting, **changes)
    made = object.__new__(Office)
    made.clock, made.desk = office.clock, office.desk
    made.package = replace(package, meeting=info)
    made.player = type(office.player)(made.desk, made.clock, made.signed(made.package), meeting)
    return made


def test_a_check_in_is_shared_with_another_plan_of_the_day(office: Office) -> None:
    office.until("TickAll")
    other = second(office, "XJ-2026-1120-B")
    assert other.play("ImportPackage") == ""
    assert other.play("CheckInOpened") == ""
    assert other.play("ShareCheckIn", source=office.package.meeting.id) == ""
    here, there = other.view.m, office.view.m
    assert set(here.spans) == {p for p in there.spans if there.present(p) and p in here.people}
    assert here.declarations == {}, "a declaration speaks of one plan"
    assert set(here.qualifications) == set(there.qualifications)
    assert here.shared_from[0].source == office.package.meeting.id
    assert {x.check for x in other.view.findings if x.stops} >= {"C37", "C33"}
    assert not any(x.key.startswith("C20") for x in other.view.findings)
    assert other.play("ShareCheckIn", source=office.package.meeting.id) == "share_nobody"


def test_a_check_in_of_another_day_is_not_shared(office: Office) -> None:
    from datetime import timedelta

    office.until("DeclareAll")
    later = office.package.meeting.planned_start + timedelta(days=1)
    other = second(office, "XJ-2026-1121", planned_start=later)
    other.play("ImportPackage")
    other.play("CheckInOpened")
    assert other.play("ShareCheckIn", source=office.package.meeting.id) == "share_other_day"
    assert not any(isinstance(e.body.fact, f.CheckInShared) for e in other.view.entries)


def test_an_expert_of_a_party_is_stopped_at_the_door(tmp_path: Path) -> None:
    package = sample_package()
    supervisor = next(p.code for p in package.parties if p.kind == "SUPERVISOR")
    experts = tuple(replace(e, employer_code=supervisor) if e.person == "e2" else e for e in package.experts)
    office = Office(tmp_path, replace(package, experts=experts))
    assert office.play("ImportPackage") == ""
    assert office.play("CheckInOpened") == ""
    said = office.ask("Arrive", person="e2")
    assert said is not None
    assert (said.code, [x.key for x in said.findings]) == ("avoid_unit", ["C12:same_unit:e2"])
    assert not office.view.m.present("e2")
    office.desk.ledger.close()
