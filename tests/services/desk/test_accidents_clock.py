"""The clock is set back, and the roster changes: the order of facts stands, and what must be said is said."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.models import facts as f
from app.models.entry import By
from app.models.finding import Finding
from app.models.package import Package
from app.models.terms import Mode, Stage
from app.services.desk import requests as r
from app.services.desk.desk import View
from app.services.desk.refusal import Refusal
from app.services.intake.package_file import encode_package, sign_package
from app.services.intake.problems import IntakeError
from app.services.intake.sample import sample_key, sample_package
from app.services.rehearsal.people import actor
from app.services.rehearsal.player import Player
from support.meeting_day import MEETING, play, player


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Player]:
    found = player(tmp_path, "SignSheetAll")
    yield found
    found.desk.ledger.close()


def secretary(view: View) -> By:
    return actor(view.m, "secretary")


def clock_findings(view: View) -> list[Finding]:
    return [finding for finding in view.findings if finding.check == "C73"]


def photo(day: Player) -> View:
    view = day.desk.view(MEETING)
    return day.desk.do(MEETING, r.TakePhoto(data=str(len(view.entries)).encode()), secretary(view))


def test_a_clock_set_back_is_said_and_changes_no_order(day: Player) -> None:
    before = photo(day)
    assert clock_findings(before) == []
    day.clock.now -= timedelta(minutes=30)
    after = photo(day)
    (found,) = clock_findings(after)
    assert (found.variant, found.args["minutes"], found.is_open) == ("back", "29", True)
    assert [e.hash for e in after.entries][:-1] == [e.hash for e in before.entries]
    assert after.entries[-1].body.at < after.entries[-2].body.at
    assert after.entries[-1].order > after.entries[-2].order
    assert day.desk.ledger.verify(MEETING).ok


def test_a_second_of_correction_is_nothing(day: Player) -> None:
    photo(day)
    day.clock.now -= timedelta(seconds=30)
    assert clock_findings(photo(day)) == []


def test_the_true_time_attested_clears_it_until_the_clock_goes_back_again(day: Player) -> None:
    photo(day)
    day.clock.now -= timedelta(minutes=30)
    view = photo(day)
    owner = actor(view.m, "owner").person
    attested = f.ClockAttested(true_time=day.clock.now + timedelta(minutes=30), drift_seconds=0, owner=owner)
    view = day.desk.do(MEETING, attested, secretary(view))
    assert clock_findings(view) == []
    fact = view.entries[-1].fact
    assert isinstance(fact, f.ClockAttested)
    assert -1801 <= fact.drift_seconds <= -1795, "the desk computes it, whatever was sent"
    assert clock_findings(photo(day)) == [], "the clock stays behind its old time, but that is known now"
    day.clock.now -= timedelta(minutes=10)
    assert [x.variant for x in clock_findings(photo(day))] == ["back"]


def test_a_clock_set_back_in_session_stops_nothing_unsaid(day: Player) -> None:
    """EC-17: during the meeting too; 8.7-16: an open W waits for the next of T16, T19."""
    play(day, "Topics", "SignSheetAll")
    day.clock.now -= timedelta(hours=2)
    view = photo(day)
    assert view.stage is Stage.IN_SESSION
    assert [x.variant for x in clock_findings(view)] == ["back"]


def test_a_start_with_the_clock_behind_the_last_fact(tmp_path: Path) -> None:
    found = player(tmp_path, "SignSheetAll")
    when = found.clock.now
    found.desk.ledger.close()
    again = player(tmp_path, start=when - timedelta(days=400))
    assert clock_findings(again.desk.view(MEETING)) == []
    assert [x.variant for x in clock_findings(photo(again))] == ["back"]
    again.desk.ledger.close()


def roster(version: int, change: Package | None = None) -> bytes:
    package = replace(change or sample_package(), roster_version=version)
    return encode_package(sign_package(package, sample_key()))


def test_a_new_roster_is_taken_before_the_opening_and_refused_after(day: Player) -> None:
    view = day.desk.view(MEETING)
    by = secretary(view)
    have = view.m.info.roster_version
    view = day.desk.do(MEETING, r.RefreshPackage(data=roster(have + 1)), by)
    assert view.m.info.roster_version == have + 1
    assert view.m.spans, "who is here stays here"
    with pytest.raises(Refusal) as old:
        day.desk.do(MEETING, r.RefreshPackage(data=roster(have + 1)), by)
    assert old.value.code == "roster_not_newer"
    play(day, "Topics", "SignSheetAll")
    before = day.desk.view(MEETING)
    assert before.stage is Stage.IN_SESSION
    with pytest.raises(Refusal) as late:
        day.desk.do(MEETING, r.RefreshPackage(data=roster(have + 2)), by)
    assert late.value.code == "stage_IN_SESSION"
    assert day.desk.view(MEETING).m.info.roster_version == have + 1


def test_a_bad_or_foreign_roster_changes_nothing(day: Player) -> None:
    view = day.desk.view(MEETING)
    by = secretary(view)
    whole = roster(view.m.info.roster_version + 1)
    for bad in (whole[:5000], b"", b"garbage", whole.replace("样".encode(), "假".encode(), 1)):
        with pytest.raises(IntakeError):
            day.desk.do(MEETING, r.RefreshPackage(data=bad), by)
    other = sample_package(meeting="XJ-2026-1120-B")
    with pytest.raises(Refusal) as foreign:
        day.desk.do(MEETING, r.RefreshPackage(data=roster(9, other)), by)
    assert foreign.value.code == "other_meeting"
    now = day.desk.view(MEETING)
    assert len(now.entries) == len(view.entries)
    assert now.m.info.meeting.mode is Mode.ONSITE
