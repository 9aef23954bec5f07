"""The walks of rules.md 4.4: six packs, three verdicts, import to CLOSED through the verbs of the desk; and Nanning remote.

The rows of 4.2 are read off the record: the transitions as folded, READY as people see it, and for every other fact the row
it belongs to. Acknowledgements and photos are left out, as in 4.4: they may come at any time of the day.
"""

from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import rehearsal_desk
from app.models import facts as f
from app.models.facts import Fact
from app.models.terms import Document, SignKind, Stage, Verdict
from app.services.desk.desk import View
from app.services.intake.package_file import decode_package
from app.services.rehearsal.judging import Seen, differences
from app.services.rehearsal.player import Player, RehearsalClock, moment
from app.services.rehearsal.script import Expect, Script, read_script
from app.services.rehearsal.source import package_of
from app.services.resources import ROOT
from app.services.wording import Words

BEFORE = "T01 PREPARED → T03 CHECKIN → T04 → T05 READY"
SESSION = "T06 IN_SESSION → T36 → T14 PROPOSED → T36 → T16 SIGNING → T17 → T19 SEALED → T21 SYNC_PENDING → T22 SYNCED"
VERIFIED = f"{BEFORE} → T04 → {SESSION}"
PLAIN = f"{BEFORE} → {SESSION}"
HEAD = {
    "national": PLAIN,
    "xinjiang": VERIFIED,
    "changji": VERIFIED,
    "qingdao": PLAIN,
    "nanning": PLAIN,
    "zhengzhou": PLAIN,
}
TOLD, LEADER = "T28b REVIEWED", "T26 REREVIEW → T28 REVIEWED"
TAIL: dict[tuple[str, Verdict], str] = {
    ("national", Verdict.PASS): "T24 CLOSED",
    ("national", Verdict.PASS_AFTER_REVISION): f"T25 AWAIT_REVISION → {TOLD} → T30 CLOSED",
    ("national", Verdict.FAIL): "T31 FAILED → T31 CLOSED",
    ("zhengzhou", Verdict.PASS): "T24 CLOSED → T35",
    ("zhengzhou", Verdict.PASS_AFTER_REVISION): f"T25 AWAIT_REVISION → T35 → {TOLD} → T30 CLOSED",
    ("zhengzhou", Verdict.FAIL): "T31 FAILED → T31 CLOSED",
} | {
    (pack, verdict): tail
    for pack, way in (("xinjiang", TOLD), ("changji", TOLD), ("qingdao", LEADER), ("nanning", LEADER))
    for verdict, tail in (
        (Verdict.PASS, "T35 → T24 CLOSED"),
        (Verdict.PASS_AFTER_REVISION, f"T25 AWAIT_REVISION → T35 → {way} → T30 CLOSED"),
        (Verdict.FAIL, "T31 FAILED → T35 → T31 CLOSED"),
    )
}
"""Zhengzhou 通过: nothing is to be uploaded (C60 off), so T24 follows T22 by itself and the registration comes after it (T35)."""

_NOT_SAID = (f.WarningAcknowledged, f.ReceiptStored, f.PlanCompared, f.PrintingConfirmed, f.PhotoTaken)
_DELIBERATED = (
    f.TopicConcluded,
    f.PlanPartsTicked,
    f.DefectsAnswered,
    f.DefectFixed,
    f.PersonalFormSubmitted,
    f.AssessmentWritten,
    f.RevisionItemWritten,
    f.KeyNodeWritten,
    f.StanceTaken,
)
_SIGNED = (f.OnSiteAttested, f.MeetingEnded, f.ScanAttached)
_AFTERWARDS = (f.UploadReceiptRecorded, f.ExpertRegistered)
_OF_A_MOVE = (f.RevisionFiled, f.ChangeNoticeDelivered, f.SupervisorApproved)
"""They lead to T26, T28b, T30, which the fold writes down."""


def row_of(fact: Fact) -> str:
    """The row of 4.2 of a fact that moves nothing."""
    if isinstance(fact, _DELIBERATED):
        return "T36"
    if isinstance(fact, _SIGNED) or (isinstance(fact, f.SignatureGiven) and fact.document is Document.REPORT):
        return "T17"
    if isinstance(fact, _AFTERWARDS):
        return "T35"
    return "T04"


def walk_of(view: View, ready_at: str) -> str:
    """The walk as 4.4 writes it; ``ready_at`` is the entry with which READY was reached."""
    moves: dict[str, list[str]] = {}
    for step in view.m.walk:
        moves.setdefault(step.entry, []).append(f"{step.transition} {step.stage}")
    rows: list[str] = []
    for entry in view.entries:
        if entry.hash in moves:
            rows += moves[entry.hash]
        elif not isinstance(entry.fact, (*_NOT_SAID, *_OF_A_MOVE)):
            rows.append(row_of(entry.fact))
        if entry.hash == ready_at:
            rows.append("T05 READY")
    return " → ".join(row for row, _same in groupby(rows))


class Watched(Player):
    """A player that notices when READY is reached (T05 is not stored)."""

    ready_at = ""

    def seen(self) -> View:
        """Look, and remember."""
        view = super().seen()
        if view.stage is Stage.READY and not self.ready_at:
            self.ready_at = view.entries[-1].hash
        return view


WHOLE = Path(str(ROOT / "samples" / "whole"))
NAMES = {Verdict.PASS: "passed", Verdict.PASS_AFTER_REVISION: "revised", Verdict.FAIL: "failed"}


def scripted(pack: str, name: str) -> Script:
    """The clean, legal meeting of a pack, as it is shipped."""
    return read_script(WHOLE / f"{name}.yaml").in_pack(pack)


def walked(home: Path, script: Script) -> tuple[View, str]:
    """Play; the meeting at its end and the walk."""
    data = package_of(script, home)
    info = decode_package(data).package.meeting
    clock = RehearsalClock(moment(script.clock, info.planned_start))
    desk = rehearsal_desk(home, clock, {}, drafts=True)
    player = Watched(desk, clock, data, info.id)
    try:
        for step in script.steps:
            said = player.step(step)
            assert step.note
            seen = Seen(player.seen(), said, Words(desk.law))
            assert (step.do, list(differences(step.expect or Expect(), seen))) == (step.do, [])
        return player.seen(), walk_of(player.seen(), player.ready_at)
    finally:
        desk.ledger.close()


def _ways() -> list[Any]:
    return [pytest.param(pack, verdict, id=f"{pack}-{verdict.name}") for pack in HEAD for verdict in Verdict]


@pytest.mark.parametrize(("pack", "verdict"), _ways())
def test_the_walk_of_4_4(tmp_path: Path, pack: str, verdict: Verdict) -> None:
    view, walk = walked(tmp_path, scripted(pack, NAMES[verdict]))
    assert walk == f"{HEAD[pack]} → {TAIL[pack, verdict]}"
    assert view.stage is Stage.CLOSED
    assert view.m.out_of_place == []
    assert view.m.refused == []


def test_the_walk_of_a_remote_meeting_in_nanning(tmp_path: Path) -> None:
    view, walk = walked(tmp_path, scripted("nanning", "remote"))
    assert walk == f"{HEAD['nanning']} → {TAIL['nanning', Verdict.PASS_AFTER_REVISION]}"
    kinds = {s.given.sign_kind for (paper, _), s in view.m.signatures.items() if paper is Document.REPORT}
    assert kinds == {SignKind.CA_ESIGN}
    assert Document.REPORT not in view.m.scans
