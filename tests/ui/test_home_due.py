"""Deadlines on the home page: what is pressing across the meetings, on the cards, in the rows; a thousand stay quick."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from app.commands.desk import OpenHome
from app.models.beijing import beijing_day
from app.services.agenda import MeetingHead
from app.services.intake.package_file import encode_package, sign_package
from app.services.intake.sample import sample_key, sample_package
from app.ui.home import HomePage
from app.ui.home.importing import bring_in
from app.ui.home.sweep import MOST, near
from app.ui.shell.due import day_words, left_words
from app.ui.widgets import State
from app.ui.window import DeskWindow
from support.front import start_of, window_on
from support.hall import click

pytestmark = pytest.mark.usefixtures("desk")
_WAIT = 10_000
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)


def bring(home: Path, day: date, number: int, *, applied: bool = True) -> str:
    """A meeting on a day, in the ledger of a home; without ``applied`` nobody applied for it."""
    package = sample_package(day)
    start = package.meeting.planned_start
    meeting = msgspec.structs.replace(
        package.meeting,
        id=f"XJ-D-{number}",
        applied_at=start - timedelta(days=30) if applied else None,
    )
    plan = msgspec.structs.replace(package.plan, uploaded_at=start - timedelta(days=30))
    package = msgspec.structs.replace(package, meeting=meeting, plan=plan)
    opened = OpenHome(home)
    try:
        return bring_in(opened.desk(), encode_package(sign_package(package, sample_key())))
    finally:
        opened.close()


def swept(home: HomePage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(home.sweep.done, timeout=_WAIT):
        home.fold_today()


def test_what_is_pressing_in_another_meeting_stands_on_top_with_its_way_in(
    tmp_path: Path, qtbot: QtBot
) -> None:
    today = beijing_day(datetime.now(UTC))
    late = bring(tmp_path, today + timedelta(days=2), 1, applied=False)
    bring(tmp_path, today + timedelta(days=400), 2, applied=False)  # too far off to be looked at
    with window_on(tmp_path, qtbot) as window:
        home = window.home
        assert home is not None
        swept(home, qtbot)
        assert not home.due.isHidden()
        assert [row.item.head.meeting for row in home.due.rows] == [late]
        assert home.due.rows[0].item.due.state in {State.BLOCK, State.ATTENTION}
        assert "论证申请" in home.due.rows[0].item.due.title
        with qtbot.waitSignal(window.meeting_shown, timeout=_WAIT):
            click(home.due.rows[0].button)


def test_the_card_of_today_says_what_is_due(tmp_path: Path, qtbot: QtBot) -> None:
    today = beijing_day(datetime.now(UTC))
    meeting = bring(tmp_path, today, 1, applied=False)
    with window_on(tmp_path, qtbot) as window:
        home = window.home
        assert home is not None
        swept(home, qtbot)
        card = home.cards[meeting]
        qtbot.waitUntil(lambda: not card.due.isHidden(), timeout=_WAIT)
        assert "论证申请" in card.due.text()
        assert home.due.isHidden()  # it stands on the card


def test_nothing_pressing_shows_nothing(tmp_path: Path, qtbot: QtBot) -> None:
    with window_on(tmp_path, qtbot) as window:
        home = window.home
        assert home is not None
        swept(home, qtbot)
        assert home.due.isHidden()


def test_rows_in_sight_before_the_ledger_was_open_are_folded_once_it_is(tmp_path: Path, qtbot: QtBot) -> None:
    today = beijing_day(datetime.now(UTC))
    bring(tmp_path, today + timedelta(days=2), 1, applied=False)
    start = start_of(tmp_path)
    window = DeskWindow(start, start.load())
    window.show()
    try:
        with qtbot.waitSignal(window.ready, timeout=_WAIT):
            window.begin()
        home = window.home
        assert home is not None
        qtbot.waitUntil(lambda: "逾期" in home.list.spoken(0), timeout=_WAIT)  # the list was read only once
    finally:
        window.close()
        window.deleteLater()


def head(n: int, days: int, *, void: bool = False) -> MeetingHead:
    start = NOW + timedelta(days=days)
    return MeetingHead(meeting=f"m{n}", title="", project="", place="", start=start, void=void)


def test_only_the_nearest_meetings_are_looked_at() -> None:
    many = [head(n, n % 40 - 30) for n in range(1000)]
    found = near([*many, head(-1, 0, void=True), head(-2, 90), head(-3, -90)], NOW)
    assert len(found) == MOST
    assert found[0].start == NOW
    assert not {"m-1", "m-2", "m-3"} & {h.meeting for h in found}


def test_days_end_at_24_and_moments_at_their_minute() -> None:
    assert day_words(date(2026, 11, 23)) == "2026-11-23 24:00"
    assert day_words(datetime(2026, 11, 20, 18, 30, tzinfo=UTC)) == "2026-11-21 02:30"
    assert day_words(None) == ""


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=3, hours=12, minutes=5), "还剩 3 天 12 小时"),
        (timedelta(hours=5, minutes=7), "还剩 5 小时 7 分"),
        (timedelta(minutes=-3), "还剩 0 小时 0 分"),
    ],
)
def test_what_is_left_is_said_in_days_then_in_minutes(left: timedelta, said: str) -> None:
    assert left_words(NOW + left, NOW) == said
