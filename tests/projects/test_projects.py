"""In a project with well-known packages all receivers are found, and no false fault."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.projects import handmade
from tests.projects.handmade import Connected
from tests.projects.many import BROUGHT_ALONG, PACKAGES

if TYPE_CHECKING:
    from tests.project.bookshop import Bookshop

pytestmark = [pytest.mark.slow, pytest.mark.projects]

TIMED = """\
import io, os, sys
import django
from django.core.management import call_command

django.setup()
call_command("signals", format="json", stdout=io.StringIO())  # the URLconf is imported
before = sum(os.times()[:4])
call_command("signals", format=sys.argv[1], stdout=io.StringIO())
print(sum(os.times()[:4]) - before)
"""
"""Prints seconds of processor time, those of other processes that it starts as well."""


def found(many: Bookshop) -> list[Connected]:
    ran = many.signals("--format", "json")
    assert (ran.status, ran.err) == (0, "")
    receivers = [
        (signal["name"], item)
        for signal in json.loads(ran.out)["signals"]
        for item in signal["receivers"]
    ]
    assert len(receivers) > 100
    assert all(item["alive"] and not item["waiting"] for _, item in receivers)
    return [
        Connected(
            signal,
            item["name"],
            item["sender"] or "any sender",
            ("weak" if item["weak"] else "strong")
            + (f", uid={item['dispatch_uid']}" if item["dispatch_uid"] else ""),
        )
        for signal, item in receivers
        if item["module"].partition(".")[0] != "django"
    ]


def test_it_finds_what_the_handmade_list_says_in_the_same_order(
    many: Bookshop,
) -> None:
    assert found(many) == handmade.listed()


@pytest.mark.usefixtures("many")
def test_the_handmade_list_leaves_out_no_connect_in_the_source() -> None:
    seen = {
        place
        for package in (*PACKAGES, *BROUGHT_ALONG)
        for place in handmade.connects(package)
    }
    assert seen == handmade.places() | handmade.excused()


def test_what_only_migrate_imports_is_found_when_it_is_named(many: Bookshop) -> None:
    ran = many.signals("--module", "guardian", "--import", "guardian.management")
    assert "guardian.management.create_anonymous_user" in ran.out
    assert "only GuardianConfig instance" in ran.out


@pytest.mark.parametrize("arguments", [(), ("--deploy", "--tag", "signals")])
def test_no_check_of_connections_raises_a_false_alarm(
    many: Bookshop, arguments: tuple[str, ...]
) -> None:
    ran = many.python(*("-m", "django", "check", *arguments), settings="mysite.listed")
    assert "System check identified no issues (0 silenced)." in ran.out + ran.err


@pytest.mark.parametrize("form", ["svg", "html"])
def test_the_whole_project_is_drawn_in_less_than_a_second(
    many: Bookshop, form: str
) -> None:
    ran = many.python("-c", TIMED, form, settings="mysite.listed")
    assert ran.err == ""
    assert float(ran.out) < 1
