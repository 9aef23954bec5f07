"""Reading codes out of camera frames and pictures. Nothing here knows what a code means."""
