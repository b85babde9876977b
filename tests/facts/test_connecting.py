"""What ``connect`` and ``disconnect`` do, and how often a receiver is called then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.dispatch import receiver

from signal_viz import trace
from signal_viz.registry import registry
from tests.facts.reading import call, heard, story

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.facts.lab import Lab

ONE_CALL = ["mail connected", "send", "mail starts", "mail returns", "end"]


class Book: ...


class Shop:
    def bound(self, **_: object) -> None: ...

    @classmethod
    def of_class(cls, **_: object) -> None: ...

    @staticmethod
    def static(**_: object) -> None: ...


def mail(**_: object) -> None: ...


def pack(**_: object) -> None: ...


def strict(sender: object, instance: object) -> None: ...


def by_position(sender: object, /, **_: object) -> None: ...


def test_a_receiver_that_is_connected_five_times_is_called_once(signal: Any) -> None:
    with trace(signal) as recording:
        for _ in range(5):
            signal.connect(mail)
        signal.send(sender=Book)

    assert story(recording) == ONE_CALL


def test_a_function_that_connects_a_receiver_may_run_often(signal: Any) -> None:
    def setup() -> None:
        signal.connect(mail)

    with trace(signal) as recording:
        for _ in range(3):
            setup()
        signal.send(sender=Book)

    assert story(recording) == ONE_CALL


@pytest.mark.parametrize("name", ["bound", "of_class", "static"])
def test_a_method_of_one_object_is_one_receiver_however_often_connected(
    signal: Any, name: str
) -> None:
    shop = Shop()
    with trace(signal) as recording:
        for _ in range(3):
            signal.connect(getattr(shop, name))
        signal.send(sender=Book)

    assert heard(recording) == [[f"Shop.{name}"]]


@pytest.mark.parametrize("kind", [list, tuple])
def test_the_decorator_connects_to_each_of_several_signals(
    make_signal: Callable[..., Any], kind: Any
) -> None:
    paid, shipped = make_signal(), make_signal()
    with trace(paid, shipped) as recording:
        decorated = receiver(kind([paid, shipped]))(mail)
        paid.send(sender=Book)
        shipped.send(sender=Book)

    assert decorated is mail
    assert heard(recording) == [["mail"], ["mail"]]


def test_decorators_may_be_stacked(make_signal: Callable[..., Any]) -> None:
    paid, shipped = make_signal(), make_signal()
    with trace(paid, shipped) as recording:

        @receiver(paid, sender=Book)
        @receiver(shipped)
        def both(**_: object) -> None: ...

        paid.send(sender=None)
        shipped.send(sender=None)

    assert heard(recording) == [[], ["both"]]


def test_the_decorator_takes_no_set_of_signals(signal: Any) -> None:
    with trace(signal) as recording, pytest.raises(AttributeError):
        receiver({signal})(mail)  # type: ignore[arg-type]

    assert story(recording) == []


def test_a_method_that_is_decorated_in_its_class_misses_self(signal: Any) -> None:
    class Shop:
        @receiver(signal)
        def open(self, **_: object) -> None: ...

    with trace(signal) as recording, pytest.raises(TypeError, match="'self'"):
        signal.send(sender=Book)

    assert story(recording)[1:] == [
        "Shop.open starts",
        "Shop.open raises TypeError",
        "end with TypeError",
    ]


def test_disconnect_says_whether_something_was_connected(signal: Any) -> None:
    with trace(signal) as recording:
        connected = signal.connect(mail)
        assert connected is None
        assert signal.disconnect(pack) is False
        assert signal.disconnect(mail) is True
        assert signal.disconnect(mail) is False

    assert story(recording) == ["mail connected", "mail disconnected"]


def test_what_was_connected_with_a_sender_is_disconnected_with_it(signal: Any) -> None:
    signal.connect(mail, sender=Book)
    with trace(signal) as recording:
        assert signal.disconnect(mail) is False
        signal.send(sender=Book)
        assert signal.disconnect(mail, sender=Book) is True
        signal.send(sender=Book)

    assert heard(recording) == [["mail"], []]


def test_a_receiver_is_given_the_signal_and_the_sender_by_name(signal: Any) -> None:
    def names(**named: object) -> list[str]:
        assert (named["signal"], named["sender"]) == (signal, Book)
        return sorted(named)

    signal.connect(names)
    with trace(signal) as recording:
        signal.send(sender=Book, copies=2)

    assert call(recording, "names").response == "['copies', 'sender', 'signal']"


def test_a_receiver_that_does_not_take_any_name_fails_when_it_is_called(
    signal: Any,
) -> None:
    signal.connect(strict)
    with trace(signal) as recording, pytest.raises(TypeError):
        signal.send(sender=Book, instance=1)

    error = call(recording, "strict").error
    assert error is not None
    assert "unexpected keyword argument 'signal'" in error.message


def test_a_receiver_that_takes_the_sender_by_position_only_fails(signal: Any) -> None:
    signal.connect(by_position)
    with trace(signal) as recording, pytest.raises(TypeError):
        signal.send(sender=Book)

    error = call(recording, "by_position").error
    assert error is not None
    assert "'sender'" in error.message


def test_under_debug_a_receiver_must_take_any_name_to_be_connected(lab: Lab) -> None:
    lab.start(debug=True)
    lab.run("paid = Signal()")
    recording = lab.trace(
        "paid",
        """
        def strict(sender, instance): pass
        try:
            paid.connect(strict)
        except ValueError as error:
            seen.append(str(error))
        paid.send(sender=None, instance=1)
        """,
    )

    assert lab.seen == ["Signal receivers must accept keyword arguments (**kwargs)."]
    assert story(recording) == ["send", "end"]


def test_each_signal_has_a_list_of_its_own(make_signal: Callable[..., Any]) -> None:
    paid, shipped = make_signal(), make_signal()
    with trace(paid, shipped) as recording:
        paid.connect(mail)
        shipped.connect(pack)
        paid.send(sender=Book)
        shipped.send(sender=Book)

    assert heard(recording) == [["mail"], ["pack"]]
    assert [len(registry(each)) for each in (paid, shipped)] == [1, 1]
