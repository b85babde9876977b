"""Signal Viz for pytest: the fixture ``trace_signals``.

pytest finds this module by itself where Signal Viz is installed. It stands outside the
package so that a test run that does not use the fixture imports neither Signal Viz nor
Django.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager

    from signal_viz.trace import Trace


class TraceSignals(Protocol):
    """What the fixture gives."""

    def __call__(
        self, *signals: object, senders: Iterable[object] | None = None
    ) -> AbstractContextManager[Trace]:
        """Record what ``signals`` do while the block runs.

        Args:
            signals: one or more Django signals.
            senders: if given, only what these senders send is recorded.

        Raises:
            signal_viz.SignalVizError: one of ``signals`` is no Django signal, or
                ``senders`` is no list.
        """


@pytest.fixture
def trace_signals(request: pytest.FixtureRequest) -> TraceSignals:
    """Record Django signals in a block; where the test fails, its report draws them.

    ::

        def test_payment(trace_signals):
            with trace_signals(order_paid, post_save) as trace:
                checkout.pay()
            assert [call.receiver for call in trace.dispatches[0].calls] == ["audit"]
    """
    from signal_viz.testing.outline import outline  # noqa: PLC0415 (when it is used)
    from signal_viz.trace import trace  # noqa: PLC0415

    @contextmanager
    def traced(
        *signals: object, senders: Iterable[object] | None = None
    ) -> Iterator[Trace]:
        with trace(*signals, senders=senders) as recording:
            try:
                yield recording
            finally:
                recording.stop()
                request.node.add_report_section("call", "signals", outline(recording))

    return traced
