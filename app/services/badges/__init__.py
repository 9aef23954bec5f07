"""Badges: tokens, what else may be held before the scanner, printing."""
