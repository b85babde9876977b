"""Runs a small program bare and watched, and writes down all that it can see."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
import threading
import time
import warnings
import weakref
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from asgiref.sync import SyncToAsync
from django.dispatch import Signal

from signal_viz.trace import Trace
from tests.tracer.telling import Labels, steady, told

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

SCENARIOS: dict[str, Callable[[World], None]] = {}


def scenario(program: Callable[[World], None]) -> Callable[[World], None]:
    """Add a program to those that are compared."""
    assert program.__name__ not in SCENARIOS
    SCENARIOS[program.__name__] = program
    return program


class Sender:
    """Sends, where nothing about the sender matters."""


def sync_worker() -> Any:
    """Return a new sync receiver."""

    def sync(**kwargs: object) -> list[str]:
        return sorted(kwargs)

    return sync


def async_worker() -> Any:
    """Return a new async receiver."""

    async def awaited(**kwargs: object) -> list[str]:
        await asyncio.sleep(0)
        return sorted(kwargs)

    return awaited


def async_failure() -> Any:
    """Return a new async receiver that fails."""

    async def failing(**_: object) -> None:
        await asyncio.sleep(0)
        raise ValueError("failing")

    return failing


class World:
    """What a program may use, and where it says what it sees.

    Args:
        caching: ``use_caching`` of its signals.
        watchers: how many watch each of its signals; 0: it runs bare.
    """

    def __init__(self, watchers: int, *, caching: bool = False) -> None:
        self.caching = caching
        self.watchers = watchers
        self.labels = Labels()
        self.labels.give(Sender=Sender)
        self.seen: list[Any] = []
        self.beside: list[Any] = []
        self.traces: list[Trace] = []
        self._signals: list[weakref.ref[Signal]] = []
        # New for each program: Django 5.2 leaves weak references on a receiver.
        self.sync = sync_worker()
        self.awaited = async_worker()
        self.failing = async_failure()
        self._threads = {*threading.enumerate()}
        self._lives: dict[str, weakref.ref[Any]] = {}
        self._references: dict[int, int] = {}
        self.name(sync=self.sync, awaited=self.awaited, failing=self.failing)

    def signal(
        self, cls: Callable[..., Signal] = Signal, *, watched: bool = True
    ) -> Any:
        """Return a new signal, watched from its first moment or only later."""
        signal = cls(use_caching=self.caching)
        self._signals.append(weakref.ref(signal))
        for _ in range(self.watchers if watched else 0):
            self.start(signal)
        return signal

    def start(self, signal: Signal) -> None:
        """Start one more watcher, if this run is watched at all."""
        if self.watchers:
            self.traces.append(Trace(signal))

    def stop(self, number: int = 0) -> None:
        """Stop a watcher, if this run is watched at all."""
        if self.watchers:
            self.traces[number].stop()

    def name(self, **objects: object) -> None:
        """Name objects, to be told by these names."""
        self.labels.give(**objects)
        for thing in objects.values():
            count = weakref.getweakrefcount(thing)
            self._references.setdefault(id(thing), count)

    def see(self, *facts: object) -> None:
        """Write down what the program sees, in the main thread or beside it."""
        seen = self.seen if self.thread() == "main" else self.beside
        seen.append(self.labels.of(list(facts)))

    def call(self, what: str, function: Callable[[], object]) -> None:
        """Write down what a call returns or raises."""
        try:
            result = function()
        except BaseException as raised:  # noqa: BLE001  # whatever it is, it is compared
            self.see(what, "raised", raised)
        else:
            self.see(what, "returned", result)

    async def wait(self, what: str, awaitable: Awaitable[object]) -> None:
        """Write down what awaiting something returns or raises."""
        try:
            result = await awaitable
        except BaseException as raised:  # noqa: BLE001  # whatever it is, it is compared
            self.see(what, "raised", raised)
        else:
            self.see(what, "returned", result)

    def run(self, coroutine: Any) -> None:
        """Run a coroutine in an event loop of its own."""
        self.call("asyncio.run", lambda: asyncio.run(coroutine))

    def follow(self, **objects: object) -> None:
        """Name objects whose deaths are of interest."""
        self.name(**objects)
        self._lives |= {name: weakref.ref(thing) for name, thing in objects.items()}

    def living(self, when: str) -> None:
        """Write down which of the followed objects are alive."""
        self.settle()
        self.see(when, "alive", self.alive())

    def alive(self) -> list[str]:
        """Return which of the followed objects are alive."""
        return [name for name, life in self._lives.items() if life() is not None]

    def thread(self) -> str:
        """Return whether this is the main thread."""
        main = threading.current_thread() is threading.main_thread()
        return "main" if main else "other"

    def leave(self) -> None:
        """Stop every watcher and write down how the signals are left."""
        for trace in self.traces:
            trace.stop()
        self.settle()
        for reference in self._signals:
            signal = reference()
            if signal is None:
                self.see("signal", None)
                continue
            self.see(
                type(signal).__name__,
                type(signal).__module__,
                [cls.__qualname__ for cls in type(signal).__mro__],
                sorted(vars(signal)),
                weakref.getweakrefcount(signal),
                [self._entry(signal, raw) for raw in signal.receivers],
            )

    def settle(self) -> None:
        """Let the threads that ran receivers let go of what they held."""
        SyncToAsync.single_thread_executor.submit(int).result()
        if {*threading.enumerate()} - self._threads:
            time.sleep(0.002)  # a thread for one send, which cannot be waited for

    def _entry(self, signal: Signal, raw: tuple[Any, ...]) -> list[Any]:
        held = raw[1]
        weak = isinstance(held, weakref.ReferenceType)
        receiver = held() if weak else held
        # Before Django 6.1 each connect() leaves a weak reference for good.
        before = self._references.get(id(receiver))
        more = None if before is None else weakref.getweakrefcount(receiver) - before
        return [self.labels.of(receiver), weak, raw[-1], more, signal.use_caching]


def observe(
    program: Callable[[World], None], watchers: int, *, caching: bool
) -> list[Any]:
    """Run a program and return all that it saw, and what was seen round it."""
    world = World(watchers, caching=caching)
    with _quiet_collector(), _round(world):
        program(world)
        world.living("at the end")
        world.leave()
    return [*world.seen, "beside", *world.beside]


@contextmanager
def _quiet_collector() -> Iterator[None]:
    """Let objects die by their reference count alone."""
    gc.freeze()  # what is there already need not be looked at
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


@contextmanager
def _round(world: World) -> Iterator[None]:
    """Write down what is logged, warned of, and cannot be raised."""
    logged: list[Any] = []
    lost: list[Any] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            logged.append(_told_record(record))

    handler, hook = Handler(), sys.unraisablehook
    loggers = [logging.getLogger(name) for name in ("django.dispatch", "asyncio")]
    propagated = [logger.propagate for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.propagate = False
    sys.unraisablehook = lambda args: lost.append(told(args.exc_value))
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            yield
            gc.collect()
        # Before Django 6.1 the sync receivers of an asend run beside the async ones:
        # only what one thread logs is in order, and all threads of pools are as one.
        logged.sort(key=lambda record: (record[_THREAD], _in_a_pool(record)))
        world.seen += [logged, lost]
        world.seen.append(
            [(item.category.__name__, steady(str(item.message))) for item in warned]
        )
    finally:
        sys.unraisablehook = hook
        for logger, before in zip(loggers, propagated, strict=True):
            logger.propagate = before
            logger.removeHandler(handler)


_THREAD = 0


def _in_a_pool(record: list[Any]) -> str:
    return repr(record) if steady("0x0") in record[_THREAD] else ""


def _told_record(record: logging.LogRecord) -> list[Any]:
    raised = record.exc_info[1] if record.exc_info else None
    return [
        steady(str(record.threadName)),
        record.name,
        record.levelname,
        steady(record.getMessage()),
        record.msg,
        [steady(str(item)) for item in record.args or ()],
        told(raised),
        record.filename,
        record.funcName,
        record.lineno,
        record.stack_info,
    ]
