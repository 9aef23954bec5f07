"""The sealed bundle 封存包: one file with everything that proves a meeting, and its verification."""

from app.services.bundle.anchoring import UNANCHORED, Anchors, anchor
from app.services.bundle.document import verify_pdf
from app.services.bundle.manifest import BlobRow, BundleUnreadable, Manifest
from app.services.bundle.reading import Bundle, read_bundle
from app.services.bundle.verifying import verify_bundle
from app.services.bundle.writing import write_bundle

__all__ = [
    "UNANCHORED",
    "Anchors",
    "BlobRow",
    "Bundle",
    "BundleUnreadable",
    "Manifest",
    "anchor",
    "read_bundle",
    "verify_bundle",
    "verify_pdf",
    "write_bundle",
]
