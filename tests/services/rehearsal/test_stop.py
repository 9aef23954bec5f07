"""The stopping sample: six of seven experts. No request, by nobody, in no stage, leads to a sealed report (EC-26)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import Struct

from app.models import facts as f
from app.models.entry import By
from app.models.terms import Document, Mode, Role, Stage, Verdict
from app.services.desk import requests as r
from app.services.desk.desk import View
from app.services.desk.refusal import Refusal
from app.services.rehearsal.people import BOTH, actor, drawing, expert
from app.services.rehearsal.player import Player
from app.services.rehearsal.script import Script, read_script
from support.command import XINJIANG
from support.meeting_day import MEETING, player

MISSING = "e7"
SEALING = (f.ReportSealed, f.ContentFrozen, f.MeetingOpened)


def script() -> Script:
    return read_script(XINJIANG / "stop.yaml")


def people(view: View) -> Iterator[By]:
    """Everybody who may press a button, and some who may not."""
    for who in ("secretary", "host", "owner", "verifier", "chief", "leader"):
        if who != "leader" or view.m.leader:
            yield actor(view.m, who)
    for person in view.m.experts:
        yield expert(view.m, person)
    yield By(person="nobody", role=Role.SECRETARY)
    yield By(person=MISSING, role=Role.EXPERT, factors=BOTH)


def paths(view: View) -> Iterator[Struct]:
    """Whatever might open, pass or close the meeting."""
    yield from (r.SealRecord(), r.Freeze(), f.MeetingOpened(mode=Mode.ONSITE), f.SessionResumed())
    yield from (r.Propose(verdict=verdict, reason="先过") for verdict in Verdict)
    yield r.Override(keys=("C20:missing:e7",), reason="先开", drawing=drawing("owner-pm"))
    yield r.Override(
        keys=("C20:missing:e7",),
        reason="先开",
        drawing=drawing("chief"),
        second="e1",
        second_drawing=drawing("e1"),
    )
    yield f.WarningAcknowledged(
        keys=tuple(x.key for x in view.findings) or ("C20:missing:e7",), reason="知道"
    )
    yield r.CheckIn(person=MISSING, roles=(Role.EXPERT,), factors=BOTH, last4="0000", manual_reason="代签")
    yield r.CheckIn(person="gc-pm", roles=(Role.EXPERT,), factors=BOTH, last4="0000", manual_reason="代签")
    yield r.Sign(person=MISSING, document=Document.REPORT, drawing=drawing(MISSING), warned=True)
    yield r.Sign(person="e1", document=Document.REPORT, drawing=drawing("e1"), warned=True)
    yield f.OnSiteAttested(leader="e1", verifier="owner-verifier")
    yield f.MeetingEnded()


def attempts(found: Player) -> int:
    """Try every path with everybody; the number of refusals. None may be granted."""
    refused = 0
    view = found.desk.view(MEETING)
    for request in paths(view):
        for by in people(view):
            with pytest.raises(Refusal):
                found.desk.do(MEETING, request, by)
            refused += 1
    return refused


def test_no_path_leads_to_a_sealed_report(tmp_path: Path) -> None:
    found = player(tmp_path)
    seen: dict[Stage, int] = {}
    for n, step in enumerate(script().steps):
        found.step(step)
        assert found.view is not None
        last_of_stage = n + 1 == len(script().steps) or step.do in {"Verify", "Stop", "MeetingPostponed"}
        if last_of_stage:
            seen[found.view.stage] = attempts(found)
    assert set(seen) == {Stage.CHECKIN, Stage.STOPPED, Stage.ABORTED, Stage.SYNC_PENDING}
    assert min(seen.values()) > 200
    facts = [type(entry.fact) for entry in found.desk.view(MEETING).entries]
    assert not set(facts) & set(SEALING)
    assert f.TransitionRefused in facts, "the attempts themselves are in the record (4.3-4)"
    assert found.desk.ledger.verify(MEETING).ok
    found.desk.ledger.close()


def test_a_lifted_stop_opens_nothing(tmp_path: Path) -> None:
    found = player(tmp_path)
    for step in script().steps:
        found.step(step)
        if step.do == "Stop":
            break
    view = found.desk.view(MEETING)
    assert view.stage is Stage.STOPPED
    verifier = actor(view.m, "verifier")
    view = found.desk.do(MEETING, f.StopLifted(reason="再等等"), verifier)
    assert view.stage is Stage.CHECKIN
    with pytest.raises(Refusal) as refused:
        found.desk.do(MEETING, f.MeetingOpened(mode=Mode.ONSITE), actor(view.m, "host"))
    assert [x.check for x in refused.value.findings if x.level.value == "B"] == ["C20"]
    view = found.desk.do(MEETING, r.Stop(reason="仍未到"), verifier)
    found.clock.now += timedelta(days=1)
    with pytest.raises(Refusal) as over:
        found.desk.do(MEETING, f.StopLifted(reason="第二天"), verifier)
    assert over.value.code == "day_over"
    assert view.m.seal is None
    found.desk.ledger.close()
