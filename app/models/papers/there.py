"""Which of the forms made on the day a meeting has, beside sign-in sheet, report and stop record. Pure."""

from collections.abc import Callable

from app.models.meeting import Meeting
from app.models.terms import Document

_THERE: dict[Document, Callable[[Meeting], bool]] = {
    Document.ELECTION: lambda m: bool(m.leader and m.checkin_opened_at),
    Document.DECLARATION: lambda m: bool(m.declarations),
    Document.CONSENT: lambda m: bool(m.consents),
    Document.OVERRIDE: lambda m: bool(m.overridden),
    Document.PERSONAL: lambda m: bool(m.session.forms),
    Document.NO_CONSENSUS: lambda m: m.no_consensus_fact is not None,
}


def day_documents(m: Meeting) -> tuple[Document, ...]:
    """The forms of 3.3, 3.10 and 3.11 this meeting has, in the order in which they stand in the record."""
    return tuple(document for document, there in _THERE.items() if there(m))
