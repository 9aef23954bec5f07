"""What went wrong with the venue, in words (services.venue.words): the modules are loaded only when something did."""

from __future__ import annotations


def trouble_words(error: Exception) -> str:
    """What happened and what to do next; a mistake of ours goes to the crash log as well."""
    import sys

    from app.services.ledger.errors import LedgerError
    from app.services.sync.errors import SyncError
    from app.services.venue.carried import CarriedError
    from app.services.venue.joincode import JoinCodeError
    from app.services.venue.words import explain, sentence

    if isinstance(error, SyncError | LedgerError):
        return explain(error)
    if isinstance(error, CarriedError):
        return sentence(error.code, error.details)
    if isinstance(error, JoinCodeError):
        return sentence(f"code.{error.reason}", {})
    if isinstance(error, OSError):
        return sentence("file.unreadable", {"reason": error.strerror or str(error)})
    sys.excepthook(type(error), error, error.__traceback__)
    return sentence("venue.internal", {})
