"""A real ledger in a folder, and a real PostgreSQL server."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from app.services.ledger import Ledger
from app.services.signing.keys import DeviceKey

KEY = DeviceKey.in_memory(b"\x01" * 32)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.db", KEY) as opened:
        yield opened


def _program(name: str) -> str:
    """PostgreSQL's own programs; Debian keeps most of them off the path."""
    found = shutil.which(name) or next(
        iter(sorted(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")))), None
    )
    if found is None:
        pytest.fail(f"{name} is missing: apt-get install postgresql")
    return found


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Path]:
    """Folder with the socket of a server that lives as long as the tests."""
    folder = Path(tempfile.mkdtemp(prefix="huiqian-pg-"))
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    data = folder / "data"

    def run(*command: str) -> None:
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, timeout=120)

    run(_program("initdb"), "-D", str(data), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    run(_program("pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield folder
    finally:
        run(_program("pg_ctl"), "-D", str(data), "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture
def postgres_url(postgres_server: Path) -> str:
    """A new, empty database."""
    name = f"t{uuid4().hex}"
    with psycopg.connect(
        f"postgresql://postgres@/postgres?host={postgres_server}", autocommit=True
    ) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"postgresql://postgres@/{name}?host={postgres_server}"


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Ledger]:
    with Ledger.open(postgres_url, KEY) as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest) -> Ledger:
    """The same test on both databases."""
    name = {"sqlite": "ledger", "postgresql": "postgres"}[request.param]
    opened: Ledger = request.getfixturevalue(name)
    return opened
