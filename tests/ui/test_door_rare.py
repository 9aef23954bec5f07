"""The rarer things at the door: by video, a substitute cleared, a consent refused, a post changed, two plans."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.models import facts as f
from app.models.entry import By
from app.models.terms import Factor, Presence, Role
from app.services.desk import requests as r
from app.services.intake.package_file import encode_package, sign_package
from app.services.intake.sample import sample_key, sample_package
from app.ui.stages.checkin_arrive import ArriveSheet, may_be_remote
from app.ui.stages.checkin_person import PersonSheet
from app.ui.stages.checkin_posts import PostChangeSheet
from app.ui.stages.checkin_rare import ConsentSheet, OtherPlan, ShareSheet, other_plans
from app.ui.stages.parts.ask import view_of
from app.ui.stages.parts.reason import ReasonSheet
from app.ui.stages.parts.signature import SignatureSheet
from support.hall import Hall, click, hall, scribble


def person_sheet(made: Hall, person: str) -> PersonSheet:
    made.refresh()
    screen = made.shell.stage_screen("checkin")
    PersonSheet(made.shell.host, screen, person).open()
    sheet = made.top()
    assert isinstance(sheet, PersonSheet)
    return sheet


def test_an_expert_comes_in_by_video_where_the_pack_has_it(desk: QApplication, tmp_path: Path) -> None:
    assert desk is not None
    with hall(tmp_path, "nanning") as made:
        made.open_check_in()
        made.show("checkin")
        view = view_of(made.shell.host)
        assert may_be_remote(view, "e2")
        assert not may_be_remote(view, "gc-pm")
        ArriveSheet(made.shell.host, made.shell.stage_screen("checkin"), view, "e2").open()
        sheet = made.top()
        assert isinstance(sheet, ArriveSheet)
        click(sheet.presence.buttons()[1])
        assert sheet.four_row.isHidden()
        assert sheet.primary.reason()
        click(sheet.cert)
        click(sheet.live)
        click(sheet.primary)
        made.settle()
        span = made.desk.view(made.meeting).m.spans["e2"][-1]
        assert (span.presence, set(span.factors)) == (
            Presence.REMOTE,
            {Factor.CA_CERT, Factor.LIVE_VIDEO},
        )


def test_in_xinjiang_nobody_comes_in_by_video(desk: QApplication, tmp_path: Path) -> None:
    assert desk is not None
    with hall(tmp_path) as made:
        made.open_check_in()
        made.show("checkin")
        assert not may_be_remote(view_of(made.shell.host), "e2")


def test_the_owner_clears_a_suspected_substitute(desk: QApplication, tmp_path: Path) -> None:
    assert desk is not None
    with hall(tmp_path) as made:
        made.open_check_in()
        made.crowd("Arrive", person="owner-pm")
        made.do(f.SubstitutionSuspected(person="e3", evidence="照片不符"))
        made.show("checkin")
        click(person_sheet(made, "e3").ways["clear"])
        made.identify("owner-pm")
        sheet = made.top()
        assert isinstance(sheet, ReasonSheet)
        sheet.text.setPlainText("两人核对，是本人")
        click(sheet.primary)
        made.settle()
        m = made.desk.view(made.meeting).m
        assert not m.suspected("e3")
        assert [x.person for x in m.substitutions] == ["e3"]  # the incident stays


def test_a_refused_consent_is_recorded_and_bars_nobody(desk: QApplication, tmp_path: Path) -> None:
    assert desk is not None
    with hall(tmp_path) as made:
        made.open_check_in()
        made.crowd("Arrive", person="e3")
        made.show("checkin")
        click(person_sheet(made, "e3").ways["consent"])
        sheet = made.top()
        assert isinstance(sheet, ConsentSheet)
        assert sheet.primary.reason()  # to agree needs a signature, to refuse does not
        click(sheet.refuse)
        made.settle()
        m = made.desk.view(made.meeting).m
        assert not m.consents["e3", "id_photo"].given
        assert m.present("e3")


def test_a_post_changes_hands_with_the_scan_of_its_document(desk: QApplication, tmp_path: Path) -> None:
    assert desk is not None
    with hall(tmp_path) as made:
        made.open_check_in()
        made.crowd("Arrive", person="owner-pm")
        made.show("checkin")
        click(person_sheet(made, "gc-pm").ways["post"])
        made.identify("owner-pm")
        sheet = made.top()
        assert isinstance(sheet, PostChangeSheet)
        sheet.name.setText("样接任")
        sheet.four.setText("123X")
        sheet.document.setText("样例变更 8 号")
        click(sheet.primary)
        made.settle()
        assert sheet.problem.isVisible()  # the owner confirms by the scan (XJ)
        scan = tmp_path / "change.pdf"
        scan.write_bytes(b"%PDF-1.4 sample")
        sheet.scan.take([scan])
        made.settle()
        click(sheet.primary)
        made.settle()
        change = made.desk.view(made.meeting).m.post_changes[-1]
        assert made.ledger.blob(change.scan) == b"%PDF-1.4 sample"


def second_plan(made: Hall) -> str:
    package = sample_package()
    twin = replace(package, meeting=replace(package.meeting, id="XJ-2026-1121"))
    data = encode_package(sign_package(twin, sample_key()))
    made.desk.do(twin.meeting.id, r.ImportPackage(data=data), By(person="secretary", role=Role.SECRETARY))
    return twin.meeting.id


def test_the_check_in_of_another_plan_is_taken_over(desk: QApplication, tmp_path: Path) -> None:
    assert desk is not None
    with hall(tmp_path) as made:
        made.open_check_in()
        made.crowd("CheckInAll", skip=("e3",))
        first, second = made.meeting, second_plan(made)
        secretary = By(person="secretary", role=Role.SECRETARY)
        made.desk.do(second, f.CheckInOpened(), secretary)
        found = other_plans(made.desk, second)
        assert [x.meeting for x in found] == [first]
        assert found[0].people > 20
        assert other_plans(made.desk, first) == ()  # nobody is there who is not here


def test_taking_over_is_one_choice(desk: QApplication, tmp_path: Path) -> None:
    assert desk is not None
    with hall(tmp_path) as made:
        other = second_plan(made)
        secretary = By(person="secretary", role=Role.SECRETARY)
        made.desk.do(other, f.CheckInOpened(), secretary)
        who = made.view.m.people["e3"]
        made.desk.do(
            other,
            r.CheckIn(
                person="e3",
                roles=(Role.EXPERT,),
                factors=(Factor.LOOK, Factor.LAST4),
                last4=who.last4,
                manual_reason="无胸牌",
            ),
            secretary,
        )
        made.open_check_in()
        made.show("checkin")
        screen = made.shell.stage_screen("checkin")
        ShareSheet(made.shell.host, screen, [OtherPlan(other, "样例方案二", 1)]).open()
        sheet = made.top()
        assert isinstance(sheet, ShareSheet)
        assert sheet.primary.reason()
        sheet.plans.set_key(other)
        click(sheet.primary)
        made.settle()
        QTest.qWait(0)
        m = made.desk.view(made.meeting).m
        assert m.present("e3")
        assert "e3" not in m.declarations


def test_a_name_without_a_font_is_written_by_hand(
    desk: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk is not None
    package = sample_package()
    people = tuple(replace(p, name="陈样\U000323b0") if p.id == "e3" else p for p in package.people)
    monkeypatch.setattr("support.hall.sample_package", lambda **_: replace(package, people=people))
    with hall(tmp_path) as made:
        made.open_check_in()
        made.show("checkin")
        assert "picture" not in person_sheet(made, "e2").ways
        click(person_sheet(made, "e3").ways["picture"])
        sheet = made.top()
        assert isinstance(sheet, SignatureSheet)
        scribble(sheet.box.pad)
        click(sheet.primary)
        made.settle()
        m = made.desk.view(made.meeting).m
        assert m.pictured["e3"].code_points.endswith("U+323B0")
        assert made.ledger.blob(m.pictured["e3"].picture).startswith(b"\x89PNG")
