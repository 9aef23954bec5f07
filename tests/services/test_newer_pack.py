"""EC-33: a meeting keeps the pack it was prepared with, and says when a newer one is law."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.models.rulepack import RulePack
from app.services.intake.sample import sample_package
from app.services.packs import load_pack, newer_version
from app.services.packshelf import PackShelf
from support.office import Office

DAY = date(2026, 11, 20)


def older(version: str) -> RulePack:
    pack = load_pack("xinjiang")
    return replace(pack, meta=replace(pack.meta, version=version))


@pytest.mark.parametrize(
    ("version", "day", "newer"),
    [("0.9", DAY, "1.0"), ("1.0", DAY, ""), ("1.10", DAY, ""), ("0.9", date(2020, 1, 1), "")],
)
def test_only_a_newer_pack_that_is_law_on_the_day(version: str, day: date, newer: str) -> None:
    assert newer_version(older(version), day) == newer


def test_a_pack_that_is_not_shipped_has_no_newer_one() -> None:
    pack = load_pack("xinjiang")
    assert newer_version(replace(pack, meta=replace(pack.meta, id="yangli", version="0.1")), DAY) == ""


def test_the_desk_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = sample_package()
    named = replace(package.rule_pack, version="0.9")
    office = Office(tmp_path, replace(package, rule_pack=named))
    last_year = older("0.9")
    with monkeypatch.context() as then:  # the meeting was prepared with last year's program
        then.setattr(PackShelf, "load", lambda _shelf, _id, **_switch: last_year)
        assert office.play("ImportPackage") == ""
    assert [x.args["version"] for x in office.view.findings if x.check == "C71"] == ["1.0"]
    assert office.view.m.pack is not None
    assert office.view.m.pack.version == "0.9"
    office.desk.ledger.close()
