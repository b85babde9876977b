"""Programs with the two sends that are not awaited, and sync receivers."""

from __future__ import annotations

import contextlib
import functools
from typing import TYPE_CHECKING, Any

from tests.tracer.world import Sender, scenario

if TYPE_CHECKING:
    from django.dispatch import Signal

    from tests.tracer.world import World

SENDS = ("send", "send_robust")


def each_send(world: World, signal: Signal, sender: Any = Sender, **named: Any) -> None:
    for method in SENDS:
        world.call(
            method, functools.partial(getattr(signal, method), sender=sender, **named)
        )


@scenario
def every_kind_of_receiver(world: World) -> None:
    class Shop:
        def method(self, **_: object) -> str:
            return "method"

        @classmethod
        def on_class(cls, **_: object) -> str:
            return "on_class"

        @staticmethod
        def static(**_: object) -> str:
            return "static"

        def __call__(self, **_: object) -> str:
            return "called"

        def __init__(self, **kwargs: object) -> None: ...

    def function(**kwargs: object) -> list[str]:
        return sorted(kwargs)

    def short(**_: object) -> str:
        return "short"

    shop, partial = Shop(), functools.partial(function, more=1)
    world.name(shop=shop, function=function, short=short, partial=partial, Shop=Shop)
    signal = world.signal()
    for receiver in (function, shop.method, Shop.on_class, Shop.static, shop, Shop):
        signal.connect(receiver)
    signal.connect(partial)
    signal.connect(short, weak=False)
    signal.connect(function, sender=Sender, dispatch_uid="twice")

    each_send(world, signal, order=42, text="x")
    results = signal.send(Sender)
    world.see([type(pair) is tuple for pair in results], type(results).__name__)
    world.see([pair[0] is function for pair in results])


@scenario
def nobody_is_connected(world: World) -> None:
    signal = world.signal()
    each_send(world, signal)
    world.see(signal.has_listeners(Sender))


@scenario
def only_the_identical_sender_is_heard(world: World) -> None:
    class Child(Sender): ...

    calls: list[str] = []
    signal = world.signal()
    handlers = []
    for listened in (None, Sender, Child):
        name = getattr(listened, "__name__", "any")

        def handler(name: str = name, **_: object) -> None:
            calls.append(name)

        handlers.append(handler)
        signal.connect(handler, sender=listened)
    senders: list[Any] = [Sender, Child, Stranger]
    for sender in senders:
        signal.send(sender=sender)
        world.see(calls)
        calls.clear()
    world.see(signal.has_listeners(Sender), signal.has_listeners(Stranger))


class Stranger:
    """A third sender, that nobody listens to."""


@scenario
def an_exception_ends_the_send(world: World) -> None:
    calls: list[str] = []

    def first(**_: object) -> str:
        calls.append("first")
        return "first"

    def second(**_: object) -> None:
        calls.append("second")
        inner()

    def inner() -> None:
        try:
            int("inside")
        except ValueError as error:
            raise ValueError("no stock") from error

    def third(**_: object) -> None:
        calls.append("third")

    signal = world.signal()
    world.name(first=first, second=second, third=third)
    for receiver in (first, second, third):
        signal.connect(receiver)
    each_send(world, signal)
    world.see(calls)


@scenario
def an_exception_while_another_is_handled(world: World) -> None:
    def receiver(**_: object) -> None:
        raise ValueError("second")

    signal = world.signal()
    world.name(receiver=receiver)
    signal.connect(receiver)
    try:
        int("first")
    except ValueError:
        each_send(world, signal)


@scenario
def one_exception_object_raised_again_and_again(world: World) -> None:
    raised = ValueError("mine")

    def receiver(**_: object) -> None:
        raise raised

    signal = world.signal()
    world.name(receiver=receiver)
    signal.connect(receiver)
    for _ in range(3):
        world.call("send", lambda: signal.send(Sender))
    raised.__traceback__ = None


@scenario
def exceptions_that_robust_lets_pass(world: World) -> None:
    calls: list[str] = []
    kinds: list[type[BaseException]] = [KeyboardInterrupt, SystemExit, GeneratorExit]
    for kind in kinds:

        def first(kind: type[BaseException] = kind, **_: object) -> None:
            raise kind("stop")

        def second(**_: object) -> None:
            calls.append("second")

        signal = world.signal()
        world.name(first=first, second=second)
        signal.connect(first)
        signal.connect(second)
        each_send(world, signal)
    world.see(calls)


@scenario
def robust_is_not_robust_without_a_qualname(world: World) -> None:
    class Callable:
        def __call__(self, **_: object) -> None:
            raise ValueError("inside")

    def receiver(**_: object) -> None:
        raise ValueError("inside")

    calls: list[str] = []

    def later(**_: object) -> None:
        calls.append("later")

    for each in (Callable(), functools.partial(receiver)):
        signal = world.signal()
        signal.connect(each)
        signal.connect(later)
        each_send(world, signal)
        world.see(calls)


@scenario
def stop_iteration_leaves_a_receiver(world: World) -> None:
    def receiver(**_: object) -> None:
        raise StopIteration("early")

    signal = world.signal()
    world.name(receiver=receiver)
    signal.connect(receiver)
    each_send(world, signal)


@scenario
def wrong_arguments(world: World) -> None:
    def needs_instance(sender: object, instance: object, **kwargs: object) -> None: ...

    def takes_nothing() -> None: ...

    signal = world.signal()
    world.name(needs_instance=needs_instance, takes_nothing=takes_nothing)
    signal.connect(needs_instance)
    signal.connect(takes_nothing)
    world.call("no sender", signal.send)
    world.call("two", lambda: signal.send(Sender, 1))
    world.call("self", lambda: signal.send(Sender, self=1))
    world.call("signal", lambda: signal.send(Sender, signal=1))
    each_send(world, signal)
    each_send(world, signal, instance=1)


@scenario
def senders_that_cannot_be_looked_up(world: World) -> None:
    class Unhashable:
        __hash__ = None  # type: ignore[assignment]

    def receiver(**_: object) -> str:
        return "heard"

    signal = world.signal()
    world.name(receiver=receiver)
    senders: list[Any] = [Unhashable(), None, "text", 42, (1, 2), []]
    for sender in senders:
        each_send(world, signal, sender)
    signal.connect(receiver)
    for sender in senders:
        each_send(world, signal, sender)
        world.call("has_listeners", functools.partial(signal.has_listeners, sender))
    world.call("has_listeners", signal.has_listeners)


@scenario
def connecting_what_cannot_be_connected(world: World) -> None:
    class Slotted:
        __slots__ = ()

        def __call__(self, **_: object) -> str:
            return "slotted"

    slotted = Slotted()
    world.name(slotted=slotted)
    signal = world.signal()
    world.call("weakly", lambda: signal.connect(slotted))
    world.call("strongly", lambda: signal.connect(slotted, weak=False))
    world.call("None", lambda: signal.connect(None))
    world.call("42", lambda: signal.connect(42, weak=False))
    world.call("nothing", signal.connect)
    world.call("bad", lambda: signal.connect(slotted, colour=1))
    each_send(world, signal)


@scenario
def connect_and_disconnect_return_what_django_returns(world: World) -> None:
    def first(**_: object) -> str:
        return "first"

    def second(**_: object) -> str:
        return "second"

    signal = world.signal()
    world.name(first=first, second=second)
    world.call("connect", lambda: signal.connect(first))
    world.call("again", lambda: signal.connect(first))
    signal.connect(second, Sender, False, "uid")  # noqa: FBT003  # Django's own order
    signal.connect(first, dispatch_uid="uid", sender=Sender)
    each_send(world, signal)
    world.call("other sender", lambda: signal.disconnect(first, sender=Sender))
    world.call("disconnect", lambda: signal.disconnect(first))
    world.call("again", lambda: signal.disconnect(first))
    world.call("not by receiver", lambda: signal.disconnect(second, Sender))
    world.call("uid", lambda: signal.disconnect(dispatch_uid="uid", sender=Sender))
    world.call("nothing", signal.disconnect)
    each_send(world, signal)


@scenario
def the_list_changes_while_it_is_sent(world: World) -> None:
    calls: list[str] = []
    signal = world.signal()

    def first(**_: object) -> None:
        calls.append("first")
        world.see(signal.disconnect(first), signal.disconnect(second))
        signal.connect(late)

    def second(**_: object) -> None:
        calls.append("second")

    def late(**_: object) -> None:
        calls.append("late")

    signal.connect(first)
    signal.connect(second)
    for _ in range(2):
        signal.send(Sender)
        world.see(calls)


@scenario
def a_signal_sent_from_its_own_receiver(world: World) -> None:
    calls: list[str] = []
    signal = world.signal()

    def first(depth: int, **_: object) -> int:
        calls.append(f"first {depth}")
        if depth:
            signal.send_robust(Sender, depth=depth - 1)
            signal.send(Sender, depth=depth - 1)
        return depth

    def second(depth: int, **_: object) -> None:
        calls.append(f"second {depth}")
        if depth == 1:
            raise ValueError(depth)

    world.name(first=first, second=second)
    signal.connect(first)
    signal.connect(second)
    each_send(world, signal, depth=2)
    world.see(calls)


@scenario
def an_endless_recursion(world: World) -> None:
    depths: list[int] = [0]
    signal = world.signal()

    def receiver(**_: object) -> None:
        depths.append(depths[-1] + 1)
        signal.send(Sender)

    signal.connect(receiver)
    try:
        signal.send(Sender)
    except RecursionError as raised:
        names = {frame.tb_frame.f_code.co_filename for frame in _walk(raised)}
        world.see("RecursionError", any("signal_viz" in name for name in names))
    world.see(max(depths) > 50)
    signal.disconnect(receiver)
    each_send(world, signal)


def _walk(raised: BaseException) -> Any:
    traceback = raised.__traceback__
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next


@scenario
def what_a_receiver_sees_of_the_signal(world: World) -> None:
    def receiver(signal: Signal, sender: object, **kwargs: object) -> None:
        world.see(
            signal is sent, sender, sorted(kwargs), isinstance(signal, type(sent))
        )
        world.see(repr(signal), signal.send.__qualname__, signal.connect.__doc__)
        world.see(len(signal.receivers), signal.has_listeners(Sender))

    sent = world.signal()
    world.name(sent=sent)
    sent.connect(receiver)
    each_send(world, sent, order=1)


@scenario
def the_first_of_two_exceptions_wins_in_a_nested_send(world: World) -> None:
    inner, outer = world.signal(), world.signal()

    def failing(**_: object) -> None:
        raise ValueError("inner")

    def catching(**_: object) -> None:
        with contextlib.suppress(ValueError):
            inner.send(Sender)
        raise KeyError("outer")

    world.name(failing=failing, catching=catching)
    inner.connect(failing)
    outer.connect(catching)
    each_send(world, outer)
