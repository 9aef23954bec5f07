"""Make package.json and roster.xlsx of every sample from its package.toml (after a change of a template)."""

import sys
from pathlib import Path

from app.services.intake.package_file import encode_package, sign_package
from app.services.intake.problems import IntakeError
from app.services.intake.roster import export_package, read_roster
from app.services.intake.sample import SAMPLES, sample_key, sample_package
from tools.sample_plan import write_plan

ROOT = Path(__file__).parent.parent / "resources" / "samples"


def main() -> None:
    """Write what differs; a roster that says the same is left alone (its bytes hold the time), unless ``--all``."""
    for name in SAMPLES:
        folder = ROOT / name
        if write_plan(sample_package(name=name), folder):
            print(f"{name}: package.toml now names the plan as made")
        package = sample_package(name=name)
        (folder / "package.json").write_bytes(encode_package(sign_package(package, sample_key())))
        roster = folder / "roster.xlsx"
        if "--all" in sys.argv or _says(roster) != package:
            export_package(package, roster)
        print(f"{name}: package.json, roster.xlsx")


def _says(roster: Path) -> object:
    try:
        return read_roster(roster).package
    except IntakeError:
        return None


if __name__ == "__main__":
    main()
