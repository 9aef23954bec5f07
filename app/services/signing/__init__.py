"""Ink of a signature, and (elsewhere in this package) the seal of a signed document."""
