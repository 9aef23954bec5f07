"""What a script of an edge case cannot show: what stands on paper, the zone of the laptop, what the sync stores by itself."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest
from msgspec.structs import replace
from PIL import Image, ImageDraw

from app.models import facts as f
from app.models.entry import By, Entry, Unsigned
from app.models.package import PackRef
from app.models.papers import sign_in
from app.models.terms import Document, Mode, Role
from app.services.intake.sample import sample_package
from app.services.rehearsal.people import BOTH
from app.services.sync.ways import roster_fact
from support.office import Office


def text_of(pdf: bytes) -> str:
    """All text of a PDF without line ends."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "")
    finally:
        document.close()


def sheet(office: Office) -> bytes:
    """The sign-in sheet as it is now."""
    return office.desk.papers.make(office.view.case, Document.SIGN_IN, office.desk.ledger.blob)


def test_ec_01_both_roles_of_a_person_stand_in_one_row(tmp_path: Path) -> None:
    package = sample_package()
    parties = tuple(
        replace(
            party,
            posts=tuple(
                replace(post, person="gc-proj-tech") if post.role is Role.GC_AUTHOR else post
                for post in party.posts
            ),
        )
        for party in package.parties
    )
    office = Office(tmp_path, replace(package, parties=parties)).until("CheckInAll")
    rows = [row for row in sign_in(office.view.case).posts if row.person == "gc-proj-tech"]
    assert [row.roles for row in rows] == ["项目技术负责人、方案编制人员"]
    office.desk.ledger.close()


def name_png() -> bytes:
    """A picture of a name: two boxes."""
    picture = Image.new("L", (200, 100), 255)
    pen = ImageDraw.Draw(picture)
    for x in (5, 105):
        pen.rectangle((x, 5, x + 88, 94), outline=0, width=8)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def test_ec_13_rare_names_are_printed_and_a_name_without_glyph_is_a_picture(tmp_path: Path) -> None:
    package = sample_package()
    names = {"e1": "䶮㛃𠮷𬭊", "e2": "阿卜杜热合曼江·买买提依明", "e6": "样\U0003347f"}
    people = tuple(replace(p, name=names.get(p.id, p.name)) for p in package.people)
    office = Office(tmp_path, replace(package, people=people)).until("CheckInAll")
    plain = office.desk.papers.missing_glyphs(office.view.case)
    assert plain == ("\U0003347f",)
    assert office.play("PictureName", person="e6", text=names["e6"], picture=name_png()) == ""
    pdf = sheet(office)
    said = text_of(pdf)
    assert names["e1"] in said
    assert names["e2"] in said
    assert "U+6837U+3347F" in said.replace(" ", "")
    assert "\ufffd" not in said
    pages = pypdfium2.PdfDocument(pdf)
    try:
        pictures = sum(
            1 for page in pages for thing in page.get_objects() if thing.type == 3
        )  # 3: FPDF_PAGEOBJ_IMAGE
    finally:
        pages.close()
    assert pictures >= 1
    office.desk.ledger.close()


def test_ec_15_the_sheet_bears_both_dates(tmp_path: Path) -> None:
    office = Office(tmp_path, sample_package()).until("MeetingOpened")
    assert office.play("PersonCheckedOut", at="2026-11-21 00:20", person="e3") == ""
    row = next(x for x in sign_in(office.view.case).experts if x.person == "e3")
    assert (row.came[:10], row.left[:16]) == ("2026-11-20", "2026-11-21 00:20")
    assert office.view.case.day.isoformat() == "2026-11-20", "the meeting day is the day of the opening"
    office.desk.ledger.close()


@pytest.fixture
def zone() -> Iterator[None]:
    """The laptop stands on Urumqi time."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Asia/Urumqi"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.usefixtures("zone")
@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot be set here")
def test_ec_16_the_zone_of_the_laptop_changes_nothing(tmp_path: Path) -> None:
    office = Office(tmp_path, sample_package()).until("CheckInOpened")
    assert office.play("Arrive", at="09:41", person="e1") == ""
    assert time.localtime().tm_gmtoff == 6 * 3600
    said = text_of(sheet(office))
    assert "09:41" in said
    assert "07:41" not in said
    assert "北京时间" in said
    office.desk.ledger.close()


def test_ec_17_the_attested_difference_is_printed(tmp_path: Path) -> None:
    office = Office(tmp_path, sample_package()).until("CheckInOpened")
    attested: dict[str, Any] = {
        "true_time": "2026-11-20T09:00:00+08:00",
        "drift_seconds": 0,
        "owner": "owner-pm",
    }
    assert office.play("ClockAttested", at="09:12", **attested) == ""
    assert any("本机时钟快 12 分" in line for line in sign_in(office.view.case).events)
    assert "本机时钟快12分" in text_of(sheet(office)).replace(" ", "")
    office.desk.ledger.close()


def entry(fact: f.Fact, n: int) -> Entry:
    """One entry of a chain."""
    body = Unsigned(
        meeting="M",
        device="d",
        seq=n,
        prev="",
        lamport=n,
        at=datetime(2026, 11, 20, 2, n, tzinfo=UTC),
        mono=n,
        by=By(person="s", role=Role.SECRETARY, factors=BOTH),
        fact=fact,
    )
    return Entry(body=body, hash=f"h{n}", sig="")


def test_ec_22_23_the_sync_remarks_a_newer_roster_once_and_only_while_the_meeting_runs() -> None:
    ref = PackRef(id="xinjiang", version="1.0")
    imported = f.PackageImported(package="p", pack=ref, pack_blob="b", roster_version=1, signed_by="k")
    chain = [entry(imported, 1)]
    assert roster_fact(chain, 2) is None, "before the opening people take it as a whole (T02)"
    chain.append(entry(f.MeetingOpened(mode=Mode.ONSITE), 2))
    assert roster_fact(chain, 1) is None
    assert roster_fact(chain, 2) == f.RosterVersionNoticed(roster_version=2)
    chain.append(entry(f.RosterVersionNoticed(roster_version=2), 3))
    assert roster_fact(chain, 2) is None
    assert roster_fact(chain, 3) is not None
    chain.append(entry(f.RecordClosed(seal_hash="a", tree_root="", last_entry="", files=()), 4))
    assert roster_fact(chain, 3) is None, "after the seal the record is what it is"
