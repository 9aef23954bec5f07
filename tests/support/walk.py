"""The clean meeting of rules.md 4.4, step by step."""

from collections.abc import Iterable
from datetime import date, timedelta

from app.models import facts as f
from app.models import quorum
from app.models.checks.desk import required_people
from app.models.entry import By
from app.models.package import Package
from app.models.stages import findings
from app.models.terms import (
    Conformity,
    DefectAnswer,
    Document,
    Level,
    Mode,
    PartTick,
    Proof,
    Role,
    SignKind,
    Stance,
    Tick,
    Verdict,
)
from support import build
from support.book import BOTH, INK, VERIFIER, Book

HOST = By(person="host", role=Role.HOST, name="样持", factors=BOTH)
DELEGATES = {Role.GC_TECH: Role.GC_TECH_DELEGATE, Role.SC_TECH: Role.SC_TECH_DELEGATE}
CONTENT = "c0" * 32
REISSUED = f.RecordReissued(
    of="sample-old",
    seal_hash="5e" * 32,
    version=2,
    verdict=Verdict.PASS,
    reason="结论页漏印",
    mode=Mode.ONSITE,
)


def expert(id_: str) -> By:
    """An expert who is identified now."""
    return By(person=id_, role=Role.EXPERT, factors=BOTH)


def roles_of(book: Book, id_: str) -> tuple[Role, ...]:
    """Every post a person has on the roster."""
    m = book.m
    held = [h.role for h in m.posts if h.person == id_]
    return tuple(dict.fromkeys([*([Role.EXPERT] if id_ in m.experts else []), *held]))


def arrive(book: Book, *people: str) -> None:
    """Check-in of each in all his posts."""
    for id_ in people:
        book.add(f.PersonCheckedIn(person=id_, roles=roles_of(book, id_), factors=BOTH))


def everyone(book: Book) -> list[str]:
    """Experts, then the holders of posts and the staff."""
    m = book.m
    return list(dict.fromkeys([*m.experts, *(h.person for h in m.posts)]))


def prepared(place: str = "xinjiang", package: Package | None = None) -> Book:
    """T01: imported, plan compared, printing confirmed."""
    book = Book(place, package)
    book.import_package()
    book.add(f.PlanCompared(method="screen", sha256=book.package.plan.sha256))
    book.add(f.PrintingConfirmed(printer=True, scanner=True))
    return book


def checked_in(place: str = "xinjiang", package: Package | None = None, *, skip: Iterable[str] = ()) -> Book:
    """T03 and all of T04 but the owner's signature."""
    book = prepared(place, package)
    book.add(f.CheckInOpened())
    arrive(book, *(p for p in everyone(book) if p not in set(skip)))
    for id_ in book.m.present_experts():
        book.add(f.DeclarationSigned(person=id_, interest=False, ink=INK), expert(id_))
    elect(book)
    tick_all(book)
    return book


def elect(book: Book, leader: str = "e1") -> None:
    """TX: every expert here votes for one."""
    here = book.m.present_experts()
    if leader not in here:
        leader = here[0]
    ballots = tuple(f.Ballot(voter=p, candidate=leader) for p in here)
    book.add(f.LeaderElected(leader=leader, ballots=ballots))


def tick_all(book: Book, result: Tick = Tick.CONFORMS) -> None:
    """C30 of everybody who needs it."""
    ticks = tuple(
        f.QualificationTick(person=p, role=role, result=result, proof=Proof.PAPER)
        for p, role in required_people(book.case())
    )
    book.add(f.QualificationsChecked(ticks=ticks), VERIFIER)


def verify(book: Book, by: By = VERIFIER) -> None:
    """C29 on the rows as they are."""
    book.add(f.OwnerVerified(attendance=quorum.attendance_hash(book.m, book.pack), ink=INK), by)


def acknowledge(book: Book) -> None:
    """Every open W of the stage."""
    keys = tuple(x.key for x in findings(book.case()) if x.level is Level.WARN and x.is_open)
    if keys:
        book.add(f.WarningAcknowledged(keys=keys, reason="已核对"))


def opened(place: str = "xinjiang", package: Package | None = None, *, skip: Iterable[str] = ()) -> Book:
    """T06."""
    book = checked_in(place, package, skip=skip)
    if book.pack.attendance.verifier == "OWNER":
        verify(book)
    book.add(f.MeetingOpened(mode=Mode.ONSITE, confirmed_by="owner-verifier"), HOST)
    return book


def answer(book: Book, present: Iterable[str] = ()) -> None:
    """Every expert answers every defect item, the leader fixes them."""
    found = set(present)
    items = book.case().defect_items
    answers = {i: DefectAnswer.PRESENT if i in found else DefectAnswer.ABSENT for i in items}
    for id_ in book.m.present_experts():
        book.add(f.DefectsAnswered(expert=id_, answers=answers), expert(id_))
    book.add(f.DefectFixed(results=answers), expert(book.m.leader))


def deliberate(book: Book, verdict: Verdict, *, defects: Iterable[str] = ()) -> None:
    """T36: forms, defects, topics, parts, items and nodes as the verdict needs them."""
    leader = expert(book.m.leader)
    for id_ in book.m.present_experts():
        book.add(f.PersonalFormSubmitted(expert=id_, conclusion=verdict, opinion="同意"), expert(id_))
    answer(book, defects)
    for topic in (1, 2, 3):
        book.add(f.TopicConcluded(topic=topic, conclusion=Conformity.CONFORMS), leader)
    parts = tuple(f.PlanPart(part=n, tick=PartTick.THERE) for n in range(1, 10))
    book.add(f.PlanPartsTicked(parts=parts), leader)
    if verdict is Verdict.PASS_AFTER_REVISION:
        book.add(item(), leader)
    if verdict is not Verdict.FAIL:
        book.add(
            f.KeyNodeWritten(node="n1", name="开挖至坑底", content="检查支撑轴力", expected="2027-01-15"),
            leader,
        )


def item(**changes: object) -> f.RevisionItemWritten:
    """A concrete revision item."""
    said: dict[str, object] = {
        "item": "i1",
        "place": "第3章 3.2节",
        "problem": "降水井间距与计算书不一致",
        "requirement": "井间距改为不大于15m并重新验算",
    }
    return f.RevisionItemWritten(**{**said, **changes})  # type: ignore[arg-type]  # fields of the fact


def propose(book: Book, verdict: Verdict) -> None:
    """T14."""
    version = len(book.m.session.proposals) + 1
    reason = "存在严重缺陷" if verdict is Verdict.FAIL else ""
    book.add(f.VerdictProposed(version=version, verdict=verdict, reason=reason), expert(book.m.leader))


def agree(book: Book, *, but: Iterable[str] = ()) -> None:
    """Every expert here takes his stance."""
    proposal = book.m.session.proposal
    assert proposal is not None
    for id_ in book.m.present_experts():
        stance = Stance.DISAGREE if id_ in set(but) else Stance.AGREE
        fact = f.StanceTaken(expert=id_, version=proposal.version, stance=stance, reason="不成熟")
        book.add(fact, expert(id_))


def freeze(book: Book) -> None:
    """T16."""
    proposal = book.m.session.proposal
    assert proposal is not None
    fact = f.ContentFrozen(version=proposal.version, content_hash=CONTENT, print_hash="d0" * 32)
    book.add(fact, expert(book.m.leader))


def sign(book: Book, *people: str, kind: SignKind = SignKind.CA_ESIGN, content: str = CONTENT) -> None:
    """T17."""
    for id_ in people or book.m.present_experts():
        fact = f.SignatureGiven(
            person=id_, document=Document.REPORT, content_hash=content, sign_kind=kind, ink=INK, warned=True
        )
        book.add(fact, expert(id_))


def signing(place: str = "xinjiang", verdict: Verdict = Verdict.PASS, package: Package | None = None) -> Book:
    """T01 to T16."""
    book = opened(place, package)
    deliberate(book, verdict, defects=("G1",) if verdict is Verdict.FAIL else ())
    propose(book, verdict)
    agree(book)
    freeze(book)
    return book


def sealed(place: str = "xinjiang", verdict: Verdict = Verdict.PASS) -> Book:
    """T01 to T19 and T21."""
    book = signing(place, verdict)
    sign(book)
    book.add(f.OnSiteAttested(leader="e1", verifier="owner-verifier"), expert("e1"))
    book.add(f.MeetingEnded(), HOST)
    seal(book)
    return book


def seal(book: Book) -> None:
    """T19."""
    book.add(
        f.ReportSealed(
            content_hash=CONTENT, seal_hash="5e" * 32, tree_root="7e" * 32, last_entry="", files=()
        )
    )


def close_record(book: Book) -> None:
    """T21 of a record without a report."""
    book.add(f.RecordClosed(seal_hash="5e" * 32, tree_root="7e" * 32, last_entry="", files=()))


def receive(book: Book, seal_hash: str = "5e" * 32) -> None:
    """T22."""
    book.add(
        f.ReceiptStored(
            ranges=(), seal_hash=seal_hash, received_at=book.clock, kid="sample-node", signature="样"
        )
    )


def upload(book: Book, *items: str) -> None:
    """T35: a receipt of each item."""
    for name in items or book.pack.upload.items:
        book.add(f.UploadReceiptRecorded(item=name, source="platform", number="HZ-1", received_at=book.clock))


def file_revision(book: Book, *, to_leader: bool = False) -> None:
    """T26: the changed plan with every item answered."""
    answers = (f.RevisionAnswer(item="i1", answer="已改", place="3.2"),)
    book.add(
        f.RevisionFiled(
            plan_sha256="cd" * 32,
            plan_version="V3.0",
            dated=date(2026, 11, 25),
            answers=answers,
            to_leader=to_leader,
        )
    )


def revise(book: Book) -> None:
    """T28b: the changed plan, and every expert of the report told."""
    file_revision(book)
    for id_ in book.m.frozen.present if book.m.frozen else ():
        book.add(f.ChangeNoticeDelivered(expert=id_, channel="系统", delivered_at=book.clock))


def rereview(book: Book) -> None:
    """T26, T28: the changed plan goes to the leader, who finds every item done."""
    file_revision(book)
    rows = (f.RereviewRow(item="i1", result="已落实"),)
    book.add(f.RevisionApproved(rows=rows, ink=INK), expert(book.m.leader))


def approve(book: Book) -> None:
    """T30."""
    day = build.beijing(book.clock + timedelta(days=7))
    book.add(f.SupervisorApproved(technical_director_on=day, chief_supervisor_on=day, stamped=True))


def closed(place: str, verdict: Verdict) -> Book:
    """The whole walk of 4.4."""
    book = sealed(place, verdict)
    receive(book)
    if book.pack.photos.required:
        book.add(f.PhotoTaken(blob="f" * 64, late_reason="会后移交"))
    upload(book)
    if verdict is Verdict.PASS_AFTER_REVISION:
        if book.pack.rereview.by == "leader":
            rereview(book)
        else:
            revise(book)
        approve(book)
    return book
