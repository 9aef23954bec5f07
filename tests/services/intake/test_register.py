"""The register of certificates: read whole, or refused with every row and column that is wrong."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from app.services.intake.problems import IntakeError
from app.services.intake.register import (
    HEADERS,
    MAX_BYTES,
    find_register,
    read_register,
    write_template,
)
from app.services.intake.words import explain

UNIT = "91650100EXAMPLE11T"
GOOD = (
    "新建安B（2024）0000001",
    "",
    "项目负责人安全生产考核合格证书（B证）",
    "杨样十四",
    UNIT,
    "2027-05-01",
    "有效",
)


def write(
    path: Path, *rows: Sequence[object], headers: Sequence[str] = HEADERS, encoding: str = "utf-8-sig"
) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([headers, *rows])
    return path


def refused(path: Path) -> IntakeError:
    with pytest.raises(IntakeError) as caught:
        read_register(path)
    assert explain(caught.value)
    return caught.value


def places(error: IntakeError) -> list[tuple[str, str]]:
    return [(problem.where.partition("!")[2], problem.code) for problem in error.problems]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_a_register_is_found_by_number_and_by_identifier(tmp_path: Path, encoding: str) -> None:
    identifier = "1.2.156.3005.2.11100000000013338W011.11650000SAMPLE000X.20260000001.001.A"
    other = ("新A012024000001", identifier, "特种作业", "样例", "", "长期", "注销")
    found = read_register(write(tmp_path / "r.csv", GOOD, other, encoding=encoding))
    assert found.count == 2
    mine = found.find("新建安b(2024) 0000001")
    assert mine is not None
    assert (mine.name, mine.until, mine.state, mine.unit) == ("杨样十四", date(2027, 5, 1), "valid", UNIT)
    his = found.find(identifier.lower())
    assert his is not None
    assert (his.until, his.state, his.word) == (None, "revoked", "注销")
    assert found.find("新建安B(2024)0000002") is None


def test_excel_with_real_dates(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADERS)
    sheet.append((*GOOD[:5], date(2027, 5, 1), "过期"))
    book.save(tmp_path / "r.xlsx")
    found = read_register(tmp_path / "r.xlsx").find(GOOD[0])
    assert found is not None
    assert (found.until, found.state) == (date(2027, 5, 1), "expired")


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_the_template_reads_as_empty_and_takes_rows(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write_template(path)
    assert read_register(path).count == 0
    if name == "t.xlsx":
        book = load_workbook(path)
        book.worksheets[0].append(GOOD)
        book.save(path)
    else:
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerow(GOOD)
    assert read_register(path).count == 1


def test_every_wrong_cell_at_once(tmp_path: Path) -> None:
    wrong = [
        ("", "", "", "", "", "", ""),  # an empty row is passed over
        ("", *GOOD[1:]),
        ("N-2", "", "", *GOOD[3:]),
        ("N-3", "", "C证", "", *GOOD[4:]),
        ("N-4", *GOOD[1:4], "91650100EXAMPLE11A", "明年", "好的"),
        ("N-5", *GOOD[1:5], "", "有效"),
        ("N-6\u202e", *GOOD[1:]),
        ("9" * 201, *GOOD[1:]),
        GOOD,
        ("新建安b（2024）0000001", *GOOD[1:]),
    ]
    error = refused(write(tmp_path / "r.csv", *wrong))
    assert error.code == "register"
    assert places(error) == [
        ("A3", "empty"),
        ("C4", "empty"),
        ("D5", "empty"),
        ("E6", "code_check"),
        ("F6", "not_date"),
        ("G6", "choice"),
        ("F7", "empty"),
        ("A8", "bad_character"),
        ("A9", "too_long"),
        ("A11", "twice"),
    ]
    assert "《证照登记表》第 6 行 F 列" in explain(error)


def test_columns(tmp_path: Path) -> None:
    headers = ("证书编号", "种类", "姓名", "姓名", "备注", "状态")
    error = refused(write(tmp_path / "r.csv", headers=headers))
    assert places(error) == [("D1", "column_twice"), ("E1", "column_unknown"), ("1", "column_missing")]
    moved = ("状态", "有效期至", "姓名", "种类", "证书编号")
    found = read_register(write(tmp_path / "m.csv", ("有效", "长期", "样例", "C证", "N-1"), headers=moved))
    assert found.find("n-1") is not None


def test_files_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    assert refused(path).code == "unreadable"
    path.write_bytes(b"\xef\xbb\xbf")
    assert refused(path).code == "empty"
    path.write_bytes(b"\xff\xfe\x00\x81\x81")
    assert refused(path).code == "register_encoding"
    path.write_text('证书编号,"种类\n1,2', encoding="utf-8")
    assert refused(path).code == "register_csv"
    path.write_bytes(b"x" * (MAX_BYTES + 1))
    assert refused(path).code == "too_large"
    (tmp_path / "r.xlsx").write_bytes(b"PK not really")
    assert refused(tmp_path / "r.xlsx").code == "roster_damaged"


def test_a_formula_is_no_value(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(HEADERS)
    book.worksheets[0].append((*GOOD[:5], "=DATE(2027,5,1)", "有效"))
    book.save(tmp_path / "r.xlsx")
    assert places(refused(tmp_path / "r.xlsx")) == [("F2", "formula")]


def test_only_one_register_lies_in_a_home(tmp_path: Path) -> None:
    assert find_register(tmp_path) is None
    write_template(tmp_path / "certificates.csv")
    assert find_register(tmp_path) == tmp_path / "certificates.csv"
    write_template(tmp_path / "certificates.xlsx")
    with pytest.raises(IntakeError) as caught:
        find_register(tmp_path)
    assert caught.value.code == "register_both"
    assert "certificates.xlsx" in explain(caught.value)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(",".join(HEADERS).encode() + b"\n" + data)
    said = ""
    try:
        found = read_register(path)
    except IntakeError as error:
        said = explain(error)
        found = None
    assert (found is None) == bool(said)
