"""A real desk with the signed Xinjiang sample."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.intake.sample import sample_package
from support.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path, sample_package())
    yield made
    made.desk.ledger.close()
