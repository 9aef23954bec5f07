"""Wrong cells: every one, by sheet, row and column, with the reason (issue item 3). Wrong files: named for what they are."""

import contextlib
import random
import shutil
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from app.services.intake.problems import IntakeError
from app.services.intake.roster import read_roster
from app.services.intake.roster.layout import EXPERTS, HEAD, LETTERS, POSTS, SIGN_OFFS, UNITS
from app.services.intake.words import explain

Refused = Callable[[Callable[[Workbook], None]], list[tuple[str, str]]]


def column(book: Workbook, sheet: str, header: str) -> str:
    headers = [str(cell.value).rstrip("*") for cell in book[sheet][1]]
    return get_column_letter(headers.index(header) + 1)


def put(book: Workbook, sheet: str, header: str, row: int, value: object) -> None:
    book[sheet][f"{column(book, sheet, header)}{row}"].value = value


def head_row(book: Workbook, label: str) -> int:
    labels = [str(cell.value).rstrip("*") for cell in book[HEAD]["A"]]
    return labels.index(label) + 1


def test_wrong_cells_in_all_sheets_at_once(refused: Refused) -> None:
    def spoil(book: Workbook) -> None:
        head = book[HEAD]
        head[f"B{head_row(book, '会议编号')}"].value = None
        head[f"B{head_row(book, '计划开始时间')}"].value = "20 日上午"
        head[f"B{head_row(book, '方案页数')}"].value = "一百二十八"
        head[f"B{head_row(book, '危大工程类别')}"].value = "深基坑"
        head[f"B{head_row(book, '行政区划代码')}"].value = "65010"
        head[f"A{head_row(book, '会议地点')}"].value = "地点"
        put(book, UNITS, "统一社会信用代码", 2, "91650100EXAMPLE08X")
        put(book, UNITS, "单位类别", 3, "勘查")
        put(book, POSTS, "岗位", 4, "项目总工")
        put(book, POSTS, "人员编号", 5, None)
        put(book, POSTS, "电话尾4位", 6, 13)
        put(book, POSTS, "姓名", 7, "=A1")
        put(book, EXPERTS, "人员编号", 3, "e1")
        put(book, EXPERTS, "聘期至", 4, "2028-02-30")
        put(book, EXPERTS, "出生年份", 5, 1970.5)
        put(book, EXPERTS, "确认参会", 6, "来")
        put(book, EXPERTS, "统一社会信用代码", 7, "91650100EXAMPLE069X")
        put(book, SIGN_OFFS, "签字日期", 2, datetime(2026, 11, 4, 9, 30))  # noqa: DTZ001  # cells have no zone
        put(book, LETTERS, "上传时间", 2, "2026-11-17")

    assert refused(spoil) == [
        (HEAD, "key_missing"),
        ("工程与会议!B3", "empty"),
        ("工程与会议!B5", "region"),
        ("工程与会议!B8", "not_moment"),
        ("工程与会议!A9", "key_unknown"),
        ("工程与会议!B31", "not_number"),
        ("工程与会议!B33", "choice"),
        ("参建单位!D2", "code_check"),
        ("参建单位!B3", "choice"),
        ("岗位人员!C2", "unit_unknown"),
        ("岗位人员!D4", "choice"),
        ("岗位人员!E5", "empty"),
        ("岗位人员!H6", "four_digits"),
        ("岗位人员!F7", "formula"),
        ("专家!B3", "twice"),
        ("专家!C3", "person_differs"),
        ("专家!O4", "not_date"),
        ("专家!P5", "not_integer"),
        ("专家!T6", "choice"),
        ("专家!E7", "code_shape"),
        ("方案审核!E2", "date_with_time"),
        ("委托书!K2", "not_moment"),
    ]


def test_references_to_nobody(refused: Refused) -> None:
    def spoil(book: Workbook) -> None:
        put(book, LETTERS, "受托人编号", 2, "ghost")
        put(book, SIGN_OFFS, "统一社会信用代码", 3, "91650100EXAMPLE157")
        put(book, POSTS, "统一社会信用代码", 6, "91650100EXAMPLE157")
        put(book, POSTS, "岗位", 7, "项目总监理工程师")
        put(book, POSTS, "列席事由", 8, "旁听")
        book[HEAD][f"B{head_row(book, '组长人员编号')}"].value = "gc-pm"
        book[HEAD][f"B{head_row(book, '方案日期')}"].value = "2026-11-21"

    assert refused(spoil) == [
        ("工程与会议!B20", "leader_unknown"),
        ("工程与会议!B30", "after_meeting"),
        ("岗位人员!C6", "unit_unknown"),
        ("岗位人员!D7", "role_kind"),
        ("岗位人员!L8", "not_used"),
        ("方案审核!C3", "unit_unknown"),
        ("委托书!E2", "person_unknown"),
    ]


def test_a_person_who_contradicts_himself(refused: Refused) -> None:
    def spoil(book: Workbook) -> None:
        put(book, POSTS, "人员编号", 3, "owner-pm")

    found = refused(spoil)
    assert ("岗位人员!F3", "person_differs") in found
    assert {code for _, code in found} == {"person_differs"}


def test_columns_and_sheets_that_are_not_the_template(refused: Refused) -> None:
    def spoil(book: Workbook) -> None:
        del book[LETTERS]
        book.create_sheet("备注")
        book.create_sheet("隐藏的").sheet_state = "hidden"
        sheet = book[EXPERTS]
        sheet[f"{column(book, EXPERTS, '所在地')}1"].value = "籍贯"
        sheet[f"{column(book, EXPERTS, '细分专业')}1"].value = "抽取专业"
        sheet.cell(2, sheet.max_column + 2).value = "旁注"

    assert refused(spoil) == [
        ("备注", "sheet_unknown"),
        ("专家!1", "column_missing"),
        ("专家!1", "column_missing"),
        ("专家!L1", "column_twice"),
        ("专家!R1", "column_unknown"),
        ("专家!AN1", "column_unknown"),
        (LETTERS, "sheet_missing"),
    ]


def test_merged_cells_and_error_values(refused: Refused) -> None:
    def spoil(book: Workbook) -> None:
        book[POSTS].merge_cells("B5:B7")
        book[UNITS]["C2"].value = "#REF!"
        book[UNITS]["C2"].data_type = "e"

    found = refused(spoil)
    assert ("岗位人员!B5", "merged") in found
    assert ("岗位人员!B6", "empty") in found
    assert ("参建单位!C2", "excel_error") in found


def test_the_sentences_name_sheet_row_and_column(good_roster: Path, tmp_path: Path) -> None:
    book = load_workbook(good_roster)
    put(book, UNITS, "统一社会信用代码", 5, "91650100EXAMPLE11X")
    path = tmp_path / "one.xlsx"
    book.save(path)
    with pytest.raises(IntakeError) as caught:
        read_roster(path)
    text = explain(caught.value)
    assert (
        "《参建单位》第 5 行 D 列：统一社会信用代码“91650100EXAMPLE11X”的校验位不对，按前 17 位应为“T”"
        in text
    )


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-20 10:00",
        "2026/11/20 10:00",
        "2026年11月20日 10:00",
        "2026年11月20日10时00分",
        "２０２６-11-20　10:00:00",
        "2026-11-20T10:00",
    ],
)
def test_ways_to_write_a_time(good_roster: Path, tmp_path: Path, written: str) -> None:
    book = load_workbook(good_roster)
    book[HEAD][f"B{head_row(book, '计划开始时间')}"].value = written
    path = tmp_path / "time.xlsx"
    book.save(path)
    assert read_roster(path).package.meeting.planned_start.isoformat() == "2026-11-20T02:00:00+00:00"


def file_refusal(path: Path) -> str:
    with pytest.raises(IntakeError) as caught:
        read_roster(path)
    assert explain(caught.value)
    return caught.value.code


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (OLE + "Workbook".encode("utf-16-le"), "roster_xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "roster_password"),
        ("单位,姓名\n样例,陈样一\n".encode("gbk"), "roster_csv"),
        (b"a\tb\n1\t2\n", "roster_csv"),
        (b"\xef\xbb\xbf<html><table></table></html>", "roster_html"),
        (b"\x00\x01\x02" * 99, "roster_damaged"),
        (b"PK\x03\x04" + b"x" * 500, "roster_damaged"),
        (b"x" * 10_000_001, "too_large"),
    ],
)
def test_files_that_are_no_xlsx(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "roster.xlsx"
    path.write_bytes(data)
    assert file_refusal(path) == code


def rezip(source: Path, target: Path, change: Callable[[str, bytes], bytes], extra: dict[str, bytes]) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, data in extra.items():
            new.writestr(name, data)


def test_zip_bombs_entities_macros_and_ods(good_roster: Path, tmp_path: Path) -> None:
    path = tmp_path / "bad.xlsx"
    rezip(good_roster, path, lambda _, data: data, {"xl/media/big.bin": bytes(60_000_000)})
    assert path.stat().st_size < 200_000
    assert file_refusal(path) == "roster_bomb"
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'
    rezip(good_roster, path, lambda name, data: entity + data if name == "xl/workbook.xml" else data, {})
    assert file_refusal(path) == "roster_bomb"
    rezip(good_roster, path, lambda _, data: data, {"xl/vbaProject.bin": b"x"})
    assert file_refusal(path) == "roster_macro"
    with zipfile.ZipFile(path, "w") as ods:
        ods.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        ods.writestr("content.xml", "<x/>")
    assert file_refusal(path) == "roster_ods"
    rezip(good_roster, path, lambda name, data: b"<broken" if name == "xl/workbook.xml" else data, {})
    assert file_refusal(path) == "roster_damaged"


def test_a_sheet_with_a_million_rows(good_roster: Path, tmp_path: Path) -> None:
    book = load_workbook(good_roster)
    book[UNITS]["A900000"].value = "x"
    path = tmp_path / "long.xlsx"
    book.save(path)
    assert file_refusal(path) == "roster_bomb"


@pytest.mark.parametrize("part", range(1, 20))
def test_half_written_rosters(good_roster: Path, tmp_path: Path, part: int) -> None:
    path = tmp_path / "half.xlsx"
    shutil.copy(good_roster, path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * part // 20])
    assert file_refusal(path) == "roster_damaged"


JUNK: tuple[object, ...] = (
    None, "", " ", 0, -1, 1e300, True, "=1/0", "是", "无", "；", ":::", "9999-12-31 23:59", "0001-01-01 00:00", "\u202e",
    datetime(1900, 1, 1), datetime(9999, 12, 31, 23), "x" * 5000, "gc-pm", "单位技术负责人", "例",  # noqa: DTZ001  # Excel
)  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_any_junk_is_refused_or_read(good_roster: Path, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # junk
    book = load_workbook(good_roster)
    for _ in range(1 + seed * 3):
        sheet = chance.choice(book.worksheets)
        row, place = chance.randint(1, sheet.max_row), chance.randint(1, sheet.max_column)
        sheet.cell(row, place).value = chance.choice(JUNK)  # type: ignore[assignment]  # junk
    path = tmp_path / "junk.xlsx"
    book.save(path)
    try:
        made = read_roster(path).package
    except IntakeError as error:
        told = explain(error)
    else:
        told = made.meeting.id
    assert told


def test_a_flipped_bit_is_refused_or_means_the_same(good_roster: Path, tmp_path: Path) -> None:
    good = read_roster(good_roster).package
    data = good_roster.read_bytes()
    path = tmp_path / "flip.xlsx"
    meant: list[object] = []
    for place in range(0, len(data), 997):
        spoilt = bytearray(data)
        spoilt[place] ^= 16
        path.write_bytes(bytes(spoilt))
        with contextlib.suppress(IntakeError):
            meant.append(read_roster(path).package)
    assert all(one == good for one in meant)
