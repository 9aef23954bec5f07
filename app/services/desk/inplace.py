"""Which fact a request leads to, and whether the stage of the meeting allows it (4.2)."""

from msgspec import Struct

from app.models import facts as f
from app.models.facts import Fact
from app.models.fold.moves import allowed
from app.services.desk import requests as r
from app.services.desk import requests_door as rd
from app.services.desk.context import Ctx
from app.services.desk.refusal import Refusal

FACT_OF: dict[type[Struct], type[Fact]] = {
    r.RefreshPackage: f.PackageRefreshed,
    r.CheckIn: f.PersonCheckedIn,
    rd.ShareCheckIn: f.CheckInShared,
    rd.PictureName: f.NamePictured,
    rd.TakePrimary: f.PrimaryTaken,
    rd.ReissueBadge: f.BadgeReissued,
    rd.RevokeBadge: f.BadgesRevoked,
    r.Declare: f.DeclarationSigned,
    r.VerifyAttendance: f.OwnerVerified,
    r.Override: f.GapOverridden,
    r.ShowLetter: f.LetterShown,
    r.AnchorClock: f.ClockAnchored,
    r.Stop: f.MeetingStopped,
    r.EndDay: f.MeetingPostponed,
    r.Propose: f.VerdictProposed,
    r.SubmitForm: f.PersonalFormSubmitted,
    r.Freeze: f.ContentFrozen,
    r.Sign: f.SignatureGiven,
    r.RefuseToSign: f.SignatureRefused,
    r.AttachScan: f.ScanAttached,
    r.TakePhoto: f.PhotoTaken,
    r.GiveConsent: f.ConsentGiven,
    r.ChangePost: f.PostHolderChanged,
    r.SealRecord: f.ReportSealed,
    r.CloseRecord: f.RecordClosed,
    r.RecordUpload: f.UploadReceiptRecorded,
    r.ReturnRevision: f.RevisionReturned,
    r.ApproveRevision: f.RevisionApproved,
    r.RejectRevision: f.RevisionRejected,
    r.ReplaceLeader: f.LeaderReplaced,
    r.WriteCorrection: f.CorrectionWritten,
    r.VoidRecord: f.MeetingVoided,
    r.VisitNode: f.KeyNodeVisited,
}
"""The fact each request leads to, for the table of 4.2."""


def in_place(request: Struct, ctx: Ctx) -> None:
    """Refuse what the stage does not allow (4.2).

    Raises:
        Refusal: ``stage`` with the stage as it is.

    """
    kind = FACT_OF.get(type(request), type(request))
    if not allowed(kind, ctx.m.stage):  # type: ignore[arg-type]  # requests that are no facts are mapped above
        raise Refusal(f"stage_{ctx.m.stage}", stage=ctx.m.stage.value)
