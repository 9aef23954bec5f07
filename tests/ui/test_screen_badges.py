"""The badge screen on the real desk: who, what, the pages, and a lost badge made again; by real keys and presses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.models.package import SignedPackage
from app.services.badges.codes import codes_of, people_of, sheet_now
from app.services.badges.door import answer_scan, door_keys
from app.services.badges.keys import badge_keys
from app.services.desk import requests_door as rd
from app.services.intake.package_file import encode_package
from app.services.intake.sample_key import sample_key
from app.services.signing.canonical import canonical
from app.services.signing.keys import pack
from app.ui.badges import BadgeWindow, open_badges
from app.ui.stages.checkin import Screen as CheckIn
from app.ui.stages.prepare import Screen as Prepare
from app.ui.stages.prepare_sheets import ReasonSheet
from support import hall as halls
from support.hall import Hall, click, hall
from support.hand import write

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Hall]:
    with hall(tmp_path) as made:
        made.show("prepare")
        yield made


@pytest.fixture
def old_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    """A meeting whose package is from before badges existed."""

    def without_badges(signed: SignedPackage) -> bytes:
        signature = pack(sample_key().sign(canonical(signed.package)))
        return encode_package(replace(signed, badges=(), signature=signature))

    monkeypatch.setattr(halls, "encode_package", without_badges)
    with hall(tmp_path) as made:
        made.show("prepare")
        yield made


def _opened(room: Hall) -> BadgeWindow:
    prepare = room.shell.stage_screen("prepare")
    assert isinstance(prepare, Prepare)
    click(prepare.tasks.actions["badges"])
    window = _window()
    room.wait(lambda: window.chooser.people.count() > 0)
    return window


def _window() -> BadgeWindow:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, BadgeWindow) and w.isVisible()]
    assert len(found) == 1
    return found[0]


def _pages(room: Hall, window: BadgeWindow) -> int:
    """Wait for the last preview; how many pages it has."""
    room.wait(
        lambda: not window._soon.isActive() and not room.pool.waiting() and window.print.is_free(), 30_000
    )
    return window.pdf.pageCount()


def _words(window: BadgeWindow) -> str:
    pdf = pypdfium2.PdfDocument(window.data)
    return "".join(page.get_textpage().get_text_bounded() for page in pdf)


def test_everybody_is_offered_and_every_kind_can_be_seen(room: Hall, tmp_path: Path) -> None:
    window = _opened(room)
    everybody = len(people_of(room.view.m))
    assert window.chooser.said.text() == f"已选 {everybody} / {everybody} 人"
    assert window.lacking.isHidden(), "every person has a badge"
    for button, pages in zip(
        window.what.buttons(), (-(-everybody // 4), -(-everybody // 10), everybody, 1), strict=True
    ):
        click(button)
        assert _pages(room, window) == pages
    assert "门口名单" in window.number.text()
    path = tmp_path / "list.pdf"
    window.write(path)
    room.wait(path.exists)
    room.settle()
    assert path.read_bytes() == window.data
    window.close()


def test_people_are_found_by_initials_and_ticked_with_the_keyboard(room: Hall) -> None:
    window = _opened(room)
    chooser = window.chooser
    click(chooser.chips["none"])
    room.wait(lambda: not window.print.is_free() and window.stack.currentWidget() is window.empty)
    assert "还没有选人" in window.empty.accessibleName()
    chooser.search.setFocus()
    QTest.keyClicks(chooser.search, "cyy")  # 陈样一
    room.wait(lambda: chooser.person() == "e1")
    chooser.people.setFocus()
    QTest.keyClick(chooser.people, Qt.Key.Key_Space)
    assert chooser.chosen() == {"e1"}
    assert _pages(room, window) == 1
    assert "陈样一" in _words(window)
    assert window.number.text().endswith("大胸牌-陈样一")
    QTest.keyClick(chooser.people, Qt.Key.Key_Return)
    assert chooser.chosen() == frozenset()
    chooser.search.clear()
    QTest.keyClicks(chooser.search, "zzzzzz")
    assert chooser.nobody.isVisible()
    window.close()


def test_a_press_on_a_row_and_on_a_group_chooses(room: Hall) -> None:
    window = _opened(room)
    chooser = window.chooser
    click(chooser.chips["expert"])
    assert chooser.chosen() == frozenset(room.view.m.experts)
    item = chooser.people.item(0)
    place = chooser.people.visualItemRect(item).center()
    QTest.mouseClick(chooser.people.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert len(chooser.chosen()) == len(room.view.m.experts) - 1
    window.close()


def test_pages_of_another_kind_do_not_stand_under_the_one_that_is_ticked(room: Hall) -> None:
    window = _opened(room)
    _pages(room, window)
    window.what.set_key("list")
    window.make()
    assert window.stack.currentWidget() is window.loading
    _pages(room, window)
    assert window.stack.currentWidget() is window.pages
    window.make()
    assert window.stack.currentWidget() is window.pages, (
        "other people: the pages stay until the new ones are there"
    )


def test_a_lost_badge_is_made_again_and_printed(room: Hall) -> None:
    window = _opened(room)
    chooser = window.chooser
    before = codes_of(room.view, room.ledger.blob)["e1"]
    assert chooser.person() == "e1"
    click(chooser.reissue)
    sheet = room.top()
    assert isinstance(sheet, ReasonSheet)
    assert sheet.primary.reason(), "no badge without a reason"
    assert (sheet.windowTitle(), sheet.primary.text()) == (f"为 {room.view.m.name('e1')} 补发胸牌", "补发")
    write(sheet.text, "遗失")
    click(sheet.primary)
    room.settle()
    view = room.store.view
    assert view is not None
    assert view.m.badges["e1"].reason == "遗失"
    codes = codes_of(view, room.ledger.blob, room.ledger.issuer)
    assert codes["e1"] != before
    assert "e1" not in codes_of(view, room.ledger.blob), "another device does not know the new text"
    keys = door_keys(badge_keys(view.m, {}, room.ledger.devices()))
    now = room.clock.now
    assert answer_scan(before, view.m, keys, now).answer.outcome == "revoked"
    assert answer_scan(codes["e1"], view.m, keys, now).answer.outcome == "admitted"
    assert chooser.chosen() == {"e1"}
    assert _pages(room, window) == 1
    assert view.m.badges["e1"].serial[-6:] in _words(window)
    window.close()


def test_an_old_package_is_said_with_what_to_do_and_table_cards_go_all_the_same(old_room: Hall) -> None:
    window = _opened(old_room)
    assert window.lacking.isVisible()
    assert "旧版程序" in window.lacking.text()
    old_room.wait(lambda: window.stack.currentWidget() is window.empty)
    assert not window.print.is_free()
    assert window.chooser.reissue.text() == "制作胸牌…"
    click(window.what.buttons()[2])
    assert _pages(old_room, window) == len(people_of(old_room.view.m))
    assert window.lacking.isHidden()
    window.close()


def test_check_in_leads_there_too_and_the_window_goes_with_the_meeting(room: Hall) -> None:
    room.open_check_in()
    room.refresh()
    room.shell.show_stage("checkin")
    screen = room.shell.stage_screen("checkin")
    assert isinstance(screen, CheckIn)
    click(screen.search.badges)
    window = _window()
    room.settle()
    assert window.isVisible()
    window.close()
    window = open_badges(room.shell.host, screen)
    closed: list[bool] = []
    window.destroyed.connect(lambda *_: closed.append(True))
    room.settle()
    screen.deleteLater()  # as leaving the meeting does
    room.wait(lambda: bool(closed))


def test_a_new_holder_of_a_post_is_on_the_sheet_and_lacks_a_badge(room: Hall) -> None:
    from app.models import facts as f
    from app.models.terms import Role
    from support import build

    unit = next(h.unit_code for h in room.view.m.posts if h.role is Role.GC_PM)
    new = replace(build.person("pm2", 90, unit), unit_name="样例")
    fact = f.PostHolderChanged(role=Role.GC_PM, unit_code=unit, person=new, document="变更1")
    view = room.view
    case = room.desk.draft(room.meeting, fact)
    now = type(view)(case.m, case, view.stage, (), view.entries, 0)
    codes = codes_of(now, room.ledger.blob)
    assert "pm2" not in codes
    card = next(c for c in sheet_now(now, codes).cards if c.person == "pm2")
    assert (card.posts, card.code) == (("项目负责人",), "")


def test_a_revoked_badge_is_not_printed(room: Hall) -> None:
    view = room.do(rd.RevokeBadge(person="e2", reason="冒用"))
    codes = codes_of(view, room.ledger.blob, room.ledger.issuer)
    assert "e2" not in codes
    assert "e1" in codes


def test_the_window_is_no_larger_than_the_screen(room: Hall) -> None:
    window = _opened(room)
    room.settle()
    have = window.screen().availableSize()
    window.start_with(5000, 5000)
    assert (window.width(), window.height() < have.height()) == (have.width(), True)
    window.close()  # its preview is still drawing: it must end before the hall does
    room.settle()
