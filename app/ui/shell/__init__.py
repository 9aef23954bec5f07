"""The window of one meeting: rail, top bar, the stage's screen, the answer with its findings."""
