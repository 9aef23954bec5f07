"""What of an exchange file is taken, and how a laptop without any network joins (EC-19).

Taken are only chains of devices that the meeting's own facts know: its primaries, and whoever a primary let join. What is
known grows with the file itself, because the primary's chain in it may say that a third device has joined; the signatures of
that chain are verified before it is believed. A chain of a stranger refuses the whole file.

A laptop that does not have the meeting may take it from a file only if the person has compared the fingerprint of the primary
with the one on its screen: the file replaces the join code, and the eye replaces TLS. What such a laptop records stands from
the beginning; the primary takes it in as soon as it has recorded ``DeviceJoined`` from the laptop's join request, which is
signed with the laptop's own key.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from app.models.entry import Entry
from app.models.facts import DeviceJoined
from app.models.fold import fold
from app.models.meeting import Meeting
from app.services.audit import load_world
from app.services.ledger import Ledger, Line
from app.services.ledger.codec import MAX_MEETING, check_line, read_line
from app.services.signing.canonical import canonical
from app.services.signing.keys import DeviceKey, device_id, pack, unpack, verify
from app.services.venue.book import Place, VenueBook
from app.services.venue.carried import Carried, CarriedError
from app.services.venue.signed import forged_word

_BATCH = 5_000
_MAX_REQUEST = 4096


class Taken(Struct, frozen=True, kw_only=True):
    """What a file brought: entries and blobs that were new. ``begun``: the meeting itself was new here."""

    meeting: str
    new: int
    blobs: int
    begun: bool = False


def fingerprint(public: bytes) -> str:
    """What two people compare: 32 hex digits of the SHA-256 of a key, in groups of four."""
    digits = hashlib.sha256(public).hexdigest()[:32].upper()
    return " ".join(digits[n : n + 4] for n in range(0, len(digits), 4))


def take_file(
    ledger: Ledger,
    carried: Carried,
    *,
    book: VenueBook | None = None,
    primary: str = "",
    nodes: Mapping[str, bytes] | None = None,
) -> Taken:
    """Take in what is new; again it changes nothing.

    Args:
        ledger: of this desk.
        carried: the file, read.
        book: keeps the keys for badges where the file brings the whole meeting.
        primary: the fingerprint of the primary, as compared by the person; needed if the meeting is not here yet.
        nodes: the central nodes this desk trusts.

    Raises:
        CarriedError: ``file.erased``, ``file.other_meeting`` (with ``primary``, to be confirmed), ``file.stranger``,
            ``file.order``, ``file.damaged``, ``file.receipt``. Nothing was taken.
        LedgerError: a chain does not fit what is here, or our disk.

    """
    meeting = carried.head.meeting
    if ledger.is_erased(meeting):
        raise CarriedError("file.erased", meeting=meeting)
    here = ledger.entries(meeting)
    keys = _keys(carried, ledger.devices())
    for line in carried.lines:
        if check_line(line, keys).meeting != meeting:
            raise CarriedError("file.damaged", where="meeting")
    brought = [read_line(line) for line in carried.lines]
    blobs = _Blobs(ledger, carried)
    m = _known(meeting, here, brought, blobs)
    if not here:
        _demand_compared(m, keys, primary)
    _demand_after_start(here, brought)
    known = {**(book.keys(meeting) if book else {}), **(nodes or {})}
    if (
        m.signed_by in known or ledger.device == m.primary
    ):  # a scanner that knows no node cannot judge; the primary does
        _demand_signed(m, here, brought, known)
    return _take(ledger, carried, m, keys, book if not here else None)


def _keys(carried: Carried, known: Mapping[str, bytes]) -> dict[str, bytes]:
    found = {device: unpack(text) for device, text in carried.head.keys.items()}
    keys = {device: raw for device, raw in found.items() if raw is not None and device_id(raw) == device}
    if len(keys) != len(found):
        raise CarriedError("file.damaged", where="keys")
    return {**keys, **known}


class _Blobs:
    """Packages and packs, from here or from the file."""

    def __init__(self, ledger: Ledger, carried: Carried) -> None:
        self._ledger = ledger
        self._carried = carried
        self._found: dict[str, bytes] = {}

    def __call__(self, name: str) -> bytes:
        if self._ledger.has_blobs((name,)):
            return self._ledger.blob(name)
        if name not in self._found:
            self._found |= {x: data for x, data in self._carried.blobs() if x == name}
        if name not in self._found:
            raise CarriedError("file.damaged", where=f"blob {name[:12]}")
        return self._found[name]


def _known(meeting: str, here: Sequence[Entry], brought: Sequence[Entry], blobs: _Blobs) -> Meeting:
    """The meeting with what the file brings, if every chain in it belongs to the meeting.

    Raises:
        CarriedError: ``file.stranger``, ``file.damaged``.

    """
    begins = {min(brought, key=lambda e: e.order).body.device} if not here else {e.body.device for e in here}
    known = set(begins)
    while True:
        entries = {e.hash: e for e in (*here, *(x for x in brought if x.body.device in known))}
        ordered = tuple(sorted(entries.values(), key=lambda e: e.order))
        try:
            m = fold(meeting, ordered, load_world(ordered, blobs))
        except (LookupError, msgspec.DecodeError) as error:
            raise CarriedError("file.damaged", where="package") from error
        grown = known | {*m.primaries, *m.devices, *m.devices_gone}
        if grown == known:
            break
        known = grown
    for entry in brought:
        if entry.body.device not in known:
            raise CarriedError("file.stranger", device=entry.body.device)
    return m


def _demand_compared(m: Meeting, keys: Mapping[str, bytes], said: str) -> None:
    public = keys.get(m.primary)
    if m.package is None or public is None:
        raise CarriedError("file.damaged", where="primary")
    want = fingerprint(public)
    if said.replace(" ", "").upper() != want.replace(" ", ""):
        raise CarriedError("file.other_meeting", meeting=m.id, primary=want)


def _demand_after_start(here: Sequence[Entry], brought: Iterable[Entry]) -> None:
    """Nothing may be put before the beginning of a meeting that has begun here."""
    if not here:
        return
    first, have = here[0].body.lamport, {e.hash for e in here}
    for entry in brought:
        if entry.body.lamport <= first and entry.hash not in have:
            raise CarriedError("file.order", device=entry.body.device)


def _demand_signed(
    m: Meeting, here: Sequence[Entry], brought: Sequence[Entry], nodes: Mapping[str, bytes]
) -> None:
    """What a central node says only it can say."""
    have = {e.hash for e in here}
    if forged_word(m, [e for e in brought if e.hash not in have], nodes) is not None:
        raise CarriedError("file.receipt")


def _take(
    ledger: Ledger, carried: Carried, m: Meeting, keys: Mapping[str, bytes], book: VenueBook | None
) -> Taken:
    meeting = carried.head.meeting
    wanted = {row.sha256 for row in carried.head.blobs}
    missing = wanted - ledger.has_blobs(wanted)
    for name, data in carried.blobs():
        if name in missing:
            ledger.put_blob(data)
    new = 0
    ordered = sorted(carried.lines, key=lambda line: line.entry().order)
    for batch in _batches(ordered):
        new += ledger.absorb(meeting, batch, {}, keys).new
    if book is not None:
        place = Place(
            primary=pack(keys[m.primary]), places=(), joined=datetime.now(UTC), keys=carried.head.nodes
        )
        book.keep(meeting, place)
    return Taken(meeting=meeting, new=new, blobs=len(missing), begun=book is not None)


def _batches(lines: Sequence[Line]) -> Iterable[Sequence[Line]]:
    """In total order every prefix is a prefix of each chain, so that what is cut off between two batches is sound."""
    return (lines[start : start + _BATCH] for start in range(0, len(lines), _BATCH))


class JoinRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A laptop without network asks to join: signed with its own key, carried to the primary by hand."""

    meeting: Annotated[str, Meta(min_length=1, max_length=MAX_MEETING)]
    public: Annotated[str, Meta(max_length=64)]
    name: Annotated[str, Meta(min_length=1, max_length=40)]
    signature: Annotated[str, Meta(max_length=128)] = ""
    format: Literal["huiqian.joinrequest/1"] = "huiqian.joinrequest/1"

    @property
    def fact(self) -> DeviceJoined:
        """What the primary records."""
        return DeviceJoined(device=device_id(unpack(self.public) or b""), public=self.public, name=self.name)


def write_request(key: DeviceKey, meeting: str, name: str) -> bytes:
    """The join request of this device."""
    plain = JoinRequest(meeting=meeting, public=pack(key.public), name=name)
    return canonical(replace(plain, signature=pack(key.sign(canonical(plain)))))


def read_request(data: bytes, meeting: str = "") -> JoinRequest:
    """Read a join request, of this meeting if one is named.

    Raises:
        CarriedError: ``file.request``.

    """
    try:
        asked = msgspec.json.decode(data[: _MAX_REQUEST + 1], type=JoinRequest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CarriedError("file.request") from error
    public, signature = unpack(asked.public), unpack(asked.signature)
    if public is None or signature is None or (meeting and asked.meeting != meeting):
        raise CarriedError("file.request")
    if not verify(public, signature, canonical(replace(asked, signature=""))):
        raise CarriedError("file.request")
    return asked
