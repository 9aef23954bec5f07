"""Writes the four sounds of the door (resources/sounds): sine tones with soft edges, 22,050 Hz, 16 bits, one channel."""

import math
import struct
import wave
from pathlib import Path

RATE = 22_050
_EDGE = 0.008
Note = tuple[float, float, float]
"""Hertz (0 is silence), seconds, loudness 0 to 1."""

SOUNDS: dict[str, tuple[Note, ...]] = {
    "in": ((880.0, 0.09, 0.5), (1318.5, 0.16, 0.5)),
    "already": ((659.3, 0.08, 0.45), (0.0, 0.05, 0.0), (659.3, 0.08, 0.45)),
    "stop": ((311.1, 0.16, 0.6), (0.0, 0.05, 0.0), (207.7, 0.32, 0.65)),
    "look": ((1046.5, 0.06, 0.4),),
}


def samples(notes: tuple[Note, ...]) -> list[int]:
    """The sound as 16 bit values; a second, softer octave makes it heard on small loudspeakers."""
    found = []
    for hertz, seconds, loud in notes:
        count = int(RATE * seconds)
        for n in range(count):
            at = n / RATE
            edge = min(1.0, at / _EDGE, (seconds - at) / _EDGE)
            tone = math.sin(2 * math.pi * hertz * at) + 0.35 * math.sin(4 * math.pi * hertz * at)
            found.append(int(32767 * loud * edge * tone / 1.35))
    return found


def main() -> None:
    """Write them."""
    folder = Path(__file__).parent.parent / "resources" / "sounds"
    folder.mkdir(exist_ok=True)
    for name, notes in SOUNDS.items():
        values = samples(notes)
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(struct.pack(f"<{len(values)}h", *values))


if __name__ == "__main__":
    main()
