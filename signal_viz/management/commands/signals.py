"""``manage.py signals``: every signal of the project, and who is connected to it."""

from __future__ import annotations

import importlib
import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from signal_viz.errors import SignalVizError
from signal_viz.project.inventory import inventory
from signal_viz.project.selection import select
from signal_viz.project.table import table
from signal_viz.project.urls import import_urls
from signal_viz.project.writing import FORMATS


class Command(BaseCommand):
    """Lists what is connected; calls no receiver and does not touch the database."""

    help = (
        "List every signal that exists in this project with its receivers, in the order "
        "in which Django calls them. No receiver is called, and no database is used."
    )
    # A map is most wanted where something is wrong.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the filters and the form of the output."""
        parser.add_argument(
            "signals",
            nargs="*",
            metavar="signal",
            help="only these signals: post_save, or the whole dotted name",
        )
        many: dict[str, Any] = {"action": "append", "default": []}
        parser.add_argument(
            "--sender",
            **many,
            help="only receivers that this sender reaches: shop.Order; may be repeated",
        )
        parser.add_argument(
            "--app",
            **many,
            help="only receivers written in the app with this label; may be repeated",
        )
        parser.add_argument(
            "--module",
            **many,
            help="only receivers written in this module or below it; may be repeated",
        )
        parser.add_argument(
            "--format",
            choices=["table", *FORMATS],
            default="table",
            help="form of the output (default: table)",
        )
        parser.add_argument(
            "-o", "--output", help="write to this file instead of the terminal"
        )
        parser.add_argument(
            "--import",
            **many,
            dest="imports",
            metavar="MODULE",
            help="import this module first: one that nothing imports before it is "
            "used; may be repeated",
        )
        parser.add_argument(
            "--no-urls",
            action="store_false",
            dest="urls",
            help="do not import the URLconf, which the server does before it serves",
        )

    def handle(self, **options: Any) -> None:
        """Look, choose, and write.

        Raises:
            CommandError: there is no such signal, sender, app or module, a module
                cannot be imported, or the file cannot be written.
        """
        if options["urls"]:
            self._import_urls()
        for name in options["imports"]:
            _import(name)
        try:
            found = select(
                inventory(),
                signals=options["signals"],
                senders=options["sender"],
                apps=options["app"],
                modules=options["module"],
            )
        except SignalVizError as error:
            raise CommandError(str(error)) from None
        if options["format"] == "table":
            width = None if options["output"] else self._width()
            text = "\n".join(table(found, self.style, width)).rstrip()
            text = text or "No receiver fits."
        else:
            text = FORMATS[options["format"]](found).rstrip()
        self._write(text, options["output"])

    def _import_urls(self) -> None:
        error = import_urls()
        if error is not None:
            self.stderr.write(
                self.style.WARNING(
                    f"{settings.ROOT_URLCONF} could not be imported "
                    f"({type(error).__name__}: {error}): receivers that are connected "
                    "there are not in the list."
                )
            )

    def _width(self) -> int | None:
        """Return how wide a line may be; a file or a pipe takes any length."""
        return shutil.get_terminal_size().columns if self.stdout.isatty() else None

    def _write(self, text: str, output: str | None) -> None:
        if output is None:
            # A name in Chinese must not end the list on a console of Latin letters.
            encoding = getattr(self.stdout, "encoding", None) or "utf-8"
            self.stdout.write(
                text.encode(encoding, "backslashreplace").decode(encoding)
            )
            return
        try:
            Path(output).write_text(text + "\n", "utf-8", errors="backslashreplace")
        except OSError as error:
            message = f"Cannot write {output}: {error.strerror}. Choose another place."
            raise CommandError(message) from None


def _import(name: str) -> None:
    try:
        importlib.import_module(name)
    except Exception as error:
        message = f"Cannot import {name} ({type(error).__name__}: {error})."
        raise CommandError(message) from error
