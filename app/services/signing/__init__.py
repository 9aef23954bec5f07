"""Keys, canonical bytes and trees: what evidence is made of (DESIGN.md 5)."""
