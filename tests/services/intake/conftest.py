"""A signed sample, a real meeting, and a roster to spoil."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from openpyxl import Workbook, load_workbook

from app.models.package import Package
from app.services.intake.package_file import encode_package, sign_package
from app.services.intake.problems import IntakeError
from app.services.intake.roster import export_package, read_roster
from app.services.intake.sample import sample_key, sample_package
from app.services.signing.keys import NodeKey


@pytest.fixture(scope="session")
def package() -> Package:
    return sample_package()


@pytest.fixture(scope="session")
def data(package: Package) -> bytes:
    return encode_package(sign_package(package, sample_key()))


@pytest.fixture(scope="session")
def node() -> NodeKey:
    return NodeKey.in_memory(bytes(range(32)))


@pytest.fixture(scope="session")
def real(package: Package) -> Package:
    """The same meeting, not marked as a sample."""
    return msgspec.structs.replace(package, meeting=msgspec.structs.replace(package.meeting, sample=False))


@pytest.fixture(scope="session")
def good_roster(package: Package, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("roster") / "good.xlsx"
    export_package(package, path)
    return path


Spoil = Callable[[Workbook], None]


@pytest.fixture
def refused(good_roster: Path, tmp_path: Path) -> Callable[[Spoil], list[tuple[str, str]]]:
    """Spoil the good roster; return place and code of every problem."""

    def run(spoil: Spoil) -> list[tuple[str, str]]:
        book = load_workbook(good_roster)
        spoil(book)
        path = tmp_path / "spoilt.xlsx"
        book.save(path)
        with pytest.raises(IntakeError) as caught:
            read_roster(path)
        assert caught.value.code == "roster"
        return [(problem.where, problem.code) for problem in caught.value.problems]

    return run
