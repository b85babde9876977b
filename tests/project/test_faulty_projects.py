"""``manage.py check`` in a project with one fault, and in one that only looks so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.project.bookshop import FILES, Bookshop
from tests.project.faulty import FAULTS, MAIL, SOUND, START

if TYPE_CHECKING:
    from pathlib import Path


def told(folder: Path, views: str, fault: str) -> list[str]:
    """Return the ids of the faults that the checks find in a project."""
    # Only before a deployment DEBUG on and off are compared: that takes its time.
    deploy = ["--deploy"] if fault == "W007" else []
    sound = {
        "shop/receivers.py": "",
        "shop/views.py": START + views,
        "shop/mail.py": MAIL,
    }
    shop = Bookshop(folder, {**FILES, **sound})
    ran = shop.python(
        *("-m", "django", "check", *deploy, "--tag", "signals"),
        settings="mysite.listed",
    )
    assert ran.status == 0, ran.err
    assert "Traceback" not in ran.err
    return re.findall(r"signal_viz\.(W\d+)", ran.err)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_a_project_is_told_once(tmp_path: Path, fault: str) -> None:
    assert told(tmp_path, FAULTS[fault], fault) == [fault]


@pytest.mark.parametrize("fault", SOUND)
def test_what_only_looks_like_a_fault_is_not_told(tmp_path: Path, fault: str) -> None:
    assert told(tmp_path, SOUND[fault], fault) == []
