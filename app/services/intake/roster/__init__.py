"""Rosters: the Excel workbook as secretaries keep it, both ways."""

from app.services.intake.roster.reading import Draft, read_roster
from app.services.intake.roster.records import roster_form
from app.services.intake.roster.writing import export_package, export_template

__all__ = ["Draft", "export_package", "export_template", "read_roster", "roster_form"]
