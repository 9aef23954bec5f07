"""No sequence of verbs reaches SEALED with an open B (4.3-4, 4.3-5): short walks of chance, always near the seal.

The long walks are in ``tests/soak``. Here the clean meeting stands just before its end; chance does what it likes, then
somebody asks for the seal, again and again.
"""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from msgspec import Struct

from app.models import facts as f
from app.models.calendar import BEIJING
from app.models.entry import By
from app.models.stages import obstacles
from app.models.terms import Document, Role, Stage
from app.services.desk import requests as r
from app.services.desk.desk import View
from app.services.desk.refusal import Refusal
from app.services.ledger.errors import LedgerError
from app.services.rehearsal.people import actor, drawing, expert
from app.services.rehearsal.player import Player
from app.services.rehearsal.script import Step
from support.chance import ENDS, Chance
from support.meeting_day import MEETING, player

SECRETARY = By(person="secretary", role=Role.SECRETARY)
STEPS = 6
NOON = datetime(2026, 11, 20, 13, tzinfo=BEIJING)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All have signed and attested; 散会 and the seal are left."""
    home = tmp_path_factory.mktemp("ready")
    player(home, "MeetingEnded").desk.ledger.close()
    return home


@pytest.fixture
def found(ready: Path, tmp_path: Path) -> Iterator[Player]:
    """A desk on a copy of it."""
    home = tmp_path / "home"
    shutil.copytree(ready, home)
    made = player(home, start=NOON)
    made.view = made.desk.view(MEETING)
    yield made
    made.desk.ledger.close()


def near(chance: Chance, view: View) -> tuple[Struct, By]:
    """Something that touches what the seal rests on."""
    person = chance.random.choice([*view.m.experts, "owner-pm", "sup-chief", "gc-pm"])
    here: list[tuple[Struct, str]] = [
        (f.PersonCheckedOut(person=person, reason="离场"), "secretary"),
        (f.StatusNoticed(person=chance.random.choice([*view.m.experts]), status="revoked"), "secretary"),
        (f.SubstitutionSuspected(person=person, evidence="照片不符"), "secretary"),
        (f.SigningReopened(reason="改一处"), "leader"),
        (f.FlagDecided(flag="has_survey", value=True), "secretary"),
        (f.SessionResumed(), "host"),
        (f.RollCalled(people=tuple(p for p in view.m.people if view.m.present(p))), "secretary"),
    ]
    request, who = chance.random.choice(here)
    if chance.random.random() < 0.3:
        refusing = chance.random.choice([*view.m.experts])
        return r.RefuseToSign(person=refusing, reason="不同意", drawing=drawing(refusing)), expert(
            view.m, refusing
        )
    return request, actor(view.m, who)


def sealed_rightly(found: Player, before: View) -> bool:
    """Ask for the seal; if it is granted, nothing stood in the way and nobody's signature is missing."""
    try:
        after = found.desk.do(MEETING, r.SealRecord(), SECRETARY)
    except Refusal:
        return False
    assert after.stage is Stage.SYNC_PENDING
    assert obstacles(before.case, "T19") == ()
    assert [x for x in before.findings if x.is_open and x.stops] == []
    signed = {p for (document, p), _ in after.m.signatures.items() if document is Document.REPORT}
    assert signed >= set(after.m.experts), "XJ-三（三）: every drawn expert"
    assert after.m.frozen is not None
    assert {s.given.content_hash for (d, _), s in after.m.signatures.items() if d is Document.REPORT} == {
        after.m.frozen.content_hash
    }
    return True


@pytest.mark.parametrize("seed", range(3))
def test_chance_does_not_seal_what_is_open(found: Player, seed: int) -> None:
    found.step(Step(do="MeetingEnded", by="host"))
    chance = Chance(seed)
    asked = 0
    for _ in range(STEPS):
        view = found.desk.view(MEETING)
        if view.m.seal is not None:
            break
        request, by = near(chance, view) if chance.random.random() < 0.5 else chance.request(view)
        if type(request) in ENDS:
            continue
        try:
            found.desk.do(MEETING, request, by)
        except (Refusal, LedgerError):
            continue
        asked += 1
        sealed_rightly(found, found.desk.view(MEETING))
    assert asked


@pytest.mark.parametrize("harm", ["left", "revoked", "suspected", "refused"])
def test_each_harm_alone_keeps_the_seal_away(found: Player, harm: str) -> None:
    assert found.view is not None
    m = found.view.m
    asked: dict[str, tuple[Struct, By]] = {
        "left": (f.PersonCheckedOut(person="e3"), actor(m, "secretary")),
        "revoked": (f.StatusNoticed(person="e3", status="revoked"), actor(m, "secretary")),
        "suspected": (f.SubstitutionSuspected(person="e3", evidence="照片不符"), actor(m, "secretary")),
        "refused": (r.RefuseToSign(person="e3", reason="不同意", drawing=drawing("e3")), expert(m, "e3")),
    }
    request, by = asked[harm]
    found.desk.do(MEETING, request, by)
    with pytest.raises(Refusal):
        found.desk.do(MEETING, r.SealRecord(), SECRETARY)
    assert found.desk.view(MEETING).m.seal is None


def test_undisturbed_it_is_sealed(found: Player) -> None:
    found.step(Step(do="MeetingEnded", by="host"))
    found.step(Step(do="AcknowledgeAll"))
    assert sealed_rightly(found, found.desk.view(MEETING))
