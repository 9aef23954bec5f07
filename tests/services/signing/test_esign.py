"""CA_ESIGN: a signature by certificate holds over the frozen report and nothing else (8.1, 电子签名法13)."""

import io
from itertools import pairwise

import pikepdf
import pytest
from asn1crypto import keys  # type: ignore[import-untyped]  # it ships no types
from asn1crypto import x509 as asn
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab.pdfgen.canvas import Canvas

from app.services.rehearsal import certificates
from app.services.signing.esign import Esigned, EsignFault, check_esign

HASH = "ab" * 32
NAME = "样例甲"


def page(text: str = "论证结论：通过") -> bytes:
    """A PDF of one page."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.drawString(50, 50, text.encode("ascii", "replace").decode())
    canvas.save()
    return out.getvalue()


def signed_pdf(pdf: bytes, field: str, name: str = NAME) -> bytes:
    """What a person's signing program makes of it."""
    der = certificates.certificate(name).public_bytes(Encoding.DER)
    secret = certificates._key(name).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = signers.SimpleSigner(
        signing_cert=asn.Certificate.load(der),
        signing_key=keys.PrivateKeyInfo.load(secret),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]  # as it is
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    meta = signers.PdfSignatureMetadata(field_name=field)
    return bytes(signers.sign_pdf(writer, meta, signer=signer).getvalue())


def fault(evidence: bytes, printed: bytes, roots: bytes = b"") -> str:
    """Why it does not hold."""
    with pytest.raises(EsignFault) as said:
        check_esign(evidence, printed, HASH, roots)
    return said.value.code


def test_a_detached_signature_over_the_print_or_the_hash() -> None:
    printed = page()
    for content in (printed, HASH.encode()):
        found = check_esign(certificates.esign(NAME, content), printed, HASH)
        assert (found.name, found.issuer, found.anchored) == (NAME, certificates.AUTHORITY, False)
    assert fault(certificates.esign(NAME, b"another report"), printed) == "other_content"
    broken = bytearray(certificates.esign(NAME, printed))
    broken[-5] ^= 1
    assert fault(bytes(broken), printed) in {"changed", "unreadable"}


def test_a_signed_pdf_and_the_next_signature_on_it() -> None:
    printed = page()
    one = signed_pdf(printed, "S1")
    two = signed_pdf(one, "S2", "样例乙")
    assert [check_esign(x, printed, HASH).name for x in (one, two)] == [NAME, "样例乙"]
    assert fault(printed, printed) == "unsigned"
    assert fault(one, page("another")) == "other_content"
    assert fault(one + b"\n% appended", printed) == "changed"
    for before, after in pairwise((printed, one)):
        assert after.startswith(before)


def test_other_words_over_the_frozen_page_are_not_the_report() -> None:
    printed = page()
    writer = IncrementalPdfFileWriter(io.BytesIO(printed))
    from pyhanko.pdf_utils import generic

    first = writer.root["/Pages"]["/Kids"][0]
    first["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT /F1 12 Tf (x) Tj ET"))
    writer.update_container(first)
    changed = io.BytesIO()
    writer.write(changed)  # type: ignore[no-untyped-call]  # as it is
    evidence = signed_pdf(changed.getvalue(), "S1")
    assert evidence.startswith(printed)
    assert fault(evidence, printed) == "other_content"


def test_the_chain_is_judged_only_where_the_ca_is_known() -> None:
    printed = page()
    evidence = certificates.esign(NAME, printed)
    traced = check_esign(evidence, printed, HASH, certificates.authority_pem())
    assert traced.anchored
    stranger = certificates.certificate("别的人").public_bytes(Encoding.PEM)
    assert fault(evidence, printed, stranger) == "chain"
    assert "未核验" in check_esign(evidence, printed, HASH).said
    assert "已核验" in traced.said
    assert isinstance(traced, Esigned)


@pytest.mark.parametrize("rubbish", [b"", b"x" * 100, b"%PDF-1.7 nothing", b"0\x82\xff\xff"])
def test_rubbish_is_refused(rubbish: bytes) -> None:
    assert fault(rubbish, page()) in {"unreadable", "other_content"}
    with pikepdf.open(io.BytesIO(page())) as pdf:
        assert len(pdf.pages) == 1
