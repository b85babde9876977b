"""``docs/project.md`` can be followed word by word, and names all that there is."""

from __future__ import annotations

import re
import shlex
from argparse import ArgumentParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from signal_viz import testing
from signal_viz.management.commands.signals import Command
from signal_viz.project.faults import (
    arguments,
    async_call,
    debug,
    dying,
    senders,
    twice,
)
from tests.project.bookshop import ROOT, Bookshop, Ran
from tests.sandbox import kernel

if TYPE_CHECKING:
    from pathlib import Path

TEXT = (ROOT / "docs" / "project.md").read_text("utf-8")
PICTURE = ROOT / "docs" / "project.svg"
_BLOCK = re.compile(r"^```(python|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"# (\S+\.py)(, at its end)?\n")


class Reader:
    """Somebody who does what the page says, from top to bottom.

    Args:
        folder: an empty folder.
    """

    def __init__(self, folder: Path) -> None:
        self.site = Bookshop(folder, {})
        self.shown: list[str] = []
        self.seen: list[str] = []
        self.run("-m", "django", "startproject", "mysite", ".")
        self.run("manage.py", "startapp", "shop")

    def run(self, *command: str) -> Ran:
        ran = self.site.python(*command, settings="mysite.settings")
        assert ran.status == 0, ran.err
        return ran

    def follow(self) -> None:
        for language, text in _BLOCK.findall(TEXT):
            if language == "console":
                self._command(text)
            elif place := _FILE.match(text):
                self._write(place, text)

    def _write(self, place: re.Match[str], text: str) -> None:
        path = self.site.folder / place[1]
        before = path.read_text("utf-8") if place[2] else ""
        path.write_text(before + text, "utf-8")

    def _command(self, text: str) -> None:
        line, _, output = text.partition("\n")
        prompt, python, *command = shlex.split(line)
        assert (prompt, python) == ("$", "python")
        ran = self.run(*command)
        if output:
            self.shown.append(output)
            self.seen.append(ran.out + ran.err)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    reader = Reader(tmp_path_factory.mktemp("site"))
    reader.follow()
    return reader


def test_each_command_works_and_says_what_the_page_shows(reader: Reader) -> None:
    assert len(reader.shown) == 2
    assert reader.seen == reader.shown


def test_the_picture_is_what_the_command_draws(reader: Reader) -> None:
    drawn = reader.site.folder / "project.svg"

    # Not every version of Graphviz puts the same in the same place.
    assert words(drawn) == words(PICTURE)


def words(file: Path) -> list[str]:
    """Return what stands in a picture."""
    tree = ET.parse(file)  # noqa: S314 (ours)
    return sorted(text.strip() for item in tree.iter() if (text := item.text))


def test_a_failure_says_what_the_page_shows(reader: Reader) -> None:
    code = """\
import django
django.setup()
from shop.models import Order
from shop.receivers import notify_warehouse
from shop.signals import order_paid
from signal_viz.testing import assert_dispatches

try:
    with assert_dispatches(order_paid, receivers=[notify_warehouse, ...]):
        order_paid.send(sender=Order, order=Order(item="Dracula"))
except AssertionError as error:
    print(f"AssertionError: {error}")
"""
    (shown,) = re.findall(r"^```text\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    assert reader.run("-c", code).out == shown


def test_its_tests_for_pytest_pass(reader: Reader) -> None:
    code = "import sys, django, pytest; django.setup(); sys.exit(pytest.main())"
    # By name, where the package is on the path and not installed.
    options = (
        "[pytest]\naddopts = -p no:cacheprovider -p no:asyncio -p pytest_signal_viz\n"
    )
    (reader.site.folder / "pytest.ini").write_text(options, "utf-8")
    assert "1 passed" in reader.run("-c", code).out


def test_the_middleware_writes_a_page_for_each_request(reader: Reader) -> None:
    code = """\
import django
django.setup()
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.module_loading import import_string
from django.conf import settings
from shop.models import Order
from shop.signals import order_paid

def pay(request):
    order_paid.send(sender=Order, order=Order(item="Dracula"))
    return HttpResponse()

import_string(settings.MIDDLEWARE[0])(pay)(RequestFactory().get("/pay/"))
"""
    reader.run("-c", code)
    page = reader.site.folder / "requests" / "request-01.html"
    assert "GET /pay/" in page.read_text("utf-8")


def test_the_lines_for_a_shell_work(reader: Reader) -> None:
    (code,) = (
        text
        for _, text in _BLOCK.findall(TEXT)
        if text.startswith("# in python manage.py shell\n")
    )
    reader.run("manage.py", "shell", "-c", code)
    assert (reader.site.folder / "run.html").is_file()


def test_the_cells_for_a_notebook_work(reader: Reader) -> None:
    blocks = [text for _, text in _BLOCK.findall(TEXT)]
    first = next(text for text in blocks if text.startswith("# in a notebook\n"))
    with kernel.started(reader.site.folder) as notebook:
        notebook.run(first)
        for magic in ("%load_ext ", "%%signals "):
            (text,) = (text for text in blocks if text.startswith(magic))
            output = notebook.cell(text)
            assert output.error == ""

        drawn = output.drawn[-1].splitlines()
        assert [line.split()[1:] for line in drawn if "returned" in line] == [
            ["✓", name, "returned"]
            for name in ("reserve_stock", "warn_when_low", "notify_warehouse")
        ]
        sent = "order_paid.send(sender=Order, order=Order(item='Emma'))"
        assert notebook.cell(sent).error.startswith("RuntimeError: You cannot use")


def test_each_check_is_told_of() -> None:
    finders = (twice, dying, arguments, async_call, senders, debug)
    ids = {module.ID for module in finders} | {twice.TWO_NAMES}

    assert set(re.findall(r"^\| `(signal_viz\.W\d+)`", TEXT, re.MULTILINE)) == ids


def test_each_argument_of_the_command_and_each_form_is_told_of() -> None:
    parser = ArgumentParser()
    Command().add_arguments(parser)
    for action in parser._actions:
        names = action.option_strings[:1] if action.dest != "help" else []
        choices = list(action.choices or ())
        assert [name for name in names if f"`{name}" not in TEXT] == []
        assert [name for name in choices if f"| `{name}` |" not in TEXT] == []


def test_each_assertion_is_told_of() -> None:
    names = {*testing.__all__, "assertDispatches", "assertNoDispatch"}

    assert [name for name in names - {"ANY_SENDER"} if name not in TEXT] == []
