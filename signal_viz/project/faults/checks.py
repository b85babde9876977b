"""The faults as system checks of Django: ``manage.py check``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.checks import CheckMessage, Warning  # noqa: A004 (Django's name)

from signal_viz.project.collecting import collect
from signal_viz.project.faults import (
    arguments,
    async_call,
    debug,
    dying,
    senders,
    twice,
)
from signal_viz.project.urls import import_urls

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signal_viz.project.faults.fault import Fault

_FINDERS = (twice.find, dying.find, arguments.find, async_call.find, senders.find)


def check_connections(**_: Any) -> list[CheckMessage]:
    """Look at what is connected in this process; nothing is called or changed.

    The URLconf is imported first. Django's own checks do that, too, and run before or
    after this one; what is wrong with it is theirs to tell.
    """
    import_urls()
    whole = collect()
    return _messages(fault for find in _FINDERS for fault in find(whole))


def compare_debug(**_: Any) -> list[CheckMessage]:
    """Compare what is connected with ``DEBUG`` and without it, for ``--deploy``."""
    return _messages(debug.find())


def _messages(faults: Iterable[Fault]) -> list[CheckMessage]:
    return [Warning(fault.says, hint=fault.hint, id=fault.id) for fault in faults]
