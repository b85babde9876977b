"""What a tool changed in Django's ``Signal``, to be put in and taken out."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.dispatch import Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Patches:
    """The methods that a tool replaced; out until they are asked for.

    Such tools patch for good. To time bare Django in the same process, Django's
    own methods have to be back in its turns.

    Args:
        install: makes the tool patch ``Signal``.

    Raises:
        RuntimeError: it patched nothing.
    """

    def __init__(self, install: Callable[[], object]) -> None:
        before = dict(vars(Signal))
        install()
        self._patched = {
            name: value
            for name, value in vars(Signal).items()
            if before.get(name) is not value
        }
        if not self._patched:
            raise RuntimeError("it did not patch Signal")
        self._own = {name: before[name] for name in self._patched}
        self._put(self._own)

    @contextmanager
    def active(self) -> Iterator[None]:
        """Have the tool's methods in place while the block runs."""
        self._put(self._patched)
        try:
            yield
        finally:
            self._put(self._own)

    @staticmethod
    def _put(methods: dict[str, object]) -> None:
        for name, method in methods.items():
            setattr(Signal, name, method)
