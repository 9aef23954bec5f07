"""What no rule pack may loosen: 令37, 31号, 63号, and the clause of any pack above (rules.md 0.1, rank of rules)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from app.models.terms import STRICTNESS, Level, Role, SignKind, Verdict


class Floor(NamedTuple):
    """A minimum: ``holds(value)`` must be true in every pack, for the sake of ``clause``."""

    clause: str
    holds: Callable[[Any], bool]
    words: str


FIVE_GROUPS = frozenset(
    {
        Role.EXPERT,
        Role.OWNER_PM,
        Role.GC_TECH,
        Role.GC_PM,
        Role.GC_PROJ_TECH,
        Role.GC_AUTHOR,
        Role.GC_SAFETY,
        Role.SUP_CHIEF,
        Role.SUP_ENG,
    }
)
SUBCONTRACTOR_POSTS = frozenset({Role.SC_TECH, Role.SC_PM, Role.SC_PROJ_TECH, Role.SC_AUTHOR, Role.SC_SAFETY})
DELEGABLE = frozenset({Role.GC_TECH, Role.SC_TECH})
MIN_EXPERTS = 5
MIN_FACTORS = 2


def _conditional_complete(value: Mapping[str, tuple[Role, ...]]) -> bool:
    return (
        Role.SURVEY_TECH in value.get("has_survey", ())
        and Role.DESIGN_TECH in value.get("has_design", ())
        and SUBCONTRACTOR_POSTS.issubset(value.get("has_subcontractor", ()))
    )


FLOORS: dict[str, Floor] = {
    "scope.project_kinds": Floor("令37-2", bool, "至少要写一种工程"),
    "experts.min_count": Floor("令37-12②", lambda v: v >= MIN_EXPERTS, "专家不得少于5名"),
    "experts.specialty_match": Floor("令37-12②", lambda v: v == "required", "专家应当符合专业要求"),
    "experts.avoidance": Floor("令37-12②", {"same_unit", "interest"}.issubset, "有利害关系的人员应当回避"),
    "leader.required": Floor("APP", bool, "清单核查和结论由组长定稿，不能没有组长"),
    "attendance.required_roles": Floor("31号-三", FIVE_GROUPS.issubset, "不得减少应当参会的人员"),
    "attendance.conditional_roles": Floor("31号-三", _conditional_complete, "不得减少应当参会的人员"),
    "attendance.owner_alternatives": Floor(
        "31号-三（二）", lambda v: not v, "建设单位项目负责人不得由他人代替"
    ),
    "attendance.delegable_roles": Floor("31号-三（四）", DELEGABLE.issuperset, "只有技术负责人可以委派"),
    "attendance.delegate_letter": Floor("31号-三（四）", lambda v: v == "required", "委派应当有授权"),
    "meeting.modes": Floor("APP", bool, "至少要有一种会议方式"),
    "meeting.plan_reviewed_first": Floor("令37-12①", bool, "论证前方案应当通过审核和审查"),
    "report.one_per_plan": Floor("令37-13①", bool, "一项方案一份论证报告"),
    "verdict.values": Floor("令37-13①", lambda v: sorted(v) == sorted(Verdict), "结论只有三种"),
    "verdict.consensus": Floor("令37-13①", lambda v: v == "unanimous", "应当是一致意见"),
    "verdict.severe_defect_forces_fail": Floor("63号-备注3", bool, "有严重缺陷应不予通过"),
    "verdict.revision_items": Floor("31号-五", lambda v: v == "required_concrete", "应当明确具体修改内容"),
    "signature.all_experts": Floor("令37-13①", bool, "专家应当签字确认"),
    "signature.onsite": Floor("令37-13①", bool, "专家应当签字确认"),
    "rereview.gate": Floor("令37-13②", lambda v: "NAT_ART11_AGAIN" in v, "修改后应当重新履行审核、审查"),
    "fail.next": Floor("令37-13③", lambda v: v == "new_meeting", "不通过的应当重新组织论证"),
    "archive.required": Floor("令37-24", bool, "应当建立安全管理档案"),
    "identity.factors": Floor("APP", lambda v: v >= MIN_FACTORS, "人证核对至少两个因素"),
}
"""Absolute minima, tested in every pack, the national one included."""


def _order(*steps: str) -> Callable[[Any, Any], bool]:
    return lambda own, upper: steps.index(own) >= steps.index(upper)


def _not_less(own: int | None, upper: int | None) -> bool:
    return upper is None or (own is not None and own >= upper)


def _not_more(own: int | None, upper: int | None) -> bool:
    return upper is None or (own is not None and own <= upper)


def _stays_true(own: bool, upper: bool) -> bool:  # noqa: FBT001 - compares two values, sets no option
    return own or not upper


def _keeps(own: tuple[Any, ...], upper: tuple[Any, ...]) -> bool:
    return all(item in own for item in upper)


def _adds_none(own: tuple[Any, ...], upper: tuple[Any, ...]) -> bool:
    return _keeps(upper, own)


def _keeps_each(own: Mapping[str, tuple[Any, ...]], upper: Mapping[str, tuple[Any, ...]]) -> bool:
    return all(_keeps(own.get(flag, ()), roles) for flag, roles in upper.items())


def _by_hand_stays(own: tuple[SignKind, ...], upper: tuple[SignKind, ...]) -> bool:
    return upper != (SignKind.WET_INK,) or own == upper


RELATIVE: dict[str, Callable[[Any, Any], bool]] = {
    "scope.trigger": _order("oversize_only", "hazardous_plan_reviews"),
    "scope.supplements": _keeps,
    "system.mandatory": _stays_true,
    "experts.min_count": _not_less,
    "experts.odd_required": _stays_true,
    "experts.all_drawn_must_attend": _stays_true,
    "experts.min_same_specialty": _not_less,
    "experts.min_distinct_specialties": _not_less,
    "experts.min_distinct_units": _not_less,
    "experts.prereview": _order("none", "recommended", "required"),
    "experts.prereview_form_upload": _stays_true,
    "experts.avoidance": _keeps,
    "experts.age_max": _not_more,
    "experts.confirm_window_hours": _not_more,
    "attendance.required_roles": _keeps,
    "attendance.conditional_roles": _keeps_each,
    "attendance.absent_effect": _order("block_override", "block"),
    "attendance.verifier": _order("secretary", "OWNER"),
    "meeting.modes": _adds_none,
    "meeting.report_on_site": _stays_true,
    "verdict.key_nodes_in_report": _order("optional", "required"),
    "signature.onsite": _by_hand_stays,
    "signature.remote": _adds_none,
    "upload.items": _keeps,
    "photos.required": _stays_true,
    "rereview.by": _order("inform_experts", "leader"),
    "rereview.gate": _keeps,
}
"""Kept against the pack above wherever that pack's value rests on a norm and not on APP alone."""

STRUCTURAL: dict[str, str] = {
    "C15": "数据包签名是全部记录的根据",
    "C18": "规则包只能用在它管的地方",
    "C31": "不认人就不能计人数",
    "C33": "清单核查和结论由组长定稿",
}
"""Checks whose level no pack lowers although no norm names it: without them the record proves nothing (APP)."""


def is_norm(src: str) -> bool:
    """Tell whether a clause list names any norm, not only product decisions (APP)."""
    return any(not part.strip().startswith("APP") for part in src.split(";") if part.strip())


def loosened_value(key: str, value: Any, above: Iterable[tuple[Any, str]]) -> Floor | None:
    """Return the floor that ``value`` offends, if any. ``above``: values of the packs above with their clauses."""
    floor = FLOORS.get(key)
    if floor is not None and not floor.holds(value):
        return floor
    keep = RELATIVE.get(key)
    for upper, src in above:
        if keep is not None and is_norm(src) and not keep(value, upper):
            return Floor(src, bool, "比上级规则包宽")
    return None


def loosened_level(check: str, own: Level, upper: Level, upper_src: str) -> str | None:
    """Return the reason why a level may not be lowered from ``upper`` to ``own``, or None if it may."""
    if STRICTNESS[own] >= STRICTNESS[upper]:
        return None
    if is_norm(upper_src):
        return f"级别不得低于 {upper.value}"
    reason = STRUCTURAL.get(check)
    return None if reason is None else f"级别不得低于 {upper.value}，{reason}"
