"""``python -m signal_viz --settings mysite.settings``: the signals of a project.

For a project that does not have ``signal_viz`` among its apps. Everything after the
settings is as in ``manage.py signals``.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import handle_default_options

from signal_viz.management.commands.signals import Command

_NAME = "python -m signal_viz"


def main(arguments: list[str]) -> int:
    """Set Django up with the settings that are named, and run the command.

    Args:
        arguments: those of the command line.

    Returns:
        The exit status: 0, or 1 if there are no settings that can be used. The
        command itself exits as Django's commands do.
    """
    # As `manage.py` does: the folder in which one stands is that of the project.
    sys.path.insert(0, str(Path.cwd()))
    early = ArgumentParser(prog=_NAME, add_help=False, allow_abbrev=False)
    early.add_argument("--settings")
    early.add_argument("--pythonpath")
    chosen, _ = early.parse_known_args(arguments)
    handle_default_options(chosen)
    asks = {"-h", "--help", "--version"} & set(arguments)
    if not asks:
        if "DJANGO_SETTINGS_MODULE" not in os.environ:
            return _refuse(
                f"Name the settings of the project: {_NAME} --settings mysite.settings"
            )
        try:
            django.setup()
        except (ImportError, ImproperlyConfigured) as error:
            if "--traceback" in arguments:
                raise
            return _refuse(f"The project cannot be set up: {error}")
    Command().run_from_argv([_NAME, "signals", *arguments])
    return 0


def _refuse(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
