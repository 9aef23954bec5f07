"""What is known: packages, facts, the fold, the checks. Pure Python, no Qt, no database, no clock, no files."""
