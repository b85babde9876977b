from __future__ import annotations

import contextlib
import functools
import json
import os.path
import types
from typing import TYPE_CHECKING, Any

import pytest

from signal_viz.callables import full_name, home
from signal_viz.naming import NAME_LENGTH, receiver_name, where

if TYPE_CHECKING:
    from collections.abc import Iterator

THIS = __name__


def handler(**kwargs: object) -> None: ...


async def async_handler(**kwargs: object) -> None: ...


def make() -> Any:
    def inner(**kwargs: object) -> None: ...

    return inner


class Shop:
    def method(self, **kwargs: object) -> None: ...

    @classmethod
    def on_class(cls, **kwargs: object) -> None: ...

    @staticmethod
    def static(**kwargs: object) -> None: ...

    def __call__(self, **kwargs: object) -> None: ...

    class Inner:
        def method(self, **kwargs: object) -> None: ...


class Corner(Shop): ...


@pytest.mark.parametrize(
    ("receiver", "name"),
    [
        (handler, "handler"),
        (async_handler, "async_handler"),
        (lambda **_: None, "<lambda>"),
        (make(), "inner"),
        (Shop().method, "Shop.method"),
        (Corner().method, "Corner.method"),
        (Shop.method, "Shop.method"),
        (Shop.on_class, "Shop.on_class"),
        (Corner.on_class, "Corner.on_class"),
        (Shop.static, "Shop.static"),
        (Shop.Inner().method, "Inner.method"),
        (Shop(), "Shop instance"),
        (Shop, "Shop"),
        (functools.partial(handler), "partial(handler)"),
        (functools.partial(Shop().method), "partial(Shop.method)"),
        (functools.partial(functools.partial(handler, a=1), b=2), "partial(handler)"),
        (types.MethodType(handler, Shop()), "Shop.handler"),
        (len, "len"),
        (os.path.join, "join"),
        ([].append, "list.append"),
        (dict.fromkeys, "dict.fromkeys"),
        (dict, "dict"),
        (42, "int instance"),
    ],
)
def test_every_kind_of_receiver_has_a_readable_name(receiver: Any, name: str) -> None:
    assert receiver_name(receiver) == name


@pytest.mark.parametrize(
    ("receiver", "place"),
    [
        (handler, f"{THIS}:{handler.__code__.co_firstlineno}"),
        (Shop().method, f"{THIS}:{Shop.method.__code__.co_firstlineno}"),
        (Shop.on_class, f"{THIS}:{Shop.on_class.__code__.co_firstlineno}"),
        (functools.partial(handler), f"{THIS}:{handler.__code__.co_firstlineno}"),
        (Shop(), f"{THIS}:{Shop.__call__.__code__.co_firstlineno}"),
        (Corner(), f"{THIS}:{Shop.__call__.__code__.co_firstlineno}"),
        (Shop, THIS),
        (len, ""),
        (dict, "builtins"),
    ],
)
def test_it_is_told_where_a_receiver_was_written(receiver: Any, place: str) -> None:
    assert where(receiver) == place


@contextlib.contextmanager
def counted() -> Iterator[None]:
    yield


def decorated(**kwargs: object) -> None: ...


def test_a_decorated_receiver_was_written_where_its_own_lines_are() -> None:
    first = decorated.__code__.co_firstlineno
    cached: Any = functools.lru_cache(decorated)
    twice: Any = counted()(cached)

    assert twice.__code__.co_filename == contextlib.__file__
    assert where(twice) == f"{THIS}:{first}"
    assert where(functools.partial(twice)) == f"{THIS}:{first}"
    assert home(cached) == THIS


@pytest.mark.parametrize("wrapped", ["itself", len, 42])
def test_a_decorator_that_lies_is_told_of_itself(wrapped: object) -> None:
    def wrapper(**kwargs: object) -> None: ...

    vars(wrapper)["__wrapped__"] = wrapper if wrapped == "itself" else wrapped

    assert where(wrapper) == f"{THIS}:{wrapper.__code__.co_firstlineno}"


@pytest.mark.parametrize(
    "filename",
    ["/run/ipykernel_123/4056.py", "<ipython-input-3-abc>", "<python-input-0>"],
)
def test_a_cell_is_called_notebook(filename: str) -> None:
    space: dict[str, Any] = {"__name__": "__main__"}
    exec(compile("\ndef handler(**kwargs): ...", filename, "exec"), space)  # noqa: S102

    assert where(space["handler"]) == "notebook:2"


def test_a_script_is_called_script_and_its_path_is_not_told() -> None:
    space: dict[str, Any] = {"__name__": "__main__"}
    exec(compile("def handler(**kwargs): ...", "/home/ada/x.py", "exec"), space)  # noqa: S102

    assert where(space["handler"]) == "script:1"


def test_a_decorator_that_wraps_keeps_the_name() -> None:
    @functools.wraps(handler)
    def wrapper(**kwargs: object) -> None: ...

    assert receiver_name(wrapper) == "handler"


class Encoder(json.JSONEncoder):
    pass


@pytest.mark.parametrize(
    ("receiver", "name"),
    [
        (json.dumps, "json.dumps"),
        (json.JSONEncoder().encode, "json.encoder.JSONEncoder.encode"),
        (Encoder().encode, f"{THIS}.Encoder.encode"),
        (functools.partial(Encoder().encode), f"partial({THIS}.Encoder.encode)"),
        (Encoder(), f"{THIS}.Encoder instance"),
        (len, "len"),
    ],
)
def test_its_full_name_begins_with_its_module(receiver: Any, name: str) -> None:
    assert full_name(receiver) == name


def test_a_long_name_is_cut_and_stays_on_one_line() -> None:
    def receiver(**kwargs: object) -> None: ...

    receiver.__qualname__ = "\n" + "x" * 10_000_000

    name = receiver_name(receiver)

    assert len(name) <= NAME_LENGTH
    assert name.endswith("x…")


def test_methods_bound_to_methods_are_named_however_deep() -> None:
    method: Any = handler
    for _ in range(5_000):
        method = types.MethodType(method, 1)

    assert receiver_name(method) == "int.…"


def test_a_partial_of_itself_is_named() -> None:
    partial = functools.partial(handler)
    partial.__setstate__((partial, (), {}, {}))  # type: ignore[attr-defined]

    try:
        assert receiver_name(partial).startswith("partial(partial(")
        assert where(partial) == "functools"
    finally:
        partial.__setstate__((handler, (), {}, {}))  # type: ignore[attr-defined]
