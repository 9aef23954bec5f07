"""What forbids each of the three verdicts, and what is missing before any can be proposed. Pure: no Qt, no clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.models.checks import Case, evaluate
from app.models.meetingparts import Proposal
from app.models.stages import GATES
from app.models.terms import Verdict

if TYPE_CHECKING:
    from app.models.finding import Finding
    from app.services.desk.desk import View

VERDICTS = (Verdict.PASS, Verdict.PASS_AFTER_REVISION, Verdict.FAIL)
_SPEAKS_OF_VERDICT = ("C43", "C44", "C46", "C48")


def with_verdict(case: Case, verdict: Verdict) -> Case:
    """The meeting as if this verdict were proposed; nothing of the meeting itself is touched."""
    as_if = Proposal(version=0, verdict=verdict, reason="", at=case.now)
    session = msgspec.structs.replace(case.m.session, proposals=[*case.m.session.proposals, as_if])
    return Case(msgspec.structs.replace(case.m, session=session), case.pack, case.law, case.now)


def locks(view: View) -> dict[Verdict, tuple[Finding, ...]]:
    """For each verdict the findings that forbid it in particular (C43, C44, C46, C48; 63号)."""
    found = {v: _stops(with_verdict(view.case, v), _SPEAKS_OF_VERDICT) for v in VERDICTS}
    common = set.intersection(*({x.key for x in xs} for xs in found.values()))
    return {v: tuple(x for x in xs if x.key not in common) for v, xs in found.items()}


def missing(view: View, verdict: Verdict) -> tuple[Finding, ...]:
    """Every finding of the gate T14 for this verdict."""
    return _stops(with_verdict(view.case, verdict), GATES["T14"])


def silent(view: View) -> tuple[str, ...]:
    """Experts here who have not given their own conclusion (the desk refuses a proposal before)."""
    return tuple(p for p in view.case.present if p not in view.m.session.conclusions)


def _stops(case: Case, ids: tuple[str, ...]) -> tuple[Finding, ...]:
    return tuple(x for x in evaluate(case, ids) if x.stops)
