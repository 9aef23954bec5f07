"""Gates of the state machine (rules.md 4.2): which checks each transition asks, and the stage people see."""

from app.models.checks import Case, evaluate
from app.models.finding import Finding
from app.models.terms import Level, Stage


def _ids(*parts: str) -> tuple[str, ...]:
    """Expand ``C01-C19`` ranges."""
    found: list[str] = []
    for part in parts:
        first, _, last = part.partition("-")
        end = int((last or first)[1:])
        found += [f"C{n:02d}" for n in range(int(first[1:]), end + 1)]
    return tuple(found)


PRE = _ids("C01-C19", "C38", "C68-C71")
DAY = _ids("C20-C28", "C30-C37", "C72-C73", "C75-C76")
OPENING = (*PRE, *DAY)
"""Formula 2.5 without the owner's verification."""
SESSION = _ids("C39-C48", "C74")
SIGN = _ids("C50-C54")
POST = _ids("C60-C67")

GATES: dict[str, tuple[str, ...]] = {
    "T01": _ids("C03", "C15", "C18"),
    "T03": _ids("C10"),
    "T05": OPENING,
    "T06": (*OPENING, "C29"),
    "T12": _ids("C29", "C33", "C39-C40"),
    "T14": _ids("C33", "C42-C44", "C46", "C48"),
    "T16": _ids("C02", "C19", "C34", "C39-C41", "C45", "C47", "C74"),
    "T19": _ids("C19", "C34", "C39-C40", "C50-C54"),
    "T24": _ids("C60"),
    "T25": _ids("C44"),
    "T26b": _ids("C60"),
    "T28": _ids("C61"),
    "T28b": _ids("C61"),
    "T30": _ids("C60-C61"),
    "T31": _ids("C60"),
    "T32b": _ids("C31", "C39-C40"),
}
"""What must be satisfied for a transition; levels come from the pack, so an entry that is off there asks nothing.

C41, C45, C54 and C74 are W in every pack of ours; they stand here for a place that raises them.
"""

_LIVE_AGAIN = _ids("C02", "C19", "C33-C35", "C73")

SHOWN: dict[Stage, tuple[str, ...]] = {
    Stage.PREPARED: PRE,
    Stage.CHECKIN: (*OPENING, "C29"),
    Stage.STOPPED: (*OPENING, "C29", "C64"),  # absences are drafted at a stop (8.7-6)
    Stage.IN_SESSION: (*_LIVE_AGAIN, *SESSION),
    Stage.SUSPENDED: (*_LIVE_AGAIN, "C29", *_ids("C39-C40", "C74")),
    Stage.PROPOSED: (*_LIVE_AGAIN, *SESSION),
    Stage.SIGNING: (*_LIVE_AGAIN, "C39", "C40", *_ids("C45", "C47", "C74"), *SIGN),
    Stage.SEALED: POST,
    Stage.SYNC_PENDING: POST,
    Stage.SYNCED: POST,
    Stage.SYNC_CONFLICT: POST,
    Stage.AWAIT_REVISION: POST,
    Stage.REREVIEW: POST,
    Stage.REVIEWED: POST,
    Stage.FAILED: POST,
    Stage.CLOSED: _ids(
        "C62-C66"
    ),  # registrations, key nodes, scores, archives come after the record is closed
}
"""Checks that are of interest in each stage."""

WARNINGS_DUE = frozenset({"T06", "T16", "T19"})
"""Before these every open W of the stage must be acknowledged (8.7-16)."""


def findings(case: Case) -> tuple[Finding, ...]:
    """All findings of the present stage."""
    return evaluate(case, SHOWN.get(case.m.stage, ()))


def obstacles(case: Case, transition: str) -> tuple[Finding, ...]:
    """Open findings that stop a transition: B and O of its gate, and for T06, T16, T19 every open W.

    A verdict of no passing kind silences what only passing verdicts ask; that is in the checks themselves.
    """
    asked = GATES[transition]
    if transition == "T16" and case.m.reissue:  # those who came together again for it (T32b)
        asked = (*asked, *(id_ for id_ in GATES["T32b"] if id_ not in asked))
    gate = [f for f in evaluate(case, asked) if f.stops]
    if transition in WARNINGS_DUE:
        keys = {f.key for f in gate}
        ids = dict.fromkeys((*GATES[transition], *SHOWN.get(case.m.stage, ())))
        warned = [f for f in evaluate(case, ids) if f.level is Level.WARN and f.is_open]
        gate += [f for f in warned if f.key not in keys]
    return tuple(gate)


def shown_stage(case: Case) -> Stage:
    """T05/T05b: READY is CHECKIN with formula 2.5 true except the owner's verification."""
    if case.m.stage is not Stage.CHECKIN:
        return case.m.stage
    gate = evaluate(case, GATES["T05"])
    stops = any(f.is_open and f.level in {Level.BLOCK, Level.OVERRIDE, Level.WARN} for f in gate)
    return Stage.CHECKIN if stops else Stage.READY
