"""What a device of a venue may lay down here before a line names it: so much, and only what it has asked about (EC-19).

Blobs come before the lines that name them, so the disk of the primary would take anything from a joined device that turned
hostile. What is noted here is forgotten when the venue is shut; nothing of it is a fact.
"""

import threading
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus

import msgspec

from app.models.entry import Entry
from app.models.packfile import PackError
from app.server.refusals import NodeRefusal
from app.services.audit import load_world
from app.services.ledger.errors import LedgerError

MOST_UNNAMED = 512 * 1024 * 1024
"""Bytes of one device that no line names yet; an honest one has those of ``services/venue/link.BATCH`` under way."""

MOST_AT_ONCE = 3
"""Bodies of one device at once: a cut leaves one hanging until its time is over."""

_MOST_ASKED = 5_000


def demand_packages(entries: Iterable[Entry], blob: Callable[[str], bytes]) -> None:
    """Refuse entries that name a package or a rule pack nobody can read: the whole meeting could be read no more.

    :raises NodeRefusal: ``venue_package``.
    """
    try:
        load_world(tuple(entries), blob)
    except (LedgerError, PackError, msgspec.DecodeError, ValueError, RecursionError) as error:
        raise NodeRefusal("venue_package", HTTPStatus.UNPROCESSABLE_ENTITY) from error


class _Account:
    def __init__(self) -> None:
        self.asked: dict[str, None] = {}
        self.unnamed: dict[str, int] = {}
        self.under_way = 0


class BlobBudget:
    """The account of each device. Safe to share between threads."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._accounts: dict[str, _Account] = {}

    def ask(self, device: str, names: Iterable[str]) -> None:
        """A device asked which of these are missing here."""
        with self._turn:
            asked = self._account(device).asked
            asked.update(dict.fromkeys(names))
            for name in list(asked)[:-_MOST_ASKED]:
                del asked[name]

    @contextmanager
    def taking(self, device: str, name: str, named: Container[str]) -> Iterator[None]:
        """Let one blob come in; called before its body is read.

        :raises NodeRefusal: ``venue_blob`` (nobody asked about it), ``venue_blobs`` (too much that no line names),
            ``too_many`` (too many bodies at once).
        """
        with self._turn:
            account = self._account(device)
            if name not in account.asked:
                raise NodeRefusal("venue_blob", HTTPStatus.BAD_REQUEST)
            for known in [x for x in account.unnamed if x in named]:
                del account.unnamed[known]
            if sum(account.unnamed.values()) >= MOST_UNNAMED:
                raise NodeRefusal("venue_blobs", HTTPStatus.CONFLICT, limit=MOST_UNNAMED >> 20)
            if account.under_way >= MOST_AT_ONCE:
                raise NodeRefusal("too_many", HTTPStatus.TOO_MANY_REQUESTS, seconds=1)
            account.under_way += 1
        try:
            yield
        finally:
            with self._turn:
                account.under_way -= 1

    def took(self, device: str, name: str, size: int) -> None:
        """A blob is here now."""
        with self._turn:
            account = self._account(device)
            account.asked.pop(name, None)
            account.unnamed[name] = size

    def _account(self, device: str) -> _Account:
        return self._accounts.setdefault(device, _Account())
