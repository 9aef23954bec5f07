"""The desk from its start: home page, the ways a meeting comes in, settings, second start, crash log."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.commands.desk import OpenHome
from app.models.entry import By
from app.models.terms import Role
from app.services import agenda, crashlog, settings
from app.services.intake.package_file import decode_package, encode_package, sign_package
from app.services.intake.sample import sample_key, sample_package
from app.services.ledger import HomeLock
from app.ui import theme
from app.ui.home import HomePage
from app.ui.home.card import MeetingCard
from app.ui.home.importing import bring_in
from app.ui.home.intakesheets import DraftSheet, FaultSheet, WaitingSheet
from app.ui.home.options import OptionsSheet
from app.ui.host_sheets import TroubleSheet
from app.ui.single import Doorbell, call_first, channel
from app.ui.widgets import EmptyState, FailedState, Sheet
from app.ui.window import DeskWindow
from support.front import sheet_of as _sheet
from support.front import start_of as _start
from support.front import window_on as _window
from support.hall import click
from support.past import closed_long_ago

pytestmark = pytest.mark.usefixtures("desk")
_WAIT = 10_000


def _package(number: int, day: date | None = None, place: str = "第一会议室") -> bytes:
    package = sample_package(day)
    meeting = msgspec.structs.replace(package.meeting, id=f"XJ-T-{number:04d}", place=place)
    return encode_package(sign_package(msgspec.structs.replace(package, meeting=meeting), sample_key()))


def test_an_empty_home_says_what_to_do_and_opens_the_sample(tmp_path: Path, qtbot: QtBot) -> None:
    with _window(tmp_path, qtbot) as window:
        assert window.home is not None
        empty = window.home.findChild(EmptyState)
        assert empty is not None
        assert "没有会议" in empty.accessibleName()
        with qtbot.waitSignal(window.meeting_shown, timeout=_WAIT):
            click(window.home.doors.sample)
        shell = window.shell
        assert shell is not None
        qtbot.waitUntil(lambda: shell.store.view is not None, timeout=_WAIT)
        assert shell.top.title.text() == "一期地下室深基坑支护及土方开挖专项施工方案"
        click(shell.home_button)
        home = window.home
        qtbot.waitUntil(lambda: _folded(home), timeout=_WAIT)
        assert "不得开会" in _card(home).answer.text()
        assert "未上报 1 条" in _card(home).unsent.text()
        with qtbot.waitSignal(window.meeting_shown, timeout=_WAIT):
            click(_card(home).button)


def _card(home: HomePage) -> MeetingCard:
    return next(iter(home.cards.values()))


def _folded(home: HomePage) -> bool:
    return len(home.cards) == 1 and _card(home).answer.isVisible()


def test_the_sample_is_imported_once(tmp_path: Path) -> None:
    opened = OpenHome(tmp_path)
    try:
        first = bring_in(opened.desk(), opened.sample())
        assert bring_in(opened.desk(), opened.sample()) == first
        assert len(opened.ledger.entries(first)) == 1
    finally:
        opened.close()


def test_other_meetings_are_listed_nearest_first_searched_and_folded_in_sight_only(
    tmp_path: Path, qtbot: QtBot
) -> None:
    opened = OpenHome(tmp_path)
    by = By(person="secretary", role=Role.SECRETARY)
    for n in range(40):
        place = "第三会议室" if n == 7 else "第一会议室"
        data = _package(n, date(2025, 3 + n % 6, 1 + n % 28), place)
        signed = decode_package(data)
        opened.ledger.put_package(signed.package.meeting.id, 1, data)
        with opened.ledger.write(signed.package.meeting.id) as tx:
            pack, blob = opened.desk().gate.pack_for(signed)
            from app.models import facts as f
            from app.models.package import PackRef

            name = tx.put_blob(blob)
            ref = PackRef(id=pack.meta.id, version=pack.meta.version, sha256=name)
            fact = f.PackageImported(
                package=tx.put_blob(data), pack=ref, pack_blob=name, roster_version=1, signed_by="sample"
            )
            tx.append(by, fact)
    assert len(agenda.heads(opened.ledger)) == 40
    opened.close()
    with _window(tmp_path, qtbot) as window:
        home = window.home
        assert home is not None
        assert home.list.shown_rows() == 40
        starts = [home.list._proxy.index(n, 0).data(Qt.ItemDataRole.UserRole).start for n in range(40)]
        assert starts == sorted(starts, reverse=True), "all in the past: the latest is the nearest"
        asked: list[list[str]] = []
        home.list.wanted.connect(asked.append)
        home.list.search("第三会议室")
        assert home.list.shown_rows() == 1
        home._search("没有这场会")
        assert home.none_found.isVisible()
        home._search("第三")
        home.list.setCurrentIndex(home.list._proxy.index(0, 0))
        with qtbot.waitSignal(window.meeting_shown, timeout=_WAIT):
            QTest.keyClick(home.list, Qt.Key.Key_Return)
        assert window.shell is not None
        assert window.shell.store.meeting == "XJ-T-0007"
        folded = {meeting for some in asked for meeting in some}
        assert len(folded) < 40


def test_a_dropped_package_is_imported_and_opened(tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "package.json"
    file.write_bytes(_package(1))
    home = tmp_path / "home"
    home.mkdir()
    with _window(home, qtbot) as window:
        page = window.home
        assert page is not None
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file))])
        buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, buttons, keys)
        QApplication.sendEvent(page, enter)
        assert enter.isAccepted()
        drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys)
        with qtbot.waitSignal(window.meeting_shown, timeout=_WAIT):
            QApplication.sendEvent(page, drop)
        assert window.shell is not None
        assert window.shell.store.meeting == "XJ-T-0001"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空"),
        (b"not json at all", "JSON"),
        (_package(1).replace("样例工程一期".encode(), "样例工程二期".encode()), "签名"),
    ],
)
def test_a_bad_package_is_refused_whole_with_the_reason(
    tmp_path: Path, qtbot: QtBot, content: bytes, says: str
) -> None:
    file = tmp_path / "bad.json"
    file.write_bytes(content)
    with _window(tmp_path, qtbot) as window:
        assert window.home is not None
        window.home.importing.take(str(file))
        sheet = _sheet(qtbot, FaultSheet)
        assert says in sheet.accessibleDescription()
        assert window.opened is not None
        assert window.opened.ledger.meetings() == ()


def test_a_package_that_is_gone_is_said(tmp_path: Path, qtbot: QtBot) -> None:
    with _window(tmp_path, qtbot) as window:
        assert window.home is not None
        window.home.importing.take(str(tmp_path / "gone.json"))
        _sheet(qtbot, FaultSheet)


def test_a_roster_becomes_a_draft_that_needs_a_signature(tmp_path: Path, qtbot: QtBot) -> None:
    from importlib.resources import files

    roster = Path(str(files("resources") / "samples" / "xinjiang" / "roster.xlsx"))
    with _window(tmp_path, qtbot) as window:
        assert window.home is not None
        window.home.importing.take(str(roster))
        sheet = _sheet(qtbot, DraftSheet)
        texts = "".join(child.accessibleName() for child in sheet.findChildren(QWidget))
        assert "中心节点签名" in texts
        assert window.opened is not None
        assert window.opened.ledger.meetings() == (), "a draft is no meeting"


def test_the_template_can_be_read_back_as_a_roster_with_faults(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "template.xlsx"
    with _window(tmp_path, qtbot) as window:
        assert window.home is not None
        window.home.importing.write_template(path)
        qtbot.waitUntil(path.exists, timeout=_WAIT)
        qtbot.waitUntil(lambda: window.pool.waiting() == 0, timeout=_WAIT)
        window.home.importing.take(str(path))
        _sheet(qtbot, FaultSheet)


def test_waiting_packages_of_the_node_are_offered_once_per_meeting(tmp_path: Path, qtbot: QtBot) -> None:
    with _window(tmp_path, qtbot) as window:
        assert window.home is not None
        assert window.opened is not None
        data = _package(5)
        window.opened.ledger.put_package("XJ-T-0005", 1, data)
        window.home.importing._fetched(window.opened.ledger.packages())
        sheet = _sheet(qtbot, WaitingSheet)
        assert isinstance(sheet, WaitingSheet)
        with qtbot.waitSignal(window.meeting_shown, timeout=_WAIT):
            click(sheet.buttons["XJ-T-0005"])
        assert not window.home.doors.node.is_free(), "no node is set, the button says so"


def test_what_the_node_has_against_us_is_said_once(tmp_path: Path, qtbot: QtBot) -> None:
    from app.services.sync import SyncStatus
    from app.ui.node import NodeLink
    from app.ui.widgets import Toast

    with _window(tmp_path, qtbot) as window:
        assert window.opened is not None
        window.node = NodeLink(window.opened, "", window.pool, window)
        window.node.changed.connect(window._sync_changed)
        details = {"device": "d-0123456789abcdef", "since": "2026-11-20 10:00"}
        refused = SyncStatus(state="refused", unsent=3, message_code="device_revoked", details=details)
        window.node._take(refused)
        toast = Toast.on(window)
        assert "停用这台设备" in toast.text()
        assert "2026-11-20 10:00" in toast.text()
        toast.hide()
        window.node._take(SyncStatus(state="sending", unsent=3))
        window.node._take(refused)
        assert toast.isHidden(), "not again at every try"
        assert "停用" in window.node.why()


def test_what_is_past_its_keeping_time_is_said_and_goes_when_told(tmp_path: Path, qtbot: QtBot) -> None:
    from app.ui.home.tidying import TidySheet

    closed_long_ago(tmp_path)
    with _window(tmp_path, qtbot) as window:
        home = window.home
        assert home is not None
        qtbot.waitUntil(home.tidying.isVisible, timeout=_WAIT)
        assert "1 场会议已过保留期" in home.tidying.text()
        click(home.tidying.action)
        sheet = _sheet(qtbot, TidySheet)
        assert window.opened is not None
        assert len(window.opened.ledger.meetings()) == 1, "nothing before the red button"
        with qtbot.waitSignal(home.tidying.tidied, timeout=_WAIT):
            click(sheet.primary)
        assert window.opened.ledger.meetings() == ()
        qtbot.waitUntil(lambda: window.lane.waiting() == 0, timeout=_WAIT)
        assert home.tidying.isHidden()
        assert home.list.shown_rows() == 0
        assert not home.cards


def test_nothing_is_said_while_the_keeping_time_runs(tmp_path: Path, qtbot: QtBot) -> None:
    closed_long_ago(tmp_path)
    settings.save(tmp_path / settings.FILE, settings.Settings(keep_days=32))
    with _window(tmp_path, qtbot) as window:
        assert window.home is not None
        with qtbot.waitSignal(window.locked, timeout=_WAIT):
            pass
        qtbot.waitUntil(lambda: window.lane.waiting() == 0, timeout=_WAIT)
        assert window.home.tidying.isHidden()


def test_settings_are_kept_and_the_theme_changes(tmp_path: Path, qtbot: QtBot) -> None:
    with _window(tmp_path, qtbot) as window:
        assert window.home is not None
        click(window.home.rail.settings)
        sheet = _sheet(qtbot, OptionsSheet)
        assert isinstance(sheet, OptionsSheet)
        click(sheet.scheme.buttons()[1])
        QTest.keyClicks(sheet.node, "node.example:8765")
        click(sheet.primary)
        assert sheet.isVisible(), "an address without http(s) is refused"
        sheet.node.clear()
        sheet.days.setText("soon")
        click(sheet.primary)
        assert sheet.isVisible(), "no number of days"
        sheet.days.setText("45")
        click(sheet.primary)
        try:
            assert theme.palette().dark
            qtbot.waitUntil(lambda: settings.load(tmp_path / settings.FILE).scheme == "dark", timeout=_WAIT)
            assert settings.load(tmp_path / settings.FILE).keep_days == 45
        finally:
            app = QApplication.instance()
            assert isinstance(app, QApplication)
            theme.apply(app, "light")


def test_unreadable_settings_are_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / settings.FILE
    assert settings.load(path) == settings.Settings()
    path.write_text("{half", "utf-8")
    assert settings.load(path) == settings.Settings()
    settings.save(path, settings.Settings(scheme="dark", node="https://node.example"))
    assert settings.load(path).node == "https://node.example"


def test_a_second_start_rings_the_first(tmp_path: Path, qtbot: QtBot) -> None:
    assert not call_first(tmp_path)
    bell = Doorbell(tmp_path)
    assert bell.listening()
    code = (
        "import sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication;"
        "app = QCoreApplication([]); from app.ui.single import call_first;"
        "sys.exit(0 if call_first(Path(sys.argv[1])) else 1)"
    )
    with qtbot.waitSignal(bell.rung, timeout=_WAIT):
        second = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)])
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=_WAIT)
    assert second.returncode == 0
    bell.close()
    assert channel(tmp_path) != channel(tmp_path / "other")


def test_a_second_desk_on_the_same_home_ends_with_2_and_says_so(tmp_path: Path, qtbot: QtBot) -> None:
    bell, lock = Doorbell(tmp_path), HomeLock(tmp_path)
    lock.acquire()
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "app", "--home", str(tmp_path)]
    with qtbot.waitSignal(bell.rung, timeout=_WAIT):
        second = subprocess.Popen(command, env=env, stderr=subprocess.PIPE)
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=_WAIT)
    assert second.returncode == 2
    assert second.stderr is not None
    assert "已经打开" in second.stderr.read().decode()
    second.stderr.close()
    lock.release()
    bell.close()


def test_a_home_held_by_another_program_is_said_and_can_be_tried_again(tmp_path: Path, qtbot: QtBot) -> None:
    holder = OpenHome(tmp_path)
    assert holder.ledger.device
    start = _start(tmp_path)
    window = DeskWindow(start, start.load())
    window.patience = 300
    window.show()
    with qtbot.waitSignal(window.refused, timeout=_WAIT) as said:
        window.begin()
    assert said.args == ["ledger.home_busy"]
    failed = window.findChild(FailedState)
    assert failed is not None
    assert str(os.getpid()) in failed.accessibleName()
    holder.close()
    with qtbot.waitSignal(window.ready, timeout=_WAIT):
        click(failed.action)
    window.close()


def test_an_unknown_error_goes_to_the_log(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        1 / 0  # noqa: B018  the mistake itself
    path = crashlog.write(tmp_path, caught.type, caught.value, caught.tb)
    assert path is not None
    text = path.read_text("utf-8")
    assert "ZeroDivisionError" in text
    assert "test_home.py" in text
    for _ in range(40):
        crashlog.write(tmp_path, ValueError, ValueError("again"), None)
    assert len(list((tmp_path / "logs").glob("crash-*.log"))) == 30


def test_a_crash_is_told_once_and_calmly(
    tmp_path: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    from app.ui.crash import CrashGuard

    guard = CrashGuard(tmp_path)
    for _ in range(2):
        guard.catch(ValueError, ValueError("boom"), None)
    sheet = _sheet(qtbot, Sheet)
    assert "没有预料" in sheet.windowTitle()
    assert len([w for w in QApplication.topLevelWidgets() if isinstance(w, Sheet) and w.isVisible()]) == 1
    sheet.accept()
    assert "boom" in capsys.readouterr().err
    assert len(list((tmp_path / "logs").glob("crash-*.log"))) == 2


def test_a_start_that_fails_on_the_disk_says_what_to_do(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "ledger.db").write_bytes(b"this is no database" * 100)
    start = _start(tmp_path)
    window = DeskWindow(start, start.load())
    window.show()
    with qtbot.waitSignal(window.refused, timeout=_WAIT) as said:
        window.begin()
    assert said.args is not None
    assert str(said.args[0]).startswith("ledger.")
    failed = window.findChild(FailedState)
    assert failed is not None
    assert len(failed.accessibleName()) > 10
    window.close()
    assert (tmp_path / "ledger.db").read_bytes().startswith(b"this is no database")


def test_a_draft_is_written_where_one_says(tmp_path: Path, qtbot: QtBot) -> None:
    from app.ui.home.intakesheets import write_draft

    path = tmp_path / "draft.json"
    write_draft(sample_package(), path)
    assert msgspec.json.decode(path.read_bytes())["meeting"]["id"] == "XJ-2026-1120"
    with _window(tmp_path, qtbot) as window:
        assert window.home is not None
        window.home.importing.write_template(tmp_path / "no" / "folder" / "t.xlsx")
        _sheet(qtbot, TroubleSheet)


def test_cycles_are_collected_on_the_gui_thread(qtbot: QtBot) -> None:
    import gc

    from app.ui.collector import Collector

    gc.enable()
    collector = Collector()
    assert not gc.isenabled()
    junk = [[] for _ in range(3000)]  # type: ignore[var-annotated]  # lists that hold themselves
    for one in junk:
        one.append(one)
    del junk, one
    assert collector.check() >= 0
    assert collector.check() == -1
    collector.stop()
    assert gc.isenabled()
    gc.disable()
    assert qtbot is not None
