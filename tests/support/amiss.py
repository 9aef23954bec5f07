"""Meetings with much amiss, in every pack: what the checks say about them must be sayable."""

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec.structs import replace

from app.models import facts as f
from app.models.checks import Case
from app.models.facts.door import CertificateState
from app.models.package import Flag, Flags, Package, Party, ScopeHit
from app.models.terms import (
    AbsenceKind,
    Conformity,
    Factor,
    Mode,
    PartTick,
    PartyKind,
    PauseKind,
    Presence,
    Proof,
    Role,
    SignKind,
    Tick,
    Verdict,
)
from support import build, walk
from support.book import BOTH, Book
from support.build import GC, OWNER, START

PLACES = ("national", "xinjiang", "nanning", "qingdao", "changji")


def _experts(base: Package) -> Package:
    """Every expert has something else amiss."""
    first = START - timedelta(days=9)
    wrong: list[dict[str, object]] = [
        {"employer_code": GC, "employer_group": None, "confirmed": None, "prereview": None},
        {"employer_code": "", "former_codes": (GC,), "confirmed": False, "status": "suspended"},
        {"employer_group": (OWNER,), "status": "terminated", "term_end": date(2026, 1, 1)},
        {"pool_labels": ("别的",), "status": "revoked", "same_plan_other_institution": True},
        {"pool_labels": ("脚手架工程",), "birth_year": 1940, "origin": "special"},
    ]
    late = {"sms_at": first, "confirmed_at": first + timedelta(hours=9), "institution_employee": True}
    for e, changes in zip(base.experts, [*wrong, late], strict=False):
        base = build.with_expert(base, e.person, **changes)
    third = build.with_expert(
        base, "e4", same_plan_other_institution=None, employer_code="91650100MA0EXPRT03"
    )
    return build.with_party(third, OWNER, group=None)


def _prepared(place: str) -> Iterator[Case]:
    base = _experts(build.package(place, 6))
    base = build.with_meeting(
        base,
        application_no="",
        draw_id="",
        applied_at=START,
        region="110101",
        project_kind="building",
        mode=Mode.REMOTE_VIDEO,
    )
    base = build.with_plan(base, uploaded_at=START, submitted_at=START, scope=())
    signed = tuple(replace(s, signed_on=date(2026, 12, 1), stamped=False) for s in base.plan.sign_offs)
    base = replace(build.with_plan(base, sign_offs=signed), flags=Flags(), made_at=START - timedelta(days=3))
    book = Book(place, base)
    book.import_package(signed_by="")
    yield book.case(newer_pack="9.9")
    no = Flag(value=False)
    base = replace(base, flags=Flags(has_survey=no, has_design=no, has_subcontractor=no), holidays=())
    base = build.with_plan(base, sign_offs=(), uploaded_at=None, submitted_at=None)
    base = build.with_meeting(base, applied_at=None, project_kind="rail_transit")
    for depth in (None, 1.0, 4.0):
        params: dict[str, float | bool] = {} if depth is None else {"depth_m": depth}
        hit = ScopeHit(item="1.1", params=params | {"complex_environment": False} if depth == 1 else params)
        deep = build.with_plan(base, scope=(hit,))
        yield walk.prepared(place, build.with_delegate(deep, number="")).case()
        yield walk.prepared(place, build.with_delegate(deep, stamped=False, signed=False)).case()
    yield from _letters(place)


def _letters(place: str) -> Iterator[Case]:
    late = build.with_delegate(build.package(place), uploaded_at=START)
    yield walk.prepared(place, late).case()
    yield walk.prepared(place, build.with_delegate(build.package(place), uploaded_at=None)).case()
    book = walk.prepared(place, build.with_delegate(build.package(place), number=""))
    letter = build.letter_for(Role.GC_TECH_DELEGATE, GC, book.m.name("gc-tech"))
    book.add(f.LetterShown(letter=letter, channel="paper"))
    yield book.case()
    plan = book.package.plan
    paper = f.PlanCompared(method="paper_plain", version=plan.version, dated=plan.dated, pages=plan.pages)
    for seen in (
        f.PlanCompared(method="screen", sha256="00" * 32),
        replace(paper, pages=1),
        paper,
        replace(paper, signers=("gc-proj-tech", "sup-chief")),
    ):
        book.add(seen)
        yield book.case()


def _door(place: str) -> Iterator[Case]:
    base = build.with_post(build.package(place, 8), GC, Role.GC_SAFETY, "gc-pm")
    base = build.with_post(base, GC, Role.GC_AUTHOR, "gc-proj-tech")
    base = build.with_post(base, build.SUPERVISOR, Role.SUP_ENG, "sup-chief")
    member = Party(code=build.OTHER_SC, name="样例成员", kind=PartyKind.GC, lead=False, group=())
    base = replace(base, parties=(*base.parties, member))
    base = build.with_person(base, "gc-tech", certificates=(build.expired(date(2026, 1, 1)),))
    book = Book(place, base)
    book.import_package()
    book.add(f.ClockAnchored(server_time=START, drift_seconds=999))
    book.add(f.CheckInOpened(), at=START - timedelta(hours=20))
    yield book.case()
    book.add(f.PrintingConfirmed(printer=False, scanner=False))
    for id_ in ("e1", "e2", "e3", "e4", "gc-pm", "gc-proj-tech", "gc-tech", "sup-chief"):
        book.add(f.PersonCheckedIn(person=id_, roles=walk.roles_of(book, id_), factors=BOTH))
    far = {"factors": (Factor.LOOK,), "presence": Presence.REMOTE, "notice": False}
    for id_ in ("e5", "owner-pm", "design-tech", "sc-pm", "sup-eng"):
        book.add(f.PersonCheckedIn(person=id_, roles=walk.roles_of(book, id_) or (Role.OTHER,), **far))  # type: ignore[arg-type]  # fields of the fact
    book.add(f.PersonCheckedOut(person="e4"))
    yield book.case()
    book.add(f.LeaderElected(leader="e2", ballots=()))
    book.add(f.DeclarationSigned(person="e3", interest=True, with_whom="总包"))
    for person, role, result in (
        ("gc-pm", Role.GC_PM, Tick.NOT_BROUGHT),
        ("gc-proj-tech", Role.GC_PROJ_TECH, Tick.NOT_CONFORMING),
    ):
        row = f.QualificationTick(person=person, role=role, result=result, proof=Proof.PAPER)
        book.add(f.QualificationsChecked(ticks=(row,)))
    _e_certificates(book)
    yield book.case()
    walk.verify(book)
    book.add(f.PersonCheckedOut(person="gc-pm"))
    book.add(f.PersonCheckedOut(person="e2"))
    yield book.case()
    two = build.package(place, 6)
    for n in (4, 5, 6):
        two = build.with_expert(two, f"e{n}", draw_specialty="脚手架")
    for e in two.experts:
        two = build.with_expert(two, e.person, employer_code="91650100MA0EXPRT01", discipline="岩土")
    yield walk.checked_in(place, two).case()
    away = [p for p in walk.everyone(walk.prepared(place)) if p not in {"secretary", "host"}]
    yield walk.checked_in(place, skip=away[1:]).case()


def _e_certificates(book: Book) -> None:
    """One of each kind of trouble (CJ-02)."""
    states: tuple[CertificateState, ...] = ("expired", "revoked", "other_person")
    for n, state in enumerate(states):
        digest = f"{n}" * 64
        book.add(f.ECertificateSeen(person="gc-pm", digest=digest, certificate="B证", number=f"B-{n}"))
        answer = f.ECertificateVerified(
            digest=digest, person="gc-pm", valid=False, state=state, detail="样例", verified_at=START
        )
        book.add(answer)
    book.add(
        f.ECertificateSeen(person="gc-proj-tech", digest="0" * 64, certificate="B证", number="B-0"),
        device="d2",
    )


def _session(place: str) -> Iterator[Case]:
    book = walk.opened(place, build.package(place, 7))
    yield book.case()
    walk.propose(book, Verdict.PASS_AFTER_REVISION)
    yield book.case()
    book.add(f.TopicConcluded(topic=2, conclusion=Conformity.FAILS))
    book.add(f.PlanPartsTicked(parts=(f.PlanPart(part=3, tick=PartTick.MISSING),)))
    yield book.case()
    book.add(f.ProposalWithdrawn(version=1, reason="再议"))
    walk.answer(book, ["G1"])
    walk.propose(book, Verdict.PASS)
    walk.agree(book, but=["e2"])
    for n, changes in enumerate(
        (
            {"problem": "", "requirement": "完善"},
            {"problem": "进一步完善、补充、细化相关内容", "requirement": "优化方案措施"},
            {"place": ""},
            {"problem": "降水井布置与现场情况不符", "requirement": "请考虑周边管线影响"},
        )
    ):
        book.add(walk.item(item=f"i{n}", **changes))
    yield book.case()
    book.add(f.SubstitutionSuspected(person="e3", evidence="照片"))
    book.add(f.AbsenceRecorded(person="e4", absence=AbsenceKind.LATE))
    book.add(f.SessionSuspended(pause=PauseKind.BREAK))
    for id_ in ("e5", "gc-pm", "owner-pm"):
        book.add(f.PersonCheckedOut(person=id_))
    yield book.case()
    late = walk.opened("national", build.package("national", 7), skip=["e7"])
    walk.arrive(late, "e7")
    yield late.case()


def _ending(place: str) -> Iterator[Case]:
    book = walk.signing(place, Verdict.PASS_AFTER_REVISION)
    walk.sign(book, "e1", kind=SignKind.DRAWN)
    walk.sign(book, "e2", content="00" * 32)
    book.add(f.SignatureRefused(person="e3", reason="不签"))
    yield book.case()
    book.add(f.PhotoTaken(blob="f" * 64))
    book.add(f.MeetingEnded())
    walk.sign(book, "e4")
    yield book.case()
    book = walk.sealed(place, Verdict.PASS_AFTER_REVISION)
    walk.receive(book)
    for days in (0, 4, 9, 90):
        yield book.case(now=book.clock + timedelta(days=days))
    walk.revise(book)
    yield book.case()
    told = walk.sealed(place, Verdict.PASS_AFTER_REVISION)
    walk.receive(told)
    told.add(f.RevisionFiled(plan_sha256="cd", plan_version="V3", dated=date(2026, 12, 1), answers=()))
    yield told.case()


def cases() -> Iterator[Case]:
    """Every one of them."""
    for place in PLACES:
        yield from _prepared(place)
        yield from _door(place)
        yield from _session(place)
        yield from _ending(place)
