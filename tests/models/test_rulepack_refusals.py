"""What a pack may not say: every refusal names the key and the reason."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from app.models.package import PackRef
from app.models.packfile import PackError, PackFault, RawPack, parse_pack
from app.models.rulepack import digest, from_blob, resolve, to_blob, version_key
from app.services.packs import load_pack
from app.services.resources import resource_toml

HEAD: dict[str, Any] = {
    "id": "yangli",
    "version": "1.0",
    "name": "样例市",
    "status": "in_force",
    "parent": "national",
    "effective_from": date(2026, 1, 1),
    "regions": ["9901"],
}


def raws(**packs: dict[str, Any]) -> dict[str, RawPack]:
    shipped = ("national", "xinjiang", "qingdao", "nanning")
    found = {name: parse_pack(resource_toml("packs", f"{name}.toml"), f"{name}.toml") for name in shipped}
    return found | {name: parse_pack(data, f"{name}.toml") for name, data in packs.items()}


def city(**tables: Any) -> dict[str, Any]:
    return {"meta": dict(HEAD), **tables}


def refusal(data: dict[str, Any]) -> PackError:
    with pytest.raises(PackError) as caught:
        resolve("yangli", raws(yangli=data))
    return caught.value


LOOSENED = [
    ("experts.min_count", 4, "令37-12②"),
    ("experts.specialty_match", "recommended", "令37-12②"),
    ("experts.avoidance", ["same_unit"], "令37-12②"),
    ("verdict.consensus", "majority", "令37-13①"),
    ("verdict.values", ["通过", "不通过"], "令37-13①"),
    ("verdict.severe_defect_forces_fail", False, "63号-备注3"),
    ("verdict.revision_items", "optional", "31号-五"),
    ("signature.all_experts", False, "令37-13①"),
    ("signature.onsite", [], "令37-13①"),
    ("attendance.required_roles", ["EXPERT", "OWNER_PM", "SUP_CHIEF"], "31号-三"),
    ("attendance.conditional_roles", {"has_survey": ["SURVEY_TECH"]}, "31号-三"),
    ("attendance.delegable_roles", ["GC_TECH", "SC_TECH", "GC_PM"], "31号-三（四）"),
    ("attendance.delegate_letter", "optional", "31号-三（四）"),
    ("attendance.owner_alternatives", ["OWNER_VERIFIER"], "31号-三（二）"),
    ("meeting.plan_reviewed_first", False, "令37-12①"),
    ("report.one_per_plan", False, "令37-13①"),
    ("rereview.gate", ["LEADER_OPINION"], "令37-13②"),
    ("fail.next", "same_meeting", "令37-13③"),
    ("archive.required", False, "令37-24"),
    ("identity.factors", 1, "APP"),
]


@pytest.mark.parametrize(("key", "value", "clause"), LOOSENED, ids=[row[0] for row in LOOSENED])
def test_a_loosened_minimum_is_refused_by_name_of_the_key(key: str, value: object, clause: str) -> None:
    error = refusal(city(param={key: {"v": value, "src": "样例规定"}}))
    assert (error.fault, error.key, error.clause) == (PackFault.LOOSENED, f"param.{key}", clause)
    assert clause in str(error)


@pytest.mark.parametrize(
    ("parent", "key", "value", "clause"),
    [
        ("xinjiang", "experts.all_drawn_must_attend", False, "XJ-三（二）1"),
        ("xinjiang", "attendance.absent_effect", "block_override", "XJ-三（二）"),
        ("xinjiang", "attendance.verifier", "secretary", "XJ-三（二）"),
        ("qingdao", "experts.min_same_specialty", 3, "QD-二（二）"),
        ("qingdao", "signature.onsite", ["WET_INK", "CA_ESIGN"], "QD-四（一）4"),
        ("nanning", "experts.odd_required", False, "NN-二（三）"),
        ("nanning", "upload.items", ["CONCLUSION"], "NN-四（五）（七）"),
    ],
)
def test_a_lower_authority_does_not_loosen_its_parent(
    parent: str, key: str, value: object, clause: str
) -> None:
    data = city(param={key: {"v": value, "src": "样例规定"}})
    data["meta"]["parent"] = parent
    error = refusal(data)
    assert (error.fault, error.key, error.clause) == (PackFault.LOOSENED, f"param.{key}", clause)


@pytest.mark.parametrize(
    ("check", "level", "clause"),
    [
        ("C01", "W", "令37-12①; 令37-11"),
        ("C12", "O", "令37-12②"),
        ("C24", "W", "31号-三（二）"),
        ("C43", "O", "63号-备注3"),
        ("C47", "W", "令37-13①"),
        ("C15", "-", "APP"),
    ],
)
def test_a_level_below_the_norm_is_refused(check: str, level: str, clause: str) -> None:
    error = refusal(city(check={check: {"level": level, "src": "样例规定"}}))
    assert (error.fault, error.key) == (PackFault.LOOSENED, f"check.{check}.level")
    assert error.clause == clause


def test_a_second_level_and_a_pair_of_roles_may_not_be_loosened_either() -> None:
    also = {"src": "样例规定", "also": {"level": "-", "src": "样例规定"}}
    assert refusal(city(check={"C01": also})).key == "check.C01.also.level"
    pair = {"level": "O", "src": "样例规定"}
    assert refusal(city(dual={"EXPERT_PARTY": pair})).key == "dual.EXPERT_PARTY.level"


def test_citing_app_half_way_opens_no_door() -> None:
    middle = city(
        check={"C43": {"src": "APP"}},
        param={"experts.odd_required": {"v": True, "src": "APP"}},
        dual={"EXPERT_PARTY": {"level": "B", "src": "APP"}},
    )
    middle["meta"] |= {"id": "shangji", "parent": "nanning"}
    for tables, key in (
        ({"check": {"C43": {"level": "-", "src": "样例规定"}}}, "check.C43.level"),
        ({"param": {"experts.odd_required": {"v": False, "src": "样例规定"}}}, "param.experts.odd_required"),
        ({"dual": {"EXPERT_PARTY": {"level": "W", "src": "样例规定"}}}, "dual.EXPERT_PARTY.level"),
    ):
        below = city(**tables)
        below["meta"]["parent"] = "shangji"
        with pytest.raises(PackError) as caught:
            resolve("yangli", raws(shangji=middle, yangli=below))
        assert (caught.value.fault, caught.value.key) == (PackFault.LOOSENED, key)


def test_what_only_this_product_decided_may_be_changed() -> None:
    data = city(
        check={"C41": {"level": "-", "src": "样例规定"}, "C04": {"level": "B", "src": "样例规定"}},
        param={
            "experts.min_count": {"v": 7, "src": "样例规定"},
            "post.expert_confirm": {"none": True, "src": "样例规定"},
        },
        dual={"SECRETARY_VERIFIER": {"level": "B", "src": "样例规定"}},
    )
    pack = resolve("yangli", raws(yangli=data))
    assert pack.experts.min_count == 7
    assert (pack.check("C41").level.value, pack.check("C04").level.value) == ("-", "B")
    assert pack.check("C04").src == "样例规定"


BROKEN: list[tuple[dict[str, Any], PackFault, str]] = [
    (
        {"param": {"experts.min_cuont": {"v": 5, "src": "样"}}},
        PackFault.UNKNOWN_KEY,
        "param.experts.min_cuont",
    ),
    (
        {"param": {"experts.min_count": {"v": "五", "src": "样例"}}},
        PackFault.WRONG_TYPE,
        "param.experts.min_count",
    ),
    ({"param": {"experts.min_count": {"v": 5}}}, PackFault.NO_CLAUSE, "param.experts.min_count"),
    ({"param": {"experts.min_count": {"v": 5, "src": " "}}}, PackFault.NO_CLAUSE, "param.experts.min_count"),
    ({"param": {"experts.min_count": {"src": "样例"}}}, PackFault.NO_VALUE, "param.experts.min_count"),
    (
        {"param": {"experts.age_max": {"v": 60, "none": True, "src": "样例"}}},
        PackFault.NO_VALUE,
        "param.experts.age_max",
    ),
    (
        {"param": {"experts.min_count": {"none": True, "src": "样例"}}},
        PackFault.WRONG_TYPE,
        "param.experts.min_count",
    ),
    (
        {"param": {"meeting.apply_lead": {"v": "W+5", "src": "样例"}}},
        PackFault.WRONG_TYPE,
        "param.meeting.apply_lead",
    ),
    (
        {"param": {"meeting.modes": {"v": ["zoom"], "src": "样例"}}},
        PackFault.WRONG_TYPE,
        "param.meeting.modes",
    ),
    ({"param": {"meeting.modes": "onsite"}}, PackFault.SHAPE, "param.meeting.modes"),
    ({"check": {"C99": {"level": "B", "src": "样例"}}}, PackFault.UNKNOWN_KEY, "check.C99"),
    ({"check": {"C20": {"level": "B"}}}, PackFault.NO_CLAUSE, "check.C20"),
    ({"check": {"C20": {"level": "X", "src": "样例"}}}, PackFault.WRONG_TYPE, "check.C20"),
    ({"check": {"C20": {"levl": "B", "src": "样例"}}}, PackFault.UNKNOWN_KEY, "check.C20.levl"),
    ({"check": {"C11": {"unknown": "pass", "src": "样例"}}}, PackFault.UNKNOWN_KEY, "check.C11"),
    ({"check": {"C32": {"level": "W", "src": "样例"}}}, PackFault.WRONG_TYPE, "check.C32.level"),
    ({"dual": {"NEW": {"level": "B", "src": "样例"}}}, PackFault.MISSING_KEY, "dual.NEW"),
    (
        {"dual": {"NEW": {"level": "B", "src": "样例", "unit": "any", "a": ["BOSS"], "b": ["HOST"]}}},
        PackFault.WRONG_TYPE,
        "dual.NEW",
    ),
    (
        {"dual": {"NEW": {"level": "B", "src": "样例", "unit": "any", "a": ["EXPERT"], "b": ["GC_PM"]}}},
        PackFault.OVERLAP,
        "dual.NEW",
    ),
    ({"rules": {}}, PackFault.UNKNOWN_KEY, "rules"),
    ({"check": []}, PackFault.UNKNOWN_KEY, "check"),
]


@pytest.mark.parametrize(
    ("tables", "fault", "key"), BROKEN, ids=[f"{row[1].name}-{row[2]}" for row in BROKEN]
)
def test_a_broken_pack_is_refused_with_its_key(tables: dict[str, Any], fault: PackFault, key: str) -> None:
    error = refusal(city(**tables))
    assert (error.fault, error.key) == (fault, key)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"parent": "nowhere"}, PackFault.NO_PARENT),
        ({"parent": None}, PackFault.NO_PARENT),
        ({"parent": "yangli"}, PackFault.CIRCULAR),
        ({"version": "new"}, PackFault.WRONG_TYPE),
        ({"regions": ["9"]}, PackFault.WRONG_TYPE),
        ({"colour": "red"}, PackFault.UNKNOWN_KEY),
    ],
)
def test_a_broken_head_is_refused(change: dict[str, Any], fault: PackFault) -> None:
    data = city()
    data["meta"] |= change
    assert refusal(data).fault is fault


def test_two_packs_that_are_each_others_parent_are_refused() -> None:
    first, second = city(), city()
    first["meta"]["parent"] = "bei"
    second["meta"] |= {"id": "bei", "parent": "yangli"}
    with pytest.raises(PackError) as caught:
        resolve("yangli", raws(yangli=first, bei=second))
    assert caught.value.fault is PackFault.CIRCULAR
    assert "yangli → bei → yangli" in str(caught.value)


def test_the_national_pack_must_be_complete_and_keeps_the_minima_itself() -> None:
    national = resource_toml("packs", "national.toml")
    lacking = deepcopy(national)
    del lacking["param"]["experts.min_count"]
    with pytest.raises(PackError) as caught:
        resolve("national", {"national": parse_pack(lacking, "national.toml")})
    assert (caught.value.fault, caught.value.key) == (PackFault.MISSING_KEY, "param.experts.min_count")
    national["param"]["experts.min_count"]["v"] = 1
    with pytest.raises(PackError) as caught:
        resolve("national", {"national": parse_pack(national, "national.toml")})
    assert caught.value.fault is PackFault.LOOSENED


def test_a_frozen_pack_comes_back_the_same_and_a_changed_one_is_refused() -> None:
    pack = load_pack("xinjiang")
    blob = to_blob(pack)
    assert from_blob(blob, pack.ref) == pack
    assert to_blob(from_blob(blob)) == blob
    assert pack.ref.sha256 == digest(blob)
    changed = blob.replace(b'"min_count":5', b'"min_count":3')
    assert changed != blob
    with pytest.raises(PackError) as caught:
        from_blob(changed, pack.ref)
    assert caught.value.fault is PackFault.HASH
    with pytest.raises(PackError) as caught:
        from_blob(b"{}", PackRef(id="x", version="1", sha256=digest(b"{}")))
    assert caught.value.fault is PackFault.SHAPE


def test_versions_are_numbers() -> None:
    assert version_key("1.10") > version_key("1.9")


def test_kind_region_and_date_decide_whether_a_pack_applies() -> None:
    qingdao, changji = load_pack("qingdao"), load_pack("changji")
    assert qingdao.covers_region("370200")
    assert not qingdao.covers_region("370100")
    assert not qingdao.covers_kind("building")
    assert qingdao.covers_kind("rail_transit")
    assert load_pack("national").covers_kind("rail_transit")
    assert not qingdao.in_force(date(2025, 1, 7))
    assert qingdao.in_force(date(2025, 1, 8))
    assert changji.in_force(date(2026, 10, 12))
    assert not changji.in_force(date(2024, 3, 31))
    draft = load_pack("zhengzhou", allow_draft=True)
    assert draft.covers_day(date(2026, 10, 12))
    assert not draft.in_force(date(2026, 10, 12))
