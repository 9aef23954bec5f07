"""A tampered desk can sign what it likes; the audit still finds the transition that was not allowed."""

from pathlib import Path

import pytest
from msgspec import structs

from app.bootstrap import rehearsal_desk
from app.models import facts as f
from app.models.terms import Mode
from app.services.audit import audit, load_world
from app.services.desk.desk import Desk
from app.services.intake.package_file import decode_package
from app.services.law import law_tables
from app.services.rehearsal.people import actor
from app.services.rehearsal.player import RehearsalClock, moment
from app.services.rehearsal.playing import play
from app.services.rehearsal.script import read_script
from app.services.rehearsal.source import package_bytes

SAMPLES = Path("resources/samples/xinjiang")


def _play(home: Path, name: str, steps: int | None = None) -> tuple[Desk, str]:
    script = read_script(SAMPLES / f"{name}.yaml")
    data = package_bytes("sample:xinjiang", SAMPLES)
    info = decode_package(data).package.meeting
    clock = RehearsalClock(moment(script.clock, info.planned_start))
    desk = rehearsal_desk(home, clock, {})
    short = structs.replace(script, steps=script.steps[:steps]) if steps else script
    outcome = play(short, desk=desk, clock=clock, package=data, meeting=info.id)
    assert outcome.failures == []
    return desk, info.id


def _breaches(desk: Desk, meeting: str) -> list[tuple[str, set[str]]]:
    entries = desk.ledger.entries(meeting)
    world = load_world(entries, desk.ledger.blob)
    found = audit(meeting, entries, world, law_tables())
    return [(b.transition, {x.check for x in b.findings}) for b in found]


@pytest.mark.parametrize("name", ["clean", "stop"])
def test_the_samples_kept_the_rules(tmp_path: Path, name: str) -> None:
    desk, meeting = _play(tmp_path, name)
    assert _breaches(desk, meeting) == []
    desk.ledger.close()


def test_six_of_seven_opened_past_the_verbs_is_found(tmp_path: Path) -> None:
    desk, meeting = _play(tmp_path, "stop", steps=9)  # six experts, everything else in order
    view = desk.view(meeting)
    with desk.ledger.write(meeting) as tx:  # a desk that does not ask its own checks
        tx.append(actor(view.m, "host"), f.MeetingOpened(mode=Mode.ONSITE))
    assert _breaches(desk, meeting) == [("T06", {"C20"})]
    desk.ledger.close()
