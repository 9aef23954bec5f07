"""Alembic migrations, from the first schema on. Wheel and PyInstaller carry this folder as it is."""
