"""The ways in at the door: the scanner that types, pictures that are dropped or pasted."""
