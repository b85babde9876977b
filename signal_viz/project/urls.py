"""Imports what the server imports before it serves."""

from __future__ import annotations

import importlib

from django.conf import settings


def import_urls() -> Exception | None:
    """Import the URLconf of the project: views may connect receivers, too.

    Returns:
        What went wrong, if anything did.
    """
    name = getattr(settings, "ROOT_URLCONF", None)
    if not name:
        return None
    try:
        importlib.import_module(name)
    except Exception as error:  # noqa: BLE001 (the project's own code)
        return error
    return None
