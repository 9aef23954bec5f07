"""The walks of rules.md 4.4, and the side ways of 4.2, as sequences of facts through the fold."""

from datetime import timedelta

import pytest

from app.models import facts as f
from app.models.stages import findings, obstacles, shown_stage
from app.models.terms import (
    Document,
    Mode,
    PauseKind,
    Stage,
    Stance,
    StopKind,
    Verdict,
)
from support import build, walk
from support.book import VERIFIER, Book

DAY = ["T01 PREPARED", "T03 CHECKIN", "T06 IN_SESSION", "T14 PROPOSED", "T16 SIGNING", "T19 SEALED"]
SENT = [*DAY, "T21 SYNC_PENDING", "T22 SYNCED"]
ENDS = {
    Verdict.PASS: ["T24 CLOSED"],
    Verdict.PASS_AFTER_REVISION: ["T25 AWAIT_REVISION", "T28b REVIEWED", "T30 CLOSED"],
    Verdict.FAIL: ["T31 FAILED", "T31 CLOSED"],
}
BOTH_PLACES = pytest.mark.parametrize("place", ["national", "xinjiang"])


def steps(book: Book) -> list[str]:
    return [f"{s.transition} {s.stage}" for s in book.m.walk]


@BOTH_PLACES
@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_clean_walk_of_4_4(place: str, verdict: Verdict) -> None:
    book = walk.closed(place, verdict)
    assert steps(book) == [*SENT, *ENDS[verdict]]
    assert book.stage() is Stage.CLOSED
    assert book.m.out_of_place == []
    assert [s.entry for s in book.m.walk][-1] == book.entries[-1].hash or place == "national"


@BOTH_PLACES
def test_nothing_stops_a_clean_meeting_at_any_gate(place: str) -> None:
    book = walk.checked_in(place)
    assert shown_stage(book.case()) is Stage.READY
    assert obstacles(book.case(), "T05") == ()
    owner_signs = book.pack.attendance.verifier == "OWNER"
    assert [x.check for x in obstacles(book.case(), "T06")] == (["C29"] if owner_signs else [])
    walk.verify(book)
    assert obstacles(book.case(), "T06") == ()
    book = walk.opened(place)
    walk.deliberate(book, Verdict.PASS_AFTER_REVISION)
    walk.propose(book, Verdict.PASS_AFTER_REVISION)
    assert obstacles(book.case(), "T14") == ()
    assert {x.check for x in obstacles(book.case(), "T16")} == {"C47"}
    walk.agree(book)
    assert obstacles(book.case(), "T16") == ()
    walk.freeze(book)
    assert {x.check for x in obstacles(book.case(), "T19")} == ({"C50", "C53"} if owner_signs else {"C50"})
    walk.sign(book)
    book.add(f.OnSiteAttested(leader="e1", verifier="owner-verifier"), walk.expert("e1"))
    book.add(f.MeetingEnded(), walk.HOST)
    assert obstacles(book.case(), "T19") == ()


def test_xinjiang_closes_only_with_both_receipts_and_nationally_none_is_asked() -> None:
    book = walk.sealed("xinjiang", Verdict.PASS)
    walk.receive(book)
    assert book.stage() is Stage.SYNCED
    walk.upload(book, "SIGNIN_SCAN")
    assert book.stage() is Stage.SYNCED
    walk.upload(book, "REPORT_SCAN")
    assert book.stage() is Stage.CLOSED
    book = walk.sealed("national", Verdict.PASS)
    walk.receive(book)
    assert book.stage() is Stage.CLOSED


def test_a_receipt_for_another_seal_sends_nothing() -> None:
    book = walk.sealed()
    walk.receive(book, seal_hash="00" * 32)
    assert book.stage() is Stage.SYNC_PENDING


def test_a_record_refused_by_the_node_waits_for_people() -> None:
    book = walk.sealed()
    book.add(f.ConflictNoticed(reason="方案已撤回"))
    assert book.stage() is Stage.SYNC_CONFLICT
    book.add(f.ConflictSettled(how="resend", reason="主管部门同意"))
    assert book.stage() is Stage.SYNC_PENDING
    walk.receive(book)
    assert steps(book)[-4:] == ["T21 SYNC_PENDING", "T23 SYNC_CONFLICT", "T23b SYNC_PENDING", "T22 SYNCED"]


@BOTH_PLACES
def test_a_lost_expert_group_suspends_and_a_roll_call_leads_back(place: str) -> None:
    book = walk.opened(place)
    book.add(f.PersonCheckedOut(person="e2"))
    assert steps(book)[-1] == "T11 SUSPENDED"
    assert book.m.pauses[-1].kind is PauseKind.GUARD_LOST
    walk.arrive(book, "e2")
    waiting = {x.check for x in obstacles(book.case(), "T12")}
    assert waiting >= {"C40"}, "the others were not called yet"
    book.add(f.RollCalled(people=tuple(p for p in walk.everyone(book) if book.m.present(p))))
    if place == "xinjiang":
        assert {x.check for x in obstacles(book.case(), "T12")} == {"C29"}, "his row changed"
        walk.verify(book)
    assert obstacles(book.case(), "T12") == ()
    book.add(f.SessionResumed(), walk.HOST)
    assert book.stage() is Stage.IN_SESSION
    assert book.m.pause is None


def test_a_lost_party_suspends_in_xinjiang_but_is_only_said_nationally() -> None:
    book = walk.opened("xinjiang")
    book.add(f.PersonCheckedOut(person="sup-chief"))
    assert book.stage() is Stage.SUSPENDED
    book = walk.opened("national")
    book.add(f.PersonCheckedOut(person="sup-chief"))
    assert book.stage() is Stage.IN_SESSION
    assert [x.level.value for x in findings(book.case()) if x.check == "C39"] == ["W"]


def test_an_expert_with_an_interest_is_lost_to_the_group() -> None:
    book = walk.opened("national")
    book.add(f.DeclarationSigned(person="e3", interest=True, with_whom="总承包"), walk.expert("e3"))
    assert book.stage() is Stage.SUSPENDED


@pytest.mark.parametrize("stage", [Stage.IN_SESSION, Stage.PROPOSED, Stage.SIGNING])
def test_a_break_leads_back_to_where_it_began(stage: Stage) -> None:
    book = walk.opened("xinjiang")
    if stage is not Stage.IN_SESSION:
        walk.deliberate(book, Verdict.PASS)
        walk.propose(book, Verdict.PASS)
    if stage is Stage.SIGNING:
        walk.agree(book)
        walk.freeze(book)
    book.add(f.SessionSuspended(pause=PauseKind.BREAK), walk.HOST)
    assert book.stage() is Stage.SUSPENDED
    book.add(f.VerdictProposed(version=9, verdict=Verdict.PASS), walk.expert("e1"))
    assert len(book.m.out_of_place) == 1, "T14–T19 are locked meanwhile"
    book.add(f.SessionResumed(), walk.HOST)
    assert book.stage() is stage


def test_a_stop_before_the_opening_is_lifted_to_checkin() -> None:
    book = walk.checked_in("xinjiang", skip=["e7"])
    missing = obstacles(book.case(), "T05")
    assert "C20:missing:e7" in {x.key for x in missing}
    book.add(f.MeetingStopped(keys=tuple(x.key for x in missing), reason="专家未到齐"), VERIFIER)
    assert (book.stage(), book.m.stops[-1].kind) == (Stage.STOPPED, StopKind.BEFORE_OPENING)
    drafts = [x for x in findings(book.case()) if x.check == "C64"]
    assert [(x.key, x.level.value) for x in drafts] == [("C64:draft:e7/缺席", "R")], (
        "drafted at a stop (8.7-6)"
    )
    walk.arrive(book, "e7")
    assert [x for x in findings(book.case()) if x.check == "C64"] == []
    book.add(f.StopLifted(reason="已到"), VERIFIER)
    assert book.stage() is Stage.CHECKIN
    assert book.m.stops[-1].lifted is not None


def test_a_stop_after_the_opening_is_lifted_to_suspended() -> None:
    book = walk.opened("xinjiang")
    book.add(f.PersonCheckedOut(person="gc-pm"))
    book.add(f.MeetingStopped(keys=(), reason="项目负责人离场"), VERIFIER)
    assert (book.stage(), book.m.stops[-1].kind) == (Stage.STOPPED, StopKind.AFTER_OPENING)
    book.add(f.StopLifted(reason="已回"), VERIFIER)
    assert book.stage() is Stage.SUSPENDED
    book.add(f.SessionResumed(), walk.HOST)
    assert steps(book)[-2:] == ["T12 IN_SESSION", "T11 SUSPENDED"], "he is still away"
    walk.arrive(book, "gc-pm")
    book.add(f.SessionResumed(), walk.HOST)
    assert book.stage() is Stage.IN_SESSION


def test_a_stopped_meeting_is_postponed_sent_and_closed_without_a_result() -> None:
    book = walk.checked_in("xinjiang", skip=["e7"])
    book.add(f.MeetingStopped(keys=(), reason="专家未到齐"), VERIFIER)
    book.add(f.MeetingPostponed(reason="改期", day_over=True), VERIFIER)
    assert (book.stage(), book.m.abort_reason) == (Stage.ABORTED, "改期")
    assert book.m.ended_at == book.clock, "T09 sets E where 散会 is missing"
    walk.close_record(book)
    walk.receive(book)
    assert steps(book)[-4:] == ["T09 ABORTED", "T21 SYNC_PENDING", "T22 SYNCED", "T34 CLOSED"]
    assert book.m.verdict is None


@pytest.mark.parametrize("stage", [Stage.PREPARED, Stage.CHECKIN])
def test_a_meeting_is_cancelled_before_it_opens(stage: Stage) -> None:
    book = walk.prepared() if stage is Stage.PREPARED else walk.checked_in()
    book.add(f.MeetingCancelled(reason="方案撤回"))
    assert book.stage() is Stage.ABORTED


def test_an_opened_meeting_cannot_be_cancelled() -> None:
    book = walk.opened()
    book.add(f.MeetingCancelled(reason="方案撤回"))
    assert book.stage() is Stage.IN_SESSION


def test_dissent_ends_without_a_verdict() -> None:
    book = walk.opened("national")
    walk.deliberate(book, Verdict.PASS)
    walk.propose(book, Verdict.PASS)
    walk.agree(book, but=["e4"])
    assert [x.key for x in obstacles(book.case(), "T16")] == ["C47:disagrees:e4"]
    book.add(f.NoConsensusClosed(reason="意见不一致"), walk.expert("e1"))
    assert book.stage() is Stage.NO_CONSENSUS
    walk.close_record(book)
    walk.receive(book)
    assert steps(book)[-4:] == ["T20 NO_CONSENSUS", "T21 SYNC_PENDING", "T22 SYNCED", "T34 CLOSED"]


def test_a_withdrawn_proposal_is_superseded_and_the_next_counts_on() -> None:
    book = walk.opened()
    walk.deliberate(book, Verdict.PASS)
    walk.propose(book, Verdict.PASS)
    walk.agree(book)
    book.add(f.ProposalWithdrawn(version=1, reason="再议"), walk.expert("e1"))
    assert (book.stage(), book.m.session.proposal, book.m.verdict) == (Stage.IN_SESSION, None, None)
    walk.propose(book, Verdict.PASS)
    proposal = book.m.session.proposal
    assert proposal is not None
    assert (proposal.version, proposal.stances) == (2, {})


def test_a_change_of_content_under_a_proposal_is_the_next_version() -> None:
    book = walk.opened()
    walk.deliberate(book, Verdict.PASS_AFTER_REVISION)
    walk.propose(book, Verdict.PASS_AFTER_REVISION)
    walk.agree(book)
    book.add(walk.item(requirement="井间距改为不大于12m并重新验算"), walk.expert("e2"))
    proposal = book.m.session.proposal
    assert proposal is not None
    assert (proposal.version, proposal.stances, book.stage()) == (2, {}, Stage.PROPOSED)
    assert [p.superseded for p in book.m.session.proposals] == [True, False]
    book.add(f.StanceTaken(expert="e1", version=1, stance=Stance.AGREE), walk.expert("e1"))
    assert proposal.stances == {}, "a stance on an older version is void"
    assert {x.variant for x in book.find("C47").values()} == {"no_stance"}


def test_reopening_the_signing_voids_every_signature() -> None:
    book = walk.signing()
    walk.sign(book, "e1", "e2", "e3")
    book.add(f.SigningReopened(reason="改一处"), walk.expert("e1"))
    m = book.m
    assert (m.stage, m.frozen) == (Stage.PROPOSED, None)
    assert [s.given.person for s in m.invalidated] == ["e1", "e2", "e3"]
    assert not any(doc is Document.REPORT for doc, _person in m.signatures)
    assert [p.superseded for p in m.session.proposals] == [True, False]
    assert m.session.proposals[-1].stances == {}
    walk.agree(book)
    walk.freeze(book)
    assert {x.check for x in obstacles(book.case(), "T19")} == {"C50", "C53"}


def test_a_refuser_who_agrees_after_reopening_no_longer_stands_in_the_way() -> None:
    book = walk.signing()
    book.add(f.SignatureRefused(person="e5", reason="不同意签字"), walk.expert("e5"))
    assert "C47:refused:e5" in book.find("C47")
    book.add(f.SigningReopened(reason="继续讨论"), walk.expert("e1"))
    walk.agree(book)
    assert obstacles(book.case(), "T16") == ()


def test_a_refusal_of_one_who_then_left_still_counts() -> None:
    package = build.package("national", experts=7)
    book = walk.signing("national", package=package)
    book.add(f.SignatureRefused(person="e5", reason="不同意签字"), walk.expert("e5"))
    book.add(f.SigningReopened(reason="继续讨论"), walk.expert("e1"))
    book.add(f.PersonCheckedOut(person="e5"))
    walk.agree(book)
    assert [x.key for x in obstacles(book.case(), "T16")] == ["C47:refused:e5"]


def test_after_the_end_the_discussion_is_reopened_only_through_a_pause() -> None:
    book = walk.signing()
    walk.sign(book)
    book.add(f.MeetingEnded(), walk.HOST)
    book.add(f.SigningReopened(reason="改一处"), walk.expert("e1"))
    assert book.stage() is Stage.SIGNING
    book.add(f.SessionSuspended(pause=PauseKind.ADJOURNMENT, until=book.clock), walk.HOST)
    assert book.m.ended_at is None, "the end is superseded"
    book.add(f.SessionResumed(), walk.HOST)
    book.add(f.SigningReopened(reason="改一处"), walk.expert("e1"))
    assert book.stage() is Stage.PROPOSED


def test_leaving_after_the_end_suspends_nothing() -> None:
    book = walk.signing()
    walk.sign(book)
    book.add(f.MeetingEnded(), walk.HOST)
    book.add(f.PersonCheckedOut(person="e3"))
    assert book.stage() is Stage.SIGNING
    assert book.find("C39", "C40") == {}


def test_past_midnight_the_meeting_day_stays_and_the_end_is_the_next_day() -> None:
    book = walk.checked_in()
    walk.verify(book)
    night = build.START + timedelta(hours=13, minutes=50)  # 23:50 Beijing
    book.add(f.MeetingOpened(mode=Mode.ONSITE), walk.HOST, at=night)
    walk.deliberate(book, Verdict.PASS)
    walk.propose(book, Verdict.PASS)
    walk.agree(book)
    walk.freeze(book)
    walk.sign(book)
    book.add(f.MeetingEnded(), walk.HOST)
    assert book.stage() is Stage.SIGNING
    assert book.case().day.isoformat() == "2026-11-20"
    ended = book.m.ended_at
    assert ended is not None
    assert build.beijing(ended).isoformat() == "2026-11-21"
    walk.seal(book)
    late = build.START.replace(day=24, hour=16, minute=1)  # 2026-11-25 00:01 Beijing, E+3 = 11-24
    assert {x.variant for x in book.find("C67", now=late).values()} == {"overdue"}
    assert book.find("C67", now=late - timedelta(minutes=2)) == {}
