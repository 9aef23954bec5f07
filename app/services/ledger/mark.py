"""What is known of a ledger file before any library is loaded: its mark, its schema, the kinds a list is drawn from."""

HEAD = "0001"
"""The newest schema this program knows; a test holds it against the migrations."""

APPLICATION_ID = 0x48514C31
"""``PRAGMA application_id`` of a ledger file: "HQL1"."""

MARKS = (
    "PackageImported",
    "PackageRefreshed",
    "MeetingOpened",
    "ReportSealed",
    "RecordClosed",
    "MeetingVoided",
    "ReceiptStored",
)
"""Kinds that the list of meetings is drawn from; they have an index of their own, so 1,000 meetings open at once."""

MARK_FILTER = f"kind IN ({', '.join(repr(kind) for kind in MARKS)})"
"""The condition of that index. A query must repeat it word for word, or SQLite does not use the index."""
