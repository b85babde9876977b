"""Django in memory, for models and receivers that are defined in the cells of a notebook.

>>> import signal_viz as sv
>>> sv.configure(debug=False)       # doctest: +SKIP
Clean in-memory Django, DEBUG=False.
"""

from signal_viz.sandbox.queries import count_queries
from signal_viz.sandbox.settings import debugging, is_debugging
from signal_viz.sandbox.setup import configure, reset
from signal_viz.sandbox.tables import create_tables, missing_table, require_tables
from signal_viz.sandbox.worker import in_thread

__all__ = [
    "configure",
    "count_queries",
    "create_tables",
    "debugging",
    "in_thread",
    "is_debugging",
    "missing_table",
    "require_tables",
    "reset",
]
