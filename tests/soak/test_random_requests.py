"""A long walk of requests nobody planned, through the real desk on a real ledger (``make soak``).

Good and bad requests of all kinds, by everybody, with the clock going on, jumping and going back. Nothing but a refusal or
an error of the ledger may come of it; a report is never sealed while something that must be is open; at the end every
chain, signature and rule holds. ``HUIQIAN_SOAK_SEED``, ``HUIQIAN_SOAK_WALKS`` and ``HUIQIAN_SOAK_STEPS`` choose other,
more or longer walks.
"""

import collections
import os
import random
import types
import typing
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec
from msgspec import Struct

from app.models import facts as f
from app.models.calendar import BEIJING
from app.models.entry import By
from app.models.terms import Factor, Role, Stage
from app.services.audit import audit, load_world
from app.services.desk import requests as r
from app.services.desk.desk import View
from app.services.desk.refusal import Refusal
from app.services.desk.registry import VERBS
from app.services.ledger.errors import LedgerError
from app.services.rehearsal.people import BOTH, actor, drawing
from app.services.rehearsal.player import Player
from app.services.rehearsal.script import ScriptError, Step
from support.meeting_day import MEETING, clean_script, player

SEED = int(os.environ.get("HUIQIAN_SOAK_SEED", "20261120"))
STEPS = int(os.environ.get("HUIQIAN_SOAK_STEPS", "120"))
WALKS = int(os.environ.get("HUIQIAN_SOAK_WALKS", "12"))
ENDS = {
    f.MeetingCancelled,
    f.MeetingPostponed,
    f.MeetingVoided,
    f.NoConsensusClosed,
    f.RecordWithdrawn,
    r.Stop,
    r.EndDay,
}
"""They end a meeting early; asked as often as the others, no walk would ever see a signature."""

KINDS = [kind for kind in VERBS if kind not in {r.ImportPackage, r.RefreshPackage}]
WORDS = (
    "",
    "样",
    "  ",
    "修改后通过",
    "e1",
    "e7",
    "gc-pm",
    "owner-verifier",
    "C20:missing:e7",
    "x" * 5000,
    "𠮷\u0000",
)


class Chance:
    """Makes requests at random, of the right shape, about people of the meeting more often than not."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  # a walk that can be walked again

    def request(self, view: View) -> tuple[Struct, By]:
        """Any verb with any arguments, by anybody."""
        kind = self.random.choice(KINDS)
        while kind in ENDS and self.random.random() < 0.97:
            kind = self.random.choice(KINDS)
        people = [*view.m.people, "nobody"]
        values = {
            field.name: self.value(field.type, field.name, people, view)
            for field in msgspec.structs.fields(kind)
            if field.required or self.random.random() < 0.7
        }
        return kind(**values), self.by(view, values)

    def by(self, view: View, values: dict[str, Any]) -> By:
        own = values.get("person") or values.get("expert")
        if own in view.m.experts and self.random.random() < 0.5:
            return By(person=own, role=Role.EXPERT, name="样", factors=BOTH)
        who = self.random.choice(
            ["secretary", "host", "owner", "verifier", "chief", "leader", *view.m.people]
        )
        try:
            return actor(view.m, who)
        except ScriptError:
            factors = tuple(self.random.sample(list(Factor), self.random.randint(0, 2)))
            return By(person=who, role=self.random.choice(list(Role)), factors=factors)

    def value(self, kind: Any, name: str, people: list[str], view: View) -> Any:  # noqa: C901, PLR0911  # one line a type
        origin, inner = get_origin(kind), get_args(kind)
        if origin in {types.UnionType, typing.Union}:
            return self.value(self.random.choice(inner), name, people, view)
        if kind is type(None):
            return None
        if origin is Literal:
            return self.random.choice(inner)
        if origin is tuple:
            return tuple(self.value(inner[0], name, people, view) for _ in range(self.random.randint(0, 3)))
        if origin is dict:
            return {self.value(inner[0], name, people, view): self.value(inner[1], name, people, view)}
        if isinstance(kind, type) and issubclass(kind, Enum):
            return self.random.choice(list(kind))
        if isinstance(kind, type) and issubclass(kind, r.Drawing):
            return drawing(self.random.choice(people))
        if isinstance(kind, type) and issubclass(kind, Struct):
            fields = msgspec.structs.fields(kind)
            return kind(**{x.name: self.value(x.type, x.name, people, view) for x in fields})
        if kind is str:
            return self.text(name, people, view)
        plain = {bool: True, int: self.random.choice([-1, 0, 1, 2, 3, 99]), bytes: b"x", float: 1.5}
        plain |= {datetime: datetime(2026, 11, 20, 10, tzinfo=BEIJING), date: date(2026, 12, 1)}
        return self.random.choice([True, False]) if kind is bool else plain.get(kind)

    def text(self, name: str, people: list[str], view: View) -> str:
        if name in {
            "person",
            "expert",
            "leader",
            "verifier",
            "voter",
            "candidate",
            "second",
            "owner",
            "people",
        }:
            return self.random.choice(people)
        if name == "target":
            return self.random.choice(view.entries).hash
        if name == "keys" and view.findings:
            return self.random.choice(view.findings).key
        return self.random.choice(WORDS)


def sealed_fairly(view: View, before: View | None) -> None:
    """4.3-4: a report that is sealed had nothing open that must not be."""
    if view.m.seal is None or (before is not None and before.m.seal is not None):
        return
    if before is not None and view.stage is Stage.SYNC_PENDING and view.m.frozen:
        assert not [x for x in before.findings if x.is_open and x.stops]


def walk(found: Player, seed: int, steps: int) -> dict[str, int]:
    """One walk: the clean meeting step by step, and between its steps whatever chance brings."""
    chance = Chance(seed)
    plan = iter(clean_script().steps)
    count = {"granted": 0, "refused": 0, "ledger": 0}
    found.step(next(plan))
    for _ in range(steps):
        before = found.desk.view(MEETING)
        request, by = chance.request(before)
        if chance.random.random() < 0.04:
            found.clock.now += timedelta(minutes=chance.random.choice([-90, -2, 5, 30]))
        try:
            after = found.desk.do(MEETING, request, by)
            count["granted"] += 1
            sealed_fairly(after, before)
        except Refusal:
            count["refused"] += 1
        except LedgerError:
            count["ledger"] += 1
        if chance.random.random() < 0.35:
            lawful(found, next(plan, None))
    return count


def lawful(found: Player, step: Step | None) -> None:
    """A step of the clean meeting; after what chance has done it may be refused or make no sense any more."""
    if step is None:
        return
    before = found.desk.view(MEETING)
    try:
        found.view = before
        found.step(step)
    except (ScriptError, LedgerError):
        return
    sealed_fairly(found.desk.view(MEETING), before)


def test_random_walks(tmp_path: Path) -> None:
    reached: collections.Counter[str] = collections.Counter()
    for number in range(WALKS):
        home = tmp_path / str(number)
        home.mkdir()
        found = player(home)
        count = walk(found, SEED + number, STEPS)
        assert count["refused"] > STEPS // 4
        look_back(found)
        reached.update({step.stage.value for step in found.desk.view(MEETING).m.walk})
        found.desk.ledger.close()
    assert set(reached) >= {Stage.PREPARED, Stage.CHECKIN}
    assert len(reached) > 4, reached


def look_back(found: Player) -> None:
    """Every chain, signature and rule of what was recorded holds."""
    view = found.desk.view(MEETING)
    report = found.desk.ledger.verify(MEETING)
    assert report.ok, report.broken
    world = load_world(view.entries, found.desk.ledger.blob)
    assert audit(MEETING, view.entries, world, found.desk.law) == ()
