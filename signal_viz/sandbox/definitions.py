"""The model classes that cells have defined: the newest of each name, and older ones.

Running the cell of a model again makes a second class of the same name. Django's
app registry holds the newest one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

from signal_viz.sandbox.app import LABEL

if TYPE_CHECKING:
    from collections.abc import Iterator

Model = type[models.Model]


def registered() -> list[Model]:
    """Return the newest class of each name, join tables of M2M fields included."""
    return list(apps.all_models[LABEL].values())


def current(model: Model) -> Model | None:
    """Return the newest class with the name of ``model``, if there is one."""
    options = model._meta
    return apps.all_models[options.app_label].get(options.model_name or "")


def is_replaced(model: Model) -> bool:
    """Whether a newer class has the name of ``model``."""
    newest = current(model)
    return newest is not None and newest is not model


def older(model: Model) -> set[Model]:
    """Return the living classes that had the name of ``model`` before it."""
    label = model._meta.label_lower
    return {
        found
        for found in _alive(models.Model)
        if found is not model
        and not found._meta.abstract
        and found._meta.label_lower == label
    }


def alive() -> set[Model]:
    """Return all living model classes of the notebook, old and new."""
    return {found for found in _alive(models.Model) if found._meta.app_label == LABEL}


def by_table(table: str) -> Model | None:
    """Return the model that a learner knows by the name of its table.

    For the join table of an M2M field that is the model that has the field.
    """
    named = [found for found in _alive(models.Model) if found._meta.db_table == table]
    if not named:
        return None
    newest = next((found for found in named if not is_replaced(found)), named[0])
    return owner(newest) or newest


def owner(model: Model) -> Model | None:
    """Return the model for whose M2M field Django made the join table ``model``."""
    made_for: Any = model._meta.auto_created
    return made_for or None


def join_models(model: Model) -> list[Model]:
    """Return the classes that Django made for the M2M fields of ``model``."""
    fields: Any = model._meta.local_many_to_many
    throughs = [field.remote_field.through for field in fields]
    return [
        through
        for through in throughs
        if not isinstance(through, str) and owner(through)
    ]


def register_again(model: Model) -> None:
    """Give ``model`` its name back after :func:`forget_all`."""
    for found in (model, *join_models(model)):
        if current(found) is None:
            apps.register_model(found._meta.app_label, found)


def forget(model: Model) -> None:
    """Take ``model`` out of Django's app registry."""
    for found in (model, *join_models(model)):
        if current(found) is found:
            del apps.all_models[found._meta.app_label][found._meta.model_name or ""]
    apps.clear_cache()


def forget_all() -> None:
    """Empty the notebook's part of Django's app registry.

    What waits for a model that was never defined goes too, such as a receiver
    connected with ``sender="notebook.Order"``: it would wake up when the notebook
    runs again.
    """
    installed = apps.app_configs.keys() - {LABEL}
    for label, found in apps.all_models.items():
        if label not in installed:
            found.clear()
    waiting = apps._pending_operations  # noqa: SLF001 (there is no public way)
    for key in [key for key in waiting if key[0] not in installed]:
        del waiting[key]
    apps.clear_cache()


def _alive(base: Model) -> Iterator[Model]:
    for found in base.__subclasses__():
        # Classes that migrations or tests make have a registry of their own.
        if found._meta.apps is apps:
            yield found
        yield from _alive(found)
