"""Rule packs at the desk: the list, a pack somebody adds, one that is refused, and the switch for drafts."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.services import settings
from app.services.intake.package_file import encode_package, sign_package
from app.services.intake.sample import sample_package
from app.services.intake.sample_key import sample_key
from app.ui.home.options import OptionsSheet
from app.ui.home.packsheet import PacksSheet, RefusedSheet
from app.ui.host_sheets import RefusalSheet
from app.ui.widgets import Notice
from app.ui.window import DeskWindow
from support.front import WAIT, sheet_of, window_on
from support.hall import click

pytestmark = pytest.mark.usefixtures("desk")
YANGLI = Path(__file__).parents[1] / "packs" / "yangli.toml"


def package_file(path: Path, name: str, pack: str = "", region: str = "") -> Path:
    package = sample_package(name=name)
    if pack:
        meeting = replace(package.meeting, region=region)
        package = replace(package, meeting=meeting, rule_pack=replace(package.rule_pack, id=pack))
    path.write_bytes(encode_package(sign_package(package, sample_key())))
    return path


def options(window: DeskWindow, qtbot: QtBot) -> OptionsSheet:
    assert window.home is not None
    click(window.home.rail.settings)
    sheet = sheet_of(qtbot, OptionsSheet)
    assert isinstance(sheet, OptionsSheet)
    return sheet


def packs(window: DeskWindow, qtbot: QtBot) -> PacksSheet:
    click(options(window, qtbot).packs)
    sheet = sheet_of(qtbot, PacksSheet)
    assert isinstance(sheet, PacksSheet)
    return sheet


def notices(sheet: QWidget) -> str:
    return "\n".join(notice.accessibleName() for notice in sheet.findChildren(Notice))


def test_a_clerk_adds_a_pack_and_holds_a_meeting_under_it(tmp_path: Path, qtbot: QtBot) -> None:
    with window_on(tmp_path / "home", qtbot) as window:
        assert window.home is not None
        door = window.home.importing
        sheet = packs(window, qtbot)
        assert set(sheet.rows) == {"national", "xinjiang", "changji", "qingdao", "nanning", "zhengzhou"}
        sheet.reject()
        with qtbot.waitSignal(door.packs.installed, timeout=WAIT) as got:
            door.take(str(YANGLI))
        assert got.args == ["yangli"]
        again = packs(window, qtbot)
        assert "样例市 1.0" in {row.accessibleName() for row in again.rows.values()}
        again.reject()
        with qtbot.waitSignal(window.meeting_shown, timeout=WAIT):
            door.take(str(package_file(tmp_path / "p.json", "national", "yangli", "990100")))
        shell = window.shell
        assert shell is not None
        qtbot.waitUntil(lambda: shell.store.view is not None, timeout=WAIT)
        assert shell.store.view is not None
        assert shell.store.view.case.pack.experts.min_count == 7


def test_a_refused_pack_is_told_with_line_and_entry(tmp_path: Path, qtbot: QtBot) -> None:
    bad = tmp_path / "bad.toml"
    text = YANGLI.read_text("utf-8").replace("v = 7\n", "v = 3\n")
    bad.write_text(text, encoding="utf-8")
    with window_on(tmp_path / "home", qtbot) as window:
        assert window.home is not None
        window.home.importing.take(str(bad))
        sheet = sheet_of(qtbot, RefusedSheet)
        assert "放宽了上位规定，不予采用（令37-12②）：专家不得少于5名" in notices(sheet)
        sheet.reject()
        assert not (tmp_path / "home" / "packs").exists()


def test_a_spoilt_file_is_told_in_the_list(tmp_path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "home" / "packs"
    folder.mkdir(parents=True)
    (folder / "spoilt.toml").write_text("[meta]\nid = 3\n", encoding="utf-8")
    with window_on(tmp_path / "home", qtbot) as window:
        sheet = packs(window, qtbot)
        assert "spoilt.toml 第 2 行 meta.id  取值不对：应写文字（加引号），写成了整数" in notices(sheet)
        sheet.reject()


def test_a_draft_needs_the_switch_of_the_settings(tmp_path: Path, qtbot: QtBot) -> None:
    draft = package_file(tmp_path / "p.json", "zhengzhou")
    home = tmp_path / "home"
    with window_on(home, qtbot) as window:
        assert window.home is not None
        window.home.importing.take(str(draft))
        refused = sheet_of(qtbot, RefusalSheet)
        assert "草案规则包" in refused.accessibleName() + refused.accessibleDescription()
        refused.reject()
        sheet = options(window, qtbot)
        click(sheet.drafts)
        click(sheet.primary)
        qtbot.waitUntil(lambda: settings.load(home / settings.FILE).drafts, timeout=WAIT)
        with qtbot.waitSignal(window.meeting_shown, timeout=WAIT):
            window.home.importing.take(str(draft))
