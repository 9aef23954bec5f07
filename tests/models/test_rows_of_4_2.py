"""Rows T01–T36 of rules.md 4.2 and the eighteen walks of 4.4, written here a second time and held against the code.

A row: from which stages, to which, by whose request.
"""

import pytest

from app.models.checks import CHECKS
from app.models.fold.moves import MOVES, STAYS
from app.models.stages import GATES, OPENING, SHOWN
from app.models.terms import Level, Stage, Verdict
from app.models.ways import REQUESTS
from app.services.packs import load_pack
from support import walk
from support.book import Book

PLACES = ("national", "xinjiang", "changji", "qingdao", "nanning", "zhengzhou")
LIVE = "IN_SESSION PROPOSED SIGNING"
AFTER = "SYNC_PENDING SYNC_CONFLICT SYNCED AWAIT_REVISION REREVIEW REVIEWED FAILED CLOSED"
ROWS: dict[str, tuple[str, str, str]] = {
    # row: (from, to, who asks); READY is CHECKIN with 2.5 true, SEALED is left by itself
    "T01": ("NEW", "PREPARED", ""),
    "T02": ("PREPARED CHECKIN STOPPED", "", "SECRETARY"),
    "T03": ("PREPARED", "CHECKIN", "SECRETARY"),
    "T06": ("CHECKIN", "IN_SESSION", "HOST"),
    "T07": ("CHECKIN SUSPENDED", "STOPPED", "DECIDER"),
    "T08": ("STOPPED", "", "DECIDER"),
    "T09": ("STOPPED SUSPENDED", "ABORTED", "DECIDER"),
    "T10": ("PREPARED CHECKIN", "ABORTED", "SECRETARY_OR_OWNER"),
    "T11": (LIVE, "SUSPENDED", "LEADER_OR_HOST"),
    "T12": ("SUSPENDED", "", "HOST"),
    "T14": ("IN_SESSION", "PROPOSED", "LEADER"),
    "T15": ("PROPOSED", "IN_SESSION", "LEADER"),
    "T16": ("PROPOSED", "SIGNING", "LEADER"),
    "T18": ("SIGNING", "PROPOSED", "LEADER"),
    "T19": ("SIGNING", "SEALED", "SECRETARY"),
    "T20": (f"SUSPENDED {LIVE}", "NO_CONSENSUS", "LEADER"),
    "T21": ("ABORTED NO_CONSENSUS", "SYNC_PENDING", "SECRETARY"),
    "T23": ("SYNC_PENDING", "SYNC_CONFLICT", ""),
    "T23b": ("SYNC_CONFLICT", "", "SECRETARY"),
    "T26b": ("AWAIT_REVISION REREVIEW", "CLOSED", "DESK"),
    "T27": ("REREVIEW", "AWAIT_REVISION", "ACTING_LEADER"),
    "T28": ("REREVIEW", "REVIEWED", "ACTING_LEADER"),
    "T29": ("REREVIEW", "FAILED", "ACTING_LEADER"),
    "T32": (f"SEALED NO_CONSENSUS {AFTER}", "VOID", "SECRETARY"),
    "T32b": ("PREPARED", "PROPOSED", ""),
}
BY_THEMSELVES = {"T05", "T05b", "T22", "T24", "T25", "T28b", "T31", "T34"}
"""Automatic; with the receipt, the uploads, the notices. T23c is the second way of T23b's fact."""
IN_PLACE = {"T04", "T17", "T35", "T36"}
"""Facts that stay in their stage (``STAYS``; table in test_moves_table.py). T13 is T07, T09 or T20 out of SUSPENDED."""
ALL_ROWS = {f"T{n:02d}" for n in range(1, 37)} | {"T05b", "T23b", "T23c", "T26b", "T28b", "T32b"}

GATED: dict[str, dict[str, str]] = {
    # gates after the seal; those before it are in test_gates_of_4_4.py
    "T25": dict.fromkeys(PLACES, "C44"),
    "T28": dict.fromkeys(("qingdao", "nanning"), "C61") | dict.fromkeys(("national", "xinjiang"), ""),
}
for _row in ("T26b", "T31"):
    GATED[_row] = {place: "" if place in {"national", "zhengzhou"} else "C60" for place in PLACES}

DAY = "T01 T03 T06 T14 T16 T19 T21 T22"
ENDS = {
    Verdict.PASS: "T24",
    Verdict.PASS_AFTER_REVISION: "T25 T28b T30",
    Verdict.FAIL: "T31 T31",
}


def stopping(place: str, row: str) -> set[str]:
    """Checks of this gate that stop in this place: level B, O or M."""
    pack = load_pack(place, allow_draft=True)
    rules = [pack.check(id_) for id_ in GATES[row]]
    return {x.id for x in rules if x.level in {Level.BLOCK, Level.OVERRIDE} or x.by_matrix}


def test_every_row_has_its_place() -> None:
    moving = {move.id for move in MOVES.values()}
    assert moving == set(ROWS)
    assert moving | BY_THEMSELVES | IN_PLACE | {"T13", "T23c", "T26", "T30", "T33"} == ALL_ROWS
    assert not MOVES.keys() & STAYS.keys()


@pytest.mark.parametrize("row", ROWS)
def test_a_row_leads_from_to_and_is_asked_by(row: str) -> None:
    of, to, who = ROWS[row]
    moves = [move for move in MOVES.values() if move.id == row]
    assert {s.value for move in moves for s in move.of} == set(of.split())
    assert {move.to.value if move.to else "" for move in moves} == {to}
    assert (row not in REQUESTS) if not who else REQUESTS[row][1] == who


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("row", GATED)
def test_a_gate_asks_what_4_4_names(row: str, place: str) -> None:
    if place in GATED[row]:
        assert stopping(place, row) == set(GATED[row][place].split())


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_eighteen_walks(place: str, verdict: Verdict) -> None:
    book: Book = walk.closed(place, verdict)
    steps = f"{DAY} {ENDS[verdict]}"
    if place in {"qingdao", "nanning"}:
        steps = steps.replace("T28b", "T26 T28")
    assert [step.transition for step in book.m.walk] == steps.split()
    assert (book.stage(), book.m.out_of_place) == (Stage.CLOSED, [])


def test_every_check_is_asked_or_shown_somewhere() -> None:
    shown = {id_ for of_stage in SHOWN.values() for id_ in of_stage}
    assert len(CHECKS) == 70
    assert set(CHECKS) == shown
    assert {id_ for gate in GATES.values() for id_ in gate} <= shown
    assert {"C29"} | set(OPENING) == set(GATES["T06"])
