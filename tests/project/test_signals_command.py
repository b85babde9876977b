"""``manage.py signals`` lists what is connected, runs nothing and changes nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from tests.project.bookshop import FILES, Bookshop

if TYPE_CHECKING:
    from pathlib import Path

OURS = ("--app", "shop", "--app", "loyalty")


def told(shop: Bookshop, *arguments: str) -> dict[str, list[dict[str, Any]]]:
    """Return the receivers of each signal, from the JSON form."""
    ran = shop.signals(*arguments, "--format", "json")
    assert ran.err == ""
    return {item["name"]: item["receivers"] for item in json.loads(ran.out)["signals"]}


def names(shop: Bookshop, *arguments: str) -> dict[str, list[str]]:
    found = told(shop, *arguments)
    return {signal: [item["name"] for item in found[signal]] for signal in found}


def test_the_table_has_a_line_for_each_receiver_in_call_order(shop: Bookshop) -> None:
    ran = shop.signals(*OURS)
    assert ran.err == ""
    assert (
        ran.out
        == """\
django.db.models.signals.post_save · 2 receivers
  1  loyalty.models.Points instance  loyalty/models.py:6   any sender       weak
  2  shop.receivers.write_audit_log  shop/receivers.py:9   only shop.Order  weak, uid=audit

django.db.models.signals.pre_delete · 1 receiver
  -  shop.receivers.later            shop/receivers.py:35  only shop.later  weak, waits for its sender

shop.models.Order.Steps.shipped · 1 receiver
  1  shop.receivers.unship           shop/receivers.py:27  any sender       weak

shop.signals.order_lost · 1 receiver
  1  shop.receivers.reserve_stock    shop/receivers.py:18  any sender       weak

shop.signals.order_paid · 2 receivers
  1  shop.receivers.reserve_stock    shop/receivers.py:18  any sender       strong
  2  shop.receivers.push             shop/receivers.py:14  any sender       weak, async

(no name) · 1 receiver
  1  shop.receivers.reserve_stock    shop/receivers.py:18  any sender       weak
"""
    )


def test_a_collected_receiver_is_told_and_stays(shop: Bookshop) -> None:
    *_, last = told(shop, "order_paid")["shop.signals.order_paid"]
    assert (last["name"], last["alive"]) == ("(collected)", False)


def test_a_method_whose_object_was_collected_is_told_by_its_name(
    shop: Bookshop,
) -> None:
    (shop.folder / "shop" / "bells.py").write_text(
        "from django.dispatch import Signal\n"
        "class Bell:\n"
        "    def ring(self, **kwargs): ...\n"
        "door_opened = Signal()\n"
        "door_opened.connect(Bell().ring)\n",
        "utf-8",
    )
    found = shop.signals("door_opened", "--app", "shop", "--import", "shop.bells")
    assert found.out == (
        "shop.bells.door_opened · 1 receiver\n"
        "  -  shop.bells.Bell.ring  shop/bells.py:3  any sender  weak, collected\n"
    )


def test_every_signal_that_exists_is_there_also_without_a_receiver(
    shop: Bookshop,
) -> None:
    out = shop.signals().out
    head, _, silent = out.partition("Without a receiver: ")
    assert "django.core.signals.request_started · " in head
    listed = silent.splitlines()
    assert "  django.db.models.signals.m2m_changed" in listed
    assert int(listed[0]) == len(listed) - 1
    found = names(shop)
    assert found["django.db.models.signals.m2m_changed"] == []


def test_json_tells_all_that_is_known(shop: Bookshop) -> None:
    ran = shop.signals("post_save", "--sender", "Order", "--format", "json")
    (signal,) = json.loads(ran.out)["signals"]
    assert signal["name"] == "django.db.models.signals.post_save"
    assert "shop.receivers.post_save" in signal["also"]
    assert signal["receivers"][1] == {
        "name": "shop.receivers.write_audit_log",
        "module": "shop.receivers",
        "file": str(shop.folder / "shop" / "receivers.py"),
        "line": 9,
        "app": "shop",
        "sender": "shop.Order",
        "weak": True,
        "dispatch_uid": "audit",
        "is_async": False,
        "alive": True,
        "waiting": False,
    }


def test_a_signal_is_named_whole_or_by_its_end(shop: Bookshop) -> None:
    whole = names(shop, "django.db.models.signals.post_save")
    assert list(whole) == ["django.db.models.signals.post_save"]
    assert names(shop, "POST_SAVE") == whole
    assert list(names(shop, "Steps.shipped", "order_lost")) == [
        "shop.models.Order.Steps.shipped",
        "shop.signals.order_lost",
    ]


def test_a_sender_reaches_those_who_hear_all_as_well(shop: Bookshop) -> None:
    heard = names(shop, "post_save", "pre_delete", "--sender", "shop.Order")
    assert heard == {
        "django.db.models.signals.post_save": [
            "loyalty.models.Points instance",
            "shop.receivers.write_audit_log",
        ]
    }
    waits = names(shop, "pre_delete", "--sender", "later")
    assert waits == {"django.db.models.signals.pre_delete": ["shop.receivers.later"]}


def test_an_app_and_a_module_keep_what_was_written_in_them(shop: Bookshop) -> None:
    loyal = {"django.db.models.signals.post_save": ["loyalty.models.Points instance"]}
    assert names(shop, "--app", "loyalty") == loyal
    assert names(shop, "--module", "loyalty") == loyal
    assert names(shop, "--module", "loyalty.models") == loyal
    assert shop.signals("--app", "shop", "--module", "loyalty").out == (
        "No receiver fits.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["post_sav"], "There is no signal post_sav. Did you mean post_save?"),
        (["--sender", "Ordr"], "There is no sender Ordr. Did you mean Order?"),
        (["--app", "shops"], "There is no app shops. Did you mean shop?"),
        (["--module", "zzz"], "There is no module zzz."),
    ],
)
def test_a_name_that_nothing_has_is_an_error_of_the_command(
    shop: Bookshop, arguments: list[str], said: str
) -> None:
    ran = shop.signals(*arguments)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err == f"CommandError: {said}\n"


@pytest.mark.parametrize(
    "arguments", [["--app", "signal_viz"], ["--module", "shop.models"]]
)
def test_what_has_no_receiver_is_no_error(shop: Bookshop, arguments: list[str]) -> None:
    ran = shop.signals(*arguments)
    assert (ran.status, ran.err, ran.out) == (0, "", "No receiver fits.\n")


def test_a_model_that_nobody_hears_alone_is_a_sender(tmp_path: Path) -> None:
    book = "\n\nclass Book(models.Model): ...\n"
    shop = Bookshop(
        tmp_path, {**FILES, "shop/models.py": FILES["shop/models.py"] + book}
    )
    found = names(shop, "post_save", "--sender", "shop.book")
    assert [*found.values()] == [["loyalty.models.Points instance"]]


def test_it_is_drawn_as_svg(shop: Bookshop) -> None:
    picture = ET.fromstring(shop.signals(*OURS, "--format", "svg").out)  # noqa: S314
    texts = {item.text for item in picture.iter() if item.text}
    assert {"post_save", "order_paid", "reserve_stock", "push"} <= texts
    assert "7 receivers of 5 signals" in texts


def test_it_is_written_as_dot_and_as_mermaid(shop: Bookshop) -> None:
    dot = shop.signals(*OURS, "--format", "dot").out
    assert dot.startswith("digraph")
    assert "write_audit_log" in dot
    mermaid = shop.signals(*OURS, "--format", "mermaid").out
    assert mermaid.startswith("flowchart")
    assert "write_audit_log" in mermaid


def test_a_page_of_it_can_be_written_to_a_file(shop: Bookshop, tmp_path: Path) -> None:
    file = tmp_path / "signals.html"
    ran = shop.signals(*OURS, "--format", "html", "-o", str(file))
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    text = file.read_text("utf-8")
    assert "<h1>The signals of this project</h1>" in text
    counts = "7 receivers of 5 signals. Waiting for a model, and not drawn: 1."
    assert f"<p>{counts}</p>" in text
    assert "write_audit_log" in text


def test_a_file_that_cannot_be_written_is_an_error_of_the_command(
    shop: Bookshop, tmp_path: Path
) -> None:
    ran = shop.signals("-o", str(tmp_path / "no" / "file"))
    assert ran.status == 1
    assert ran.err.startswith("CommandError: Cannot write ")


def test_colour_is_for_a_terminal_or_whoever_asks(shop: Bookshop) -> None:
    assert "\x1b[" not in shop.signals(*OURS).out
    assert "\x1b[" in shop.signals(*OURS, "--force-color").out


def test_a_terminal_that_lacks_a_letter_gets_its_number(
    shop: Bookshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    ran = shop.signals("order_lost")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("shop.signals.order_lost \\xb7 1 receiver\n")


def test_views_are_imported_as_the_server_does_it(shop: Bookshop) -> None:
    assert names(shop, "order_lost") == {
        "shop.signals.order_lost": ["shop.receivers.reserve_stock"]
    }
    assert names(shop, "order_lost", "--no-urls") == {"shop.signals.order_lost": []}


def test_a_module_that_nothing_imports_can_be_named(shop: Bookshop) -> None:
    """As ``migrate`` imports the ``management`` module of each app, and no server."""
    late = shop.folder / "shop" / "late.py"
    late.write_text(
        "from django.core.signals import got_request_exception\n"
        "def alarm(**kwargs): ...\n"
        "got_request_exception.connect(alarm)\n",
        "utf-8",
    )
    signal = "got_request_exception"
    assert "shop.late.alarm" not in shop.signals(signal).out
    ran = shop.signals(signal, "--import", "shop.late")
    assert (ran.status, ran.err) == (0, "")
    assert "  1  shop.late.alarm  shop/late.py:2  any sender  weak\n" in ran.out


def test_a_module_that_cannot_be_imported_is_an_error_of_the_command(
    shop: Bookshop,
) -> None:
    ran = shop.signals("--import", "shop.nowhere")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith(
        "CommandError: Cannot import shop.nowhere (ModuleNotFoundError: No module"
    )


def test_urls_that_cannot_be_imported_are_told_and_the_list_goes_on(
    shop: Bookshop,
) -> None:
    ran = shop.signals("order_paid", settings="mysite.broken")
    assert ran.status == 0
    assert "reserve_stock" in ran.out
    assert ran.err.startswith("mysite.no_urls could not be imported (ModuleNotFound")


def test_a_project_needs_no_change_at_all(shop: Bookshop) -> None:
    ran = shop.python(
        *("-m", "signal_viz", "--settings", "mysite.settings", *OURS), settings=None
    )
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == shop.signals(*OURS).out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Name the settings of the project: python -m signal_viz --settings"),
        (["--settings", "no.such"], "The project cannot be set up: No module named"),
    ],
)
def test_without_settings_it_says_what_to_do(
    shop: Bookshop, arguments: list[str], said: str
) -> None:
    ran = shop.python("-m", "signal_viz", *arguments, settings=None)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith(said)


def test_a_traceback_is_for_whoever_asks(shop: Bookshop) -> None:
    ran = shop.python(
        *("-m", "signal_viz", "--settings", "no.such", "--traceback"), settings=None
    )
    assert ran.status == 1
    assert ran.err.startswith("Traceback")
    assert "ModuleNotFoundError: No module named 'no'" in ran.err


def test_help_needs_no_settings(shop: Bookshop) -> None:
    ran = shop.python("-m", "signal_viz", "--help", settings=None)
    assert ran.status == 0
    assert "usage: python -m signal_viz" in ran.out


def test_a_project_that_lists_the_app_does_not_import_jupyter(shop: Bookshop) -> None:
    code = (
        "import sys, django; django.setup();"
        "print(sorted({'IPython', 'ipywidgets', 'anywidget'} & set(sys.modules)))"
    )
    ran = shop.python("-c", code, settings="mysite.listed")
    assert (ran.out, ran.err) == ("[]\n", "")
