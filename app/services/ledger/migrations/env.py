"""Alembic runs this; the connection is given, already inside the transaction that protects the upgrade."""

from alembic import context

from app.services.ledger.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,
)
context.run_migrations()
