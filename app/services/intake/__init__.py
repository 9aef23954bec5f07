"""What comes in: packages, rosters and samples, parsed once at the edge or refused whole (DESIGN.md 3.7)."""
