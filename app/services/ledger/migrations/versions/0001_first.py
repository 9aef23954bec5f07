"""First schema: entries, blobs, devices, packages; triggers that refuse every change.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = ("entries", "blobs", "devices", "packages")
MARKS = (
    "kind IN ('PackageImported', 'PackageRefreshed', 'MeetingOpened', 'ReportSealed', 'RecordClosed', "
    "'MeetingVoided', 'ReceiptStored')"
)
KEYS = {
    "entries": "(meeting = NEW.meeting AND device = NEW.device AND seq = NEW.seq) OR hash = NEW.hash",
    "blobs": "sha256 = NEW.sha256",
    "devices": "device = NEW.device",
    "packages": "meeting = NEW.meeting AND roster_version = NEW.roster_version",
}


def code(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(postgresql.VARCHAR(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "entries",
        sa.Column("meeting", code(64), primary_key=True),
        sa.Column("device", code(32), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("lamport", sa.BigInteger, nullable=False),
        sa.Column("kind", code(64), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("sig", sa.LargeBinary(64), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_entries_order", "entries", ["meeting", "lamport", "device", "seq"])
    op.create_index(
        "ix_entries_marks",
        "entries",
        ["meeting", "lamport", "device", "seq"],
        sqlite_where=sa.text(MARKS),
        postgresql_where=sa.text(MARKS),
    )
    op.create_table(
        "blobs",
        sa.Column("sha256", sa.LargeBinary(32), primary_key=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "devices",
        sa.Column("device", code(32), primary_key=True),
        sa.Column("public", sa.LargeBinary, nullable=False),
        sa.Column("first_seen", sa.String(32), nullable=False),
    )
    op.create_table(
        "packages",
        sa.Column("meeting", code(64), primary_key=True),
        sa.Column("roster_version", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.LargeBinary(32), sa.ForeignKey("blobs.sha256"), nullable=False),
        sa.Column("received_at", sa.String(32), nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _guard_sqlite() -> None:
    op.execute("PRAGMA application_id = 1213287473")
    for table, same in KEYS.items():
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        # INSERT OR REPLACE deletes without asking the trigger above, unless the connection says recursive_triggers.
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION huiqian_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION huiqian_append_only()"
        )


def downgrade() -> None:
    raise NotImplementedError("A ledger is never taken back to an older schema.")
