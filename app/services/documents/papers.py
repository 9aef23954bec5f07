"""The documents of a meeting: numbers, hashes, bytes (rules part 3 and 8.1). Implements the desk's ``Papers``."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import msgspec

from app.models.checks import Case
from app.models.papers import report_content, sign_in, stop_records
from app.models.papers.head import clock
from app.models.papers.letter import photos_paper
from app.models.papers.number import document_number, document_version
from app.models.papers.report import formed_at
from app.models.papers.there import day_documents
from app.models.terms import Document
from app.services.documents.dayforms import DAY_FORMS
from app.services.documents.fonts import missing_in
from app.services.documents.forms import report, signin, stop
from app.services.documents.forms.words import words
from app.services.documents.formtable import blob_names, form_of
from app.services.documents.page import Sheet, Watermark
from app.services.documents.pictured import NamePicture, name_picture, showing, without
from app.services.signing.canonical import canonical, sha256_hex

Blob = Callable[[str], bytes]
_FORMS: Final = {
    Document.SIGN_IN: "signin",
    Document.REPORT: "report",
    Document.STOP: "stop",
    **{document: form.words for document, form in DAY_FORMS.items()},
}


class PaperMaker:
    """Makes every document from the fold alone, so that the same ledger gives the same bytes."""

    def content_hash(self, case: Case) -> str:
        """SHA-256 of the canonical signed content, 3.2 items 1–8 (8.1).

        Raises:
            LookupError: there is no proposal yet.

        """
        return sha256_hex(canonical(report_content(case)))

    def number(self, case: Case, document: Document, subject: str = "") -> str:
        """``<地区码>-<会议号>-<类型>-<序号>-v<版本>``; a later stop has the next 序号, so has each paper about a subject."""
        form = form_of(document, subject)
        if form is not None:
            return document_number(case, document, *form.place(case, subject))
        serial = max(len(case.m.stops), 1) if document is Document.STOP else 1
        return document_number(case, document, serial)

    def missing_glyphs(self, case: Case) -> tuple[str, ...]:
        """Characters of the texts that will be printed that no font has, pictured names left out (EC-13)."""
        pictured = {said.text: said.code_points for said in case.m.pictured.values()}
        return missing_in(without(text, pictured) for text in _strings(self._contents(case)))

    def undrawable(self, text: str) -> tuple[str, ...]:
        """Characters of one text that no font has."""
        return missing_in((text,))

    def make(self, case: Case, document: Document, blob: Blob, subject: str = "") -> bytes:
        """Make the PDF of a document for the meeting as it is; ``subject`` where there may be several of a kind.

        Raises:
            LookupError: the meeting has no such document yet, or no way to make this kind.
            MissingGlyphsError: a character has no font; see ``missing_glyphs``.

        """
        makers = {Document.SIGN_IN: self._sign_in, Document.REPORT: self._report, Document.STOP: self._stop}
        with showing(_name_pictures(case, blob)):
            if document in makers:
                return makers[document](case, blob)
            if document in DAY_FORMS:
                return self._day_form(case, document, blob)
            return self._form(case, document, subject, blob)

    def _form(self, case: Case, document: Document, subject: str, blob: Blob) -> bytes:
        form = form_of(document, subject)
        if form is None:
            raise LookupError(document)
        content = form.content(case, subject)
        serial, version = form.place(case, subject)
        sheet = replace(
            self._sheet(case, document, _hash(content), (form.words, form.title)),
            document=document_number(case, document, serial, version),
            version=version or document_version(case, document),
        )
        return form.render(content, sheet, {name: blob(name) for name in sorted(blob_names(content))})

    def _day_form(self, case: Case, document: Document, blob: Blob) -> bytes:
        form = DAY_FORMS[document]
        content = form.content(case)
        ink = {name: blob(name) for name in sorted(blob_names(content))}
        return form.render(content, self._sheet(case, document, _hash(content)), ink)

    def _sign_in(self, case: Case, blob: Blob) -> bytes:
        content = sign_in(case)
        ink = _pictures(case, Document.SIGN_IN, blob)
        if content.verifier_picture:
            ink[content.verifier_picture] = blob(content.verifier_picture)
        return signin.render(content, self._sheet(case, Document.SIGN_IN, _hash(content)), ink)

    def _report(self, case: Case, blob: Blob) -> bytes:
        content = report_content(case)
        ink = _pictures(case, Document.REPORT, blob)
        signatures = {
            person: report.GivenSignature(ink.get(person), clock(signed.at), signed.given.certificate)
            for (document, person), signed in case.m.signatures.items()
            if document is Document.REPORT
        }
        around = report.Around(formed_at(case), signatures, self._attachments(case))
        return report.render(content, self._sheet(case, Document.REPORT, _hash(content)), around)

    def _stop(self, case: Case, blob: Blob) -> bytes:
        content = stop_records(case)
        if not content:
            raise LookupError("never stopped")
        names = {x.decider_picture for x in content} | {row.picture for x in content for row in x.came}
        ink = {name: blob(name) for name in sorted(names - {""})}
        # one stop keeps the hash it has always had
        bound = _hash(content[0] if len(content) == 1 else content)
        return stop.render_all(content, self._sheet(case, Document.STOP, bound), ink)

    def _sheet(
        self, case: Case, document: Document, content_hash: str, title: tuple[str, str] = ("", "title")
    ) -> Sheet:
        m = case.m
        made_at = m.last_at or m.imported_at or m.info.made_at
        return Sheet(
            document=self.number(case, document),
            version=document_version(case, document),
            title=f"{m.info.project.name} {words(title[0] or _FORMS[document])[title[1]]}",
            content_hash=content_hash,
            made_at=made_at,
            watermark=_watermark(case, document),
        )

    def _attachments(self, case: Case) -> tuple[str, ...]:
        w, m = words("report"), case.m
        counted = {
            "attachment_forms": len(m.session.forms),
            "attachment_letters": len(m.letters),
            "attachment_photos": len(m.photos),
            "attachment_overrides": len(m.overridden),
            "attachment_declarations": len(m.declarations),
        }
        first = w["attachment_signin"].format(number=self.number(case, Document.SIGN_IN))
        return (first, *(w[key].format(n=n) for key, n in counted.items() if n))

    def _contents(self, case: Case) -> Iterator[msgspec.Struct]:
        yield sign_in(case)
        if case.m.session.proposal:
            yield report_content(case)
        yield from stop_records(case)
        if case.m.photos:
            yield photos_paper(case)
        for document in day_documents(case.m):
            yield DAY_FORMS[document].content(case)


def _watermark(case: Case, document: Document) -> Watermark | None:
    if case.m.after.void_reason and document is not Document.VOID:  # the void form itself is valid
        return Watermark.VOID
    if case.m.info.meeting.sample:
        return Watermark.SAMPLE
    return Watermark.DRAFT if case.pack.draft else None


def _pictures(case: Case, document: Document, blob: Blob) -> dict[str, bytes]:
    return {
        person: blob(signed.given.ink.picture)
        for (kind, person), signed in case.m.signatures.items()
        if kind is document and signed.given.ink
    }


def _name_pictures(case: Case, blob: Blob) -> dict[str, NamePicture]:
    """Pictures of the names no font can draw (EC-13)."""
    return {
        said.text: name_picture(blob(said.picture), said.code_points) for said in case.m.pictured.values()
    }


def _hash(content: msgspec.Struct | tuple[msgspec.Struct, ...]) -> str:
    return sha256_hex(canonical(content))


def _strings(contents: Iterator[msgspec.Struct]) -> Iterator[str]:
    stack: list[Any] = [msgspec.to_builtins(content) for content in contents]
    while stack:
        value = stack.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            stack += value.values()
        elif isinstance(value, list | tuple):
            stack += value
