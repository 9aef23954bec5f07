"""What the fold takes and what it leaves out: rosters, undo, visitors, signatures at the wrong time."""

from msgspec.structs import replace

from app.models import facts as f
from app.models.terms import (
    Document,
    Role,
    SignKind,
    Stage,
    Verdict,
)
from support import build, walk
from support.book import BOTH, INK, VERIFIER


def test_a_new_roster_is_taken_before_the_opening_only() -> None:
    fresh = replace(build.package(), roster_version=2)
    book = walk.checked_in()
    book.refresh(fresh)
    assert (book.stage(), book.m.info.roster_version) == (Stage.CHECKIN, 2)
    assert book.m.present("e1"), "events of persons still on the roster are kept"
    book.add(f.MeetingStopped(keys=(), reason="停"), VERIFIER)
    book.refresh(replace(fresh, roster_version=3))
    assert (book.stage(), book.m.info.roster_version) == (Stage.CHECKIN, 3)
    book = walk.opened()
    book.refresh(fresh)
    assert book.m.info.roster_version == 1
    book.add(f.PersonCheckedOut(person="e1"))
    book.add(f.MeetingStopped(keys=(), reason="停"), VERIFIER)
    book.refresh(fresh)
    assert (book.stage(), book.m.info.roster_version) == (Stage.STOPPED, 1), (
        "stopped after the opening: frozen"
    )


def test_a_refreshed_roster_brings_its_own_leader() -> None:
    base = replace(build.package("nanning"), leader_id="e1")
    book = walk.prepared("nanning", base)
    assert book.m.leader == "e1"
    book.refresh(replace(base, roster_version=2, leader_id="e2"))
    assert book.m.leader == "e2"
    rest = tuple(e for e in base.experts if e.person != "e2")
    book.refresh(replace(base, roster_version=3, leader_id="e3", experts=rest))
    assert book.m.leader == "e3"


def test_an_elected_leader_stays_with_the_refreshed_roster_while_he_is_on_it() -> None:
    book = walk.checked_in()
    book.refresh(replace(build.package(), roster_version=2))
    assert (book.m.leader, book.m.election is not None) == ("e1", True)
    rest = tuple(e for e in build.package().experts if e.person != "e1")
    book.refresh(replace(build.package(), roster_version=3, experts=rest))
    assert (book.m.leader, book.m.election) == ("", None)


def test_voiding_and_withdrawing() -> None:
    book = walk.sealed()
    book.add(f.MeetingVoided(reason="主管部门要求", order_number="样-1"))
    assert book.stage() is Stage.VOID
    walk.receive(book)
    book.add(f.ConflictNoticed(reason="x"))
    assert book.stage() is Stage.VOID, "VOID stays VOID"
    book = walk.sealed(verdict=Verdict.PASS_AFTER_REVISION)
    walk.receive(book)
    book.add(f.RecordWithdrawn(reason="另行申请", next_meeting="SAMPLE-2"))
    assert (book.m.walk[-1].transition, book.stage()) == ("T26b", Stage.CLOSED)


def test_report_signatures_count_only_while_signing() -> None:
    book = walk.opened()
    walk.sign(book, "e1")
    assert book.m.signatures == {}
    assert len(book.m.out_of_place) == 1
    sheet = f.SignatureGiven(
        person="e1", document=Document.SIGN_IN, content_hash="x", sign_kind=SignKind.DRAWN, ink=INK
    )
    book.add(sheet, walk.expert("e1"))
    assert (Document.SIGN_IN, "e1") in book.m.signatures


def test_a_visitor_never_becomes_a_person_of_the_roster() -> None:
    book = walk.opened()
    book.add(f.VisitorCheckedIn(visitor="e1", name="样客", unit="样例站", purpose="旁听", role=Role.EXPERT))
    assert book.m.present_experts() == build.experts_of(book.package)
    assert book.stage() is Stage.IN_SESSION
    assert book.m.visitors == {}


def test_checking_in_twice_collapses_to_the_earliest() -> None:
    book = walk.checked_in()
    came = book.m.spans["e1"][0].came
    book.add(f.PersonCheckedIn(person="e1", roles=(Role.EXPERT,), factors=BOTH), device="d2")
    assert [s.came for s in book.m.spans["e1"]] == [came]


def test_an_undo_takes_back_what_may_be_undone_and_nothing_else() -> None:
    book = walk.checked_in()
    out = book.add(f.PersonCheckedOut(person="e1"))
    book.undo(out)
    assert book.m.present("e1")
    book = walk.signing()
    signed = len(book.entries)
    walk.sign(book, "e1")
    book.undo(book.entries[signed].hash)
    assert (Document.REPORT, "e1") in book.m.signatures, "a signature is never undone"
    book = walk.sealed(verdict=Verdict.PASS_AFTER_REVISION)
    written = next(e.hash for e in book.entries if isinstance(e.body.fact, f.RevisionItemWritten))
    book.undo(written)
    book.undo(book.entries[-2].hash)
    assert "i1" in book.m.session.items, "nothing after SEALED changes content (4.3-2)"
    assert book.stage() is Stage.SYNC_PENDING
    walk.receive(book)
    upload = len(book.entries)
    walk.upload(book, "SIGNIN_SCAN")
    book.undo(book.entries[upload].hash)
    assert book.m.after.uploads == {}
