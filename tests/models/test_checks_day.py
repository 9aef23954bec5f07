"""The checks of the day (phase DAY) and the quorum of rules.md 2.5."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from app.models import facts as f
from app.models import quorum
from app.models.package import Flag, Party
from app.models.stages import obstacles, shown_stage
from app.models.terms import Factor, Level, Mode, PartyKind, Presence, Proof, Role, Stage, Tick
from support import build, walk
from support.book import BOTH, INK, OWNER_PM, SECRETARY, VERIFIER, Book
from support.build import GC, OTHER_SC, OWNER, SC, START, SUPERVISOR

DAY = tuple(f"C{n}" for n in (*range(20, 38), 72, 73, 75, 76))
PLACES = pytest.mark.parametrize("place", ["national", "xinjiang"])
POSTS = [
    ("owner-pm", f"C24::OWNER_PM@{OWNER}"),
    ("survey-tech", f"C25::SURVEY_TECH@{build.SURVEY}"),
    ("design-tech", f"C25::DESIGN_TECH@{build.DESIGN}"),
    ("gc-tech", f"C26::GC_TECH@{GC}"),
    ("gc-pm", f"C26::GC_PM@{GC}"),
    ("gc-proj-tech", f"C26::GC_PROJ_TECH@{GC}"),
    ("gc-author", f"C26::GC_AUTHOR@{GC}"),
    ("gc-safety", f"C26::GC_SAFETY@{GC}"),
    ("sc-tech", f"C27::SC_TECH@{SC}"),
    ("sc-pm", f"C27::SC_PM@{SC}"),
    ("sc-proj-tech", f"C27::SC_PROJ_TECH@{SC}"),
    ("sc-author", f"C27::SC_AUTHOR@{SC}"),
    ("sc-safety", f"C27::SC_SAFETY@{SC}"),
    ("sup-chief", f"C28::SUP_CHIEF@{SUPERVISOR}"),
    ("sup-eng", f"C28::SUP_ENG@{SUPERVISOR}"),
]


def levels(book: Book, *ids: str) -> dict[str, str]:
    found = book.find(*(ids or DAY))
    assert all(x.clause for x in found.values()), "a finding without a clause"
    return {key: x.level.value for key, x in found.items()}


@PLACES
def test_the_clean_door_opens_only_the_owners_signature(place: str) -> None:
    book = walk.checked_in(place)
    assert levels(book) == ({"C29:missing:": "B"} if place == "xinjiang" else {})
    walk.verify(book)
    assert levels(book) == {}


@pytest.mark.parametrize(("person", "key"), POSTS)
def test_every_post_of_31_is_named_when_nobody_holds_it(person: str, key: str) -> None:
    assert levels(walk.checked_in("national", skip=[person]), *DAY) == {key: "O"}
    book = walk.checked_in("xinjiang", skip=[person])
    assert levels(book) == {key: "B", "C29:missing:": "B"}
    found = book.find(key[:3])[key]
    assert (found.people, found.args["how"]) == ((person,), "missing")


@pytest.mark.parametrize("flag", ["has_survey", "has_design", "has_subcontractor"])
def test_who_is_not_concerned_need_not_come(flag: str) -> None:
    base = build.package()
    base = replace(base, flags=replace(base.flags, **{flag: Flag(value=False, reason="不涉及")}))
    prefix = {"has_survey": "survey", "has_design": "design", "has_subcontractor": "sc-"}[flag]
    skipped = [p for p in walk.everyone(walk.prepared("xinjiang", base)) if p.startswith(prefix)]
    book = walk.checked_in("xinjiang", base, skip=skipped)
    assert levels(book, "C25", "C27") == {}
    book.add(f.FlagDecided(flag=flag, value=True))  # type: ignore[arg-type]  # one of the three names
    assert len(levels(book, "C25", "C27")) == len(skipped)
    assert shown_stage(book.case()) is Stage.CHECKIN


def test_each_relevant_subcontractor_needs_its_own_five() -> None:
    base = build.package()
    second = Party(code=OTHER_SC, name="样例锚索公司", kind=PartyKind.SC, group=())
    relevant = replace(base, parties=(*base.parties, second))
    found = walk.checked_in("xinjiang", relevant).find("C27")
    assert sorted(found) == sorted(f"C27::{role}@{OTHER_SC}" for role in quorum.SC_POSTS)
    assert {x.args["how"] for x in found.values()} == {"no_holder"}
    labour = replace(second, relevant=False, reason="仅劳务分包")
    assert walk.checked_in("xinjiang", replace(base, parties=(*base.parties, labour))).find("C27") == {}


def test_a_member_of_a_consortium_beside_the_lead_is_only_a_warning() -> None:
    base = build.package()
    member = Party(code=OTHER_SC, name="样例联合体成员", kind=PartyKind.GC, lead=False, group=())
    book = walk.checked_in("xinjiang", replace(base, parties=(*base.parties, member)))
    assert levels(book, "C26", "C76") == {f"C76::{role}@{OTHER_SC}": "W" for role in quorum.GC_POSTS}


@PLACES
def test_a_delegate_with_a_complete_letter_fills_only_the_directors_post(place: str) -> None:
    base = build.with_delegate(build.package(place))
    book = walk.checked_in(place, base, skip=["gc-tech"])
    assert levels(book, "C08", "C26", "C30") == {}
    without = build.with_delegate(build.package(place), number="")
    book = walk.checked_in(place, without, skip=["gc-tech"])
    level = "O" if place == "national" else "B"
    assert levels(book, "C08", "C26") == {"C08:none:gc-tech-delegate": "B", f"C26::GC_TECH@{GC}": level}
    book = walk.checked_in(place, base, skip=["gc-pm"])
    assert list(levels(book, "C26")) == [f"C26::GC_PM@{GC}"], "31号-三（四） lets nobody stand in for a PM"


def test_a_letter_shown_in_session_fills_the_post_again() -> None:
    base = build.with_delegate(build.package(), number="")
    book = walk.opened("xinjiang", base, skip=["gc-tech-delegate"])
    book.add(f.PersonCheckedOut(person="gc-tech"))
    assert book.stage() is Stage.SUSPENDED
    letter = build.letter_for(Role.GC_TECH_DELEGATE, GC, book.m.name("gc-tech"))
    walk.arrive(book, "gc-tech-delegate")
    assert f"C39::GC_TECH@{GC}" in book.find("C39")
    book.add(f.LetterShown(letter=letter, channel="paper"))
    assert f"C39::GC_TECH@{GC}" not in book.find("C39")


def test_a_person_counts_only_in_the_roles_he_took_and_with_two_factors() -> None:
    book = walk.checked_in("xinjiang", skip=["gc-pm"])
    book.add(f.PersonCheckedIn(person="gc-pm", roles=(Role.OTHER,), factors=BOTH))
    assert book.find("C26")[f"C26::GC_PM@{GC}"].args["how"] == "not_identified"
    book = walk.checked_in("xinjiang", skip=["gc-pm", "e7"])
    one = (Factor.BADGE, Factor.BADGE)
    book.add(f.PersonCheckedIn(person="gc-pm", roles=(Role.GC_PM,), factors=one))
    book.add(f.PersonCheckedIn(person="e7", roles=(Role.EXPERT,), factors=one))
    assert levels(book, "C31") == {"C31::gc-pm": "B", "C31::e7": "B"}
    assert {f"C26::GC_PM@{GC}", "C20:not_counted:e7"} <= set(levels(book))


def test_present_is_only_between_coming_and_leaving() -> None:
    book = walk.checked_in()
    book.add(f.PersonCheckedOut(person="e7"))
    assert "C20:left:e7" in book.find("C20")
    walk.arrive(book, "e7")
    assert book.find("C20") == {}


@pytest.mark.parametrize(
    ("place", "experts", "skip", "keys"),
    [
        ("national", 6, ["e6"], []),
        ("national", 5, ["e5"], ["C21::"]),
        ("xinjiang", 7, ["e7"], ["C20:missing:e7"]),
        ("xinjiang", 5, ["e5"], ["C20:missing:e5", "C21::"]),
        ("nanning", 6, [], ["C22::"]),
        ("nanning", 7, [], []),
        ("qingdao", 7, [], []),
    ],
)
def test_enough_experts(place: str, experts: int, skip: list[str], keys: list[str]) -> None:
    base = build.package(place, experts)
    book = walk.checked_in(place, base, skip=skip)
    assert list(book.find("C20", "C21", "C22", "C23")) == keys


def test_qingdao_counts_the_concerned_specialty() -> None:
    base = build.package("qingdao", 7)
    for n in (5, 6, 7):
        base = build.with_expert(base, f"e{n}", draw_specialty="脚手架")
    book = walk.checked_in("qingdao", base)
    assert levels(book, "C21", "C23") == {"C23:few:": "B", "C23:extra:脚手架": "W"}
    touched = build.with_meeting(base, touched_specialties=("脚手架",))
    assert levels(walk.checked_in("qingdao", touched), "C23") == {"C23:few:": "B", "C23:extra:脚手架": "W"}
    two = build.with_expert(touched, "e7", draw_specialty="岩土")
    assert levels(walk.checked_in("qingdao", two), "C23") == {}


def test_the_owners_signature_goes_stale_with_the_rows_it_binds() -> None:
    book = walk.checked_in()
    walk.verify(book)
    book.add(
        f.VisitorCheckedIn(visitor="v1", name="样客", unit="样例监督站", purpose="监督", role=Role.AUTHORITY)
    )
    book.add(f.PersonCheckedOut(person="host"))
    assert book.find("C29") == {}, "observers and staff do not count"
    left = book.add(f.PersonCheckedOut(person="gc-pm"))
    assert levels(book, "C29") == {"C29:stale:": "B"}
    book.undo(left)
    assert book.find("C29") == {}
    changed = f.QualificationTick(person="e1", role=Role.EXPERT, result=Tick.NOT_BROUGHT, proof=Proof.PAPER)
    book.add(f.QualificationsChecked(ticks=(changed,)), VERIFIER)
    assert levels(book, "C29") == {"C29:stale:": "B"}
    walk.verify(book)
    assert book.find("C29") == {}


@pytest.mark.parametrize("person", ["secretary", "gc-pm", "nobody"])
def test_only_the_owners_unit_signs(person: str) -> None:
    book = walk.checked_in()
    walk.verify(book, replace(VERIFIER, person=person))
    assert levels(book, "C29") == {"C29:missing:": "B"}
    walk.verify(book, replace(SECRETARY, person="owner-verifier"))
    assert levels(book, "C29") == {"C29:missing:": "B"}, "not as SECRETARY"
    walk.verify(book, OWNER_PM)
    assert book.find("C29") == {}


@PLACES
def test_proofs(place: str) -> None:
    first = {"national": "W", "xinjiang": "B"}[place]
    book = walk.checked_in(place, skip=["gc-pm"])
    walk.arrive(book, "gc-pm")
    assert levels(book, "C30") == {"C30:unticked:gc-pm@GC_PM": first}

    def tick(result: Tick) -> None:
        row = f.QualificationTick(person="gc-pm", role=Role.GC_PM, result=result, proof=Proof.PAPER)
        book.add(f.QualificationsChecked(ticks=(row,)), VERIFIER)

    tick(Tick.NOT_CONFORMING)
    assert levels(book, "C30") == {"C30:not_conforming:gc-pm@GC_PM": first}
    tick(Tick.NOT_BROUGHT)
    assert levels(book, "C30") == {"C30:not_brought:gc-pm@GC_PM": "W"}
    tick(Tick.CONFORMS)
    assert levels(book, "C30") == {}
    base = build.with_person(
        build.package(place), "gc-safety", certificates=(build.expired(date(2026, 11, 19)),)
    )
    assert levels(walk.checked_in(place, base), "C30") == {"C30:expired:gc-safety@GC_SAFETY": first}


def test_the_leader() -> None:
    book = walk.prepared()
    book.add(f.CheckInOpened())
    walk.arrive(book, *(f"e{n}" for n in range(1, 8)))
    assert levels(book, "C33") == {"C33:none:": "B"}
    four = tuple(f.Ballot(voter=f"e{n}", candidate="e2" if n < 4 else "e1") for n in range(1, 8))
    book.add(f.LeaderElected(leader="e2", ballots=four))
    assert levels(book, "C33") == {"C33:majority:": "B"}, "three of seven"
    walk.elect(book, "e2")
    assert book.find("C33") == {}
    book.add(f.PersonCheckedOut(person="e2"))
    assert levels(book, "C33") == {"C33:absent:": "B"}


def test_nobody_elects_where_the_system_names_the_leader() -> None:
    base = replace(build.package("nanning"), leader_id="e2")
    book = walk.prepared("nanning", base)
    book.add(f.CheckInOpened())
    walk.arrive(book, *build.experts_of(base))
    assert (book.m.leader, book.find("C33")) == ("e2", {})


@PLACES
def test_an_interest_has_no_override(place: str) -> None:
    book = walk.checked_in(place)
    book.add(f.DeclarationSigned(person="e3", interest=True, with_whom="监理单位"), walk.expert("e3"))
    assert levels(book, "C34") == {"C34::e3": "B"}
    book.add(f.GapOverridden(keys=("C34::e3",), reason="同意", ink=INK), OWNER_PM)
    assert [x.is_open for x in book.find("C34").values()] == [True]
    book.add(f.PersonCheckedOut(person="e3"))
    assert book.find("C34") == {}


@PLACES
def test_mode_presence_notice_declaration(place: str) -> None:
    book = walk.checked_in(place, skip=["e3"])
    far = f.PersonCheckedIn(
        person="e3",
        roles=(Role.EXPERT,),
        factors=(Factor.CA_CERT, Factor.LIVE_VIDEO),
        presence=Presence.REMOTE,
        notice=False,
    )
    book.add(far)
    first = {"national": "O", "xinjiang": "B"}[place]
    declared = {"national": "W", "xinjiang": "B"}[place]
    assert levels(book, "C31", "C35", "C36", "C37") == {
        "C35:remote:e3": first,
        "C36::e3": "B",
        "C37::e3": declared,
    }
    remote = build.with_meeting(build.package(place), mode=Mode.REMOTE_VIDEO)
    assert levels(walk.prepared(place, remote), "C35") == {"C35:mode:": first}


def test_nanning_takes_remote_people_only_in_a_remote_meeting() -> None:
    base = build.with_meeting(build.package("nanning"), mode=Mode.REMOTE_VIDEO)
    book = walk.prepared("nanning", base)
    book.add(f.CheckInOpened())
    book.add(f.PersonCheckedIn(person="e1", roles=(Role.EXPERT,), factors=BOTH, presence=Presence.REMOTE))
    assert book.find("C35") == {}


def test_clock_day_and_printer() -> None:
    book = Book()
    book.import_package()
    book.add(f.ClockAnchored(server_time=START, drift_seconds=-400))
    assert levels(book, "C72", "C73", "C75") == {"C73:drift:": "W", "C75:unknown:": "W"}
    book.add(f.PrintingConfirmed(printer=True, scanner=False))
    book.add(f.ClockAttested(true_time=START, drift_seconds=-400, owner="owner-pm"))
    book.add(f.CheckInOpened(), at=START - timedelta(hours=13))
    found = levels(book, "C72", "C73", "C75")
    again = {"C73:drift:": "W", "C73:back:": "W"}
    assert found == {"C72::": "W", "C75:lacking:": "W", **again}, "the clock went back since"
    assert int(book.find("C73")["C73:back:"].args["minutes"]) == 12 * 60 + 4
    book.add(f.ClockAttested(true_time=START, drift_seconds=0, owner="owner-pm"))
    assert book.find("C73") == {}


def test_two_devices_with_different_clocks_set_nothing_back() -> None:
    book = Book()
    book.import_package()
    book.add(f.ClockAnchored(server_time=START, drift_seconds=0), device="d2", at=START - timedelta(hours=9))
    assert book.find("C73") == {}


@pytest.mark.parametrize(("place", "closes"), [("national", True), ("xinjiang", False)])
def test_an_override_binds_to_this_gap_and_level(place: str, closes: bool) -> None:  # noqa: FBT001  table column
    book = walk.checked_in(place, skip=["sup-eng", "sup-chief"])
    key = f"C28::SUP_CHIEF@{SUPERVISOR}"
    book.add(f.GapOverridden(keys=(key,), reason="已说明", ink=INK), OWNER_PM)
    found = book.find("C28")
    assert found[key].is_open is not closes
    assert found[f"C28::SUP_ENG@{SUPERVISOR}"].is_open
    walk.arrive(book, "sup-eng")
    stops = {x.check for x in obstacles(book.case(), "T05")}
    assert ("C28" in stops) is not closes
    walk.verify(book)
    book.add(f.MeetingOpened(mode=Mode.ONSITE), walk.HOST)
    assert book.stage() is (Stage.IN_SESSION if closes else Stage.SUSPENDED)


def test_an_acknowledgement_covers_exactly_what_was_acknowledged() -> None:
    book = walk.checked_in("national", skip=["e1"])
    walk.arrive(book, "e1")
    walk.elect(book)
    assert levels(book, "C30", "C37") == {"C30:unticked:e1@EXPERT": "W", "C37::e1": "W"}
    assert shown_stage(book.case()) is Stage.CHECKIN
    given = book.add(f.WarningAcknowledged(keys=("C30:unticked:e1@EXPERT", "C37::e1"), reason="稍后补"))
    assert [x.is_open for x in book.find("C30", "C37").values()] == [False, False]
    assert shown_stage(book.case()) is Stage.READY
    tick = f.QualificationTick(person="e1", role=Role.EXPERT, result=Tick.NOT_BROUGHT, proof=Proof.PAPER)
    book.add(f.QualificationsChecked(ticks=(tick,)))
    assert [x.is_open for x in book.find("C30").values()] == [True], "another gap of the same person"
    book.undo(given)
    assert all(x.level is Level.WARN for x in book.find("C37").values())


def test_a_changed_post_holder_must_be_here_himself() -> None:
    book = walk.checked_in()
    new = build.person("gc-pm-2", 91, GC)
    book.add(f.PostHolderChanged(role=Role.GC_PM, unit_code=GC, person=new, document="变更文件1"), VERIFIER)
    assert list(book.find("C26")) == [f"C26::GC_PM@{GC}"]
    walk.arrive(book, "gc-pm-2")
    assert book.find("C26") == {}


def test_findings_come_in_one_order_on_every_device() -> None:
    book = walk.prepared()
    book.add(f.CheckInOpened())
    for id_ in walk.everyone(book):
        book.add(f.PersonCheckedIn(person=id_, roles=walk.roles_of(book, id_), factors=(Factor.LOOK,)))
    assert [x.subject for x in book.find("C31").values()] == walk.everyone(book)
