"""A PDF on its own against the seal, from the ledger and from the bundle."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.services.bundle import Bundle, BundleUnreadable, read_bundle, verify_pdf
from app.services.ledger import Ledger


@pytest.fixture(params=["ledger", "bundle"])
def source(request: pytest.FixtureRequest, sealed: Ledger, bundle: Path) -> Ledger | Bundle:
    return sealed if request.param == "ledger" else read_bundle(bundle)


def test_the_sealed_document_is_found(source: Ledger | Bundle, pdf: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf)
    report = verify_pdf(tmp_path / "a.pdf", source)
    assert report.ok
    (point,) = report.points
    assert (point.code, point.subject, point.args["meeting"]) == ("document.match", "XJ-1-QD-01-v1", "M-1")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda pdf: pdf[:-10], "document.truncated"),
        (lambda pdf: pdf + b"\n", "document.extended"),
        (lambda pdf: pdf.replace(b"sheet", b"SHEET", 1), "document.unknown"),
        (lambda pdf: pdf[:20], "document.unknown"),
    ],
)
def test_a_changed_document_is_not(
    source: Ledger | Bundle, pdf: bytes, tmp_path: Path, change: Callable[[bytes], bytes], code: str
) -> None:
    (tmp_path / "a.pdf").write_bytes(change(pdf))
    report = verify_pdf(tmp_path / "a.pdf", source)
    assert [point.code for point in report.broken] == [code]


def test_what_is_no_pdf_is_refused(source: Ledger | Bundle, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"PK\x03\x04")
    for wrong in (tmp_path / "a.pdf", tmp_path / "missing.pdf", tmp_path):
        with pytest.raises(BundleUnreadable):
            verify_pdf(wrong, source)


def test_a_seal_on_broken_evidence_does_not_vouch(sealed: Ledger, pdf: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf)
    with sealed._database.write("x") as connection:
        connection.exec_driver_sql("DROP TRIGGER blobs_no_update")
        connection.exec_driver_sql("UPDATE blobs SET data = x'00' WHERE size = 7")
    report = verify_pdf(tmp_path / "a.pdf", sealed)
    assert report.points[0].code == "document.match"
    assert {point.code for point in report.broken} == {"blob.digest"}
