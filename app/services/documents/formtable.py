"""Which form each document is: its rows, its layout, its words, its place among papers of the same kind."""

from collections.abc import Callable
from typing import Any, NamedTuple

from msgspec import Struct

from app.models.checks import Case
from app.models.papers.duty import duty_paper, slip_paper
from app.models.papers.handover import handover_paper, handover_serial
from app.models.papers.keynode import key_node_paper, key_node_place
from app.models.papers.letter import letter_paper, letter_serial, photos_paper
from app.models.papers.rereview import rereview_paper, rereview_serial
from app.models.papers.void import correction_paper, correction_serial, void_paper
from app.models.terms import Document
from app.services.documents.forms import duty, handover, keynode, letter, photos, rereview, void
from app.services.documents.forms.common import Pictures
from app.services.documents.page import Sheet

SLIPS = "slips"
"""Subject of the registration slips (ZZ-30): ``slips`` for all, ``slips:<expert>`` for one."""


def _first(_case: Case, _subject: str) -> tuple[int, int]:
    return 1, 0


def _serial(count: Callable[[Case, str], int]) -> Callable[[Case, str], tuple[int, int]]:
    return lambda case, subject: (count(case, subject), 0)


class Form(NamedTuple):
    """``place`` gives 序号 and version (0 = as the meeting has it) of the paper about ``subject``."""

    words: str
    content: Callable[[Case, str], Struct]
    render: Callable[[Any, Sheet, Pictures], bytes]
    place: Callable[[Case, str], tuple[int, int]] = _first
    title: str = "title"


FORMS: dict[Document, Form] = {
    Document.REREVIEW: Form("rereview", rereview_paper, rereview.render, _serial(rereview_serial)),
    Document.KEY_NODE: Form("keynode", key_node_paper, keynode.render, key_node_place),
    Document.VOID: Form("void", void_paper, void.render),
    Document.CORRECTION: Form(
        "correction", correction_paper, void.render_correction, _serial(correction_serial)
    ),
    Document.DUTY: Form("duty", duty_paper, duty.render),
    Document.HANDOVER: Form("handover", handover_paper, handover.render, _serial(handover_serial)),
    Document.LETTER: Form("letter", letter_paper, letter.render, _serial(letter_serial)),
    Document.PHOTOS: Form("photos", photos_paper, photos.render),
}


def _slips(case: Case, subject: str) -> Struct:
    return slip_paper(case, subject.partition(":")[2])


_SLIP_FORM = Form("duty", _slips, duty.render_slips, lambda _case, _subject: (2, 0), "slip_title")


def form_of(document: Document, subject: str = "") -> Form | None:
    """Find the form of a document about a subject (an expert, a node, a round ...); None: it has its own way."""
    if document is Document.DUTY and subject.partition(":")[0] == SLIPS:
        return _SLIP_FORM
    return FORMS.get(document)


def blob_names(content: Any) -> set[str]:
    """Find the pictures a paper shows: every field called ``picture`` or ``…_picture``."""
    if isinstance(content, Struct):
        found: set[str] = set()
        for name in content.__struct_fields__:
            value = getattr(content, name)
            if isinstance(value, str):
                found |= {value} if value and name.endswith("picture") else set()
            else:
                found |= blob_names(value)
        return found
    if isinstance(content, tuple):
        return set().union(*map(blob_names, content)) if content else set()
    return set()
