"""The checks of session, verdict, signing and of what follows (phases SESSION, SIGN, POST)."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from app.models import facts as f
from app.models.stages import findings, obstacles
from app.models.terms import (
    AbsenceKind,
    Conformity,
    DefectAnswer,
    Document,
    PartTick,
    PauseKind,
    Role,
    SignKind,
    Stage,
    Stance,
    Verdict,
)
from support import build, walk
from support.book import BOTH, INK, SECRETARY, VERIFIER, Book
from support.build import START

SESSION = tuple(f"C{n}" for n in (*range(39, 49), 74))
PLACES = pytest.mark.parametrize("place", ["national", "xinjiang"])


def levels(book: Book, *ids: str) -> dict[str, str]:
    found = book.find(*(ids or SESSION))
    assert all(x.clause for x in found.values()), "a finding without a clause"
    return {key: x.level.value for key, x in found.items()}


def proposed(place: str = "xinjiang", verdict: Verdict = Verdict.PASS_AFTER_REVISION) -> Book:
    book = walk.opened(place)
    walk.deliberate(book, verdict, defects=("G1",) if verdict is Verdict.FAIL else ())
    walk.propose(book, verdict)
    return book


@PLACES
@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_complete_session_opens_none(place: str, verdict: Verdict) -> None:
    book = proposed(place, verdict)
    walk.agree(book)
    assert levels(book) == {}


@PLACES
def test_a_bare_session_names_all_that_is_missing(place: str) -> None:
    book = walk.opened(place)
    experts = build.experts_of(book.package)
    want = {f"C41::{e}": "W" for e in experts}
    want |= {f"C42:expert:{e}": "B" for e in experts} | {"C42:leader:": "B"}
    want |= {f"C48:open:{n}": "B" for n in (1, 2, 3)} | {"C48:parts:parts": "W"}
    assert levels(book) == want
    walk.propose(book, Verdict.PASS_AFTER_REVISION)
    want |= {f"C47:no_stance:{e}": "B" for e in experts} | {"C44:none:": "B"}
    want |= {"C46::": "B"} if place == "xinjiang" else {}
    assert levels(book) == want


def test_each_open_item_of_the_defect_list_is_asked_and_conditions_fall_away() -> None:
    book = walk.opened()
    items = book.case().defect_items
    assert {i[0] for i in items} == {"G", "P"}, "group G and the pit"
    assert "G12" in items
    book.add(f.ConditionFlagSet(flag="confined_space", value=False), walk.expert("e1"))
    assert set(items) - set(book.case().defect_items) == {"G12"}
    answers = dict.fromkeys(book.case().defect_items, DefectAnswer.ABSENT)
    answers.pop("P1")
    book.add(f.DefectsAnswered(expert="e1", answers=answers), walk.expert("e1"))
    assert book.find("C42")["C42:expert:e1"].args == {"name": book.m.name("e1"), "n": "1", "items": "P1"}


@pytest.mark.parametrize(("verdict", "keys"), [(v, [] if v is Verdict.FAIL else ["C43::"]) for v in Verdict])
def test_a_severe_defect_allows_only_fail(verdict: Verdict, keys: list[str]) -> None:
    book = walk.opened()
    walk.deliberate(book, verdict, defects=["P2"])
    walk.propose(book, verdict)
    assert [x.key for x in obstacles(book.case(), "T14")] == keys
    book.add(f.DefectFixed(results={"P2": DefectAnswer.ABSENT}, reasons={"P2": "有措施"}), walk.expert("e1"))
    assert book.find("C43") == {}


def test_revision_items_fit_the_verdict() -> None:
    book = proposed(verdict=Verdict.PASS)
    book.add(walk.item(required=False), walk.expert("e1"))
    assert levels(book, "C44") == {}
    book.add(walk.item(), walk.expert("e1"))
    assert levels(book, "C44") == {"C44:required:": "W"}
    book = proposed()
    book.add(walk.item(place=" "), walk.expert("e1"))
    assert levels(book, "C44") == {"C44:none:": "B"}
    book.add(f.RevisionItemRemoved(item="i1"), walk.expert("e1"))
    assert levels(book, "C44") == {"C44:none:": "B"}


@pytest.mark.parametrize(
    ("change", "variant"),
    [
        ({}, ""),
        ({"problem": "", "requirement": "补充完善"}, "short"),
        ({"problem": "进一步完善、补充、细化相关内容", "requirement": "优化方案措施"}, "words"),
        ({"place": ""}, "place"),
        ({"problem": "降水井布置与现场情况不符", "requirement": "请考虑周边管线影响"}, "value"),
        ({"requirement": "补充完善", "problem": "", "confirmed": True}, ""),
        ({"problem": "", "requirement": "应进一步加强基坑周边的现场管理"}, "value"),
    ],
)
def test_vague_items(change: dict[str, object], variant: str) -> None:
    book = walk.opened()
    book.add(walk.item(**change), walk.expert("e1"))
    assert levels(book, "C45") == ({f"C45:{variant}:i1": "W"} if variant else {})


def test_topics_and_parts() -> None:
    book = proposed(verdict=Verdict.PASS)
    book.add(f.TopicConcluded(topic=2, conclusion=Conformity.FAILS), walk.expert("e1"))
    assert levels(book, "C48") == {"C48:fails:2": "B"}
    part = f.PlanPart(part=7, tick=PartTick.MISSING)
    book.add(f.PlanPartsTicked(parts=(part,)), walk.expert("e1"))
    assert levels(book, "C48") == {"C48:fails:2": "B", "C48:part_remark:part7": "W"}
    book = proposed()
    book.add(f.TopicConcluded(topic=2, conclusion=Conformity.FAILS), walk.expert("e1"))
    assert levels(book, "C48") == {"C48:mandatory:2": "W"}


def test_an_objection_of_one_who_left_still_counts() -> None:
    book = walk.opened("national", build.package("national", 7))
    walk.deliberate(book, Verdict.PASS)
    walk.propose(book, Verdict.PASS)
    walk.agree(book, but=["e6"])
    book.add(f.PersonCheckedOut(person="e6"))
    assert levels(book, "C47") == {"C47:disagrees:e6": "B"}
    book.add(f.StanceTaken(expert="e6", version=1, stance=Stance.AGREE), walk.expert("e6"))
    assert levels(book, "C47") == {}


@PLACES
def test_who_is_away_after_the_opening(place: str) -> None:
    book = walk.opened(place)
    book.add(f.PersonCheckedOut(person="sup-eng"))
    found = {k: v for k, v in levels(book, "C39").items() if ":roll:" not in k}
    assert found == {f"C39::SUP_ENG@{build.SUPERVISOR}": "W" if place == "national" else "B"}
    book.add(f.PersonCheckedOut(person="e5"))
    book.add(f.PersonCheckedOut(person="e4"))
    short = {"C40:short:C20", "C40:short:C21"} if place == "xinjiang" else {"C40:short:C21"}
    shown = {k for k in levels(book, "C40") if ":short:" in k}
    assert shown == (short if place == "national" else {"C40:short:C20"})


def test_after_a_pause_everybody_required_is_called() -> None:
    book = walk.opened()
    book.add(f.SessionSuspended(pause=PauseKind.BREAK), walk.HOST)
    waiting = {x.subject for x in book.find("C39", "C40").values() if x.variant == "roll"}
    assert waiting == {p for p in walk.everyone(book) if p not in {"secretary", "host", "owner-verifier"}}
    book.add(f.RollCalled(people=tuple(waiting - {"gc-pm", "e2"})))
    assert {x.key for x in obstacles(book.case(), "T12")} == {
        "C29:again:",
        "C39:roll:gc-pm",
        "C40:roll:e2",
    }
    book.add(f.RollCalled(people=("gc-pm", "e2")))
    assert {x.key for x in obstacles(book.case(), "T12")} == {"C29:again:"}
    walk.verify(book)
    assert obstacles(book.case(), "T12") == ()


def test_a_late_expert_is_briefed_by_order_not_by_clock() -> None:
    book = walk.opened("national", build.package("national", 7), skip=["e7"])
    assert levels(book, "C74") == {}
    at = START - timedelta(hours=5)  # the clock was set back meanwhile
    book.add(f.PersonCheckedIn(person="e7", roles=(Role.EXPERT,), factors=BOTH), at=at)
    assert levels(book, "C74") == {"C74::e7": "W"}
    book.add(f.PersonCheckedOut(person="e7"))
    assert levels(book, "C74") == {}
    walk.arrive(book, "e7", "e1")
    book.add(f.LateExpertBriefed(person="e7", note="已介绍"), walk.expert("e1"))
    assert levels(book, "C74") == {}


@PLACES
def test_everybody_signs_the_same_content(place: str) -> None:
    book = walk.signing(place)
    experts = build.experts_of(book.package)
    assert levels(book, "C50", "C51", "C52") == {f"C50::{e}": "B" for e in experts}
    walk.sign(book, *experts[:-1])
    walk.sign(book, experts[-1], content="00" * 32)
    assert levels(book, "C50", "C51", "C52") == {f"C52::{experts[-1]}": "B"}
    walk.sign(book, experts[-1])
    assert levels(book, "C50", "C51", "C52") == {}
    book.add(f.SignatureRefused(person="e2", reason="不签", ink=INK), walk.expert("e2"))
    assert levels(book, "C50") == {"C50::e2": "B"}


def test_who_must_sign_where_not_all_drawn_must_come() -> None:
    book = walk.opened("national", build.package("national", 7), skip=["e7"])
    walk.deliberate(book, Verdict.PASS)
    walk.propose(book, Verdict.PASS)
    walk.agree(book)
    walk.freeze(book)
    assert set(book.find("C50")) == {f"C50::e{n}" for n in range(1, 7)}, "those present at T16"


@PLACES
def test_ink_on_the_screen_is_a_warning_until_the_paper_is_back(place: str) -> None:
    book = walk.signing(place)
    walk.sign(book, kind=SignKind.DRAWN)
    experts = build.experts_of(book.package)
    assert levels(book, "C51") == {f"C51::{e}": "W" for e in experts}
    scan = f.ScanAttached(document=Document.REPORT, blob="b" * 64, pages=4, pages_expected=5, second="e1")
    book.add(scan)
    assert len(levels(book, "C51")) == len(experts)
    book.add(f.ScanAttached(document=Document.REPORT, blob="b" * 64, pages=5, pages_expected=5, second="e1"))
    assert levels(book, "C51") == {}


def test_xinjiang_forms_the_report_on_the_spot() -> None:
    book = walk.signing()
    walk.sign(book, *(f"e{n}" for n in range(1, 7)))
    assert levels(book, "C53") == {"C53:tick:": "B"}
    book.add(f.MeetingEnded(), walk.HOST)
    book.clock -= timedelta(hours=3)  # a clock set back does not make it early
    walk.sign(book, "e7")
    book.add(f.OnSiteAttested(leader="e1", verifier="owner-verifier"), walk.expert("e1"))
    assert levels(book, "C53") == {"C53:late:e7": "B"}
    assert "C53" in {x.check for x in obstacles(book.case(), "T19")}
    assert walk.signing("national").find("C53") == {}


def test_photos_of_nanning() -> None:
    book = walk.prepared("nanning")
    book.add(f.CheckInOpened())
    assert levels(book, "C54") == {"C54:none:": "W"}
    book.add(f.PhotoTaken(blob="f" * 64))
    assert levels(book, "C54") == {"C54:few:": "R"}
    book.add(f.PhotoTaken(blob="f" * 64))
    book.add(f.PhotoTaken(blob="f" * 64))
    assert levels(book, "C54") == {}
    assert walk.checked_in().find("C54") == {}


def test_after_the_seal_uploads_and_their_date() -> None:
    book = walk.sealed()
    both = {"C60::SIGNIN_SCAN": "B", "C60::REPORT_SCAN": "B"}
    assert levels(book, "C60", "C67") == both
    target = START.replace(day=23, hour=16)  # 24:00 Beijing of E+3 = Monday 11-23
    assert book.find("C67", now=target) == {}
    assert {k: v.level.value for k, v in book.find("C67", now=target + timedelta(minutes=1)).items()} == {
        "C67:overdue:": "W"
    }
    walk.upload(book)
    assert levels(book, "C60", "C67") == {}
    assert walk.sealed("national").find("C60", "C67") == {}


def test_e_plus_3_on_a_sunday_is_past_target_first_then_overdue() -> None:
    base = build.package()
    book = walk.sealed()
    book.world.packages["pkg-1"] = base
    ended = START.replace(day=19, hour=9)
    book.entries = [e for e in book.entries if not isinstance(e.body.fact, f.MeetingEnded)]
    seal = book.entries.pop()
    book.add(f.MeetingEnded(), walk.HOST, at=ended)
    book.entries.append(seal)
    sunday_over = START.replace(day=22, hour=16, minute=1)
    assert list(book.find("C67", now=sunday_over)) == ["C67:late:"]
    assert list(book.find("C67", now=sunday_over + timedelta(days=1))) == ["C67:overdue:"]


@PLACES
def test_the_changed_plan_is_told_to_every_expert(place: str) -> None:
    book = walk.sealed(place, Verdict.PASS_AFTER_REVISION)
    walk.receive(book)
    walk.upload(book)
    assert levels(book, "C61") == {"C61:not_filed:": "W"}
    filed = f.RevisionFiled(plan_sha256="cd" * 32, plan_version="V3", dated=build.beijing(START), answers=())
    book.add(filed)
    experts = build.experts_of(book.package)
    assert levels(book, "C61") == {f"C61::{e}": "W" for e in experts}
    for e in experts[1:]:
        book.add(f.ChangeNoticeDelivered(expert=e, channel="系统", delivered_at=book.clock))
    assert (levels(book, "C61"), book.stage()) == ({"C61::e1": "W"}, Stage.AWAIT_REVISION)
    book.add(f.WarningAcknowledged(keys=("C61::e1",), reason="联系不上"), SECRETARY)
    assert book.stage() is Stage.REVIEWED
    walk.approve(book)
    assert (book.stage(), levels(book, "C61")) == (Stage.CLOSED, {})


def test_a_key_node_whose_day_has_passed() -> None:
    book = walk.closed("xinjiang", Verdict.PASS)
    after = START.replace(year=2027, month=1, day=16)
    case = book.case(now=after)
    assert {x.key: x.level.value for x in findings(case)} == {
        "C63::n1": "W",
        "C66::contractor": "R",
        "C66::supervisor": "R",
    }
    visit = f.KeyNodeVisited(
        node="n1", visited_on=build.beijing(after), expert="e1", guidance="已检查", result="合格"
    )
    book.add(visit)
    assert book.find("C63", now=after) == {}, "visited; the push has its soft days"
    late = after + timedelta(days=4)
    assert list(book.find("C63", now=late)) == ["C63:push:n1"]
    book.add(
        f.KeyNodeVisited(
            node="n1",
            visited_on=build.beijing(after),
            expert="e1",
            guidance="已检查",
            result="合格",
            pushed_at=after,
        )
    )
    assert book.find("C63", now=late) == {}


def test_records_are_recorded_and_never_clear() -> None:
    book = walk.sealed()
    book.add(f.AbsenceRecorded(person="e2", absence=AbsenceKind.LEFT_EARLY), VERIFIER)
    records = {"C64::e2/中途离场": "R", "C66::contractor": "R", "C66::supervisor": "R"}
    assert levels(book, "C64", "C66") == records
    assert {x.state.value for x in book.find("C64", "C66").values()} == {"recorded"}
    book = walk.opened()
    book.add(f.SubstitutionSuspected(person="e2", evidence="照片不符"))
    assert levels(book, "C64") == {"C64::e2#0": "R"}


def test_the_plan_on_the_table() -> None:
    book = Book()
    book.import_package()
    plan = book.package.plan
    assert levels(book, "C02") == {"C02:not_compared:": "B"}
    book.add(f.PlanCompared(method="paper_qr", sha256="00" * 32))
    assert levels(book, "C02") == {"C02:differs:000000000000": "B"}
    paper = f.PlanCompared(method="paper_plain", version=plan.version, dated=plan.dated, pages=plan.pages)
    book.add(replace(paper, pages=2))
    assert levels(book, "C02") == {f"C02:paper_differs:{plan.version}_{plan.dated}_2": "B"}
    book.add(replace(paper, signers=("gc-proj-tech",)))
    assert levels(book, "C02") == {"C02:paper_unsigned:": "B"}
    book.add(replace(paper, signers=("gc-proj-tech", "sup-chief")))
    assert levels(book, "C02") == {"C02:paper:": "W"}
    book.add(f.PlanCompared(method="screen", sha256=plan.sha256))
    assert levels(book, "C02") == {}
    national = Book("national")
    national.import_package()
    assert levels(national, "C02") == {"C02:not_compared:": "W"}
