"""Migrations from the first schema on, and files that are not ours."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

import app.services.ledger as package
from app.services.ledger import Ledger, errors, schema
from app.services.signing.keys import DeviceKey


def test_the_migrations_make_the_tables_we_know(either: Ledger) -> None:
    with either._database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []


def test_the_newest_migration_is_the_one_named() -> None:
    scripts = ScriptDirectory(str(Path(package.__file__).parent / "migrations"))
    assert scripts.get_heads() == [schema.HEAD]


def test_every_row_survives_reopening(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    key = DeviceKey.in_memory()
    with Ledger.open(path, key) as ledger:
        name = ledger.put_blob(b"kept")
    with Ledger.open(path, key) as ledger:
        assert ledger.blob(name) == b"kept"
        assert list(ledger.devices()) == [key.id]


def test_safe_settings(ledger: Ledger) -> None:
    with ledger._database.write("x") as writing, ledger._database.read() as reading:
        for connection in (writing, reading):
            found = [
                connection.execute(text(f"PRAGMA {pragma}")).scalar()
                for pragma in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers")
            ]
            assert found == ["wal", 2, 1, 1]


def test_a_newer_schema_is_refused(either: Ledger, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    with either._database.write("x") as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    where = (
        tmp_path / "ledger.db" if "sqlite" in request.node.name else request.getfixturevalue("postgres_url")
    )
    with pytest.raises(errors.NewerSchema) as caught:
        Ledger.open(where, DeviceKey.in_memory())
    assert caught.value.details["found"] == "9999"
    assert caught.value.details["known"] == schema.HEAD


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE notes (text)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(errors.NotALedger):
        Ledger.open(path, DeviceKey.in_memory())
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["other.db"]


def test_a_place_that_is_no_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.CannotOpen):
        Ledger.open("oracle://somewhere/x", DeviceKey.in_memory())
    with pytest.raises(errors.CannotOpen):
        Ledger.open(tmp_path / "no" / "such" / "folder.db", DeviceKey.in_memory())
    with pytest.raises(errors.CannotOpen):
        Ledger.open(tmp_path, DeviceKey.in_memory())


def test_a_server_that_is_not_there_is_said_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(errors.Unreachable) as caught:
        Ledger.open(f"postgresql://u:secretword@/x?host={tmp_path}", DeviceKey.in_memory())
    assert "secretword" not in str(caught.value)
