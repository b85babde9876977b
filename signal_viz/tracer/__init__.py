"""Watches chosen signals; watching changes nothing about them.

While a signal is watched its class is a subclass of its own class, with the
same layout, whose methods call the real ones and write down what they see.
After the last watcher leaves, the signal has its own class back. Nothing is
stored on the signal itself, and nothing here keeps a signal, a sender, an
instance or a receiver alive.

What remains to be seen from inside a receiver: two more frames on the call
stack (so recursion reaches its limit earlier), and ``type(signal)``. What goes past
the signal's class is not recorded: a bound ``signal.send`` that somebody took before
the watching began, or the ``send`` of a subclass that never comes to Django's own.
"""

from signal_viz.tracer.feed import FULL, Feed, Item, listed
from signal_viz.tracer.hook import Hook
from signal_viz.tracer.watching import Watcher, is_watched, refresh_all, stop_all

__all__ = [
    "FULL",
    "Feed",
    "Hook",
    "Item",
    "Watcher",
    "is_watched",
    "listed",
    "refresh_all",
    "stop_all",
]
