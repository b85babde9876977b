"""The Django app that models defined in cells belong to."""

from __future__ import annotations

from django.apps import AppConfig

LABEL = "notebook"
"""Its label: a model ``Order`` of a cell is ``"notebook.Order"``."""


class NotebookConfig(AppConfig):
    """The app of the module ``__main__``, where the code of cells lives.

    Without an installed app Django refuses a model, or, with ``app_label`` in its
    ``Meta``, forgets its reverse relations: deleting does not cascade then.
    """

    name = "__main__"
    label = LABEL
    verbose_name = "Notebook"
    # Django insists on a folder; a notebook has none of its own.
    path = "."
