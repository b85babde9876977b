"""``manage.py check`` tells of faulty connections, and is silent about sound ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.project.bookshop import Bookshop

if TYPE_CHECKING:
    from pathlib import Path

FAULTY = """
from django.conf import settings

from shop.signals import order_lost, order_paid


def twice(**kwargs): ...


def strict(sender): ...


def only_here(**kwargs): ...


order_paid.connect(twice)
order_paid.connect(twice, dispatch_uid="again")
if settings.DEBUG:
    order_lost.connect(only_here)
else:
    order_lost.connect(strict)
"""


@pytest.fixture
def faulty(tmp_path: Path) -> Bookshop:
    shop = Bookshop(tmp_path)
    path = tmp_path / "shop" / "views.py"
    path.write_text(FAULTY, "utf-8")
    receivers = tmp_path / "shop" / "receivers.py"
    text = receivers.read_text("utf-8")
    for part in ('@receiver(pre_delete, sender="shop.Later")\n', "\nshort_lived()\n"):
        assert part in text
        text = text.replace(part, "")
    receivers.write_text(text, "utf-8")
    return shop


def check(shop: Bookshop, *arguments: str) -> str:
    ran = shop.python(*("-m", "django", "check", *arguments), settings="mysite.listed")
    assert ran.status == 0
    return ran.out + ran.err


def test_faults_are_warnings_with_an_id_and_a_hint(faulty: Bookshop) -> None:
    said = check(faulty)
    assert (
        "(signal_viz.W001) shop.signals.order_paid calls shop.views.twice 2 times in "
        "one send." in said
    )
    assert "(signal_viz.W003) shop.views.strict, a receiver of" in said
    assert said.count("HINT: ") == said.count("signal_viz.W") == 2


def test_views_are_looked_at_whatever_other_checks_have_imported(
    faulty: Bookshop,
) -> None:
    said = check(faulty, "--tag", "signals")
    assert said.count("signal_viz.W") == 2


def test_a_fault_can_be_silenced(faulty: Bookshop) -> None:
    listed = faulty.folder / "mysite" / "listed.py"
    text = listed.read_text("utf-8")
    silence = 'SILENCED_SYSTEM_CHECKS = ["signal_viz.W001", "signal_viz.W003"]\n'
    listed.write_text(text + silence, "utf-8")
    assert "System check identified no issues (2 silenced)." in check(faulty)


def test_a_sound_project_has_no_issue(faulty: Bookshop) -> None:
    (faulty.folder / "shop" / "views.py").write_text("", "utf-8")
    assert "System check identified no issues (0 silenced)." in check(faulty)
    assert "signal_viz" not in check(faulty, "--deploy", "--tag", "signals")


def test_before_a_deployment_debug_on_and_off_are_compared(faulty: Bookshop) -> None:
    said = check(faulty, "--deploy", "--tag", "signals")
    for name, only in (("only_here", "on"), ("strict", "off")):
        assert (
            f"(signal_viz.W007) shop.views.{name} hears shop.signals.order_lost only "
            f"with DEBUG {only}." in said
        )
    assert "W007" not in check(faulty)


def test_what_cannot_be_compared_is_told(faulty: Bookshop) -> None:
    apps = faulty.folder / "shop" / "apps.py"
    text = apps.read_text("utf-8")
    apps.write_text(
        text + "        from django.conf import settings\n"
        "        if settings.DEBUG:\n"
        "            raise SystemExit('no')\n",
        "utf-8",
    )
    said = check(faulty, "--deploy", "--tag", "signals")
    assert "(signal_viz.W007) What is connected with DEBUG and without it" in said
