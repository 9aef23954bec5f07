"""A device that joined and turned hostile, and a laptop that never met the node: what the primary takes, and what it does not."""

import hashlib
import socket
from collections.abc import Callable
from contextlib import ExitStack

import pytest
from msgspec.structs import replace

from app.models import facts as f
from app.models.badge import Outcome
from app.models.terms import Factor, Role, Stage
from app.server import venue, venueblobs, venueconnections
from app.server.venueconnections import MOST_OF_ONE
from app.services.badges.door import answer_scan, door_keys
from app.services.desk import requests as r
from app.services.desk.refusal import Refusal
from app.services.intake.package_file import decode_package
from app.services.signing.keys import NodeKey, pack
from app.services.sync.errors import SyncError
from app.services.sync.protocol import (
    BlobNames,
    Receipt,
    fact_of,
    signed_bytes,
)
from app.services.venue.carried import CarriedError
from app.services.venue.link import VenueLink
from app.services.venue.tls import pinned_context
from app.services.venue.words import knows
from app.services.venue.worker import VenueWorker
from support.laptops import KEYS, MEETING, SECRETARY, START, Laptop
from support.scanner import NODE, STRANGE, forged, link, problem, push

Make = Callable[..., Laptop]


def receipt(node: NodeKey, upto: int, device: str, *, sound: bool = True) -> f.ReceiptStored:
    plain = Receipt(
        meeting=MEETING,
        ranges=(f.DeviceRange(device=device, upto=upto, hash="0" * 64),),
        seal_hash="",
        received_at=START,
        kid=node.kid,
        signature="",
    )
    return fact_of(replace(plain, signature=pack(node.sign(signed_bytes(plain))) if sound else "x" * 88))


def test_a_joined_laptop_that_never_met_the_node_takes_its_badges(real: Laptop, make: Make) -> None:
    door = make("door", trusts={}).join(real.code())
    assert door.desk.gate.trusted() == {}
    signed = decode_package(door.ledger.blob(door.m.package_blob))
    assert not [row for row in signed.package.keys if row.use == "badge"]
    code = next(b.code for b in signed.badges if b.person == "e1")
    answer = answer_scan(code, door.m, door_keys(door.desk.badge_keys(door.m)), START).answer
    assert answer.outcome is Outcome.ADMITTED
    come = r.CheckIn(
        person="e1", roles=(Role.EXPERT,), factors=(Factor.BADGE, Factor.LOOK), badge=code, way="camera"
    )
    door.desk.do(MEETING, come, SECRETARY)
    assert door.m.spans["e1"][-1].badge
    with link(door, real) as once:
        once.exchange()
    assert real.m.spans["e1"][-1].factors == (Factor.BADGE, Factor.LOOK)


def test_a_damaged_note_of_the_venue_costs_the_badge_and_not_the_door(real: Laptop, make: Make) -> None:
    door = make("door", trusts={}).join(real.code())
    (door.home / "venue.json").write_bytes(b"{")
    code = decode_package(door.ledger.blob(door.m.package_blob)).badges[0]
    come = r.CheckIn(
        person=code.person, roles=(Role.EXPERT,), factors=(Factor.BADGE, Factor.LOOK), badge=code.code
    )
    with pytest.raises(Refusal, match="badge_refused"):
        door.desk.do(MEETING, come, SECRETARY)


def test_a_receipt_of_a_node_nobody_knows_counts_for_nothing_and_holds_nothing_up(
    real: Laptop, make: Make
) -> None:
    door = make("door", trusts={}).join(real.code())
    before = real.desk.view(MEETING).unsent
    seen = f.ScanTurnedAway(outcome=Outcome.UNREADABLE, way="typed", digest="5e" * 32)
    assert push(door, real, *forged(door.key, receipt(STRANGE, 99, real.key.id), seen)).new == 2
    assert real.m.after.sent_upto == {}
    assert real.desk.view(MEETING).unsent == before + 1
    assert len(real.m.turned_away) == 1


@pytest.mark.parametrize("sound", [True, False])
def test_a_receipt_of_the_meetings_own_node_counts_with_its_signature_alone(
    real: Laptop, make: Make, *, sound: bool
) -> None:
    door = make("door", trusts={}).join(real.code())
    lines = forged(door.key, receipt(NODE, 2, real.key.id, sound=sound))
    if sound:
        push(door, real, *lines)
        assert real.m.after.sent_upto == {real.key.id: 2}
    else:
        with pytest.raises(SyncError) as refused:
            push(door, real, *lines)
        assert problem(refused) == "venue_receipt"


def test_in_a_sample_nobody_gives_receipts_in_the_name_of_the_sample_key(make: Make) -> None:
    primary = make("primary").begin()
    door = make("door").join(primary.code())
    fact = replace(receipt(NODE, 9, primary.key.id), kid=next(iter(KEYS)))
    with pytest.raises(SyncError) as refused:
        push(door, primary, *forged(door.key, fact))
    assert problem(refused) == "venue_receipt"


def test_a_scanner_cannot_call_a_certificate_good(real: Laptop, make: Make) -> None:
    door = make("door", trusts={}).join(real.code())
    seen = f.ECertificateSeen(
        person="gc-pm", digest="7a" * 32, certificate="安考证", number="样建安B(2020)0000001"
    )
    good = f.ECertificateVerified(
        digest=seen.digest, valid=True, detail="", verified_at=START, person="gc-pm", state="valid"
    )
    with pytest.raises(SyncError) as refused:
        push(door, real, *forged(door.key, seen, replace(good, kid=NODE.kid, signature="x" * 88)))
    assert problem(refused) == "venue_receipt"
    push(door, real, *forged(door.key, seen, good))
    assert list(real.m.certificates) == [seen.digest]
    assert real.m.certificate_answers == {}


def test_a_file_brings_no_word_of_the_node_without_its_signature(real: Laptop, make: Make) -> None:
    door = make("door", trusts={}).join(real.code())
    with door.ledger.write(MEETING) as tx:
        tx.append(SECRETARY, receipt(NODE, 2, real.key.id, sound=False))
    path = door.home / "exchange.hqx"
    door.hall.write_file(MEETING, path)
    with pytest.raises(CarriedError) as refused:
        real.hall.take_file(path, "")
    assert refused.value.code == "file.receipt"
    assert knows("file.receipt")
    assert real.m.after.sent_upto == {}


def test_nobody_makes_another_device_the_primary(real: Laptop, make: Make) -> None:
    door = make("door", trusts={}).join(real.code())
    taken = f.PrimaryTaken(device="d-0123456789abcdef", how="takeover", owner="owner-pm", reason="x")
    push(door, real, *forged(door.key, taken))
    assert real.m.primary == real.key.id


def test_a_scanner_that_never_ends_is_stopped(
    real: Laptop, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(venue, "MOST_LINES", 20)
    door = make("door", trusts={}).join(real.code())
    seen = [f.ScanTurnedAway(outcome=Outcome.UNREADABLE, way="typed", digest=f"{n:064x}") for n in range(21)]
    with pytest.raises(SyncError) as refused:
        push(door, real, *forged(door.key, *seen))
    assert problem(refused) == "venue_full"
    assert push(door, real, *forged(door.key, *seen[:20])).new == 20


def test_suspicions_by_a_scanner_are_taken_back_though_it_claims_the_meeting_has_moved_on(
    real: Laptop, make: Make
) -> None:
    door = make("door", trusts={}).join(real.code())
    suspicion = f.SubstitutionSuspected(person="owner-pm", evidence="x")
    moved = f.MeetingOpened(mode=real.m.info.meeting.mode)
    push(door, real, *forged(door.key, suspicion, moved, f.ConflictNoticed(reason="x")))
    assert real.m.suspected("owner-pm"), "who alone may clear a suspicion is suspected himself"
    assert real.m.stage is Stage.CHECKIN
    target = next(e.hash for e in real.ledger.entries(MEETING) if e.fact == suspicion)
    real.desk.do(MEETING, f.FactUndone(target=target, reason="这台电脑被人冒用"), SECRETARY)
    assert not real.m.suspected("owner-pm")


def test_what_was_erased_here_is_not_fetched_again(real: Laptop, make: Make) -> None:
    door = make("door", trusts={}).join(real.code())
    door.ledger.erase(MEETING, SECRETARY, receipt(NODE, 1, real.key.id))
    heard: list[str] = []
    worker = VenueWorker(
        door.ledger, door.key, door.hall.book, on_status=lambda status: heard.append(status.state)
    )
    worker._round(woken=True)
    assert heard == []
    assert door.ledger.entries(MEETING) == ()
    assert door.hall.book.place(MEETING) is None


def ask(sending: VenueLink, *data: bytes) -> list[str]:
    names = tuple(hashlib.sha256(x).hexdigest() for x in data)
    return list(sending._ask("POST", "/v1/blobs/missing", BlobNames, BlobNames(names=names)).names)


def put(sending: VenueLink, data: bytes) -> None:
    with sending._trying() as wire:
        wire.raw("PUT", f"/v1/blobs/{hashlib.sha256(data).hexdigest()}", data)


def test_a_blob_nobody_asked_about_is_not_kept(real: Laptop, make: Make) -> None:
    door = make("door", trusts={}).join(real.code())
    with link(door, real) as sending:
        with pytest.raises(SyncError) as refused:
            put(sending, b"rubbish")
        assert problem(refused) == "venue_blob"
    assert not real.ledger.has_blobs((hashlib.sha256(b"rubbish").hexdigest(),))


def test_a_package_nobody_can_read_does_not_shut_the_meeting(real: Laptop, make: Make) -> None:
    door = make("door", trusts={}).join(real.code())
    rubbish = b"rubbish"
    name = hashlib.sha256(rubbish).hexdigest()
    with link(door, real) as sending:
        ask(sending, rubbish)
        put(sending, rubbish)
    taken = f.PrimaryTaken(device=door.key.id, how="takeover", owner="owner-pm", reason="x")
    new = f.PackageRefreshed(package=name, roster_version=2, signed_by=NODE.kid)
    with pytest.raises(SyncError) as refused:
        push(door, real, *forged(door.key, taken, new))
    assert problem(refused) == "venue_package"
    assert (real.m.stage, real.m.primary) == (Stage.CHECKIN, real.key.id)


def test_blobs_no_line_names_have_a_bound_and_named_ones_give_it_back(
    real: Laptop, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(venueblobs, "MOST_UNNAMED", 1_000)
    door = make("door", trusts={}).join(real.code())
    first, second, third = b"a" * 900, b"b" * 900, b"c" * 900
    with link(door, real) as sending:
        ask(sending, first, second, third)
        put(sending, first)
        put(sending, second)
        with pytest.raises(SyncError) as refused:
            put(sending, third)
        assert problem(refused) == "venue_blobs"
        names = [hashlib.sha256(x).hexdigest() for x in (first, second)]
        push(door, real, *forged(door.key, *(f.PhotoTaken(blob=name) for name in names)))
        put(sending, third)


def test_a_connection_that_says_nothing_is_ended(real: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(venueconnections, "SILENT_SECONDS", 0.2)
    context = pinned_context("127.0.0.1", real.server.port, real.key.public, 2)
    with (
        socket.create_connection(("127.0.0.1", real.server.port), timeout=5) as plain,
        context.wrap_socket(plain) as secured,
    ):
        secured.sendall(b"GET /v1/ven")  # half a request, and then nothing
        secured.settimeout(5)
        assert _ended(secured)


def _ended(secured: socket.socket) -> bool:
    """Ended by the other side; not: still open after the time-out."""
    try:
        return secured.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def test_one_machine_cannot_hold_all_connections(real: Laptop, make: Make) -> None:
    door = make("door", trusts={}).join(real.code())
    with ExitStack() as held:
        context = pinned_context("127.0.0.1", real.server.port, real.key.public, 2)
        ended = 0
        for _ in range(MOST_OF_ONE + 8):
            plain = held.enter_context(socket.create_connection(("127.0.0.1", real.server.port), timeout=5))
            try:
                secured = held.enter_context(context.wrap_socket(plain))
                secured.settimeout(0.3)
                secured.recv(1)
            except TimeoutError:
                continue
            except OSError:
                pass
            ended += 1
        assert ended >= 8
    with link(door, real) as once:
        once.exchange()
    assert real.m.stage is Stage.CHECKIN
