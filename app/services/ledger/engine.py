"""How a database is reached: engines, pragmas, transactions, and the mapping of its errors to ours."""

import hashlib
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeGuard

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from app.services.ledger import cipher, errors
from app.services.ledger.schema import APPLICATION_ID

_SQLITE: dict[int, type[errors.LedgerError]] = {
    sqlite3.SQLITE_FULL: errors.DiskFull,
    sqlite3.SQLITE_IOERR: errors.DiskFault,
    sqlite3.SQLITE_READONLY: errors.ReadOnly,
    sqlite3.SQLITE_PERM: errors.ReadOnly,
    sqlite3.SQLITE_BUSY: errors.Locked,
    sqlite3.SQLITE_LOCKED: errors.Locked,
    sqlite3.SQLITE_CANTOPEN: errors.CannotOpen,
    sqlite3.SQLITE_CORRUPT: errors.Corrupted,
    sqlite3.SQLITE_NOTADB: errors.NotALedger,
    sqlite3.SQLITE_TOOBIG: errors.TooLarge,
}

_POSTGRES: dict[str, type[errors.LedgerError]] = {
    "53100": errors.DiskFull,
    "58030": errors.DiskFault,
    "25006": errors.ReadOnly,
    "42501": errors.ReadOnly,
    "55P03": errors.Locked,
    "40P01": errors.Locked,
    "XX001": errors.Corrupted,
    "XX002": errors.Corrupted,
}
"""SQLSTATE codes (PostgreSQL manual, appendix A)."""

_LOST = {"08", "57", "28", "3D"}
"""SQLSTATE classes: connection, shut down by the operator, not let in, no such database."""


class Database:
    """One database, reached in short transactions. Threads may share it.

    On SQLite one connection is kept for writing and one thread at a time has it; opening a transaction through the pool
    would cost more than the disk does.
    """

    def __init__(self, where: Path | str, busy_timeout: float) -> None:
        self.where = shown(where)
        self._busy_timeout = busy_timeout
        self._engine = _make_engine(where, busy_timeout)
        self._turn = threading.RLock()
        self._writer: Connection | None = None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a reading transaction: one consistent view."""
        with translated(self.where), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self, scope: str) -> Iterator[Connection]:
        """Open a writing transaction; commit at the end, undo when the block raises.

        On SQLite the only one at a time (BEGIN IMMEDIATE), on PostgreSQL the only one of this ``scope``.
        """
        single = self._alone() if self._engine.dialect.name == "sqlite" else self._scoped(scope)
        with translated(self.where), single as connection:
            yield connection

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        if not self._turn.acquire(timeout=self._busy_timeout):
            raise errors.Locked(where=self.where, reason="another thread")
        try:
            connection = self._writer = self._writer or self._engine.connect()
            raw = raw_of(connection)
            raw.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                raw.commit()
            except BaseException:
                raw.rollback()
                raise
            finally:
                if connection.in_transaction():
                    connection.rollback()
        finally:
            self._turn.release()

    @contextmanager
    def _scoped(self, scope: str) -> Iterator[Connection]:
        number = int.from_bytes(hashlib.sha256(scope.encode()).digest()[:8], signed=True)
        with self._engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
            yield connection

    def forget_log(self) -> None:
        """Fold the write-ahead log into the file and empty it, so that no copy of what was deleted stays in it.

        While somebody reads, SQLite leaves that to the next time.
        """
        if self._engine.dialect.name == "sqlite":
            with self._turn, translated(self.where):
                connection = self._writer = self._writer or self._engine.connect()
                raw_of(connection).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Close all connections."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        self._engine.dispose()


def raw_of(connection: Connection) -> Any:
    """Return the DB-API connection underneath, in the same transaction: for the few statements that must be fast."""
    return connection.connection.dbapi_connection


def _is_url(where: Path | str) -> TypeGuard[str]:
    return isinstance(where, str) and "://" in where


def shown(where: Path | str) -> str:
    """Return a place as it may be shown: a URL without user and password."""
    return make_url(where).render_as_string(hide_password=True) if _is_url(where) else str(where)


def _make_engine(where: Path | str, busy_timeout: float) -> Engine:
    if not _is_url(where):
        return _sqlite(str(where), busy_timeout)
    url = make_url(where)
    if url.get_backend_name() == "postgresql":
        return _postgres(url.set(drivername="postgresql+psycopg"), busy_timeout)
    if url.get_backend_name() == "sqlite" and url.database:
        return _sqlite(url.database, busy_timeout)
    raise errors.CannotOpen(where=shown(where), reason="neither SQLite nor PostgreSQL")


def _sqlite(database: str, busy_timeout: float) -> Engine:
    key = cipher.key_of(Path(database))
    options = {"check_same_thread": False, "isolation_level": None, "timeout": busy_timeout}
    url = URL.create("sqlite", database=database)
    if key is None:
        engine = create_engine(url, poolclass=QueuePool, paramstyle="named", connect_args=options)
    else:
        engine = create_engine(
            url,
            poolclass=QueuePool,
            paramstyle="named",
            module=cipher.driver(),
            creator=lambda: cipher.connector(key)(database, **options),
        )
    event.listen(engine, "connect", lambda connection, _record: _prepare(connection, database))
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, where: str) -> None:
    """Set rule 3.1 of DESIGN.md: on disk before the screen says so. ``recursive_triggers``: no REPLACE deletes a row.

    Even the first of these settings writes to the file, so a file of another program is refused before.
    """
    mark = connection.execute("PRAGMA application_id").fetchone()[0]
    if mark != APPLICATION_ID and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise errors.NotALedger(where=where, reason=f"application_id {mark:#x}")
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "recursive_triggers = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Begin by ourselves (the driver would not for a SELECT), unless ``Database.write`` has."""
    if not raw_of(connection).in_transaction:
        connection.exec_driver_sql("BEGIN")


def _postgres(url: URL, busy_timeout: float) -> Engine:
    wait = f"-c lock_timeout={int(busy_timeout * 1000)}"
    return create_engine(url, pool_pre_ping=True, connect_args={"options": wait, "connect_timeout": 10})


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Turn the database's own errors into ``LedgerError``; a fault of our own SQL stays what it is."""
    try:
        yield
    except cipher.faults(DBAPIError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        of_file = isinstance(cause, cipher.faults())
        known = _of_sqlite(cause, where) if of_file else _of_postgres(cause, where)
        if known is None:
            raise
        raise known from error


def _of_sqlite(error: BaseException | None, where: str) -> errors.LedgerError | None:
    code: int = getattr(error, "sqlite_errorcode", 0)
    trigger = code == sqlite3.SQLITE_CONSTRAINT and "append-only" in str(
        error
    )  # SQLCipher gives no extended code
    if trigger or code == sqlite3.SQLITE_CONSTRAINT_TRIGGER:
        return errors.AppendOnly(reason=str(error))
    kind = _SQLITE.get(code & 0xFF)
    return None if kind is None else kind(where=where, reason=str(error))


def _of_postgres(error: BaseException | None, where: str) -> errors.LedgerError | None:
    state: str | None = getattr(error, "sqlstate", None)
    reason = str(error).strip()
    if state == "P0001" and "append-only" in reason:
        return errors.AppendOnly(reason=reason)
    if state is None or state[:2] in _LOST:
        return errors.Unreachable(where=where, reason=reason)
    kind = _POSTGRES.get(state)
    return None if kind is None else kind(where=where, reason=reason)
