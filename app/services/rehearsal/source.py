"""Where a script's package comes from: a file beside it, or a sample of the program's own; with its changes, signed anew."""

from pathlib import Path

from app.models.package import Package
from app.services.intake.package_file import (
    MAX_BYTES,
    decode_package,
    encode_package,
    read_bytes,
    sign_package,
)
from app.services.intake.sample import PLACES, sample_key, sample_package, words_of_time
from app.services.rehearsal.script import Script, ScriptError
from app.services.rehearsal.variants import Change, apply

SAMPLE = "sample:"


def package_of(script: Script, folder: Path) -> bytes:
    """The bytes of the signed package of a script that ``in_pack`` made for one pack.

    Raises:
        ScriptError: no such sample; a change that cannot be made.
        IntakeError: no such file, too large, or with the changes no package at all.

    """
    name = script.package or SAMPLE + script.packs[0]
    data = package_bytes(name, folder)
    return changed(decode_package(data).package, script.changes) if script.changes else data


def other_packages(script: Script, package: Package) -> dict[str, bytes]:
    """The signed packages of the script's other meetings, by name.

    Raises:
        ScriptError: a change that cannot be made.
        IntakeError: the result makes no sense as a package.

    """
    return {
        name: changed(package, (Change(at="meeting.id", set_=f"{package.meeting.id}-{name}"), *changes))
        for name, changes in script.meetings.items()
    }


def package_bytes(name: str, folder: Path) -> bytes:
    """The bytes of the signed package of this name.

    Raises:
        ScriptError: no such sample.
        IntakeError: no such file, or too large.

    """
    if name.startswith(SAMPLE):
        try:
            package = sample_package(name=name.removeprefix(SAMPLE))
        except LookupError as bad:
            known = "、".join(SAMPLE + place for place in PLACES)
            raise ScriptError("script.no_sample", name=name, known=known) from bad
        return encode_package(sign_package(package, sample_key()))
    return read_bytes(folder / name, MAX_BYTES)


def changed(package: Package, changes: tuple[Change, ...]) -> bytes:
    """The package with the changes, signed with the sample key.

    Raises:
        ScriptError: a change that cannot be made.
        IntakeError: the result makes no sense as a package.

    """
    return encode_package(sign_package(apply(package, changes, words_of_time(package)), sample_key()))
