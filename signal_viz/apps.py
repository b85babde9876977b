"""Signal Viz as an app of a Django project: ``INSTALLED_APPS += ["signal_viz"]``."""

from __future__ import annotations

from django.apps import AppConfig
from django.core import checks

_TAG = "signals"


class SignalVizConfig(AppConfig):
    """Brings ``manage.py signals`` and checks. It has no models, and connects nothing."""

    name = "signal_viz"
    verbose_name = "Signal Viz"

    def ready(self) -> None:
        """Register the system checks."""
        from signal_viz.project.faults.checks import (  # noqa: PLC0415 (apps first)
            check_connections,
            compare_debug,
        )

        checks.register(check_connections, _TAG)
        checks.register(compare_debug, _TAG, deploy=True)
