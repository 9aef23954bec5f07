"""Two and three laptops at one venue: joining, exchange, cuts, and everybody who does not belong (item 7, EC-19)."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import msgspec
import pytest
from msgspec import Raw
from msgspec.structs import replace

from app.models import facts as f
from app.models.badge import Outcome
from app.models.entry import GENESIS, Unsigned
from app.models.terms import Role, Stage
from app.server.listening import listen
from app.services.desk.refusal import Refusal
from app.services.ledger import Line
from app.services.ledger.codec import sign_body
from app.services.signing.keys import DeviceKey, pack
from app.services.sync.errors import SyncError
from app.services.sync.protocol import Push, Taken
from app.services.venue.book import Place
from app.services.venue.joincode import JoinCodeError, decode, encode
from app.services.venue.link import LIMITS, VenueLink
from app.services.venue.protocol import Hello, Join, JoinNonce
from app.services.venue.tls import certificate_of, pinned_context, server_context
from app.services.venue.words import explain, knows
from app.services.venue.worker import VenueStatus
from support.badline import BadLine
from support.laptops import MEETING, SECRETARY, START, Laptop, alike, until

Make = Callable[[str], Laptop]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[Laptop] = []

    def one(name: str) -> Laptop:
        made.append(Laptop(tmp_path, name))
        return made[-1]

    yield one
    for laptop in made:
        laptop.close()


@pytest.fixture
def primary(make: Make) -> Laptop:
    return make("primary").begin()


@pytest.fixture
def wire(primary: Laptop) -> Iterator[BadLine]:
    line = BadLine(primary.server.port)
    yield line
    line.close()


def link(laptop: Laptop, primary: Laptop) -> VenueLink:
    place = Place(
        primary=pack(primary.key.public), places=(("127.0.0.1", primary.server.port),), joined=START
    )
    return VenueLink(laptop.ledger, laptop.key, MEETING, place)


def exchange(laptop: Laptop, primary: Laptop) -> None:
    with link(laptop, primary) as once:
        once.exchange()


def status_of(laptop: Laptop) -> VenueStatus:
    found = laptop.hall.status(MEETING)
    assert found is not None
    return found


def problem(error: pytest.ExceptionInfo[SyncError]) -> str:
    found = error.value.problem or error.value.code
    assert knows(found), f"no words for {found}"
    assert "{" not in explain(error.value)
    return found


def test_a_second_laptop_joins_and_has_the_whole_meeting(primary: Laptop, make: Make) -> None:
    photo = primary.photo(b"p" * 200_000)
    door = make("door").join(primary.code())
    assert alike(primary, door)
    assert door.ledger.blob(photo) == b"p" * 200_000
    assert [x.name for x in primary.m.devices.values()] == ["door"]
    assert door.m.primary == primary.key.id
    assert door.hall.badge_keys(MEETING) == {"n-0123456789abcdef": bytes(range(32))}
    with pytest.raises(Refusal, match="not_primary"):
        door.desk.do(MEETING, f.FlagDecided(flag="has_survey", value=True), SECRETARY)


def test_what_one_records_is_on_the_other_within_a_second(primary: Laptop, make: Make) -> None:
    door = make("door").join(primary.code())
    door.hall.start()
    assert until(lambda: primary.has(there), "push") < 1 if (there := door.note()) else False
    here = primary.note("y")
    assert until(lambda: door.has(here), "pull") < 1
    until(lambda: alike(primary, door), "same meeting")
    assert door.stored
    assert primary.stored
    row = primary.hall.rows(MEETING)[0]
    assert (row.name, row.behind) == ("door", 0)
    assert row.heard is not None


def test_three_laptops_end_with_one_meeting_and_the_earliest_check_in(primary: Laptop, make: Make) -> None:
    doors = [make(name).join(primary.code()) for name in ("east", "west")]
    for n, door in enumerate(doors):
        with door.ledger.write(MEETING) as tx:
            came = f.PersonCheckedIn(person="e1", roles=(Role.EXPERT,), factors=(), notice=True)
            tx.append(SECRETARY, came, at=START - timedelta(minutes=n))
    for door in doors:
        door.hall.start()
    until(lambda: alike(primary, *doors), "three alike")
    spans = primary.m.spans["e1"]
    assert (len(spans), spans[0].came) == (1, START - timedelta(minutes=1))


@pytest.mark.parametrize("way", ["up", "down"])
@pytest.mark.parametrize("bytes_left", [0, 1, 200, 700, 1_500, 3_000, 6_000, 20_000, 60_000])
def test_a_wire_cut_at_any_byte_heals_and_nothing_is_twice(
    primary: Laptop, make: Make, wire: BadLine, way: str, bytes_left: int
) -> None:
    door = make("door").join(primary.code(wire))
    for n in range(30):
        door.note(f"d{n}")
        primary.note(f"p{n}")
    primary.photo(b"a" * 30_000)
    door.photo(b"b" * 30_000)
    setattr(wire, way, bytes_left)
    door.hall.start()
    until(lambda: bool(door.hall.worker.statuses), "first try")
    setattr(wire, way, None)
    until(lambda: alike(primary, door), "healed")
    assert len(primary.m.turned_away) == 60
    assert primary.ledger.verify(MEETING).ok
    assert door.ledger.verify(MEETING).ok


@pytest.mark.parametrize("bytes_left", [0, 500, 1_200, 2_500, 4_000, 9_000])
def test_a_join_that_is_cut_goes_on_by_itself_or_with_the_same_code(
    primary: Laptop, make: Make, wire: BadLine, bytes_left: int
) -> None:
    text = primary.code(wire)
    door = make("door")
    wire.down = bytes_left
    with pytest.raises(SyncError) as cut:
        door.join(text)
    assert problem(cut) in {
        "sync.cut",
        "sync.half_answer",
        "sync.offline",
        "sync.bad_certificate",
        "sync.timeout",
    }
    wire.down = None
    door.join(text)
    assert alike(primary, door)
    assert len(primary.m.devices) == 1


def test_a_code_is_good_for_one_device_and_ten_minutes(primary: Laptop, make: Make) -> None:
    text = primary.code()
    make("door").join(text)
    with pytest.raises(SyncError) as used:
        make("stranger").join(text)
    assert problem(used) == "venue_code"
    late = replace(primary.server.venue.offer(MEETING, decode(text).places, timedelta(seconds=-1)))
    with pytest.raises(SyncError) as over:
        make("late").join(encode(late))
    assert problem(over) == "venue_code"
    guessed = replace(decode(primary.code()), secret=b"g" * 16)
    with pytest.raises(SyncError) as wrong:
        make("guess").join(encode(guessed))
    assert problem(wrong) == "venue_code"
    assert [x.name for x in primary.m.devices.values()] == ["door"]
    with pytest.raises(JoinCodeError):
        make("other").join("WIFI:S:x;;")


def test_the_secret_never_travels_and_a_join_cannot_be_replayed(primary: Laptop, make: Make) -> None:
    code = decode(primary.code())
    sent: list[bytes] = []
    door = make("door")
    original = httpx.Client.send

    def listening(client: httpx.Client, request: httpx.Request, **more: object) -> httpx.Response:
        sent.append(request.read())
        return original(client, request, **more)  # type: ignore[arg-type]  # its own options, passed on

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpx.Client, "send", listening)
        door.join(encode(code))
    asked = next(msgspec.json.decode(body, type=Join) for body in sent if b'"mac"' in body)
    for form in (code.secret.hex(), pack(code.secret)):
        assert all(form.encode() not in body for body in sent)
    primary.desk.do(MEETING, f.DeviceLeft(device=door.key.id, reason="收回"), SECRETARY)
    again = link(door, primary)
    with pytest.raises(SyncError) as replayed, again._trying() as wire:
        wire.ask("POST", "/v1/venue/join", JoinNonce, asked, signed=False)
    assert problem(replayed) == "proof"
    again.close()


def test_a_machine_in_the_middle_gets_no_request(primary: Laptop, make: Make) -> None:
    """It answers at the address with a certificate of its own; then it shows the true one without having its key."""
    heard: list[bytes] = []
    evil = DeviceKey.in_memory()
    listener = socket.create_server(("127.0.0.1", 0))
    context = server_context(evil)

    def serve() -> None:
        while True:
            try:
                near, _ = listener.accept()
                with context.wrap_socket(near, server_side=True) as secured:
                    secured.settimeout(2)
                    heard.append(secured.recv(4096))
            except (ssl.SSLError, TimeoutError):
                continue
            except OSError:
                return

    threading.Thread(target=serve, daemon=True).start()
    code = replace(decode(primary.code()), places=(("127.0.0.1", listener.getsockname()[1]),))
    with pytest.raises(SyncError) as refused:
        make("door").join(encode(code))
    assert problem(refused) == "venue.other_machine"
    assert refused.value.details["got"] == evil.id
    assert [data for data in heard if data] == []
    listener.close()


def test_the_true_certificate_without_its_key_is_no_use(
    primary: Laptop, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Look at the true machine, then talk to another one: the second handshake trusts the one certificate only."""
    port = primary.server.port
    pinned = pinned_context("127.0.0.1", port, primary.key.public, 5)
    evil = server_context(DeviceKey.in_memory())
    listener = socket.create_server(("127.0.0.1", 0))
    heard: list[bytes] = []

    def serve() -> None:
        near, _ = listener.accept()
        with near, monkeypatch.context():
            try:
                with evil.wrap_socket(near, server_side=True) as secured:
                    heard.append(secured.recv(4096))
            except (ssl.SSLError, OSError):
                heard.append(b"")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with pytest.raises(httpx.ConnectError), httpx.Client(verify=pinned, trust_env=False) as client:
        client.get(f"https://127.0.0.1:{listener.getsockname()[1]}/v1/venue/hello")
    thread.join(5)
    assert heard in ([b""], [])
    listener.close()
    del make


def test_tls_is_1_3_and_the_certificate_is_of_the_device_key(primary: Laptop) -> None:
    port = primary.server.port
    with (
        socket.create_connection(("127.0.0.1", port)) as plain,
        pinned_context("127.0.0.1", port, primary.key.public, 5).wrap_socket(plain) as secured,
    ):
        assert secured.version() == "TLSv1.3"
        assert (
            ssl.DER_cert_to_PEM_cert(secured.getpeercert(binary_form=True) or b"")
            == certificate_of(primary.key).decode()
        )
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    with socket.create_connection(("127.0.0.1", port)) as plain, pytest.raises(ssl.SSLError):
        old.wrap_socket(plain)


def test_no_key_is_left_on_disk(primary: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    server_context(primary.key)
    assert list(tmp_path.glob("hq-*")) == []


def test_a_stranger_gets_nothing(primary: Laptop, make: Make) -> None:
    stranger = make("stranger")
    with pytest.raises(SyncError) as refused:
        exchange(stranger, primary)
    assert problem(refused) == "device_unknown"


def test_a_device_that_was_sent_away_gets_nothing_and_brings_nothing(primary: Laptop, make: Make) -> None:
    door = make("door").join(primary.code())
    before = door.note()
    exchange(door, primary)
    primary.desk.do(MEETING, f.DeviceLeft(device=door.key.id, reason="丢失"), SECRETARY)
    after = door.note("later")
    gone = link(door, primary)
    with pytest.raises(SyncError) as refused:
        gone.exchange()
    assert problem(refused) == "venue_left"
    assert refused.value.details["reason"] == "丢失"
    assert (primary.has(before), primary.has(after)) == (True, False)
    with pytest.raises(SyncError) as blob, gone._trying() as wire:
        wire.raw("PUT", f"/v1/blobs/{'0' * 64}", b"x")
    assert problem(blob) == "venue_left"
    gone.close()
    door.join(primary.code())
    assert alike(primary, door)
    assert primary.has(after)


def test_who_was_sent_away_before_it_ever_wrote_is_told_why_even_by_a_program_that_was_started_again(
    primary: Laptop, make: Make
) -> None:
    door = make("door").join(primary.code())
    primary.desk.do(MEETING, f.DeviceLeft(device=door.key.id, reason="借走"), SECRETARY)
    primary.again()
    primary.hall.open(MEETING, SECRETARY)
    with pytest.raises(SyncError) as refused:
        exchange(door, primary)
    assert (problem(refused), refused.value.details["reason"]) == ("venue_left", "借走")


def forged(key: DeviceKey, fact: f.Fact, *, seq: int = 1, prev: str = GENESIS, lamport: int = 500) -> Line:
    body = Unsigned(
        meeting=MEETING,
        device=key.id,
        seq=seq,
        prev=prev,
        lamport=lamport,
        at=START,
        mono=0,
        by=SECRETARY,
        fact=fact,
    )
    entry, data = sign_body(body, key)
    return Line(body=Raw(data), hash=entry.hash, sig=entry.sig)


def push(laptop: Laptop, primary: Laptop, key: DeviceKey, *lines: Line) -> Taken:
    sending = link(laptop, primary)
    try:
        with sending._trying() as wire:
            message = Push(meeting=MEETING, lines=lines, keys={key.id: pack(key.public)})
            return wire.ask("POST", f"/v1/meetings/{MEETING}/lines", Taken, message)
    finally:
        sending.close()


def test_a_chain_of_nobody_is_refused(primary: Laptop, make: Make) -> None:
    door = make("door").join(primary.code())
    nobody = DeviceKey.in_memory()
    with pytest.raises(SyncError) as refused:
        push(door, primary, nobody, forged(nobody, f.ScanTurnedAway(outcome=Outcome.UNREADABLE, way="typed")))
    assert problem(refused) == "venue_chain"


def test_nothing_may_come_before_the_beginning_of_the_meeting(primary: Laptop, make: Make) -> None:
    door = make("door").join(primary.code())
    first = primary.ledger.entries(MEETING)[0].fact
    with pytest.raises(SyncError) as refused:
        push(door, primary, door.key, forged(door.key, first, lamport=1))
    assert problem(refused) == "venue_order"
    assert primary.m.primary == primary.key.id


def test_hostile_lines_of_a_joined_scanner_change_nothing(primary: Laptop, make: Make) -> None:
    door = make("door").join(primary.code())
    before = primary.m
    evil = forged(door.key, f.DeviceJoined(device="d-0000000000000000", public="", name="生人"))
    opened = forged(
        door.key, f.MeetingOpened(mode=before.info.meeting.mode), seq=2, prev=evil.hash, lamport=501
    )
    assert push(door, primary, door.key, evil, opened).new == 2
    after = primary.m
    assert (after.stage, after.devices) == (Stage.CHECKIN, before.devices)
    assert after.out_of_place == [evil.hash, opened.hash]


def test_a_receipt_nobody_signed_is_refused(primary: Laptop, make: Make) -> None:
    door = make("door").join(primary.code())
    fact = f.ReceiptStored(
        ranges=(), seal_hash="", received_at=START, kid="n-0123456789abcdef", signature="x"
    )
    with pytest.raises(SyncError) as refused:
        push(door, primary, door.key, forged(door.key, fact))
    assert problem(refused) == "venue_receipt"


def test_the_primary_gives_no_receipts_and_no_other_meetings_blobs(primary: Laptop, make: Make) -> None:
    door = make("door").join(primary.code())
    other = primary.ledger.put_blob(b"of another meeting")
    asking = link(door, primary)
    for method, target in (
        ("POST", f"/v1/meetings/{MEETING}/receipt"),
        ("GET", "/v1/packages"),
        ("GET", f"/v1/meetings/{MEETING}/blobs/{other}"),
    ):
        with pytest.raises(SyncError) as refused, asking._trying() as wire:
            wire.raw(method, target)
        assert refused.value.problem == "not_found"
    with pytest.raises(SyncError) as closed, asking._trying() as wire:
        wire.raw("GET", "/v1/meetings/ANOTHER/heads")
    assert problem(closed) == "venue_closed"
    asking.close()


def test_a_forked_scanner_is_told_and_nothing_is_overwritten(
    primary: Laptop, make: Make, tmp_path: Path
) -> None:
    door = make("door").join(primary.code())
    door.close()
    copy = (door.home / "ledger.db").read_bytes()
    door.again()
    door.note("one")
    exchange(door, primary)
    door.close()
    for file in door.home.glob("ledger.db*"):
        file.unlink()
    (door.home / "ledger.db").write_bytes(copy)
    door.again()
    back = link(door, primary)
    with pytest.raises(SyncError) as rolled:
        back.exchange()
    assert problem(rolled) == "sync.rolled_back"
    mine = door.note("another")
    with pytest.raises(SyncError) as fork:
        back.exchange()
    assert problem(fork) == "sync.fork"
    assert not primary.has(mine)
    assert door.has(mine)
    back.close()
    del tmp_path


def test_a_primary_that_was_rolled_back_is_told_and_nothing_is_overwritten(
    primary: Laptop, make: Make
) -> None:
    door = make("door").join(primary.code())
    primary.close()
    copy = (primary.home / "ledger.db").read_bytes()
    primary.again()
    primary.serve().note("lost")
    exchange(door, primary)
    primary.close()
    for file in primary.home.glob("ledger.db*"):
        file.unlink()
    (primary.home / "ledger.db").write_bytes(copy)
    primary.again()
    primary.serve()
    with pytest.raises(SyncError) as rolled:
        exchange(door, primary)
    assert problem(rolled) in {"venue.primary_rolled_back", "device_unknown"}


def test_a_scanner_that_takes_over_serves_and_the_others_follow(primary: Laptop, make: Make) -> None:
    east, west = make("east").join(primary.code()), make("west").join(primary.code())
    east.hall.start()
    primary.hall.stop()
    with east.ledger.write(MEETING) as tx:
        tx.append(
            SECRETARY, f.PrimaryTaken(device=east.key.id, how="takeover", owner="owner-pm", reason="主控损坏")
        )
    east.serve()
    lost = primary.note("while alone")
    west.join(east.code())
    assert west.m.primary == east.key.id
    primary.join(east.code())
    for one in (west, primary):
        one.hall.start()
    until(lambda: alike(east, west, primary), "three alike")
    assert east.has(lost)
    assert east.m.primaries == {primary.key.id, east.key.id}
    text, late = primary.serve().code(), make("late")
    with pytest.raises(SyncError) as refused:
        late.join(text)
    assert problem(refused) == "venue_refused"


def test_either_side_starts_again_on_the_same_port(primary: Laptop, make: Make) -> None:
    door = make("door").join(primary.code())
    door.hall.start()
    port = primary.server.port
    primary.again()
    until(lambda: status_of(door).state == "away", "away")
    assert knows(status_of(door).message_code)
    primary.serve()
    assert primary.server.port == port
    note = door.note()
    until(lambda: primary.has(note), "after the restart of the primary")
    door.again()
    door.hall.start()
    other = primary.note("z")
    until(lambda: door.has(other), "after the restart of the door")


def test_another_address_is_tried_and_a_new_code_mends_a_moved_primary(
    primary: Laptop, make: Make, wire: BadLine
) -> None:
    door = make("door").join(primary.code(wire))
    dead = ("127.0.0.1", 9)
    book = door.hall.book
    kept = book.place(MEETING)
    assert kept is not None
    book.keep(MEETING, replace(kept, places=(dead, *kept.places)))
    moved = link(door, primary)
    moved._place = book.all()[MEETING]
    moved.exchange()
    assert moved.where == kept.places[0]
    book.answered(MEETING, kept.places[0])
    assert book.all()[MEETING].places[0] == kept.places[0]
    moved.close()
    wire.close()
    door.join(primary.code())
    assert book.all()[MEETING].places == (("127.0.0.1", primary.server.port),)
    assert len(primary.m.devices) == 1


def test_the_port_closes_with_the_last_meeting(primary: Laptop) -> None:
    port = primary.server.port
    primary.hall.shut(MEETING)
    assert not primary.hall.is_open(MEETING)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


def test_a_wrong_clock_does_not_matter(primary: Laptop, make: Make) -> None:
    door = make("door").join(primary.code())
    from datetime import UTC, datetime

    early = VenueLink(
        door.ledger,
        door.key,
        MEETING,
        door.hall.book.all()[MEETING],
        limits=LIMITS,
        clock=lambda: datetime(2019, 1, 1, tzinfo=UTC),
    )
    note = door.note()
    early.exchange()
    assert primary.has(note)
    early.close()


def test_hello_says_no_more_than_it_must(primary: Laptop, make: Make) -> None:
    asking = link(make("anybody"), primary)
    with asking._trying() as wire:
        said = wire.ask("GET", "/v1/venue/hello", Hello, signed=False)
    assert (said.device, said.meetings) == (primary.key.id, (MEETING,))
    asking.close()


def test_small_answers_leave_at_once() -> None:
    """asyncio switches Nagle's algorithm off only where the socket names TCP; else each answer waits 40 ms."""
    with (
        listen("127.0.0.1", 0, 1) as listener,
        socket.create_connection(listener.getsockname()[:2]),
        listener.accept()[0] as near,
    ):
        assert (listener.proto, near.proto) == (socket.IPPROTO_TCP, socket.IPPROTO_TCP)
