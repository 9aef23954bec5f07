"""Document ids ``<地区码>-<会议号>-<类型>-<序号>-v<版本>`` (rules.md part 3)."""

from app.models.checks import Case
from app.models.terms import Document


def document_version(c: Case, document: Document) -> int:
    """The version of the report is that of the proposal; every other document starts at 1."""
    proposal = c.m.session.proposal
    return proposal.version if document is Document.REPORT and proposal else 1


def document_number(c: Case, document: Document, serial: int = 1, version: int = 0) -> str:
    """The id of a document; ``serial`` counts papers of one kind, ``version`` 0 = as the meeting has it."""
    info = c.m.info.meeting
    head = info.id if info.id.startswith(f"{info.region_tag}-") else f"{info.region_tag}-{info.id}"
    return f"{head}-{document.value}-{serial:02d}-v{version or document_version(c, document)}"
