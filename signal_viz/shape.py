"""Builds frozen data from JSON and refuses what does not fit its type hints."""

from __future__ import annotations

import dataclasses
import functools
import types
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

Data = TypeVar("Data")


class MisfitError(ValueError):
    """The JSON is not what the data class wants."""


def build(cls: type[Data], values: object) -> Data:
    """Return the data class ``cls`` made from a JSON object.

    Nested data classes, ``tuple[X, ...]``, ``dict[str, str]`` and ``X | None`` are
    built and checked as well; a number is no text and ``true`` is no number.

    Raises:
        MisfitError: a field is missing, unknown, or of another type.
    """
    if type(values) is not dict:
        raise MisfitError(f"a {cls.__name__} is an object")
    hints = _hints(cls)  # type: ignore[arg-type]  # a class is hashable
    if unknown := values.keys() - hints.keys():
        raise MisfitError(f"{cls.__name__} has no field {min(unknown)!r}")
    fitting = {name: _fit(hints[name], value) for name, value in values.items()}
    try:
        return cls(**fitting)
    except TypeError as error:
        raise MisfitError(f"a field of {cls.__name__} is missing") from error


@functools.cache
def _hints(cls: type) -> dict[str, Any]:
    hints = get_type_hints(cls)
    fields = dataclasses.fields(cls)
    return {field.name: hints[field.name] for field in fields}


def _fit(hint: Any, value: Any) -> Any:
    origin = get_origin(hint)
    if origin is types.UnionType:
        if value is None:
            return None
        return _fit(get_args(hint)[0], value)
    if origin is tuple and type(value) is list:
        return tuple(_fit(get_args(hint)[0], item) for item in value)
    if origin is dict and type(value) is dict:
        return {key: _fit(get_args(hint)[1], item) for key, item in value.items()}
    if dataclasses.is_dataclass(hint):
        return build(hint, value)  # type: ignore[arg-type]  # a class, not an instance
    if type(value) is hint:
        return value
    raise MisfitError(f"{value!r:.40} where {hint} belongs")
