"""The settings of the sandbox, and whether Django runs with them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings

from signal_viz.errors import SignalVizError

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK = "SIGNAL_VIZ_SANDBOX"

SETTINGS: dict[str, Any] = {
    # In the settings themselves, so that it survives a reload of this module.
    _MARK: True,
    "INSTALLED_APPS": ["signal_viz.sandbox.app.NotebookConfig"],
    "DATABASES": {
        "default": {
            "ENGINE": "signal_viz.sandbox.memory",
            # Which memory is opened the engine decides. With this name Django
            # knows that it is memory.
            "NAME": "file:signal_viz?mode=memory&cache=shared",
        }
    },
    # The default since Django 6.0. Set, so that 5.2 makes the same tables.
    "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
    "USE_TZ": True,
}


def is_sandbox() -> bool:
    """Whether Django runs with the settings of the sandbox."""
    return settings.configured and getattr(settings, _MARK, False) and apps.ready


def refuse_foreign_django() -> None:
    """Raise ``SignalVizError`` if somebody else has configured Django."""
    if settings.configured and not getattr(settings, _MARK, False):
        raise SignalVizError(
            "Django is set up already, by a project or another library, and stays as "
            "it is: use sv.watch() and sv.trace() there without sv.configure(), or "
            "restart the kernel and run sv.configure() first."
        )


def require_sandbox(name: str) -> None:
    """Raise ``SignalVizError`` unless ``configure`` has run.

    Args:
        name: the function that needs it.
    """
    refuse_foreign_django()
    if not is_sandbox():
        raise SignalVizError(
            f"sv.{name} needs the in-memory Django: run sv.configure() first "
            "(the first cell of a notebook)."
        )


def is_debugging() -> bool:
    """Whether ``settings.DEBUG`` is on."""
    return bool(settings.DEBUG)


@contextmanager
def debugging(debug: bool) -> Iterator[None]:  # noqa: FBT001 (the setting itself)
    """Let ``settings.DEBUG`` be ``debug`` for as long as the ``with`` block runs."""
    before = settings.DEBUG
    settings.DEBUG = debug
    try:
        yield
    finally:
        settings.DEBUG = before
