"""The legal forms of a review meeting: pure functions from typed rows to PDF bytes."""
