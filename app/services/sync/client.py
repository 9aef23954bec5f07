"""The desk's side of the sync: what the node has not acknowledged goes there, its receipts come back as facts."""

import ssl
from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import quote

from msgspec import Struct

from app.models.entry import Entry
from app.models.facts import DeviceRange
from app.services.intake.package_file import read_package
from app.services.intake.problems import IntakeError
from app.services.ledger import Ledger, errors
from app.services.signing.canonical import sha256_hex
from app.services.signing.keys import DeviceKey, pack
from app.services.sync.batches import FULL, LIGHT, Batch, Bounds, batches, compare
from app.services.sync.counting import idle, standing_of
from app.services.sync.door import DoorLine
from app.services.sync.errors import SyncError
from app.services.sync.protocol import (
    MAX_NAMES,
    MAX_PACKAGE,
    Acknowledgement,
    BlobNames,
    CertificateAnswer,
    Conflict,
    DeviceWord,
    Heads,
    PackageInfo,
    PackageList,
    Push,
    Receipt,
    ReceiptWanted,
    RevocationList,
    Taken,
    is_signed_by,
)
from app.services.sync.session import ServerTime, Session
from app.services.sync.trust import TrustBook, kid_of
from app.services.sync.ways import BY, facts_of, roster_fact
from app.services.sync.wire import Limits, Wire, utc_now


class SyncResult(Struct, frozen=True, kw_only=True):
    """One sync of one meeting.

    ``pushed`` entries and ``blobs`` that were new to the node; the ``receipt`` and ``conflict`` (T23) that came back;
    ``stored``: a fact was added here; ``held``: entries that wait for the end of the session (EC-22); ``waiting``: chains
    the node still waits for before it takes the seal; ``roster_version``: the newest the node has (EC-23).
    """

    pushed: int = 0
    blobs: int = 0
    receipt: Receipt | None = None
    conflict: Conflict | None = None
    stored: bool = False
    held: int = 0
    waiting: tuple[str, ...] = ()
    roster_version: int = 0


class SyncClient:
    """One device talking to one node; for one thread at a time.

    Every method raises ``SyncError`` when the network or the node is wrong and ``LedgerError`` when our disk is. All may
    be called again: what has arrived is not sent twice, what was half done goes on where it was cut.
    """

    def __init__(  # noqa: PLR0913  what a client cannot be without, and seams for clocks and TLS
        self,
        ledger: Ledger,
        node_url: str,
        device_key: DeviceKey,
        trust: TrustBook,
        *,
        enrol_code: str = "",
        limits: Limits | None = None,
        clock: Callable[[], datetime] = utc_now,
        verify: ssl.SSLContext | bool = True,
    ) -> None:
        self._ledger = ledger
        self._key = device_key
        self._trust = trust
        self._wire = Wire(node_url, device_key, limits=limits or Limits(), clock=clock, verify=verify)
        self._session = Session(self._wire, device_key, trust, enrol_code=enrol_code, clock=clock)
        self._door = DoorLine(ledger, self._session, clock)

    @property
    def url(self) -> str:
        """The node, as ``scheme://host:port``."""
        return self._wire.url

    def close(self) -> None:
        """Close the connection."""
        self._wire.close()

    def server_time(self) -> ServerTime:
        """Ask the node for its time; it proves its key by the way (see ``Session.server_time``)."""
        return self._session.server_time()

    def enrol(self, code: str = "") -> None:
        """Make this device known to the node (see ``Session.enrol``); the other methods do it by themselves."""
        self._session.enrol(code)

    def about_device(self, device: str) -> DeviceWord:
        """Return the node's signed word on any device (see ``Session.about_device``)."""
        return self._session.about_device(device)

    def verify_certificate(self, meeting: str, entry: Entry) -> CertificateAnswer:
        """Ask about one e-certificate seen at the door (see ``DoorLine.verify``)."""
        return self._door.verify(meeting, entry)

    def verify_certificates(self, meeting: str) -> int:
        """Ask about all of a meeting that have no answer; how many have one now (see ``DoorLine.verify_all``)."""
        return self._door.verify_all(meeting)

    def fetch_revocations(self, meeting: str) -> tuple[RevocationList, bool]:
        """Take the list of revoked badges; the list, and whether a fact was added (see ``DoorLine.revocations``)."""
        return self._door.revocations(meeting)

    def sync_meeting(self, meeting: str, *, light: bool = False) -> SyncResult:
        """Send what the node has not, take its receipt, keep it as a fact if it says something new.

        ``light``: while the meeting runs (EC-22): one small push; heavy blobs stay for after the seal.

        :raises SyncError: ``sync.rolled_back``, ``sync.fork``, ``sync.bad_receipt``, ``sync.refused``, the network's.
        """
        if standing_of(self._ledger, meeting).rests:
            return SyncResult()
        heads = self._heads(meeting)
        have = compare(self._ledger, meeting, heads.ranges)
        pushed = blobs = 0
        for batch in self._outgoing(meeting, have, LIGHT if light else FULL):
            blobs += self._push_blobs(batch.blobs)
            pushed += self._push(meeting, batch).new
        if not (pushed or have):
            return SyncResult(blobs=blobs, held=self._unsent(meeting), roster_version=heads.roster_version)
        seal = standing_of(self._ledger, meeting).seal_hash
        said = self._ask_receipt(meeting, seal)
        return SyncResult(
            pushed=pushed,
            blobs=blobs,
            receipt=said.receipt,
            conflict=said.conflict,
            stored=self._store(meeting, said, heads.roster_version),
            held=self._unsent(meeting),
            waiting=said.waiting,
            roster_version=heads.roster_version,
        )

    def _unsent(self, meeting: str) -> int:
        return standing_of(self._ledger, meeting).unsent

    def _heads(self, meeting: str) -> Heads:
        return self._session.ask("GET", f"{_path(meeting)}/heads", Heads)

    def _outgoing(self, meeting: str, have: dict[str, int], bounds: Bounds) -> Iterator[Batch]:
        """Yield what to send, the chain the meeting began with first: it brings the package the node knows it by."""
        entries = self._ledger.entries(meeting)
        order = dict.fromkeys(entry.body.device for entry in entries)
        for device in order:
            for batch in batches(self._ledger, meeting, device, have.get(device, 0), bounds):
                yield batch
                if bounds.blob is not None:
                    return

    def _push_blobs(self, names: tuple[str, ...]) -> int:
        sent = 0
        for start in range(0, len(names), MAX_NAMES):
            asked = BlobNames(names=names[start : start + MAX_NAMES])
            missing = self._session.ask("POST", "/v1/blobs/missing", BlobNames, asked).names
            for name in missing:
                if name not in asked.names:
                    raise SyncError("sync.bad_answer", url=self.url, reason="blob not asked for")
                self._session.raw("PUT", f"/v1/blobs/{name}", self._ledger.blob(name))
                sent += 1
        return sent

    def _push(self, meeting: str, batch: Batch) -> Taken:
        keys = {batch.device: pack(self._ledger.devices()[batch.device])}
        push = Push(meeting=meeting, lines=batch.lines, keys=keys)
        return self._session.ask("POST", f"{_path(meeting)}/lines", Taken, push)

    def _ask_receipt(self, meeting: str, seal: str) -> Acknowledgement:
        """Return the node's answer after its signature and every range in it have been held against what is here."""
        wanted = ReceiptWanted(seal_hash=seal)
        said = self._session.ask("POST", f"{_path(meeting)}/receipt", Acknowledgement, wanted)
        receipt = said.receipt
        node = self._session.node_key()
        reason = ""
        if not is_signed_by(receipt, node):
            reason = "signature"
        elif receipt.meeting != meeting:
            reason = "meeting"
        elif receipt.seal_hash not in {"", seal}:
            reason = "seal"
        elif not all(self._holds(meeting, part) for part in receipt.ranges):
            reason = "ranges"
        if reason:
            raise SyncError("sync.bad_receipt", reason=reason, kid=receipt.kid[:40])
        return said

    def _holds(self, meeting: str, part: DeviceRange) -> bool:
        """Is a range of a receipt true of our chain? Chains that are not here are the node's own business."""
        ours = {head.device: head.upto for head in self._ledger.heads(meeting)}
        if part.device not in ours:
            return part.device != self._ledger.device
        if part.upto < 1:
            return False
        if part.upto > ours[part.device]:
            return part.device != self._ledger.device
        return self._ledger.since(meeting, part.device, part.upto - 1, 1)[0].hash == part.hash

    def _store(self, meeting: str, said: Acknowledgement, roster_version: int) -> bool:
        with self._ledger.write(meeting) as tx:
            entries = tx.entries()
            without = idle(entries, self._ledger.device, tx.blob)
            noticed = roster_fact([e for e in entries if e.hash not in without], roster_version)
            found = [
                *facts_of(entries, said.receipt, said.conflict, without),
                *([noticed] if noticed else []),
            ]
            for fact in found:
                tx.append(BY, fact)
        return bool(found)

    def fetch_packages(self) -> tuple[PackageInfo, ...]:
        """Take the signed packages that are new here into ``Ledger.packages``; return all the node gives out.

        A package that cannot be used is left out and, when the others are in, raised.

        :raises SyncError: ``sync.bad_package``, the network's.
        """
        listed = self._session.ask("GET", "/v1/packages", PackageList).packages
        known = {(row.meeting, row.roster_version, row.sha256) for row in self._ledger.packages()}
        fault: SyncError | None = None
        for info in listed:
            new = (info.meeting, info.roster_version, info.sha256) not in known
            if new and not self._ledger.is_erased(info.meeting):  # what was tidied up does not come back
                try:
                    self._fetch(info)
                except SyncError as error:
                    if error.code != "sync.bad_package":
                        raise
                    fault = fault or error
        if fault is not None:
            raise fault
        return listed

    def _fetch(self, info: PackageInfo) -> None:
        target = f"/v1/packages/{quote(info.meeting, safe='')}/{info.roster_version}"
        data = self._session.raw("GET", target, limit=MAX_PACKAGE)
        node = self._session.node_key()
        try:
            package = read_package(data, {kid_of(node): node}).package
            if sha256_hex(data) != info.sha256:
                raise _bad_package(info, "digest")
            if (package.meeting.id, package.roster_version) != (info.meeting, info.roster_version):
                raise _bad_package(info, "another meeting")
            self._ledger.put_package(info.meeting, info.roster_version, data)
        except IntakeError as error:
            raise _bad_package(info, error.code) from error
        except errors.PackageConflict as error:
            raise _bad_package(info, error.code) from error


def _path(meeting: str) -> str:
    return f"/v1/meetings/{quote(meeting, safe='')}"


def _bad_package(info: PackageInfo, reason: str) -> SyncError:
    return SyncError("sync.bad_package", meeting=info.meeting, reason=reason)
