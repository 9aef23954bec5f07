"""Sentences and labels of the legal documents (rules part 3); Chinese only, never translated."""
