"""Push of 1,000 facts to a node, as a ratio to one plain POST of the same bytes to the same node."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import httpx
import msgspec
import pytest

from app.models import facts as f
from app.models.entry import By
from app.models.package import PackRef
from app.models.terms import Role
from app.services.intake.package_file import encode_package, sign_package
from app.services.intake.sample import sample_key, sample_package
from app.services.ledger import Ledger
from app.services.signing.keys import DeviceKey
from app.services.sync import SyncClient, TrustBook
from bench.support.figures import Figure

FACTS = 1_000
ROUNDS = 5
SECRETARY = By(person="s1", role=Role.SECRETARY, name="样秘书")
KEY = DeviceKey.in_memory(b"\x01" * 32)


@pytest.fixture
def node_url(tmp_path: Path) -> Iterator[str]:
    command = (
        sys.executable,
        "-m",
        "app.server",
        "--home",
        str(tmp_path / "node"),
        "--port",
        "0",
        "--sample",
    )
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[0]
        process.terminate()


def begin(ledger: Ledger, meeting: str) -> None:
    package = encode_package(sign_package(sample_package(meeting=meeting), sample_key()))
    with ledger.write(meeting) as tx:
        fact = f.PackageImported(
            package=tx.put_blob(package),
            pack=PackRef(id="xinjiang", version="1"),
            pack_blob=tx.put_blob(b"pack"),
            roster_version=1,
            signed_by="sample",
        )
        tx.append(SECRETARY, fact)


def record(ledger: Ledger, meeting: str) -> None:
    with ledger.write(meeting) as tx:
        for number in range(FACTS):
            tx.append(
                SECRETARY, f.WarningAcknowledged(keys=(f"C{number}",), reason="秘书已与组长核对，情况属实")
            )


def test_push_of_a_thousand_facts(benchmark: Any, figure: Figure, node_url: str, tmp_path: Path) -> None:
    home = tmp_path / "desk"
    home.mkdir()
    with Ledger.open(home / "ledger.db", KEY) as ledger:
        client = SyncClient(ledger, node_url, KEY, TrustBook(home))
        numbers = iter(range(1_000))

        def setup() -> tuple[tuple[str], dict[str, Any]]:
            meeting = f"B-{next(numbers)}"
            begin(ledger, meeting)
            client.sync_meeting(meeting)
            record(ledger, meeting)
            return (meeting,), {}

        benchmark.pedantic(client.sync_meeting, setup=setup, rounds=ROUNDS)
        client.close()
        body = b"".join(map(msgspec.json.encode, ledger.lines("B-0")))
    plain = []
    with httpx.Client() as http:
        for _ in range(ROUNDS * 4):
            began = time.perf_counter()
            http.post(f"{node_url}/v1/devices", content=body)
            plain.append(time.perf_counter() - began)
    taken, plain_ms = benchmark.stats.stats.median * 1e3, median(plain) * 1e3
    figure("push of 1,000 facts to the node", taken, plain_ms, unit="ms", of="plain POST of the bytes")
    benchmark.extra_info["bytes"] = len(body)
    benchmark.extra_info["plain_post_ms"] = round(median(plain) * 1000, 2)
    benchmark.extra_info["ratio"] = round(benchmark.stats.stats.median / median(plain), 1)
    assert benchmark.stats.stats.rounds == ROUNDS
