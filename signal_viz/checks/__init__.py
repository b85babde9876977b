"""The checks, one module a lesson, each with a ``LESSON``."""
