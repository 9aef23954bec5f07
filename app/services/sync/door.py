"""What the door asks the central node: is this e-certificate good, and which badges are revoked. The answers become facts.

There is no queue: what is still to be asked follows from the facts (a certificate seen, no answer about it). An answer is
believed only with the node's signature under the question as it was asked, and only while it is fresh.
"""

import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from urllib.parse import quote

import msgspec
from msgspec.structs import replace

from app.models import facts as f
from app.models.beijing import beijing_day
from app.models.entry import Entry
from app.models.fold.undo import undone_by
from app.services.ledger import Ledger, WriteTx
from app.services.sync.counting import counting
from app.services.sync.errors import SyncError
from app.services.sync.protocol import (
    WINDOW_SECONDS,
    CertificateAnswer,
    CertificateQuestion,
    RevocationList,
    RevokedBadge,
    is_signed_by,
)
from app.services.sync.session import Session
from app.services.sync.ways import BY, standing

STALE = timedelta(hours=6)
"""A list of revoked badges that says nothing new is recorded again when the one in the record is older."""

MAX_LISTED = 128 * 1024
"""Bytes of signed lists that the facts of one hearing may carry together; one entry has room for twice that.

A list of five hundred badges has 30 KiB. What is longer is recorded without it, and then counts only from the primary.
"""

QUIET = timedelta(days=30)
"""Nobody has recorded anything for so long: an abandoned meeting gets no more facts that only say the list was heard."""

UNHEARD = frozenset({"meeting_unknown", "not_found"})
"""Refusals of a node that does not know the meeting, or of an older one that does not know the question."""


def unanswered(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Entries of e-certificates seen that stand and that no answer is about."""
    facts = [entry.fact for entry in entries]
    if not any(isinstance(fact, f.ECertificateSeen) for fact in facts):
        return ()
    answered = {(x.digest, x.person) for x in facts if isinstance(x, f.ECertificateVerified)}
    gone = undone_by(entries)
    open_: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        fact = entry.fact
        if isinstance(fact, f.ECertificateSeen) and entry.hash not in gone:
            key = (fact.digest, fact.person)
            if key not in answered:
                open_.setdefault(key, entry)
    return tuple(open_.values())


def question_of(meeting: str, entry: Entry) -> CertificateQuestion:
    """The question about a certificate; it is judged for the day on which it was shown."""
    seen = entry.fact
    if not isinstance(seen, f.ECertificateSeen):
        raise TypeError(seen)
    return CertificateQuestion(
        meeting=meeting,
        person=seen.person,
        digest=seen.digest,
        certificate=seen.certificate,
        number=seen.number,
        day=beijing_day(entry.body.at),
    )


def fact_of(answer: CertificateAnswer) -> f.ECertificateVerified | None:
    """The fact an answer is stored as; None for what the node does not know."""
    if answer.state == "unknown":
        return None
    return f.ECertificateVerified(
        digest=answer.digest,
        valid=answer.state == "valid",
        detail=answer.detail,
        verified_at=answer.answered_at,
        person=answer.person,
        state=answer.state,
        day=answer.day,
        until=answer.until,
        registered=answer.registered,
        kid=answer.kid,
        signature=answer.signature,
    )


def answer_of(
    meeting: str, seen: f.ECertificateSeen, fact: f.ECertificateVerified
) -> CertificateAnswer | None:
    """The answer a stored fact came from; whoever has the node's key can verify it again. None if it bears no signature."""
    if fact.day is None or not fact.state:
        return None
    return CertificateAnswer(
        kid=fact.kid,
        meeting=meeting,
        person=fact.person,
        digest=fact.digest,
        certificate=seen.certificate,
        number=seen.number,
        day=fact.day,
        state=fact.state,
        detail=fact.detail,
        answered_at=fact.verified_at,
        until=fact.until,
        registered=fact.registered,
        signature=fact.signature,
    )


def revocation_facts(entries: Iterable[Entry], said: RevocationList) -> tuple[f.BadgesRevoked, ...]:
    """The facts a list adds: what is new in it, a fact for each reason; or that it was heard, if that was long ago."""
    entries = tuple(entries)
    heard = [x.fact for x in entries if isinstance(x.fact, f.BadgesRevoked) and x.fact.source == "node"]
    known = {serial for fact in heard for serial in fact.serials}
    new: dict[str, list[str]] = {}
    for badge in said.revoked:
        if badge.serial not in known:
            new.setdefault(badge.reason, []).append(badge.serial)
    fits = len(msgspec.json.encode(said.revoked)) * max(len(new), 1) <= MAX_LISTED
    if new:
        return tuple(_revoked(tuple(serials), reason, said, fits=fits) for reason, serials in new.items())
    last = max((fact.as_of for fact in heard), default=None)
    busy = max((x.body.at for x in entries if x.body.by != BY), default=said.as_of)
    fresh = last is not None and said.as_of - last < STALE
    return () if fresh or said.as_of - busy > QUIET else (_revoked((), "", said, fits=fits),)


def _revoked(serials: tuple[str, ...], reason: str, said: RevocationList, *, fits: bool) -> f.BadgesRevoked:
    plain = f.BadgesRevoked(serials=serials, source="node", as_of=said.as_of, reason=reason)
    if not fits:
        return plain
    listed = tuple(f.ListedBadge(serial=x.serial, reason=x.reason) for x in said.revoked)
    return replace(plain, kid=said.kid, nonce=said.nonce, listed=listed, signature=said.signature)


def list_of(meeting: str, fact: f.BadgesRevoked) -> RevocationList | None:
    """The list a stored fact came from; whoever has the node's key can verify it again.

    None if it bears none, or if the fact says of a badge what the list does not.
    """
    said = {(x.serial, x.reason) for x in fact.listed}
    if fact.source != "node" or not fact.kid or not said.issuperset((x, fact.reason) for x in fact.serials):
        return None
    return RevocationList(
        kid=fact.kid,
        meeting=meeting,
        nonce=fact.nonce,
        as_of=fact.as_of,
        revoked=tuple(RevokedBadge(serial=x.serial, reason=x.reason) for x in fact.listed),
        signature=fact.signature,
    )


class DoorLine:
    """Asks one node for one device; for one thread, like the session it goes through."""

    def __init__(self, ledger: Ledger, session: Session, clock: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._session = session
        self._clock = clock

    def verify(self, meeting: str, entry: Entry) -> CertificateAnswer:
        """Ask about one certificate and keep the answer as a fact, once; ``unknown`` is kept nowhere.

        :raises SyncError: ``sync.bad_word``, ``sync.refused``, the network's.
        """
        asked = question_of(meeting, entry)
        node = self._session.node_key()
        said = self._session.ask("POST", "/v1/certificates", CertificateAnswer, asked)
        reason = ""
        if not is_signed_by(said, node):
            reason = "signature"
        elif any(getattr(said, name) != getattr(asked, name) for name in _REPEATED):
            reason = "question"
        elif not self._fresh(said.answered_at):
            reason = "time"
        if reason:
            raise SyncError("sync.bad_word", reason=reason, kid=said.kid[:40])
        fact = fact_of(said)
        if fact is not None:
            with self._ledger.write(meeting) as tx:
                if any(
                    _key(open_) == (asked.digest, asked.person) for open_ in unanswered(self._counting(tx))
                ):
                    tx.append(BY, fact)
        return said

    def verify_all(self, meeting: str) -> int:
        """Ask about every certificate of a meeting that has no answer; how many have one now. Errors as ``verify``."""
        open_ = unanswered(counting(self._ledger.entries(meeting), self._ledger.device, self._ledger.blob))
        return sum(self.verify(meeting, entry).state != "unknown" for entry in open_)

    def revocations(self, meeting: str) -> tuple[RevocationList, bool]:
        """Ask which badges are revoked; the list, and whether a fact was added.

        :raises SyncError: ``sync.bad_word``, ``sync.refused``, the network's.
        """
        nonce = secrets.token_hex(16)
        target = f"/v1/meetings/{quote(meeting, safe='')}/revocations?nonce={nonce}"
        node = self._session.node_key()
        said = self._session.ask("GET", target, RevocationList)
        if not is_signed_by(said, node):
            raise SyncError("sync.bad_word", reason="signature", kid=said.kid[:40])
        if (said.nonce, said.meeting) != (nonce, meeting):
            raise SyncError("sync.bad_word", reason="question", kid=said.kid[:40])
        with self._ledger.write(meeting) as tx:
            entries = self._counting(tx)
            facts = () if standing(entries).seal_hash else revocation_facts(entries, said)
            for fact in facts:
                tx.append(BY, fact)
        return said, bool(facts)

    def _counting(self, tx: WriteTx) -> tuple[Entry, ...]:
        """What another device claims that the node said hides nothing from it (``counting``)."""
        return counting(tx.entries(), self._ledger.device, tx.blob)

    def _fresh(self, moment: datetime) -> bool:
        """Was this said just now? An answer of yesterday, played back today, is still well signed."""
        now = self._clock() + timedelta(seconds=self._session.wire.offset)
        return moment.tzinfo is not None and abs(now - moment) <= timedelta(seconds=WINDOW_SECONDS)


_REPEATED = ("meeting", "person", "digest", "certificate", "number", "day")


def _key(entry: Entry) -> tuple[str, str]:
    fact = entry.fact
    return (fact.digest, fact.person) if isinstance(fact, f.ECertificateSeen) else ("", "")
