"""A real node as its own process, a real desk beside it, and a bad line between them."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from msgspec.structs import replace

from app.models import facts as f
from app.models.entry import By
from app.models.package import PackRef
from app.models.rulepack import to_blob
from app.models.terms import Role
from app.server import operator_token
from app.services.intake.package_file import encode_package, sign_package
from app.services.intake.sample import sample_key, sample_package
from app.services.ledger import Ledger, seal_values
from app.services.packs import load_pack
from app.services.signing.keys import DeviceKey, load_node_key
from app.services.sync import SyncClient, TrustBook
from support.badline import BadLine
from support.laptops import MEETING, Laptop
from support.scanner import NODE

SECRETARY = By(person="s1", role=Role.SECRETARY, name="样秘书")
START_SECONDS = 30


class NodeProcess:
    """``python -m app.server`` on a home of its own; it can be killed and started again on the same port."""

    def __init__(self, home: Path, *options: str, port: int = 0) -> None:
        self.home = home
        self.options = options
        self.port = port
        self.url = ""
        self.kid = ""
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> "NodeProcess":
        command = (
            sys.executable,
            "-W",
            "error",
            "-m",
            "app.server",
            "--home",
            str(self.home),
            "--port",
            str(self.port),
        )
        self.process = subprocess.Popen(
            (*command, *self.options), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline().split()
        if len(line) != 2:
            _, said = self.process.communicate(timeout=START_SECONDS)
            pytest.fail(f"the node did not start: {said}")
        self.url, self.kid = line
        self.port = int(self.url.rpartition(":")[2])
        return self

    def kill(self) -> None:
        """As a power cut would: SIGKILL, no farewell."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate(timeout=START_SECONDS)

    def stop(self) -> tuple[int, str]:
        """SIGTERM; exit code and what it said on stderr."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        _, said = self.process.communicate(timeout=START_SECONDS)
        return self.process.returncode, said

    @property
    def token(self) -> str:
        return operator_token(load_node_key(self.home))

    def ledger(self) -> Ledger:
        """The node's ledger file, read beside the running node."""
        return Ledger.open(self.home / "ledger.db", DeviceKey.in_memory())


class DeskSide:
    """The ledger, the key and the trust of one desk."""

    def __init__(self, home: Path, seed: int) -> None:
        home.mkdir()
        self.home = home
        self.key = DeviceKey.in_memory(bytes([seed]) * 32)
        self.trust = TrustBook(home)
        self.ledger = Ledger.open(home / "ledger.db", self.key)
        self.stack = ExitStack()
        self.stack.callback(self.ledger.close)

    def client(self, url: str, **options: Any) -> SyncClient:
        client = SyncClient(self.ledger, url, self.key, self.trust, **options)
        self.stack.callback(client.close)
        return client

    def begin(self, meeting: str | None = None) -> str:
        """T01 of a sample meeting of its own."""
        meeting = meeting or f"T-{uuid4().hex[:12]}"
        package = encode_package(sign_package(sample_package(meeting=meeting), sample_key()))
        with self.ledger.write(meeting) as tx:
            pack = load_pack("xinjiang")
            blob = tx.put_blob(to_blob(pack))
            fact = f.PackageImported(
                package=tx.put_blob(package),
                pack=PackRef(id=pack.meta.id, version=pack.meta.version, sha256=blob),
                pack_blob=blob,
                roster_version=1,
                signed_by="sample",
            )
            tx.append(SECRETARY, fact)
        return meeting

    def record(self, meeting: str, count: int) -> None:
        moment = datetime(2026, 11, 20, 2, tzinfo=UTC)
        with self.ledger.write(meeting) as tx:
            for number in range(count):
                tx.append(SECRETARY, f.ClockAnchored(server_time=moment, drift_seconds=number / 8))

    def photo(self, meeting: str, data: bytes) -> str:
        with self.ledger.write(meeting) as tx:
            name = tx.put_blob(data)
            tx.append(SECRETARY, f.PhotoTaken(blob=name))
        return name

    def seal(self, meeting: str, **changed: str) -> str:
        """T10 and T21, a record without a report: the smallest seal there is."""
        with self.ledger.write(meeting) as tx:
            if not any(isinstance(e.fact, f.MeetingCancelled) for e in tx.entries()):
                tx.append(SECRETARY, f.MeetingCancelled(reason="样例取消"))
            values = seal_values(tx.entries(), "", ())
            fact = f.RecordClosed(
                seal_hash=changed.get("seal_hash", values.seal_hash),
                tree_root=changed.get("tree_root", values.tree_root),
                last_entry=values.last_entry,
                files=(),
                heads=values.heads,
            )
            tx.append(SECRETARY, fact)
        return fact.seal_hash

    def kinds(self, meeting: str) -> list[str]:
        return [type(entry.fact).__name__ for entry in self.ledger.entries(meeting)]


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NodeProcess]:
    """One node for all tests that do not harm it; each test has a meeting of its own."""
    running = NodeProcess(tmp_path_factory.mktemp("node"), "--sample").start()
    yield running
    code, said = running.stop()
    assert (code, said) == (0, "")


@pytest.fixture
def own_node(tmp_path: Path) -> Iterator[Callable[..., NodeProcess]]:
    """Nodes of this test alone, to be killed."""
    started: list[NodeProcess] = []

    def start(*options: str, home: str = "node", port: int = 0) -> NodeProcess:
        folder = tmp_path / home
        folder.mkdir(exist_ok=True)
        started.append(NodeProcess(folder, "--sample", *options, port=port).start())
        return started[-1]

    yield start
    for running in started:
        running.stop()


@pytest.fixture
def make_desk(tmp_path: Path) -> Iterator[Callable[..., DeskSide]]:
    desks: list[DeskSide] = []

    def make(seed: int = 1) -> DeskSide:
        desks.append(DeskSide(tmp_path / f"desk{seed}-{len(desks)}", seed))
        return desks[-1]

    yield make
    for desk in desks:
        desk.stack.close()


@pytest.fixture
def desk(make_desk: Callable[..., DeskSide]) -> DeskSide:
    return make_desk()


@pytest.fixture
def bad_line(node: NodeProcess) -> Iterator[BadLine]:
    line = BadLine(node.port)
    yield line
    line.close()


def _program(name: str) -> str:
    found = shutil.which(name) or next(
        iter(sorted(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")))), None
    )
    if found is None:
        pytest.fail(f"{name} is missing: apt-get install postgresql")
    return found


@pytest.fixture(scope="module")
def postgres_url() -> Iterator[str]:
    """An empty database of a real PostgreSQL server that lives as long as the tests of one file."""
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
        with psycopg.connect(f"postgresql://postgres@/postgres?host={folder}", autocommit=True) as connection:
            connection.execute("CREATE DATABASE node")
        yield f"postgresql://postgres@/node?host={folder}"
    finally:
        run(_program("pg_ctl"), "-D", str(data), "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., Laptop]]:
    made: list[Laptop] = []

    def one(name: str, **more: object) -> Laptop:
        made.append(Laptop(tmp_path, name, **more))  # type: ignore[arg-type]  # names of Laptop's own
        return made[-1]

    yield one
    for laptop in made:
        laptop.close()


@pytest.fixture
def real(make: Callable[..., Laptop]) -> Laptop:
    """The primary of a real meeting: its package is signed by a node that only it has met, and names no key."""
    package = sample_package(meeting=MEETING)
    package = replace(package, meeting=replace(package.meeting, sample=False))
    keys = {NODE.kid: NODE.public}
    primary: Laptop = make("primary", trusts=keys, nodes=keys)
    return primary.begin(package=encode_package(sign_package(package, NODE)))
