"""The exchange file: whole or refused, idempotent, and no way in for a stranger (item 7, EC-19)."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models import facts as f
from app.services.ledger.errors import Fork
from app.services.signing.keys import DeviceKey
from app.services.venue.carried import MAGIC, CarriedError, read_file, write_file
from app.services.venue.carrying import Taken, fingerprint, read_request, take_file, write_request
from app.services.venue.words import knows, sentence
from support.laptops import MEETING, SECRETARY, Laptop, alike

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
    laptop = make("primary")
    laptop.begin(serve=False)
    laptop.photo(b"p" * 3000)
    return laptop


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "stick.hqx"


def carry(source: Laptop, to: Laptop, stick: Path, primary: str = "") -> Taken:
    write_file(source.ledger, MEETING, {"n-1": bytes(32)}, stick)
    return take_file(to.ledger, read_file(stick), book=to.hall.book, primary=primary)


def refusal(error: pytest.ExceptionInfo[CarriedError]) -> str:
    assert knows(error.value.code)
    assert "{" not in sentence(error.value.code, error.value.details)
    return error.value.code


def test_a_laptop_without_any_network_joins_scans_and_brings_it_back(
    primary: Laptop, make: Make, stick: Path
) -> None:
    door = make("door")
    with pytest.raises(CarriedError) as compare:
        carry(primary, door, stick)
    assert refusal(compare) == "file.other_meeting"
    assert compare.value.details["primary"] == fingerprint(primary.key.public)
    with pytest.raises(CarriedError, match="other_meeting"):
        carry(primary, door, stick, "0000 0000")
    assert door.ledger.heads(MEETING) == ()
    taken = carry(primary, door, stick, fingerprint(primary.key.public).lower())
    assert taken.begun
    assert door.hall.badge_keys(MEETING) == {"n-1": bytes(32)}
    assert alike(primary, door)

    door.note("before it was admitted")
    with pytest.raises(CarriedError) as stranger:
        carry(door, primary, stick)
    assert refusal(stranger) == "file.stranger"
    asked = read_request(write_request(door.key, MEETING, "东门"), MEETING)
    primary.desk.do(MEETING, asked.fact, SECRETARY)
    assert carry(door, primary, stick).new == 1
    assert carry(primary, door, stick).new == 1
    assert alike(primary, door)
    assert len(primary.m.turned_away) == 1
    assert carry(primary, door, stick) == Taken(meeting=MEETING, new=0, blobs=0)


def test_the_file_may_bring_a_third_device_and_its_chain(primary: Laptop, make: Make, stick: Path) -> None:
    one, two = make("one"), make("two")
    mark = fingerprint(primary.key.public)
    for laptop in (one, two):
        carry(primary, laptop, stick, mark)
    primary.desk.do(MEETING, read_request(write_request(one.key, MEETING, "一")).fact, SECRETARY)
    one.note()
    carry(one, primary, stick)
    assert carry(primary, two, stick).new == 2
    assert alike(primary, two)


def test_a_hostile_file_cannot_let_itself_in(primary: Laptop, make: Make, stick: Path) -> None:
    """A laptop that says of itself that it has joined is still a stranger."""
    evil = make("evil")
    carry(primary, evil, stick, fingerprint(primary.key.public))
    with evil.ledger.write(MEETING) as tx:
        tx.append(SECRETARY, f.DeviceJoined(device=evil.key.id, public="", name="我"))
    before = primary.ledger.heads(MEETING)
    with pytest.raises(CarriedError) as refused:
        carry(evil, primary, stick)
    assert refusal(refused) == "file.stranger"
    assert primary.ledger.heads(MEETING) == before


def test_a_rolled_back_laptop_gets_its_own_records_back(primary: Laptop, make: Make, stick: Path) -> None:
    door = make("door")
    carry(primary, door, stick, fingerprint(primary.key.public))
    primary.desk.do(MEETING, read_request(write_request(door.key, MEETING, "门")).fact, SECRETARY)
    door.close()
    old = (door.home / "ledger.db").read_bytes()
    door.again()
    mine = door.note("lost")
    carry(door, primary, stick)
    door.close()
    for file in door.home.glob("ledger.db*"):
        file.unlink()
    (door.home / "ledger.db").write_bytes(old)
    door.again()
    assert not door.has(mine)
    carry(primary, door, stick)
    assert door.has(mine)
    assert alike(primary, door)


def test_a_fork_is_refused_and_both_are_kept(primary: Laptop, make: Make, stick: Path) -> None:
    door = make("door")
    carry(primary, door, stick, fingerprint(primary.key.public))
    primary.desk.do(MEETING, read_request(write_request(door.key, MEETING, "门")).fact, SECRETARY)
    door.close()
    old = (door.home / "ledger.db").read_bytes()
    door.again()
    one = door.note("one")
    carry(door, primary, stick)
    door.close()
    for file in door.home.glob("ledger.db*"):
        file.unlink()
    (door.home / "ledger.db").write_bytes(old)
    door.again()
    other = door.note("other")
    with pytest.raises(Fork):
        carry(door, primary, stick)
    assert (primary.has(one), primary.has(other)) == (True, False)
    assert door.has(other)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("whole")
    laptop = Laptop(folder, "primary")
    laptop.begin(serve=False)
    laptop.photo(b"p" * 300)
    path = folder / "x.hqx"
    write_file(laptop.ledger, MEETING, {}, path)
    laptop.close()
    return path.read_bytes()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damaged_file_is_read(whole: bytes, tmp_path: Path, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(whole) - 1))
    how = data.draw(st.sampled_from(["bit", "cut", "drop", "more"]))
    made = {
        "bit": whole[:at] + bytes([whole[at] ^ (1 << data.draw(st.integers(0, 7)))]) + whole[at + 1 :],
        "cut": whole[:at],
        "drop": whole[:at] + whole[at + 1 :],
        "more": whole + b"x",
    }[how]
    path = tmp_path / "damaged.hqx"
    path.write_bytes(made)
    with pytest.raises(CarriedError) as refused:
        read_file(path)
    assert refusal(refused) in {"file.damaged", "file.not_ours", "file.newer"}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_with_a_digest_that_fits_the_rest_is_still_checked(
    whole: bytes, tmp_path: Path, data: st.DataObject
) -> None:
    body = whole[:-32]
    at = data.draw(st.integers(len(MAGIC), len(body) - 1))
    made = body[:at] + bytes([data.draw(st.integers(0, 255))]) + body[at + 1 :]
    if made == body:
        return
    path = tmp_path / "forged.hqx"
    path.write_bytes(made + hashlib.sha256(made).digest())
    laptop = Laptop(tmp_path, f"x{at}-{made[at]}")
    try:
        taken = _try(laptop, path)
    finally:
        laptop.close()
    assert taken in {"file.damaged", "file.other_meeting"} or taken.startswith("ledger.")


def _try(laptop: Laptop, path: Path) -> str:
    from app.services.ledger.errors import LedgerError

    try:
        take_file(laptop.ledger, read_file(path))
    except (CarriedError, LedgerError) as bad:
        return bad.code
    return "taken"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file.not_ours"),
        (b"%PDF-1.7", "file.not_ours"),
        (b"HQX2\n" + bytes(100), "file.newer"),
        (MAGIC, "file.damaged"),
        (MAGIC + bytes(64), "file.damaged"),
    ],
)
def test_other_files_are_named(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    with pytest.raises(CarriedError) as refused:
        read_file(path)
    assert refusal(refused) == code


def test_no_file_no_meeting_no_stick(primary: Laptop, tmp_path: Path) -> None:
    with pytest.raises(CarriedError) as gone:
        read_file(tmp_path / "none.hqx")
    assert refusal(gone) == "file.unreadable"
    with pytest.raises(CarriedError) as unknown:
        write_file(primary.ledger, "NONE", {}, tmp_path / "x.hqx")
    assert refusal(unknown) == "file.no_meeting"
    with pytest.raises(CarriedError) as away:
        write_file(primary.ledger, MEETING, {}, tmp_path / "pulled out" / "x.hqx")
    assert refusal(away) == "file.unreadable"
    assert list(tmp_path.glob("*.new")) == []


def test_a_join_request_is_of_its_own_key_and_meeting() -> None:
    key = DeviceKey.in_memory()
    made = write_request(key, MEETING, "东门")
    assert read_request(made, MEETING).fact.device == key.id
    for bad, meeting in (
        (made, "OTHER"),
        (made.replace("东门".encode(), "西门".encode()), ""),
        (b"{}", ""),
        (made * 40, ""),
    ):
        with pytest.raises(CarriedError, match="request"):
            read_request(bad, meeting)
