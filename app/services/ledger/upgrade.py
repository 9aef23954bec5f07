"""Bring a database to the schema of this program, at open (Alembic; the first schema is a migration too)."""

from importlib.resources import as_file, files

from sqlalchemy import Connection, inspect, text

from app.services.ledger import errors
from app.services.ledger.engine import Database
from app.services.ledger.schema import HEAD


def bring_up_to_date(database: Database) -> None:
    """Upgrade if needed. The usual case, nothing to do, costs one query and does not import Alembic.

    :raises NewerSchema: a newer version of this program has written it.
    """
    with database.read() as connection:
        found = _revision(connection)
    if found == HEAD:
        return
    with database.write("schema") as connection:
        found = _revision(connection)
        if found != HEAD:
            _upgrade(connection, found, database.where)


def demand_head(database: Database) -> None:
    """Refuse a ledger of another schema.

    :raises NewerSchema: ``found`` and ``known`` say which.
    """
    with database.read() as connection:
        found = _revision(connection)
    if found != HEAD:
        raise errors.NewerSchema(where=database.where, found=found, known=HEAD)


def _revision(connection: Connection) -> str | None:
    """Return the schema found; None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _upgrade(connection: Connection, found: str | None, where: str) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    with as_file(files("app.services.ledger") / "migrations") as folder:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if found is not None and found not in known:
            raise errors.NewerSchema(where=where, found=found, known=HEAD)
        command.upgrade(config, "head")
