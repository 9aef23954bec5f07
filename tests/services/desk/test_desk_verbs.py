"""The verbs of the desk: who may, when, and what is written down when it is refused."""

import hashlib
from typing import Any

import pytest
from msgspec.structs import replace

from app.models import facts as f
from app.models.terms import Stage
from app.services.desk.refusal import Refusal
from support.office import Office


def last(office: Office) -> object:
    return office.view.entries[-1].body.fact


def test_the_clean_script_goes_to_the_seal(office: Office) -> None:
    office.until("SealRecord")
    view = office.view
    assert view.stage is Stage.SYNC_PENDING
    assert view.m.out_of_place == []
    assert view.m.seal is not None
    for made in view.m.seal.files:
        data = office.desk.ledger.blob(made.sha256)
        assert (len(data), hashlib.sha256(data).hexdigest()) == (made.size, made.sha256)


def test_a_refused_transition_is_a_fact_with_the_keys_that_stopped_it(office: Office) -> None:
    office.until("CheckInOpened")
    said = office.ask("MeetingOpened", "host", mode="onsite")
    assert isinstance(said, Refusal)
    assert (said.code, said.clause != "") == ("gate_T06", True)
    fact = last(office)
    assert isinstance(fact, f.TransitionRefused)
    assert (fact.transition, fact.keys) == ("T06", tuple(x.key for x in said.findings))
    assert office.view.m.refused[-1].keys == fact.keys
    assert office.view.stage is Stage.CHECKIN


@pytest.mark.parametrize(
    ("do", "by", "with_", "code"),
    [
        ("MeetingOpened", "secretary", {"mode": "onsite"}, "who_host"),
        ("Propose", "e2", {"verdict": "通过"}, "who_leader"),
        ("DefectFixed", "e2", {"results": {}}, "who_leader"),
        ("PersonalConclusionGiven", "e2", {"expert": "e3", "conclusion": "通过"}, "who_self"),
        ("Verify", "secretary", {}, ""),
        ("Stop", "secretary", {"reason": "停"}, "who_decider"),
        ("SealRecord", "host", {}, "who_secretary"),
        (
            "RevisionItemWritten",
            "owner",
            {"item": "r1", "place": "", "problem": "", "requirement": "x"},
            "who_expert",
        ),
    ],
)
def test_only_the_right_person_may(
    office: Office, do: str, by: str, with_: dict[str, Any], code: str
) -> None:
    office.until("AcknowledgeAll")
    before = len(office.view.entries)
    assert office.play(do, by, **with_) == code
    if code:
        assert len(office.view.entries) == before, "nothing is written but refused transitions"


def test_nothing_happens_before_its_stage(office: Office) -> None:
    assert office.play("ImportPackage") == ""
    for do, by, with_ in (
        ("MeetingOpened", "host", {"mode": "onsite"}),
        ("Propose", "secretary", {"verdict": "通过"}),
        ("SealRecord", "secretary", {}),
        ("MeetingEnded", "host", {}),
        ("UploadReceiptRecorded", "secretary", _receipt()),
    ):
        code = office.play(do, by, **with_)
        assert code == "stage_PREPARED" or code.startswith("who_") or code == "not_here", (do, code)
    assert office.view.stage is Stage.PREPARED
    assert office.play("ImportPackage") == "already_imported"


def _receipt() -> dict[str, Any]:
    return {"item": "REPORT_SCAN", "source": "platform", "number": "1", "received_at": "2026-11-21T00:00:00Z"}


def test_the_door_asks_for_two_factors_the_notice_and_the_right_last_four(office: Office) -> None:
    office.until("CheckInOpened")
    known: dict[str, Any] = {"person": "e1", "roles": ["EXPERT"], "manual_reason": "无胸牌"}
    four = office.view.m.people["e1"].last4
    two = ["LOOK", "LAST4"]
    assert office.play("CheckIn", factors=["LOOK"], **known) == "factors_needed"
    assert office.play("CheckIn", factors=["LOOK", "LOOK"], **known) == "factors_needed"
    assert office.play("CheckIn", factors=two, last4="", **known) == "last4_wrong"
    assert office.play("CheckIn", factors=two, last4=four, notice=False, **known) == "notice_first"
    assert office.play("CheckIn", factors=two, last4=four, **{**known, "manual_reason": ""}) == "text_needed"
    assert office.play("CheckIn", factors=two, last4=four, **{**known, "roles": ["HOST"]}) == "role_not_held"
    assert office.play("CheckIn", factors=two, last4=four, **{**known, "person": "e99"}) == "not_on_roster"
    assert office.play("CheckIn", factors=two, last4=four, **known) == ""
    assert office.play("CheckIn", factors=two, last4=four, **known) == "already_in"


def test_an_expert_with_an_interest_does_not_come_in_again(office: Office) -> None:
    office.until("Elect")
    assert office.play("Declare", "e3", person="e3", interest=True, with_whom="监理单位") == ""
    assert office.play("PersonCheckedOut", person="e3") == ""
    assert office.play("Arrive", person="e3") == "interest_declared"


def test_undo_until_a_transition_relied_on_it(office: Office) -> None:
    office.until("TickAll")
    assert office.play("PersonCheckedOut", person="e3") == ""
    target = office.view.entries[-1].hash
    assert office.play("FactUndone", target=target, reason="") == "text_needed"
    assert office.play("FactUndone", target=target, reason="点错") == ""
    assert office.view.m.present("e3")
    assert office.play("FactUndone", target=target, reason="点错") == "undo_unknown"
    declared = next(e for e in office.view.entries if isinstance(e.body.fact, f.DeclarationSigned))
    assert office.play("FactUndone", target=declared.hash, reason="点错") == "undo_never"
    early = next(e for e in office.view.entries if isinstance(e.body.fact, f.PlanCompared))
    assert office.play("FactUndone", target=early.hash, reason="点错") == "undo_relied_on"


def test_block_takes_neither_override_nor_acknowledgement(office: Office) -> None:
    office.until("Elect")
    office.play("PersonCheckedOut", person="e7")
    key = "C20:left:e7"
    assert office.play("Override", "owner", keys=[key], reason="先开") == "finding_level_block"
    assert office.play("WarningAcknowledged", keys=[key], reason="知道") == "finding_level_block"
    assert office.play("WarningAcknowledged", keys=["C99::x"], reason="知道") == "finding_gone"
    assert office.play("WarningAcknowledged", keys=[], reason="知道") == "nothing_chosen"


def test_the_roster_is_frozen_by_the_opening(office: Office) -> None:
    office.until("MeetingOpened")
    office.play("PersonCheckedOut", person="e7")
    assert office.view.stage is Stage.SUSPENDED
    assert office.play("Stop", "verifier", reason="专家离场") == ""
    newer = replace(office.package, roster_version=office.package.roster_version + 1)
    said = office.ask("RefreshPackage", data=office.signed(newer))
    assert said is not None
    assert said.code == "roster_frozen"


def test_the_roster_is_refreshed_before(office: Office) -> None:
    office.until("Elect")
    assert office.play("RefreshPackage", data=office.signed(office.package)) == "roster_not_newer"
    newer = replace(office.package, roster_version=office.package.roster_version + 1)
    assert office.play("RefreshPackage", data=office.signed(newer)) == ""
    assert (office.view.m.info.roster_version, office.view.m.stage) == (newer.roster_version, Stage.CHECKIN)
    assert office.view.m.leader == "e1"


def test_signing_binds_the_frozen_content_and_reopening_voids(office: Office) -> None:
    office.until("Freeze")
    frozen = office.view.m.frozen
    assert frozen is not None
    assert office.play("Sign", "e1", person="e1", document="LZ", warned=False) == "warning_first"
    assert office.play("Sign", "e2", person="e1", document="LZ", warned=True) == "who_self"
    assert office.play("MeetingEnded", "host") == "not_all_signed"
    assert office.play("Sign", "e1", person="e1", document="LZ", warned=True) == ""
    assert office.play("SealRecord") == "gate_T19"
    assert office.play("RefuseToSign", "e2", person="e2", reason="有异议") == ""
    assert office.play("SigningReopened", "leader", reason="再议") == ""
    view = office.view
    assert (view.stage, [s.given.person for s in view.m.invalidated]) == (Stage.PROPOSED, ["e1"])
    assert office.play("Freeze", "leader") == "gate_T16"
    assert office.play("AgreeAll") == ""
    office.play("AcknowledgeAll")
    assert office.play("Freeze", "leader") == ""


def test_after_the_end_nothing_is_reopened_without_a_pause(office: Office) -> None:
    office.until("MeetingEnded")
    assert office.play("SigningReopened", "leader", reason="改一处") == "reopen_after_end"
    assert office.play("MeetingEnded", "host") == "already_ended"
    assert office.play("SessionSuspended", "host", pause="续会") == "until_needed"
    assert office.play("SessionSuspended", "host", pause="续会", until="2026-11-20T06:00:00Z") == ""
    assert office.view.m.ended_at is None
    assert office.play("SessionResumed", "host") == "gate_T12"
    assert office.play("RollAll") == ""
    assert office.play("Verify") == ""
    assert office.play("SessionResumed", "host") == ""
    assert office.play("SigningReopened", "leader", reason="改一处") == ""


def test_dissent_needs_a_dissenter(office: Office) -> None:
    office.until("Propose")
    assert office.play("NoConsensusClosed", "leader", reason="不一致") == "no_dissent"
    stance: dict[str, Any] = {"expert": "e4", "version": 1, "stance": "不同意"}
    assert office.play("StanceTaken", "e4", reason="", **stance) == "text_needed"
    assert office.play("StanceTaken", "e4", reason="验算不足", **{**stance, "version": 2}) == "proposal_gone"
    assert office.play("StanceTaken", "e4", reason="验算不足", **stance) == ""
    assert office.play("Freeze", "leader") == "gate_T16"
    assert office.play("NoConsensusClosed", "leader", reason="不一致") == "fact_note_needed"
    noted = {"reason": "不一致", "fact_note": "e4 口头说明验算不足，不愿签字。"}
    assert office.play("NoConsensusClosed", "leader", second="e5", **noted) == "fact_note_second"
    assert office.play("NoConsensusClosed", "leader", second="owner-pm", **noted) == ""
    assert office.play("CloseRecord") == ""
    assert (office.view.stage, office.view.m.frozen) == (Stage.SYNC_PENDING, None)


def test_a_severe_defect_cannot_be_talked_away(office: Office) -> None:
    office.until("FixAll")
    office.play("AnswerAll", present=["G1"])
    results: dict[str, Any] = {"results": {"G1": "不存在"}}
    assert office.play("DefectFixed", "leader", **results) == "defect_reason"
    assert office.play("DefectFixed", "leader", results={"G1": "存在"}) == ""
    said = office.ask("Propose", "leader", verdict="修改后通过")
    assert said is not None
    assert "C43" in {x.check for x in said.findings}
    assert office.play("Propose", "leader", verdict="不通过") == "text_needed"
    assert office.play("Propose", "leader", verdict="不通过", reason="缺工程周边环境描述") == ""


def test_withdrawing_waits_for_the_uploads(office: Office) -> None:
    office.until("SealRecord")
    seal = office.view.m.seal
    assert seal is not None
    from app.models.entry import By
    from app.models.terms import Role

    receipt = f.ReceiptStored(
        ranges=(), seal_hash=seal.seal_hash, received_at=office.clock(), kid="sample", signature="样"
    )
    with office.desk.ledger.write(office.package.meeting.id) as tx:
        tx.append(By(person="secretary", role=Role.SECRETARY), receipt, at=office.clock())
    assert office.view.stage is Stage.AWAIT_REVISION
    assert office.play("RecordWithdrawn", reason="方案撤回") == "gate_T26b"
    for item in ("SIGNIN_SCAN", "REPORT_SCAN"):
        assert office.play("UploadReceiptRecorded", **{**_receipt(), "item": item}) == ""
    assert office.play("RecordWithdrawn", reason="方案撤回") == ""
    assert str(office.view.stage) == "CLOSED"
