"""Start and memory of the desk with 1,000 stored meetings, against a bare window of Qt in the same run."""

import os

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from bench.support.figures import Figure
from bench.support.stored_home import StoredHome, build
from bench.support.windows import in_turn

ROUNDS = 9
IDLE_ROUNDS = 3
PAINT, USABLE, MEMORY = 1.5, 2.5, 2.2


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> StoredHome:
    return build(tmp_path_factory.mktemp("home"))


def _once(benchmark: BenchmarkFixture) -> None:
    """The starts were timed in their own processes; the plugin only wants to have been used."""
    benchmark.pedantic(lambda: None, rounds=1)  # type: ignore[no-untyped-call]  # pytest-benchmark has no types


@pytest.mark.parametrize("platform", ["offscreen", "xcb"])
def test_start_with_1000_meetings(
    benchmark: BenchmarkFixture, figure: Figure, stored: StoredHome, platform: str
) -> None:
    if platform == "xcb" and not os.environ.get("DISPLAY"):
        pytest.skip("no display")
    bare, desk = in_turn(stored, platform, ROUNDS)
    limit = bare["painted"]
    figure(f"first paint, {platform}", desk["painted"], limit, unit="ms", aim=PAINT, of="bare window")
    figure(f"usable, {platform}", desk["usable"], limit, unit="ms", aim=USABLE, of="bare window")
    work = bare["painted, cpu"]
    name = "of the GUI thread's own work"
    figure(f"  first paint {name}", desk["painted, cpu"], work, unit="ms", aim=PAINT, of="bare window")
    figure(f"  usable {name}", desk["usable, cpu"], work, unit="ms", aim=USABLE, of="bare window")
    benchmark.extra_info.update({"bare": bare, "desk": desk})
    _once(benchmark)
    assert desk["painted"] < desk["listed"] < desk["usable"]


def test_memory_of_the_idle_desk(benchmark: BenchmarkFixture, figure: Figure, stored: StoredHome) -> None:
    bare, desk = in_turn(stored, "offscreen", IDLE_ROUNDS, idle=True)
    figure("memory of the idle desk, RSS", desk["rss"], bare["rss"], unit="MB", aim=MEMORY, of="bare window")
    figure("memory of the idle desk, USS", desk["uss"], bare["uss"], unit="MB", aim=MEMORY, of="bare window")
    benchmark.extra_info.update({"bare": bare, "desk": desk})
    _once(benchmark)
    assert desk["uss"] > bare["uss"] > 0
