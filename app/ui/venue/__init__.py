"""The devices of a venue in the window: the chip, joining, who has joined, exchange by file."""
