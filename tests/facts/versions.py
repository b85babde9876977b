"""Where the dispatch of the supported versions of Django differs."""

from __future__ import annotations

import django

KNOWS_SENDERS = django.VERSION >= (6,)
"""From 6.0 on a signal notices the death of a sender that it filters by."""

LOSES_TEMPORARIES = django.VERSION >= (6, 1)
"""6.1 keeps the entry of a receiver that died inside ``connect``."""

GROUPED = django.VERSION >= (6, 1)
"""From 6.1 on async receivers run in a task group, after the sync ones."""
