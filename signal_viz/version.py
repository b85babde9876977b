"""The version of the package, which is also that of its front end."""

from __future__ import annotations

VERSION = "0.1.0"
"""A page that was loaded with another version shows a card that says so."""
