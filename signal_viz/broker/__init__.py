"""A task queue and a message broker for notebooks.

Not imported by ``signal_viz`` itself: only a notebook that has a queue pays for it.
"""

from signal_viz.broker.notes import Note, notes
from signal_viz.broker.pubsub import Broker, start_broker
from signal_viz.broker.server import VARIABLE, settings
from signal_viz.broker.worker import Worker, start_worker

__all__ = [
    "VARIABLE",
    "Broker",
    "Note",
    "Worker",
    "notes",
    "settings",
    "start_broker",
    "start_worker",
]
