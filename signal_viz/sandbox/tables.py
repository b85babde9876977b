"""Tables for the models that cells define."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, models

from signal_viz import compat, naming
from signal_viz.errors import SignalVizError
from signal_viz.sandbox import definitions, notice, relations
from signal_viz.sandbox.app import LABEL
from signal_viz.sandbox.settings import is_sandbox, require_sandbox

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signal_viz.sandbox.definitions import Model

_made: dict[str, Model] = {}
"""The class for which each table was made, by the label of the model."""


def create_tables(*model_classes: type) -> None:
    """Make empty tables for models that are defined in cells.

    The order does not matter. Run again, with the same classes or with newer ones
    of the same names, it starts from empty tables and from primary key 1: a newer
    class takes the place of the older one, relations of other models then point at
    the newer one, and the tables of models that point at it are emptied too, as
    their rows would point at nothing.

    Receivers that listen to a class that was replaced would be silent. They are
    disconnected, and at the end of the cell one printed line says how many were not
    connected again.

    Args:
        *model_classes: the models, at least one.

    Raises:
        SignalVizError: there is no sandbox (see ``configure``), one of
            ``model_classes`` can have no table here, or a transaction is open.
    """
    require_sandbox("create_tables")
    wanted = [_checked(model) for model in model_classes]
    if not wanted:
        raise SignalVizError(
            "create_tables needs the models to make tables for, such as "
            "create_tables(Order)."
        )
    if connection.in_atomic_block or not connection.get_autocommit():
        raise SignalVizError(
            "create_tables cannot work inside a transaction: "
            "call it before transaction.atomic()."
        )
    for model in wanted:
        definitions.register_again(model)
    relations.point_at_newest()
    _refuse_beyond_repair(wanted)
    orphans = _built_on_older(wanted)
    _make(wanted, orphans)
    for orphan in orphans:
        definitions.forget(orphan)
    notice.built_on_older(orphans)
    notice.disconnect_replaced(wanted)


def missing_table(model: Model) -> bool:
    """Whether ``model`` is a model of a cell that has no table yet.

    Args:
        model: a model class.

    Returns:
        ``False`` outside the sandbox: in a project tables are not our business.
    """
    if not is_sandbox() or model is models.Model or model._meta.abstract:
        return False
    return model._meta.db_table not in connection.introspection.table_names()


def require_tables(senders: Iterable[object] | None) -> None:
    """Refuse to watch senders that cannot be saved yet.

    Args:
        senders: who is to be watched; ``None`` for all.

    Raises:
        SignalVizError: one of them is a model of a cell without a table.
    """
    for sender in senders or ():
        if compat.is_model(sender) and missing_table(sender):
            name = naming.class_name(sender)
            raise SignalVizError(
                f"{name} has no table yet: run sv.create_tables({name}) first."
            )


def forget_all() -> None:
    """Forget which tables were made, after the database was swapped."""
    _made.clear()


def _checked(model: object) -> Model:
    if not compat.is_model(model) or model is models.Model:
        kind = naming.class_name(type(model))
        if compat.is_model(type(model)):
            raise SignalVizError(
                f"create_tables needs the class {kind}, not one of its objects."
            )
        raise SignalVizError(
            "create_tables needs model classes, such as create_tables(Order): "
            f"{naming.describe(model)} is none."
        )
    name, options = naming.class_name(model), model._meta
    if options.abstract:
        raise SignalVizError(
            f"{name} is abstract and has no table: "
            "pass the models that inherit from it."
        )
    if options.proxy:
        raise SignalVizError(
            f"{name} is a proxy and has no table of its own: "
            f"pass {naming.class_name(options.concrete_model or model)}."
        )
    if options.app_label != LABEL:
        raise SignalVizError(
            f"{name} belongs to the app {options.app_label!r}, which is not "
            "installed: take app_label out of its Meta."
        )
    if definitions.is_replaced(model):
        raise SignalVizError(
            f"This {name} was replaced by a newer class {name}: pass the newer one."
        )
    return model


def _refuse_beyond_repair(wanted: list[Model]) -> None:
    for model in wanted:
        name = naming.class_name(model)
        if base := relations.built_on_replaced(model):
            raise SignalVizError(
                f"{name} is built on an older {naming.class_name(base)}: "
                f"run the cell that defines {name} again."
            )
        for field, target in relations.undefined(model):
            raise SignalVizError(
                f"{name}.{field} points at {naming.clip(target)}, which is not defined: "
                "define that model first."
            )


def _built_on_older(wanted: list[Model]) -> list[Model]:
    """Return the models that inherit from classes which ``wanted`` replaces."""
    return [
        model
        for model in definitions.registered()
        if (base := relations.built_on_replaced(model))
        and definitions.current(base) in wanted
    ]


def _make(wanted: list[Model], orphans: list[Model]) -> None:
    """Drop and create the tables of ``wanted`` and of what depends on them."""
    affected = _with_dependents({*wanted, *orphans})
    doomed = {
        table
        for model in affected
        for found in (model, _made.get(model._meta.label_lower, model))
        for table in _tables_of(found)
    }
    created = [
        model
        for model in affected
        if model not in orphans and _gets_table(model, wanted, affected)
    ]
    with connection.schema_editor() as editor:
        for table in doomed.intersection(connection.introspection.table_names()):
            editor.execute(f"DROP TABLE {editor.quote_name(table)}")
        for model in created:
            editor.create_model(model)
    for model in affected:
        _made.pop(model._meta.label_lower, None)
    _made.update((model._meta.label_lower, model) for model in created)


def _with_dependents(changed: set[Model]) -> list[Model]:
    """Return ``changed`` and all models whose rows point at theirs, near or far."""
    affected = set(changed)
    candidates = definitions.registered()
    while True:
        found = {
            model
            for model in candidates
            if model not in affected and affected & relations.targets(model)
        }
        if not found:
            return [model for model in candidates if model in affected]
        affected |= found


def _tables_of(model: Model) -> list[str]:
    return [found._meta.db_table for found in (model, *definitions.join_models(model))]


def _gets_table(model: Model, wanted: list[Model], affected: list[Model]) -> bool:
    """Whether ``model`` is made now, and not together with another one."""
    if owner := definitions.owner(model):
        # Django makes a join table with the table of the model that has the field.
        return owner not in affected and owner._meta.label_lower in _made
    return model in wanted or model._meta.label_lower in _made
