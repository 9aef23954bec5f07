"""Taking in what other devices wrote: an idempotent union of chains, checked before anything is stored.

Expensive checks (form, hash, signature) come first and outside the transaction; inside it only those that need what is
already here. A device that signed two different entries at one place of its chain is refused: one of the two is a lie
or a restored backup, and people must decide.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Self

from msgspec import Struct
from sqlalchemy import Connection, select

from app.models.entry import GENESIS, Entry, Unsigned
from app.services.ledger import errors, fast, rows
from app.services.ledger.codec import Line, check_line
from app.services.ledger.naming import blobs_named
from app.services.ledger.schema import devices, entries
from app.services.signing.canonical import sha256_hex
from app.services.signing.keys import device_id

MAX_LINES = 10_000
"""Entries of one delivery."""

MAX_BLOB_BYTES = 256 * 1024 * 1024
"""Bytes of all blobs of one delivery."""

MAX_JUMP = 1_000_000
"""How far one delivery may raise the Lamport number: no hostile device shall use the order up."""


class Absorbed(Struct, frozen=True):
    """What a delivery added: entries and blobs that are new, and entries that were here already."""

    new: int
    known: int
    blobs: int


class Arrived(Struct, frozen=True):
    """One delivered entry, read and verified."""

    body: Unsigned
    line: Line

    @property
    def entry(self) -> Entry:
        """The entry as it is stored."""
        return Entry(body=self.body, hash=self.line.hash, sig=self.line.sig)


class Delivery(Struct, frozen=True):
    """A delivery that is sound in itself; whether it fits what is here, ``take_in`` finds out."""

    chains: dict[str, tuple[Arrived, ...]]
    blobs: Mapping[str, bytes]
    keys: dict[str, bytes]
    meeting: str

    @classmethod
    def of(
        cls,
        meeting: str,
        lines: Iterable[Line],
        blobs: Mapping[str, bytes],
        sent_keys: Mapping[str, bytes],
        known: Mapping[str, bytes],
    ) -> Self:
        """Check everything that can be checked without the database.

        :param known: the public keys already trusted to belong to their device ids.
        :raises TooLarge: more than ``MAX_LINES`` entries or ``MAX_BLOB_BYTES`` of blobs.
        :raises DeviceMismatch, UnknownDevice, BadLine, BadSignature, Gap, Fork: as they say.
        """
        bounded = tuple(itertools.islice(lines, MAX_LINES + 1))
        if len(bounded) > MAX_LINES:
            raise errors.TooLarge(what="delivery", size=len(bounded), limit=MAX_LINES)
        _check_blobs(blobs)
        public = _checked_keys(sent_keys, known)
        chains: dict[str, dict[int, Arrived]] = {}
        for line in bounded:
            body = check_line(line, public)
            if body.meeting != meeting:
                raise errors.BadLine(where=f"{body.device}/{body.seq}", reason="another meeting")
            _place(chains.setdefault(body.device, {}), Arrived(body, line))
        sound = {device: _chain(chain) for device, chain in chains.items()}
        return cls(chains=sound, blobs=blobs, keys={name: public[name] for name in sound}, meeting=meeting)


def _checked_keys(sent: Mapping[str, bytes], known: Mapping[str, bytes]) -> dict[str, bytes]:
    for device, public in sent.items():
        if device_id(public) != device or known.get(device, public) != public:
            raise errors.DeviceMismatch(device=device)
    return {**sent, **known}


def _check_blobs(blobs: Mapping[str, bytes]) -> None:
    total = sum(len(data) for data in blobs.values())
    if total > MAX_BLOB_BYTES:
        raise errors.TooLarge(what="blobs", size=total, limit=MAX_BLOB_BYTES)
    for name, data in blobs.items():
        if sha256_hex(data) != name:
            raise errors.BadLine(where=f"blob {name[:64]}", reason="digest")


def _place(chain: dict[int, Arrived], new: Arrived) -> None:
    other = chain.setdefault(new.body.seq, new)
    if other.line.hash != new.line.hash:
        raise _fork(new.body.device, new.body.seq, other.line.hash, new.line.hash)


def _fork(device: str, seq: int, have: str, got: str) -> errors.Fork:
    return errors.Fork(device=device, seq=seq, have=have, got=got)


def _chain(chain: Mapping[int, Arrived]) -> tuple[Arrived, ...]:
    """Return the delivered part of a chain in order, each entry hanging on the one before."""
    ordered = tuple(chain[seq] for seq in sorted(chain))
    for before, after in itertools.pairwise(ordered):
        _follows(after.body, before.body.seq, before.line.hash, before.body.lamport)
    return ordered


def _follows(body: Unsigned, seq: int, digest: str, lamport: int) -> None:
    """Refuse ``body`` unless it hangs on the entry ``(seq, digest, lamport)`` of its chain."""
    if body.seq != seq + 1:
        raise errors.Gap(device=body.device, expected=seq + 1, got=body.seq)
    if body.prev != digest:
        raise _fork(body.device, seq, digest, body.prev)
    if body.lamport <= lamport:
        raise errors.BadLine(where=f"{body.device}/{body.seq}", reason="order")


def take_in(connection: Connection, delivery: Delivery, now: datetime) -> Absorbed:
    """Add a sound delivery to what is here.

    :raises Gap, Fork, BadLine: it does not continue the chains that are here.
    :raises BlobsMissing: an entry names a blob that neither came nor is here.
    """
    remember(connection, delivery.keys, now)
    fresh = [
        arrived
        for device, chain in delivery.chains.items()
        for arrived in _beyond(connection, delivery.meeting, device, chain)
    ]
    _check_jump(fast.highest(connection, delivery.meeting), fresh)
    before = rows.known_blobs(connection, delivery.blobs)
    for name in delivery.blobs.keys() - before:
        rows.put_blob(connection, delivery.blobs[name])
    _check_named(connection, fresh)
    for arrived in fresh:
        fast.insert(connection, arrived.entry, bytes(arrived.line.body))
    total = sum(len(chain) for chain in delivery.chains.values())
    return Absorbed(new=len(fresh), known=total - len(fresh), blobs=len(delivery.blobs) - len(before))


def _beyond(connection: Connection, meeting: str, device: str, chain: Sequence[Arrived]) -> Sequence[Arrived]:
    """Return the part of a delivered chain that is new here, after comparing the part that is not."""
    query = select(entries.c.seq, entries.c.hash, entries.c.lamport).where(
        entries.c.meeting == meeting, entries.c.device == device, entries.c.seq >= chain[0].body.seq - 1
    )
    here = {seq: (digest, lamport) for seq, digest, lamport in connection.execute(query)}
    new = [arrived for arrived in chain if arrived.body.seq not in here]
    for arrived in chain:
        have = here.get(arrived.body.seq)
        if have and have[0] != arrived.line.hash:
            raise _fork(device, arrived.body.seq, have[0], arrived.line.hash)
    if new:
        end = max(here, default=0) or fast.end_of(connection, meeting, device)[1]
        digest, lamport = here.get(end, (GENESIS, 0))
        _follows(new[0].body, end, digest, lamport)
    return new


def _check_jump(top: int, fresh: Iterable[Arrived]) -> None:
    highest = max((arrived.body.lamport for arrived in fresh), default=top)
    if highest > top + MAX_JUMP:
        raise errors.BadLine(where=f"lamport {highest}", reason="out of bounds")


def _check_named(connection: Connection, fresh: Iterable[Arrived]) -> None:
    named = list(dict.fromkeys(name for arrived in fresh for name in blobs_named(arrived.body.fact)))
    known = rows.known_blobs(connection, named)
    missing = [name for name in named if name not in known]
    if missing:
        raise errors.BlobsMissing(names=",".join(missing[:100]), count=len(missing))


def remember(connection: Connection, keys: Mapping[str, bytes], now: datetime) -> None:
    """Keep the public keys of devices seen for the first time."""
    query = select(devices.c.device).where(devices.c.device.in_(list(keys)))
    known = set(connection.scalars(query))
    new = [{"device": name, "public": keys[name], "first_seen": now} for name in keys if name not in known]
    if new:
        connection.execute(rows.insert_new(connection, devices), new)
