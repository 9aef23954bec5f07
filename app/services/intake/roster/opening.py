"""Opens an Excel file that may be anything: bounded before it is unpacked, and named for what it is."""

import io
import zipfile
import zlib
from pathlib import Path

from openpyxl import Workbook, load_workbook

from app.services.intake.package_file import read_bytes
from app.services.intake.problems import IntakeError

MAX_BYTES = 10_000_000
MAX_UNPACKED = 40_000_000
MAX_PARTS = 500
MAX_ROWS = 5_000
MAX_COLUMNS = 100

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def open_workbook(path: Path) -> Workbook:
    """Return the workbook of an .xlsx file; formulas are kept as formulas, nothing outside the file is followed.

    Raises:
        IntakeError: ``unreadable``, ``too_large``, ``empty``, ``roster_xls``, ``roster_password``, ``roster_csv``,
            ``roster_ods``, ``roster_html``, ``roster_macro``, ``roster_bomb``, ``roster_damaged``.

    """
    data = read_bytes(path, MAX_BYTES)
    _name_it(data)
    _check_parts(data)
    try:
        book = load_workbook(io.BytesIO(data), keep_links=False)
    except Exception as error:  # the library raises whatever it stumbles over in a broken file
        raise IntakeError("roster_damaged", reason=type(error).__name__) from error
    for sheet in book.worksheets:
        if sheet.max_row > MAX_ROWS or sheet.max_column > MAX_COLUMNS:
            raise IntakeError("roster_bomb", limit=f"{MAX_ROWS} 行 {MAX_COLUMNS} 列")
    return book


def _name_it(data: bytes) -> None:
    """Refuse what is no zip, by its name."""
    if not data.strip():
        raise IntakeError("empty")
    if data.startswith(_OLE):
        raise IntakeError("roster_password" if _ENCRYPTED in data else "roster_xls")
    if data.startswith(b"PK"):
        return
    head = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype html", b"<table")):
        raise IntakeError("roster_html")
    if b"\x00" not in data[:4000]:
        raise IntakeError("roster_csv")
    raise IntakeError("roster_damaged", reason="不是 Excel 文件")


def _check_parts(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            rows = parts.infolist()
            if len(rows) > MAX_PARTS or sum(row.file_size for row in rows) > MAX_UNPACKED:
                raise IntakeError("roster_bomb", limit=f"{MAX_UNPACKED // 1_000_000} MB")
            _check_names({row.filename for row in rows})
            for row in rows:
                _check_xml(row.filename, parts.read(row))
    except (
        zipfile.BadZipFile,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        zlib.error,
    ) as error:
        raise IntakeError("roster_damaged", reason="压缩结构不完整") from error


def _check_names(names: set[str]) -> None:
    if "content.xml" in names and "mimetype" in names:
        raise IntakeError("roster_ods")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise IntakeError("roster_macro")
    if "xl/workbook.xml" not in names:
        raise IntakeError("roster_damaged", reason="压缩包里没有工作簿")


def _check_xml(name: str, part: bytes) -> None:
    """An .xlsx never declares entities; one that does wants to blow up the parser."""
    if name.endswith((".xml", ".rels")):
        head = part.replace(b"\x00", b"")
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise IntakeError("roster_bomb", limit="XML 实体")
