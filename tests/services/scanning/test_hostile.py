"""Forged tokens and spoilt pictures at the door: none is taken, none breaks it, memory stays flat (``make soak``: ten times)."""

import pytest

from app.models.badge import Outcome
from support.doorkeeper import Doorkeeper, memory
from support.hostile import FORGES, SPOIL, files, forged

pytestmark = pytest.mark.filterwarnings(
    "ignore::UserWarning:PIL"
)  # of spoilt files; the door's answer is what counts

SEED = 20261120
TOKENS, FILES = 10_000, 300
GROWTH_MB = 40


@pytest.fixture(scope="module")
def door() -> Doorkeeper:
    return Doorkeeper()


def test_the_genuine_badge_is_known_at_this_door(door: Doorkeeper) -> None:
    assert door.admits() in {Outcome.ADMITTED, Outcome.NOT_YET_VALID, Outcome.ALREADY_IN}


def test_forged_tokens(door: Doorkeeper) -> None:
    door.texts(forged(SEED, 500, door.genuine))
    before = memory()
    door.texts(forged(SEED + 1, TOKENS, door.genuine))
    assert memory() - before < GROWTH_MB
    assert {Outcome.UNREADABLE, Outcome.BAD_SIGNATURE, Outcome.UNKNOWN_KEY, Outcome.FOREIGN} <= set(
        door.answers
    )
    assert sum(door.answers.values()) > TOKENS
    assert len(FORGES) > 10


def test_spoilt_pictures(door: Doorkeeper) -> None:
    door.files(files(SEED, 40, door.genuine))
    before = memory()
    door.files(files(SEED + 1, FILES, door.genuine))
    assert memory() - before < GROWTH_MB
    assert {"too_large", "unreadable", "nothing to read", "read"} <= set(door.answers)
    assert max(door.took) < 10
    assert len(SPOIL) > 8
