"""The primary of a meeting as the other devices of the venue see it (EC-19). It is no central node: it gives no receipts.

It hands out the lines and blobs of the meetings that are open here, and takes in those of devices that belong to them. Who
belongs is a fact (``DeviceJoined``), read from the fold and kept until a fact that changes it arrives.
"""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus

from msgspec import Struct
from msgspec.structs import replace

from app.models.entry import Entry
from app.models.facts import DeviceJoined
from app.models.meeting import Meeting
from app.server.gatekeeper import utc_now
from app.server.refusals import NodeRefusal
from app.server.venueblobs import BlobBudget, demand_packages
from app.server.venuegate import VenueGate, joined_key
from app.services.desk.refusal import Refusal
from app.services.ledger import Ledger, Line, blobs_named
from app.services.ledger.codec import read_line
from app.services.signing.keys import DeviceKey, device_id, pack, unpack, verify
from app.services.sync.protocol import MAX_BATCH_LINES, Heads, Push, Taken
from app.services.venue.hall import Heard
from app.services.venue.joincode import LIFE, JoinCode, new_secret
from app.services.venue.protocol import (
    KEYS_MAX,
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
from app.services.venue.signed import Spoken, forged_word

MOST_LINES = 20_000
"""Entries of a scanner in one meeting. A busy door has two thousand; what is more makes every step here slow."""

_NONCE_LIFE = timedelta(minutes=2)
_MOST_NONCES = 1_000
_MOST_SECRETS = 20
_LINES_BYTES = 1024 * 1024
_DECIDES = ("DeviceJoined", "DeviceLeft", "PrimaryTaken", "PackageImported")
_MARKS = tuple(f'"{kind}"'.encode() for kind in _DECIDES)


class _Offer(Struct):
    """A join code that was shown. ``taken``: by which device; it alone may try again."""

    secret: bytes
    expires: datetime
    taken: str = ""


class _Watched:
    """What has to be known of one meeting at every request, renewed by the entries that came since."""

    def __init__(self) -> None:
        self.upto: dict[str, int] = {}
        self.blobs: set[str] = set()
        self.m: Meeting | None = None
        self.first = 0


class Venue:
    """The open meetings of one desk. Safe to share between threads.

    Args:
        ledger: of the desk.
        key: the device key: TLS and the join code are pinned to it.
        fold: a meeting as it is now.
        record: puts a ``DeviceJoined`` on this device's chain, as the secretary who opened the venue. Raises Refusal.
        keys: nodes this desk trusts, for badges and receipts.
        on_taken: a meeting got entries from another device.
        on_heard: a device was heard, or joined.

    """

    def __init__(  # noqa: PLR0913  what it works with, and whom it tells
        self,
        ledger: Ledger,
        key: DeviceKey,
        *,
        fold: Callable[[str], Meeting],
        record: Callable[[str, DeviceJoined], object],
        keys: Callable[[], Mapping[str, bytes]],
        on_taken: Callable[[str], object] = lambda _meeting: None,
        on_heard: Callable[[str], object] = lambda _meeting: None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.ledger = ledger
        self.key = key
        self._fold = fold
        self._record = record
        self._keys = keys
        self._on_taken = on_taken
        self._on_heard = on_heard
        self._clock = clock
        self.gate = VenueGate(self.public_of, clock)
        self.blobs = BlobBudget()
        self._turn = threading.RLock()
        self._open: dict[str, _Watched] = {}
        self._offers: dict[str, list[_Offer]] = {}
        self._nonces: OrderedDict[str, datetime] = OrderedDict()
        self._heard: dict[tuple[str, str], tuple[datetime, int]] = {}

    # what the window asks

    def open(self, meeting: str) -> None:
        """Serve this meeting from now on."""
        with self._turn:
            self._open.setdefault(meeting, _Watched())

    def shut(self, meeting: str) -> None:
        """Serve it no more; its join codes are void."""
        with self._turn:
            self._open.pop(meeting, None)
            self._offers.pop(meeting, None)

    @property
    def meetings(self) -> tuple[str, ...]:
        """What is open."""
        with self._turn:
            return tuple(self._open)

    def offer(self, meeting: str, places: Iterable[tuple[str, int]], life: timedelta = LIFE) -> JoinCode:
        """A new join code, good for one device; those shown before stay good until they are over."""
        offer = _Offer(secret=new_secret(), expires=(self._clock() + life).replace(microsecond=0))
        with self._turn:
            self._offers.setdefault(meeting, []).append(offer)
            del self._offers[meeting][:-_MOST_SECRETS]
        return JoinCode(
            places=tuple(places),
            key=self.key.public,
            meeting=meeting,
            secret=offer.secret,
            expires=offer.expires,
        )

    def heard(self, meeting: str) -> dict[str, Heard]:
        """Device → when it was heard last since the venue was opened."""
        total = self._total(meeting)
        with self._turn:
            rows = {device: told for (of, device), told in self._heard.items() if of == meeting}
        return {device: Heard(at, max(total - had, 0)) for device, (at, had) in rows.items()}

    # what the other devices ask

    def hello(self) -> Hello:
        """Who serves here."""
        return Hello(device=self.key.id, time=self._clock(), meetings=self.meetings)

    def challenge(self) -> JoinNonce:
        """A nonce to join with."""
        nonce = secrets.token_hex(16)
        with self._turn:
            self._nonces[nonce] = self._clock() + _NONCE_LIFE
            while len(self._nonces) > _MOST_NONCES:
                self._nonces.popitem(last=False)
        return JoinNonce(nonce=nonce)

    def join(self, asked: Join) -> Joined:
        """Know a device from now on: it has the key it shows, and it saw the join code.

        :raises NodeRefusal: venue_closed, proof, venue_code, venue_refused (with the words of the desk).
        """
        self._demand_open(asked.meeting)
        public, proof = unpack(asked.public), unpack(asked.proof)
        data = join_bytes(
            primary=self.key.id,
            meeting=asked.meeting,
            nonce=asked.nonce,
            public=asked.public,
            name=asked.name,
        )
        with self._turn:
            until = self._nonces.pop(asked.nonce, None)
        if until is None or until < self._clock() or public is None or proof is None:
            raise NodeRefusal("proof", HTTPStatus.FORBIDDEN)
        if not verify(public, proof, data):
            raise NodeRefusal("proof", HTTPStatus.FORBIDDEN)
        device = device_id(public)
        offer = self._claim(asked, data, device)
        self._admit_device(asked, device, offer)
        trusted = list(self._keys().items())[:KEYS_MAX]
        plain = Joined(
            meeting=asked.meeting,
            device=device,
            primary=self.key.id,
            keys={kid: pack(raw) for kid, raw in trusted},
            mac="",
        )
        self._on_heard(asked.meeting)
        return replace(plain, mac=mac_of(offer.secret, answer_bytes(plain, asked.nonce)))

    def _claim(self, asked: Join, data: bytes, device: str) -> _Offer:
        """The join code this device has seen, now its own."""
        now = self._clock()
        with self._turn:
            offers = self._offers.get(asked.meeting, [])
            found = next((x for x in offers if same(asked.mac, mac_of(x.secret, data))), None)
            if found is None or found.expires < now or found.taken not in {"", device}:
                raise NodeRefusal("venue_code", HTTPStatus.FORBIDDEN)
            found.taken = device
            return found

    def _admit_device(self, asked: Join, device: str, offer: _Offer) -> None:
        if device in self._now(asked.meeting).devices:
            return
        fact = DeviceJoined(device=device, public=asked.public, name=asked.name)
        try:
            self._record(asked.meeting, fact)
        except Refusal as said:
            offer.taken = ""
            raise NodeRefusal("venue_refused", HTTPStatus.CONFLICT, (said.code,), reason=said.code) from said

    def heads(self, meeting: str, device: str) -> Heads:
        """How far we have each chain."""
        self.demand_member(meeting, device)
        ranges = self.ledger.heads(meeting)
        self._hear(meeting, device, sum(part.upto for part in ranges))
        return Heads(meeting=meeting, ranges=ranges)

    def lines(self, meeting: str, device: str, chain: str, after: int) -> Lines:
        """What follows an entry of a chain, at most one batch."""
        self.demand_member(meeting, device)
        found = self.ledger.since(meeting, chain, max(after, 0), MAX_BATCH_LINES)
        taken: list[Line] = []
        size = 0
        for line in found:
            size += len(bytes(line.body))
            if taken and size > _LINES_BYTES:
                break
            taken.append(line)
        public = self.ledger.devices().get(chain)
        return Lines(
            meeting=meeting, lines=tuple(taken), keys={chain: pack(public)} if public and taken else {}
        )

    def blob(self, meeting: str, device: str, name: str) -> bytes:
        """A blob that a fact of the meeting names; those of other meetings are nobody's business here.

        :raises NodeRefusal: not_found.
        """
        self.demand_member(meeting, device)
        if name not in self._watch(meeting).blobs:
            raise NodeRefusal("not_found", HTTPStatus.NOT_FOUND)
        return self.ledger.blob(name)

    def named(self) -> frozenset[str]:
        """Blobs that lines of the open meetings name, as far as has been looked at."""
        with self._turn:
            return frozenset().union(*(watched.blobs for watched in self._open.values()))

    def take(self, meeting: str, device: str, push: Push) -> Taken:
        """Take in a batch, all of it or, with the reason, nothing.

        :raises NodeRefusal: bad_request, too_large, venue_chain, venue_order, venue_package, venue_receipt,
            venue_rolled_back, venue_full.
        :raises LedgerError: as ``Ledger.absorb``.
        """
        self.demand_member(meeting, device)
        if push.meeting != meeting:
            raise NodeRefusal("bad_request", HTTPStatus.BAD_REQUEST, reason="another meeting")
        if len(push.lines) > MAX_BATCH_LINES:
            raise NodeRefusal("too_large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, limit=MAX_BATCH_LINES)
        keys = {name: raw for name, text in push.keys.items() if (raw := unpack(text)) is not None}
        self._examine(meeting, push.lines)
        absorbed = self.ledger.absorb(meeting, push.lines, {}, keys)
        if absorbed.new:
            self._on_taken(meeting)
        return Taken(new=absorbed.new, known=absorbed.known, ranges=self.ledger.heads(meeting))

    def _examine(self, meeting: str, lines: Iterable[Line]) -> None:
        """Refuse whole what no honest device of this meeting sends."""
        watched = self._watch(meeting)
        m = self._now(meeting)
        known = {*m.primaries, *m.devices, *m.devices_gone, *watched.upto}
        ours = watched.upto.get(self.key.id, 0)
        entries = [read_line(line) for line in lines]
        for entry in entries:
            body = entry.body
            if body.device not in known:
                raise NodeRefusal("venue_chain", HTTPStatus.FORBIDDEN, device=body.device[:24])
            if body.seq > MOST_LINES and body.device not in m.primaries:
                raise NodeRefusal("venue_full", HTTPStatus.CONFLICT, limit=MOST_LINES)
            if body.device == self.key.id and body.seq > ours:
                raise NodeRefusal("venue_rolled_back", HTTPStatus.CONFLICT, upto=body.seq, have=ours)
            if body.lamport <= watched.first and body.seq > watched.upto.get(body.device, 0):
                raise NodeRefusal("venue_order", HTTPStatus.UNPROCESSABLE_ENTITY, device=body.device)
        demand_packages(entries, self.ledger.blob)
        self._demand_signed(meeting, entries)

    def _demand_signed(self, meeting: str, entries: list[Entry]) -> None:
        """What the central node holds, and what it knows of a certificate, only it can say."""
        if not any(isinstance(entry.fact, Spoken) for entry in entries):
            return
        forged = forged_word(self._fold(meeting), entries, self._keys())
        if forged is not None:
            raise NodeRefusal("venue_receipt", HTTPStatus.FORBIDDEN, kid=forged.kid[:24])

    # who belongs

    def demand_member(self, meeting: str, device: str) -> None:
        """Let only devices pass that joined this meeting and were not sent away.

        :raises NodeRefusal: venue_closed, venue_left, venue_stranger.
        """
        self._demand_open(meeting)
        m = self._now(meeting)
        if device in m.devices_gone:
            raise NodeRefusal("venue_left", HTTPStatus.FORBIDDEN, reason=m.devices_gone[device].reason)
        if device not in m.devices and device not in m.primaries:
            raise NodeRefusal("venue_stranger", HTTPStatus.FORBIDDEN, device=device)

    def _demand_open(self, meeting: str) -> None:
        with self._turn:
            if meeting not in self._open:
                raise NodeRefusal("venue_closed", HTTPStatus.NOT_FOUND, meeting=meeting[:64])

    def demand_anywhere(self, device: str) -> None:
        """Let only devices pass that belong to one of the open meetings. Raises as ``demand_member``."""
        said: NodeRefusal | None = None
        for meeting in self.meetings:
            try:
                return self.demand_member(meeting, device)
            except NodeRefusal as refusal:
                said = refusal
        raise said or NodeRefusal("venue_closed", HTTPStatus.NOT_FOUND, meeting="")

    def _hear(self, meeting: str, device: str, total: int) -> None:
        """Note that a device was heard; with its question it gets all there is now."""
        with self._turn:
            new = (meeting, device) not in self._heard
            self._heard[meeting, device] = (self._clock(), total)
        if new:
            self._on_heard(meeting)

    def _total(self, meeting: str) -> int:
        return sum(part.upto for part in self.ledger.heads(meeting))

    def public_of(self, device: str) -> bytes | None:
        """Key of a device that is or was of any open meeting."""
        for meeting in self.meetings:
            m = self._now(meeting)
            if device in m.devices or device in m.devices_gone or device in m.primaries:
                return self.ledger.devices().get(device) or joined_key(self.ledger.entries(meeting), device)
        return None

    def _now(self, meeting: str) -> Meeting:
        watched = self._watch(meeting)
        with self._turn:
            if watched.m is None:
                watched.m = self._fold(meeting)
            return watched.m

    def _watch(self, meeting: str) -> _Watched:
        """Look at the entries that came since the last request."""
        with self._turn:
            watched = self._open.get(meeting)
            if watched is None:
                raise NodeRefusal("venue_closed", HTTPStatus.NOT_FOUND, meeting=meeting[:64])
            for part in self.ledger.heads(meeting):
                while watched.upto.get(part.device, 0) < part.upto:
                    self._learn(watched, meeting, part.device)
            return watched

    def _learn(self, watched: _Watched, meeting: str, device: str) -> None:
        for line in self.ledger.since(meeting, device, watched.upto.get(device, 0)):
            body = bytes(line.body)
            if any(mark in body for mark in _MARKS):
                watched.m = None
            entry = line.entry()
            watched.blobs.update(blobs_named(entry.fact))
            watched.upto[device] = entry.body.seq
            watched.first = min(watched.first or entry.body.lamport, entry.body.lamport)
