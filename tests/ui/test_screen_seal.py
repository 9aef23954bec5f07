"""The sealing screen on the real desk: what is open, the seal, the files, the bundle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from app.models import facts as f
from app.models.terms import Document, Stage, Stance
from app.services.bundle import verify_bundle
from app.services.documents.pages import count_pages
from app.ui.stages.parts.reason import ReasonSheet
from app.ui.stages.seal import Screen
from support.closing import ended, frozen, proposed, sealed
from support.hall import Hall, click, hall


@pytest.fixture
def room(desk: QApplication, tmp_path: Path) -> Iterator[Hall]:
    assert desk is not None
    home = tmp_path / "home"
    home.mkdir()
    with hall(home) as made:
        yield made


def screen_of(made: Hall) -> Screen:
    made.show("seal")
    shown = made.shell.stage_screen("seal")
    assert isinstance(shown, Screen)
    return shown


def test_hints_are_acknowledged_then_the_secretary_seals(room: Hall) -> None:
    ended(room)
    screen = screen_of(room)
    assert not screen.seal_button.is_free()
    click(screen.before.confirm)
    sheet = room.top()
    assert isinstance(sheet, ReasonSheet)
    sheet.text.setPlainText("主管部门认可现场屏幕手写签名")
    click(sheet.primary)
    room.settle()
    assert screen.seal_button.is_free()
    click(screen.seal_button)
    room.wait(lambda: room.desk.view(room.meeting).m.seal is not None, 20_000)  # every form is laid out
    room.wait(lambda: not room.store.busy and not room.pool.waiting(), 20_000)
    m = room.desk.view(room.meeting).m
    assert m.seal is not None
    assert m.stage is Stage.SYNC_PENDING
    assert screen.seal.full.text() == m.seal.seal_hash
    assert set(screen.rows) == {x.document for x in m.seal.files}
    assert room.shell.shown() in {"seal", "report"}


def test_before_the_seal_every_document_has_its_pages(room: Hall) -> None:
    ended(room)
    screen = screen_of(room)
    room.wait(lambda: screen.paper.pages() > 0, 20_000)
    for document in (Document.REPORT, Document.SIGN_IN):
        chip = screen.rows[document].pages
        room.wait(lambda chip=chip: chip.text()[:1].isdigit(), 20_000)
    click(screen.rows[Document.SIGN_IN].look)
    assert screen.paper.key().startswith(Document.SIGN_IN.value)


def test_what_is_open_is_named_and_the_seal_is_blocked(room: Hall) -> None:
    frozen(room)
    screen = screen_of(room)
    assert not screen.seal_button.is_free()
    assert "陈样一" in screen.before.list.text()
    click(screen.seal_button)
    room.settle()
    assert room.desk.view(room.meeting).m.seal is None


def test_photos_become_facts(room: Hall, tmp_path: Path) -> None:
    from PIL import Image

    ended(room)
    screen = screen_of(room)
    files = []
    for n in range(2):
        path = tmp_path / f"photo{n}.jpg"
        Image.new("RGB", (64, 48), "grey").save(path)
        files.append(path)
    screen.photos.take(files)
    room.wait(lambda: "2" in screen.photos.words.text(), 20_000)
    m = room.desk.view(room.meeting).m
    assert [p.caption for p in m.photos] == ["photo0", "photo1"]


def test_the_bundle_that_goes_out_is_whole(room: Hall, tmp_path: Path) -> None:
    sealed(room)
    screen = screen_of(room)
    target = tmp_path / "out.huiqian"
    screen.export_to(target)
    room.settle()
    assert verify_bundle(target).ok
    assert screen.export_button.is_free()


def test_a_target_that_cannot_be_written_is_said_calmly(room: Hall, tmp_path: Path) -> None:
    from app.ui.host_sheets import TroubleSheet

    sealed(room)
    screen = screen_of(room)
    screen.export_to(tmp_path / "nowhere" / "out.huiqian")
    room.settle()
    assert isinstance(room.top(), TroubleSheet)
    assert screen.export_button.is_free()


def test_a_sealed_file_can_be_saved_and_looks_the_same(room: Hall, tmp_path: Path) -> None:
    sealed(room)
    screen = screen_of(room)
    room.wait(lambda: screen.paper.pages() > 0, 20_000)
    click(screen.rows[Document.REPORT].save)
    room.settle()
    dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog) and w.isVisible()]
    assert len(dialogs) == 1
    path = tmp_path / "report.pdf"
    dialogs[0].fileSelected.emit(str(path))
    dialogs[0].reject()
    room.settle()
    seal = room.desk.view(room.meeting).m.seal
    assert seal is not None
    sha = next(x.sha256 for x in seal.files if x.document is Document.REPORT)
    assert path.read_bytes() == room.ledger.blob(sha)
    assert count_pages(path.read_bytes()) == screen.paper.pages()


def test_a_record_without_agreement_is_closed(room: Hall) -> None:
    proposed(room)
    room.do(f.StanceTaken(expert="e4", version=1, stance=Stance.DISAGREE, reason="换撑验算缺失"), "e4")
    note = f.NoConsensusClosed(reason="换撑工况没有一致意见", fact_note="e4 不愿书面说明", second="owner-pm")
    room.do(note, "leader")
    screen = screen_of(room)
    assert screen.buttons() == (screen.close_button,)
    click(screen.close_button)
    room.settle()
    m = room.desk.view(room.meeting).m
    assert m.seal is not None
    assert m.seal.content_hash == ""
    assert not any(x.check == "C61" for x in room.desk.view(room.meeting).findings)
