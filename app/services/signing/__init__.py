"""Keys, canonical bytes, trees and ink: what evidence is made of (DESIGN.md 5)."""
