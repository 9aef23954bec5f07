"""The forms made on the day beside sign-in sheet, report and stop record: the rows of each and its drawing."""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from app.models.checks import Case
from app.models.papers.dissent import dissent_record
from app.models.papers.personal import personal_forms
from app.models.papers.smallforms import consents, declarations, election_record, override_record
from app.models.terms import Document
from app.services.documents.forms import dissent, personal, smallforms


class DayForm(msgspec.Struct, frozen=True):
    """One kind of form. ``words`` names its catalogue in resources/forms."""

    words: str
    content: Callable[[Case], Any]
    render: Callable[..., bytes]


DAY_FORMS: Final[dict[Document, DayForm]] = {
    Document.ELECTION: DayForm("election", election_record, smallforms.election),
    Document.DECLARATION: DayForm("declaration", declarations, smallforms.declarations),
    Document.CONSENT: DayForm("consent", consents, smallforms.consents),
    Document.OVERRIDE: DayForm("override", override_record, smallforms.overrides),
    Document.PERSONAL: DayForm("personal", personal_forms, personal.render),
    Document.NO_CONSENSUS: DayForm("dissent", dissent_record, dissent.render),
}
"""Which of them a meeting has says ``models.papers.there``."""
