"""What stops the comparison."""


class SuiteError(Exception):
    """What went wrong and what to do, in one line for the person."""
