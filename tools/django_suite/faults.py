"""Faults of a tracer, put in on purpose to see that Django's tests notice them.

Each function changes the tracer of this process, as a careless change of its source
would: ``replace`` is ``setattr``, or something that can undo it. Only tests ask for
them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from signal_viz import compat
from signal_viz.tracer import hook, methods

if TYPE_CHECKING:
    from django.dispatch import Signal

Replace = Callable[[object, str, Any], None]


def leave_stand_ins(replace: Replace) -> None:
    """The results of a send hold the tracer's stand-ins, not the receivers."""
    succeed = hook.Hook.succeed

    def careless(self: hook.Hook, dispatch: Any, answers: Any) -> None:
        before = list(answers)
        succeed(self, dispatch, answers)
        answers[:] = before

    replace(hook.Hook, "succeed", careless)


def keep_receivers(replace: Replace) -> None:
    """Every receiver that was ever connected is kept alive."""
    kept: list[object] = []
    changed = hook.Hook.changed

    def careless(self: hook.Hook, signal: Signal, sender: object = None) -> None:
        kept.extend(entry.receiver() for entry in compat.entries(signal))
        changed(self, signal, sender)

    replace(hook.Hook, "changed", careless)


def forget_what_disconnect_returns(replace: Replace) -> None:
    """``disconnect`` returns ``None``."""
    make = methods._disconnect  # noqa: SLF001

    def careless(of: hook.Hook) -> Callable[..., None]:
        disconnect = make(of)

        def silent(*args: Any, **kwargs: Any) -> None:
            disconnect(*args, **kwargs)

        return silent

    replace(methods, "_disconnect", careless)


def reorder_asend(replace: Replace) -> None:
    """``asend`` returns its responses in another order."""
    make = methods._asend  # noqa: SLF001

    def careless(of: hook.Hook, name: str) -> Callable[..., Any]:
        send = make(of, name)

        async def backwards(self: Signal, sender: Any, **named: Any) -> Any:
            return (await send(self, sender, **named))[::-1]

        return backwards

    replace(methods, "_asend", careless)


def leave_frames(replace: Replace) -> None:
    """The tracebacks of receivers show the tracer's own frames."""

    def careless(_raised: BaseException, _traceback: object) -> None:
        pass

    replace(methods, "set_traceback", careless)


FAULTS: dict[str, Callable[[Replace], None]] = {
    "stand-ins": leave_stand_ins,
    "kept": keep_receivers,
    "disconnect": forget_what_disconnect_returns,
    "asend": reorder_asend,
    "frames": leave_frames,
}
UNNOTICED = frozenset({"frames"})
"""The faults that Django's tests do not notice: our own must."""
