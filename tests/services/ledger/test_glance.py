"""The quick look at the list sees what the open ledger says, and nothing where anything is unusual."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.models import facts as f
from app.models.entry import By
from app.models.terms import Mode, Role
from app.services.agenda import heads, heads_of
from app.services.intake.package_file import encode_package, sign_package
from app.services.intake.sample import sample_key, sample_package
from app.services.ledger import Ledger
from app.services.ledger.glance import glance, rows_of
from app.services.signing.keys import DeviceKey

BY = By(person="s1", role=Role.SECRETARY, name="样秘书")


def imported(ledger: Ledger, meeting: str, *more: f.Fact, missing: bool = False) -> None:
    package = sample_package(meeting=meeting)
    data = encode_package(sign_package(package, sample_key()))
    with ledger.write(meeting) as tx:
        name = "ab" * 32 if missing else tx.put_blob(data)
        fact = f.PackageImported(
            package=name, pack=package.rule_pack, pack_blob=tx.put_blob(b"x"), roster_version=1, signed_by="n"
        )
        for each in (fact, *more):
            tx.append(BY, each)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.db"
    with Ledger.open(path, DeviceKey.in_memory()) as ledger:
        imported(ledger, "M-2")
        imported(ledger, "M-1", f.MeetingOpened(mode=Mode.ONSITE), f.CheckInOpened())
        imported(ledger, "M-3", f.MeetingVoided(reason="重复"))
        imported(ledger, "M-4", missing=True)
        refreshed = encode_package(sign_package(sample_package(meeting="M-2", name="national"), sample_key()))
        with ledger.write("M-2") as tx:
            tx.append(BY, f.PackageRefreshed(package=tx.put_blob(refreshed), roster_version=2, signed_by="n"))
    return path


def test_it_sees_what_the_open_ledger_says(path: Path) -> None:
    seen = glance(path)
    assert seen is not None
    found = heads_of(rows_of(seen))
    with Ledger.open(path, DeviceKey.in_memory()) as ledger:
        assert found == heads(ledger)
    assert {head.meeting: (head.opened, head.void) for head in found} == {
        "M-1": (True, False),
        "M-2": (False, False),
        "M-3": (False, True),
        "M-4": (False, False),
    }
    assert next(head for head in found if head.meeting == "M-4").title == "M-4"


def test_it_sees_while_the_ledger_is_written(path: Path) -> None:
    with Ledger.open(path, DeviceKey.in_memory()) as ledger, ledger.write("M-9") as tx:
        tx.append(BY, f.CheckInOpened())
        assert glance(path) is not None


def test_it_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    assert glance(path) is not None
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE alembic_version SET version_num = '9999'",
        "PRAGMA application_id = 1",
        "DROP TABLE alembic_version",
    ],
)
def test_it_sees_nothing_in_a_ledger_of_another_kind(path: Path, change: str) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(change)
        raw.commit()
    assert glance(path) is None


def test_it_sees_nothing_where_there_is_no_ledger(tmp_path: Path) -> None:
    assert glance(tmp_path / "none.db") is None
    (tmp_path / "bad.db").write_bytes(b"no database" * 1000)
    assert glance(tmp_path / "bad.db") is None
    assert sorted(file.name for file in tmp_path.iterdir()) == ["bad.db"]


def test_it_sees_nothing_in_a_package_that_is_no_json(path: Path) -> None:
    with Ledger.open(path, DeviceKey.in_memory()) as ledger, ledger.write("M-5") as tx:
        fact = f.PackageImported(
            package=tx.put_blob(b"{half"),
            pack=sample_package().rule_pack,
            pack_blob=tx.put_blob(b"x"),
            roster_version=1,
            signed_by="n",
        )
        tx.append(BY, fact)
    assert glance(path) is None
