"""A value that no check asks about has no effect (rules.md 0.2, level and value): what a clerk may have forgotten."""

from collections.abc import Callable, Iterator
from typing import Any

from app.models.rulepack import RulePack
from app.models.terms import Level

Asks = Callable[[Any], bool]

_ASKED: dict[str, tuple[str, Asks]] = {
    "experts.all_drawn_must_attend": ("C20", bool),
    "experts.odd_required": ("C22", bool),
    "experts.min_same_specialty": ("C23", bool),
    "experts.min_distinct_units": ("C17", bool),
    "experts.min_distinct_specialties": ("C68", bool),
    "experts.confirm_window_hours": ("C07", bool),
    "experts.final_list_confirmed_in_system": ("C07", bool),
    "experts.prereview": ("C06", lambda value: value == "required"),
    "experts.age_max": ("C38", bool),
    "experts.avoidance": ("C16", lambda value: "same_plan_other_institution" in value),
    "attendance.delegate_letter_deadline": ("C69", lambda value: value != "before_checkin_close"),
    "attendance.verifier": ("C29", lambda value: value == "OWNER"),
    "meeting.apply_lead": ("C04", bool),
    "meeting.plan_lead": ("C05", bool),
    "meeting.report_on_site": ("C53", bool),
    "verdict.key_nodes_in_report": ("C46", lambda value: value == "required"),
    "photos.required": ("C54", bool),
    "upload.items": ("C60", bool),
    "upload.deadline": ("C67", bool),
    "keynode.inspection": ("C63", lambda value: value != "none"),
    "score.mode": ("C65", lambda value: value != "none"),
    "post.expert_confirm": ("C62", bool),
}
"""Key → the check that judges by it, and whether this value asks for anything."""


_ALSO_WITHOUT = frozenset({"C65", "C67"})
"""Asked without such a value too: an evaluation of the year (QD), the soft date (XJ)."""


def hints(pack: RulePack) -> Iterator[str]:
    """Yield a sentence for each value that asks for something while its check is off, and the other way round."""
    for key, (check_id, asks) in _ASKED.items():
        rule, source = pack.check(check_id), pack.sources[key]
        if asks(pack.value(key)) and rule.level is Level.OFF:
            yield (
                f"{key}（{source.zh}）已有规定，但检查 {check_id} {rule.zh} 为“- 不查”，不起作用；"
                f"请写 [check.{check_id}] 的 level。"
            )
    yield from _without_value(pack)


def _without_value(pack: RulePack) -> Iterator[str]:
    keys: dict[str, list[str]] = {}
    for key, (check_id, _asks) in _ASKED.items():
        keys.setdefault(check_id, []).append(key)
    for check_id, named in keys.items():
        rule = pack.check(check_id)
        if check_id in _ALSO_WITHOUT:
            continue
        own = rule.level is not Level.OFF and rule.pack == pack.meta.id
        if own and not any(_ASKED[key][1](pack.value(key)) for key in named):
            said = "、".join(f"{key}（{pack.sources[key].zh}）" for key in named)
            yield f"检查 {check_id} {rule.zh} 要查，但 {said} 没有相应规定；请核对。"
