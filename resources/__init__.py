"""What the program reads: rule packs, texts, fonts, samples."""
