"""Django's SQLite, in memory, shared by every thread and task of the process.

This package is a database engine: ``DATABASES["default"]["ENGINE"]`` names it, and
Django imports its module ``base``.
"""
