"""Which central node is the right one: its key is kept at the first contact and must stay the same (trust on first use)."""

import contextlib
import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Self

import msgspec
from msgspec import Struct

from app.services.signing.keys import NodeKey, key_digest, pack, unpack
from app.services.sync.errors import SyncError

_MOST_BYTES = 1_000_000


class Pinned(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The key (base64) that a node showed when this device first met it."""

    kid: str
    public: str
    since: datetime


class _Book(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: Literal["huiqian.trust/1"] = "huiqian.trust/1"
    nodes: dict[str, Pinned] = {}  # msgspec copies an empty default


class TrustBook:
    """``home/trust.json``: node URL → key. Public keys are no secret, so a file will do."""

    def __init__(self, home: Path) -> None:
        self._file = home / "trust.json"
        self._turn = threading.Lock()

    @classmethod
    def of_file(cls, file: Path) -> Self:
        """The book that lies in a file of any name, e.g. brought from another computer."""
        book = cls(file.parent)
        book._file = file
        return book

    def pin(self, url: str, public: bytes) -> None:
        """Keep the key of a node met for the first time, or hold it against the one kept.

        :raises SyncError: ``sync.node_key_changed``; ``sync.trust_unreadable`` (the file is damaged or cannot be written).
        """
        with self._turn:
            book = self._read()
            known = book.nodes.get(url)
            kid = kid_of(public)
            if known is None:
                pinned = Pinned(kid=kid, public=pack(public), since=datetime.now(UTC))
                self._write(_Book(nodes={**book.nodes, url: pinned}))
            elif known.public != pack(public):
                raise SyncError("sync.node_key_changed", url=url, have=known.kid, got=kid)

    def key(self, url: str) -> bytes | None:
        """Return the kept key of a node (32 bytes), None if it was never met."""
        known = self._read().nodes.get(url)
        return None if known is None else unpack(known.public)

    def keys(self) -> dict[str, bytes]:
        """Key id → key of every node trusted, to verify packages with."""
        found = {pinned.kid: unpack(pinned.public) for pinned in self._read().nodes.values()}
        return {kid: public for kid, public in found.items() if public is not None}

    def urls(self) -> tuple[str, ...]:
        """Addresses of the nodes met, the one met last first."""
        nodes = self._read().nodes
        return tuple(sorted(nodes, key=lambda url: nodes[url].since, reverse=True))

    def forget(self, url: str) -> None:
        """Trust whatever key the node shows next: only after a person has asked the node's people (by telephone)."""
        with self._turn:
            nodes = {known: pinned for known, pinned in self._read().nodes.items() if known != url}
            self._write(_Book(nodes=nodes))

    def _read(self) -> _Book:
        try:
            with self._file.open("rb") as file:
                book = msgspec.json.decode(file.read(_MOST_BYTES), type=_Book)
        except FileNotFoundError:
            return _Book()
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            raise SyncError("sync.trust_unreadable", file=self._file, reason=error) from error
        if any(
            (raw := unpack(pinned.public)) is None or kid_of(raw) != pinned.kid
            for pinned in book.nodes.values()
        ):
            raise SyncError("sync.trust_unreadable", file=self._file, reason="kid")
        return book

    def _write(self, book: _Book) -> None:
        """Whole or not at all."""
        draft = self._file.with_suffix(".new")
        try:
            with draft.open("wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(book), indent=2))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._file)
        except OSError as error:
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)
            raise SyncError("sync.trust_unreadable", file=self._file, reason=error) from error


def kid_of(public: bytes) -> str:
    """Return the id of the node that owns this public key."""
    return NodeKey.prefix + key_digest(public)
