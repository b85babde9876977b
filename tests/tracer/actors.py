"""Receivers of every kind, whose names tell which actor they are."""

from __future__ import annotations

import asyncio
import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from asgiref.sync import markcoroutinefunction

if TYPE_CHECKING:
    from collections.abc import Callable

Act = Any
"""What a receiver calls, with the named arguments that it got; a coroutine
function where the receiver is async."""


@dataclass
class Role:
    """A receiver, as long as somebody holds this object.

    Args:
        receiver: returns what is connected, a bound method anew each time.
        body: the object with whose death a weak receiver dies.
    """

    receiver: Callable[[], Any]
    body: Any


@dataclass(frozen=True)
class Kind:
    """A sort of callable.

    Args:
        make: returns one of it; takes its name and what it shall do.
        is_async: whether Django awaits it.
        acts: whether what it does is to be awaited.
    """

    make: Callable[[str, Act], Role]
    is_async: bool = False
    acts: bool = False


def _plain(receiver: Any) -> Role:
    return Role(lambda: receiver, receiver)


def _named(thing: Any, name: str) -> Any:
    thing.__name__ = thing.__qualname__ = name
    return thing


def _function(name: str, act: Act) -> Role:
    def receiver(**named: Any) -> Any:
        return act(named)

    return _plain(_named(receiver, name))


def _lambda(name: str, act: Act) -> Role:
    return _plain(_named(lambda **named: act(named), name))


def _partial(name: str, act: Act) -> Role:
    def receiver(_more: int, **named: Any) -> Any:
        return act(named)

    return _plain(functools.partial(_named(receiver, name), 1))


def _class(name: str, act: Act) -> Any:
    """Return a class with everything that can be a receiver."""

    class Owner:
        def method(self, **named: Any) -> Any:
            return act(named)

        @classmethod
        def of_class(cls, **named: Any) -> Any:
            return act(named)

        @staticmethod
        def static(**named: Any) -> Any:
            return act(named)

        async def awaited(self, **named: Any) -> Any:
            return await act(named)

    Owner.static.__qualname__ = f"{name}.static"
    return _named(Owner, name)


def _method(name: str, act: Act) -> Role:
    instance = _class(name, act)()
    return Role(lambda: instance.method, instance)


def _classmethod(name: str, act: Act) -> Role:
    owner = _class(name, act)
    return Role(lambda: owner.of_class, owner)


def _staticmethod(name: str, act: Act) -> Role:
    owner = _class(name, act)
    return Role(lambda: owner.static, owner.static)


def _instance(name: str, act: Act) -> Role:
    class Caller:
        def __call__(self, **named: Any) -> Any:
            return act(named)

    return _plain(_named(Caller, name)())


def _itself(name: str, act: Act) -> Role:
    class Made:
        def __init__(self, **named: Any) -> None:
            act(named)

    return _plain(_named(Made, name))


def _async_function(name: str, act: Act) -> Role:
    async def receiver(**named: Any) -> Any:
        return await act(named)

    return _plain(_named(receiver, name))


def _async_partial(name: str, act: Act) -> Role:
    async def receiver(_more: int, **named: Any) -> Any:
        return await act(named)

    return _plain(functools.partial(_named(receiver, name), 1))


def _async_method(name: str, act: Act) -> Role:
    instance = _class(name, act)()
    return Role(lambda: instance.awaited, instance)


def _marked(name: str, act: Act) -> Role:
    class Caller:
        async def __call__(self, **named: Any) -> Any:
            return await act(named)

    return _plain(markcoroutinefunction(_named(Caller, name)()))


def _future(name: str, act: Act) -> Role:
    async def later(answer: object) -> object:
        await asyncio.sleep(0)
        return answer

    def receiver(**named: Any) -> Any:
        return asyncio.ensure_future(later(act(named)))

    return _plain(markcoroutinefunction(_named(receiver, name)))


KINDS: dict[str, Kind] = {
    "function": Kind(_function),
    "lambda": Kind(_lambda),
    "bound method": Kind(_method),
    "class method": Kind(_classmethod),
    "static method": Kind(_staticmethod),
    "partial": Kind(_partial),
    "instance": Kind(_instance),
    "class": Kind(_itself),
    "async function": Kind(_async_function, is_async=True, acts=True),
    "async partial": Kind(_async_partial, is_async=True, acts=True),
    "async method": Kind(_async_method, is_async=True, acts=True),
    "marked instance": Kind(_marked, is_async=True, acts=True),
    "future": Kind(_future, is_async=True),
}
"""Every kind of receiver that Django calls or awaits."""
