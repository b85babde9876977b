"""Exercises: a check looks at what happened and answers with ✓ or with a hint."""

from signal_viz.exercise.check import check
from signal_viz.exercise.errors import NotStarted, NotYet

__all__ = ["NotStarted", "NotYet", "check"]
