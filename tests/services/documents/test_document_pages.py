"""Pages: text that can be read back, whole rows, footers, QR, identical bytes."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image, ImageDraw
from pypdf import PdfReader
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument
from reportlab.platypus import Flowable

from app.services.documents.page import Sheet, Watermark, beijing, build
from app.services.documents.para import CELL, Para
from app.services.documents.qr import DocumentCode, parse_document_qr
from app.services.documents.tables import GridStyle, Ink, checks, grid, key_values, title

HASH = "a1b2c3d4e5f6" + "0123456789abcdef" * 3 + "0123"
SHEET = Sheet(
    document="650100-2026101201-QD-01-v1",
    version=1,
    title="样例签到表",
    content_hash=HASH,
    made_at=datetime(2026, 10, 12, 7, 20, 31, tzinfo=UTC),
)
UYGHUR = "ئۈلگە سىناق"
RARE = "䶮㛃·𠮷𬭊"


def texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def story(rows: int = 40) -> list[Flowable]:
    body = [[str(number), f"第{number}人", "甲" * 60] for number in range(1, rows + 1)]
    style = GridStyle([12, 40, 113], SHEET.first_body_height, least_row=12)
    return [title("样例签到表"), grid([["序号", "姓名", "意见"]], body, style)]


class Opened:
    """A PDF opened by pdfium through QtPdf."""

    def __init__(self, pdf: bytes) -> None:
        self._bytes = QByteArray(pdf)
        self._buffer = QBuffer(self._bytes)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document = QPdfDocument()
        self.document.load(self._buffer)
        assert self.document.pageCount() > 0

    def text(self, page: int = 0) -> str:
        return self.document.getAllText(page).text()

    def picture(self, page: int = 0, dpi: int = 150) -> Image.Image:
        points = self.document.pagePointSize(page)
        size = QSize(round(points.width() * dpi / 72), round(points.height() * dpi / 72))
        drawn = self.document.render(page, size).convertToFormat(QImage.Format.Format_RGBA8888)
        seen = Image.frombytes("RGBA", (drawn.width(), drawn.height()), bytes(drawn.constBits()))
        paper = Image.new("RGBA", seen.size, (255, 255, 255, 255))
        return Image.alpha_composite(paper, seen).convert("L")


@pytest.mark.parametrize("name", [RARE, UYGHUR, "Қайрат Үлгі", "☑通过　□修改后通过"])
def test_a_name_is_read_back_as_it_was_written(name: str) -> None:
    pdf = build(SHEET, [Para(name)])
    assert name in texts(pdf)[0]
    assert name.replace("　", "") in Opened(pdf).text().replace("　", "").replace("\r", "")


def test_uyghur_inside_chinese_keeps_its_letters() -> None:
    assert f"姓名：{UYGHUR}（样例）" in texts(build(SHEET, [Para(f"姓名：{UYGHUR}（样例）")]))[0]


def test_uyghur_letters_are_joined_and_stand_from_right_to_left() -> None:
    # The shapes of ئۈلگە, leftmost first: final ە (drawn as final heh), initial گ, isolated ل ... ئ initial.
    from app.services.documents.arabic import visual

    assert [f"{ord(c):04X}" for c in visual("ئۈلگە")] == ["FE73", "FB95", "FEDF", "FBDC", "FE8B"]


def test_more_than_100_rare_characters_are_all_read_back() -> None:
    text = "".join(map(chr, range(0x20000, 0x20000 + 330)))
    assert "".join(texts(build(SHEET, [Para(text)]))[0].split("文件编号")[0].split()) == text


def test_the_same_document_made_twice_is_the_same_bytes() -> None:
    assert build(SHEET, story()) == build(SHEET, story())
    later = replace(SHEET, made_at=datetime(2026, 10, 12, 7, 20, 32, tzinfo=UTC))
    assert build(SHEET, story()) != build(later, story())


def test_every_page_says_which_page_of_how_many_it_is() -> None:
    pages = texts(build(SHEET, story()))
    assert len(pages) >= 3
    for number, page in enumerate(pages, start=1):
        assert (
            f"文件编号 650100-2026101201-QD-01-v1 · 版本 v1 · 第{number}页/共{len(pages)}页"
            " · 内容哈希 a1b2c3d4e5f6 · 北京时间 2026-10-12 15:20:31"
        ) in page


def test_the_header_row_repeats_and_every_row_stays_whole() -> None:
    pages = texts(build(SHEET, story()))
    assert all("序号" in page and "意见" in page for page in pages)
    for number in range(1, 41):
        holders = [page for page in pages if f"第{number}人" in page]
        assert len(holders) == 1
    assert sum(page.count("甲") for page in pages) == 40 * 60
    assert all(page.count("甲") % 60 == 0 for page in pages)


def test_a_group_of_rows_stays_on_one_page() -> None:
    body = [[str(number), f"第{number}人", "甲"] for number in range(1, 41)]
    groups = [(start, start + 4) for start in range(0, 40, 5)]
    style = GridStyle([12, 40, 113], SHEET.first_body_height, least_row=12, keep=groups)
    pages = texts(build(SHEET, [grid([["序号", "姓名", "意见"]], body, style)]))
    assert len(pages) > 1
    for first, last in groups:
        assert any(all(f"第{n + 1}人" in page for n in range(first, last + 1)) for page in pages)


def test_a_row_taller_than_a_page_goes_on_and_loses_nothing() -> None:
    style = GridStyle([12, 40, 113], SHEET.first_body_height)
    pages = texts(build(SHEET, [grid([["序号", "姓名", "意见"]], [["1", "陈样一", "乙" * 4000]], style)]))
    assert len(pages) > 1
    assert sum(page.count("乙") for page in pages) == 4000


@pytest.mark.parametrize("across", [False, True])
def test_the_qr_of_page_1_is_read_from_the_rendered_page(*, across: bool) -> None:
    sheet = replace(SHEET, landscape=across, watermark=Watermark.SAMPLE)
    found = zxingcpp.read_barcodes(Opened(build(sheet, story())).picture(dpi=150))
    assert [parse_document_qr(code.text) for code in found] == [
        DocumentCode("650100-2026101201-QD-01-v1", 1, HASH)
    ]


@pytest.mark.parametrize("text", ["", "HQ1:A:1:00", "HQ1:A:1:" + "G" * 64, "hq1:A:1:" + "A" * 64])
def test_a_foreign_qr_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not the QR"):
        parse_document_qr(text)


@pytest.mark.parametrize("mark", list(Watermark))
def test_the_watermark_stands_on_every_page(mark: Watermark) -> None:
    pages = texts(build(replace(SHEET, watermark=mark), story()))
    assert all(mark.value in page for page in pages)


def test_every_font_is_embedded() -> None:
    for page in PdfReader(BytesIO(build(SHEET, story()))).pages:
        fonts = page["/Resources"]["/Font"]  # type: ignore[index]  # pypdf types no indexing
        assert fonts
        assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts.values())


def test_the_metadata_names_document_program_and_language() -> None:
    reader = PdfReader(BytesIO(build(SHEET, story())))
    assert reader.metadata is not None
    assert reader.metadata.title == "样例签到表"
    assert reader.metadata.author == "会签 Huiqian"
    assert reader.metadata.creation_date == SHEET.made_at
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"  # type: ignore[index]  # pypdf types no indexing


def ink() -> bytes:
    picture = Image.new("RGBA", (600, 150), (0, 0, 0, 0))
    ImageDraw.Draw(picture).rectangle((0, 0, 600, 150), fill=(0, 0, 0, 255))
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def dark_box(page: Image.Image) -> tuple[int, int]:
    upper = page.crop((0, 0, page.width, page.height // 2))
    box = upper.point(lambda grey: 255 if grey < 40 else 0).getbbox()
    assert box is not None
    return box[2] - box[0], box[3] - box[1]


def test_a_signature_keeps_its_proportions_in_a_field_of_28_by_14_mm() -> None:
    wide, high = dark_box(Opened(build(SHEET, [Ink(ink())])).picture(dpi=254))
    assert wide == pytest.approx(280, abs=3)
    assert high == pytest.approx(70, abs=3)
    assert Ink(None).wrap(0, 0) == pytest.approx((28 * 72 / 25.4, 14 * 72 / 25.4))


def test_the_header_table_gives_the_last_odd_pair_the_whole_row() -> None:
    pairs = [("工程名称", "样例工程"), ("工程地点", "样例路1号"), ("方案", "丙" * 30)]
    table = key_values(pairs, GridStyle([26, 56.5, 26, 56.5], SHEET.first_body_height, cell=CELL))
    text = texts(build(SHEET, [table]))[0]
    assert "丙" * 30 in text


def test_check_boxes_show_the_one_that_was_chosen() -> None:
    options = ["通过", "修改后通过", "不通过"]
    assert checks(options, "修改后通过") == "□通过　☑修改后通过　□不通过"
    assert checks(options, None) == "□通过　□修改后通过　□不通过"
    with pytest.raises(ValueError, match="none of"):
        checks(options, "基本通过")


def test_beijing_time_is_fixed_and_a_time_without_zone_is_refused() -> None:
    assert beijing(datetime(1990, 7, 1, 16, 0, tzinfo=UTC)) == "1990-07-02 00:00:00"
    with pytest.raises(ValueError, match="without zone"):
        beijing(datetime(2026, 1, 1))  # noqa: DTZ001 - the case under test


def test_documents_made_at_the_same_time_do_not_disturb_each_other() -> None:
    alone = build(SHEET, story())
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda _: build(SHEET, story()), range(4)))
    assert together == [alone] * 4
