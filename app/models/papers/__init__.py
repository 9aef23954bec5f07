"""What stands in the documents (rules.md part 3), as typed rows computed from the meeting. Forms only lay them out.

What the experts sign is ``ReportContent``: the content hash is made from it and the printed report from the same rows,
so the paper cannot say anything the signature does not bind (rules.md 8.1).
"""

from app.models.papers.head import Head, UnitRow, head_of, unit_rows
from app.models.papers.report import ReportContent, report_content
from app.models.papers.signin import SignIn, sign_in
from app.models.papers.stop import StopRecord, stop_record, stop_records

__all__ = [
    "Head",
    "ReportContent",
    "SignIn",
    "StopRecord",
    "UnitRow",
    "head_of",
    "report_content",
    "sign_in",
    "stop_record",
    "stop_records",
    "unit_rows",
]
