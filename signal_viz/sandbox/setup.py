"""Set up Django in memory, and bring it back to a clean slate."""

from __future__ import annotations

import os
import warnings
from typing import TYPE_CHECKING, cast

import django
from django.apps import apps
from django.conf import settings
from django.db import connection, connections

from signal_viz import compat
from signal_viz.errors import SignalVizError
from signal_viz.sandbox import cell, definitions, receivers, tables
from signal_viz.sandbox.memory.shared import DATABASE
from signal_viz.sandbox.settings import (
    SETTINGS,
    refuse_foreign_django,
    require_sandbox,
)
from signal_viz.tracer import stop_all

if TYPE_CHECKING:
    from signal_viz.sandbox.memory.base import DatabaseWrapper


def configure(debug: bool = False, *, quiet: bool = False) -> None:  # noqa: FBT001, FBT002 (the first cell reads better)
    """Set up Django in memory, for models that are defined in cells.

    It is the first cell of a notebook. Run again it gives the clean slate of
    :func:`reset`, with ``debug`` as it is now.

    Models need no ``Meta``: they belong to the app ``"notebook"``. The synchronous
    and the asynchronous ORM, and other threads, share one database. Sets the
    environment variable ``DJANGO_ALLOW_ASYNC_UNSAFE``, without which Django refuses
    the synchronous ORM in a cell.

    Args:
        debug: Django's ``settings.DEBUG``. It decides how long receivers live, so
            each notebook sets it on purpose.
        quiet: print nothing.

    Raises:
        SignalVizError: somebody else has set up Django in this process; nothing is
            changed then.
    """
    if type(debug) is not bool:
        raise SignalVizError("debug must be True or False.")
    refuse_foreign_django()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    if not settings.configured:
        settings.configure(**SETTINGS)
    if not apps.ready:
        django.setup()
    # Running the cell of a model again is what cells are for.
    warnings.filterwarnings(
        "ignore", r"Model '\w+\.\w+' was already registered", RuntimeWarning
    )
    settings.DEBUG = debug
    reset()
    if not quiet:
        print(f"Clean in-memory Django, DEBUG={debug}.")  # noqa: T201 (for the learner)


def reset(*, on_disk: bool = False) -> None:
    """Give a clean slate, as after a restart of the kernel and ``configure``.

    Tables and rows are gone, and primary keys begin at 1 again. Models of cells are
    unregistered: run their cells again, or ``create_tables``. Receivers are
    disconnected on every signal in the process, on those of Django and on your own,
    except those that are defined in Django itself. Results of cells that hold such
    receivers (``Out[5]``, ``_``) are forgotten. Pictures and recordings stop. ``DEBUG``
    and your variables stay.

    Args:
        on_disk: put the database into a temporary file until the next reset. There
            another connection reads what is committed, at once, as on a database
            server; in memory it waits until nobody writes.

    Raises:
        SignalVizError: ``configure`` has not run. ``reset`` does not run it, as it
            would have to guess ``debug``.
    """
    require_sandbox("reset")
    # First: what the slate loses is no news for a picture of what was before.
    stop_all()
    gone = [entry.receiver() for _, entry in receivers.disconnect_notebook()]
    cell.forget_displayed([receiver for receiver in gone if receiver is not None])
    compat.forget_signatures()
    definitions.forget_all()
    tables.forget_all()
    DATABASE.renew(on_disk=on_disk)
    opened = cast("DatabaseWrapper", connections["default"])
    opened.leave()
    # Now, so that later cells and the tasks they start inherit this connection.
    connection.ensure_connection()
