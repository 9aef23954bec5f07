"""Chains of other devices: an idempotent union, or a refusal that names the case."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Raw

from app.models.entry import By
from app.models.facts import PersonCheckedIn, PersonCheckedOut, PhotoTaken
from app.models.terms import Factor, Role
from app.services.ledger import Absorbed, Ledger, Line, absorb, errors
from app.services.ledger.codec import MAX_BODY
from app.services.signing.canonical import sha256_hex
from app.services.signing.keys import DeviceKey, pack

BY = By(person="p-01", role=Role.SCANNER)
SCANNER = DeviceKey.in_memory(b"\x03" * 32)
KEYS = {SCANNER.id: SCANNER.public}
Made = tuple[Line, ...]


def _append(ledger: Ledger, reason: str = "", meeting: str = "M-1") -> None:
    with ledger.write(meeting) as tx:
        tx.append(BY, PersonCheckedOut(person="p-02", reason=reason))


@pytest.fixture
def scanner(tmp_path: Path) -> Ledger:
    ledger = Ledger.open(tmp_path / "scanner.db", SCANNER)
    for number in range(6):
        _append(ledger, str(number))
    return ledger


@pytest.fixture
def lines(scanner: Ledger) -> Made:
    return scanner.lines("M-1")


def _forged(line: Line, key: DeviceKey = SCANNER, **changes: object) -> Line:
    """An entry changed and signed again, as a hostile device would."""
    plain = {**msgspec.json.decode(line.body), **changes}
    data = msgspec.json.encode(plain, order="sorted")
    digest = sha256_hex(data)
    return Line(body=Raw(data), hash=digest, sig=pack(key.sign(bytes.fromhex(digest))))


def test_a_chain_is_taken_in_once(either: Ledger, lines: Made) -> None:
    assert either.absorb("M-1", lines, {}, KEYS) == Absorbed(new=6, known=0, blobs=0)
    assert either.absorb("M-1", lines, {}, KEYS) == Absorbed(new=0, known=6, blobs=0)
    assert either.lines("M-1") == lines
    assert either.devices()[SCANNER.id] == SCANNER.public
    assert either.verify("M-1").ok
    _append(either)
    assert either.entries("M-1")[-1].body.lamport == 7


def test_a_chain_may_come_in_pieces_in_any_order_within_a_piece(either: Ledger, lines: Made) -> None:
    either.absorb("M-1", lines[1::-1], {}, KEYS)
    either.absorb("M-1", [lines[2], lines[1], lines[3], lines[2]], {}, {})
    either.absorb("M-1", lines[4:], {}, {})
    assert either.lines("M-1") == lines


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from("abs"), max_size=12))
def test_two_devices_that_exchange_all_see_the_same(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("pair")
    first = Ledger.open(folder / "a.db", DeviceKey.in_memory(b"\x04" * 32))
    second = Ledger.open(folder / "b.db", DeviceKey.in_memory(b"\x05" * 32))
    keys = {**first.devices(), **second.devices()}

    def exchange() -> None:
        first.absorb("M-1", second.lines("M-1"), {}, keys)
        second.absorb("M-1", first.lines("M-1"), {}, keys)

    for step in steps:
        {"a": lambda: _append(first), "b": lambda: _append(second), "s": exchange}[step]()
    exchange()
    assert first.lines("M-1") == second.lines("M-1")
    assert first.heads("M-1") == second.heads("M-1")
    assert len(first.lines("M-1")) == sum(step in "ab" for step in steps)
    assert first.verify("M-1").ok
    assert [e.order for e in first.entries("M-1")] == sorted(e.order for e in second.entries("M-1"))
    first.close()
    second.close()


def test_a_fork_is_refused_with_both_hashes(either: Ledger, lines: Made) -> None:
    either.absorb("M-1", lines[:4], {}, KEYS)
    other = _forged(lines[2], mono=1)
    with pytest.raises(errors.Fork) as caught:
        either.absorb("M-1", [other], {}, KEYS)
    assert caught.value.details == {
        "device": SCANNER.id,
        "seq": "3",
        "have": lines[2].hash,
        "got": other.hash,
    }
    assert either.lines("M-1") == lines[:4]


def test_a_fork_shows_in_what_hangs_on_it(either: Ledger, lines: Made) -> None:
    either.absorb("M-1", lines[:4], {}, KEYS)
    elsewhere = _forged(lines[4], prev="ab" * 32)
    with pytest.raises(errors.Fork) as caught:
        either.absorb("M-1", [elsewhere], {}, KEYS)
    assert caught.value.details == {"device": SCANNER.id, "seq": "4", "have": lines[3].hash, "got": "ab" * 32}


def test_a_fork_within_one_delivery(either: Ledger, lines: Made) -> None:
    with pytest.raises(errors.Fork):
        either.absorb("M-1", [*lines, _forged(lines[5], mono=1)], {}, KEYS)
    assert either.lines("M-1") == ()


def test_a_restored_backup_takes_its_own_entries_back(tmp_path: Path, scanner: Ledger, lines: Made) -> None:
    with Ledger.open(tmp_path / "restored.db", SCANNER) as restored:
        restored.absorb("M-1", lines[:3], {}, {})
        restored.absorb("M-1", lines, {}, {})
        _append(restored, "goes on")
        assert restored.entries("M-1")[-1].body.prev == lines[5].hash
        assert scanner.lines("M-1") == restored.lines("M-1")[:6]


def _flip(text: str) -> str:
    return ("0" if text[0] != "0" else "1") + text[1:]


BAD: dict[str, tuple[type[errors.LedgerError], Callable[[Made], list[Line]]]] = {
    "hole": (errors.Gap, lambda x: [x[0], x[2]]),
    "no beginning": (errors.Gap, lambda x: [x[1]]),
    "wrong hash": (errors.BadSignature, lambda x: [Line(x[0].body, _flip(x[0].hash), x[0].sig)]),
    "wrong signature": (errors.BadSignature, lambda x: [Line(x[0].body, x[0].hash, x[1].sig)]),
    "no signature": (errors.BadSignature, lambda x: [Line(x[0].body, x[0].hash, "")]),
    "another's signature": (errors.BadSignature, lambda x: [_forged(x[0], DeviceKey.in_memory())]),
    "changed": (
        errors.BadSignature,
        lambda x: [Line(Raw(bytes(x[0].body).replace(b"p-02", b"p-03")), x[0].hash, x[0].sig)],
    ),
    "no JSON": (errors.BadLine, lambda x: [Line(Raw(b"{"), x[0].hash, x[0].sig)]),
    "no UTF-8": (errors.BadLine, lambda x: [Line(Raw(b'{"\xe2x":1}'), x[0].hash, x[0].sig)]),
    "nested deep": (errors.BadLine, lambda x: [Line(Raw(b"[" * 100_000), x[0].hash, x[0].sig)]),
    "unknown field": (errors.BadLine, lambda x: [_forged(x[0], extra=1)]),
    "unknown fact": (errors.BadLine, lambda x: [_forged(x[0], fact={"kind": "MoonLanded"})]),
    "spaces": (errors.BadLine, lambda x: [Line(Raw(b" " + bytes(x[0].body)), x[0].hash, x[0].sig)]),
    "genesis changed": (errors.Fork, lambda x: [_forged(x[0], prev="11" * 32)]),
    "seq zero": (errors.BadLine, lambda x: [_forged(x[0], seq=0)]),
    "seq huge": (errors.BadLine, lambda x: [_forged(x[0], seq=2**31)]),
    "order used up": (errors.BadLine, lambda x: [_forged(x[0], lamport=2**40)]),
    "order leaps": (errors.BadLine, lambda x: [_forged(x[0], lamport=1_000_002)]),
    "order stands still": (errors.BadLine, lambda x: [x[0], _forged(x[1], lamport=1)]),
    "other meeting": (errors.BadLine, lambda x: [_forged(x[0], meeting="M-2")]),
    "other device": (errors.UnknownDevice, lambda x: [_forged(x[0], device="d-" + "0" * 16)]),
    "too large": (errors.TooLarge, lambda x: [Line(Raw(b'"' + b"x" * MAX_BODY + b'"'), x[0].hash, x[0].sig)]),
    "too many": (errors.TooLarge, lambda x: [x[0]] * (absorb.MAX_LINES + 1)),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_deliveries_are_refused_whole(ledger: Ledger, lines: Made, case: str) -> None:
    kind, make = BAD[case]
    _append(ledger)
    before = ledger.lines("M-1"), ledger.devices()
    with pytest.raises(errors.LedgerError) as caught:
        ledger.absorb("M-1", make(lines), {sha256_hex(b"x"): b"x"}, KEYS)
    assert type(caught.value) is kind
    assert (ledger.lines("M-1"), ledger.devices()) == before
    assert not ledger.has_blobs([sha256_hex(b"x")])


def test_keys_belong_to_their_device(ledger: Ledger, lines: Made) -> None:
    stranger = DeviceKey.in_memory()
    with pytest.raises(errors.DeviceMismatch):
        ledger.absorb("M-1", lines, {}, {SCANNER.id: stranger.public})
    with pytest.raises(errors.UnknownDevice):
        ledger.absorb("M-1", lines, {}, {stranger.id: stranger.public})
    ledger.absorb("M-1", lines, {}, {**KEYS, stranger.id: stranger.public})
    assert stranger.id not in ledger.devices()


def test_no_fact_without_the_blob_it_names(either: Ledger, tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "door.db", SCANNER) as door, door.write("M-1") as tx:
        name = tx.put_blob(b"picture")
        tx.append(BY, PhotoTaken(blob=name))
        tx.append(BY, PersonCheckedIn(person="p", roles=(Role.EXPERT,), factors=(Factor.LOOK,)))
    with Ledger.open(tmp_path / "door.db", SCANNER) as door:
        lines = door.lines("M-1")
    with pytest.raises(errors.BlobsMissing) as caught:
        either.absorb("M-1", lines, {}, KEYS)
    assert caught.value.details == {"names": name, "count": "1"}
    with pytest.raises(errors.BadLine):
        either.absorb("M-1", lines, {name: b"another picture"}, KEYS)
    assert either.absorb("M-1", lines, {name: b"picture"}, KEYS) == Absorbed(new=2, known=0, blobs=1)
    assert either.blob(name) == b"picture"


def test_blobs_may_come_before(either: Ledger, tmp_path: Path) -> None:
    name = either.put_blob(b"picture")
    with Ledger.open(tmp_path / "door.db", SCANNER) as door:
        with door.write("M-1") as tx:
            tx.append(BY, PhotoTaken(blob=tx.put_blob(b"picture")))
        lines = door.lines("M-1")
    assert either.absorb("M-1", lines, {name: b"picture"}, KEYS) == Absorbed(new=1, known=0, blobs=0)


def test_lines_travel_as_json(lines: Made) -> None:
    for line in lines:
        assert msgspec.json.decode(msgspec.json.encode(line), type=Line) == line
