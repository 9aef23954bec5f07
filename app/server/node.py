"""The central node without its HTTP: what it does with each question. All its state is in the ledger."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from hmac import compare_digest
from http import HTTPStatus
from pathlib import Path

from msgspec.structs import replace

from app.models.calendar import BEIJING
from app.models.facts import PackageImported
from app.server import records
from app.server.certificates import Certificates
from app.server.gatekeeper import Gatekeeper, utc_now
from app.server.packages import Packages
from app.server.receipts import Receipts
from app.server.refusals import NodeRefusal
from app.server.settings import Settings
from app.services.ledger import Ledger, Line
from app.services.signing.keys import NodeKey, device_id, load_device_key, load_node_key, pack, unpack, verify
from app.services.sync.protocol import (
    MAX_BATCH_LINES,
    MAX_REASON,
    Acknowledgement,
    CertificateAnswer,
    CertificateQuestion,
    Challenge,
    Conflict,
    Decision,
    DeviceWord,
    Enrol,
    Enrolled,
    Heads,
    Possession,
    Push,
    RevocationList,
    SignedTime,
    Taken,
    Word,
    is_signed_by,
    signed_bytes,
)

_CHALLENGE_LIFE = timedelta(minutes=5)
_NONCE = 64
"""Most characters of a nonce."""


class Node:
    """One central node: a ledger, a key, and what it may do with them. Safe to share between threads."""

    def __init__(
        self,
        ledger: Ledger,
        key: NodeKey,
        *,
        sample: bool = False,
        enrol_code: str = "",
        home: Path | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.ledger = ledger
        self.key = key
        self.packages = Packages(ledger, key, sample=sample)
        self.receipts = Receipts(ledger, key, clock)
        self.certificates = Certificates(ledger, home)
        self.gate = Gatekeeper(ledger, key, clock)
        self._enrol_code = enrol_code
        self._clock = clock

    def time(self, nonce: str) -> SignedTime:
        """Say who we are and what time it is, signed over the asker's nonce."""
        self._nonce(nonce)
        plain = SignedTime(kid=self.key.kid, public=pack(self.key.public), nonce=nonce, time=self._clock())
        return replace(plain, signature=self._sign(plain))

    def challenge(self) -> Challenge:
        """Give a nonce to enrol with. It is not remembered: our own signature tells later that it is ours."""
        expires = self._clock() + _CHALLENGE_LIFE
        plain = Challenge(kid=self.key.kid, nonce=secrets.token_hex(16), expires=expires)
        return replace(plain, signature=self._sign(plain))

    def _sign(self, message: Word) -> str:
        return pack(self.key.sign(signed_bytes(message)))

    def enrol(self, asked: Enrol) -> Enrolled:
        """Know a device from now on, if it proves that it has the key it shows.

        :raises NodeRefusal: challenge (not ours, or over), proof, device_revoked, enrol_code.
        """
        if not is_signed_by(asked.challenge, self.key.public) or asked.challenge.expires < self._clock():
            raise NodeRefusal("challenge", HTTPStatus.FORBIDDEN)
        public, proof = unpack(asked.public), unpack(asked.proof)
        possession = Possession(kid=self.key.kid, nonce=asked.challenge.nonce, public=asked.public)
        if public is None or proof is None or not verify(public, proof, signed_bytes(possession)):
            raise NodeRefusal("proof", HTTPStatus.FORBIDDEN)
        self.gate.admit(device_id(public))
        if self._enrol_code and not compare_digest(asked.code.encode(), self._enrol_code.encode()):
            raise NodeRefusal("enrol_code", HTTPStatus.FORBIDDEN)
        return Enrolled(device=self.ledger.know_device(public), kid=self.key.kid)

    def about_device(self, device: str, nonce: str) -> DeviceWord:
        """Say whether a device is enrolled here, with which key, and whether it was revoked; signed over the asker's nonce."""
        self._nonce(nonce)
        public = self.ledger.devices().get(device)
        plain = DeviceWord(
            kid=self.key.kid,
            nonce=nonce,
            device=device[:_NONCE],
            public=pack(public) if public else "",
            revoked_at=self.gate.revoked().get(device),
        )
        return replace(plain, signature=self._sign(plain))

    def certificate(self, asked: CertificateQuestion) -> CertificateAnswer:
        """Say what is known here of an e-certificate shown at a door; signed, with the question in it.

        :raises NodeRefusal: meeting_unknown.
        """
        self._plain(asked.meeting)
        verdict = self.certificates.judge(asked)
        plain = CertificateAnswer(
            kid=self.key.kid,
            meeting=asked.meeting,
            person=asked.person,
            digest=asked.digest,
            certificate=asked.certificate,
            number=asked.number,
            day=asked.day,
            state=verdict.state,
            detail=verdict.detail,
            answered_at=self._clock(),
            until=verdict.until,
            registered=verdict.registered,
        )
        return replace(plain, signature=self._sign(plain))

    def revocations(self, meeting: str, nonce: str) -> RevocationList:
        """Every revoked badge of a meeting as of now, signed over the asker's nonce.

        :raises NodeRefusal: meeting_unknown, bad_request.
        """
        self._nonce(nonce)
        self._plain(meeting)
        if not self.packages.newest(meeting):
            raise NodeRefusal("meeting_unknown", HTTPStatus.NOT_FOUND, meeting=meeting)
        record = self.ledger.entries(records.badge_record(meeting))
        plain = RevocationList(
            kid=self.key.kid,
            meeting=meeting,
            nonce=nonce,
            as_of=self._clock(),
            revoked=records.revoked_badges(record),
        )
        return replace(plain, signature=self._sign(plain))

    def _nonce(self, nonce: str) -> None:
        if not 0 < len(nonce) <= _NONCE or not nonce.isascii():
            raise NodeRefusal("bad_request", HTTPStatus.BAD_REQUEST, reason="nonce")

    def heads(self, meeting: str) -> Heads:
        """How far we have a meeting; empty ranges if it has not begun here."""
        self._plain(meeting)
        return Heads(
            meeting=meeting,
            ranges=self.ledger.heads(meeting),
            roster_version=self.packages.newest(meeting),
            conflict=self.receipts.standing(meeting).conflict,
        )

    def take(self, meeting: str, push: Push) -> Taken:
        """Take in a batch: all of it or, with the reason, nothing (``Ledger.absorb`` verifies chains and signatures).

        :raises NodeRefusal: meeting_unknown, bad_request, too_large.
        :raises LedgerError: bad_line, bad_signature, unknown_device, device_mismatch, gap, fork, blobs_missing.
        """
        self._plain(meeting)
        if push.meeting != meeting:
            raise NodeRefusal("bad_request", HTTPStatus.BAD_REQUEST, reason="another meeting")
        if len(push.lines) > MAX_BATCH_LINES:
            raise NodeRefusal("too_large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, limit=MAX_BATCH_LINES)
        keys = _keys(push.keys)
        if not self.packages.newest(meeting) and not self._brings_our_package(meeting, push.lines):
            raise NodeRefusal("meeting_unknown", HTTPStatus.NOT_FOUND, meeting=meeting)
        absorbed = self.ledger.absorb(meeting, push.lines, {}, keys)
        return Taken(new=absorbed.new, known=absorbed.known, ranges=self.ledger.heads(meeting))

    def _brings_our_package(self, meeting: str, lines: Sequence[Line]) -> bool:
        return any(
            self.packages.admit(fact.package, meeting)
            for line in lines
            if b'"PackageImported"' in bytes(line.body)
            and isinstance(fact := line.entry().fact, PackageImported)
        )

    def receipt(self, meeting: str, seal_hash: str) -> Acknowledgement:
        """Acknowledge what is here (T22) or say why the seal is not taken (T23).

        :raises NodeRefusal: meeting_unknown.
        """
        self._plain(meeting)
        if not self.ledger.heads(meeting):
            raise NodeRefusal("meeting_unknown", HTTPStatus.NOT_FOUND, meeting=meeting)
        return self.receipts.acknowledge(meeting, seal_hash)

    def decide(self, meeting: str, decision: Decision) -> Heads:
        """Record the operator's word: withdraw (EC-48), or settle the open conflict (T23b, T23c).

        :raises NodeRefusal: meeting_unknown, bad_request, decision (there is no conflict).
        """
        self._plain(meeting)
        if not self.packages.newest(meeting):
            raise NodeRefusal("meeting_unknown", HTTPStatus.NOT_FOUND, meeting=meeting)
        if not 0 < len(decision.reason.strip()) <= MAX_REASON:
            raise NodeRefusal("bad_request", HTTPStatus.BAD_REQUEST, reason="reason")
        if decision.how == "withdraw":
            conflict = Conflict(code="withdrawn", reason=decision.reason)
            self.receipts.notice(meeting, conflict, records.OPERATOR)
        elif not self.receipts.settle(meeting, decision.how, decision.reason):
            raise NodeRefusal("decision", HTTPStatus.CONFLICT)
        return self.heads(meeting)

    def _plain(self, meeting: str) -> None:
        if records.is_record(meeting) or not 0 < len(meeting) < _NONCE:
            raise NodeRefusal("meeting_unknown", HTTPStatus.NOT_FOUND, meeting=meeting[:_NONCE])


def _keys(sent: Mapping[str, str]) -> dict[str, bytes]:
    keys = {device: raw for device, text in sent.items() if (raw := unpack(text)) is not None}
    if len(keys) < len(sent):
        raise NodeRefusal("bad_request", HTTPStatus.BAD_REQUEST, reason="keys")
    return keys


def open_node(settings: Settings) -> Node:
    """Open the node of a home: its key, its ledger, the sample if wanted.

    :raises LedgerError, KeyFault, OSError: the node cannot run here.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    key = load_node_key(settings.home)
    where = settings.db_url or settings.home / "ledger.db"
    ledger = Ledger.open(where, load_device_key(settings.home))
    node = Node(ledger, key, sample=settings.sample, enrol_code=settings.enrol_code, home=settings.home)
    if settings.sample:
        node.packages.put_sample(utc_now().astimezone(BEIJING).date())
    return node
