"""The maker of papers: hashes, numbers, bytes from a meeting."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from app.models.checks import Case
from app.models.entry import By
from app.models.facts import AbsenceRecorded, Ink, MeetingStopped, RevisionItemWritten, SignatureGiven
from app.models.meeting import Meeting, Span, Stop
from app.models.meetingparts import Frozen, Proposal, Signed
from app.models.package import (
    Expert,
    Flag,
    MeetingInfo,
    Package,
    PackRef,
    Party,
    Person,
    Plan,
    Post,
    Project,
    ScopeHit,
)
from app.models.posts import Held, Posts
from app.models.terms import (
    AbsenceKind,
    Document,
    Factor,
    Mode,
    PartyKind,
    Presence,
    Role,
    SignKind,
    Stance,
    StopKind,
    Verdict,
)
from app.services.documents.fonts import MissingGlyphsError
from app.services.documents.pages import count_pages
from app.services.documents.papers import PaperMaker
from app.services.law import law_tables
from app.services.packs import load_pack

START = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
BY = By(person="v1", role=Role.OWNER_VERIFIER, name="样核一")
NAMES = ("陈样一", "䶮㛃·样二", "𠮷样三", "ئۈلگە سىناق", "王样五")


def package() -> Package:
    people = [
        Person(id=f"e{n}", name=name, unit_code="U9", unit_name="样例院") for n, name in enumerate(NAMES)
    ]
    people.append(Person(id="p1", name="样员一", unit_code="U1", unit_name="样例建投"))
    owner = Party(
        code="U1", name="样例建投", kind=PartyKind.OWNER, posts=(Post(role=Role.OWNER_PM, person="p1"),)
    )
    return Package(
        format="huiqian.package/1",
        meeting=MeetingInfo(
            id="2026112001",
            region="650100",
            region_tag="650100",
            project_kind="building",
            planned_start=START,
            place="样例会议室",
        ),
        project=Project(name="样例工程", place="样例路1号"),
        plan=Plan(
            name="样例方案",
            version="1",
            dated=date(2026, 10, 1),
            pages=80,
            sha256="ab" * 32,
            primary_category="foundation_pit",
            author_unit="U2",
        ),
        people=tuple(people),
        parties=(owner,),
        experts=tuple(Expert(person=f"e{n}", employer_name="样例院") for n in range(5)),
        staff=(),
        rule_pack=PackRef(id="xinjiang", version="1.0"),
        made_at=START - timedelta(days=3),
    )


def stay(role: Role) -> tuple[Span, ...]:
    factors = (Factor.BADGE, Factor.LOOK)
    return (
        Span(
            came=START,
            roles=(role,),
            factors=factors,
            presence=Presence.ONSITE,
            notice=True,
            manual_reason="",
            entry="x",
            by=BY,
        ),
    )


@pytest.fixture
def case() -> Case:
    sent = package()
    m = Meeting(id=sent.meeting.id, package=sent, mode=Mode.ONSITE, opened_at=START, last_at=START)
    m.people = {p.id: p for p in sent.people}
    m.parties = {p.code: p for p in sent.parties}
    m.experts = {e.person: e for e in sent.experts}
    m.posts = Posts([Held(role=Role.OWNER_PM, unit_code="U1", person="p1")])
    m.spans = {**{p: stay(Role.EXPERT) for p in m.experts}, "p1": stay(Role.OWNER_PM)}
    m.flags = {
        "has_survey": Flag(value=False, reason="不涉及"),
        "has_design": Flag(value=False, reason="不涉及"),
    }
    m.scope = (ScopeHit(item="1.1", params={"depth_m": 11.6}),)
    m.leader = "e0"
    m.primary_category = sent.plan.primary_category
    return Case(m, load_pack("xinjiang"), law_tables(), START + timedelta(hours=2))


def proposed(case: Case) -> Case:
    stances = dict.fromkeys(case.m.experts, Stance.AGREE)
    verdict = Verdict.PASS_AFTER_REVISION
    case.m.session.proposals = [Proposal(version=1, verdict=verdict, reason="", at=START, stances=stances)]
    case.m.session.items = {
        "i1": RevisionItemWritten(
            item="i1", place="第3章", problem="缺验算", requirement="补充验算", expert="e1"
        )
    }
    return case


def frozen(case: Case) -> Case:
    proposed(case)
    there = tuple(case.m.experts)
    case.m.frozen = Frozen(version=1, content_hash="c" * 64, print_hash="", at=START, present=there)
    return case


def sign(case: Case, document: Document, person: str, kind: SignKind = SignKind.DRAWN) -> None:
    drawn = Ink(strokes="s", picture="pen") if kind is SignKind.DRAWN else None
    given = SignatureGiven(person=person, document=document, content_hash="c" * 64, sign_kind=kind, ink=drawn)
    case.m.signatures[(document, person)] = Signed(given=given, at=START + timedelta(minutes=90), by=BY)


@pytest.fixture
def blob(ink: bytes) -> Callable[[str], bytes]:
    return {"pen": ink}.__getitem__


def text(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def nothing(name: str) -> bytes:
    raise AssertionError(name)


def test_without_a_proposal_there_is_no_report(case: Case) -> None:
    with pytest.raises(LookupError):
        PaperMaker().make(case, Document.REPORT, nothing)
    with pytest.raises(LookupError):
        PaperMaker().content_hash(case)


def test_documents_without_a_form_are_refused(case: Case) -> None:
    with pytest.raises(LookupError):
        PaperMaker().make(case, Document.PHOTOS, nothing)


def test_the_content_hash_ignores_signatures_and_the_end_but_no_word(case: Case) -> None:
    before = PaperMaker().content_hash(frozen(case))
    sign(case, Document.REPORT, "e0")
    case.m.ended_at = START + timedelta(hours=3)
    assert PaperMaker().content_hash(case) == before
    item = case.m.session.items["i1"]
    case.m.session.items["i1"] = replace(item, requirement="补充验算。")
    assert PaperMaker().content_hash(case) != before


def test_the_print_before_and_the_paper_after_the_signatures(
    case: Case, blob: Callable[[str], bytes]
) -> None:
    maker = PaperMaker()
    printed = maker.make(frozen(case), Document.REPORT, nothing)
    assert "待签打印件v1" in text(printed)
    assert maker.content_hash(case)[:12] in text(printed)
    for person in case.m.experts:
        sign(case, Document.REPORT, person)
    sealed = maker.make(case, Document.REPORT, blob)
    assert "待签打印件" not in text(sealed)
    assert text(sealed).count("2026-11-2011:30") == 5
    assert count_pages(sealed) == count_pages(printed)


def test_a_pen_signature_on_paper_needs_no_picture(case: Case) -> None:
    sign(frozen(case), Document.REPORT, "e0", SignKind.WET_INK)
    assert "纸质签名，见扫描件2026-11-2011:30" in text(PaperMaker().make(case, Document.REPORT, nothing))


def test_numbers_name_place_meeting_kind_and_version(case: Case) -> None:
    maker = PaperMaker()
    assert maker.number(case, Document.SIGN_IN) == "650100-2026112001-QD-01-v1"
    proposed(case).m.session.proposals.append(replace(case.m.session.proposals[0], version=2))
    assert maker.number(case, Document.REPORT) == "650100-2026112001-LZ-01-v2"


def test_the_sign_in_sheet_shows_who_came_and_signed(case: Case, blob: Callable[[str], bytes]) -> None:
    sign(case, Document.SIGN_IN, "e1")
    pdf = PaperMaker().make(case, Document.SIGN_IN, blob)
    assert "应到5人，实到5人" in text(pdf)
    assert "䶮㛃·样二" in text(pdf)
    assert "不涉及，理由：不涉及" in text(pdf)
    assert any(page.images for page in PdfReader(BytesIO(pdf)).pages)


def test_a_stop_record_says_what_was_missing(case: Case, blob: Callable[[str], bytes]) -> None:
    with pytest.raises(LookupError):
        PaperMaker().make(case, Document.STOP, nothing)
    drawn = Ink(strokes="s", picture="pen")
    fact = MeetingStopped(keys=("C28::SUP_CHIEF@U5", "C20::e2"), reason="总监未到", ink=drawn)
    case.m.stops = [Stop(fact=fact, by=BY, at=START, kind=StopKind.BEFORE_OPENING, entry="x")]
    found = text(PaperMaker().make(case, Document.STOP, blob))
    assert "C28项目总监理工程师" in found
    assert "专家组全体到场（专家）𠮷样三样例院" in found
    assert "建设单位核对人样核一" in found
    assert PaperMaker().number(case, Document.STOP) == "650100-2026112001-TZ-01-v1"


def test_an_absence_nobody_described_says_when_he_was_due(case: Case) -> None:
    case.m.stops = [
        Stop(fact=MeetingStopped(keys=("C20::e2",), reason="专家未到"), by=BY, at=START,
             kind=StopKind.BEFORE_OPENING, entry="x")
    ]  # fmt: skip
    case.m.duties["e2", AbsenceKind.ABSENT] = AbsenceRecorded(person="e2", absence=AbsenceKind.ABSENT)
    case.m.ended_at = None
    assert "没有签到记录" in text(PaperMaker().make(case, Document.DUTY, nothing))
    case.m.duties["e2", AbsenceKind.ABSENT] = AbsenceRecorded(
        person="e2", absence=AbsenceKind.ABSENT, reason="联系不上"
    )
    assert "没有签到记录" not in text(PaperMaker().make(case, Document.DUTY, nothing))


def test_the_same_meeting_gives_the_same_bytes(case: Case) -> None:
    for document in (Document.SIGN_IN, Document.REPORT):
        pdf = PaperMaker().make(proposed(case), document, nothing)
        assert PaperMaker().make(case, document, nothing) == pdf


def test_a_character_without_glyph_is_named_and_nothing_is_printed(case: Case) -> None:
    assert PaperMaker().missing_glyphs(proposed(case)) == ()
    case.m.people["e1"] = replace(case.m.people["e1"], name="陈\ue863")
    assert PaperMaker().missing_glyphs(case) == ("\ue863",)
    with pytest.raises(MissingGlyphsError):
        PaperMaker().make(case, Document.SIGN_IN, nothing)
