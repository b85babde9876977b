"""What a ``dispatch_uid`` does."""

from __future__ import annotations

from typing import Any

import pytest

from signal_viz import trace
from tests.facts.reading import heard, story


class Book: ...


class Basket: ...


def mail(**_: object) -> None: ...


def pack(**_: object) -> None: ...


def test_the_first_receiver_of_a_dispatch_uid_stays(signal: Any) -> None:
    with trace(signal) as recording:
        signal.connect(mail, dispatch_uid="paid")
        signal.connect(pack, dispatch_uid="paid")
        signal.send(sender=Book)

    assert story(recording) == [
        "mail connected",
        "send",
        "mail starts",
        "mail returns",
        "end",
    ]


def test_a_dispatch_uid_belongs_to_one_sender(signal: Any) -> None:
    with trace(signal) as recording:
        signal.connect(mail, sender=Book, dispatch_uid="paid")
        signal.connect(pack, sender=Basket, dispatch_uid="paid")
        signal.send(sender=Book)
        signal.send(sender=Basket)

    assert heard(recording) == [["mail"], ["pack"]]


def test_a_dispatch_uid_is_disconnected_by_itself_not_by_its_receiver(
    signal: Any,
) -> None:
    signal.connect(mail, dispatch_uid="paid")
    with trace(signal) as recording:
        assert signal.disconnect(mail) is False
        assert signal.disconnect(dispatch_uid="paid") is True

    assert story(recording) == ["mail disconnected"]


@pytest.mark.parametrize("uid", ["", 0, ()])
def test_an_empty_dispatch_uid_is_none(signal: Any, uid: object) -> None:
    with trace(signal) as recording:
        signal.connect(mail, dispatch_uid=uid)
        signal.connect(pack, dispatch_uid=uid)
        signal.send(sender=Book)

    assert heard(recording) == [["mail", "pack"]]


def test_a_collected_receiver_frees_its_dispatch_uid(signal: Any) -> None:
    def short_lived(**_: object) -> None: ...

    with trace(signal) as recording:
        signal.connect(short_lived, dispatch_uid="paid")
        signal.connect(mail, dispatch_uid="paid")
        del short_lived
        signal.connect(mail, dispatch_uid="paid")
        signal.send(sender=Book)

    assert story(recording)[:3] == [
        "short_lived connected",
        "short_lived collected",
        "mail connected",
    ]
    assert heard(recording) == [["mail"]]


def test_a_dispatch_uid_need_not_be_hashable(signal: Any) -> None:
    with trace(signal) as recording:
        signal.connect(mail, dispatch_uid=["paid"])
        signal.connect(pack, dispatch_uid=["paid"])
        signal.send(sender=Book)

    assert heard(recording) == [["mail"]]
