"""Each fault of a connection is found, and what only looks like one is not."""

from __future__ import annotations

import functools
import gc
import types
from typing import TYPE_CHECKING, Any

import pytest
from asgiref.sync import markcoroutinefunction
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db.models.signals import post_save
from django.dispatch import Signal
from django.test.utils import override_settings

from signal_viz import compat
from signal_viz.project.collecting import Collected, Heard, collect
from signal_viz.project.faults import arguments, async_call, dying, senders, twice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from signal_viz.project.faults.fault import Fault

Find = Any


@pytest.fixture
def signal() -> Signal:
    return Signal()


@pytest.fixture(autouse=True)
def production() -> Iterator[None]:
    if not settings.configured:
        settings.configure()
    with override_settings(DEBUG=False):
        yield


@pytest.fixture
def debug(production: None) -> Iterator[None]:
    """Turn DEBUG on, so that Django looks at the signatures of receivers."""
    del production
    with override_settings(DEBUG=True):
        yield
    compat.forget_signatures()


class Shop:
    def method(self, **kwargs: object) -> None: ...


class Carrier:
    async def __call__(self, **kwargs: object) -> None: ...


class Counter:
    def __call__(self, **kwargs: object) -> None: ...


def reserve_stock(**kwargs: object) -> None: ...


def strict(sender: object, instance: object) -> None: ...


async def push(**kwargs: object) -> None: ...


def found(find: Find, signal: Signal) -> list[Fault]:
    whole = collect()
    (heard,) = [item for item in whole.signals if item.signal is signal]
    named = Heard(heard.signal, ["shop.order_paid"], heard.entries)
    return list(find(Collected([named], whole.senders, whole.hopeless, [])))


def says(find: Find, signal: Signal) -> list[str]:
    return [fault.says for fault in found(find, signal)]


def made(note: object = None) -> Callable[..., object]:
    def nested(**kwargs: object) -> object:
        return note, kwargs

    return nested


def plain() -> Callable[..., None]:
    def nested(**kwargs: object) -> None: ...

    return nested


# Called more than once


def test_for_all_senders_and_for_one_is_twice_for_that_one(signal: Signal) -> None:
    signal.connect(reserve_stock)
    signal.connect(reserve_stock, sender=Shop)
    (fault,) = found(twice.find, signal)
    assert fault.id == "signal_viz.W001"
    assert fault.says == (
        "shop.order_paid calls tests.project.test_faults.reserve_stock 2 times in one "
        "send."
    ).replace("tests.project.test_faults", __name__)


def test_two_uids_are_two_calls(signal: Signal) -> None:
    signal.connect(reserve_stock, dispatch_uid="one")
    signal.connect(reserve_stock, dispatch_uid="two")
    assert "2 times" in says(twice.find, signal)[0]


def test_a_function_made_anew_is_called_again(signal: Signal) -> None:
    for _ in range(3):
        signal.connect(plain(), weak=False)
    assert "3 times" in says(twice.find, signal)[0]


def test_what_is_made_for_different_things_is_no_fault(signal: Signal) -> None:
    for note in ("a", "b"):
        signal.connect(made(note), weak=False)
    shops = [Shop(), Shop()]
    for shop in shops:
        signal.connect(shop.method)
    for price in (1, 2):
        signal.connect(functools.partial(reserve_stock, price=price), weak=False)
    assert found(twice.find, signal) == []


def test_one_receiver_for_several_senders_is_no_fault(signal: Signal) -> None:
    for sender in (Shop, Carrier, Counter):
        signal.connect(reserve_stock, sender=sender)
    assert found(twice.find, signal) == []


def test_a_module_that_was_imported_by_two_names_is_told_as_that(
    signal: Signal,
) -> None:
    text = "def send_mail(**kwargs): ..."
    modules = [types.ModuleType(name) for name in ("mail", "shop.mail")]
    for module in modules:
        exec(compile(text, "/site/shop/mail.py", "exec"), vars(module))  # noqa: S102 (ours)
        signal.connect(module.send_mail)
    (fault,) = found(twice.find, signal)
    assert fault.id == "signal_viz.W005"
    assert "mail.send_mail, shop.mail.send_mail" in fault.says


# Held by nobody


def test_a_receiver_that_is_gone_is_told(signal: Signal) -> None:
    kept = plain()
    signal.connect(reserve_stock)
    signal.connect(kept)
    del kept
    gc.collect()
    (fault,) = found(dying.find, signal)
    assert fault.id == "signal_viz.W002"
    assert fault.says == (
        "A receiver of shop.order_paid was garbage collected: it is never called."
    )


def test_a_method_whose_object_is_gone_is_told_by_its_name(signal: Signal) -> None:
    signal.connect(Shop().method)
    (fault,) = found(dying.find, signal)
    assert fault.says == (
        f"{__name__}.Shop.method is a receiver of shop.order_paid, and the object that "
        "it belongs to was garbage collected: it is never called."
    )


def test_objects_that_come_and_go_are_no_fault(signal: Signal) -> None:
    kept = Shop()
    for shop in (Shop(), kept, Shop()):
        signal.connect(shop.method)
        del shop
    assert sum(entry.silent() for entry in compat.entries(signal)) == 2
    assert found(dying.find, signal) == []
    signal.connect(reserve_stock)
    signal.connect(plain())
    assert len(found(dying.find, signal)) == 1


def test_what_django_itself_lets_go_of_is_no_fault(signal: Signal) -> None:
    signal.connect(FileSystemStorage().get_available_name)
    assert [entry.silent() for entry in compat.entries(signal)] == [True]
    assert found(dying.find, signal) == []


@pytest.mark.usefixtures("debug")
def test_one_that_only_debug_keeps_alive_is_told(signal: Signal) -> None:
    signal.connect(made("x"))
    signal.connect(plain())
    (first, second) = says(dying.find, signal)
    assert first.startswith("Nobody holds ")
    assert "with DEBUG=False" in second


@pytest.mark.usefixtures("debug")
@pytest.mark.parametrize(
    ("make", "name"),
    [
        (Counter, f"{__name__}.Counter instance"),
        (
            lambda: functools.partial(reserve_stock),
            f"partial({__name__}.reserve_stock)",
        ),
        (lambda: lambda **_: None, f"{__name__}.<lambda>"),
    ],
)
def test_whatever_only_debug_keeps_alive_is_told(
    signal: Signal, make: Callable[[], Any], name: str
) -> None:
    signal.connect(make())
    assert found(dying.find, signal)[0].says.startswith(f"Nobody holds {name}, ")


@pytest.mark.usefixtures("debug")
def test_what_somebody_holds_is_no_fault(signal: Signal) -> None:
    shop, named = Shop(), {"x": made("x")}
    listed: list[Any] = [plain(), Counter()]
    shop.partial = functools.partial(reserve_stock)  # type: ignore[attr-defined]
    signal.connect(shop.partial)  # type: ignore[attr-defined]
    signal.connect(listed[1])
    signal.connect(reserve_stock)
    signal.connect(shop.method)
    signal.connect(named["x"])
    signal.connect(listed[0])
    signal.connect(plain(), weak=False)
    assert found(dying.find, signal) == []


def test_a_receiver_whose_sender_is_gone_is_no_fault(signal: Signal) -> None:
    sender = Shop()
    nested = plain()
    signal.connect(nested, sender=sender)
    del sender, nested
    gc.collect()
    if any(entry.sender_reference is not None for entry in compat.entries(signal)):
        assert found(dying.find, signal) == []


# What it takes


def test_a_receiver_without_kwargs_is_told(signal: Signal) -> None:
    class Bound:
        def receive(self, sender: object) -> None: ...

    bound = Bound()
    for receiver in (strict, bound.receive, functools.partial(strict, instance=1)):
        signal.connect(receiver, weak=False)
    faults = found(arguments.find, signal)
    assert [fault.id for fault in faults] == ["signal_viz.W003"] * 3
    assert f"{__name__}.strict, a receiver of shop.order_paid" in faults[0].says


def test_whatever_takes_any_name_is_no_fault(signal: Signal) -> None:
    shop, counter = Shop(), Counter()
    for receiver in (reserve_stock, shop.method, counter, push, dict):
        signal.connect(receiver, weak=False)
    assert found(arguments.find, signal) == []


# Async


def test_an_object_with_an_async_call_is_told(signal: Signal) -> None:
    signal.connect(carrier := Carrier())
    (fault,) = found(async_call.find, signal)
    assert fault.id == "signal_viz.W004"
    assert "Carrier instance" in fault.says
    del carrier


def test_what_django_awaits_is_no_fault(signal: Signal) -> None:
    marked, counter = Carrier(), Counter()
    markcoroutinefunction(marked)
    for receiver in (marked, counter, push, Carrier().__call__):
        signal.connect(receiver, weak=False)
    assert found(async_call.find, signal) == []


# Senders

NAME = "a sender that a module keeps"
PAIR = ("another", "one")
HELD = {"by": ["some" + str(object)]}


def test_a_text_as_the_sender_of_a_plain_signal_is_told(signal: Signal) -> None:
    signal.connect(reserve_stock, sender=f"shop.{Shop.__name__}")
    (fault,) = found(senders.find, signal)
    assert fault.id == "signal_viz.W006"
    assert "it is never called" in fault.says


def connects_to_its_own_text(signal: Signal) -> None:
    signal.connect(reserve_stock, sender="a text of this function")


def test_a_text_that_only_the_connecting_function_holds_is_told(
    signal: Signal,
) -> None:
    connects_to_its_own_text(signal)
    (fault,) = found(senders.find, signal)
    assert "hears only 'a text of this function', which nobody sends" in fault.says


def pays(signal: Signal) -> str:
    signal.send(sender="a text that is sent")
    return "a text that is sent"


def test_a_sender_that_somebody_can_send_is_no_fault(signal: Signal) -> None:
    texts = NAME, PAIR, __name__, HELD["by"][0], pays(signal)
    for sender in (Shop, Shop.method, types, 42, *texts):
        signal.connect(reserve_stock, sender=sender)
    assert found(senders.find, signal) == []


def test_a_clean_signal_has_no_fault_of_any_kind(signal: Signal) -> None:
    signal.connect(reserve_stock)
    signal.connect(push)
    for find in (
        *(twice.find, dying.find, arguments.find),
        *(async_call.find, senders.find),
    ):
        assert found(find, signal) == []


def test_looking_changes_nothing(signal: Signal) -> None:
    signal.connect(reserve_stock)
    signal.connect(strict, sender=Shop)
    before, others = list(signal.receivers), list(post_save.receivers)
    for find in (twice.find, dying.find, arguments.find):
        found(find, signal)
    assert all(one is two for one, two in zip(before, signal.receivers, strict=True))
    assert post_save.receivers == others
