"""Programs with objects that notice whatever is asked of them.

Django asks some things of them itself. Watching must ask nothing more.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from tests.tracer.world import scenario

if TYPE_CHECKING:
    from tests.tracer.world import World

ASKED: list[str] = []
"""What was asked, in order."""

_NOTICED = [
    "__bool__",
    "__call__",
    "__contains__",
    "__delattr__",
    "__dir__",
    "__eq__",
    "__format__",
    "__ge__",
    "__getattribute__",
    "__getitem__",
    "__gt__",
    "__hash__",
    "__index__",
    "__instancecheck__",
    "__int__",
    "__iter__",
    "__le__",
    "__len__",
    "__lt__",
    "__ne__",
    "__next__",
    "__reduce__",
    "__repr__",
    "__setattr__",
    "__sizeof__",
    "__str__",
    "__subclasscheck__",
]


def noticing(base: type, prefix: str) -> dict[str, Any]:
    """Return methods that note that they were asked, and then do as ``base`` does."""
    methods = {}
    for name in _NOTICED:
        own = getattr(base, name, None)
        if own is None:
            continue

        def method(self: Any, *args: Any, name: str = name, own: Any = own) -> Any:
            what = [item for item in args if type(item) is str]
            ASKED.append(" ".join([prefix + name, *what]))
            return own(self, *args)

        methods[name] = method
    del methods["__call__"]
    return methods


class Metaclass(type):
    """Notices what is asked of its classes."""


for _name, _method in noticing(type, "type.").items():
    type.__setattr__(Metaclass, _name, _method)


def nosy(name: str, base: type = object, **more: Any) -> Any:
    """Return a class whose objects notice what is asked of them."""
    body = noticing(base, f"{name}.") | {"__module__": __name__} | more
    return type.__new__(Metaclass, name, (base,), body)


def receive(_: object, **__: object) -> Any:
    return Answer()


async def receive_later(_: object, **__: object) -> Any:
    await asyncio.sleep(0)
    return Answer()


def fail(_: object, **__: object) -> Any:
    raise Failure("boom")


Answer = nosy("Answer")
Asker = nosy("Asker")
Argument = nosy("Argument")
Uid = nosy("Uid")
Receiver = nosy("Receiver", __call__=receive, method=receive)
Later = nosy("Later", method=receive_later)
Failing = nosy("Failing", __call__=fail)
# An ordinary class: Python 3.11 asks a metaclass at every ``except``.
Failure: Any = type("Failure", (Exception,), noticing(Exception, "Failure."))


def told(world: World) -> None:
    """Write down what was asked since the last time."""
    world.see(*ASKED)
    ASKED.clear()


@scenario
def objects_that_notice_what_is_asked(world: World) -> None:
    signal = world.signal()
    ASKED.clear()
    sender, uid = Asker(), Uid()
    receivers = [Receiver(), Receiver(), Later()]
    method, later = receivers[1].method, receivers[2].method
    told(world)
    signal.connect(receivers[0])
    signal.connect(method, sender=sender, dispatch_uid=uid)
    signal.connect(later, sender=Asker, weak=False)
    told(world)
    for each in (sender, Asker, None) if not world.caching else (sender, Asker):
        for send in (signal.send, signal.send_robust):
            send(each, argument=Argument(), kind=Argument)
            told(world)
        asyncio.run(signal.asend(each, argument=Argument()))
        told(world)
    signal.has_listeners(sender)
    told(world)
    world.see(signal.disconnect(dispatch_uid=uid, sender=sender))
    told(world)


@scenario
def exceptions_that_notice_what_is_asked(world: World) -> None:
    signal = world.signal()
    ASKED.clear()
    failing = Failing()
    signal.connect(failing, weak=False)
    told(world)
    for send in (signal.send, signal.send_robust):
        try:
            send(Asker)
        except Exception:  # noqa: BLE001  # naming its class would ask it
            world.see("raised")
        told(world)
