"""Signed packages the node gives out (rules.md 8.6), and drafts it signs for its operator."""

import contextlib
from datetime import date
from http import HTTPStatus

import msgspec

from app.models.after import base_id
from app.models.package import Package, SignedPackage
from app.server.records import is_record
from app.server.refusals import NodeRefusal
from app.services.badges.keys import with_badge_key
from app.services.intake.package_file import decode_package, encode_package, sign_package, verify_signature
from app.services.intake.problems import IntakeError
from app.services.ledger import Ledger, errors
from app.services.signing.keys import NodeKey
from app.services.sync.protocol import PackageInfo


class Packages:
    """The shelf of packages of one node."""

    def __init__(self, ledger: Ledger, key: NodeKey, *, sample: bool) -> None:
        self._ledger = ledger
        self._key = key
        self._sample = sample

    def listed(self) -> tuple[PackageInfo, ...]:
        """Every package given out, by meeting and roster version."""
        return tuple(
            _info(decode_package(self._ledger.blob(row.sha256)), row.sha256)
            for row in self._ledger.packages()
        )

    def one(self, meeting: str, roster_version: int) -> bytes:
        """Return the file of one package.

        :raises NodeRefusal: package_unknown.
        """
        for row in self._ledger.packages():
            if (row.meeting, row.roster_version) == (meeting, roster_version):
                return self._ledger.blob(row.sha256)
        raise NodeRefusal("package_unknown", HTTPStatus.NOT_FOUND, meeting=meeting, version=roster_version)

    def newest(self, meeting: str) -> int:
        """Return the newest roster version of a meeting, 0 if the node has no package of it."""
        return max(
            (
                row.roster_version
                for row in self._ledger.packages()
                if row.meeting in {meeting, base_id(meeting)}
            ),
            default=0,
        )

    def sign(self, draft: bytes) -> PackageInfo:
        """Check a draft (``Package`` as JSON, e.g. from an Excel roster), sign it, and give it out from now on.

        :raises NodeRefusal: package_refused, with every fault.
        """
        try:
            package = msgspec.json.decode(draft, type=Package)
            signed = sign_package(with_badge_key(package, self._key), self._key)
        except msgspec.DecodeError as error:
            raise _refused(str(error)) from error
        except IntakeError as error:
            raise _refused_by_intake(error) from error
        return self._shelve(signed, encode_package(signed))

    def put_sample(self, day: date) -> None:
        """Give out the sample meeting of a day, signed by the sample key that desks trust for samples only."""
        from app.services.intake.sample import signed_sample

        signed = signed_sample(day)
        with contextlib.suppress(
            errors.PackageConflict
        ):  # an older program gave out its own sample of that day
            self._shelve(signed, encode_package(signed))

    def admit(self, blob: str, meeting: str) -> bool:
        """Take back a package this node once signed, brought by a desk that has it; False if it is none of ours."""
        try:
            data = self._ledger.blob(blob)
            signed = decode_package(data)
            verify_signature(signed, {self._key.kid: self._key.public})
        except (IntakeError, errors.BlobMissing):
            return False
        info = signed.package.meeting
        if info.id != base_id(meeting) or (info.sample and not self._sample):
            return False
        self._shelve(signed, data)
        return True

    def _shelve(self, signed: SignedPackage, data: bytes) -> PackageInfo:
        package = signed.package
        if is_record(package.meeting.id):
            raise _refused("meeting id")
        return _info(signed, self._ledger.put_package(package.meeting.id, package.roster_version, data))


def _info(signed: SignedPackage, sha256: str) -> PackageInfo:
    package = signed.package
    return PackageInfo(
        meeting=package.meeting.id,
        roster_version=package.roster_version,
        sha256=sha256,
        title=package.project.name,
        planned_start=package.meeting.planned_start,
    )


def _refused(reason: str) -> NodeRefusal:
    return NodeRefusal("package_refused", HTTPStatus.UNPROCESSABLE_ENTITY, reason=reason)


def _refused_by_intake(error: IntakeError) -> NodeRefusal:
    told = tuple(f"{problem.where} {problem.code}" for problem in error.problems)
    return NodeRefusal(
        "package_refused", HTTPStatus.UNPROCESSABLE_ENTITY, told, reason=f"{error.code} ({len(told)})"
    )
