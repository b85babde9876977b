"""Which sender reaches which receiver."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import pytest

from signal_viz import trace
from signal_viz.naming import Sender
from tests.facts.reading import heard, states, story
from tests.facts.versions import KNOWS_SENDERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.facts.lab import Lab


class Book: ...


class Paperback(Book): ...


class Basket:
    def method(self) -> None: ...


def mail(**_: object) -> None: ...


def pack(**_: object) -> None: ...


def text(value: str) -> str:
    """Return an equal text that is another object."""
    return "".join(list(value))


def test_a_dispatch_is_a_sender_a_signal_and_the_receivers_it_finds(
    signal: Any,
) -> None:
    signal.connect(mail, sender=Book)
    signal.connect(pack)
    with trace(signal) as recording:
        signal.send(sender=Book)

    (dispatch,) = recording.dispatches
    assert (dispatch.sender, dispatch.signal) == (Sender("Book", "class"), "signal")
    assert states(dispatch) == ["mail returned", "pack returned"]


def test_the_code_that_sends_stays_the_same_whoever_listens(signal: Any) -> None:
    def pay() -> None:
        signal.send(sender=Book)

    with trace(signal) as recording:
        pay()
        signal.connect(mail)
        pay()
        signal.connect(pack)
        signal.disconnect(mail)
        pay()

    assert heard(recording) == [[], ["mail"], ["pack"]]


def test_a_receiver_of_one_sender_is_passed_over_for_others(signal: Any) -> None:
    signal.connect(mail, sender=Book)
    signal.connect(pack)
    with trace(signal) as recording:
        signal.send(sender=Basket)

    assert states(recording.dispatches[0]) == ["pack returned", "mail filtered"]


@pytest.mark.parametrize("sender", [Paperback, Book()], ids=["subclass", "instance"])
def test_neither_a_subclass_nor_an_instance_is_the_class(
    signal: Any, sender: object
) -> None:
    signal.connect(mail, sender=Book)
    with trace(signal) as recording:
        signal.send(sender=sender)

    assert states(recording.dispatches[0]) == ["mail filtered"]


@pytest.mark.parametrize(
    ("mine", "equal"),
    [
        (text("shop.book"), text("shop.book")),
        (tuple([1, 2]), tuple([1, 2])),  # noqa: C409  # literals would be one object
        (int("9" * 20), int("9" * 20)),
    ],
    ids=["str", "tuple", "int"],
)
def test_an_equal_sender_is_not_the_same_sender(
    signal: Any, mine: object, equal: object
) -> None:
    signal.connect(mail, sender=mine)
    with trace(signal) as recording:
        signal.send(sender=equal)
        signal.send(sender=mine)

    assert mine == equal
    assert heard(recording) == [[], ["mail"]]


def test_connected_without_a_sender_it_hears_all_senders(signal: Any) -> None:
    signal.connect(mail)
    with trace(signal) as recording:
        for sender in (Book, Book(), None, "text"):
            signal.send(sender=sender)

    assert heard(recording) == [["mail"]] * 4


def test_a_send_without_a_sender_reaches_only_those_that_hear_all(signal: Any) -> None:
    signal.connect(mail, sender=Book)
    signal.connect(pack)
    with trace(signal) as recording:
        signal.send(sender=None)

    assert states(recording.dispatches[0]) == ["pack returned", "mail filtered"]


def test_a_sender_must_be_hashable_once_somebody_listens(signal: Any) -> None:
    with trace(signal) as recording:
        signal.send(sender=[])
        signal.connect(mail)
        with pytest.raises(TypeError, match="unhashable"):
            signal.send(sender=[])

    # The error comes before Django has looked for receivers.
    assert story(recording)[2:] == ["mail connected", "send", "end with TypeError"]


@pytest.mark.parametrize("sender", [None, "text"])
def test_with_a_cache_a_sender_must_allow_weak_references(
    make_signal: Callable[..., Any], sender: object
) -> None:
    signal = make_signal(use_caching=True)
    with trace(signal) as recording:
        signal.send(sender=sender)
        signal.connect(mail)
        with pytest.raises(TypeError, match="weak reference"):
            signal.send(sender=sender)
        with pytest.raises(TypeError, match="weak reference"):
            signal.has_listeners(sender)
        signal.send(sender=Book)

    ends = [dispatch.state for dispatch in recording.dispatches]
    assert ends == ["returned", "raised", "returned"]
    assert heard(recording) == [[], [], ["mail"]]


def test_asking_a_model_signal_for_any_listeners_is_an_error(lab: Lab) -> None:
    recording = lab.trace(
        "post_save",
        """
        post_save.connect(lambda **_: None, weak=False)
        try:
            post_save.has_listeners()
        except TypeError as error:
            seen.append(str(error))
        """,
    )

    assert lab.seen == ["cannot create weak reference to 'NoneType' object"]
    assert story(recording) == ["<lambda> connected"]


def test_a_failed_login_is_sent_by_a_text_and_heard_by_that_very_text(lab: Lab) -> None:
    lab.run(
        """
        import django.contrib.auth
        from django.contrib.auth.signals import user_login_failed
        from django.test import override_settings
        class Nobody:
            def authenticate(self, request, username, password): pass
        def equal(**_): pass
        def same(**_): pass
        """
    )
    recording = lab.trace(
        "user_login_failed",
        """
        user_login_failed.connect(equal, sender="django.contrib" + str(".auth"))
        user_login_failed.connect(same, sender=django.contrib.auth.__name__)
        with override_settings(AUTHENTICATION_BACKENDS=["__main__.Nobody"]):
            django.contrib.auth.authenticate(username="ada", password="lace")
        """,
    )

    (dispatch,) = recording.dispatches
    assert dispatch.sender == Sender("'django.contrib.auth'", "string")
    assert states(dispatch) == ["same returned", "equal filtered"]
    assert "lace" not in dispatch.arguments["credentials"]


def test_a_bound_method_is_a_sender_only_before_django_6(signal: Any) -> None:
    basket = Basket()
    with trace(signal) as recording:
        signal.connect(mail, sender=basket.method)
        signal.send(sender=basket.method)

    assert heard(recording) == [[] if KNOWS_SENDERS else ["mail"]]


def test_a_stranger_with_the_address_of_a_dead_sender_is_heard_before_django_6(
    make_signal: Callable[..., Any],
) -> None:
    heard_strangers = 0
    for _ in range(50):
        signal, sender = make_signal(), Basket()
        signal.connect(mail, sender=sender)
        with trace(signal) as recording:
            del sender
            signal.send(sender=Basket())
        assert ("sender of mail collected" in story(recording)) is KNOWS_SENDERS
        heard_strangers += heard(recording) == [["mail"]]
        gc.collect(0)

    assert (heard_strangers > 0) is not KNOWS_SENDERS
