"""The database itself refuses every change of what was recorded, whoever asks: our program or any other."""

import sqlite3
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from app.models.entry import By
from app.models.facts import PhotoTaken
from app.models.terms import Role
from app.services.ledger import Ledger, errors
from app.services.ledger.schema import APPEND_ONLY
from app.services.signing.keys import DeviceKey

CHANGES = ("UPDATE {0} SET {1} = {1}", "DELETE FROM {0}")
COLUMN = {"entries": "seq", "blobs": "size", "devices": "device", "packages": "meeting"}


def _fill(ledger: Ledger) -> None:
    with ledger.write("M-1") as tx:
        tx.append(By(person="p-01", role=Role.SECRETARY), PhotoTaken(blob=tx.put_blob(b"picture")))
    ledger.put_package("M-1", 1, b"package")


def _contents(ledger: Ledger) -> list[object]:
    with ledger._database.read() as connection:
        return [connection.execute(text(f"SELECT * FROM {table}")).all() for table in APPEND_ONLY]  # noqa: S608  # our names


def test_every_table_is_guarded() -> None:
    assert set(COLUMN) == set(APPEND_ONLY)


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("change", CHANGES)
def test_no_update_no_delete_through_the_program(either: Ledger, table: str, change: str) -> None:
    _fill(either)
    before = _contents(either)
    with pytest.raises(errors.AppendOnly), either._database.write("x") as connection:
        connection.execute(text(change.format(table, COLUMN[table])))
    assert _contents(either) == before
    assert all(before)


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_no_change_by_another_program_on_sqlite(tmp_path: Path, table: str) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open(path, DeviceKey.in_memory()) as ledger:
        _fill(ledger)
    stranger = sqlite3.connect(path)
    row = stranger.execute(f"SELECT * FROM {table}").fetchone()  # noqa: S608  # our names
    marks = ", ".join("?" * len(row))
    changes = (
        f"UPDATE {table} SET {COLUMN[table]} = {COLUMN[table]}",  # noqa: S608  # our names
        f"DELETE FROM {table}",  # noqa: S608  # our names
        f"INSERT OR REPLACE INTO {table} VALUES ({marks})",  # noqa: S608  # our names
    )
    for sql in changes:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            stranger.execute(sql, row if "?" in sql else ())
    stranger.close()


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_no_change_by_another_program_on_postgresql(postgres: Ledger, postgres_url: str, table: str) -> None:
    _fill(postgres)
    with psycopg.connect(postgres_url, autocommit=True) as stranger:
        for sql in (*CHANGES, "TRUNCATE {0} CASCADE"):
            with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
                stranger.execute(sql.format(table, COLUMN[table]))
