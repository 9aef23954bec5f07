"""CA_ESIGN: does a signature by certificate hold over the frozen report (8.1, 电子签名法13（三）（四）)?

The evidence is the frozen print signed as PDF (PAdES or adbe.pkcs7), or a detached CMS (RFC 5652) over the print's bytes or
over the 64 hex digits of the content hash. Whether the certificate comes from a licensed CA is decided only where this desk
has that CA's certificates (``ca.pem`` in its home); else the answer says that nobody looked.
"""

import io
from contextlib import suppress
from typing import Any

from msgspec import Struct

ANCHORED = "证书链已核验"
UNTRACED = "证书链未核验"
MAX_BYTES = 64 * 1024 * 1024


class EsignFault(Exception):  # noqa: N818  the name says what happened
    """The evidence does not hold.

    ``code``: ``unreadable`` (neither PDF nor CMS), ``unsigned``, ``other_content`` (not over the frozen report),
    ``changed`` (broken, or something came after it), ``algorithm`` (cannot be computed here), ``chain`` (not from the CA
    this desk knows), ``expired``.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Esigned(Struct, frozen=True, kw_only=True):
    """Who signed: common name, issuer and serial number (hex) of the certificate. ``anchored``: chain to a known CA."""

    name: str
    issuer: str
    number: str
    anchored: bool

    @property
    def certificate(self) -> str:
        """Issuer and number: the same certificate always reads the same."""
        return f"{self.issuer} {self.number}".strip()

    @property
    def said(self) -> str:
        """As it stands in the fact and in print, with whether anybody could trace the issuer."""
        return f"{self.certificate}（{ANCHORED if self.anchored else UNTRACED}）"


def check_esign(evidence: bytes, printed: bytes, content_hash: str, roots: bytes = b"") -> Esigned:
    """Verify the last signature of the evidence. It takes a tenth of a second: never on the GUI thread, nor in a transaction.

    Args:
        evidence: a signed PDF, or CMS as DER or PEM.
        printed: the print that was frozen.
        content_hash: of the frozen content, 64 hex digits.
        roots: certificates of the CA as PEM; empty: the chain is not judged.

    Raises:
        EsignFault: it does not hold; see there.

    """
    if len(evidence) > MAX_BYTES:
        raise EsignFault("unreadable")
    anchors = _certificates(roots)
    try:
        status = _of_pdf(evidence, printed, anchors) if evidence[:5] == b"%PDF-" else None
        status = status or _of_cms(evidence, (printed, content_hash.encode()), anchors)
    except EsignFault:
        raise
    except (NotImplementedError, KeyError) as error:
        raise EsignFault("algorithm") from error
    except Exception as error:  # a parser of foreign bytes may raise anything; it is refused whole
        raise EsignFault("algorithm" if "lgorithm" in str(error) else "unreadable") from error
    return _judged(status, anchored=bool(anchors))


def _judged(status: Any, *, anchored: bool) -> Esigned:
    from datetime import UTC, datetime

    if not (status.intact and status.valid):
        raise EsignFault("changed")
    if anchored and not status.trusted:
        raise EsignFault("chain")
    certificate = status.signing_cert
    validity = certificate["tbs_certificate"]["validity"]
    if not validity["not_before"].native <= datetime.now(UTC) <= validity["not_after"].native:
        raise EsignFault("expired")
    return Esigned(
        name=_common_name(certificate.subject),
        issuer=_common_name(certificate.issuer),
        number=f"{certificate.serial_number:x}",
        anchored=anchored,
    )


def _common_name(name: Any) -> str:
    found = name.native.get("common_name", "")
    return "、".join(found) if isinstance(found, list) else str(found or name.human_friendly)


def _context(anchors: list[Any]) -> Any:
    import logging

    from pyhanko_certvalidator import ValidationContext

    logging.getLogger("pyhanko").setLevel(
        logging.CRITICAL
    )  # it logs a whole traceback for a chain nobody asked about
    return ValidationContext(trust_roots=anchors, allow_fetching=False, revocation_mode="soft-fail")


def _usage() -> Any:
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    either = {"digital_signature", "non_repudiation"}
    return KeyUsageConstraints(key_usage=either, match_all_key_usages=False)


def _of_pdf(evidence: bytes, printed: bytes, anchors: list[Any]) -> Any:
    """An incremental update leaves the frozen bytes where they were; the last signature must cover the whole file."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature

    if not evidence.startswith(printed):
        raise EsignFault("other_content")
    reader = PdfFileReader(io.BytesIO(evidence))
    signatures = reader.embedded_signatures
    if not signatures:
        raise EsignFault("unsigned")
    _print_is_kept(evidence, printed)
    status = validate_pdf_signature(
        signatures[-1], signer_validation_context=_context(anchors), key_usage_settings=_usage()
    )
    if status.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        raise EsignFault("changed")
    return status


_GROWS: dict[str, frozenset[str]] = {
    "root": frozenset({"/AcroForm", "/DSS", "/Extensions", "/Metadata", "/Perms", "/Version"}),
    "page": frozenset({"/Annots"}),
}
"""What signing may add to the catalogue and to a page (ISO 32000-2 12.8); nothing else of the print may differ."""


def _print_is_kept(evidence: bytes, printed: bytes) -> None:
    """Whoever puts other words over the frozen pages and signs that has not signed the report."""
    import pikepdf

    with pikepdf.open(io.BytesIO(printed)) as old, pikepdf.open(io.BytesIO(evidence)) as new:
        growing = {page.obj.objgen: "page" for page in old.pages} | {old.Root.objgen: "root"}
        loose = {old.trailer["/Info"].objgen} if "/Info" in old.trailer else set()
        for was in old.objects:
            if was.objgen in loose:
                continue
            now = new.get_object(was.objgen)
            if not _same(was, now, _GROWS.get(growing.get(was.objgen, ""), frozenset())):
                raise EsignFault("other_content")
        if len(new.pages) != len(old.pages):
            raise EsignFault("other_content")
        for page in new.pages:
            if any(note.get("/Subtype") != "/Widget" for note in page.obj.get("/Annots", ())):
                raise EsignFault("other_content")


def _same(was: Any, now: Any, grows: frozenset[str]) -> bool:
    import pikepdf

    if isinstance(was, pikepdf.Stream):
        return isinstance(now, pikepdf.Stream) and was.read_raw_bytes() == now.read_raw_bytes()
    if isinstance(was, pikepdf.Dictionary) and isinstance(now, pikepdf.Dictionary):
        keys = {*was.keys(), *now.keys()} - grows
        return all(key in was and key in now and _text(was[key]) == _text(now[key]) for key in keys)
    return _text(was) == _text(now)


def _text(value: Any) -> bytes:
    """How a value is written, references as references."""
    import pikepdf

    return bytes(value.unparse()) if isinstance(value, pikepdf.Object) else repr(value).encode()


def _of_cms(evidence: bytes, contents: tuple[bytes, ...], anchors: list[Any]) -> Any:
    import asyncio

    from asn1crypto import cms, pem  # type: ignore[import-untyped]  # it ships no types
    from pyhanko.sign.validation.generic_cms import async_validate_detached_cms

    data = pem.unarmor(evidence)[2] if pem.detect(evidence) else evidence
    info = cms.ContentInfo.load(data, strict=True)
    if info["content_type"].native != "signed_data":
        raise EsignFault("unsigned")
    signed = info["content"]
    for content in contents:
        judging = async_validate_detached_cms(
            io.BytesIO(content),
            signed,
            signer_validation_context=_context(anchors),
            key_usage_settings=_usage(),
        )
        status = asyncio.run(judging)
        if status.intact:
            return status
    raise EsignFault("other_content")


def _certificates(roots: bytes) -> list[Any]:
    from asn1crypto import pem, x509

    found: list[Any] = []
    with suppress(ValueError):
        found += [x509.Certificate.load(der) for _type, _headers, der in pem.unarmor(roots, multiple=True)]
    return found
