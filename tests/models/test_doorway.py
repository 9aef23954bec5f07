"""What the door answers to a badge whose signature holds."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from app.models import facts as f
from app.models.badge import Badge, Outcome
from app.models.doorway import judge
from app.models.terms import Role
from support import build, walk

NOW = build.START
NOBODY: frozenset[str] = frozenset()


def badge(person: str = "e1", *roles: Role, **more: Any) -> Badge:
    made = Badge(
        kid="k",
        meeting=build.MEETING,
        person=person,
        roles=roles or (Role.EXPERT,),
        roster_version=1,
        not_before=NOW - timedelta(hours=6),
        expires=NOW + timedelta(hours=18),
        serial="00" * 8,
    )
    return replace(made, **more)


def test_a_good_badge_opens_the_door_and_the_second_scan_says_since_when() -> None:
    book = walk.prepared("xinjiang")
    book.add(f.CheckInOpened())
    answer = judge(book.m, badge(), NOW, NOBODY)
    assert (answer.outcome, answer.roles) == (Outcome.ADMITTED, (Role.EXPERT,))
    walk.arrive(book, "e1")
    answer = judge(book.m, badge(), NOW, NOBODY)
    assert answer.outcome is Outcome.ALREADY_IN
    assert answer.since == book.m.spans["e1"][0].came
    book.add(f.PersonCheckedOut(person="e1"))
    assert judge(book.m, badge(), NOW, NOBODY).outcome is Outcome.ADMITTED


@pytest.mark.parametrize(
    ("wrong", "outcome"),
    [
        ({"meeting": "OTHER-1"}, Outcome.OTHER_MEETING),
        ({"serial": "11" * 8}, Outcome.REVOKED),
        ({"roster_version": 2}, Outcome.WRONG_ROSTER),
        ({"person": "nobody"}, Outcome.WRONG_ROSTER),
        ({"roles": (Role.OWNER_PM,)}, Outcome.WRONG_ROSTER),
        ({"not_before": NOW + timedelta(seconds=1)}, Outcome.NOT_YET_VALID),
        ({"expires": NOW}, Outcome.EXPIRED),
    ],
)
def test_what_turns_a_badge_away(wrong: dict[str, Any], outcome: Outcome) -> None:
    book = walk.prepared("xinjiang")
    assert judge(book.m, badge(**wrong), NOW, frozenset({"11" * 8})).outcome is outcome


def test_a_person_under_suspicion_is_not_let_in_until_the_owner_clears_him() -> None:
    book = walk.prepared("xinjiang")
    book.add(f.CheckInOpened())
    book.add(f.SubstitutionSuspected(person="e1", evidence="照片与本人不符"))
    assert judge(book.m, badge(), NOW, NOBODY).outcome is Outcome.SUSPECTED
    book.add(f.SubstitutionCleared(person="e1", reason="本人已到，证件核对一致"))
    assert judge(book.m, badge(), NOW, NOBODY).outcome is Outcome.ADMITTED
