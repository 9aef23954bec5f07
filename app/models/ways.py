"""Which transitions a person could ask for now, and what still stops each (rules.md 4.2)."""

from msgspec import Struct

from app.models import after
from app.models.checks.case import Case
from app.models.facts import Fact
from app.models.finding import Finding
from app.models.fold.moves import MOVES
from app.models.stages import GATES, obstacles
from app.models.terms import Stage


class Way(Struct, frozen=True, kw_only=True):
    """A transition that the stage allows: its row in 4.2, the request that asks for it, by whom, and what stops it.

    ``who`` is a kind of the column “who” (``SECRETARY``, ``HOST``, ``LEADER`` …). What depends on the words of the request
    itself (a reason, a signature) is the verb's to say and does not stand here.
    """

    transition: str
    request: str
    who: str
    findings: tuple[Finding, ...] = ()

    @property
    def free(self) -> bool:
        """Does nothing stop it?"""
        return not self.findings


REQUESTS: dict[str, tuple[str, str]] = {
    "T02": ("RefreshPackage", "SECRETARY"),
    "T03": ("CheckInOpened", "SECRETARY"),
    "T06": ("MeetingOpened", "HOST"),
    "T07": ("Stop", "DECIDER"),
    "T08": ("StopLifted", "DECIDER"),
    "T09": ("MeetingPostponed", "DECIDER"),
    "T10": ("MeetingCancelled", "SECRETARY_OR_OWNER"),
    "T11": ("SessionSuspended", "LEADER_OR_HOST"),
    "T12": ("SessionResumed", "HOST"),
    "T14": ("Propose", "LEADER"),
    "T15": ("ProposalWithdrawn", "LEADER"),
    "T16": ("Freeze", "LEADER"),
    "T18": ("SigningReopened", "LEADER"),
    "T19": ("SealRecord", "SECRETARY"),
    "T20": ("NoConsensusClosed", "LEADER"),
    "T21": ("CloseRecord", "SECRETARY"),
    "T23b": ("ConflictSettled", "SECRETARY"),
    "T26": ("RevisionFiled", "DESK"),
    "T26b": ("RecordWithdrawn", "DESK"),
    "T27": ("ReturnRevision", "ACTING_LEADER"),
    "T28": ("ApproveRevision", "ACTING_LEADER"),
    "T29": ("RejectRevision", "ACTING_LEADER"),
    "T30": ("SupervisorApproved", "DESK"),
    "T32": ("VoidRecord", "SECRETARY"),
    "T33": ("VisitNode", "DESK_OR_SELF"),
}
"""Row → name of the request and who asks. T04, T17, T35 and T36 stay in their stage and are no ways on."""

_ASKED_IN: dict[str, frozenset[Stage]] = {
    "T26": frozenset({Stage.AWAIT_REVISION, Stage.REREVIEW}),
    "T30": frozenset({Stage.REVIEWED}),
    "T33": frozenset({Stage.CLOSED}),
}
"""Rows whose fact does not move the stage by itself."""

_JUDGED_WITH_IT = frozenset({"T14", "T28"})
"""Their gate speaks of what the request brings; without it, it would only say that it is not there yet."""


def ways(case: Case) -> tuple[Way, ...]:
    """Every transition the table allows from here, in the order of 4.2."""
    return tuple(
        Way(transition=row, request=name, who=who, findings=_stops(case, row))
        for row, (name, who) in REQUESTS.items()
        if _open(case, row)
    )


def _open(case: Case, row: str) -> bool:
    stage = case.m.stage
    if row in _ASKED_IN:
        return stage in _ASKED_IN[row] and (row != "T33" or _has_nodes(case))
    if stage not in _stages(row):
        return False
    return _BEYOND_STAGE.get(row, _always)(case)


def _stages(row: str) -> frozenset[Stage]:
    return frozenset(stage for move in MOVES.values() if move.id == row for stage in move.of)


def _stops(case: Case, row: str) -> tuple[Finding, ...]:
    if row not in GATES or row in _JUDGED_WITH_IT:
        return ()
    stops = obstacles(case, row)
    return tuple(x for x in stops if x.check != "C60") if row == "T30" else stops


def _always(_case: Case) -> bool:
    return True


def _has_nodes(case: Case) -> bool:
    return case.pack.keynode.inspection != "none" and bool(case.m.session.nodes)


def _not_opened(case: Case) -> bool:
    return case.before_opening


def _not_ended(case: Case) -> bool:
    return case.m.ended_at is None


def _dissent(case: Case) -> bool:
    """T20 only after a refusal or 不同意."""
    return after.dissent(case.m)


_BEYOND_STAGE = {"T02": _not_opened, "T18": _not_ended, "T20": _dissent}


def fact_of(row: str) -> type[Fact] | None:
    """The fact that moves the stage in this row of 4.2, if one does by itself."""
    return next((kind for kind, move in MOVES.items() if move.id == row), None)
