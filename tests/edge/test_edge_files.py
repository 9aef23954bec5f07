"""What a script of an edge case cannot show: paper, pictures, files, two chains of one person (rules.md 7)."""

import io
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest
from click.testing import CliRunner
from msgspec.structs import replace
from PIL import Image
from pypdf import PdfReader

from app.bootstrap import make_desk
from app.commands.group import huiqian
from app.models import facts as f
from app.models.terms import Document, Role, Stage
from app.services.bundle import write_bundle
from app.services.documents.marks import SHORT, read_marks
from app.services.documents.scans import read_scan
from app.services.exif import shot_at
from app.services.intake.sample import sample_package
from app.services.intake.sample_key import sample_key
from app.services.ledger import Ledger, cipher
from app.services.places import LEDGER_FILE
from app.services.signing.keys import DeviceKey
from support import walk
from support.book import BOTH
from support.office import Office


def text_of(pdf: bytes) -> str:
    """All words of a PDF without the blanks."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def frozen_print(office: Office) -> bytes:
    """The PDF that was printed."""
    frozen = office.view.m.frozen
    assert frozen is not None
    return office.desk.ledger.blob(frozen.print_hash)


def test_ec_31_the_second_report_names_the_first(tmp_path: Path) -> None:
    package = sample_package()
    again = replace(package.meeting, review_no=2, previous_report="样例-1106-LZ-01-v1")
    office = Office(tmp_path, replace(package, meeting=again)).until("Freeze")
    said = text_of(frozen_print(office))
    assert "第2次论证" in said
    assert "样例-1106-LZ-01-v1" in said


def test_ec_33_a_draft_needs_the_switch_and_says_so_on_paper(tmp_path: Path) -> None:
    package = sample_package(name="zhengzhou")
    closed = Office(tmp_path / "closed", package)
    assert closed.play("ImportPackage") == "pack_unusable"
    office = Office(tmp_path / "open", package)
    key = sample_key()
    office.desk = make_desk(office.desk.ledger, lambda: {key.kid: key.public}, office.clock, drafts=True)
    office.player.desk = office.desk
    assert office.play("ImportPackage") == ""
    assert office.play("Gather", at="09:10") == ""
    case = office.view.case
    case.m.package = replace(
        package, meeting=replace(package.meeting, sample=False)
    )  # a sample says 样例 instead
    made = office.desk.papers.make(case, Document.SIGN_IN, office.desk.ledger.blob)
    assert "征求意见稿" in text_of(made)


def test_ec_36_an_unknown_year_is_by_hand_and_never_green(tmp_path: Path) -> None:
    package = sample_package(date(2026, 12, 31))
    tables = tuple(y for y in package.holidays if y.year == 2026)
    office = Office(tmp_path, replace(package, holidays=tables))
    office.clock.now = datetime(2026, 12, 31, 1, 0, tzinfo=UTC)
    office.play("ImportPackage")
    office.play("Open", at="2026-12-31 09:30")
    assert office.play("Conclude", at="2026-12-31 11:00") == ""
    office.clock.now = datetime(2027, 1, 5, 1, 0, tzinfo=UTC)
    [late] = [x for x in office.view.findings if x.check == "C67"]
    assert (late.variant, late.is_open) == ("by_hand", True)


def test_ec_38_pages_photographed_with_a_phone_are_read(tmp_path: Path) -> None:
    office = Office(tmp_path, sample_package()).until("Freeze")
    pages = []
    for n, page in enumerate(pypdfium2.PdfDocument(frozen_print(office)), 1):
        picture = page.render(scale=200 / 72).to_pil().convert("RGB")
        place = tmp_path / f"{n}.jpg"
        picture.rotate(0.7, fillcolor="white").save(place, quality=70)
        pages.append(place)
    scan = read_scan(pages)
    marks = read_marks(scan.data)
    frozen = office.view.m.frozen
    assert frozen is not None
    assert [(m.hash, m.page) for m in marks if m] == [
        (frozen.content_hash[:SHORT], n) for n in range(1, len(pages) + 1)
    ]


def test_ec_39_two_doors_collapse_to_the_earlier() -> None:
    book = walk.prepared()
    book.add(f.CheckInOpened())
    first = book.clock
    for device in ("d1", "d2"):
        book.add(f.PersonCheckedIn(person="e1", roles=(Role.EXPERT,), factors=BOTH), device=device)
    [span] = book.m.spans["e1"]
    assert (span.came - first).total_seconds() == 60
    assert book.m.present_experts() == ("e1",)


@pytest.mark.parametrize(
    ("taken", "offset", "expected"),
    [
        ("2026:11:20 08:30:00", "", datetime(2026, 11, 20, 0, 30, tzinfo=UTC)),
        ("2026:11:20 08:30:00", "+06:00", datetime(2026, 11, 20, 2, 30, tzinfo=UTC)),
        ("2026:11:20 25:30:00", "", None),
        ("", "", None),
    ],
)
def test_ec_49_what_the_camera_says_stands_beside_our_time(
    tmp_path: Path, taken: str, offset: str, expected: datetime | None
) -> None:
    picture, exif = Image.new("RGB", (32, 24), "white"), Image.Exif()
    exif.get_ifd(0x8769).update({0x9003: taken, 0x9011: offset} if taken else {})
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    data = out.getvalue()
    assert shot_at(data) == expected
    office = Office(tmp_path, sample_package()).until("MeetingOpened")
    assert office.play("TakePhoto", data=data) == ""
    [photo] = office.view.m.photos
    assert photo.shot_at == expected
    assert office.desk.ledger.blob(photo.blob) == data, "the original, unchanged"


def test_ec_49_a_picture_without_words_about_itself() -> None:
    assert shot_at(b"no picture") is None
    assert shot_at(b"") is None


def test_ec_50_the_second_copy_brings_the_record_back_by_its_hash(tmp_path: Path) -> None:
    office = Office(tmp_path / "lost", sample_package()).until("SealRecord")
    copy = write_bundle(office.desk.ledger, office.package.meeting.id, tmp_path / "stick.huiqian")
    seal = office.view.m.seal
    assert seal is not None
    home, run = tmp_path / "new", CliRunner()
    wrong = run.invoke(huiqian, ["--home", str(home), "restore", str(copy), "--hash", "ffff"])
    assert wrong.exit_code == 1
    found = run.invoke(
        huiqian, ["--home", str(home), "restore", str(copy), "--hash", seal.content_hash[:12].upper()]
    )
    assert found.exit_code == 0, found.output
    path = home / LEDGER_FILE
    assert not cipher.is_plain(path)
    with Ledger.open(path, DeviceKey.in_memory()) as ledger:
        back = make_desk(ledger, dict, office.clock).view(office.package.meeting.id)
        assert (back.stage, back.m.seal) == (Stage.SYNC_PENDING, seal)
        assert all(ledger.has_blobs([x.sha256]) for x in seal.files)
    again = run.invoke(huiqian, ["--home", str(home), "restore", str(copy)])
    assert "新收 0 条" in again.output
    broken = bytearray(copy.read_bytes())
    broken[len(broken) // 2] ^= 1
    (tmp_path / "bad.huiqian").write_bytes(bytes(broken))
    assert run.invoke(huiqian, ["--home", str(home), "restore", str(tmp_path / "bad.huiqian")]).exit_code != 0
