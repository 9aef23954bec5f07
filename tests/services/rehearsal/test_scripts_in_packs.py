"""Scripts in several packs, changes of packages, what a step may expect, several devices and meetings."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import rehearsal_desk
from app.models.package import Package
from app.models.terms import Level, Stage
from app.services.intake.sample import PLACES, sample_package, words_of_time
from app.services.intake.validate import validate
from app.services.packs import load_pack, pick
from app.services.rehearsal.cast import Cast
from app.services.rehearsal.perform import perform
from app.services.rehearsal.player import Player, RehearsalClock
from app.services.rehearsal.playing import Outcome
from app.services.rehearsal.script import Change, Script, ScriptError, Step, script_of
from app.services.rehearsal.source import other_packages, package_of
from app.services.rehearsal.variants import apply

BASE: dict[str, Any] = {"format": "huiqian.script/1", "title": "样例", "clock": "2026-11-20 09:00"}


def script(*steps: dict[str, Any], **more: Any) -> Script:
    return script_of(BASE | {"packs": ["nanning"], "steps": list(steps)} | more, "样例.yaml")


def played(made: Script, pack: str = "nanning") -> Outcome:
    return perform(made, pack, folder=Path(), open_desk=rehearsal_desk)


def differences(*steps: dict[str, Any], **more: Any) -> list[tuple[str, str, str]]:
    return [(x.code, x.want, x.got) for x in played(script(*steps, **more)).failures]


def changed(*changes: dict[str, Any], name: str = "xinjiang") -> Package:
    package = sample_package(name=name)
    made = script(packs=[name], changes=list(changes)).changes
    return apply(package, made, words_of_time(package))


IMPORT = {"do": "ImportPackage"}

# --- samples -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PLACES)
def test_every_pack_has_a_sample_it_governs(name: str) -> None:
    package = sample_package(name=name)
    pack = load_pack(name, allow_draft=True)
    info = package.meeting
    best = pick(info.region, info.project_kind, info.planned_start.date(), allow_draft=True)
    assert best.meta.id == package.rule_pack.id == pack.meta.id == name
    assert package.rule_pack.version == pack.meta.version
    assert len(package.experts) >= pack.experts.min_count
    assert validate(package) == ()
    assert info.sample
    assert all("样" in person.name or "范" in person.name for person in package.people)
    assert all("EXAMPLE" in e.employer_code for e in package.experts)


@pytest.mark.parametrize("name", PLACES)
def test_nothing_is_open_in_a_sample_when_everybody_is_here(name: str) -> None:
    outcome = played(script(IMPORT, {"do": "Gather", "at": "09:10"}, packs=[name]), name)
    assert outcome.passed
    assert outcome.stage == Stage.READY
    found = [x for step in outcome.played[1:] for x in step.findings]
    assert [x["key"] for x in found if x["state"] != "recorded"] == []


def test_the_sample_of_a_draft_asks_for_the_switch() -> None:
    off = played(script(IMPORT, packs=["zhengzhou"], drafts=False), "zhengzhou")
    assert off.refused is not None
    assert off.refused.code == "pack_unusable"
    assert played(script(IMPORT, packs=["zhengzhou"]), "zhengzhou").passed


# --- changes ---------------------------------------------------------------------------------------


def test_a_row_is_found_by_what_identifies_it() -> None:
    made = changed(
        {"at": "experts.e3.employer_code", "set": "91650100EXAMPLE11T"},
        {"at": "parties.SUPERVISOR.posts.SUP_CHIEF.person", "set": "sup-eng-1"},
        {"at": "plan.scope.1.1.params.depth_m", "set": 4.5},
        {"at": "plan.sign_offs.technical_director@91650100EXAMPLE12X.stamped", "set": False},
        {"at": "letters.WT-2026-1120-01.signed", "set": False},
        {"at": "experts.e1.pool_labels.深基坑工程", "drop": True},
    )
    assert made.experts[2].employer_code == "91650100EXAMPLE11T"
    assert made.parties[5].posts[0].person == "sup-eng-1"
    assert made.plan.scope[0].params == {"depth_m": 4.5}
    assert [off.stamped for off in made.plan.sign_offs] == [True, False, True]
    assert made.letters[0].signed is False
    assert made.experts[0].pool_labels == ()


def test_words_of_time_are_those_of_the_meeting_day() -> None:
    made = changed({"at": "plan.uploaded_at", "set": "W-4 10:00"}, {"at": "plan.dated", "set": "D-30"})
    assert made.plan.uploaded_at is not None
    assert made.plan.uploaded_at.isoformat() == "2026-11-16T02:00:00+00:00"
    assert made.plan.dated.isoformat() == "2026-10-21"


def test_drop_add_like_and_unset() -> None:
    made = changed(
        {"at": "experts.e7", "drop": True},
        {"at": "people", "like": "e6", "add": {"id": "e8", "name": "严样卅"}},
        {"at": "experts", "like": "e6", "add": {"person": "e8"}},
        {"at": "experts.e2.confirmed", "unset": True},
        {"at": "experts.e2.prereview", "unset": True},
        {"at": "experts.e2.prereview.conclusion", "set": "通过"},
        {"at": "plan.scope.1.1.params.depth_m", "drop": True},
        {"at": "flags.has_survey", "set": {"value": False, "reason": "不涉及"}},
    )
    assert [e.person for e in made.experts] == ["e1", "e2", "e3", "e4", "e5", "e6", "e8"]
    assert "e7" in {p.id for p in made.people}
    assert made.experts[-1].employer_code == made.experts[-2].employer_code
    second = made.experts[1]
    assert second.confirmed is None
    assert second.prereview is not None
    assert (second.prereview.conclusion, second.prereview.opinion_at) == ("通过", None)
    assert made.plan.scope[0].params == {}
    assert made.flags.has_survey.reason == "不涉及"


BAD_CHANGES = [
    {"at": "experts.e3.employr_code", "set": "x"},
    {"at": "experts.e3.employr_code", "unset": True},
    {"at": "experts.e9.confirmed", "set": True},
    {"at": "experts.e3.confirmed", "set": "vielleicht"},
    {"at": "experts.e3.birth_year", "set": "D-1"},
    {"at": "expert.e3.confirmed", "set": True},
    {"at": "meeting.id.x", "set": 1},
    {"at": "meeting.place", "add": "x"},
    {"at": "meeting.place", "drop": True},
    {"at": "experts.e3.confirmed", "drop": True},
    {"at": "parties.SUPERVISOR.posts.SUP_ENG.person", "set": "design"},  # there are two of them
    {"at": "experts", "add": {"persn": "e8"}},
    {"at": "experts", "like": "e9", "add": {"person": "e8"}},
    {"at": "", "set": 1},
]


@pytest.mark.parametrize("bad", BAD_CHANGES, ids=lambda bad: f"{bad['at']} {'/'.join(list(bad)[1:])}")
def test_a_change_that_cannot_be_made_says_which_and_where(bad: dict[str, Any]) -> None:
    good = {"at": "meeting.place", "set": "别处"}
    with pytest.raises(ScriptError) as refused:
        changed(good, bad)
    assert refused.value.code == "script.change"
    assert (refused.value.args_["n"], refused.value.args_["at"]) == ("2", bad["at"])
    assert refused.value.args_["detail"]


@pytest.mark.parametrize("bad", [{}, {"set": 1, "unset": True}, {"drop": False}, {"set": 1, "like": "e1"}])
def test_a_change_says_exactly_one_thing(bad: dict[str, Any]) -> None:
    with pytest.raises(ScriptError, match=r"script\.shape"):
        script(changes=[{"at": "meeting.place"} | bad])


def test_a_change_does_not_touch_the_package_it_begins_with() -> None:
    package = sample_package()
    apply(package, (Change(at="experts.e1", drop=True),), words_of_time(package))
    assert package == sample_package()


# --- packs -----------------------------------------------------------------------------------------


def test_steps_changes_and_expectations_are_those_of_the_pack() -> None:
    over = {"qingdao": {"findings": {"C13": "B"}, "open": ["C02"]}, "national": {"stage": "Y"}}
    expect = {"stage": "X", "findings": {"C13": "O", "C24": "B"}, "open": ["C01"], "in": over}
    made = script(
        {"do": "A", "expect": expect},
        {"do": "B", "only": ["qingdao"]},
        {"do": "C", "not_in": ["qingdao"]},
        packs=["national", "qingdao"],
        changes=[{"at": "a", "set": 1, "only": ["qingdao"]}, {"at": "b", "set": None}],
    )
    first, second = made.in_pack("national"), made.in_pack("qingdao")
    assert [s.do for s in first.steps] == ["A", "C"]
    assert [s.do for s in second.steps] == ["A", "B"]
    assert ([c.at for c in first.changes], [c.at for c in second.changes]) == (["b"], ["a", "b"])
    assert first.steps[0].expect is not None
    assert second.steps[0].expect is not None
    assert (first.steps[0].expect.stage, second.steps[0].expect.stage) == ("Y", "X")
    assert first.steps[0].expect.findings == {"C13": "O", "C24": "B"}
    assert second.steps[0].expect.findings == {"C13": "B", "C24": "B"}
    assert (first.steps[0].expect.open, second.steps[0].expect.open) == (("C01",), ("C02",))


@pytest.mark.parametrize(
    "bad",
    [
        {"steps": [{"do": "A", "only": ["xinjiang"]}]},
        {"steps": [{"do": "A", "not_in": ["xinjiang"]}]},
        {"steps": [{"do": "A", "expect": {"in": {"nanning xinjiang": {"stage": "X"}}}}]},
        {"steps": [], "changes": [{"at": "a", "set": 1, "only": ["xinjiang"]}]},
        {"steps": [], "meetings": {"b": [{"at": "a", "set": 1, "only": ["xinjiang"]}]}},
        {"steps": [{"do": "A", "expect": {"in": {"nanning": {"stag": "X"}}}}]},
        {"steps": [{"do": "A", "expect": {"in": {"nanning": {"stage": 1}}}}]},
        {"steps": [], "packs": []},
    ],
)
def test_what_could_only_be_overlooked_is_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(ScriptError) as refused:
        script_of(BASE | {"packs": ["nanning"]} | bad, "样例.yaml")
    assert refused.value.code in {"script.other_pack", "script.shape"}


# --- expectations ------------------------------------------------------------------------------------


def test_an_expectation_is_judged_from_both_sides() -> None:
    gather = {"do": "Gather", "at": "09:10", "with": {"skip": ["e5", "sup-chief"]}}
    right = {
        "stage": "CHECKIN",
        "findings": {"C22": "B", "C21": "B", "C28": "O", "C20": "-"},
        "variants": ["C28::SUP_CHIEF@91420100EXAMPLE111"],
        "value": {"leader": "e1", "len:experts": 5, "experts.e9": None, "stops.0.reason": None},
        "says": ["监理", "奇数"],
    }
    assert differences(IMPORT, gather | {"expect": right}) == []
    wrong = {
        "stage": "READY",
        "findings": {"C22": "O", "C20": "B"},
        "variants": ["C28::DESIGN"],
        "recorded": ["C17"],
        "value": {"leader": "e2", "len:experts": 4, "session.forms": {"e1": 1}},
        "says": ["今天天气"],
        "open": ["C99"],
        "closed": ["C21"],
    }
    found = differences(IMPORT, gather | {"expect": wrong})
    assert [code for code, _want, _got in found] == [
        "stage",
        "open",
        "closed",
        "findings C22",
        "findings C20",
        "variants",
        "recorded",
        "value leader",
        "value len:experts",
        "value session.forms",
        "says",
    ]
    told = {code: (want, got) for code, want, got in found}
    assert told["findings C22"] == ("O", "B")
    assert told["value leader"] == ("e2", "e1")


@pytest.mark.parametrize(
    "path", ["leadr", "len:leader.x", "len:roster_version", "stops.first", "experts.e1.x"]
)
def test_a_path_no_meeting_has_is_the_script_s_fault(path: str) -> None:
    with pytest.raises(ScriptError) as refused:
        played(script(IMPORT | {"expect": {"value": {path: 1}}}))
    assert refused.value.code == "script.value"


def test_deadlines_are_judged_by_day_and_state() -> None:
    early = {"expect": {"due": {"plan_lead": "2026-11-18", "upload": "-"}}}
    steps = (IMPORT | early, {"do": "Open", "at": "09:10"}, {"do": "Conclude", "at": "10:40"})
    right = {"upload": "2026-11-23 running", "plan_lead": "-"}
    wrong = {"upload": "2026-11-24", "nothing": "running"}
    made = script(
        *steps,
        {"do": "Receive", "expect": {"due": right}},
        {"do": "UploadAll", "at": "D+4 09:00", "expect": {"due": wrong}},
    )
    found = [(x.step, x.code, x.got) for x in played(made).failures]
    assert [(step, code) for step, code, _got in found] == [(5, "due upload"), (5, "due nothing")]
    assert found[0][2].startswith("2026-11-23 ")
    assert found[1][2] == "-"


def test_a_recorded_finding_is_seen() -> None:
    change = {"at": "experts.e2.employer_code", "set": "91420100EXAMPLE010"}
    step = IMPORT | {"expect": {"recorded": ["C17"], "findings": {"C17": "-"}}}
    assert differences(step, changes=[change]) == []


# --- several devices, several meetings -----------------------------------------------------------------


def test_a_second_device_knows_nothing_until_they_exchange() -> None:
    made = script(
        IMPORT,
        {"do": "CheckInOpened", "at": "09:10"},
        {"do": "Exchange"},
        {"do": "Arrive", "device": "门口", "with": {"person": "e1"}, "expect": {"value": {"len:spans": 1}}},
        {"do": "Arrive", "with": {"person": "e2"}, "expect": {"value": {"len:spans": 1}}},
        {"do": "Exchange", "expect": {"value": {"len:spans": 2}}},
        {"do": "Arrive", "device": "门口", "with": {"person": "e3"}, "expect": {"value": {"len:spans": 3}}},
    )
    outcome = played(made)
    assert [(x.step, x.code, x.want, x.got) for x in outcome.failures] == []
    assert outcome.refused is None


def test_a_device_without_the_meeting_cannot_act_in_it() -> None:
    with pytest.raises(ScriptError, match=r"script\.import_first"):
        played(script(IMPORT, {"do": "CheckInOpened", "device": "门口"}))


def test_two_meetings_of_a_day_lie_side_by_side() -> None:
    made = script(
        IMPORT,
        IMPORT | {"meeting": "B", "expect": {"value": {"id": "NN-2026-1120-B", "info.plan.name": "样例二"}}},
        {"do": "CheckInOpened", "at": "09:10", "expect": {"stage": "CHECKIN"}},
        {"do": "FlagDecided", "meeting": "B", "with": {"flag": "has_design", "value": True}},
        {"do": "CheckInOpened", "meeting": "B", "expect": {"stage": "CHECKIN"}},
        meetings={"B": [{"at": "plan.name", "set": "样例二"}]},
    )
    outcome = played(made)
    assert [(x.step, x.code, x.want, x.got) for x in outcome.failures] == []
    with pytest.raises(ScriptError, match=r"script\.no_meeting"):
        played(script(IMPORT | {"meeting": "C"}))


def test_other_meetings_have_names_in_a_script_and_ids_of_their_own(tmp_path: Path) -> None:
    made = script(IMPORT, meetings={"B": []}).in_pack("nanning")
    data = package_of(made, tmp_path)
    clock = RehearsalClock(datetime(2026, 11, 20, 1, tzinfo=UTC))
    desk = rehearsal_desk(tmp_path, clock, {})
    others = other_packages(made, sample_package(name="nanning"))
    cast = Cast(Player(desk, clock, data, "NN-2026-1120"), others, None)
    assert cast.of(Step(do="X", meeting="B")).meeting == "NN-2026-1120-B"
    assert cast.of(Step(do="X", meeting="~2")).meeting == "NN-2026-1120~2"
    assert cast.first.ids == {"": "NN-2026-1120", "B": "NN-2026-1120-B"}
    with pytest.raises(ScriptError, match=r"script\.no_device"):
        cast.of(Step(do="X", device="门口"))
    desk.ledger.close()


def test_a_re_issue_is_the_same_meeting_with_the_next_version() -> None:
    made = script(
        IMPORT,
        {"do": "Open", "at": "09:10"},
        {"do": "Conclude", "at": "10:40"},
        {
            "do": "VoidRecord",
            "with": {"cause": "内容差错", "reason": "桩号写错"},
            "expect": {"stage": "VOID"},
        },
        {
            "do": "Reissue",
            "meeting": "~2",
            "with": {"reason": "更正桩号"},
            "expect": {"stage": "PROPOSED", "value": {"id": "NN-2026-1120~2", "len:signatures": 0}},
        },
    )
    outcome = played(made)
    assert [(x.step, x.code, x.want, x.got) for x in outcome.failures] == []
    assert outcome.refused is None


# --- what goes without saying ------------------------------------------------------------------------------


def test_ink_is_that_of_who_acts_unless_the_step_says_otherwise() -> None:
    steps = (
        IMPORT,
        {"do": "CheckInOpened", "at": "09:10"},
        {"do": "CheckInAll", "with": {"skip": ["owner-pm"]}},
        {"do": "Declare", "by": "e2", "with": {"interest": False, "drawing": False}},
    )
    assert differences(*steps[:3], steps[3] | {"expect": {"refused": "ink_needed"}}) == []
    key = "C24::OWNER_PM@91420100EXAMPLE08M"
    alone = {"keys": [key], "reason": "建设单位的人不能来", "second": "e1"}
    both = alone | {"second_drawing": True}
    override = {"do": "Override", "by": "chief"}
    assert (
        differences(
            *steps[:3],
            override | {"with": alone, "expect": {"refused": "override_leader"}},
            override | {"with": both, "expect": {"value": {f"overridden.{key}.override.second": "e1"}}},
        )
        == []
    )


def test_text_and_a_picture_stand_for_bytes() -> None:
    letter = {
        "number": "WT-9",
        "unit_code": "91420100EXAMPLE10X",
        "delegator": "韩范八",
        "delegate": "gc-pm",
        "plan_name": "二层报告厅高大模板支撑专项施工方案",
    }
    for scan in ("picture", "扫描件"):
        step = {"do": "ShowLetter", "with": {"letter": letter, "scan": scan}}
        assert differences(IMPORT, step | {"expect": {"value": {"letters.WT-9.channel": "paper"}}}) == []


# --- the rest --------------------------------------------------------------------------------------------


def test_the_next_roster_is_a_change_of_the_last() -> None:
    step = {
        "do": "RefreshPackage",
        "with": {"changes": [{"at": "experts.e5", "drop": True}]},
        "expect": {"value": {"len:experts": 4, "info.roster_version": 2}, "findings": {"C21": "-"}},
    }
    assert differences(IMPORT, step) == []


def test_a_stretch_ends_with_the_first_refusal() -> None:
    outcome = played(script(IMPORT, {"do": "Open", "at": "09:10", "with": {"skip": ["e5"]}}))
    assert outcome.refused is not None
    assert outcome.refused.code == "gate_T06"
    levels = {x.level for x in outcome.refused.findings}
    assert Level.BLOCK in levels


def test_a_package_with_changes_is_made_quickly() -> None:
    package = sample_package()
    many = tuple(Change(at="meeting.place", set_=f"{n} 号会议室") for n in range(20))
    start = time.perf_counter()
    apply(package, many, words_of_time(package))
    assert time.perf_counter() - start < 1.0
