"""A real meeting in a real window, brought to any step of the sample script: real ledger, desk, papers, sheets."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from PySide6.QtWidgets import QApplication, QWidget

from app.bootstrap import rehearsal_desk
from app.models.calendar import BEIJING
from app.models.terms import Role
from app.services.desk.desk import View
from app.services.intake.package_file import encode_package, sign_package
from app.services.intake.sample import SAMPLE_KID, sample_key, sample_package
from app.services.law import law_tables
from app.services.rehearsal.player import Player, RehearsalClock
from app.services.rehearsal.script import Step, read_script
from app.services.wording import Words
from app.ui.lane import Lane, Pool
from app.ui.shell.meeting import MeetingShell
from app.ui.store import MeetingStore

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "resources" / "samples" / "xinjiang" / "clean.yaml"
W = TypeVar("W", bound=QWidget)


class Room:
    """The meeting, its player (for what others did before) and the window."""

    def __init__(self, home: Path, player: Player) -> None:
        self.player = player
        self.lane, self.pool = Lane(), Pool()
        self.store = MeetingStore(player.desk, self.lane, player.meeting)
        self.shell = MeetingShell(self.store, Words(law_tables()), self.pool, now=lambda: player.clock.now)
        self.shell.resize(1366, 768)
        self.home = home

    @property
    def view(self) -> View:
        """What the window shows now."""
        view = self.store.view
        assert view is not None
        return view

    def know(self, *people: str) -> None:
        """These people have just identified themselves."""
        for person in people:
            self.shell.host.identities.keep(person, self.view.m.name(person))

    def know_role(self, role: Role) -> str:
        """The holder of a role has just identified himself."""
        person = self.view.m.holders(role)[0].person
        self.know(person)
        return person

    def play(self, do: str, by: str = "secretary", at: str = "", **with_: Any) -> None:
        """Something others do, through the same verbs, then the window reads it."""
        said = self.player.step(Step(do=do, by=by, at=at, with_=with_))
        assert said is None, said
        self.store.refresh()

    def close(self) -> None:
        """Let everything written be written."""
        self.pool.close()
        self.lane.close()
        self.shell.close()
        self.shell.deleteLater()
        self.store.deleteLater()
        self.player.desk.ledger.close()


def steps_until(do: str) -> tuple[Step, ...]:
    """The steps of the sample script up to and with the first ``do``."""
    steps = read_script(SCRIPT).steps
    last = next(n for n, step in enumerate(steps) if step.do == do)
    return steps[: last + 1]


def played(home: Path, until: str, *, skip: Sequence[str] = ()) -> Player:
    """A fresh home with the sample meeting up to and with the step ``until``, leaving out verbs of ``skip``."""
    clock = RehearsalClock(datetime(2026, 11, 20, 9, 20, tzinfo=BEIJING))
    package = sample_package()
    desk = rehearsal_desk(home, clock, {SAMPLE_KID: sample_key().public})
    data = encode_package(sign_package(package, sample_key()))
    player = Player(desk, clock, data, package.meeting.id)
    for step in steps_until(until):
        if step.do not in skip:
            said = player.step(msgspec.structs.replace(step, expect=None))
            assert said is None, (step.do, said)
    return player


def templates(folder: Path) -> Callable[[str], Path]:
    """Homes by step, each played once; every test gets a copy."""
    made: dict[str, Path] = {}

    def get(until: str) -> Path:
        if until not in made:
            home = folder / until
            player = played(home, until)
            player.desk.ledger.close()
            made[until] = home
        return made[until]

    return get


def enter(template: Path, home: Path, until: str) -> Room:
    """A room on a copy of a played home."""
    shutil.copytree(template, home)
    clock = RehearsalClock(datetime(2026, 11, 20, 11, 45, tzinfo=BEIJING))
    desk = rehearsal_desk(home, clock, {SAMPLE_KID: sample_key().public})
    player = Player(desk, clock, b"", sample_package().meeting.id)
    player.view = desk.view(player.meeting)
    assert until
    return Room(home, player)


def sheet(kind: type[W]) -> W:
    """The sheet of this kind that stands over the window."""
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    assert found, kind
    return found[-1]
