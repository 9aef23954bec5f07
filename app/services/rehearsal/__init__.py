"""A meeting script played through the same verbs as the screen. A bad script is refused before anything heavy is loaded."""
