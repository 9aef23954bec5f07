"""Which transitions a person could ask for in each stage (4.2), and what stops them."""

import pytest

from app.models import facts as f
from app.models.fold.moves import MOVES
from app.models.stages import GATES
from app.models.terms import Stage, Verdict
from app.models.ways import REQUESTS, ways
from app.services.desk import desk
from app.services.desk import requests as r
from app.services.desk.inplace import FACT_OF
from app.services.desk.registry import VERBS
from app.services.desk.who import WHO
from support import walk
from support.book import Book

LOADED = desk.Desk
NAMES = {kind.__name__: kind for kind in VERBS}
"""Every verb there is: the desk registers them."""


def rows(book: Book) -> dict[str, bool]:
    return {w.transition: w.free for w in ways(book.case())}


def test_every_way_is_a_verb_asked_by_the_same_people() -> None:
    for row, (name, who) in REQUESTS.items():
        kind = NAMES[name]
        assert WHO[kind].name == who, row
        move = MOVES.get(FACT_OF.get(kind, kind))  # type: ignore[arg-type]  # a request that is no fact is mapped
        assert move is None or move.id == row


def test_every_moving_fact_a_person_asks_for_is_a_way() -> None:
    by_others = {"T01", "T23", "T32b"}  # the import, the node, and a record that is not there yet
    assert {move.id for move in MOVES.values()} - by_others <= set(REQUESTS)
    assert set(GATES) - set(REQUESTS) == {"T01", "T05", "T24", "T25", "T28b", "T31", "T32b"}


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (walk.prepared, {"T02": True, "T03": True, "T10": True}),
        (walk.checked_in, {"T02": True, "T06": False, "T07": True, "T10": True}),
        (walk.opened, {"T11": True, "T14": True}),
        (walk.signing, {"T11": True, "T18": True, "T19": False}),
        (walk.sealed, {"T32": True}),
        (lambda: walk.closed("xinjiang", Verdict.PASS), {"T32": True, "T33": True}),
        (lambda: walk.closed("qingdao", Verdict.PASS), {"T32": True}),
    ],
)
def test_the_ways_of_a_stage(make: object, expected: dict[str, bool]) -> None:
    assert callable(make)
    assert rows(make()) == expected


def test_the_ways_of_a_changed_plan() -> None:
    book = walk.sealed("qingdao", Verdict.PASS_AFTER_REVISION)
    walk.receive(book)
    assert rows(book) == {"T26": True, "T26b": False, "T32": True}
    assert {x.check for w in ways(book.case()) for x in w.findings} == {"C60"}
    walk.upload(book)
    walk.file_revision(book)
    expected = dict.fromkeys(("T26", "T26b", "T27", "T28", "T29", "T32"), True)
    assert (book.stage(), rows(book)) == (Stage.REREVIEW, expected)
    assert isinstance(r.ApproveRevision(rows=()), r.Request)


def test_no_consensus_is_a_way_only_after_a_dissent() -> None:
    book = walk.opened("national")
    assert "T20" not in rows(book)
    walk.deliberate(book, Verdict.PASS)
    walk.propose(book, Verdict.PASS)
    walk.agree(book, but=["e2"])
    assert rows(book) == {"T11": True, "T15": True, "T16": False, "T20": True}
    book.add(f.NoConsensusClosed(reason="不一致"), walk.expert("e1"))
    assert rows(book) == {"T21": True, "T32": True}
