"""A long walk of requests nobody planned, through the real desk on a real ledger (``make soak``).

Good and bad requests of all kinds, by everybody, with the clock going on, jumping and going back. Nothing but a refusal or
an error of the ledger may come of it; a report is never sealed while something that must be is open; at the end every
chain, signature and rule holds. ``HUIQIAN_SOAK_SEED``, ``HUIQIAN_SOAK_WALKS`` and ``HUIQIAN_SOAK_STEPS`` choose other,
more or longer walks.
"""

import collections
import os
from datetime import timedelta
from pathlib import Path

from app.models.terms import Stage
from app.services.audit import audit, load_world
from app.services.desk.refusal import Refusal
from app.services.ledger.errors import LedgerError
from app.services.rehearsal.player import Player
from app.services.rehearsal.script import ScriptError, Step
from support.chance import Chance, sealed_fairly
from support.meeting_day import MEETING, clean_script, player

SEED = int(os.environ.get("HUIQIAN_SOAK_SEED", "20261120"))
STEPS = int(os.environ.get("HUIQIAN_SOAK_STEPS", "120"))
WALKS = int(os.environ.get("HUIQIAN_SOAK_WALKS", "12"))


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
