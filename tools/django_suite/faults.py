"""Faults of a tracer, put in on purpose to see that Django's tests notice them.

Each function changes the tracer of this process, as a careless change of its source
would. Only the tests of this runner ask for them.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from signal_viz import compat
from signal_viz.tracer import hook, methods

if TYPE_CHECKING:
    from django.dispatch import Signal


def leave_stand_ins() -> None:
    """The results of a send hold the tracer's stand-ins, not the receivers."""
    succeed = hook.Hook.succeed

    def careless(self: hook.Hook, dispatch: Any, answers: Any) -> None:
        before = list(answers)
        succeed(self, dispatch, answers)
        answers[:] = before

    _replace(hook.Hook, "succeed", careless)


def keep_receivers() -> None:
    """Every receiver that was ever connected is kept alive."""
    kept: list[object] = []
    changed = hook.Hook.changed

    def careless(self: hook.Hook, signal: Signal, sender: object = None) -> None:
        kept.extend(entry.receiver() for entry in compat.entries(signal))
        changed(self, signal, sender)

    _replace(hook.Hook, "changed", careless)


def forget_what_disconnect_returns() -> None:
    """``disconnect`` returns ``None``."""

    def careless(make: Callable[..., Any], of: hook.Hook) -> Callable[..., None]:
        disconnect = make(of)

        def silent(*args: Any, **kwargs: Any) -> None:
            disconnect(*args, **kwargs)

        return silent

    make = methods._disconnect  # noqa: SLF001
    _replace(methods, "_disconnect", functools.partial(careless, make))


def reorder_asend() -> None:
    """``asend`` returns its responses in another order."""
    make = methods._asend  # noqa: SLF001

    def careless(of: hook.Hook, name: str) -> Callable[..., Any]:
        send = make(of, name)

        async def backwards(self: Signal, sender: Any, **named: Any) -> Any:
            return (await send(self, sender, **named))[::-1]

        return backwards

    _replace(methods, "_asend", careless)


def _replace(owner: object, name: str, careless: Callable[..., Any]) -> None:
    if not hasattr(owner, name):  # renamed: the fault would do nothing
        raise AttributeError(name)
    setattr(owner, name, careless)


FAULTS: dict[str, Callable[[], None]] = {
    "stand-ins": leave_stand_ins,
    "kept": keep_receivers,
    "disconnect": forget_what_disconnect_returns,
    "asend": reorder_asend,
}
