"""Measures what Signal Viz promises to be quick; ``python3 course.py bench``."""
