"""Key nodes at the desk: who may go, what an acceptance names, what is pushed (T33, C63, EC-35)."""

from datetime import UTC, date, datetime
from typing import Any

from app.models import facts as f
from app.models.keynodes import node_states
from app.models.terms import Stage, Verdict
from app.services.desk import requests as r
from support import walk
from support.counter import PEN, Counter

DAY = date(2027, 1, 15)
NOW = datetime(2027, 1, 15, 9, 0, tzinfo=UTC)


def closed(place: str = "xinjiang") -> Counter:
    return Counter(walk.closed(place, Verdict.PASS))


def invited(expert: str = "e1", **changes: Any) -> f.KeyNodeInvited:
    said: dict[str, Any] = {"node": "n1", "expert": expert, "invited_at": NOW, "channel": "电话"}
    return f.KeyNodeInvited(**{**said, **changes})


def visit(expert: str = "e1", **changes: Any) -> r.VisitNode:
    said: dict[str, Any] = {
        "node": "n1",
        "visited_on": DAY,
        "expert": expert,
        "guidance": "支撑轴力正常",
        "result": "合格",
        "project_tech": "样技",
        "chief": "样监",
        "drawing": PEN,
    }
    return r.VisitNode(**{**said, **changes})


def state(counter: Counter, now: datetime = NOW) -> str:
    return node_states(counter.book.case(now))[0].state


def test_planned_invited_inspected_pushed() -> None:
    counter = closed()
    assert state(counter) == "PLANNED"
    assert counter.code(invited(), at=NOW) == ""
    assert state(counter) == "INVITED"
    assert counter.code(f.KeyNodePushed(node="n1", pushed_at=NOW), at=NOW) == "node_visit_first"
    assert counter.code(visit(), walk.expert("e1"), at=NOW) == ""
    assert state(counter) == "INSPECTED"
    assert counter.code(f.KeyNodePushed(node="n1", pushed_at=NOW), at=NOW) == ""
    assert state(counter) == "PUSHED"
    assert counter.code(f.KeyNodePushed(node="n1", pushed_at=NOW), at=NOW) == "node_pushed"
    assert counter.book.stage() is Stage.CLOSED


def test_ec_35_only_the_leader_or_a_member_he_delegates_in_writing() -> None:
    counter = closed()
    assert counter.code(invited("e2"), at=NOW) == "node_delegation"
    assert counter.code(invited("gc-pm", delegation="样委1"), at=NOW) == "node_member"
    assert counter.code(visit("e2"), walk.expert("e2"), at=NOW) == "node_not_invited"
    assert counter.code(invited("e2", delegation="组长书面委托，样委1"), at=NOW) == ""
    assert counter.code(visit("e2"), walk.expert("e3"), at=NOW) == "who_desk_or_self"
    assert counter.code(visit("e2"), walk.expert("e2"), at=NOW) == ""


def test_ec_35_a_leader_who_cannot_act_is_replaced_by_the_authority() -> None:
    counter = closed()
    assert counter.code(r.ReplaceLeader(leader="e3", number="样函1", scan=b"%PDF-")) == ""
    assert counter.code(invited("e1"), at=NOW) == "node_delegation"
    assert counter.code(invited("e3"), at=NOW) == ""


def test_ec_35_who_left_the_pool_is_only_said() -> None:
    counter = closed()
    counter.book.add(f.StatusNoticed(person="e1", status="terminated"))
    said = counter.book.find("C63", now=NOW)
    assert {k: x.level.value for k, x in said.items()} == {"C63:status:n1": "W"}
    assert counter.code(invited(), at=NOW) == ""
    assert counter.code(visit(), at=NOW) == ""


def test_an_acceptance_names_its_signers_and_a_refusal_a_date() -> None:
    counter = closed()
    assert counter.code(visit(chief=""), at=NOW) == "text_needed"
    assert counter.code(visit(guidance=""), at=NOW) == "text_needed"
    assert counter.code(visit(node="n9"), at=NOW) == "node_unknown"
    assert counter.code(visit(visited_on=date(2027, 1, 16)), at=NOW) == "future_time"
    assert counter.code(visit(result="整改后复验"), at=NOW) == "node_fix_by"
    assert counter.code(visit(result="整改后复验", fix_by=date(2027, 1, 20)), at=NOW) == ""
    assert counter.code(f.KeyNodePushed(node="n1", pushed_at=NOW), at=NOW) == ""
    assert state(counter) == "PUSHED"
    later = datetime(2027, 1, 21, 1, 0, tzinfo=UTC)
    assert state(counter, later) == "OVERDUE"
    assert list(counter.book.find("C63", now=later)) == ["C63:fix:n1"]
    assert counter.code(visit(visited_on=date(2027, 1, 21)), at=later) == ""
    assert state(counter, later) == "INSPECTED"


def test_overdue_is_the_day_after_the_expected_one() -> None:
    counter = closed()
    assert state(counter, datetime(2027, 1, 15, 15, 59, tzinfo=UTC)) == "PLANNED"
    assert state(counter, datetime(2027, 1, 15, 16, 1, tzinfo=UTC)) == "OVERDUE"
    assert (
        counter.book.find("C63", now=datetime(2027, 1, 15, 16, 1, tzinfo=UTC))["C63::n1"].level.value == "W"
    )
    assert Counter(walk.closed("qingdao", Verdict.PASS)).book.find("C63", now=NOW) == {}
