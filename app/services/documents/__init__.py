"""Paper and PDF: fonts, line breaking, pages and the legal forms of a review meeting."""
