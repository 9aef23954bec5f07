"""The signing screen on the real desk, with real presses, keys and strokes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.models import facts as f
from app.models.terms import Document, Role, SignKind, Stage
from app.services.documents.scans import ScanError, read_scan
from app.services.signing import ink
from app.ui.stages.parts.dissent import OwnWordsSheet
from app.ui.stages.parts.reason import ReasonSheet
from app.ui.stages.sign import Screen
from app.ui.stages.sign_sheets import EndSheet, ScanSheet
from app.ui.widgets import State
from support.closing import frozen, signed
from support.hall import Hall, click, hall, scribble


@pytest.fixture
def room(desk: QApplication, tmp_path: Path) -> Iterator[Hall]:
    assert desk is not None
    with hall(tmp_path) as made:
        yield made


def screen_of(made: Hall) -> Screen:
    made.show("sign")
    shown = made.shell.stage_screen("sign")
    assert isinstance(shown, Screen)
    return shown


def know(made: Hall, *people: str) -> None:
    view = made.store.view
    assert view is not None
    for person in people:
        made.shell.host.identities.keep(person, view.m.name(person))


def test_one_expert_signs_and_the_next_finds_a_clean_pad(room: Hall) -> None:
    frozen(room)
    screen = screen_of(room)
    pane = screen.pane
    assert pane.person == "e1"  # the leader is asked first
    scribble(pane.pad)
    assert not pane.pad.strokes().strokes  # nobody is identified: the pad takes nothing
    click(pane.head.identify)
    room.identify("e1")
    assert not pane.confirm.is_free()
    click(pane.warned)
    assert not pane.confirm.is_free()
    scribble(pane.pad)
    click(pane.undo)
    scribble(pane.pad)
    click(pane.confirm)
    room.settle()
    view = room.desk.view(room.meeting)
    given = view.m.signatures[Document.REPORT, "e1"].given
    assert view.m.frozen is not None
    assert given.content_hash == view.m.frozen.content_hash
    assert given.warned
    assert given.ink is not None
    assert given.ink.shown == view.m.frozen.content_hash
    assert ink.decode(room.ledger.blob(given.ink.strokes)).strokes
    assert room.ledger.blob(given.ink.picture).startswith(b"\x89PNG")
    assert pane.person == "e2"
    assert not pane.pad.strokes().strokes
    assert not pane.warned.isChecked()
    assert screen.count.text().startswith("1")


def test_the_pages_shown_are_the_frozen_ones(room: Hall) -> None:
    frozen(room)
    screen = screen_of(room)
    room.wait(lambda: screen.paper.pages() > 0)
    held = room.desk.view(room.meeting).m.frozen
    assert held is not None
    assert screen.paper.data == room.ledger.blob(held.print_hash)
    assert held.content_hash[:4] in screen.head.text()


def test_who_refuses_is_kept_with_his_words(room: Hall) -> None:
    frozen(room)
    screen = screen_of(room)
    know(room, "e2")
    click(screen.chips["e2"])
    click(screen.pane.refuse)
    sheet = room.top()
    assert isinstance(sheet, OwnWordsSheet)
    sheet.text.setPlainText("换撑验算没有补齐。")
    scribble(sheet.box.pad)
    click(sheet.primary)
    room.settle()
    m = room.desk.view(room.meeting).m
    assert m.sign_refusals["e2"].ink is not None
    assert m.sign_refusals["e2"].reason == "换撑验算没有补齐。"
    assert screen.close_button in screen.buttons()
    assert screen.pane.person != "e2"


def test_signing_on_paper_is_recorded_without_ink(room: Hall) -> None:
    frozen(room)
    screen = screen_of(room)
    know(room, "e1")
    click(screen.pane.head.identify)
    click(screen.pane.warned)
    click(screen.pane.paper)
    room.settle()
    given = room.desk.view(room.meeting).m.signatures[Document.REPORT, "e1"].given
    assert given.sign_kind is SignKind.WET_INK
    assert given.ink is None


def test_unfinished_strokes_die_with_the_screen_and_signatures_do_not(room: Hall) -> None:
    frozen(room)
    screen = screen_of(room)
    know(room, "e1")
    click(screen.pane.head.identify)
    click(screen.pane.warned)
    scribble(screen.pane.pad)
    click(screen.pane.confirm)
    room.settle()
    know(room, "e2")
    click(screen.pane.head.identify)
    click(screen.pane.warned)
    scribble(screen.pane.pad)
    assert screen.pane.pad.strokes().strokes
    room.shell.show_stage("seal")
    room.shell.show_stage("sign")
    assert not screen.pane.pad.strokes().strokes
    reports = [p for d, p in room.desk.view(room.meeting).m.signatures if d is Document.REPORT]
    assert reports == ["e1"]


def test_attested_ended_and_on_to_the_seal(room: Hall) -> None:
    signed(room)
    screen = screen_of(room)
    view = room.store.view
    assert view is not None
    owner = view.m.holders(Role.OWNER_VERIFIER)[0].person
    host = view.m.holders(Role.HOST)[0].person
    assert screen.buttons()[-1] is screen.attest_button
    click(screen.attest_button)
    room.identify(owner)
    room.identify("e1")
    room.settle()
    assert room.desk.view(room.meeting).m.on_site is not None
    assert screen.buttons()[-1] is screen.end_button
    click(screen.end_button)
    room.identify(host)
    sheet = room.top()
    assert isinstance(sheet, EndSheet)
    click(sheet.primary)
    room.settle()
    assert room.desk.view(room.meeting).m.ended_at is not None
    assert screen.done.marks["ended"][0].state() is State.PRESENT
    assert not screen.reopen_button.is_free()  # only a new call together may change the content now
    click(screen.seal_button)
    assert room.shell.shown() == "seal"


def test_reopening_voids_every_signature(room: Hall) -> None:
    signed(room)
    screen = screen_of(room)
    know(room, "e1")
    click(screen.reopen_button)
    sheet = room.top()
    assert isinstance(sheet, ReasonSheet)
    assert "7" in sheet.sub.text()
    sheet.text.setPlainText("发现差错")
    click(sheet.primary)
    room.settle()
    m = room.desk.view(room.meeting).m
    assert m.stage is Stage.PROPOSED
    assert not any(d is Document.REPORT for d, _p in m.signatures)
    assert len(m.invalidated) == 7
    assert room.shell.shown() == "verdict"


def test_a_scan_with_the_right_pages_is_attested_by_the_leader(room: Hall, tmp_path: Path) -> None:
    signed(room)
    screen = screen_of(room)
    room.wait(lambda: screen.paper.pages() > 0)
    path = tmp_path / "scan.pdf"
    path.write_bytes(screen.paper.data)
    sheet = ScanSheet(room.shell.host, screen, read_scan([path]))
    sheet.open()
    assert not sheet.primary.is_free()
    click(sheet.same)
    click(sheet.primary)
    room.identify("e1")
    room.settle()
    view = room.desk.view(room.meeting)
    assert view.m.scans[Document.REPORT].second == "e1"
    assert not any(x.check == "C51" for x in view.findings)


def test_a_scan_with_a_page_missing_is_refused_and_the_sheet_stays(room: Hall, tmp_path: Path) -> None:
    from PIL import Image

    signed(room)
    screen = screen_of(room)
    page = tmp_path / "page.png"
    Image.new("RGB", (200, 280), "white").save(page)
    scan = read_scan([page])
    assert scan.pages == 1
    sheet = ScanSheet(room.shell.host, screen, scan)
    sheet.open()
    know(room, "e1")
    click(sheet.same)
    click(sheet.primary)
    room.settle()
    assert Document.REPORT not in room.desk.view(room.meeting).m.scans
    assert not sheet.problem.isHidden()


def test_what_is_no_scan_is_said_with_its_name(tmp_path: Path) -> None:
    bad = tmp_path / "scan.pdf"
    bad.write_bytes(b"no pages at all")
    other = tmp_path / "notes.docx"
    other.write_bytes(b"x")
    for paths, code in (([bad], "unreadable"), ([other], "mixed"), ([], "nothing")):
        with pytest.raises(ScanError) as caught:
            read_scan(paths)
        assert caught.value.code == code


def test_before_the_content_is_fixed_there_is_nothing_to_sign(room: Hall) -> None:
    from support.closing import proposed

    proposed(room)
    screen = screen_of(room)
    assert not screen.empty.isHidden()
    room.do(f.ProposalWithdrawn(version=1, reason="继续讨论"), "leader")
    assert screen.buttons() == ()


def test_an_expert_signs_with_his_certificate(room: Hall, tmp_path: Path) -> None:
    from app.services.rehearsal.certificates import esign
    from app.ui.stages.sign_certificate import take_evidence

    frozen(room)
    pane = screen_of(room).pane
    click(pane.head.identify)
    room.identify("e1")
    assert pane.certificate.isVisible()
    assert not pane.certificate.is_free()
    click(pane.warned)
    assert pane.certificate.is_free()
    room.shell.grab().save(str(tmp_path / "sign.png"))
    view = room.desk.view(room.meeting)
    assert view.m.frozen is not None
    printed = room.ledger.blob(view.m.frozen.print_hash)
    wrong, right = tmp_path / "wrong.p7s", tmp_path / "right.p7s"
    wrong.write_bytes(esign(view.m.name("e1"), b"another report"))
    right.write_bytes(esign(view.m.name("e1"), printed))
    take_evidence(room.shell.host, pane, pane.take_evidence, [wrong])
    room.settle()
    assert (Document.REPORT, "e1") not in room.desk.view(room.meeting).m.signatures
    take_evidence(room.shell.host, pane, pane.take_evidence, [right])
    room.settle()
    given = room.desk.view(room.meeting).m.signatures[Document.REPORT, "e1"].given
    assert given.sign_kind is SignKind.CA_ESIGN
    assert "样例电子认证" in given.certificate
    assert room.ledger.blob(given.evidence) == right.read_bytes()
    assert pane.person == "e2"
