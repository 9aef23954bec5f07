"""What builds, proves and packs the program; nothing here is shipped with it."""
