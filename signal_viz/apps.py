"""Signal Viz as an app of a Django project: ``INSTALLED_APPS += ["signal_viz"]``."""

from __future__ import annotations

from django.apps import AppConfig


class SignalVizConfig(AppConfig):
    """Brings ``manage.py signals``. It has no models, and connects nothing."""

    name = "signal_viz"
    verbose_name = "Signal Viz"
