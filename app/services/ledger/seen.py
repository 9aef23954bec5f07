"""What was read of a meeting before, as long as nothing was added: a scan at the door need not decode 2,000 facts again."""

from sqlalchemy import Connection

from app.models.entry import Entry
from app.services.ledger import fast

Ends = tuple[tuple[str, int, str], ...]
"""Device, last sequence number and last hash of every chain of a meeting, by device."""

_MOST = 4
"""Meetings that are kept; a desk works on one or two at a time."""


class Seen:
    """The entries of the meetings read last, each with the ends of its chains.

    It is asked of the database every time where the chains end. Rows are only ever added and each hash covers all before
    it, so where the ends are the same everything is, and the same tuple is returned; otherwise all is read anew. What a
    write that was undone had left here is under ends that no chain has, and is never found. ``Ledger.verify`` reads the
    disk itself.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[Ends, tuple[Entry, ...]]] = {}

    def read(self, connection: Connection, meeting: str) -> tuple[Ends, tuple[Entry, ...]]:
        """The ends of the chains of a meeting, and all its entries in total order."""
        ends = fast.ends(connection, meeting)
        known = self._known.get(meeting)
        if known is not None and known[0] == ends:
            return known
        entries = fast.all_entries(connection, meeting)
        self.keep(meeting, ends, entries)
        return ends, entries

    def keep(self, meeting: str, ends: Ends, entries: tuple[Entry, ...]) -> None:
        """Remember what is in the database under these ends, or will be when the write has ended."""
        known = {name: row for name, row in self._known.items() if name != meeting}
        while len(known) >= _MOST:
            del known[next(iter(known))]
        self._known = {**known, meeting: (ends, entries)}  # whole, so that no thread sees it half changed


def moved(ends: Ends, entry: Entry) -> Ends:
    """The ends after one more entry."""
    others = [row for row in ends if row[0] != entry.body.device]
    return tuple(sorted([*others, (entry.body.device, entry.body.seq, entry.hash)]))
