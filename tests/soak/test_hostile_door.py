"""100,000 forged tokens and 100,000 spoilt files at one door (``make soak``), bounded in time.

``HUIQIAN_SOAK_SEED``, ``HUIQIAN_SOAK_FORGED`` and ``HUIQIAN_SOAK_MINUTES`` (for the files) choose others, more, longer.
"""

import os
import time
from itertools import islice

import pytest

from app.models.badge import Outcome
from support.doorkeeper import Doorkeeper, memory
from support.hostile import files, forged

pytestmark = pytest.mark.filterwarnings(
    "ignore::UserWarning:PIL"
)  # of spoilt files; the door's answer is what counts

SEED = int(os.environ.get("HUIQIAN_SOAK_SEED", "20261120"))
COUNT = int(os.environ.get("HUIQIAN_SOAK_FORGED", "100000"))
MINUTES = float(os.environ.get("HUIQIAN_SOAK_MINUTES", "60"))
BATCH = 2_000
GROWTH_MB = 60


def test_forged_tokens() -> None:
    door = Doorkeeper()
    assert door.admits() in {Outcome.ADMITTED, Outcome.NOT_YET_VALID}
    made = forged(SEED, COUNT, door.genuine)
    door.texts(islice(made, BATCH))
    before = memory()
    door.texts(made)
    assert memory() - before < GROWTH_MB
    assert sum(door.answers.values()) > COUNT * 0.95


def test_spoilt_files() -> None:
    door = Doorkeeper()
    made, ends = files(SEED, COUNT, door.genuine), time.monotonic() + MINUTES * 60
    sizes: list[float] = []
    while time.monotonic() < ends:
        seen = len(door.took)
        door.files(islice(made, BATCH))
        if len(door.took) == seen:
            break
        sizes.append(memory())
    assert len(door.took) >= min(COUNT, BATCH)
    assert sizes[-1] - sizes[0] < GROWTH_MB, sizes
    assert max(door.took) < 30
