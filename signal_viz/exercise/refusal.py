"""A receiver that could not be called, told by the exception that came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signal_viz.exercise.errors import NotYet

if TYPE_CHECKING:
    from signal_viz.describing import Error

WANTED = "It should accept whatever the signal sends, and ask for nothing else."


def refusal(error: Error) -> NotYet | None:
    """Return what to say about arguments that do not fit; ``None`` for other errors.

    Args:
        error: what came out of a receiver.
    """
    if error.type != "TypeError":
        return None
    # With a quote: a model without that field says "arguments: …".
    if "unexpected keyword argument '" in error.message:
        return NotYet(
            f"A receiver could not be called: {error.message[:80]}.",
            wanted=WANTED,
            hint="A signal sends more arguments than you name. What takes the rest?",
            more="**kwargs, at the end of the brackets.",
        )
    if "required positional argument" in error.message:
        return NotYet(
            f"A function could not be called: {error.message[:80]}.",
            wanted=WANTED,
            hint="It asks for an argument that nobody gives. Which ones are given?",
            more="Print them: def look(**kwargs): print(kwargs)",
        )
    return None
