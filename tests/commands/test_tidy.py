"""``huiqian tidy``: what it would do, what it did, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

from app.commands.desk import OpenHome
from app.services import settings
from app.services.ledger import HomeLock
from support.command import Huiqian
from support.past import closed_long_ago


def count(home: Path) -> int:
    opened = OpenHome(home)
    try:
        return len(opened.ledger.meetings())
    finally:
        opened.close()


def test_a_dry_run_says_and_does_nothing_then_it_is_done_once(inside: Huiqian, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    meeting = closed_long_ago(home)
    ran = inside("tidy", "--dry-run", home=home)
    assert ran.code == 0
    assert f"可清除 {meeting}" in ran.out
    assert count(home) == 1
    ran = inside("tidy", home=home)
    assert ran.code == 0
    assert f"已清除 {meeting}" in ran.out
    assert "清除了 1 场会议" in ran.out
    assert count(home) == 0
    assert "清除了 0 场会议" in inside("tidy", home=home).out


def test_the_keeping_time_of_the_settings_and_of_the_option(inside: Huiqian, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    closed_long_ago(home)
    settings.save(home / settings.FILE, settings.Settings(keep_days=60))
    ran = inside("tidy", home=home)
    assert "保留期到" in ran.out
    assert count(home) == 1
    assert "可以清除 1 场会议" in inside("tidy", "--dry-run", "--days", "31", home=home).out


def test_an_open_desk_is_not_disturbed(inside: Huiqian, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    closed_long_ago(home)
    with HomeLock(home):
        assert inside("tidy", home=home).code == 2
    assert count(home) == 1
