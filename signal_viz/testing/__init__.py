"""What tests of a project say about its signals.

In a ``TestCase``, of Django or of Python::

    from signal_viz.testing import SignalAssertions

    class CheckoutTests(SignalAssertions, TestCase):
        def test_payment_reserves_stock(self):
            with self.assertDispatches(order_paid, receivers=[reserve_stock, ...]):
                checkout.pay()

In a function, for pytest::

    def test_payment_reserves_stock():
        with assert_dispatches(order_paid, receivers=[reserve_stock, ...]):
            checkout.pay()

Watching changes nothing, and ends with the block. What fails says what was expected,
draws in words what was dispatched, and marks with ``≠`` what differs.
"""

from signal_viz.testing.blocks import (
    ANY_SENDER,
    SignalAssertions,
    assert_dispatches,
    assert_no_dispatch,
)

__all__ = [
    "ANY_SENDER",
    "SignalAssertions",
    "assert_dispatches",
    "assert_no_dispatch",
]
