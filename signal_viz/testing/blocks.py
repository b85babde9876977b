"""The blocks of a test in which something is expected of signals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from signal_viz import naming
from signal_viz.errors import SignalVizError
from signal_viz.events import Dropped
from signal_viz.testing.expected import Expected, connections
from signal_viz.testing.order import wanted
from signal_viz.testing.outline import outline
from signal_viz.trace import Trace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager
    from types import TracebackType

    from signal_viz.dispatches import Dispatch

__unittest = True  # Python's unittest leaves frames of such a module out of a failure.


class _AnySender:
    def __repr__(self) -> str:
        return "ANY_SENDER"


ANY_SENDER: Final = _AnySender()
"""Stands for every sender: ``None`` is a sender itself."""


def assert_dispatches(
    signal: object,
    sender: object = ANY_SENDER,
    *,
    receivers: Iterable[object] | None = None,
    times: int | None = None,
    raised: type[BaseException] | None = None,
) -> AbstractContextManager[Trace, bool]:
    """Assert that the block dispatches ``signal`` as described.

    Args:
        signal: a Django signal.
        sender: only dispatches by this sender count.
        receivers: the receivers that run, all of them, in the order in which they
            start: functions or names. ``...`` stands for any number of any others;
            ``[]`` for none.
        times: how many dispatches are as described; at least one by default.
        raised: an exception that a receiver raises, also where ``send_robust`` catches
            it. Where it leaves the block, it ends there, as with ``assertRaises``.

    Returns:
        A context manager; ``with … as trace`` gives the recording.

    Raises:
        AssertionError: at the end of the block: it was not so. An exception other than
            ``raised`` that leaves the block goes on, and nothing is judged.
        SignalVizError: an argument is no signal, no list of receivers or no exception;
            or there was more than a recording keeps.
    """
    named = None if receivers is None else wanted(receivers)
    if raised is not None and not (
        issubclass(type(raised), type) and issubclass(raised, BaseException)
    ):
        text = naming.describe(raised)
        raise SignalVizError(f"raised={text} is no exception: write raised=ValueError.")
    expected = Expected(receivers=named, raised=raised, times=times)
    return _Dispatches((signal,), sender, expected)


def assert_no_dispatch(
    *signals: object, sender: object = ANY_SENDER
) -> AbstractContextManager[Trace, bool]:
    """Assert that the block dispatches none of ``signals``.

    Args:
        signals: one or more Django signals.
        sender: only dispatches by this sender count.

    Returns:
        A context manager; ``with … as trace`` gives the recording.

    Raises:
        AssertionError: at the end of the block: one was dispatched. An exception that
            leaves the block goes on, and nothing is judged.
        SignalVizError: an argument is no signal.
    """
    return _Dispatches(signals, sender, Expected(times=0))


class SignalAssertions:
    """Adds assertions about signals to a ``TestCase``; it may test async code as well.

    The arguments are those of :func:`assert_dispatches` and :func:`assert_no_dispatch`.
    """

    def assertDispatches(  # noqa: N802 (unittest's way to write names)
        self,
        signal: object,
        sender: object = ANY_SENDER,
        *,
        receivers: Iterable[object] | None = None,
        times: int | None = None,
        raised: type[BaseException] | None = None,
    ) -> AbstractContextManager[Trace, bool]:
        """Assert that the block dispatches a signal, see :func:`assert_dispatches`."""
        return assert_dispatches(
            signal, sender, receivers=receivers, times=times, raised=raised
        )

    def assertNoDispatch(  # noqa: N802
        self, *signals: object, sender: object = ANY_SENDER
    ) -> AbstractContextManager[Trace, bool]:
        """Assert that the block does not, see :func:`assert_no_dispatch`."""
        return assert_no_dispatch(*signals, sender=sender)


class _Dispatches:
    """Records while a block runs, and judges at its end.

    Args:
        signals: what to record.
        sender: whose dispatches count.
        expected: what they should be like.
    """

    def __init__(
        self, signals: tuple[object, ...], sender: object, expected: Expected
    ) -> None:
        self._signals = signals
        self._sender = sender
        self._expected = expected

    def __enter__(self) -> Trace:
        chosen = None if self._sender is ANY_SENDER else [self._sender]
        self._trace = Trace(*self._signals, senders=chosen)
        # Where nothing comes from this sender, the failure tells what others sent.
        self._others = self._trace if chosen is None else Trace(*self._signals)
        return self._trace

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        __tracebackhide__ = True
        self._trace.stop()
        self._others.stop()
        raised = self._expected.raised
        if error is not None and (raised is None or not isinstance(error, raised)):
            return False
        problem = self._problem()
        if problem:
            raise AssertionError(problem) from error
        return error is not None

    def _problem(self) -> str:
        """Return what to say where the recording is not as expected."""
        times, trace = self._expected.times, self._trace
        known = connections(trace)
        differences = self._expected.differences
        sent = trace.dispatches
        count = sum(not any(differences(dispatch, known)) for dispatch in sent)
        if count and times is None:
            return ""
        if times is None or count <= times:
            # What a recording that is too long has lost might have been so.
            _require_all(trace)
        if count == times:
            return ""
        if sent or trace is self._others:
            seen = f"{_dispatches(len(sent))}, {count} of them so" if sent else "none"
            drawn = outline(trace, lambda item: differences(item, known))
        else:
            seen, drawn = self._by_others()
        return f"Expected: {self._wanted()}.\nSeen: {seen}.\n{drawn}"

    def _by_others(self) -> tuple[str, str]:
        """Return how many dispatches came from others, and which."""
        shown = self._others
        known = connections(shown)

        def remarks(dispatch: Dispatch) -> Iterator[str]:
            yield f"sender: {self._name()} expected; {dispatch.sender.label} sent"
            yield from self._expected.differences(dispatch, known)

        count = len(shown.dispatches)
        seen = f"none; {_dispatches(count)} by others" if count else "none"
        return seen, outline(shown, remarks)

    def _wanted(self) -> str:
        """Return what is expected, in words."""
        times = self._expected.times
        least = "at least 1" if times is None else f"exactly {times}" if times else "no"
        many = "dispatch" if times in (None, 0, 1) else "dispatches"
        names = " or ".join(map(naming.signal_name, self._signals))
        by = "" if self._sender is ANY_SENDER else f" by {self._name()}"
        return f"{least} {many} of {names}{by}{self._expected}"

    def _name(self) -> str:
        return naming.sender(self._sender).label


def _require_all(trace: Trace) -> None:
    """Refuse to judge by a part of what happened.

    Raises:
        SignalVizError: the recording has left dispatches out.
    """
    lost = sum(item.dispatches for item in trace.events if isinstance(item, Dropped))
    if lost:
        raise SignalVizError(
            f"The block dispatched so much that {lost:,} dispatches were left out of the "
            "recording: judge a shorter block."
        )


def _dispatches(count: int) -> str:
    return f"{count:,} {'dispatch' if count == 1 else 'dispatches'}"
