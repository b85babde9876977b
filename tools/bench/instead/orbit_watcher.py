"""django-orbit's signal watcher, with its table in a database in memory."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import django
import orbit
from django.conf import settings
from django.core.management import call_command

from tools.bench.instead.patches import Patches
from tools.bench.instead.tool import Watched, Watching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.bench.case import Case


def make() -> Watching:
    """Return what lets django-orbit save a row for each dispatch."""
    settings.configure(
        INSTALLED_APPS=[orbit.__name__],
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
        },
        # Off by default: it is what is compared here.
        ORBIT_CONFIG={"RECORD_SIGNALS": True},
        USE_TZ=True,
    )
    patches = Patches(django.setup)
    call_command("migrate", verbosity=0)
    from orbit.models import OrbitEntry  # noqa: PLC0415 -- needs the apps

    @contextmanager
    def watching(case: Case) -> Iterator[Watched]:
        OrbitEntry.objects.all().delete()
        entries = OrbitEntry.objects.filter(type=OrbitEntry.TYPE_SIGNAL)
        with patches.active():
            yield Watched(case, entries.count)

    return watching
