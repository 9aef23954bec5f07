"""The checks: pure functions from a Case to gaps, given level and clause by the rule pack (checks.yaml, rules.md 2.3)."""

from collections.abc import Iterable

from app.models.checks import desk, papers, people, post, roster, session, sign
from app.models.checks.case import CHECKS, Case, check
from app.models.finding import Finding, Gap, State
from app.models.rulepack import RulePack
from app.models.terms import STRICTNESS, Level

__all__ = ["CHECKS", "Case", "check", "evaluate", "order_of"]

_LOADED = (desk, papers, people, post, roster, session, sign)  # imported for the checks they register

SWITCHED = frozenset({"C43", "C44", "C46", "C48"})
"""Checks that speak of a verdict: silent until one is proposed, except for what they ask of any verdict."""


def level_of(pack: RulePack, id_: str, gap: Gap) -> Level:
    """The level of a gap: ``also`` for a second level, the matrix for C32, O for an UNKNOWN with ``unknown: O``.

    An UNKNOWN that only the expert's declaration answers stays at the check's own level until he signs (rules.md 0.2).
    """
    rule = pack.check(id_)
    if id_ == "C32":
        return Level(gap.variant.removeprefix("level_"))
    if gap.second:
        return rule.also.level if rule.also else rule.level
    if gap.unknown and rule.unknown == "pass":
        return Level.OFF
    if gap.unknown and rule.unknown == "O" and STRICTNESS[rule.level] > STRICTNESS[Level.OVERRIDE]:
        return Level.OVERRIDE
    return rule.level


def evaluate(case: Case, ids: Iterable[str]) -> tuple[Finding, ...]:
    """Findings of these checks in the order given; checks that are off in the pack say nothing.

    A case does not change: each check is asked once, however many gates and screens want to know.
    """
    found: list[Finding] = []
    for id_ in ids:
        if id_ not in CHECKS:
            continue
        known = case.found.get(id_)
        if known is None:
            each = (_finding(case, id_, gap) for gap in CHECKS[id_](case))
            known = case.found[id_] = tuple(f for f in each if f.level is not Level.OFF)
        found += known
    return tuple(found)


def _finding(case: Case, id_: str, gap: Gap) -> Finding:
    level = level_of(case.pack, id_, gap)
    found = Finding(
        check=id_,
        level=level,
        clause=case.pack.check(id_).src,
        subject=gap.subject,
        variant=gap.variant,
        args=gap.args,
        people=gap.people,
    )
    return _with_state(case, found)


def _with_state(case: Case, found: Finding) -> Finding:
    if found.level is Level.RECORD:
        state = State.RECORDED
    elif found.level is Level.OVERRIDE and found.key in case.m.overridden:
        state = State.OVERRIDDEN
    elif found.level is Level.WARN and found.key in case.m.acknowledged:
        state = State.ACKNOWLEDGED
    else:
        return found
    return Finding(
        check=found.check,
        level=found.level,
        clause=found.clause,
        subject=found.subject,
        variant=found.variant,
        args=found.args,
        people=found.people,
        state=state,
    )


def order_of(found: Finding) -> tuple[int, int, str]:
    """Sort key for people: what stops first, then by check."""
    return (0 if found.is_open else 1, -STRICTNESS[found.level], found.check)
