from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from app.ui import i18n
from app.ui.i18n import tr

UI = Path(__file__).parents[2] / "app" / "ui"


def _calls() -> list[tuple[str, ast.Call]]:
    found: list[tuple[str, ast.Call]] = []
    for path in sorted(UI.rglob("*.py")):
        found.extend(
            (f"{path.relative_to(UI)}:{node.lineno}", node)
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr"
        )
    return found


def _literal(call: ast.Call) -> str | None:
    one = call.args[0] if len(call.args) == 1 and not call.keywords else None
    return one.value if isinstance(one, ast.Constant) and isinstance(one.value, str) else None


def test_every_call_of_tr_is_a_plain_literal() -> None:
    calls = _calls()
    assert len(calls) > 40
    assert [place for place, call in calls if _literal(call) is None] == []


def test_every_text_is_translated() -> None:
    catalogue = i18n.load_catalogue("zh_CN")
    missing = {place: _literal(call) for place, call in _calls() if _literal(call) not in catalogue}
    assert missing == {}


def test_translations_keep_the_placeholders() -> None:
    import string

    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    wrong = [s for s, t in i18n.load_catalogue("zh_CN").items() if fields(s) != fields(t)]
    assert wrong == []


def test_source_texts_are_english() -> None:
    assert [s for s in map(_literal, (c for _, c in _calls())) if s is None or not s.isascii()] == []


def test_chinese_is_spoken_after_install_and_english_after_english(desk: QApplication) -> None:
    assert tr("Cancel") == "取消"
    assert QCoreApplication.translate("elsewhere", "Cancel") == "Cancel"
    assert tr("a text nobody translated") == "a text nobody translated"
    i18n.install(desk, "en")
    assert tr("Cancel") == "Cancel"
    i18n.install(desk)


def test_qt_speaks_chinese_too(desk: QApplication) -> None:
    assert desk is not None
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"


def test_two_areas_may_not_disagree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "i18n" / "xx"
    folder.mkdir(parents=True)
    (folder / "a.toml").write_text('"Seal" = "封存"\n', "utf-8")
    (folder / "b.toml").write_text('"Seal" = "印章"\n', "utf-8")
    monkeypatch.setattr("app.ui.i18n.resources.files", lambda _name: tmp_path)
    with pytest.raises(i18n.CatalogueError, match="Seal"):
        i18n.load_catalogue("xx")
