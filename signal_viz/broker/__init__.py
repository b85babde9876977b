"""A task queue for notebooks: Celery with its worker in a thread of the kernel.

Not imported by ``signal_viz`` itself: only a notebook that has a queue pays for it.
"""

from signal_viz.broker.notes import Note, notes
from signal_viz.broker.server import VARIABLE, settings
from signal_viz.broker.worker import Worker, start_worker

__all__ = ["VARIABLE", "Note", "Worker", "notes", "settings", "start_worker"]
