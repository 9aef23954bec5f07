"""The scanner's side: join a venue, and make both ledgers equal; for one thread at a time (EC-19)."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Self, TypeVar
from urllib.parse import quote

from msgspec import Struct

from app.models.facts import DeviceRange
from app.services.ledger import Ledger, blobs_named
from app.services.ledger.codec import MAX_BLOB, read_line
from app.services.signing.canonical import sha256_hex
from app.services.signing.keys import DeviceKey, pack, unpack
from app.services.sync.batches import Bounds, batches, compare
from app.services.sync.errors import SyncError
from app.services.sync.protocol import MAX_NAMES, BlobNames, Heads, Push, Taken
from app.services.sync.wire import Limits, Wire, utc_now
from app.services.venue.book import Place, VenueBook
from app.services.venue.joincode import JoinCode
from app.services.venue.protocol import (
    Hello,
    Join,
    Joined,
    JoinNonce,
    Lines,
    answer_bytes,
    join_bytes,
    mac_of,
    same,
)
from app.services.venue.tls import pinned_context

T = TypeVar("T")

LIMITS = Limits(connect=2.0, pause=8.0, whole=120.0)
"""On a local network an answer comes at once or not at all; only a large photo takes long."""

BATCH = Bounds(lines=50)
"""Few entries at a time: the primary takes only so many blobs that no line names yet (``server/venueblobs.py``)."""

_CONNECTING = frozenset({"sync.offline", "sync.timeout", "sync.cut", "sync.half_answer"})


class Exchanged(Struct, frozen=True, kw_only=True):
    """What one exchange moved: entries and blobs that were new here (``pulled``), and those new there (``pushed``)."""

    pulled: int = 0
    pushed: int = 0
    blobs: int = 0

    @property
    def any(self) -> bool:
        """Did anything move?"""
        return bool(self.pulled or self.pushed or self.blobs)


class VenueLink:
    """One device talking to one primary about one meeting.

    Methods raise ``SyncError`` when the network or the other side is wrong and ``LedgerError`` when a chain or our disk is.
    All may be called again: what has arrived is not sent twice.
    """

    def __init__(
        self,
        ledger: Ledger,
        key: DeviceKey,
        meeting: str,
        place: Place,
        *,
        limits: Limits = LIMITS,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._ledger = ledger
        self._key = key
        self._meeting = meeting
        self._place = place
        self._limits = limits
        self._clock = clock
        self._wire: Wire | None = None
        self.where: tuple[str, int] | None = None
        """The address that answers."""

    def close(self) -> None:
        """Close the connection."""
        wire, self._wire = self._wire, None
        if wire is not None:
            wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _connected(self) -> Wire:
        """The connection, made at the first address that shows the pinned key."""
        if self._wire is not None:
            return self._wire
        fault: SyncError | None = None
        for host, port in self._place.places:
            try:
                self._wire = self._connect(host, port)
            except SyncError as error:
                fault = worse(fault, error)
            else:
                self.where = (host, port)
                return self._wire
        raise fault or SyncError("sync.offline", url="")

    def _connect(self, host: str, port: int) -> Wire:
        context = pinned_context(host, port, self._place.public, self._limits.connect)
        url = f"https://{host}:{port}"
        wire = Wire(url, self._key, limits=self._limits, clock=self._clock, verify=context, direct=True)
        try:
            before, asked = time.monotonic(), self._clock()
            hello = wire.ask(
                "GET", "/v1/venue/hello", Hello, signed=False
            )  # the pinned key has proven who answers
            half = (time.monotonic() - before) / 2
            wire.offset = hello.time.timestamp() - asked.timestamp() - half
        except BaseException:
            wire.close()
            raise
        return wire

    def _ask(
        self, method: str, target: str, kind: type[T], message: Struct | None = None, *, signed: bool = True
    ) -> T:
        with self._trying() as wire:
            return wire.ask(method, target, kind, message, signed=signed)

    @contextmanager
    def _trying(self) -> Iterator[Wire]:
        """The connection; one that broke is made anew the next time."""
        try:
            yield self._connected()
        except SyncError as error:
            if error.code in _CONNECTING or error.problem == "clock":
                self.close()
            raise

    def join(self, code: JoinCode, name: str) -> Joined:
        """Prove our key and that we saw the code; the primary then knows this device.

        :raises SyncError: ``sync.refused`` with ``venue_code`` (used or over), ``venue_closed``; ``venue.bad_answer``.
        """
        nonce = self._ask("POST", "/v1/venue/challenge", JoinNonce, signed=False).nonce
        public = pack(self._key.public)
        data = join_bytes(
            primary=self._place.device, meeting=code.meeting, nonce=nonce, public=public, name=name
        )
        asked = Join(
            meeting=code.meeting,
            public=public,
            name=name,
            nonce=nonce,
            proof=pack(self._key.sign(data)),
            mac=mac_of(code.secret, data),
        )
        said = self._ask("POST", "/v1/venue/join", Joined, asked, signed=False)
        if (said.meeting, said.device, said.primary) != (
            code.meeting,
            self._key.id,
            self._place.device,
        ) or not same(said.mac, mac_of(code.secret, answer_bytes(said, nonce))):
            raise SyncError("venue.bad_answer", reason="join")
        return said

    def exchange(self) -> Exchanged:
        """Pull what we lack, push what the primary lacks, of every chain.

        :raises SyncError: ``sync.rolled_back``, ``sync.fork``, ``venue.primary_rolled_back``: nothing was overwritten.
        """
        heads = self._ask("GET", f"{self._path}/heads", Heads)
        if heads.meeting != self._meeting:
            raise SyncError("venue.bad_answer", reason="meeting")
        have = compare(self._ledger, self._meeting, heads.ranges)
        ours = {part.device: part.upto for part in self._ledger.heads(self._meeting)}
        if ours.get(self._place.device, 0) > have.get(self._place.device, 0):
            theirs = have.get(self._place.device, 0)
            raise SyncError("venue.primary_rolled_back", upto=ours[self._place.device], have=theirs)
        pulled = blobs = 0
        for part in _in_order(heads.ranges, self._place.device):
            got = self._pull(part, ours.get(part.device, 0))
            pulled, blobs = pulled + got.pulled, blobs + got.blobs
        sent = self._push_all(have)
        return Exchanged(pulled=pulled, pushed=sent.pushed, blobs=blobs + sent.blobs)

    @property
    def _path(self) -> str:
        return f"/v1/meetings/{quote(self._meeting, safe='')}"

    def _pull(self, part: DeviceRange, after: int) -> Exchanged:
        """Take what follows our end of one chain, batch by batch, each with its blobs."""
        pulled = blobs = 0
        while after < part.upto:
            target = f"{self._path}/lines?device={quote(part.device, safe='')}&after={after}"
            said = self._ask("GET", target, Lines)
            if not said.lines or said.meeting != self._meeting:
                raise SyncError("venue.bad_answer", reason="lines")
            keys = {device: raw for device, text in said.keys.items() if (raw := unpack(text)) is not None}
            facts = [read_line(line).fact for line in said.lines]
            blobs += self._fetch(name for fact in facts for name in blobs_named(fact))
            taken = self._ledger.absorb(self._meeting, said.lines, {}, keys)
            pulled += taken.new
            after += len(said.lines)
        return Exchanged(pulled=pulled, blobs=blobs)

    def _fetch(self, named: Iterable[str]) -> int:
        names = tuple(dict.fromkeys(named))
        missing = [name for name in names if name not in self._ledger.has_blobs(names)]
        for name in missing:
            target = f"{self._path}/blobs/{name}"
            with self._trying() as wire:
                data = wire.raw("GET", target, limit=MAX_BLOB)
            if sha256_hex(data) != name:
                raise SyncError("venue.bad_answer", reason="blob")
            self._ledger.put_blob(data)
        return len(missing)

    def _push_all(self, have: dict[str, int]) -> Exchanged:
        pushed = blobs = 0
        for part in self._ledger.heads(self._meeting):
            for batch in batches(self._ledger, self._meeting, part.device, have.get(part.device, 0), BATCH):
                blobs += self._push_blobs(batch.blobs)
                keys = {batch.device: pack(self._ledger.devices()[batch.device])}
                push = Push(meeting=self._meeting, lines=batch.lines, keys=keys)
                pushed += self._ask("POST", f"{self._path}/lines", Taken, push).new
        return Exchanged(pushed=pushed, blobs=blobs)

    def _push_blobs(self, names: tuple[str, ...]) -> int:
        sent = 0
        for start in range(0, len(names), MAX_NAMES):
            asked = BlobNames(names=names[start : start + MAX_NAMES])
            said = self._ask("POST", "/v1/blobs/missing", BlobNames, asked)
            for name in said.names:
                if name not in asked.names:
                    raise SyncError("venue.bad_answer", reason="blob")
                data = self._ledger.blob(name)
                with self._trying() as wire:
                    wire.raw("PUT", f"/v1/blobs/{name}", data)
                sent += 1
        return sent


def _in_order(ranges: Iterable[DeviceRange], primary: str) -> list[DeviceRange]:
    """The primary's chain first: it brings the meeting and says who belongs to it."""
    return sorted(ranges, key=lambda part: (part.device != primary, part.device))


def worse(one: SyncError | None, other: SyncError) -> SyncError:
    """Of two failures the one that says more: a machine with another key says more than one that does not answer."""
    return other if one is None or one.code in _CONNECTING else one


def join_venue(
    ledger: Ledger, key: DeviceKey, book: VenueBook, code: JoinCode, name: str, *, limits: Limits = LIMITS
) -> Exchanged:
    """Join with a code, take the whole meeting, and remember the venue.

    :raises SyncError: ``venue.erased`` (this meeting was here and was taken out), as ``VenueLink.join`` and ``exchange``.
    """
    if ledger.is_erased(code.meeting):
        raise SyncError("venue.erased", meeting=code.meeting)
    place = Place(primary=pack(code.key), places=code.places, joined=datetime.now(UTC), name=name)
    if place.device == key.id:
        raise SyncError("venue.same_device")
    link = VenueLink(ledger, key, code.meeting, place, limits=limits)
    try:
        said = link.join(code, name)
        first = link.where or place.places[0]
        others = tuple(where for where in place.places if where != first)
        kept = Place(
            primary=place.primary, places=(first, *others), joined=place.joined, name=name, keys=said.keys
        )
        book.keep(code.meeting, kept)  # before the exchange: a cut in the middle of it is gone on with
        return link.exchange()
    finally:
        link.close()
