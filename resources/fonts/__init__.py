"""Fonts embedded in legal documents; sources and licences are in README.md beside this file."""
