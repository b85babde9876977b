from __future__ import annotations

import functools
import types
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from signal_viz.naming import (
    NAME_LENGTH,
    TEXT_LENGTH,
    describe,
    error,
    receiver_name,
    sender,
    where,
)
from tests.hostile import TRIPPED, HostileText, TrippedError, hostile, hostile_class

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def nothing_of_theirs_runs() -> Iterator[None]:
    TRIPPED.clear()
    yield
    assert TRIPPED == []


USES: list[Any] = [
    repr,
    str,
    hash,
    bool,
    len,
    iter,
    lambda it: it.name,
    lambda it: it == 1,
    lambda it: isinstance(it, list),
    lambda it: hash(type(it)),
    lambda it: [list].count(type(it)),
    lambda it: type(it).__name__,
]


@pytest.mark.parametrize("use", USES)
def test_the_traps_work(use: Any) -> None:
    with pytest.raises(TrippedError):
        use(hostile())

    assert len(TRIPPED) == 1
    TRIPPED.clear()


@pytest.mark.parametrize("ask", [receiver_name, describe])
def test_an_object_is_known_by_the_name_of_its_class(ask: Any) -> None:
    assert ask(hostile()) == "Hostile instance"
    assert ask(hostile_class()) == "Hostile"


def test_a_sender_is_known_by_the_name_of_its_class() -> None:
    assert sender(hostile()).label == "Hostile instance"
    assert sender(hostile_class()).label == "Hostile"


@pytest.mark.parametrize(
    "base", [str, int, list, dict, set, float, bytes, Exception, ModuleType]
)
def test_a_subclass_of_what_python_prints_is_not_printed(base: type) -> None:
    thing = hostile(base)

    assert describe(thing).startswith("Hostile")
    assert describe([thing]).startswith("[Hostile")
    assert describe({"key": thing}).startswith("{'key': Hostile")


def test_the_module_of_a_class_is_not_asked_for() -> None:
    of_instance, of_class = where(hostile()), where(hostile_class())

    assert of_instance.startswith("tests.hostile:")  # where its __call__ was written
    assert of_class == "tests.hostile"


def test_methods_of_hostile_objects_are_named() -> None:
    def method(self: Any, **kwargs: object) -> None: ...

    bound = types.MethodType(method, hostile())
    native = hostile(list)

    assert receiver_name(bound) == "Hostile.method"
    assert receiver_name(types.MethodType(hostile(), hostile())) == (
        "Hostile.Hostile instance"
    )
    assert receiver_name(list.append.__get__(native)) == "Hostile.append"
    assert receiver_name(functools.partial(bound)) == "partial(Hostile.method)"


def test_a_class_that_lies_about_its_class_is_not_believed() -> None:
    class Liar:
        @property  # type: ignore[misc]  # that is the lie
        def __class__(self) -> Any:
            return str

    assert describe(Liar()) == "Liar instance"
    assert receiver_name(Liar()) == "Liar instance"


def test_names_with_methods_of_their_own_are_only_text() -> None:
    def receiver(**kwargs: object) -> None: ...

    receiver.__qualname__ = HostileText("make.<locals>.receiver")
    receiver.__code__ = receiver.__code__.replace(
        co_filename=HostileText("/x.py"), co_name=HostileText("receiver")
    )
    cls = type(HostileText("Shop"), (), {"__module__": HostileText("shop")})

    assert receiver_name(receiver) == "receiver"
    assert where(receiver).startswith(__name__)
    assert receiver_name(cls()) == "Shop instance"
    assert where(cls) == ""


@pytest.mark.parametrize(
    "make",
    [
        lambda: ValueError(hostile()),
        lambda: ValueError(hostile(), hostile()),
        lambda: KeyError(hostile()),
        lambda: OSError(2, hostile()),
        lambda: hostile(Exception),
        lambda: ExceptionGroup("several", [hostile(Exception)]),
    ],
)
def test_an_exception_is_told_without_its_str(make: Any) -> None:
    told = error(make())

    assert len(told.message) <= TEXT_LENGTH
    assert "Hostile" in told.type + told.message


def test_an_exception_may_be_made_of_hostile_text() -> None:
    assert error(ValueError(HostileText("boom"))).message == "HostileText instance"


def test_an_exception_that_hides_its_traceback_is_told_with_it() -> None:
    class HidingError(Exception):
        def __getattribute__(self, name: str) -> Any:
            TRIPPED.append(name)

    raised = HidingError("boom")
    try:
        raise raised
    except HidingError:
        told = error(raised)

    assert told.message == "boom"
    assert len(told.frames) == 1


def test_globals_with_methods_of_their_own_are_only_a_dict() -> None:
    class Space(dict[str, Any]):
        def get(self, *_: object) -> Any:
            TRIPPED.append("get")

    space = Space(__name__=HostileText("shop"))
    exec(compile("def boom(): raise ValueError", "<x>", "exec"), space)  # noqa: S102
    try:
        space["boom"]()
    except ValueError as raised:
        told = error(raised)

    assert told.frames[-1] == "boom (script:1)"


def test_a_name_of_ten_megabytes_is_cut() -> None:
    cls = type("x" * 10_000_000, (), {})

    assert len(receiver_name(cls())) <= NAME_LENGTH + len(" instance")
    assert len(describe(cls())) <= TEXT_LENGTH


def test_markup_in_a_name_stays_what_it_is_for_whoever_draws_it() -> None:
    cls = type("<script>alert(1)</script>", (), {})

    assert receiver_name(cls()) == "<script>alert(1)</script> instance"
