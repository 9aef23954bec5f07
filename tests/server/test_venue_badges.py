"""Revoked badges at a venue with several devices: any device may bring the node's list, none may make one (EC-19)."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from app.models import facts as f
from app.models.badge import Outcome
from app.services.desk.refusal import Refusal
from app.services.signing.keys import NodeKey, pack
from app.services.sync.door import revocation_facts
from app.services.sync.errors import SyncError
from app.services.sync.protocol import RevocationList, RevokedBadge, signed_bytes
from app.services.venue.carried import CarriedError
from support.laptops import MEETING, SECRETARY, START, Laptop
from support.scanner import NODE, STRANGE, forged, problem, push

Make = Callable[..., Laptop]


def listed(node: NodeKey, *serials: str, meeting: str = MEETING) -> f.BadgesRevoked:
    """The node's list of revoked badges, as a device that asked keeps it."""
    rows = tuple(RevokedBadge(serial=serial, reason="遗失") for serial in serials)
    plain = RevocationList(kid=node.kid, meeting=meeting, nonce="0" * 32, as_of=START, revoked=rows)
    (fact,) = revocation_facts((), replace(plain, signature=pack(node.sign(signed_bytes(plain)))))
    return fact


A, B = "ab" * 8, "cd" * 8


def test_a_scanner_brings_the_nodes_list_of_revoked_badges(real: Laptop, make: Make) -> None:
    door = make("door", trusts={}).join(real.code())
    push(door, real, *forged(door.key, listed(NODE, A, B), listed(NODE)))
    assert real.m.revoked == {A: "遗失", B: "遗失"}
    assert real.m.revoked_as_of == START


@pytest.mark.parametrize(
    "evil",
    [
        replace(listed(NODE, A), serials=(A, B)),
        replace(listed(NODE, A), reason="冒用"),
        replace(listed(NODE, A), as_of=START.replace(year=2027)),
        replace(listed(NODE, A), listed=(f.ListedBadge(serial=B, reason="遗失"),), serials=(B,)),
        replace(listed(NODE), as_of=START.replace(year=2027)),
        replace(listed(NODE, A), signature=""),
        replace(listed(NODE, A), source="desk"),
        replace(listed(STRANGE, A), kid=NODE.kid),
        listed(NODE, A, meeting="XJ-2026-0001"),
    ],
    ids=["more", "reason", "time", "rows", "heard", "unsigned", "desk", "stranger", "meeting"],
)
def test_a_scanner_voids_no_badge_in_the_nodes_name(real: Laptop, make: Make, evil: f.BadgesRevoked) -> None:
    door = make("door", trusts={}).join(real.code())
    with pytest.raises(SyncError) as refused:
        push(door, real, *forged(door.key, evil))
    assert problem(refused) == "venue_receipt"
    assert real.m.revoked == {}


def test_a_list_nobody_signed_voids_no_badge_and_holds_nothing_up(real: Laptop, make: Make) -> None:
    door = make("door", trusts={}).join(real.code())
    bare = f.BadgesRevoked(serials=(A,), source="node", as_of=START, reason="遗失")
    seen = f.ScanTurnedAway(outcome=Outcome.UNREADABLE, way="typed", digest="5e" * 32)
    assert push(door, real, *forged(door.key, bare, listed(STRANGE, B), seen)).new == 3
    assert (real.m.revoked, real.m.revoked_as_of) == ({}, None)
    assert len(real.m.turned_away) == 1


def test_a_file_voids_no_badge_without_the_nodes_signature(real: Laptop, make: Make) -> None:
    door = make("door", trusts={}).join(real.code())
    with door.ledger.write(MEETING) as tx:
        tx.append(SECRETARY, replace(listed(NODE, A), serials=(A, B), reason="遗失"))
    path = door.home / "exchange.hqx"
    door.hall.write_file(MEETING, path)
    with pytest.raises(CarriedError) as refused:
        real.hall.take_file(path, "")
    assert refused.value.code == "file.receipt"
    assert real.m.revoked == {}


def test_a_list_too_long_to_go_along_is_recorded_without_it(real: Laptop, make: Make) -> None:
    """It then counts from the primary alone, which asks the node itself; every entry stays within its bound."""
    many = [f"{n:016x}" for n in range(5_000)]
    long, short = listed(NODE, *many), listed(NODE, *many[:2_000])
    assert (long.kid, len(long.serials)) == ("", 5_000)
    assert short.kid == NODE.kid
    with real.ledger.write(MEETING) as tx:
        tx.append(SECRETARY, long)
    assert len(real.m.revoked) == 5_000
    door = make("door", trusts={}).join(real.code())
    push(door, real, *forged(door.key, short))
    rows = tuple(RevokedBadge(serial=serial, reason=serial) for serial in many[:200])
    said = RevocationList(kid=NODE.kid, meeting=MEETING, nonce="", as_of=START, revoked=rows)
    apart = revocation_facts((), said)
    assert (len(apart), {x.kid for x in apart}) == (200, {""}), "each would carry the whole list"


@pytest.mark.parametrize(
    "news", [f.StatusNoticed(person="e3", status="revoked"), f.RosterVersionNoticed(roster_version=2)]
)
def test_what_a_node_said_of_people_is_recorded_at_the_primary(
    real: Laptop, make: Make, news: f.Fact
) -> None:
    door = make("door", trusts={}).join(real.code())
    with pytest.raises(Refusal) as refused:
        door.desk.do(MEETING, news, SECRETARY)
    assert refused.value.code == "not_primary"
