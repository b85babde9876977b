"""Point the relations of models at the newest class of each name.

When the cell of ``Author`` runs again, ``Book.author`` still points at the class
before it: ``Book(author=Author())`` would be refused, and a delete would not
cascade. Even inside the cell that runs again, ``ForeignKey("self")`` and
``ForeignKey("Author")`` find the older class, because Django looks the name up
before the new class is registered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import ManyToOneRel
from django.db.models.fields.related_descriptors import (
    ManyToManyDescriptor,
    ReverseManyToOneDescriptor,
    ReverseOneToOneDescriptor,
)
from django.utils.functional import cached_property

from signal_viz import naming
from signal_viz.errors import SignalVizError
from signal_viz.sandbox import definitions

if TYPE_CHECKING:
    from signal_viz.sandbox.definitions import Model


def point_at_newest() -> None:
    """Repair every relation between the models of the notebook.

    Raises:
        SignalVizError: a ``to_field`` names a field that the new class lacks.
    """
    for model in definitions.registered():
        _drop_accessors_of_replaced(model)
    for model in definitions.registered():
        for field in _relations(model):
            _point(model, field)
    apps.clear_cache()


def targets(model: Model) -> set[Model]:
    """Return the classes at whose rows the rows of ``model`` point.

    Not those of M2M fields: there the rows of the join table point. And not those
    that are still a name, as they are not defined.
    """
    return {
        field.remote_field.model
        for field in model._meta.local_fields
        if field.remote_field is not None
        and not isinstance(field.remote_field.model, str)
    }


def undefined(model: Model) -> list[tuple[str, str]]:
    """Return ``(field, target)`` for each relation whose target is not defined."""
    return [
        (field.name, field.remote_field.model)
        for field in _relations(model)
        if isinstance(field.remote_field.model, str)
    ]


def built_on_replaced(model: Model) -> Model | None:
    """Return the replaced class that ``model`` inherits from, if there is one.

    A base class cannot be changed afterwards, so such a model is beyond repair.
    """
    for base in model.__mro__[1:]:
        options = getattr(base, "_meta", None)
        if options and not options.abstract and definitions.is_replaced(base):
            return base
    return None


def _relations(model: Model) -> list[Any]:
    fields = (*model._meta.local_fields, *model._meta.local_many_to_many)
    return [field for field in fields if field.remote_field is not None]


def _point(model: Model, field: Any) -> None:
    relation = field.remote_field
    through = getattr(relation, "through", None)
    if through is not None and not isinstance(through, str):
        relation.through = definitions.current(through) or through
    old = relation.model
    if isinstance(old, str) or not definitions.is_replaced(old):
        newest = None
    else:
        newest = definitions.current(old)
    if newest is None or issubclass(model, old):
        _forget_cached(model, field)
        return
    if isinstance(relation, ManyToOneRel):
        _choose_column(model, field, old, newest)
    relation.model = newest
    _forget_cached(model, field)
    # What Django does when it resolves a relation: it sets up the reverse side.
    field.do_related_class(newest, model)


def _choose_column(model: Model, field: Any, old: Any, newest: Model) -> None:
    """Keep a ``to_field``, and follow the primary key where there is none."""
    relation = field.remote_field
    if relation.field_name == old._meta.pk.name:
        field.to_fields = [None]
        relation.field_name = None
    elif relation.field_name not in {item.name for item in newest._meta.fields}:
        name, target = naming.class_name(model), naming.class_name(newest)
        raise SignalVizError(
            f"{name}.{field.name} points at {target}.{relation.field_name}, which the "
            f"new {target} lacks: run the cell that defines {name} again."
        )


def _drop_accessors_of_replaced(model: Model) -> None:
    """Take off the reverse accessors, ``author.book_set``, of replaced classes."""
    for name, accessor in list(vars(model).items()):
        if isinstance(accessor, ReverseOneToOneDescriptor):
            owner = accessor.related.field.model
        elif isinstance(accessor, ManyToManyDescriptor | ReverseManyToOneDescriptor):
            owner = accessor.rel.field.model
        else:
            continue
        if definitions.is_replaced(owner):
            delattr(model, name)


def _forget_cached(model: Model, field: Any) -> None:
    descriptor = vars(model).get(field.name)
    for holder in (field, field.remote_field, descriptor):
        for name in list(getattr(holder, "__dict__", ())):
            is_cached = isinstance(getattr(type(holder), name, None), cached_property)
            # An M2M field keeps the names of its join columns under such names.
            if is_cached or (name.startswith("_m2m_") and name.endswith("_cache")):
                del holder.__dict__[name]
