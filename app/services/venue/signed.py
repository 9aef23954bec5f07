"""What only a central node can say, held against its signature before a chain that says it is taken in (EC-19, CJ-二12).

A receipt makes entries count as delivered, an answer about an e-certificate calls it good, a list of revoked badges turns
people away. A device that scans may carry them; it may not make them. Words of a node nobody here knows, and lists that bear
nobody's name, come in and change nothing (``fold.writers``): to refuse them would hold up the check-ins behind them.
"""

from collections.abc import Iterable, Mapping

from app.models import facts as f
from app.models.entry import Entry
from app.models.facts import Fact
from app.models.meeting import Meeting
from app.services.signing.keys import unpack
from app.services.sync.door import answer_of, list_of
from app.services.sync.protocol import CertificateAnswer, Receipt, RevocationList, is_signed_by, receipt_of

Spoken = f.ReceiptStored | f.ECertificateVerified | f.BadgesRevoked


def forged_word(m: Meeting, entries: Iterable[Entry], trusted: Mapping[str, bytes]) -> Spoken | None:
    """Return the first fact that claims a node's word without its signature, of a node this meeting or this desk knows.

    Args:
        m: the meeting as it is here.
        entries: what came, in the order of its chains.
        trusted: key id → key (32 bytes) of the nodes this desk trusts.

    """
    keys = {**_named(m), **trusted}
    seen = dict(m.certificates)
    for entry in entries:
        fact = entry.fact
        if isinstance(fact, f.ECertificateSeen):
            seen.setdefault(fact.digest, fact)
        elif isinstance(fact, Spoken) and _is_forged(m, fact, keys, seen):
            return fact
    return None


def _named(m: Meeting) -> dict[str, bytes]:
    if m.package is None:
        return {}
    return {row.kid: unpack(row.key) or b"" for row in m.info.keys if row.use == "node"}


def _is_forged(
    m: Meeting, fact: Spoken, keys: Mapping[str, bytes], seen: Mapping[str, f.ECertificateSeen]
) -> bool:
    if isinstance(fact, f.BadgesRevoked) and not fact.kid:
        return False  # it claims no node's word: a desk decided, or an older program wrote it
    public = keys.get(fact.kid)
    if public is None:
        return fact.kid == m.signed_by  # the fold would believe it, and nobody here can verify it
    word = word_of(m.id, fact, seen)
    return word is None or not is_signed_by(word, public)


def word_of(
    meeting: str, fact: Fact, seen: Mapping[str, f.ECertificateSeen]
) -> Receipt | CertificateAnswer | RevocationList | None:
    """The word of a node as it signed it; None if the fact has none. ``seen``: certificates shown, by digest."""
    if isinstance(fact, f.ReceiptStored):
        return receipt_of(meeting, fact)
    if isinstance(fact, f.ECertificateVerified) and fact.digest in seen:
        return answer_of(meeting, seen[fact.digest], fact)
    return list_of(meeting, fact) if isinstance(fact, f.BadgesRevoked) else None
