"""The ledger at rest: encrypted with a key that does not lie on the disk (EC-50, 个保法51; DESIGN.md 5).

The raw key (32 bytes, SQLCipher without key derivation) is in the system's keyring; ``ledger-key.json`` beside the ledger only
says under which name. Where there is no keyring the key lies in that file, readable by this user alone, as the device's does:
then a lost disk is not protected, and ``huiqian doctor`` says so. The list of meetings is looked at through this module before
anything heavy is loaded, so it imports nothing but the standard library.
"""

import base64
import binascii
import json
import os
import secrets
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from app.services import vault
from app.services.ledger import errors

KEY_FILE = "ledger-key.json"

_MAGIC = b"SQLite format 3\0"
_BYTES = 32
_COUNT = 'SELECT count(*) FROM {}."{}"'


def is_plain(path: Path) -> bool:
    """Does this file begin as any SQLite file does?"""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def key_of(path: Path) -> bytes | None:
    """The key of the ledger at ``path``; None if it is not encrypted.

    Raises:
        KeyLost: it is encrypted, and the key cannot be had.

    """
    record = path.with_name(KEY_FILE)
    if is_plain(path) or not record.is_file():
        return None
    try:
        said = json.loads(record.read_bytes())
        secret = said["secret"] or vault.recall(said["name"])
        key = base64.b64decode(secret or "", validate=True)
    except (OSError, ValueError, KeyError, TypeError, binascii.Error) as error:
        raise errors.KeyLost(where=path, reason=error) from error
    if len(key) != _BYTES:
        raise errors.KeyLost(where=path, reason="keyring")
    return key


def store_of(path: Path) -> str:
    """Where the key of the ledger at ``path`` lies by the word of its record: ``keyring``, ``file``, "" (nothing says so)."""
    try:
        return "file" if json.loads(path.with_name(KEY_FILE).read_bytes())["secret"] else "keyring"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def protect(path: Path) -> None:
    """Let the ledger at ``path`` be encrypted from now on: make its key, and encrypt what lies there in plain.

    What stands in the way of encrypting an old file leaves it as it was; it is tried again at the next start.
    """
    record = path.with_name(KEY_FILE)
    if not record.exists() and (is_plain(path) or not path.exists()):
        _make_key(record)
    if is_plain(path) and record.exists():
        driver()
        with suppress(*faults(OSError)):
            _encrypt(path, record)


def connect(path: Path, *, timeout: float, read_only: bool = False, **more: Any) -> Any:
    """A DB-API connection to a ledger file, with its key if it has one.

    Raises:
        KeyLost: see ``key_of``. sqlite3.Error or sqlcipher3's: as the file says.

    """
    where = f"{path.absolute().as_uri()}?mode=ro" if read_only else str(path)
    return connector(key_of(path))(where, timeout=timeout, uri=read_only, **more)


def connector(key: bytes | None) -> Callable[..., Any]:
    """Something that connects like ``sqlite3.connect``, unlocking with the key."""
    if key is None:
        return sqlite3.connect

    def unlocked(*args: Any, **options: Any) -> Any:
        connection = driver().connect(*args, **options)
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        return connection

    return unlocked


def driver() -> Any:
    """SQLCipher's DB-API module."""
    from sqlcipher3 import dbapi2  # type: ignore[import-untyped]  # it ships no types

    return dbapi2


def faults(*more: type[Exception]) -> tuple[type[Exception], ...]:
    """The errors of both drivers, of SQLCipher's only where it was needed, and ``more``."""
    loaded = sys.modules.get("sqlcipher3.dbapi2")
    return (*more, sqlite3.Error, loaded.Error) if loaded else (*more, sqlite3.Error)


def _make_key(record: Path) -> None:
    key = base64.b64encode(secrets.token_bytes(_BYTES)).decode()
    name = f"ledger-{secrets.token_hex(8)}"
    secure = vault.keep(name, key)
    said = {"name": name, "store": "keyring" if secure else "file", "secret": "" if secure else key}
    vault.write_private(record, json.dumps(said).encode())


def _encrypt(path: Path, record: Path) -> None:
    """Export into a new encrypted file, compare, then put it in the old one's place in one step."""
    fresh = path.with_suffix(".encrypting")
    fresh.unlink(missing_ok=True)
    key = _key_in(record)
    try:
        with closing(driver().connect(str(path), isolation_level=None)) as plain:
            plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            plain.execute(f"ATTACH DATABASE ? AS fresh KEY \"x'{key.hex()}'\"", (str(fresh),))
            plain.execute("SELECT sqlcipher_export('fresh')")
            for mark in ("application_id", "user_version"):
                value = int(plain.execute(f"PRAGMA main.{mark}").fetchone()[0])
                plain.execute(f"PRAGMA fresh.{mark} = {value}")
            _compare(plain)
            plain.execute("DETACH DATABASE fresh")
        with fresh.open("rb+") as file:
            os.fsync(file.fileno())
        for tail in ("-wal", "-shm"):
            path.with_name(path.name + tail).unlink(missing_ok=True)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _compare(plain: Any) -> None:
    names = [row[0] for row in plain.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")]
    for name in names:
        here, there = (plain.execute(_COUNT.format(side, name)).fetchone() for side in ("main", "fresh"))
        if here != there:
            raise OSError(f"{name}: {here} {there}")


def _key_in(record: Path) -> bytes:
    said = json.loads(record.read_bytes())
    return base64.b64decode(said["secret"] or vault.recall(said["name"]) or "", validate=True)
